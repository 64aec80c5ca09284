"""One domain for writing and reading: PostgreSQL itself is asked at the boundary of every column of every table."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel, ValidationError

from appliance.core import limits
from appliance.core.scoring.faces import FACES
from appliance.database.pool import Connection
from appliance.runtime.resources import sql_dir
from appliance.schema.archers import ArcherCreate
from appliance.schema.arrows import ArrowCreate
from appliance.schema.sessions import SessionCreate
from appliance.schema.shots import ShotCreate
from scripts.domain_sql import COLUMNS, LATER, column_bounds, face_kinds, later_bounds
from tests.builders import a_face, a_session, an_arrow
from tests.models.helpers import Tables

NOT_OURS = ("schema_migrations", "schema_routines")
"""Written by the migrations alone."""
BY_TYPE: dict[str, tuple[list[Any], list[Any]]] = {
    "timestamp with time zone": (
        ["1970-01-01T00:00:00Z", "2199-12-31T23:59:59.999999Z"],
        [
            "1969-12-31T23:59:59.999999Z", "2200-01-01T00:00:00Z",
            "infinity", "-infinity", "294276-01-01", "4713-01-01 BC",
        ],
    ),
    "double precision": ([], ["NaN", "Infinity", "-Infinity", "1e300", "-1e300"]),
    "text": ([], ["\u0001", "\u0008", "\r", "\u007f", "\u009f", "\ufffe", "\uffff", "x" * 200_000]),
    "jsonb": (
        ["{}", "null", '"\\\\b"', '["a\\nb"]', "1e18", "[" * 15 + "]" * 15],
        ["1e400", "[-1e19]", '"\\u0001"', '{"\\b": 1}', '{"a": ["\\u001f"]}', '"\u0085"',
         "[" * 20 + "]" * 20, json.dumps("x" * 1_000_001)],
    ),
    "bigint[]": (["{}", "{1,2}"], ["{{1},{2}}", "{" + "1," * 64 + "1}"]),
    "integer[]": (["{}", "{1,2}"], ["{{1},{2}}", "{" + "1," * 64 + "1}"]),
    "double precision[]": (["{}", "{1,2.5}"], ["{NaN}", "{1,Infinity}", "{-Infinity}", "{{1},{2}}", "{1e19}"]),
}  # fmt: skip
MOMENT = timedelta(microseconds=1)
FREE = ("uuid", "boolean", "integer", "bigint", "smallint", "uuid[]")
"""Types of which Python holds every value."""


class Column(NamedTuple):
    table: str
    name: str
    type: str


@pytest.fixture
async def columns(tables: Tables) -> list[Column]:
    rows = await tables.admin.fetch(
        """
        SELECT c.relname::text AS table, a.attname::text AS name, format_type(a.atttypid, NULL) AS type
          FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
           AND NOT a.attisdropped AND c.relname <> ALL ($1) ORDER BY 1, 2
        """,
        list(NOT_OURS),
    )
    return [Column(*row) for row in rows]


async def is_taken(admin: Connection, column: Column, value: str | None) -> bool:
    """Whether every constraint on this column alone takes `value`."""
    conditions = await admin.fetch(
        """
        SELECT pg_get_expr(conbin, conrelid) AS condition FROM pg_constraint
         WHERE contype = 'c' AND conrelid = $1::text::regclass
           AND conkey = ARRAY[(SELECT attnum FROM pg_attribute WHERE attrelid = conrelid AND attname = $2)]
        """,
        column.table,
        column.name,
    )
    assert conditions, f"{column} has no constraint"
    for row in conditions:
        taken = await admin.fetchval(
            f'SELECT {row["condition"]} FROM (SELECT $1::text::{column.type}) AS t ("{column.name}")',  # noqa: S608
            value,
        )
        if taken is False:
            return False
    return True


async def test_no_column_is_forgotten(columns: list[Column], tables: Tables) -> None:
    assert len(columns) > 100
    for column in columns:
        if column.type in FREE:
            continue
        _, refused = BY_TYPE[column.type]
        for value in refused:
            assert not await is_taken(tables.admin, column, value), (column, value[:40])


NARROWER = {("nodes", "detail"), ("targets", "faces"), ("turn_marks", "state"), ("turn_marks", "config")}
NARROWER |= {("signatures", "arrows"), ("shooting_timer", "shooters"), ("bracket_entries", "counts")}
"""Objects of a form of their own, which their tables check too."""


async def test_whatever_the_type_allows_at_its_edges_is_taken(columns: list[Column], tables: Tables) -> None:
    for column in columns:
        if column.type in FREE:
            continue
        taken, _ = BY_TYPE[column.type]
        for value in taken:
            if (column.table, column.name) not in NARROWER:
                assert await is_taken(tables.admin, column, value), (column, value[:40])


@pytest.mark.parametrize(
    ("table", "name"),
    [(table, name) for listed in (COLUMNS, LATER) for table, names in listed.items() for name in names],
    ids=".".join,
)
async def test_the_database_takes_what_the_limit_holds(
    table: str, name: str, columns: list[Column], tables: Tables
) -> None:
    column = next(c for c in columns if (c.table, c.name) == (table, name))
    limit = (COLUMNS.get(table, {}) | LATER.get(table, {}))[name]
    if isinstance(limit, dict):
        assert not await is_taken(tables.admin, column, "{1,NULL}")
        assert await is_taken(tables.admin, column, "{1,2}")
    elif isinstance(limit, limits.Texts):
        for value in (
            "",
            "x",
            "x" * limit.most,
            "x" * (limit.most + 1),
            "a\nb",
            "a\tb",
            "a\rb",
            "\u202e\u2028é\U0001d54f",
        ):
            if (table, name) != ("set_aside", "entry") or len(value) <= 1000:
                assert await is_taken(tables.admin, column, value) == limit.holds(value), repr(value[:20])
    elif isinstance(limit, limits.Integers):
        for number in (limit.least - 1, limit.least, limit.most, limit.most + 1):
            assert await is_taken(tables.admin, column, str(number)) == limit.holds(number), number
    else:
        edges = [
            e for e in (limit.above, limit.least, limit.below, limit.nearest_zero, -limit.nearest_zero) if e is not None
        ]
        near = [edge * factor for edge in edges for factor in (1 - 1e-15, 1, 1 + 1e-15)]
        for size in (*near, 0.0, 1.0, -1.0, 5e-324, float("nan"), float("inf"), float("-inf")):
            assert await is_taken(tables.admin, column, repr(size)) == limit.holds(size), size


def test_the_schema_has_the_limits_of_the_models() -> None:
    assert column_bounds() in (sql_dir() / "migrations" / "0009_bounds.sql").read_text("utf-8")
    migrations = "".join(path.read_text("utf-8") for path in (sql_dir() / "migrations").glob("*.sql"))
    assert [statement for statement in later_bounds() if statement not in migrations] == []
    stored = (sql_dir() / "routines" / "functions" / "face_kinds.sql").read_text("utf-8")
    assert face_kinds() == stored, "run scripts/generate_types.bash"
    written = (sql_dir() / "routines" / "functions" / "bounds.sql").read_text("utf-8")
    assert f"'{limits.EARLIEST:%Y-%m-%d %H:%M:%S}+00'" in written
    assert f"'{limits.BEFORE:%Y-%m-%d %H:%M:%S}+00'" in written
    assert f"octet_length(%1$I::text) <= {limits.MAX_JSON_BYTES} " in written
    assert f"$.**{{{limits.MAX_JSON_DEPTH}}}" in written


async def test_what_may_be_stored_of_times_is_that_of_columns(tables: Tables) -> None:
    taken, refused = BY_TYPE["timestamp with time zone"]
    for times, are_storable in ((taken, True), ([None], True), *(([*taken, None, one], False) for one in refused)):
        asked = await tables.admin.fetchval("SELECT are_storable(VARIADIC $1::text[]::timestamptz[])", times)
        assert asked is are_storable, times


MODELS: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (SessionCreate, a_session(), "sessions"),
    (ArrowCreate, an_arrow(), "arrows"),
    (ArcherCreate, {"name": "Robin"}, "archers"),
    (ShotCreate, {"session_id": an_arrow()["id"], "x": 1.0, "y": 1.0, "arrow_landing_time": a_session()["start_time"],
                  "points_called": 9}, "shots"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "body", "table"), MODELS, ids=lambda value: getattr(value, "__name__", None))
async def test_models_and_columns_agree_on_every_field(
    model: type[BaseModel], body: dict[str, Any], table: str, columns: list[Column], tables: Tables
) -> None:
    edge = datetime(2200, 1, 1, tzinfo=UTC)
    tried = 0
    for column in columns:
        if column.table != table or column.name not in model.model_fields or column.type in ("uuid", "boolean"):
            continue
        by_type: dict[str, list[Any]] = {
            "text": ["", *("x" * n for n in (1, 10, 11, 101, 256, 501, 2001)), "a\nb", "\u0007", "\u202e"],
            "double precision": [0.0, -1.0, 1e-6, 9e-7, 1.0, -999999.0, 999999.0, 1e6, -1e6, 1e300],
            "integer": [-1, 0, 1, 4, 5, 12, 13, 20, 21, 300, 301, 1000],
            "timestamp with time zone": [edge, edge - MOMENT, limits.EARLIEST, limits.EARLIEST - MOMENT],
        }  # fmt: skip
        for value in by_type[column.type]:
            raw = value.isoformat() if isinstance(value, datetime) else value
            try:
                held = getattr(model.model_validate_json(json.dumps({**body, column.name: raw})), column.name)
                is_held = True
            except ValidationError as error:
                held, is_held = value, all(item["loc"] != (column.name,) for item in error.errors())
            written = held.isoformat() if isinstance(held, datetime) else str(held)
            assert await is_taken(tables.admin, column, written) == is_held, (column, raw)
            tried += 1
    assert tried > 10


@pytest.mark.parametrize(
    "change",
    [
        {"x": 1e-7}, {"x": -1.0}, {"x": "1"}, {"y": None}, {"radii": [1e6]}, {"radii": [1e-7]}, {"radii": []},
        {"radii": 5}, {"points": [22]}, {"points": [1.5]}, {"points": [-1]}, {"points": ["1"]}, {"kind": "unknown"},
        {"kind": 7}, {"x_radius": 0}, {"x_radius": "a"}, {"human_identifier": "a\nb"}, {"human_identifier": "x" * 101},
        {"human_identifier": 5}, {"colour": "red"},
    ],
    ids=repr,
)  # fmt: skip
async def test_a_face_that_no_model_takes_is_none_for_the_database(change: dict[str, Any], tables: Tables) -> None:
    face = {**a_face(radii=[10.0], points=[1]), **change}
    assert await tables.admin.fetchval("SELECT faces_error($1, 1300, 1300)", [face]) is not None


async def test_the_database_knows_every_kind_of_face(tables: Tables) -> None:
    for kind in FACES:
        assert await tables.admin.fetchval("SELECT faces_error($1, 1300, 1300)", [a_face(kind=kind)]) is None


@pytest.mark.parametrize("points", [-1, limits.POINTS.least, limits.POINTS.most, limits.POINTS.most + 1, 2**31 - 1])
async def test_points_count_that_their_columns_allow(points: int, tables: Tables) -> None:
    readable = await tables.admin.fetchval("SELECT readable_points($1)", points)
    assert readable == (points if limits.POINTS.holds(points) else None)
