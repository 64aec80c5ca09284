"""Surveys go with a backup: a box that was told none follows the file's, one with its own goes on following that."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from appliance.archive.backups import backups_dir
from appliance.archive.writer import BackupPlace, write_archive, write_backup
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.surveys_db import SurveysDB
from appliance.sensing.surveys import GivenSurvey, SurveyInForce
from tests.archive.helpers import (
    a_survey,
    bring_in,
    is_another_appliance,
    nothing_to_keep,
    owner,
    read_lines,
    write_lines,
)
from tests.models.helpers import Tables

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TALL, LOW, OWN = a_survey(height_mm=1500.0), a_survey(height_mm=900.0), a_survey(height_mm=1000.0)
DIGEST, OWN_DIGEST = "a" * 64, "b" * 64
"""Of files that surveys came from."""


@pytest.fixture
async def path(pool: Pool, tmp_path: Path) -> Path:
    """A backup of a box that took a survey from a file and was told better at a page."""
    await SurveysDB(pool).insert_one(TALL, "file", DIGEST)
    await SurveysDB(pool).insert_one(LOW, "page")
    await pool.execute("UPDATE sensors SET surveyed_at = '2020-02-02T20:20:20Z'")
    written = tmp_path / "surveys.ndjson.gz"
    await write_archive(pool, written)
    return written


@pytest.fixture
async def other(elsewhere: DatabaseLocation) -> AsyncIterator[Pool]:
    async with owner(elsewhere) as opened:
        await is_another_appliance(opened)
        yield opened


async def revisions(pool: Pool) -> list[str]:
    """Every survey as it is stored, number and file included, the one in force last."""
    return [
        row["row"] for row in await pool.fetch("SELECT to_jsonb(s)::text AS row FROM surveys AS s ORDER BY version")
    ]


async def ids(pool: Pool) -> list[UUID]:
    return [row["id"] for row in await pool.fetch("SELECT id FROM surveys ORDER BY version")]


async def sensors(pool: Pool) -> list[str]:
    return [
        row["row"] for row in await pool.fetch("SELECT to_jsonb(s)::text AS row FROM sensors AS s ORDER BY channel")
    ]


async def follows(pool: Pool, height_mm: float) -> None:
    """Asserts that the survey in force, the butt and the sensors are of this height."""
    newest = await SurveysDB(pool).get_newest()
    assert newest is not None
    assert newest.survey.butt.height_mm == height_mm
    assert await pool.fetchval("SELECT butt_height_mm FROM appliance") == height_mm
    assert await pool.fetchval("SELECT max(y_mm) FROM sensors") == height_mm


async def test_a_box_that_was_told_none_follows_the_newest_of_the_file(pool: Pool, other: Pool, path: Path) -> None:
    assert (await bring_in(other, path))["surveys"] == 2
    await follows(other, 900.0)
    assert (await ids(other), await sensors(other)) == (await ids(pool), await sensors(pool))
    before = await revisions(other)
    assert sum((await bring_in(other, path)).values()) == 0
    assert await revisions(other) == before
    # and its file is known to have been taken, so that what was said at the page stays
    found = await SurveyInForce(other, GivenSurvey(TALL, DIGEST)).read()
    assert found is not None
    assert found.butt.height_mm == 900.0


async def test_a_box_with_its_own_goes_on_following_that(other: Pool, path: Path) -> None:
    await SurveysDB(other).insert_one(TALL, "file", OWN_DIGEST)
    own = await SurveysDB(other).insert_one(OWN, "page")
    placed = await sensors(other)
    before = await ids(other)
    assert (await bring_in(other, path))["surveys"] == 2
    await follows(other, 1000.0)
    assert await sensors(other) == placed
    assert ((await ids(other))[2:], (await ids(other))[-1]) == (before, own)
    # the file that this box took is not taken again, and one that only the other took is
    assert await SurveysDB(other).newest_file_digest() == OWN_DIGEST
    unchanged = await revisions(other)
    assert sum((await bring_in(other, path)).values()) == 0
    assert await revisions(other) == unchanged
    await SurveysDB(other).insert_one(TALL, "page")
    await follows(other, 1500.0)


async def test_a_replacement_becomes_equal_to_the_file(pool: Pool, other: Pool, path: Path) -> None:
    for height_mm in (1000.0, 1100.0, 1200.0):
        await SurveysDB(other).insert_one(a_survey(height_mm=height_mm), "page")
    await bring_in(other, path, keep=nothing_to_keep)
    await follows(other, 900.0)
    assert await revisions(other) == await revisions(pool)
    assert await sensors(other) == await sensors(pool)
    await SurveysDB(other).insert_one(OWN, "page")
    await follows(other, 1000.0)


async def test_its_own_backup_takes_back_what_was_said_since(pool: Pool, path: Path) -> None:
    before = await revisions(pool)
    await SurveysDB(pool).insert_one(OWN, "page")
    assert sum((await bring_in(pool, path)).values()) == 0
    await follows(pool, 1000.0)
    await bring_in(pool, path, keep=nothing_to_keep)
    await follows(pool, 900.0)
    assert await revisions(pool) == before


async def test_what_is_said_while_everything_is_replaced_stays_in_force(tables: Tables, pool: Pool, path: Path) -> None:
    async def keep() -> None:
        await SurveysDB(tables.admin).insert_one(OWN, "page")

    await bring_in(pool, path, keep=keep)
    await follows(pool, 1000.0)
    assert await pool.fetchval("SELECT count(*) FROM surveys") == 3


async def test_a_file_from_before_surveys_were_in_it_takes_none_away(pool: Pool, path: Path) -> None:
    header, *rows, end = read_lines(path)
    assert {row["table"] for row in rows} == {"surveys", "sensors"}
    write_lines(path, [header, {**end, "rows": {}}])
    before = await revisions(pool), await sensors(pool)
    await bring_in(pool, path, keep=nothing_to_keep)
    assert (await revisions(pool), await sensors(pool)) == before


async def test_a_survey_of_a_file_alone_is_no_backup_and_one_of_a_person_is(pool: Pool, tmp_path: Path) -> None:
    folder = backups_dir(tmp_path)
    await SurveysDB(pool).insert_one(TALL, "file", DIGEST)
    assert await write_backup(pool, BackupPlace(tmp_path, folder), NOW) is None
    await SurveysDB(pool).insert_one(LOW, "kit")
    assert await write_backup(pool, BackupPlace(tmp_path, folder), NOW) is not None
