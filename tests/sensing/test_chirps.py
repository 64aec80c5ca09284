"""From chirps to the air of a session and to the places of sensors, and what keeps them from it."""

import asyncio
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.core.air.state import AIR_SIZE, SlowState
from appliance.core.events import Air, BowReleased, ChirpHeard, ImpactPulse, NodeStatus, ReleaseKey
from appliance.core.geometry import Sensor
from appliance.core.message import message
from appliance.database.channels import Notice, Resync
from appliance.database.pool import Pool
from appliance.models.errors import DBUnavailable
from appliance.models.sensor_tests_db import SensorTestsDB
from appliance.runtime.background import background
from appliance.sensing import chirp_rounds
from appliance.sensing.chirp_permission import ChirpPermission
from appliance.sensing.chirp_rounds import ReceivedRound, RoundCollector
from appliance.sensing.chirps import FINDINGS_LAST_US, SURVEY_ROUNDS, Chirps
from appliance.sensing.measure import Measurer, measurer
from appliance.sensing.placing import Placer
from drivers.sim.chirping import Emitters
from drivers.sim.virtual_butt import DEMO_SENSORS, VirtualButt
from tests.builders import NOW, a_burst, a_survey
from tests.english import all_english
from tests.models.helpers import Tables
from tests.models.test_context import ask
from tests.sensing.bench import Bench, BenchClock, an_impact, recorded, until

WINDY = VirtualButt(wind_x_m_per_s=2.0, wind_y_m_per_s=-1.0)
LATE_US = (3.0, 40.0, 12.0, 0.0, 27.0, 33.0, 8.0, 19.0)
EMITTERS = Emitters(DEMO_SENSORS, LATE_US, (0.0,) * 8)
BETWEEN_US = 2e6
AIR = Air(WINDY.temp_c, WINDY.rh_pct, 101_325.0)


def a_chirp(emitter: int, at_us: float, emitters: Emitters = EMITTERS, node: str = "archstats-1") -> ChirpHeard:
    heard_us = emitters.one(emitter, WINDY.air, random.Random(f"{emitter} {at_us}"))
    return ChirpHeard(node, NOW, at_us + 1e4, at_us, emitter, tuple(heard_us), 8e6)


def a_round(at_us: float = 0.0, emitters: Emitters = EMITTERS) -> ReceivedRound:
    collector = RoundCollector()
    rounds = [collector.take(a_chirp(k, at_us + k * 25e3, emitters)) for k in range(8)]
    assert rounds[:-1] == [None] * 7
    whole = rounds[-1]
    assert whole is not None
    return whole


def test_a_chirp_of_each_emitter_is_a_round() -> None:
    whole = a_round(1e6)
    assert (whole.at_us, whole.channels, sorted(whole.heard_us)) == (1e6 + 7 * 25e3, 8, list(range(8)))


def test_where_emitters_are_missing_a_round_ends_as_the_first_one_sounds_again() -> None:
    collector = RoundCollector()
    found = [collector.take(a_chirp((1, 4, 6)[k % 3], k * 1e6)) for k in range(10)]
    assert [one is not None for one in found] == [False, False, False, True, False, False, True, False, False, True]
    assert {tuple(sorted(one.heard_us)) for one in found if one is not None} == {(1, 4, 6)}


def test_two_emitters_are_no_round() -> None:
    collector = RoundCollector()
    assert [collector.take(a_chirp(k % 2, k * 1e6)) for k in range(8)] == [None] * 8


def test_chirps_too_far_apart_are_of_no_one_round() -> None:
    collector = RoundCollector()
    slow_us = chirp_rounds.ROUND_US / 2 + 1
    assert [collector.take(a_chirp(k % 8, k * slow_us)) for k in range(32)] == [None] * 32


def test_chirps_of_four_seconds_are_a_round() -> None:
    collector = RoundCollector()
    found = [collector.take(a_chirp((1, 4, 6, 1)[k], k * 2e6)) for k in range(4)]
    assert [one is not None for one in found] == [False, False, False, True]


def test_two_nodes_make_rounds_of_their_own() -> None:
    collector = RoundCollector()
    for k in range(7):
        collector.take(a_chirp(k, k * 25e3))
    other = collector.take(a_chirp(7, 8 * 25e3, node="archstats-2"))
    assert other is not None
    assert sorted(other.heard_us) == list(range(7))


