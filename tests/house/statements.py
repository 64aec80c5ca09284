"""The SQL statements of the models, each with the place where it stands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MODELS = Path(__file__).parents[2] / "appliance" / "models"
STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")


def statements() -> Iterator[tuple[str, str]]:
    """(module:line, statement) of each."""
    for path in sorted(MODELS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
                yield f"{path.stem}:{node.lineno}", node.value
