"""A shooting timer that somebody wrote odd values into: whoever sees people before the butts stops shooting still."""

import asyncio

import asyncpg
import pytest

from appliance.core.shooting_timer import TimerLight
from appliance.database.channels import Resync
from appliance.database.pool import Pool
from appliance.live.timed_ends import Due, TimedEnds
from appliance.models.unreadable import UNREADABLE
from appliance.routers.endpoint import API
from appliance.runtime.background import background
from appliance.settings import Settings
from appliance.wiring import shooting_lights
from appliance.wiring.shooting_lights import TimerPanel
from tests.english import all_english
from tests.models.helpers import Tables
from tests.routers.conftest import WAIT_S, Phone, heard
from tests.routers.test_unreadable import unbind

PLAN = {"kind": "ends", "run_up_s": 0, "shooting_s": 120}
ODD = "UPDATE shooting_timer SET kind = 'alternating', turns = 1"


class Line:
    """The lamps and horn: hands on what is shown and how often it sounds."""

    def __init__(self) -> None:
        self.seen: asyncio.Queue[TimerLight | int | None] = asyncio.Queue()

    def __call__(self, *pins: object) -> "Line":
        del pins
        return self

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *error: object) -> None:
        del error

    def show(self, shown: TimerLight | None) -> None:
        self.seen.put_nowait(shown)

    def sound(self, times: int) -> None:
        self.seen.put_nowait(times)


async def started(phone: Phone) -> None:
    """A timer whose time to shoot runs."""
    _, timer, _ = await phone.call("PUT", "/timer", PLAN)
    assert (await phone.call("POST", "/timer/action", {"action": "start", "revision": timer["revision"]}))[0] == 200


async def is_shown(phone: Phone, *, is_unreadable: bool) -> None:
    """What a phone that comes now is sent of the timer."""
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        shown = (await socket.receive_json())["data"]
    assert (shown["timer"] is None, shown["is_timer_unreadable"]) == (is_unreadable, is_unreadable)


