"""What the appliance says of itself is known in the page's second language: every sentence it can make of these."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asyncpg import UndefinedColumnError
from pydantic import BaseModel, ValidationError

import appliance
from appliance.core.errors import REASON_TEXT
from appliance.core.scoring.verdicts import Verdict, VerdictKind
from appliance.core.scoring.verdicts import in_words as of_arrow
from appliance.core.sensor_health import Trouble, TroubleKind
from appliance.core.sensor_health import in_words as of_sensor
from appliance.database.transient import damage
from appliance.models.errors import CONSTRAINTS
from appliance.routers import ENDPOINTS
from appliance.routers.utils import sentences
from appliance.runtime.resources import texts_dir
from appliance.sensing import measure
from appliance.told import speaker, translator

CASES = texts_dir() / "told.cases.json"
CATALOGUE: dict[str, str] = json.loads((texts_dir() / "es.told.json").read_text("utf-8"))
MARKED = translator(dict.fromkeys(CATALOGUE, "known"))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PACKAGE = Path(appliance.__file__).parent
REFUSING = [
    *(path for path in (PACKAGE / "schema").glob("*.py") if path.stem != "survey"),
    *(PACKAGE / "models").glob("*.py"),
    *(path for path in (PACKAGE / "routers").glob("*.py") if path.stem not in ("websocket", "openapi", "endpoint")),
    *(path for path in (PACKAGE / "archive").glob("*.py") if path.stem != "writer"),
    *(PACKAGE / name for name in ("runtime/disk.py", "rounds.py", "core/calibration/array_fit.py")),
]
BODIES = {endpoint.body for endpoint in ENDPOINTS if endpoint.body is not None}
FIELDS = {name for model in BODIES for name in re.findall(r'"(\w+)": ?\{', json.dumps(model.model_json_schema()))}
BAD: list[object] = [
    None,
    True,
    "",
    "x",
    "x" * 300,
    "\0",
    -1e9,
    1e12,
    0,
    0.5,
    10**30,
    [],
    ["x"] * 70,
    {},
    "2026-11-24T10:00:00",
]


def is_known(sentence: str) -> bool:
    return MARKED(sentence).lower() == "known"


def without_place(sentence: str) -> str:
    return re.sub(r"^[\w.]+(, [\w.]+)*: ", "", sentence)


@pytest.mark.parametrize("kind", ["silent", "disagrees", "late", "early"])
@pytest.mark.parametrize("days", [0, 1, 3, 40])
def test_what_is_wrong_with_a_sensor(kind: TroubleKind, days: int) -> None:
    sentence = of_sensor("NE", Trouble(kind, 9, 50, NOW - timedelta(days=days), 3.0), NOW)
    assert is_known(sentence), sentence
    since = re.search("since (.+?):", sentence)
    assert since is not None
    assert is_known(since[1]), since[1]


@pytest.mark.parametrize(
    ("kind", "more"), [("off", None), ("no_difference", None), ("undecided", None), ("undecided", 12)]
)
@pytest.mark.parametrize("offset", [(9.0, 12.0), (-9.0, 12.0), (0.0, -14.0), (20.0, 0.0)])
def test_verdicts_on_arrows(kind: VerdictKind, more: int | None, offset: tuple[float, float]) -> None:
    sentence = of_arrow(Verdict("7", kind, 31, *offset, 0.98, more), "7")
    assert is_known(sentence), sentence


@pytest.mark.parametrize(
    "sentence",
    [
        *REASON_TEXT.values(),
        measure.NO_PULSE,
        measure.NO_SOUND,
        measure.NO_POSITION,
        measure.NO_BOARD_SURVEY,
        *(without_place(sentence) for sentence in CONSTRAINTS.values()),
    ],
)
def test_reasons_and_refusals(sentence: str) -> None:
    assert is_known(sentence), sentence


def said_in(node: ast.AST) -> Iterator[str]:
    """The outermost texts below a node, with a number for every value."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from said_in(child)


def refusals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield from said_in(node.exc)
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("_problem"):
            for found in ast.walk(node):
                yield from said_in(found) if isinstance(found, ast.Return) else ()


@pytest.mark.parametrize("path", REFUSING, ids=lambda path: path.stem)
def test_every_refusal_that_the_code_raises(path: Path) -> None:
    # a wrong query, path or header is a program's fault: a person's form sends none
    of_programs = ("query", "path.7", "header", "request")
    said = {
        without_place(text.replace("7, ", "body, ", 1))
        for text in refusals(path)
        if " " in text and not text.startswith(of_programs)
    }
    assert [text for text in sorted(said) if re.search("[a-z]", text) and not is_known(text)] == []


@pytest.mark.parametrize(
    ("module", "function"), [("pipeline", "faults"), ("pipeline", "troubles"), ("intake", "advice")]
)
def test_what_troubles_the_sensors(module: str, function: str) -> None:
    tree = ast.parse((PACKAGE / "sensing" / f"{module}.py").read_text("utf-8"))
    (body,) = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function]
    said = [text for node in body.body[1:] for text in said_in(node) if " " in text]
    assert said
    assert [text for text in said if not is_known(text)] == []
    assert is_known("archstats-1 sent two different impacts as number 7 of its start 77: both are recorded")


def test_what_is_said_of_a_database_that_somebody_changed() -> None:
    assert is_known(damage(UndefinedColumnError('column "x" does not exist')))


@pytest.mark.parametrize("model", sorted(BODIES, key=str))
def test_what_is_said_of_values_that_cannot_be(model: type[BaseModel]) -> None:
    said: set[str] = set()
    for bad in BAD:
        for value in (bad, [dict.fromkeys(FIELDS, bad)], dict.fromkeys(FIELDS, bad)):
            for body in (value, dict.fromkeys(FIELDS, value)):
                try:
                    model.model_validate_json(json.dumps(body))
                except ValidationError as error:
                    said.update(without_place(sentence) for sentence in sentences(error, "body"))
    assert said
    assert [text for text in sorted(said) if not is_known(text)] == []


def test_the_appliance_and_the_page_translate_alike() -> None:
    say = speaker("es", texts_dir())
    for english, spanish in json.loads(CASES.read_text("utf-8")).items():
        assert say(english) == spanish


def test_what_nobody_says_is_not_known() -> None:
    assert not is_known("the sensors sing to each other")
