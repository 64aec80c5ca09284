"""Prints the keys of the page's texts and the names of their variables as TypeScript: web/src/texts/keys.gen.ts."""

from collections.abc import Iterator
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

PAGE = Path(__file__).parent.parent / "web" / "src" / "texts" / "languages" / "en" / "page.ftl"


class _Names(Visitor):
    """Collects the variables that a message refers to."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  (the library's own name)
        self.found.add(node.id.name)


def values_by_key(source: str) -> dict[str, list[str]]:
    """Return the variables of every message of a Fluent file."""
    found = {}
    for entry in FluentParser().parse(source).body:
        if isinstance(entry, ast.Message):
            names = _Names()
            names.visit(entry)
            found[entry.id.name] = sorted(names.found)
    return found


def typescript(values: dict[str, list[str]]) -> Iterator[str]:
    """The interface's source, line by line."""
    yield "/** Written by scripts/generate_types.bash from languages/en/page.ftl: the values that each text names. */"
    yield "export interface Values {"
    for key, names in values.items():
        yield f"  {key}: {_union(names)};"
    yield "}"


def _union(names: list[str]) -> str:
    return " | ".join(f'"{name}"' for name in names) or "never"


if __name__ == "__main__":
    for line in typescript(values_by_key(PAGE.read_text("utf-8"))):
        print(line)
