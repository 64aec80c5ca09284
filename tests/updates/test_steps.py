"""Steps of an update run as other users, by systemd: here by a program in its place that runs what it is given."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.updates import steps as module
from appliance.updates.commands import require_done
from appliance.updates.errors import UpdateRefused
from appliance.updates.steps import run_as

SYSTEMD_RUN = f"""#!{sys.executable}
import os, subprocess, sys
cut = sys.argv.index("--")
options = [word.removeprefix("--") for word in sys.argv[1:cut]]
with open(os.environ["PATH"].split(":")[0] + "/options", "w") as file:
    file.write("\\n".join(options))
files = dict(option.removeprefix("property=").split("=", 1) for option in options if "=" in option)
path = lambda name: files[name].partition(":")[2] or os.devnull
variables = dict(option.removeprefix("setenv=").split("=", 1) for option in options if option.startswith("setenv="))
words = [word.replace("$$", "$") for word in sys.argv[cut + 1 :]]
given, output, errors = open(path("StandardInput")), open(path("StandardOutput"), "w"), open(path("StandardError"), "w")
code = subprocess.run(words, env=variables, stdin=given, stdout=output, stderr=errors).returncode
if code:
    print("Job failed", file=sys.stderr)
sys.exit(code != 0)
"""


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose programs are found first: systemd-run, and systemctl, which notes what it is asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (("systemd-run", SYSTEMD_RUN), ("systemctl", '#!/bin/sh\necho "$@" >>"$(dirname "$0")/asked"\n')):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(module, "HOME", tmp_path / "home")
    (tmp_path / "home").mkdir()
    yield folder
    assert list((tmp_path / "home").iterdir()) == [], "nothing is left of a step"


def test_a_step_has_input_output_and_variables(programs: Path) -> None:
    script = 'read word; echo "$word $0 $MADE_FOR 50% $$" | sed "s/ [0-9]*$//"'
    result = run_as("somebody", ["sh", "-c", script], "database", {"MADE_FOR": "a test"}, given="given\n")
    assert (result.returncode, result.stdout, result.stderr) == (0, "given sh a test 50%\n", "")
    options = (programs / "options").read_text().splitlines()
    assert {"unit=arch-stats-step-somebody.service", "service-type=oneshot", "collect"} <= set(options)
    assert {"property=User=somebody", "property=PrivateNetwork=yes"} <= set(options)
    assert (programs / "asked").read_text() == "stop arch-stats-step-somebody.service\n"


def test_a_step_that_fails_leaves_its_last_words() -> None:
    result = run_as("somebody", ["sh", "-c", "echo part; echo wrong >&2; exit 7"], "own_network")
    assert (result.returncode, result.stdout, result.stderr) == (1, "part\n", "wrong\n")
    with pytest.raises(UpdateRefused, match="command=sh, words=wrong"):
        require_done(result)


def test_what_systemd_says_counts_where_the_step_is_silent() -> None:
    assert run_as("somebody", ["false"], "database").stderr == "Job failed\n"


def test_the_output_of_a_whole_archive_is_not_kept() -> None:
    result = run_as("somebody", ["echo", "much"], "database", is_output_kept=False)
    assert (result.returncode, result.stdout) == (0, "")


def test_only_one_folder_can_be_made_writable(programs: Path) -> None:
    run_as("somebody", ["true"], "database")
    assert "ReadWritePaths" not in (programs / "options").read_text()
    run_as("somebody", ["true"], "own_network", writable="/srv/data")
    assert "property=ReadWritePaths=-/srv/data" in (programs / "options").read_text().splitlines()


def test_what_a_killed_step_left_is_not_read(tmp_path: Path) -> None:
    left = tmp_path / "home" / "step-somebody"
    left.mkdir()
    (left / "errors").write_text("of another step")
    assert run_as("somebody", ["true"], "database").stderr == ""
