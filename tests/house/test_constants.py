"""Every number of core and sensing says what it means; of core a test or a benchmark says why it is what it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.benchmarks.constants import CHOICES

ROOT = Path(__file__).parents[2]
CORE = ROOT / "appliance" / "core"
SENSING = ROOT / "appliance" / "sensing"
DEFINITIONS = {
    "limits": "bounds of what may be stored; models and columns are compared with them in tests/models/test_domain.py",
    "air.sound.STANDARD_PRESSURE_PA": "a standard",
}
"""What needs no test of its value, a module or one constant, with the reason."""


class Constant(NamedTuple):
    """A number, or numbers, that a module of the core has under a name."""

    module: str
    name: str
    is_described: bool

    @property
    def path(self) -> str:
        return f"{self.module}.{self.name}"


def constants(folder: Path = CORE) -> Iterator[Constant]:
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder).with_suffix("").parts)
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node, after in zip(body, [*body[1:], None], strict=True):
            name = name_of(node)
            if name is not None:
                is_described = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                yield Constant(module, name, is_described)


def name_of(node: ast.stmt) -> str | None:
    """The name that a statement gives to numbers; names with an underscore are parts of another value."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        target, value = node.target, node.value
    else:
        return None
    if not isinstance(target, ast.Name) or not target.id.isupper() or target.id.startswith("_"):
        return None
    return target.id if is_number(value) else None


def is_number(value: ast.expr) -> bool:
    """Whether it is made of numbers, and of what is computed from numbers alone."""
    parts = list(ast.walk(value))
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    return any(type(one) in (int, float) for one in values) and not any(
        isinstance(part, ast.Call) and not ast.unparse(part.func).startswith("math.") for part in parts
    )


def words_of_tests() -> set[str]:
    """What tests of the core read by name."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    return set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", "\n".join(texts)))


def is_defined(constant: Constant) -> bool:
    return constant.module in DEFINITIONS or constant.path in DEFINITIONS


@pytest.mark.parametrize(("folder", "least"), [(CORE, 100), (SENSING, 50)])
def test_every_constant_says_what_it_means(folder: Path, least: int) -> None:
    found = list(constants(folder))
    assert len(found) > least
    assert [one.path for one in found if not one.is_described and one.module not in DEFINITIONS] == []


def test_every_constant_is_derived_again_or_what_it_costs_is_shown() -> None:
    words = words_of_tests()
    assert [
        one.path for one in constants() if one.name not in words and one.path not in CHOICES and not is_defined(one)
    ] == []


def test_what_is_listed_is_there() -> None:
    found = list(constants())
    paths = {one.path for one in found} | {one.module for one in found}
    assert [path for path in (*DEFINITIONS, *CHOICES) if path not in paths] == []