def test_rounds_of_a_hasty_node_are_bounded() -> None:
    collector = RoundCollector()
    rounds = [collector.take(a_chirp(k % 8, k * 25e3)) for k in range(400)]
    assert 8 <= sum(one is not None for one in rounds) <= 10


def test_an_arrow_ends_a_round_and_what_chirps_beside_it_is_counted_and_not_used() -> None:
    collector = RoundCollector()
    for k in range(5):
        assert collector.take(a_chirp(k, 1e6 + k * 25e3)) is None
    collector.impact(1.2e6)
    deaf_us = chirp_rounds.DEAF_AFTER_IMPACT_US
    assert [collector.take(a_chirp(k, 1.2e6 + k * deaf_us / 3)) for k in range(3)] == [None] * 3
    # the first was under way as the impact came
    assert collector.misplaced_us == 1.2e6 + 2 * deaf_us / 3
    later = [collector.take(a_chirp(k, 1.2e6 + deaf_us + k * 25e3)) for k in range(8)]
    assert [one is not None for one in later] == [False] * 7 + [True]
    assert collector.misplaced_us == 1.2e6 + 2 * deaf_us / 3


def test_biases_are_taken_off_and_sensors_that_no_channel_has_are_silent() -> None:
    heard = ReceivedRound(0.0, 8e6, 2, {1: (1000.0, None)})
    assert heard.of(3, (1.5, 2.0, 3.0)).times_us == [[None] * 3, [998.5, None, None], [None] * 3]


def surveyed_at(places: Sequence[Sensor]) -> Measurer:
    at = zip(DEMO_SENSORS, places, strict=True)
    return measurer(a_survey(sensors=[{**asdict(place), "id": sensor.id} for sensor, place in at]))


class Rig:
    """What chirps meet in the sensor wing, with the clock in our hands."""

    def __init__(self, pool: Pool, *, is_on: bool = True) -> None:
        self.clock, self.now_us, self.hushed = BenchClock(), 0.0, 0
        self.placer = Placer(measurer(a_survey()), self.clock)
        self.permission = ChirpPermission(pool, self.clock, self._hush, is_on=is_on, now_us=lambda: self.now_us)
        self.chirps = Chirps(self.placer, self.permission, lambda: self.now_us)
        self.chirps.note(NodeStatus("n", "listening", NOW, air=AIR))

    def _hush(self) -> None:
        self.hushed += 1

    async def learn(self, rounds: int, emitters: Emitters = EMITTERS) -> None:
        for _ in range(rounds):
            self.now_us += BETWEEN_US
            await self.chirps.learn(a_round(self.now_us, emitters))

    async def air(self) -> SlowState:
        return self.placer.air_before(await self.permission.at(self.now_us))

    async def may(self) -> bool:
        await self.permission.look()
        return self.permission.allows(self.now_us)


@pytest.fixture
async def rig(tables: Tables, sensing_pool: Pool) -> Rig:
    await tables.session(is_indoor=False)
    rig = Rig(sensing_pool)
    rig.now_us = (datetime.now(UTC) - rig.clock.began_at).total_seconds() * 1e6 + 1e6
    return rig


async def test_the_air_of_the_session_is_known_before_an_arrow(rig: Rig) -> None:
    assert await rig.air() == rig.placer.measurer.at_first(is_indoor=False)
    await rig.learn(5)
    air = await rig.air()
    assert math.dist(air.wind_mm_per_us, (0.002, -0.001)) < 4 * air.wind_sigma_mm_per_us < 1e-3
    found = rig.chirps.read()
    assert found is not None
    assert found.is_believed
    assert math.dist((found.wind_x_m_per_s, found.wind_y_m_per_s), (2.0, -1.0)) < 0.15
    assert found.speed_m_per_s == pytest.approx(WINDY.air[0] * 1000, abs=0.3)
    assert [(one.is_emitter_heard, one.heard_share, one.moved_mm) for one in found.channels] == [(True, 1.0, None)] * 8
    assert (found.moved, found.weak, rig.chirps.troubles()) == ([], [], [])
    # what nobody chirped of for long is not told any more
    rig.now_us += FINDINGS_LAST_US
    assert rig.chirps.read() is None


