"""Commands speak the language of the terminal that they are typed in."""

import pytest

from appliance.commands.terminal import terminal_language
from tests.hil.test_cli import typed


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "es_ES.UTF-8", "LC_MESSAGES": "fr_CA@euro"}, "fr"),
        ({"LANG": "es_ES", "LC_MESSAGES": "fr_FR", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "es_ES", "LC_ALL": ""}, "es"),
        ({"LANG": "../../etc"}, "en"),
    ],
)
def test_the_language_of_a_locale(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language


async def test_results_and_refusals_are_in_it(tmp_path: object) -> None:
    spanish = {"LC_ALL": "es_ES.UTF-8", "ARCH_STATS_DATA_DIR": str(tmp_path), "POSTGRES_SOCKET_DIR": "/no/such"}
    code, out, _ = await typed("doctor", **spanish)
    assert code == 1
    assert "cosas te necesitan" in out
    assert "copias: no hay ninguna" in out
    code, _, err = await typed("serve", **spanish, ARCH_STATS_SERVER_PORT="web")
    assert (code, "ARCH_STATS_SERVER_PORT='web': Debe ser un número entero" in err) == (1, True), err
