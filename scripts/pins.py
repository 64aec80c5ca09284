"""Raises the exact pins of pyproject.toml, and prints a table of the pins that differ between two states of the locks.

python scripts/pins.py raise UV             rewrites `name==version` in pyproject.toml to the newest version
python scripts/pins.py changes FOLDER UV    compares the locks with those in FOLDER
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXACT = re.compile(r'"([A-Za-z0-9._-]+)==([^"; ]+)')
LOCKED = re.compile(r"^([a-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")
ALIGNED_COLUMNS = 3


def newest(uv: str, names: Iterable[str]) -> dict[str, str]:
    """Return the newest version of each package that supports the oldest Python that we support."""
    wanted = "\n".join(sorted(set(names)))
    command = [uv, "pip", "compile", "-", "--no-deps", "--quiet", "--no-annotate", "--no-header"]
    options = ["--universal", "--python-version", "3.11", "--no-emit-index-url"]
    found = subprocess.run([*command, *options], input=wanted, capture_output=True, text=True, check=True)  # noqa: S603
    return dict(LOCKED.findall(found.stdout))


def raise_exact_pins(uv: str) -> None:
    """Rewrite every `name==version` of pyproject.toml."""
    path = ROOT / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    versions = newest(uv, (name for name, _ in EXACT.findall(text)))
    path.write_text(EXACT.sub(lambda m: f'"{m[1]}=={versions.get(m[1], m[2])}', text), encoding="utf-8")


def pins(root: Path) -> dict[tuple[str, str], str]:
    """Return the version by kind and name; both versions if a package is locked twice for different Pythons."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(root.glob("requirements*.lock")):
        versions: dict[str, list[str]] = {}
        for name, version in LOCKED.findall(path.read_text(encoding="utf-8")):
            versions.setdefault(name, []).append(version)
        for name, several in versions.items():
            found["Python", name] = " or ".join(several)
    lock = json.loads((root / "web" / "package-lock.json").read_text(encoding="utf-8"))
    for place, package in lock["packages"].items():
        if place.startswith("node_modules/") and place.count("node_modules/") == 1:
            found["npm", place.removeprefix("node_modules/")] = package["version"]
    return found


def table(old: dict[tuple[str, str], str], new: dict[tuple[str, str], str]) -> list[str]:
    """One row per pin that differs."""
    rows = [
        (kind, name, old.get((kind, name), "-"), new.get((kind, name), "-"))
        for kind, name in sorted(old.keys() | new.keys(), key=lambda key: (key[0] != "Python", key[1]))
        if old.get((kind, name)) != new.get((kind, name))
    ]
    if not rows:
        return ["every pin is the newest that its range allows"]
    widths = [max(len(row[column]) for row in rows) for column in range(ALIGNED_COLUMNS)]
    lines = [f"{kind:{widths[0]}}  {name:{widths[1]}}  {a:>{widths[2]}} -> {b}" for kind, name, a, b in rows]
    return [*lines, f"{len(rows)} pins changed"]


def held_back(uv: str) -> list[str]:
    """Return the packages of pyproject.toml whose newest version is outside the range there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()]
    wanted = [*project["project"]["dependencies"], *chain.from_iterable(groups)]
    names = {match[0] for text in wanted if (match := NAME.match(text))}
    locked = {name: version for (kind, name), version in pins(ROOT).items() if kind == "Python"}
    latest = newest(uv, names)
    return [
        f"held back by its range in pyproject.toml: {name} {locked[name]}, the newest is {latest[name]}"
        for name in sorted(names & latest.keys() & locked.keys())
        if latest[name] not in locked[name].split(" or ")
    ]


def main(words: list[str]) -> int:
    """Run the given command; returns 2 for an unknown one."""
    match words:
        case ["raise", uv]:
            raise_exact_pins(uv)
        case ["changes", before, uv]:
            print("\n".join([*table(pins(Path(before)), pins(ROOT)), *held_back(uv)]))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