async def test_another_session_begins_with_what_is_known_of_the_emitters_and_another_array_does_not(
    rig: Rig, tables: Tables
) -> None:
    await rig.learn(5)
    known = await rig.air()
    context = await rig.permission.at(rig.now_us)
    later = rig.placer.air_before(context._replace(session_id=uuid4()))
    assert later.wind_mm_per_us == (0.0, 0.0)
    assert later.values[AIR_SIZE + 8 :] == known.values[AIR_SIZE + 8 :]
    assert later.covariance[-1][-1] == known.covariance[-1][-1]
    assert later.covariance[0][-1] == 0.0
    rig.placer.set_measurer(measurer(a_survey(sensors=a_survey().model_dump(mode="json")["sensors"][:6])))
    assert await rig.air() == rig.placer.measurer.at_first(is_indoor=False)


async def test_rounds_are_worked_on_one_after_the_other(rig: Rig) -> None:
    async with background(chirps=rig.chirps.run()):
        for _ in range(3):
            rig.now_us += BETWEEN_US
            before = await rig.air()
            for k in range(8):
                rig.chirps.note(a_chirp(k, rig.now_us + k * 25e3))
            async with asyncio.timeout(20):
                while await rig.air() == before:
                    pass


async def test_without_a_session_in_a_test_and_while_taps_are_awaited_nothing_is_learned(
    tables: Tables, sensing_pool: Pool, server_pool: Pool
) -> None:
    rig = Rig(sensing_pool)
    rig.now_us = 1e6
    await rig.learn(1)
    await tables.session(is_indoor=False)
    await ask(tables, points=4)
    rig.now_us = (datetime.now(UTC) - rig.clock.began_at).total_seconds() * 1e6 + 1e6
    await rig.learn(1)
    await tables.admin.execute("DELETE FROM calibrations")
    await SensorTestsDB(server_pool).begin()
    await rig.learn(1)
    assert len(rig.placer._airs) == 0


