"""A newest survey that cannot be read: the newest that can is followed, or the file; what is followed is said."""

import json

import pytest

from appliance.database.pool import Pool
from appliance.models.surveys_db import SurveysDB
from appliance.models.unreadable import UNREADABLE
from appliance.routers.endpoint import API
from appliance.schema.survey import Survey
from appliance.sensing.surveys import GivenSurvey, SurveyInForce
from appliance.survey_file import digest_of
from tests.archive.helpers import a_survey
from tests.english import all_english
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_unreadable import unbind

OLD, NEW = a_survey(height_mm=1000.0), a_survey(height_mm=1200.0)
FILE = GivenSurvey(a_survey(height_mm=1100.0), digest_of(a_survey(height_mm=1100.0)))
PROBLEM = "where the sensors are, as it was said last, cannot be read: arrows are placed by the survey "
AGAIN = ". Say it again under Menu, Set up"
ODD = [
    "survey = '5'",
    "survey = 'null'",
    "survey = '[]'",
    "survey = '{}'",
    "survey = survey - 'butt'",
    "survey = survey || '{\"sensors\": 5}'",
    "survey = survey || '{\"sensors\": []}'",
    "survey = survey || '{\"sensors\": [{}]}'",
    'survey = survey || \'{"butt": {"width_mm": 1e300, "height_mm": 1}}\'',
    'survey = survey || \'{"colour": "red"}\'',
    f"survey = '{'[' * 3000 + ']' * 3000}'",
    "created_at = 'infinity'",
    "created_at = '-infinity'",
    "source = 'x'",
    "source = chr(7)",
]


def heights(survey: Survey | None) -> float | None:
    return None if survey is None else survey.butt.height_mm


async def spoil(tables: Tables, change: str, which: str = "version = (SELECT max(version) FROM surveys)") -> None:
    await tables.admin.execute(f"UPDATE surveys SET {change} WHERE {which}")  # noqa: S608  (our own)


@pytest.mark.parametrize("change", ODD, ids=range(len(ODD)))
async def test_the_newest_that_can_be_read_is_followed_until_the_newest_is_mended_or_said_again(
    change: str, phone: Phone, tables: Tables, sensing_pool: Pool
) -> None:
    for survey in (OLD, NEW):
        await SurveysDB(tables.admin).insert_one(survey, "page")
    sound = await tables.admin.fetchrow("SELECT source, created_at, survey FROM surveys ORDER BY version DESC LIMIT 1")
    assert sound is not None
    await unbind(tables)
    await spoil(tables, change)
    surveys = SurveyInForce(sensing_pool)
    assert heights(await surveys.read()) == 1000.0
    assert all_english(surveys.troubles()) == [PROBLEM + "before it, number 1" + AGAIN]
    # the page shows the same, and names the row
    code, shown, errors = await phone.call("GET", "/survey")
    assert (code, shown and shown["current"]["version"]) == (200, 1), errors
    newest_id = str(await tables.admin.fetchval("SELECT id FROM surveys ORDER BY version DESC LIMIT 1"))
    assert ("surveys", newest_id) in {(row.kind, row.key) for row in UNREADABLE.rows()}
    assert (await phone.client.get(f"{API}/survey/{newest_id}")).status == 409
    # what was said is said again: it is followed, though it is what the row of before says
    again = NEW.model_dump(mode="json")
    assert (await phone.call("PUT", "/survey", {"survey": again}))[0] == 200
    assert heights(await surveys.read()) == 1200.0
    assert surveys.troubles() == []
    await tables.admin.execute("DELETE FROM surveys WHERE version > 2")
    assert heights(await surveys.read()) == 1000.0
    await tables.admin.execute(
        "UPDATE surveys SET (source, created_at, survey) = ($1, $2, $3) WHERE version = 2", *sound
    )
    assert heights(await surveys.read()) == 1200.0
    assert surveys.troubles() == []
    assert "SurveyRead" not in {row.model for row in UNREADABLE.rows()}


async def test_where_none_can_be_read_the_file_is_followed_and_without_one_nothing_is(
    tables: Tables, sensing_pool: Pool
) -> None:
    with_file = SurveyInForce(sensing_pool, FILE)
    await with_file.read()
    await SurveysDB(tables.admin).insert_one(NEW, "page")
    await unbind(tables)
    await spoil(tables, "survey = '5'", "true")
    without = SurveyInForce(sensing_pool)
    assert await without.read() is None
    assert all_english(without.troubles()) == [
        "where the sensors are, as it was said, cannot be read: arrows are heard and not placed" + AGAIN
    ]
    for surveys in (with_file, SurveyInForce(sensing_pool, FILE)):
        assert heights(await surveys.read()) == 1100.0
        assert all_english(surveys.troubles()) == [PROBLEM.removesuffix("survey ") + "survey file" + AGAIN]
    # a newer word than the file's waits to be mended
    assert await tables.admin.fetchval("SELECT count(*) FROM surveys") == 2


async def test_what_the_file_said_before_is_followed_before_what_is_older(tables: Tables, sensing_pool: Pool) -> None:
    await SurveysDB(tables.admin).insert_one(OLD, "page")
    surveys = SurveyInForce(sensing_pool, FILE)
    await surveys.read()
    await unbind(tables)
    await spoil(tables, "survey = '5'")
    assert heights(await surveys.read()) == 1100.0
    assert surveys.troubles() == []
    # and the page and the list of sensors follow it
    newest = await SurveysDB(tables.admin).get_newest()
    assert newest is not None
    assert (newest.version, newest.source, newest.survey) == (3, "file", FILE.survey)
    assert await tables.admin.fetchval("SELECT butt_height_mm FROM appliance") == 1100.0


async def test_who_follows_is_told_when_a_survey_is_mended_or_removed(tables: Tables) -> None:
    await SurveysDB(tables.admin).insert_one(OLD, "page")
    await unbind(tables)
    heard: list[str] = []
    channel = await tables.admin.fetchval("SELECT notify_channel()")

    def note(*notice: object) -> None:
        heard.append(json.loads(str(notice[3]))["op"])

    await tables.admin.add_listener(channel, note)
    await spoil(tables, "survey = '5'")
    await tables.admin.execute("DELETE FROM surveys")
    await tables.admin.execute("SELECT 1")
    assert heard == ["update", "delete"]
