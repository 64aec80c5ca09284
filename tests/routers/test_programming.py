"""Writing an arrow's tag, over HTTP: asked for, waited for, told, taken back."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.core.ports import TagReaderState
from appliance.core.tags import WrittenOutcome
from appliance.database.pool import Pool
from appliance.models.programmings_db import ProgrammingsDB
from appliance.models.wings_db import WingsDB
from appliance.schema.health import WingReport
from tests.builders import an_arrow
from tests.models.helpers import Tables
from tests.routers.conftest import Phone, heard


@pytest.fixture
async def sensing(sensing_pool: Pool) -> ProgrammingsDB:
    """The sensor wing, which has reported a reader that can write."""
    await report(sensing_pool, "writes")
    return ProgrammingsDB(sensing_pool)


async def report(sensing_pool: Pool, reader: TagReaderState | None) -> None:
    await WingsDB(sensing_pool).write("sensing", WingReport(parts=[], tag_reader=reader))


async def an_arrow_of(phone: Phone, name: str = "7") -> str:
    arrow = an_arrow(human_identifier=name)
    return await phone.create("/arrow", arrow | {"id": str(uuid4()), "is_programmed": False})


async def programming(phone: Phone, arrow_id: str) -> dict[str, Any]:
    code, data, errors = await phone.call("GET", f"/arrow/{arrow_id}/programming")
    assert code == 200, errors
    return dict(data)


async def is_programmed(phone: Phone, arrow_id: str) -> bool:
    return bool((await phone.call("GET", f"/arrow/{arrow_id}"))[1]["is_programmed"])


async def ask(phone: Phone, arrow_id: str) -> dict[str, Any]:
    code, data, errors = await phone.call("POST", f"/arrow/{arrow_id}/programming")
    assert code == 201, errors
    return dict(data)


async def test_a_tag_that_was_written_and_read_back_makes_its_arrow_programmed(
    phone: Phone, sensing: ProgrammingsDB
) -> None:
    arrow_id = await an_arrow_of(phone)
    async with phone.client.ws_connect("/api/v0/ws/feed") as feed:
        await heard(feed, "snapshot")
        asked = await ask(phone, arrow_id)
        assert (asked["arrow_id"], asked["outcome"]) == (arrow_id, "waiting")
        assert asked["message"]["text"] == "Hold arrow 7 to the reader, and keep it there"
        assert (await heard(feed, "programming"))["data"] == asked
        wanted = await sensing.wanted()
        assert wanted is not None
        assert (str(wanted.id), str(wanted.arrow_id)) == (asked["id"], arrow_id)
        assert 0 < wanted.left_s <= 60
        await sensing.end(wanted.id, wanted.arrow_id, "programmed", None)
        assert (await heard(feed, "programming"))["data"]["outcome"] == "programmed"
    assert (await programming(phone, arrow_id))["message"]["code"] == "tag_programmed"
    assert await is_programmed(phone, arrow_id)
    assert await sensing.wanted() is None


@pytest.mark.parametrize("outcome", ["taken_away", "failed", "reader_lost"])
async def test_a_tag_that_may_hold_nothing_makes_its_arrow_not_programmed(
    phone: Phone, sensing: ProgrammingsDB, outcome: WrittenOutcome
) -> None:
    arrow_id = await phone.create("/arrow", an_arrow() | {"is_programmed": True})
    asked = await ask(phone, arrow_id)
    await sensing.end(UUID(asked["id"]), UUID(arrow_id), outcome, None)
    assert (await programming(phone, arrow_id))["outcome"] == outcome
    assert not await is_programmed(phone, arrow_id)


@pytest.mark.parametrize("outcome", ["read_only", "too_small", "unsuitable", "another_arrow", "two_tags"])
@pytest.mark.parametrize("before", [True, False])
async def test_what_changed_no_tag_changes_no_arrow(
    phone: Phone, sensing: ProgrammingsDB, outcome: WrittenOutcome, before: bool
) -> None:
    arrow_id = await phone.create("/arrow", an_arrow() | {"is_programmed": before})
    asked = await ask(phone, arrow_id)
    await sensing.end(UUID(asked["id"]), UUID(arrow_id), outcome, "12" if outcome == "another_arrow" else None)
    now = await programming(phone, arrow_id)
    assert now["outcome"] == outcome
    assert ("arrow 12" in now["message"]["text"]) == (outcome == "another_arrow")
    assert await is_programmed(phone, arrow_id) is before


async def test_one_that_nobody_holds_there_is_over_after_a_minute(
    phone: Phone, sensing: ProgrammingsDB, tables: Tables
) -> None:
    arrow_id = await an_arrow_of(phone)
    asked = await ask(phone, arrow_id)
    await tables.admin.execute("UPDATE programmings SET asked_at = asked_at - interval '1 min', expires_at = now()")
    # also where no sensor's program says so
    assert (await programming(phone, arrow_id))["outcome"] == "expired"
    wanted = await sensing.wanted()
    assert wanted is not None
    assert wanted.left_s <= 0
    await sensing.expire(wanted.id)
    assert await sensing.wanted() is None
    assert (await programming(phone, arrow_id))["outcome"] == "expired"
    # what is finished late is a fact all the same
    await sensing.end(UUID(asked["id"]), UUID(arrow_id), "programmed", None)
    assert await is_programmed(phone, arrow_id)


async def test_a_clock_that_was_set_back_does_not_let_one_wait_for_years(
    phone: Phone, sensing: ProgrammingsDB, tables: Tables
) -> None:
    arrow_id = await an_arrow_of(phone)
    await ask(phone, arrow_id)
    await tables.admin.execute(
        "UPDATE programmings SET asked_at = now() + interval '1 year', expires_at = now() + interval '1 year 1 min'"
    )
    assert (await programming(phone, arrow_id))["outcome"] == "expired"
    wanted = await sensing.wanted()
    assert wanted is not None
    assert wanted.left_s == 0
    assert (await ask(phone, await an_arrow_of(phone, "8")))["outcome"] == "waiting"


async def test_one_is_wanted_at_a_time_and_asked_for_again_it_begins_anew(
    phone: Phone, sensing: ProgrammingsDB
) -> None:
    seven, eight = await an_arrow_of(phone, "7"), await an_arrow_of(phone, "8")
    first, again = await ask(phone, seven), await ask(phone, seven)
    assert first["id"] != again["id"]
    code, _, errors = await phone.call("POST", f"/arrow/{eight}/programming")
    assert code == 422
    assert errors == ["path.id: the tag of arrow 7 is to be written first: hold it to the reader, or cancel that"]
    # what became of the first is nobody's word on the second
    await sensing.end(UUID(first["id"]), UUID(seven), "two_tags", None)
    assert (await programming(phone, seven))["outcome"] == "waiting"
    async with phone.client.ws_connect("/api/v0/ws/feed") as feed:
        await heard(feed, "snapshot")
        assert (await phone.call("DELETE", f"/arrow/{seven}/programming"))[0] == 204
        assert (await heard(feed, "programming"))["data"] is None
    assert (await phone.call("DELETE", f"/arrow/{seven}/programming"))[0] == 404
    assert (await phone.call("GET", f"/arrow/{seven}/programming"))[0] == 404
    assert (await ask(phone, eight))["outcome"] == "waiting"
    assert (await phone.call("GET", f"/arrow/{seven}/programming"))[0] == 404
    # an arrow that goes takes it along
    assert (await phone.call("DELETE", f"/arrow/{eight}"))[0] == 204
    assert await sensing.wanted() is None


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        (None, "there is no reader of arrow tags here"),
        ("away", "the reader of arrow tags does not answer: look at its cable"),
        ("reads", "this reader can read tags and not write them; a PN532 can do both"),
    ],
)
async def test_where_no_reader_can_write_that_is_reported(
    phone: Phone, sensing_pool: Pool, reader: TagReaderState | None, sentence: str
) -> None:
    arrow_id = await an_arrow_of(phone)
    refused = (422, None, ["path.id: there is no reader of arrow tags here"])
    assert await phone.call("POST", f"/arrow/{arrow_id}/programming") == refused
    await report(sensing_pool, reader)
    assert await phone.call("POST", f"/arrow/{arrow_id}/programming") == (422, None, [f"path.id: {sentence}"])


async def test_a_report_that_is_old_is_no_reader(phone: Phone, sensing: ProgrammingsDB, tables: Tables) -> None:
    arrow_id = await an_arrow_of(phone)
    await tables.admin.execute("UPDATE wings SET reported_at = reported_at - interval '15 s'")
    assert (await phone.call("POST", f"/arrow/{arrow_id}/programming"))[0] == 422


async def test_no_tag_is_written_for_an_arrow_that_is_not_there(phone: Phone, sensing: ProgrammingsDB) -> None:
    for method in ("POST", "GET", "DELETE"):
        assert (await phone.call(method, f"/arrow/{uuid4()}/programming"))[0] == 404
        assert (await phone.call(method, "/arrow/7/programming"))[0] == 422
    assert await sensing.others(uuid4()) == {}
