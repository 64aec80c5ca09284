"""What is paired and withdrawn at the command line."""

import asyncio
import io
from contextlib import redirect_stdout
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from appliance.access.secret_values import digest_of
from appliance.cli import main
from appliance.database.location import DatabaseLocation
from tests.models.helpers import Tables


@pytest.fixture
def environment(location: DatabaseLocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "POSTGRES_SOCKET_DIR": location.host,
        "POSTGRES_PORT": str(location.port),
        "POSTGRES_DB": location.database,
        "POSTGRES_USER": location.user,
        "ARCH_STATS_DATA_DIR": str(tmp_path),
        "LANG": "C",
    }.items():
        monkeypatch.setenv(name, value)


async def run(*words: str) -> tuple[int, list[str]]:
    """The exit status, and the lines that were printed; on a thread, since the command runs a loop of its own."""
    out = io.StringIO()

    def run() -> int:
        with redirect_stdout(out):
            return main(["token", *words])

    return await asyncio.to_thread(run), out.getvalue().splitlines()


@pytest.mark.usefixtures("environment")
async def test_a_token_is_made_listed_and_withdrawn(tables: Tables) -> None:
    archer_id = await tables.archer("Robin")
    assert (await run("list")) == (0, ["nothing is paired"])
    status, (token,) = await run("make", "a scoreboard", "--role", "archer", "--archer", "Robin")
    assert status == 0
    (row,) = await tables.admin.fetch("SELECT * FROM pairings")
    assert (row["token_digest"], row["role"], row["archer_id"]) == (digest_of(token), "archer", archer_id)
    _, (line,) = await run("list")
    assert line == f"{row['id']}  a scoreboard: an archer, never used"
    assert (await run("withdraw", str(row["id"]))) == (0, ["withdrawn"])
    assert (await run("list")) == (0, ["nothing is paired"])
    assert (await run("withdraw", str(row["id"])))[0] == 1
    assert (await run("withdraw", str(uuid4())))[0] == 1


@pytest.mark.usefixtures("environment")
async def test_a_code_is_shown_to_scan(tables: Tables) -> None:
    status, lines = await run("code", "--role", "coach", "--minutes", "60")
    code = lines[-1].partition("/app/pair#")[2]
    assert (status, len(code)) == (0, 22)
    (row,) = await tables.admin.fetch("SELECT *, expires_at - now() > interval '50 min' AS is_long FROM pairing_codes")
    assert (row["code_digest"], row["role"], row["is_long"]) == (digest_of(code), "coach", True)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("archer", [[], ["--archer", "nobody"], ["--archer", str(UUID(int=1))]], ids=str)
async def test_an_archers_phone_is_somebodys(archer: list[str]) -> None:
    assert (await run("make", "x", "--role", "archer", *archer))[0] == 1


@pytest.mark.usefixtures("environment")
async def test_the_pin_of_the_label_is_reported_and_renewed(tmp_path: Path) -> None:
    _, (pin,) = await run("pin")
    assert (tmp_path / "pairing-pin").read_text().strip() == pin.replace(" ", "")
    assert (await run("pin")) == (0, [pin])
    assert (await run("pin", "--new"))[1] != [pin]
    (tmp_path / "pairing-pin").unlink()
    (tmp_path / "pairing-pin").mkdir()
    assert (await run("pin"))[0] == 1
