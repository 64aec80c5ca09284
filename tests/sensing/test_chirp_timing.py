"""When what chirps show is worked out again, how long it holds, and which chirps and impacts count at a bound."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from appliance.core.air.chirps import ChirpRound
from appliance.core.air.weather import DEGREE_SCALE
from appliance.core.chirp_policy import QUIET_AFTER_IMPACT_US
from appliance.core.events import BowReleased, ReleaseKey
from appliance.core.geometry import Sensor
from appliance.models.context_db import MomentContext
from appliance.sensing import chirps as chirps_module
from appliance.sensing.chirp_findings import KEPT_ROUNDS
from appliance.sensing.chirp_permission import ChirpPermission
from appliance.sensing.chirp_rounds import (
    DEAF_AFTER_IMPACT_US,
    LEAST_BETWEEN_US,
    ROUND_US,
    ReceivedRound,
    RoundCollector,
)
from appliance.sensing.chirps import BY_TAPE_MM, FINDINGS_LAST_US, MOST_WAITING, Chirps
from appliance.sensing.measure import measurer
from appliance.sensing.placing import Placer
from tests.builders import NOW, a_burst, a_survey
from tests.sensing.bench import BenchClock
from tests.sensing.test_chirps import BETWEEN_US, a_chirp, a_round

SESSION = MomentContext(UUID(int=1), False, None, 0)
TAPED = {"first": "NW", "second": "SE", "distance_mm": 1838.0}


class Always:
    """A database in which this is what is on at any moment."""

    def __init__(self, context: MomentContext = SESSION) -> None:
        self.context = context

    async def as_known_at(self, moments: Sequence[datetime]) -> list[MomentContext]:
        return [self.context for _ in moments]


class Rig:
    """Chirps of a session, with the clock in our hands and the arithmetic counted instead of done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_us, self.hushed = 0.0, 0
        self.surveys: list[dict[str, Any]] = []
        pool: Any = None
        clock = BenchClock()
        self.placer = Placer(measurer(a_survey(taped=TAPED)), clock)
        self.permission = ChirpPermission(pool, clock, self._hush, is_on=True, now_us=lambda: self.now_us)
        self.permission._context = Always()  # type: ignore[assignment]
        self.chirps = Chirps(self.placer, self.permission, lambda: self.now_us)
        monkeypatch.setattr(chirps_module, "after_chirps", lambda before, *_, **__: before)
        monkeypatch.setattr(chirps_module, "survey_by_chirps", self._survey)
        monkeypatch.setattr(chirps_module, "exchanges_by_chirps", lambda *_, **__: [])

    def _hush(self) -> None:
        self.hushed += 1

    def _survey(self, sensors: Sequence[Sensor], rounds: Sequence[ChirpRound], **given: Any) -> None:
        self.surveys.append({"at_us": self.now_us, "sensors": sensors, "rounds": len(rounds), **given})

    async def hear(self, heard: ReceivedRound) -> None:
        self.now_us = heard.at_us
        await self.chirps.learn(heard)


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    return Rig(monkeypatch)


async def test_findings_are_renewed_each_half_minute_and_the_survey_each_minute(rig: Rig) -> None:
    heard, renewed = a_round(), []
    for number in range(1, 93):
        before = rig.chirps.read()
        await rig.hear(ReceivedRound(number * BETWEEN_US, heard.tick_hz, heard.channels, heard.heard_us))
        if rig.chirps.read() is not before:
            renewed.append(number)
    # each survey renews them too
    assert renewed == [3, 18, 30, 45, 60, 75, 90]
    assert [round(one["at_us"] / BETWEEN_US) for one in rig.surveys] == [30, 60, 90]
    assert [one["rounds"] for one in rig.surveys] == [30, KEPT_ROUNDS, KEPT_ROUNDS]
    measure = rig.placer.measurer
    for one in rig.surveys:
        assert one["sensors"] == measure.array.sensors
        assert (one["drawn_mm"], one["scale_sigma"]) == (BY_TAPE_MM, DEGREE_SCALE)
        assert one["taped"] == measure.survey.taped_distance() is not None
    # an air state that no round changes is believed by none
    found = rig.chirps.read()
    assert found is not None
    assert (found.is_believed, found.rounds) == (False, KEPT_ROUNDS)


async def test_findings_hold_for_ten_minutes(rig: Rig) -> None:
    for number in range(1, 4):
        await rig.hear(a_round(number * BETWEEN_US))
    begin_us = rig.now_us
    rig.now_us = begin_us + FINDINGS_LAST_US - 1
    assert rig.chirps.read() is not None
    rig.now_us = begin_us + FINDINGS_LAST_US
    assert rig.chirps.read() is None


async def test_chirps_at_an_impact_are_named_for_ten_minutes(rig: Rig) -> None:
    rig.chirps.note(a_burst(loop_us=0.0))
    rig.chirps.note(a_chirp(0, 1e6))
    rig.now_us = 1e6 + FINDINGS_LAST_US - 1
    assert [one.code for one in rig.chirps.troubles()] == ["chirps_at_impact"]
    rig.now_us += 1
    assert rig.chirps.troubles() == []


