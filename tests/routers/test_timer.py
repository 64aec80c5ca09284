"""The shooting timer by HTTP: set up, started, stopped by two phones at once, stopped by anybody; told as moments."""

from datetime import datetime
from typing import Any

import pytest

from appliance.access.roles import AccessRules
from appliance.database.pool import Pool
from tests.routers.conftest import Phone

END = {"kind": "ends", "shooting_s": 120, "warning_s": 30}


def after_s(later: str, earlier: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


async def act(phone: Phone, action: str, revision: int) -> dict[str, Any]:
    code, timer, errors = await phone.call("POST", "/timer/action", {"action": action, "revision": revision})
    assert code == 200, errors
    return dict(timer)


async def begun(phone: Phone, plan: dict[str, Any] = END) -> dict[str, Any]:
    code, timer, errors = await phone.call("PUT", "/timer", plan)
    assert code == 200, errors
    return await act(phone, "start", timer["revision"])


async def test_an_end_is_reported_as_moments_of_the_appliances_clock(phone: Phone) -> None:
    assert await phone.call("GET", "/timer") == (200, None, [])
    timer = await begun(phone, {**END, "turns": 2})
    began = timer["changed_at"]
    steps = [
        (s["phase"], s["turn"], after_s(s["begins_at"], began), after_s(s["ends_at"], began)) for s in timer["steps"]
    ]
    assert steps == [
        ("run_up", 1, 0, 10), ("shooting", 1, 10, 130), ("run_up", 2, 130, 140), ("shooting", 2, 140, 260),
    ]  # fmt: skip
    assert [(after_s(s["at"], began), s["times"]) for s in timer["sounds"]] == [
        (0, 2), (10, 1), (130, 2), (140, 1), (260, 3),
    ]  # fmt: skip
    clock = (await phone.call("GET", "/timer/clock"))[1]["now"]
    assert 0 <= after_s(clock, began) < 60
    assert (await phone.call("GET", "/timer"))[1] == timer


async def test_the_usual_times_are_offered(phone: Phone) -> None:
    _, plans, _ = await phone.call("GET", "/timer/plan")
    assert ("ends_120", 120) in [(plan["name"], plan["shooting_s"]) for plan in plans]
    for plan in plans:
        assert (await phone.call("PUT", "/timer", {key: plan[key] for key in plan if key != "name"}))[0] == 200


async def test_two_phones_stop_it_at_once_and_the_other_is_told(phone: Phone) -> None:
    timer = await begun(phone)
    stopped = await act(phone, "stop", timer["revision"])
    assert (stopped["status"], [sound["times"] for sound in stopped["sounds"]]) == ("stopped", [3])
    stop = {"action": "stop", "revision": timer["revision"]}
    code, _, errors = await phone.call("POST", "/timer/action", stop)
    assert (code, errors[0].split(":")[1]) == (409, " somebody else was quicker")
    assert (await phone.call("GET", "/timer"))[1] == stopped


async def test_that_it_was_ended_is_taken_back_once(phone: Phone) -> None:
    timer = await begun(phone)
    assert not timer["may_be_taken_back"]
    stopped = await act(phone, "stop", timer["revision"])
    assert stopped["may_be_taken_back"]
    back = {"action": "take_back", "revision": stopped["revision"]}
    code, on, _ = await phone.call("POST", "/timer/action", back, headers={"X-Made-By": "coach"})
    assert (code, on["status"], on["changed_by"], on["may_be_taken_back"]) == (200, "running", "coach", False)
    stood_s = after_s(on["changed_at"], stopped["held_at"])
    assert after_s(on["steps"][-1]["ends_at"], timer["steps"][-1]["ends_at"]) == pytest.approx(stood_s, abs=1e-5)
    # two phones take it back: the other is told
    assert (await phone.call("POST", "/timer/action", back))[0] == 409
    code, _, errors = await phone.call("POST", "/timer/action", {**back, "revision": on["revision"]})
    assert (code, errors) == (422, ["body.action: nobody ended the time that is on, so nothing is to be taken back"])


async def test_what_cannot_be_reported(phone: Phone) -> None:
    assert (await phone.call("POST", "/timer/action", {"action": "start", "revision": 1}))[0] == 404
    assert (await phone.call("POST", "/timer/emergency-stop"))[0] == 404
    assert (await phone.call("DELETE", "/timer"))[0] == 404
    assert (await phone.call("PUT", "/timer", {"kind": "alternating", "shooting_s": 20}))[0] == 422
    assert (await phone.call("PUT", "/timer", {**END, "shooting_s": 4}))[0] == 422
    timer = await begun(phone)
    code, _, errors = await phone.call("POST", "/timer/action", {"action": "start", "revision": timer["revision"]})
    assert (code, errors) == (422, ["body.action: the timer runs already; end it first"])
    assert (await phone.call("PUT", "/timer", END))[0] == 422


async def test_anybody_stops_at_once_and_time_stands_still(phone: Phone) -> None:
    timer = await begun(phone)
    code, stopped, _ = await phone.call("POST", "/timer/emergency-stop")
    assert (code, stopped["status"], [sound["times"] for sound in stopped["sounds"]]) == (200, "emergency", [5])
    assert (await phone.call("POST", "/timer/emergency-stop"))[1] == stopped
    on = await act(phone, "resume", stopped["revision"])
    assert on["status"] == "running"
    held_s = after_s(on["changed_at"], stopped["held_at"])
    assert after_s(on["steps"][0]["ends_at"], timer["steps"][0]["ends_at"]) == pytest.approx(held_s, abs=1e-5)


@pytest.fixture
def access_rules(request: pytest.FixtureRequest) -> AccessRules:
    return AccessRules(changing="paired", trusts_loopback=False) if "unpaired" in request.node.name else AccessRules()


async def test_who_is_unpaired_may_stop_it_and_no_more(phone: Phone, server_pool: Pool) -> None:
    assert (await phone.call("PUT", "/timer", END))[0] == 401
    assert (await phone.call("POST", "/timer/action", {"action": "start", "revision": 1}))[0] == 401
    assert (await phone.call("DELETE", "/timer"))[0] == 401
    await server_pool.execute(
        """
        SELECT change_timer(NULL, appliance_now(), jsonb_build_object(
            'kind', 'ends', 'run_up_s', 10, 'shooting_s', 120, 'warning_s', 30, 'turns', 1, 'arrows', 1,
            'status', 'running', 'period', 0, 'began_at', appliance_now(), 'was_emergency', false), '[]')
        """
    )
    assert (await phone.call("POST", "/timer/emergency-stop"))[1]["status"] == "emergency"


async def test_it_is_put_away_when_it_does_not_run(phone: Phone) -> None:
    timer = await begun(phone)
    assert await phone.call("DELETE", "/timer") == (422, None, ["request: the timer runs already; end it first"])
    stopped = await act(phone, "stop", timer["revision"])
    assert (await phone.call("GET", "/timer"))[1] == stopped
    assert (await phone.call("DELETE", "/timer"))[0] == 204
    assert (await phone.call("GET", "/timer"))[1] is None
    await phone.call("PUT", "/timer", END)
    assert (await phone.call("GET", "/timer"))[1]["status"] == "ready"
