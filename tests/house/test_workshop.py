"""What a contributor relies on: one version, files written alike, hooks that are the linting, locks that agree."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from appliance import MADE_ON, __version__
from scripts.pins import table

ROOT = Path(__file__).parents[2]
SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
BINARY = {".png", ".gz", ".bin", ".ico"}
RECORDED = "tests/data/"


def text_files() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix not in BINARY and not name.startswith(RECORDED) and path.is_file():
            yield path


def test_the_version_is_semantic_and_the_newest_in_the_changelog() -> None:
    assert SEMVER.fullmatch(__version__)
    released = RELEASE.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert released[0][0] == __version__
    assert released[0][1] == MADE_ON, "by which a phone's time is judged"
    assert sorted(released, key=lambda entry: entry[1], reverse=True) == released


def test_files_are_written_as_the_editor_is_told() -> None:
    odd = []
    for path in text_files():
        content = path.read_bytes()
        if (
            b"\r" in content
            or (content and not content.endswith(b"\n"))
            or re.search(rb"[ \t]+$", content, re.MULTILINE)
        ):
            odd.append(str(path.relative_to(ROOT)))
    assert odd == []


def test_every_hook_is_a_part_of_the_linting() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    linting = (ROOT / "scripts" / "linting.bash").read_text(encoding="utf-8")
    for hook in hooks:
        command, part = hook["entry"].split()
        assert (ROOT / command).is_file()
        assert f"lint_{part}()" in linting
    assert {hook["id"] for hook in hooks} == set(re.findall(r"^lint_(\w+)\(\)", linting, re.MULTILINE))


def test_the_hooks_can_be_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("*.bash")), ids=lambda path: path.name)
def test_every_script_says_what_it_does(script: Path) -> None:
    shebang, first, *_ = script.read_text(encoding="utf-8").splitlines()
    assert shebang == "#!/usr/bin/env bash"
    assert re.match(r"# [A-Z][a-z]+\W", first)


def test_a_table_of_pins_says_what_changed() -> None:
    old = {
        ("Python", "aiohttp"): "3.14.4",
        ("Python", "gone"): "1.0",
        ("npm", "vue"): "3.5.44",
        ("npm", "same"): "1.0.0",
    }
    new = {("Python", "aiohttp"): "3.14.5", ("npm", "vue"): "3.5.45", ("npm", "same"): "1.0.0", ("npm", "new"): "2.0.0"}
    assert table(old, new) == [
        "Python  aiohttp  3.14.4 -> 3.14.5",
        "Python  gone        1.0 -> -",
        "npm     new           - -> 2.0.0",
        "npm     vue      3.5.44 -> 3.5.45",
        "4 pins changed",
    ]
    assert table(new, new) == ["every pin is the newest that its range allows"]


def test_the_developers_lock_has_all_that_the_others_pin() -> None:
    """Their environment is used for everything."""
    pins = {
        name: set(re.findall(r"^([a-z0-9._-]+==\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements-dev.lock", "requirements-start.lock", "requirements.lock")
    }
    assert all(pins.values())
    assert pins["requirements-start.lock"] | pins["requirements.lock"] <= pins["requirements-dev.lock"]
