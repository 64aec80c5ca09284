"""The list of others' software names what is really shipped."""

from pathlib import Path

import pytest

from scripts.third_party import TARGET, NotListed, document, python_rows


def test_the_list_of_licences_is_true() -> None:
    committed = TARGET.read_text(encoding="utf-8")
    assert document(committed) == committed, "run scripts/third_party.bash"


def test_a_package_that_nobody_installed_is_not_passed_over() -> None:
    with pytest.raises(NotListed, match="no-such-package is not installed"):
        python_rows("no-such-package==1.0 \\\n", before="| no-such-package | MIT | - |")


def test_a_package_for_another_python_keeps_its_row() -> None:
    row = "| no-such-package | MIT | - |"
    assert python_rows("no-such-package==1.0 ; python_full_version < '3.12' \\\n", before=f"{row}\n") == [row]


def test_the_list_goes_into_the_wheel() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert '".github/THIRD-PARTY.md" = "appliance/share/THIRD-PARTY.md"' in project
