"""What the documents point at is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
WORD = re.compile(r"`([^`\s]+)`")
EXAMPLES = re.compile(r"NNNN|NAME|clubs")
"""What the walks make up."""


def documents() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.md"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return [ROOT / name for name in listed.split()]


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["README.md", ".github/CONTRIBUTING.md", "drivers/README.md", "sql/README.md"])
def test_every_file_that_is_named_is_there(name: str) -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    words = WORD.findall((ROOT / name).read_text(encoding="utf-8"))
    paths = [w for w in words if w.split("/")[0] in folders and "/" in w and not EXAMPLES.search(w)]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_file_of_sql_is_described() -> None:
    text = (ROOT / "sql" / "README.md").read_text(encoding="utf-8")
    files = [*(ROOT / "sql" / "migrations").glob("*.sql"), *(ROOT / "sql" / "routines").rglob("*.sql")]
    assert [path.name for path in files if not re.search(rf"\b{path.stem}(\.sql)?`", text)] == []


def test_every_command_of_the_workshop_is_there() -> None:
    words = re.findall(r"\./(scripts/\w+\.bash)", (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(words) > 8
    assert [word for word in words if not (ROOT / word).exists()] == []
