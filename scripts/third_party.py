"""Lists the third-party software that is shipped with the appliance, with licences: .github/THIRD-PARTY.md.

Python packages are those of requirements.lock, with the metadata of the installed versions. npm packages are those that
the build put into web/dist, with their licence texts, because their code becomes part of ours.
"""

import importlib.metadata
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / ".github" / "THIRD-PARTY.md"
LOCKED = re.compile(r"^([a-z0-9._-]+)==([^\s;]+)( ; )?", re.MULTILINE)
SHORT_LICENCE = 60
COMMAND = "scripts/third_party.bash"
MODULES = ROOT / "web" / "node_modules"
STANDARD_TEXTS = {"Apache-2.0": "typescript/LICENSE.txt"}
"""Licences with one standard text, for packages that name the licence but do not contain its text."""

HEAD = f"""# Third-party software

Written by `{COMMAND}`; a test keeps it true. The appliance itself is under the [MIT licence](../LICENSE).

## Installed beside the appliance

Python packages of `requirements.lock`. Each comes from the package registry with its own licence text.

| package | licence | where from |
|---|---|---|
"""

PAGE = """
## Part of the page

npm packages whose code is in `web/dist`, and so in the wheel.

| package | licence |
|---|---|
"""


# packages that state their licence only in the file LICENSE
LOOKED_UP = {"pyrage": "MIT"}


class NotListed(Exception):
    """A package whose licence is not known; the message says what to do."""


def python_rows(lock: str, before: str) -> list[str]:
    """One row per package of the lock. A package that only another Python needs keeps its existing row."""
    rows: dict[str, str] = {}
    for name, _, marker in LOCKED.findall(lock):
        try:
            rows[name] = f"| {name} | {_licence(importlib.metadata.metadata(name))} | {_home(name)} |"
        except importlib.metadata.PackageNotFoundError as error:
            kept = re.search(rf"^\| {re.escape(name)} \|.*$", before, re.MULTILINE)
            if not marker or kept is None:
                raise NotListed(f"{name} is not installed: run {COMMAND} with the oldest Python of ours") from error
            rows[name] = kept[0]
    return list(rows.values())


def _licence(metadata: importlib.metadata.PackageMetadata) -> str:
    """Return the licence expression if there is one, else a licence field of one line, else the classifier."""
    declared = _value(metadata, "License-Expression") or _value(metadata, "License")
    if declared and len(declared) <= SHORT_LICENCE and "\n" not in declared:
        return declared
    if metadata["Name"] in LOOKED_UP:
        return LOOKED_UP[metadata["Name"]]
    classified = [c for c in metadata.get_all("Classifier") or [] if c.startswith("License :: ")]
    if not classified:
        raise NotListed(f"{metadata['Name']} does not say its licence: look it up before it is shipped")
    return str(classified[0]).rsplit(" :: ", 1)[1]


def _home(name: str) -> str:
    metadata = importlib.metadata.metadata(name)
    links = [str(link).split(", ", 1) for link in metadata.get_all("Project-URL") or []]
    by_label = {label.lower(): url for label, url in links}
    for label in ("homepage", "source", "source code", "repository", "github", "documentation"):
        if label in by_label:
            return by_label[label]
    home = _value(metadata, "Home-page")
    return home if home and home != "UNKNOWN" else "-"


def _value(metadata: importlib.metadata.PackageMetadata, name: str) -> str:
    """Return a metadata field; empty if it is missing."""
    return str(metadata[name]) if name in metadata else ""


def page_packages() -> list[str]:
    """Return the npm packages in the built page. Raises NotListed if it has not been built."""
    path = ROOT / "web" / "dist" / "packages.json"
    if not path.is_file():
        raise NotListed("the page is not built: run scripts/build.bash")
    names: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def page_text(names: list[str]) -> str:
    """Return the table of the page's packages, and the text of each licence once."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    rows: list[str] = []
    texts: dict[str, list[str]] = {}
    for name in names:
        rows.append(f"| {name} | {lock[f'node_modules/{name}']['license']} |")
        found = sorted((MODULES / name).glob("LICEN[CS]E*"))
        standard = STANDARD_TEXTS.get(lock[f"node_modules/{name}"]["license"])
        if not found and standard is None:
            raise NotListed(f"{name} comes without the text of its licence: look it up before it is shipped")
        found = found or [MODULES / str(standard)]
        texts.setdefault(found[0].read_text(encoding="utf-8").strip(), []).append(name)
    parts = [f"\n### {', '.join(users)}\n\n```text\n{_lines(text)}\n```\n" for text, users in texts.items()]
    return "\n".join(rows) + "\n" + "".join(parts)


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())


def document(before: str) -> str:
    """Return the whole file, from what is installed and built now."""
    rows = python_rows((ROOT / "requirements.lock").read_text(encoding="utf-8"), before)
    return HEAD + "\n".join(rows) + "\n" + PAGE + page_text(page_packages())


if __name__ == "__main__":
    try:
        TARGET.write_text(document(TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""), encoding="utf-8")
    except NotListed as error:
        sys.exit(f"arch-stats: {error}")