async def test_of_rounds_that_wait_the_newest_are_learned_from(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[float] = []
    all_learned = asyncio.Event()

    async def learn(heard: ReceivedRound) -> None:
        learned.append(heard.at_us)
        if len(learned) == MOST_WAITING:
            all_learned.set()

    monkeypatch.setattr(rig.chirps, "learn", learn)
    begins = [number * BETWEEN_US for number in range(1, MOST_WAITING + 2)]
    for begin_us in begins:
        for k in range(8):
            rig.chirps.note(a_chirp(k, begin_us + k * 25e3))
    assert len(rig.chirps._rounds) == MOST_WAITING
    working = asyncio.create_task(rig.chirps.run())
    await asyncio.wait_for(all_learned.wait(), 20)
    working.cancel()
    await asyncio.wait([working])
    assert learned == [begin_us + 7 * 25e3 for begin_us in begins[1:]]


@pytest.mark.parametrize(
    ("channels", "context", "is_learned"),
    [
        (8, SESSION, True),
        (9, SESSION, False),
        (8, SESSION._replace(session_id=None), False),
        (8, SESSION._replace(calibration_id=UUID(int=2)), False),
        (8, SESSION._replace(is_test=True), False),
    ],
)
async def test_a_round_is_learned_from_only_in_a_session_that_nothing_disturbs(
    rig: Rig, channels: int, context: MomentContext, is_learned: bool
) -> None:
    rig.permission._context = Always(context)  # type: ignore[assignment]
    heard = a_round(BETWEEN_US)
    await rig.hear(ReceivedRound(heard.at_us, heard.tick_hz, channels, heard.heard_us))
    assert len(rig.chirps._kept) == is_learned


@pytest.mark.parametrize(
    ("after_us", "is_heard"),
    [(-1.0, True), (0.0, False), (DEAF_AFTER_IMPACT_US - 1, False), (DEAF_AFTER_IMPACT_US, True)],
)
def test_chirps_are_not_heard_from_an_impact_on_until_the_node_is_silent_no_longer(
    after_us: float, is_heard: bool
) -> None:
    collector = RoundCollector()
    collector.impact(100e6)
    for k in (1, 2, 3):
        assert collector.take(a_chirp(k, 100e6 + after_us)) is None
    # the first again ends the round, where there is one
    ended = collector.take(a_chirp(1, 100e6 + DEAF_AFTER_IMPACT_US + 1))
    assert (ended is not None) is is_heard


@pytest.mark.parametrize(("apart_us", "emitters"), [(ROUND_US, [1, 2, 3, 4]), (ROUND_US + 1, [2, 3, 4])])
@pytest.mark.parametrize("late", [False, True], ids=["in order", "the first comes last"])
def test_a_round_holds_what_was_sent_within_four_seconds(apart_us: float, emitters: list[int], late: bool) -> None:
    sent = [(1, 0.0), (2, apart_us), (3, apart_us), (4, apart_us)]
    collector = RoundCollector()
    for emitter, at_us in sent[1:] + sent[:1] if late else sent:
        assert collector.take(a_chirp(emitter, at_us)) is None
    ended = collector.take(a_chirp(2, apart_us + 1))
    if late and apart_us > ROUND_US:
        # the others went as it came
        assert ended is None
    else:
        assert ended is not None
        assert sorted(ended.heard_us) == emitters
        assert ended.at_us == apart_us


def test_a_round_begins_a_second_after_the_one_before_began() -> None:
    for begin_us, is_round in ((LEAST_BETWEEN_US - 1, False), (LEAST_BETWEEN_US, True)):
        collector = RoundCollector()
        assert [collector.take(a_chirp(k, 0.0)) is not None for k in range(8)] == [False] * 7 + [True]
        found = [collector.take(a_chirp(k, begin_us)) for k in range(8)]
        assert [one is not None for one in found] == [False] * 7 + [is_round]


def test_a_node_of_other_channels_begins_a_round_of_its_own() -> None:
    collector = RoundCollector()
    for k in range(4):
        assert collector.take(a_chirp(k, k * 25e3)) is None
    one = a_chirp(5, 1e6)
    whole = collector.take(replace(one, heard_us=one.heard_us[:6]))
    assert whole is not None
    assert (whole.channels, sorted(whole.heard_us)) == (8, [0, 1, 2, 3])


async def test_a_wait_after_an_impact_or_a_release_is_after_the_newest_and_never_in_the_future(rig: Rig) -> None:
    async def may(now_us: float) -> bool:
        rig.now_us = now_us
        await rig.permission.look()
        return rig.permission.allows(now_us)

    assert await may(100e6)
    rig.permission.note(a_burst(loop_us=100e6))
    # one of before comes late
    rig.permission.note(a_burst(loop_us=10e6))
    assert not await may(100e6 + QUIET_AFTER_IMPACT_US - 1)
    assert await may(100e6 + QUIET_AFTER_IMPACT_US)
    for odd_us in (math.nan, math.inf, -math.inf, 1e15):
        begin_us = rig.now_us
        rig.permission.note(a_burst(loop_us=odd_us))
        assert not await may(begin_us + QUIET_AFTER_IMPACT_US - 1), odd_us
        assert await may(begin_us + QUIET_AFTER_IMPACT_US), odd_us
    hushed = rig.hushed
    rig.permission.note_release(BowReleased(ReleaseKey("b", 1, 1, 0), NOW, 1e15, 1e15))
    assert rig.hushed == hushed + 1
    assert not await may(rig.now_us)
