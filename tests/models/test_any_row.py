"""Any row that the database takes, by whatever SQL, is read by its model; any that a wing's model takes is written."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from appliance.database.pool import Connection, Pool
from appliance.models.archers_db import ArchersDB, RostersDB
from appliance.models.arrows_db import ArrowsDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.nodes_db import NodesDB
from appliance.models.releases_db import ReleasesDB
from appliance.models.sensors_db import SensorsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.summary_db import SummaryDB
from appliance.models.tags_db import TagsDB
from appliance.models.targets_db import TargetsDB
from appliance.models.trend_db import TrendDB
from appliance.models.unreadable import UNREADABLE
from appliance.schema.archers import ArcherFilters
from appliance.schema.arrows import ArrowFilters
from appliance.schema.detections import DetectionCreate, DetectionFilters
from appliance.schema.sensors import SensorQuery
from appliance.schema.sessions import SessionFilters
from appliance.schema.shots import ShotFilters
from appliance.schema.summary import TrendFilters
from appliance.schema.targets import TargetFilters
from tests.builders import NOW, a_face
from tests.english import stored
from tests.models.helpers import Tables

quick = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SESSION, ARCHER = UUID(int=1), UUID(int=2)
FACES = [
    [a_face()], [a_face(), a_face()], [a_face(points=[1.5] * 10)], [a_face(points=["1"] * 10)], [a_face(x=1e-7)],
    [a_face(kind="unknown")], [a_face(radii=[10**5] * 10)], [a_face(human_identifier="\u0001")], [a_face(colour=1)],
]  # fmt: skip
ODD: dict[str, list[str | None]] = {
    "timestamp with time zone": [
        None, "1970-01-01Z", "1969-12-31 23:59Z", "2199-12-31 23:59:59.999999Z", "2200-01-01Z", "infinity", "-infinity",
        "294276-01-01", "4713-01-01 BC",
    ],
    "double precision": [
        None, "NaN", "Infinity", "-Infinity", "0", "-0", "5e-324", "-1e-300", "1e-7", "1e-6", "0.5", "1", "-1", "650",
        "999999.999", "1e6", "-1e6", "1e18", "1e19", "1e308",
    ],
    "integer": [None, "-2147483648", "-1", "0", "1", "4", "7", "8", "12", "20", "21", "64", "1000", "2147483647"],
    "bigint": [None, "-9223372036854775808", "-1", "0", "1", "9223372036854775807"],
    "text": [
        None, "", "x", "a\nb", "a\tb", "\r", "\x01", "\x7f", "\x85", "\u202e", "\ufeff", "\ufffe", "\uffff",
        "\U0001d54f" * 10, *("x" * n for n in (11, 41, 61, 101, 256, 501, 1001, 2001)), "m", "yd", "stuck", "located",
        "sensor", "silent",
    ],
    "boolean": [None, "true", "false"],
    "uuid": [None, str(SESSION), str(ARCHER)],
    "bigint[]": [None, "{}", "{1,NULL}", "{{1},{2}}", "{9223372036854775807}", "[5:6]={1,2}", "{" + "1," * 64 + "1}"],
    "integer[]": [None, "{}", "{1,NULL}", "{{1},{2}}", "{-2147483648}", "[5:6]={1,2}", "{" + "1," * 64 + "1}"],
    "double precision[]": [None, "{}", "{1,NULL}", "{{1},{2}}", "{NaN}", "{Infinity}", "{1e18}", "{1,2,3}", "{-1e19}"],
    "jsonb": [
        None, "{}", "[]", "null", "5", '"x"', "[{}]", "[1e400]", "[" * 40 + "]" * 40,
        *(json.dumps(faces) for faces in FACES),
    ],
}  # fmt: skip
BASE: dict[str, dict[str, str]] = {
    "sessions": {
        "is_opened": "false", "start_time": "2026-01-01Z", "end_time": "2026-01-02Z", "location": "x", "distance": "18",
    },
    "arrows": {"human_identifier": "7", "length": "72.5", "is_programmed": "false"},
    "archers": {"name": "Robin"},
    "targets": {"session_id": str(SESSION), "max_x": "1300", "max_y": "1300"},
    "shots": {"session_id": str(SESSION), "x": "650", "y": "650", "arrow_landing_time": "2026-01-01Z"},
    "detections": {
        "node": "n", "boot": "1", "sequence": "1", "detected_at": "2026-01-01Z", "ticks": "{1,2}", "tick_hz": "8e6",
        "tick_bits": "32", "speed_mm_per_us": "0.34", "sigma_us": "2", "outcome": "unplaced",
        "session_id": str(SESSION),
    },
    "nodes": {"node": "n", "state": "listening", "updated_at": "2026-01-01Z"},
    "sensors": {"channel": "0", "name": "NE", "x_mm": "0", "y_mm": "0", "z_mm": "0"},
    "tags_held": {"code": "x", "arrow_id": str(SESSION), "held_at": "2026-01-01Z"},
    "session_archers": {"session_id": str(SESSION), "archer_id": str(ARCHER), "letter": "A", "shooting_order": "1"},
    "rosters": {"session_id": str(SESSION), "arrows_per_turn": "3"},
    "releases": {
        "sensor": "e6260c01b6a37564", "boot": "1", "sequence": "1", "session_id": str(SESSION),
        "released_at": "2026-01-01Z",
    },
}  # fmt: skip
NEVER_SET = ("seq", "version", "only_row")


def readers(admin: Connection) -> dict[str, Callable[[], Awaitable[int]]]:
    async def rows(found: Awaitable[Any]) -> int:
        return len((await found).rows)

    async def length(found: Awaitable[Any]) -> int:
        return len(await found)

    async def one(found: Awaitable[Any]) -> int:
        return int(await found is not None)

    async def places() -> int:
        return len((await RostersDB(admin).get_one(SESSION)).archers)

    async def roster() -> int:
        return int((await RostersDB(admin).get_one(SESSION)).arrows_per_turn is not None)

    return {
        "sessions": lambda: rows(SessionsDB(admin).find(SessionFilters())),
        "arrows": lambda: rows(ArrowsDB(admin).find(ArrowFilters())),
        "archers": lambda: rows(ArchersDB(admin).find(ArcherFilters())),
        "targets": lambda: rows(TargetsDB(admin).find(TargetFilters())),
        "shots": lambda: rows(ShotsDB(admin).find(ShotFilters())),
        "detections": lambda: rows(DetectionsDB(admin).find(DetectionFilters())),
        "nodes": lambda: length(NodesDB(admin).find_all()),
        "sensors": lambda: length(SensorsDB(admin).find(SensorQuery())),
        "tags_held": lambda: one(TagsDB(admin).get_last()),
        "session_archers": places,
        "rosters": roster,
        "releases": lambda: length(ReleasesDB(admin).waiting()),
    }


@quick
@given(data=st.data())
async def test_whatever_the_database_takes_is_read(tables: Tables, data: st.DataObject) -> None:
    admin = tables.admin
    read = readers(admin)
    table = data.draw(st.sampled_from(sorted(BASE)))
    columns = {
        row["name"]: row["type"]
        for row in await admin.fetch(
            """
            SELECT attname::text AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
             WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped
            """,
            table,
        )
        if row["name"] not in NEVER_SET
    }
    changed = data.draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=3, unique=True))
    values: dict[str, str | None] = {**BASE[table]}
    values |= {name: data.draw(st.sampled_from(ODD[columns[name]])) for name in changed}
    if table == "arrows":
        values.setdefault("id", str(uuid4()))
    transaction = admin.transaction()
    await transaction.start()
    try:
        for name, key in (("sessions", SESSION), ("archers", ARCHER)):
            names = ", ".join(BASE[name])
            await admin.execute(
                f"INSERT INTO {name} (id, {names}) VALUES ('{key}', {', '.join(repr(v) for v in BASE[name].values())})"  # noqa: S608
            )
        before = await read[table]()
        places = ", ".join(f"${k}::text::{columns[name]}" for k, name in enumerate(values, 1))
        names = ", ".join(values)
        try:
            async with admin.transaction():
                await admin.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", *values.values())  # noqa: S608
        except (asyncpg.PostgresError, asyncpg.InterfaceError):
            return
        assert await read[table]() == before + 1, values
        if table in ("shots", "targets", "sessions"):
            await TrendDB(admin).find(TrendFilters())
            await SummaryDB(admin).of_session(SESSION)
        assert UNREADABLE.rows() == []
    finally:
        await transaction.rollback()
        UNREADABLE.clear()


numbers = st.one_of(st.floats(), st.sampled_from([0.0, 1.0, -1.0, 5e-324, 1e18, 1e19]))
maybe = st.one_of(st.none(), numbers)


@quick
@given(
    numbered=st.tuples(st.integers(-(2**64), 2**64), st.integers(-(2**64), 2**64)),
    ticks=st.lists(st.one_of(st.none(), st.integers(-(2**64), 2**64)), max_size=70),
    node=st.text(max_size=120),
    reason=st.one_of(st.none(), st.text(max_size=20).map(stored)),
    measured=st.fixed_dictionaries(
        {"tick_hz": numbers, "speed_mm_per_us": numbers, "sigma_us": numbers, "temp_c": maybe, "rh_pct": maybe,
         "pressure_pa": maybe, "board_x_mm": maybe, "board_y_mm": maybe, "x_mm": maybe, "dilution": maybe,
         "wind_x_m_per_s": maybe},
    ),
    residuals=st.one_of(st.none(), st.lists(maybe, max_size=3)),
)  # fmt: skip
async def test_what_the_sensors_model_takes_is_written_and_read_equal(
    sensing_pool: Pool,
    tables: Tables,
    numbered: tuple[int, int],
    ticks: list[int | None],
    node: str,
    reason: str | None,
    measured: dict[str, float | None],
    residuals: list[float | None] | None,
) -> None:
    body = {
        "node": node, "boot": numbered[0], "sequence": numbered[1], "session_id": None, "detected_at": NOW,
        "ticks": ticks, "tick_bits": 32, "amplitudes": [], "pulse_pins": [], "second_event": False, "outcome": "noise",
        "reason": reason, "calibration_version": None, "calibration_id": None, "residuals_us": residuals, **measured,
    }  # fmt: skip
    try:
        detection = DetectionCreate.model_validate(body)
    except ValidationError:
        return
    key = await DetectionsDB(sensing_pool).insert_one(detection)
    assert key is not None
    found = await DetectionsDB(tables.admin).get_one_by_id(key)
    wanted = detection.model_dump()
    assert {name: value for name, value in found.model_dump().items() if name in body} == {
        name: value for name, value in wanted.items() if name in body
    }
    await tables.admin.execute("DELETE FROM detections")
