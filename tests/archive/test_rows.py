"""The models of an export's rows are the tables, column by column; a table that is forgotten fails here."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from appliance.database.pool import Pool
from appliance.models.archive_db import ALL, LEFT_AS_HERE, REPLACED, TABLES, UNIQUE
from appliance.schema.archive import any_archive_row
from appliance.schema.archive_rows import ROWS
from appliance.schema.base import Strict

NOT_EXPORTED = {
    "appliance": "who it is stays here",
    "schema_migrations": "of the database",
    "schema_routines": "of the database",
    "changes": "what phones may have missed",
    "nodes": "health, told anew",
    "wings": "health, told anew",
    "tags_held": "the tag that is held to the reader now",
    "programmings": "good for a minute; what came of it is in the arrow",
    "clock_runs": "of this computer's clock",
    "clock_steps": "of this computer's clock",
    "node_connections": "the serial port's name is the computer's: on another one it is another board, or none",
    "pairings": "who may change what stays with this box: a file that somebody carries away lets nobody in",
    "pairing_codes": "good for minutes",
    "button_presses": "good for seconds",
    "shooting_timer": "the time that runs now, by this computer's clock",
    "shooting_spans": "good for the seconds in which an arrow is judged by them",
    "releases": "what became of one is in its shot",
    "ends": "kept anew from shots and turn marks",
    "unsettled_rounds": "what is to be worked out here; what a file brings is listed as it comes in",
    "answers": "to phones that may ask again within minutes",
    "sensor_tests": "what was heard in them says so itself",
}


NOT_EXPORTED_COLUMNS = {("shots", "state"): "dealt anew as the shot comes in"}


async def test_every_table_is_exported_or_it_is_said_why_not(pool: Pool) -> None:
    rows = await pool.fetch(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    assert {row["table_name"] for row in rows} == set(ROWS) | set(NOT_EXPORTED)
    assert list(TABLES) == list(ROWS) == ALL


@pytest.mark.parametrize("table", TABLES)
async def test_a_row_has_every_column(table: str, pool: Pool) -> None:
    rows = await pool.fetch(
        """
        SELECT column_name, is_nullable FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1
        """,
        table,
    )
    model = ROWS[table]
    rows = [row for row in rows if (table, row["column_name"]) not in NOT_EXPORTED_COLUMNS]
    assert {row["column_name"] for row in rows} == set(model.model_fields)
    for row in rows:
        assert takes_null(model, row["column_name"]) == (row["is_nullable"] == "YES"), row["column_name"]


def takes_null(model: type[Strict], name: str) -> bool:
    annotation: Any = model.model_fields[name].annotation
    try:
        TypeAdapter(annotation).validate_python(None)
    except ValidationError:
        return False
    return True


def test_every_table_has_its_line() -> None:
    schema = TypeAdapter(any_archive_row()).json_schema()
    assert set(schema["discriminator"]["mapping"]) == set(ROWS)


async def test_what_stands_in_the_way_is_named_for_every_unique_value(pool: Pool) -> None:
    rows = await pool.fetch(
        """
        SELECT DISTINCT c.conrelid::regclass::text AS name FROM pg_constraint AS c
         WHERE c.contype = 'u' AND c.conrelid::regclass::text = ANY ($1)
        """,
        ALL,
    )
    own_numbers = {"calibrations", "surveys"}
    with_their_roster = {"session_archers"}
    assert {row["name"] for row in rows} - own_numbers - with_their_roster <= {*UNIQUE, *LEFT_AS_HERE}
    assert set(REPLACED) <= set(ALL)
