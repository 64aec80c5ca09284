"""A filled appliance, its export file, and the lines of it to spoil."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from appliance.archive.file import check_archive
from appliance.archive.importer import Keep, read_archive
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool, open_archive
from appliance.models.archers_db import ArchersDB, RostersDB
from appliance.models.archive_db import TABLES
from appliance.models.shots_db import ShotsDB
from appliance.models.surveys_db import SurveysDB
from appliance.schema.archers import ArcherCreate, RosterCreate
from appliance.schema.archive import TableName
from appliance.schema.survey import Survey
from tests.english import stored
from tests.models.helpers import Tables

Lines = list[dict[str, Any]]
SURVEY = [
    {"id": name, "x_mm": x, "y_mm": y, "z_mm": 20.0, "bias_us": 0.0}
    for name, x, y in (("NW", 0.0, 1300.0), ("NE", 1300.0, 1300.0), ("SW", 0.0, 0.0), ("SE", 1300.0, 0.0))
]


@asynccontextmanager
async def owner(location: DatabaseLocation) -> AsyncIterator[Pool]:
    async with open_archive(location, "tests") as pool:
        yield pool


async def fill(tables: Tables) -> UUID:
    """A session in which two people shoot: sensed, by hand, called, noted, missed, deleted; an older one; a survey
    and a calibration in force; a shot that was lost and an event that was set aside."""
    # as in every box whose sensors ran: each time says which run of the clock gave it
    await tables.admin.execute(
        "WITH run AS (INSERT INTO clock_runs (kernel_boot, began_at, began_mono_us, offset_us, is_trusted) "
        "VALUES ('x', now(), 0, 0, false) RETURNING id) UPDATE appliance SET clock_id = run.id FROM run"
    )
    old = await tables.session(location="old")
    await tables.admin.execute("INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 1, 2)", old)
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = start_time")
    session_id = await tables.session(round_name="WA 18m", notes="ends 'so'")
    await tables.target(session_id)
    arrow_id = await tables.arrow(diameter=5.5)
    first = await ArchersDB(tables.admin).insert_one(ArcherCreate(name="A", arrow_ids=[arrow_id]))
    second = await ArchersDB(tables.admin).insert_one(ArcherCreate(name="B", shaft_diameter=9.0))
    places = [
        {"archer_id": str(one), "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate((first, second))
    ]
    await RostersDB(tables.admin).put(session_id, RosterCreate.model_validate({"archers": places}, strict=False))
    detection_id = await tables.admin.fetchval(
        """INSERT INTO detections (session_id, node, boot, sequence, detected_at, ticks, tick_hz, tick_bits,
                                   speed_mm_per_us, sigma_us, outcome, x_mm, y_mm, covariance_mm2)
           VALUES ($1, 'n', 9007199254740993, 1, now(), '{4294967295,NULL}', 8e6, 32, 0.3431, 0.1, 'located', 650.1,
                   700.3, '{1.1,0.2,3.3}') RETURNING id""",
        session_id,
    )
    await tables.admin.execute(
        """INSERT INTO shots (session_id, detection_id, arrow_id, arrow_landing_time, x, y, sigma_major, sigma_minor,
                              sigma_angle) VALUES ($1, $2, $3, now(), 650.1, 733.7, 1.5, 0.3, 12)""",
        session_id, detection_id, arrow_id,
    )  # fmt: skip
    await tables.admin.execute("INSERT INTO shots (session_id, points_called, note) VALUES ($1, 9, 'look')", session_id)
    await tables.admin.execute("INSERT INTO shots (session_id, is_sighter) VALUES ($1, true)", session_id)
    mistaken = await tables.landed(session_id, datetime.now(UTC))
    await ShotsDB(tables.admin).delete_one(mistaken)
    await SurveysDB(tables.admin).insert_one(a_survey(), "page")
    await tables.admin.execute(
        "INSERT INTO relocations (detection_id, outcome, channels, left_out) VALUES ($1, 'unplaced', '{0}', '{}')",
        detection_id,
    )
    await calibrate(tables)
    await tables.admin.execute(
        "INSERT INTO losses (node, boot, first_sequence, last_sequence, reason) VALUES ('n', 7, 2, 4, 'full')"
    )
    await tables.admin.execute(
        "INSERT INTO set_aside (digest, received_at, reason, entry) VALUES ($1, now(), $2, $3)",
        "0" * 64,
        stored("odd").model_dump(mode="json"),
        '{"v":2}\n',
    )
    await equip(tables, session_id, first)
    await seed(tables, session_id, (first, second))
    return session_id


async def equip(tables: Tables, session_id: UUID, archer_id: UUID) -> None:
    """A bow, arrows, a mark of its sight and a goal of an archer, who signed an end."""
    await tables.admin.execute(
        """
        WITH bow AS (INSERT INTO bows (archer_id, name, click_mm) VALUES ($1, 'bow', 0.2) RETURNING id),
             arrows AS (INSERT INTO arrow_sets (archer_id, name, weight) VALUES ($1, 'set', 18.5) RETURNING id)
        INSERT INTO sight_marks (bow_id, arrow_set_id, distance, mark, sigma)
        SELECT bow.id, arrows.id, 70, 3.5, 0.1 FROM bow, arrows
        """,
        archer_id,
    )
    await tables.admin.execute("INSERT INTO arrow_goals VALUES ($1, 300, 'week')", archer_id)
    await tables.admin.execute(
        """
        INSERT INTO signatures (session_id, seq, archer_id, end_number, signed_as, signed_by, arrows)
        VALUES ($1, 1, $2, 1, 'archer', $3, $4)
        """,
        session_id,
        archer_id,
        str(archer_id),
        [{"shot_id": str(uuid4()), "end_number": 1, "points": 9, "is_x": False}],
    )


async def seed(tables: Tables, session_id: UUID, archer_ids: tuple[UUID, UUID]) -> None:
    """A bracket of two, whose final a judge decided."""
    await tables.admin.execute(
        """
        WITH made AS (INSERT INTO brackets (name, format, counting, session_id)
                      VALUES ('Evening', 'individual', 'sets', $1) RETURNING id),
             seeded AS (INSERT INTO bracket_entries (bracket_id, seed, name, archer_ids, score, counts, is_tied)
                        SELECT made.id, k, 'AB', ARRAY[archer_id], 9, '[{"count": "hits", "arrows": 1}]', true
                          FROM made, unnest($2::uuid[]) WITH ORDINALITY AS one (archer_id, k))
        INSERT INTO matches (bracket_id, stage, number, session_id, seed_a, seed_b, ruled_winner, ruled_by, ruled_at)
        SELECT id, 2, 1, $1, 1, 2, 'b', 'judge:Chris', now() FROM made
        """,
        session_id,
        list(archer_ids),
    )


def a_survey(*, height_mm: float = 1300.0) -> Survey:
    """Sensors in the corners of a butt of this height."""
    sensors = [place | {"y_mm": height_mm if place["y_mm"] else 0.0} for place in SURVEY]
    return Survey.model_validate({"butt": {"width_mm": 1300.0, "height_mm": height_mm}, "sensors": sensors})


async def calibrate(tables: Tables) -> None:
    """A calibration of the array that is in force."""
    points = [{"x_mm": x, "y_mm": y} for x, y in ((100.0, 100.0), (1200.0, 100.0), (1200.0, 1200.0), (100.0, 1200.0))]
    request = {"kind": "array", "points": points * 2, "face_kind": None, "tap_mm": 0.5}
    result = {
        "sensors": [{**place, "moved_mm": 0.0} for place in SURVEY], "speed_scale": 1.0, "residual_us": 1.0,
        "before_rms_mm": 2.0, "after_rms_mm": 1.0, "points": [], "survey": SURVEY, "is_better": True,
    }  # fmt: skip
    await tables.admin.execute(
        "INSERT INTO calibrations (status, request, result, finished_at, decided_at) "
        "VALUES ('accepted', $1, $2, now(), now())",
        request, result,
    )  # fmt: skip


async def contents(source: Any, *, without: tuple[str, ...] = (), spans: bool = True) -> dict[str, list[str]]:
    """Every exported row as text; a session that comes in open begins a span of its own."""
    found: dict[str, list[str]] = {}
    for name, export in TABLES.items():
        rows = [json.loads(row["row"]) for row in await source.fetch(export)]
        if name == "session_spans" and not spans:
            continue
        found[name] = [json.dumps({k: v for k, v in row.items() if k not in without}, sort_keys=True) for row in rows]
    return found


async def bring_in(pool: Pool, path: Path, *, keep: Keep | None = None) -> dict[TableName, int]:
    return await read_archive(pool, check_archive(path), lambda needed: None, keep=keep)


async def nothing_to_keep() -> None:
    """Replaces without a backup."""


async def is_another_appliance(pool: Pool) -> None:
    """Every test's database is a copy of one template, its id included."""
    await pool.execute("UPDATE appliance SET id = $1", uuid4())


async def spoil(tables: Tables, statement: str) -> None:
    """Write odd values past every trigger and without constraints."""
    rows = await tables.admin.fetch(
        "SELECT conrelid::regclass::text AS name, conname FROM pg_constraint "
        "WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    for row in rows:
        await tables.admin.execute(f'ALTER TABLE {row["name"]} DROP CONSTRAINT "{row["conname"]}"')
    async with tables.admin.transaction():
        await tables.admin.execute("SET LOCAL session_replication_role = replica")
        await tables.admin.execute(statement)


def read_lines(path: Path) -> Lines:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_lines(path: Path, lines: Lines) -> None:
    """As they are, with the counts that the end of the file tells."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def in_rows(table: str, **fields: Any) -> Any:
    """Changes fields of every row of a table."""
    return lambda lines: [
        line | {"row": line["row"] | fields} if line.get("table") == table else line for line in lines
    ]
