"""The newest word counts: of a program that is silent none, of impacts the newest's own."""

from datetime import UTC, datetime

from appliance.database.pool import Pool
from appliance.health.butt_watch import ButtWatch
from appliance.live.record_watch import RecordWatch
from appliance.models.wings_db import SILENT_S, WingsDB
from appliance.schema.health import WingReport
from tests.live.test_butt_watch import impact, survey
from tests.models.helpers import Tables

NOW = datetime.now(UTC)


class Hands:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def a_report() -> WingReport:
    return WingReport.model_validate({"parts": [], "nodes": ["n"], "waiting_events": 500})


async def test_what_a_silent_program_said_last_is_not_reported_any_more(server_pool: Pool, sensing_pool: Pool) -> None:
    clock = Hands()
    watch = RecordWatch(server_pool, clock)
    await WingsDB(sensing_pool).write("sensing", a_report())
    alive = await watch.look(NOW)
    assert (alive.is_alive, alive.report is None, len(alive.passing)) == (True, False, 1)
    clock.now_s += SILENT_S + 1
    silent = await watch.look(NOW)
    assert (silent.is_alive, silent.report, silent.passing) == (False, None, ())
    # that it is silent is all that is said
    assert len(silent.faults) == 1


async def test_a_report_from_the_future_is_one_of_now(server_pool: Pool, sensing_pool: Pool, tables: Tables) -> None:
    clock = Hands()
    watch = RecordWatch(server_pool, clock)
    await WingsDB(sensing_pool).write("sensing", a_report())
    await tables.admin.execute("UPDATE wings SET reported_at = reported_at + interval '1 hour'")
    assert (await watch.look(NOW)).is_alive
    clock.now_s += SILENT_S + 0.5
    assert not (await watch.look(NOW)).is_alive


async def test_one_impact_says_nothing_of_a_sensor_and_breaks_nothing(server_pool: Pool, tables: Tables) -> None:
    await survey(tables)
    await impact(tables, 0)
    assert await ButtWatch(server_pool).warnings(NOW) == []


async def test_sensors_are_judged_by_the_doubt_of_the_newest_impact(server_pool: Pool, tables: Tables) -> None:
    """The survey may have been made anew since the others: what is told of the times of arrival today counts."""
    await survey(tables)
    for number in range(30):
        await impact(tables, number, residuals_us=[2.5, -0.1, 0.2, None])
    assert len(await ButtWatch(server_pool).warnings(NOW)) == 1
    await tables.admin.execute("UPDATE detections SET sigma_us = 6 WHERE sequence = 0")
    assert await ButtWatch(server_pool).warnings(NOW) == []