async def test_an_arrow_that_is_placed_while_a_round_is_worked_on_wins(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = await rig.permission.at(rig.now_us)
    by_arrow = replace(rig.placer.air_before(context), unexplained=1)
    real = asyncio.to_thread

    async def slow(work: Callable[[], object]) -> object:
        found = await real(work)
        rig.placer.learn(context, by_arrow)
        return found

    monkeypatch.setattr(asyncio, "to_thread", slow)
    await rig.learn(1)
    assert await rig.air() == by_arrow


async def test_a_database_that_is_away_costs_rounds_and_permission_and_nothing_else(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await rig.may()

    async def away(moments: object) -> None:
        raise DBUnavailable(message("the_database"))

    monkeypatch.setattr(rig.permission._context, "as_known_at", away)
    await rig.chirps.learn(a_round(rig.now_us))
    assert rig.chirps.read() is None
    assert await rig.may()
    rig.now_us += 5e6
    assert not await rig.may()


async def test_a_sensor_that_was_moved_is_named_after_a_minute_and_the_wind_is_reported_all_the_same(rig: Rig) -> None:
    moved = tuple(replace(s, x_mm=s.x_mm + 14.0) if s.id == "N" else s for s in DEMO_SENSORS)
    await rig.learn(SURVEY_ROUNDS - 1, replace(EMITTERS, sensors=moved))
    assert rig.chirps.troubles() == []
    await rig.learn(1, replace(EMITTERS, sensors=moved))
    found = rig.chirps.read()
    assert found is not None
    assert found.moved == ["N"]
    (trouble,) = all_english(rig.chirps.troubles())
    assert trouble.startswith("sensor N hangs about 1")
    assert math.dist((found.wind_x_m_per_s, found.wind_y_m_per_s), (2.0, -1.0)) < 0.3
    # measured anew, it is where it is said to be: what was told of the places before is told no longer
    rig.placer.set_measurer(surveyed_at(moved))
    await rig.learn(1, replace(EMITTERS, sensors=moved))
    assert rig.chirps.read() is None
    await rig.learn(SURVEY_ROUNDS - 1, replace(EMITTERS, sensors=moved))
    found = rig.chirps.read()
    assert found is not None
    assert (found.moved, rig.chirps.troubles()) == ([], [])
    assert max(one.moved_mm or 0.0 for one in found.channels) < 1.0


async def test_a_missing_emitter_and_a_weak_sensor_are_reported(rig: Rig) -> None:
    nobody_hears = {(2, k) for k in range(8)}
    hardly_hears = {(k, 5) for k in range(8) if k not in (4, 5)}
    await rig.learn(5, replace(EMITTERS, deaf=frozenset(nobody_hears | hardly_hears)))
    found = rig.chirps.read()
    assert found is not None
    assert [one.name for one in found.channels if not one.is_emitter_heard] == [DEMO_SENSORS[2].id]
    assert found.weak == [DEMO_SENSORS[5].id]
    (trouble,) = all_english(rig.chirps.troubles())
    assert "hears less than half" in trouble
    assert DEMO_SENSORS[5].id in trouble


async def test_chirps_beside_an_arrow_are_named_for_a_while(rig: Rig) -> None:
    rig.chirps.note(a_burst(loop_us=rig.now_us))
    rig.chirps.note(a_chirp(0, rig.now_us + chirp_rounds.HUSHED_WITHIN_US - 1))
    assert rig.chirps.troubles() == []
    rig.chirps.note(a_chirp(0, rig.now_us + chirp_rounds.HUSHED_WITHIN_US))
    assert all_english(rig.chirps.troubles()) == ["the board chirps while arrows land: not used"]
    rig.now_us += FINDINGS_LAST_US + chirp_rounds.HUSHED_WITHIN_US
    assert rig.chirps.troubles() == []


async def test_a_chirp_is_no_impact_and_leaves_nothing_in_journal_or_database(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        assert bench.pipeline.emit(an_impact(1))
        for k in range(8):
            assert bench.pipeline.emit(a_chirp(k, k * 25e3))
        await bench.drained()
        assert bench.pipeline.waiting_events == 0
    assert await recorded(tables) == [1]
    assert bench.acknowledged == [an_impact(1).key]
    assert not any(b"emitter" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


async def test_a_node_of_more_channels_than_there_are_sensors_tells_nothing(rig: Rig) -> None:
    rig.placer.set_measurer(measurer(a_survey(sensors=a_survey().model_dump(mode="json")["sensors"][:6])))
    await rig.learn(4)
    assert rig.chirps.read() is None


async def test_permission_follows_session_taps_and_tests(tables: Tables, sensing_pool: Pool, server_pool: Pool) -> None:
    rig = Rig(sensing_pool)
    assert not await rig.may()
    await tables.session()
    rig.now_us = (datetime.now(UTC) - rig.clock.began_at).total_seconds() * 1e6 + 1e6
    assert await rig.may()
    await ask(tables, points=4)
    hushed = rig.hushed
    assert not await rig.may()
    assert rig.hushed == hushed + 1
    await tables.admin.execute("DELETE FROM calibrations")
    assert await rig.may()
    await SensorTestsDB(server_pool).begin()
    assert not await rig.may()


async def test_impacts_and_releases_are_waited_out_and_hush_the_node(rig: Rig) -> None:
    assert await rig.may()
    rig.permission.note(ImpactPulse(4, NOW, rig.now_us))
    assert (rig.hushed, await rig.may()) == (1, False)
    rig.now_us += 5e6
    assert await rig.may()
    rig.permission.note(a_burst(loop_us=rig.now_us, impact_us=rig.now_us - 1e6))
    assert not await rig.may()
    rig.now_us += 4e6
    assert await rig.may()
    # one that comes late is over
    rig.permission.note(a_burst(2, loop_us=rig.now_us, impact_us=rig.now_us - 3600e6))
    assert await rig.may()
    hushed = rig.hushed
    rig.permission.note_release(BowReleased(ReleaseKey("b", 1, 1, 0), NOW, rig.now_us, rig.now_us + 1e9))
    assert (rig.hushed, await rig.may()) == (hushed + 1, False)
    rig.now_us += 10e6
    assert await rig.may()


async def test_off_is_off(tables: Tables, sensing_pool: Pool) -> None:
    await tables.session()
    rig = Rig(sensing_pool, is_on=False)
    rig.now_us = 1e9
    assert not await rig.may()


async def test_a_notice_is_looked_at_without_waiting(
    tables: Tables, sensing_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.sensing.chirp_permission.LOOK_EVERY_S", 3600.0)
    await tables.session()
    rig = Rig(sensing_pool)
    rig.now_us = 1e6
    async with background(permission=rig.permission.run()):
        await until(lambda: rig.permission.allows(rig.now_us))
        await ask(tables, points=4)
        rig.now_us += 1e6
        rig.permission.on_notice(Notice("insert", "shots"))
        rig.permission.on_notice(Notice("insert", "calibrations"))
        await until(lambda: not rig.permission.allows(rig.now_us))
        await tables.admin.execute("DELETE FROM calibrations")
        rig.permission.on_notice(Resync())
        await until(lambda: rig.permission.allows(rig.now_us))