@pytest.mark.parametrize(
    "odd",
    [
        "began_at = '2199-12-31 23:59:50+00'",
        "kind = 'alternating', turns = 1",
        "shooters = '5'",
        "shooters = '[{}]'",
        "revision = NULL",
    ],
)
async def test_a_timer_of_which_nothing_can_be_reported_is_none_and_is_stopped_or_removed_or_set_up_anew(
    odd: str, phone: Phone, tables: Tables
) -> None:
    """The first two the database takes from anybody: each value of it is one that there can be."""
    await unbind(tables)
    await tables.admin.execute("ALTER TABLE shooting_timer ALTER COLUMN revision DROP NOT NULL")
    plan = {"kind": "ends", "shooting_s": 120}
    _, timer, _ = await phone.call("PUT", "/timer", plan)
    await phone.call("POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
    await tables.admin.execute(f"UPDATE shooting_timer SET {odd}")  # noqa: S608  (our own)
    assert await phone.call("GET", "/timer") == (200, None, [])
    await is_shown(phone, is_unreadable=True)
    for action in ("start", "stop"):
        code, _, errors = await phone.call("POST", "/timer/action", {"action": action, "revision": 1})
        assert (code, errors[0].partition("(")[0]) == (
            409, "database: 1 of timers cannot be read: correct or delete shooting_timer ",
        )  # fmt: skip
    (problem,) = all_english(UNREADABLE.messages())
    assert problem.startswith("1 of timers cannot be read and is left out: correct or delete shooting_timer (")
    await tables.admin.execute("UPDATE shooting_spans SET late_until = 'infinity', ends_at = 'infinity'")
    code, stopped, errors = await phone.call("POST", "/timer/emergency-stop")
    assert (code, stopped["status"], errors) == (200, "emergency", [])
    assert stopped["sounds"][0]["times"] == 5
    assert await tables.admin.fetchval("SELECT count(*) FROM shooting_spans") == 0
    assert UNREADABLE.rows() == []
    await is_shown(phone, is_unreadable=False)
    await tables.admin.execute(f"UPDATE shooting_timer SET {odd}")  # noqa: S608  (our own)
    assert (await phone.call("DELETE", "/timer"))[::2] == (204, [])
    assert await phone.call("GET", "/timer") == (200, None, [])
    assert UNREADABLE.rows() == []
    _, timer, _ = await phone.call("PUT", "/timer", plan)
    await phone.call("POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
    await tables.admin.execute(f"UPDATE shooting_timer SET {odd}")  # noqa: S608  (our own)
    assert (await phone.call("PUT", "/timer", plan))[0] == 200
    assert (await phone.call("GET", "/timer"))[1]["status"] == "ready"
    assert UNREADABLE.rows() == []


async def test_a_timer_whose_sides_have_used_what_none_can_runs_on(phone: Phone, tables: Tables) -> None:
    plan = {"kind": "alternating", "shooting_s": 120, "turns": 3, "arrows": 2, "shares_time": True}
    _, timer, _ = await phone.call("PUT", "/timer", plan)
    await phone.call("POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
    for used_s in ("{1,2}", "{1e18,-1e18,0,7}"):
        await tables.admin.execute(f"UPDATE shooting_timer SET used_s = '{used_s}'")  # noqa: S608  (our own)
        code, shown, _ = await phone.call("GET", "/timer")
        assert (code, shown["status"]) == (200, "running")


@pytest.mark.parametrize(
    "odd", ["null", "5", "[]", "{}", "[5]", "[[5]]", '[["a"], null]', '[["a"], ["b"], ["c"], ["d"]]']
)
async def test_who_shoots_in_the_turns_of_the_timer_holds_together(odd: str, phone: Phone, tables: Tables) -> None:
    await phone.call("PUT", "/timer", {"kind": "ends", "shooting_s": 120})
    with pytest.raises(asyncpg.CheckViolationError):
        await tables.admin.execute("UPDATE shooting_timer SET shooters = $1::text::jsonb", odd)
    for fine in ('[[""]]', '[["a", "b"], []]', None):
        await tables.admin.execute("UPDATE shooting_timer SET shooters = $1::text::jsonb", fine)
        assert (await phone.call("GET", "/timer"))[0] == 200


async def test_phones_hear_that_it_cannot_be_read_and_that_it_is_stopped(phone: Phone, tables: Tables) -> None:
    await started(phone)
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        await heard(socket, "snapshot")
        await tables.admin.execute(ODD)
        # what is read before may still be on its way
        while not (message := await heard(socket, "timer"))["is_unreadable"]:
            pass
        assert message["data"] is None
        assert (await phone.call("POST", "/timer/emergency-stop"))[0] == 200
        while (message := await heard(socket, "timer"))["is_unreadable"]:
            pass
        assert message["data"]["status"] == "emergency"


async def test_while_it_cannot_be_read_nothing_runs_by_it_until_somebody_stops_shooting(
    phone: Phone, tables: Tables, server_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    monkeypatch.setattr(shooting_lights, "ShootingLights", line)
    await started(phone)
    panel = TimerPanel(Settings(timer_green_pin=13), server_pool)
    async with asyncio.timeout(WAIT_S), background(panel=panel.run()):
        assert [await line.seen.get() for _ in range(2)] == ["green", 1]
        await tables.admin.execute(ODD)
        panel.on_notice(Resync())
        assert await line.seen.get() is None
        assert await TimedEnds(server_pool).keep_step() == Due(None, None)
        assert (await phone.call("POST", "/timer/emergency-stop"))[0] == 200
        panel.on_notice(Resync())
        assert [await line.seen.get() for _ in range(2)] == ["red", 5]


async def test_one_whose_shooters_the_database_fails_at_is_named_stopped_and_removed(
    phone: Phone, tables: Tables
) -> None:
    await started(phone)
    await tables.admin.execute(
        """
        CREATE OR REPLACE FUNCTION sides_of_timer(in_session_id uuid, shooters jsonb) RETURNS jsonb LANGUAGE sql AS $$
            SELECT to_jsonb(1 / coalesce(0 * jsonb_array_length(shooters), 1)) WHERE shooters IS NOT NULL
             UNION ALL SELECT '[]' WHERE shooters IS NULL
        $$
        """
    )
    odd = """UPDATE shooting_timer SET shooters = '[["a"]]'"""
    await tables.admin.execute(odd)
    assert await phone.call("GET", "/timer") == (200, None, [])
    assert all_english(UNREADABLE.messages()) == [
        "1 of timers cannot be read and is left out: correct or delete shooting_timer (sides)"
    ]
    code, stopped, errors = await phone.call("POST", "/timer/emergency-stop")
    assert (code, stopped["status"], errors) == (200, "emergency", [])
    assert UNREADABLE.rows() == []
    await tables.admin.execute(odd)
    assert (await phone.call("DELETE", "/timer"))[::2] == (204, [])
