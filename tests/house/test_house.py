"""Rules of the house that no linter knows."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.database.pool import Pool
from appliance.routers import ENDPOINTS
from appliance.routers.openapi import document
from appliance.settings import Settings, setting_name
from tests.house.statements import STATEMENT, statements

ROOT = Path(__file__).parents[2]
MAX_LINES = {"product": 300, "tests": 400}


def sources() -> list[Path]:
    return [p for folder in ("appliance", "drivers", "tests", "scripts") for p in (ROOT / folder).rglob("*.py")]


@pytest.mark.parametrize(("place", "statement"), list(statements()))
async def test_every_statement_prepares(place: str, statement: str, location_pool: Pool) -> None:
    async with location_pool.acquire() as connection:
        assert await connection.prepare(statement), place


def test_no_statement_is_put_together_from_pieces() -> None:
    for path in (ROOT / "appliance" / "models").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
                assert not STATEMENT.match(text), path


def test_files_are_small() -> None:
    web = [p for p in (ROOT / "web" / "src").rglob("*") if p.suffix in (".ts", ".vue") and ".gen." not in p.name]
    sql = list((ROOT / "sql").rglob("*.sql"))
    large = {str(p): n for p in [*sources(), *web, *sql] if (n := len(p.read_text().splitlines())) > most_lines(p)}
    assert large == {}


def most_lines(path: Path) -> int:
    is_product = path.relative_to(ROOT).parts[0] in ("appliance", "drivers", "sql", "web")
    return MAX_LINES["product" if is_product else "tests"]


def test_the_generated_document_and_types_are_fresh() -> None:
    committed = json.loads((ROOT / "web" / "openapi.json").read_text())
    assert committed == json.loads(json.dumps(document(ENDPOINTS))), "run scripts/generate_types.bash"


def test_no_registry_is_named() -> None:
    for path in ROOT.glob("requirements*.lock"):
        assert "://" not in path.read_text()
    assert '"resolved"' not in (ROOT / "web" / "package-lock.json").read_text()


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / "systemd" / "arch-stats.toml.example").read_text()
    for field in Settings.model_fields:
        assert setting_name(field) in example, setting_name(field)


def test_starting_needs_no_late_packages() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import appliance.main, sys; print(' '.join(sys.modules))"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout.split()  # fmt: skip
    assert not {"numpy", "gpiozero", "segno", "playwright"} & set(loaded)
