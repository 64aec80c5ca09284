"""Whether the sensors' program lives is judged by our own monotonic clock, whatever the clocks on the wall say."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import get_args

import pytest

from appliance.core.message import message
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.live.record_watch import MANY_WAITING, RecordView, RecordWatch
from appliance.messages.translation import described
from appliance.models.errors import DBUnavailable
from appliance.models.wings_db import SILENT_S, WingsDB
from appliance.schema.health import PartRead, PartState, WingReport
from tests.english import all_english, stored
from tests.models.helpers import Tables

NOW = datetime.now(UTC)
MOVE_SIGN = "SELECT setval('sensing_lived_us', last_value + $1) FROM sensing_lived_us"


class Hands:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Bench:
    def __init__(self, server_pool: Pool, sensing_pool: Pool) -> None:
        self.clock = Hands()
        self.watch = RecordWatch(server_pool, self.clock)
        self.wings = WingsDB(sensing_pool)

    async def report(self, **what: object) -> None:
        await self.wings.write("sensing", WingReport.model_validate({"parts": [], **what}))
        await self.wings.live()

    async def look(self, after_s: float = 0.0) -> RecordView:
        self.clock.now_s += after_s
        return await self.watch.look(datetime.now(UTC))


@pytest.fixture
def bench(server_pool: Pool, sensing_pool: Pool) -> Bench:
    return Bench(server_pool, sensing_pool)


async def test_a_program_that_reports_is_alive_and_one_that_stops_is_missed(bench: Bench) -> None:
    await bench.report(nodes=["n"])
    assert (await bench.look()).is_alive
    await bench.report(nodes=["n"])
    assert (await bench.look(SILENT_S)).is_alive
    assert (await bench.look(SILENT_S - 1)).is_alive
    gone = await bench.look(2)
    assert not gone.is_alive
    (sentence,) = all_english(gone.faults)
    assert sentence.startswith("the part that listens to the butt says nothing since ")
    assert sentence.endswith(": arrows are not recorded. Switch the box off and on")
    await bench.report()
    assert (await bench.look()).faults == ()


async def test_a_sign_of_life_takes_no_report_and_nothing_of_the_card(bench: Bench, tables: Tables) -> None:
    await bench.report(nodes=["n"])
    assert (await bench.look()).is_alive
    position = "SELECT pg_current_wal_insert_lsn(), pg_snapshot_xmax(pg_current_snapshot())"
    before = await tables.admin.fetchrow(position)
    for _ in range(3):
        assert await bench.wings.live()
        view = await bench.look(SILENT_S)
        assert view.is_alive
        assert view.report is not None
    assert await tables.admin.fetchrow(position) == before


async def test_where_a_crash_took_the_sign_the_report_says_when(bench: Bench, tables: Tables) -> None:
    await bench.report()
    await tables.admin.execute("ALTER SEQUENCE sensing_lived_us RESTART")
    assert (await bench.look()).is_alive
    assert not await bench.wings.live()
    assert await bench.wings.live()


@pytest.mark.parametrize("hours", [-5, 5])
async def test_a_stepped_clock_declares_nobody_dead_and_nobody_alive(bench: Bench, tables: Tables, hours: int) -> None:
    await bench.report()
    assert (await bench.look()).is_alive
    # the program goes on reporting by a clock that was set, and then it ends
    await tables.admin.execute(MOVE_SIGN, 3_600_000_000 * hours)
    assert (await bench.look(SILENT_S + 5)).is_alive
    assert not (await bench.look(SILENT_S + 5)).is_alive


async def test_a_report_of_yesterday_is_no_life(bench: Bench, tables: Tables) -> None:
    await bench.report()
    await tables.admin.execute(MOVE_SIGN, -86_400_000_000)
    first = await bench.look()
    assert not first.is_alive
    # the start of the sensors' program may be a moment away
    assert first.faults == ()
    assert len((await bench.look(SILENT_S)).faults) == 1


async def test_where_no_program_ever_ran_that_is_reported(bench: Bench) -> None:
    assert (await bench.look()).faults == ()
    assert (await bench.look(SILENT_S)).faults == (described(message("sensing_never_ran")),)


async def test_who_cannot_write_is_not_dead(bench: Bench, tables: Tables, location: DatabaseLocation) -> None:
    await bench.report()
    assert (await bench.look()).is_alive
    await tables.admin.execute(f"ALTER DATABASE {location.database} SET default_transaction_read_only = on")
    await tables.admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with suppress(DBUnavailable):
        # a connection that was closed meanwhile is only noticed when it is used
        await bench.look()
    silent = await bench.look(SILENT_S + 1)
    assert all_english(silent.faults) == [
        "the database takes no changes at present: impacts are kept on disk and come later"
    ]


async def test_a_needed_part_that_failed_is_a_fault_and_another_a_warning(bench: Bench) -> None:
    failed = {"state": "failed", "detail": stored("no pin factory"), "since": NOW}
    parts = [
        PartRead.model_validate({"name": name, **failed}).model_dump(mode="json") for name in ("impacts", "tag reader")
    ]
    await bench.report(parts=parts)
    view = await bench.look()
    assert all_english(view.faults) == ["impacts does not work: no pin factory. It is tried again and again"]
    assert all_english(view.passing) == ["tag reader does not work: no pin factory. It is tried again and again"]


@pytest.mark.parametrize("state", get_args(PartState))
async def test_a_part_is_a_fault_or_a_warning_only_where_it_failed(bench: Bench, state: PartState) -> None:
    parts = [PartRead(name=name, state=state, detail=None, since=NOW) for name in ("journal", "lamp")]
    await bench.report(parts=[part.model_dump(mode="json") for part in parts])
    view = await bench.look()
    assert (len(view.faults), len(view.passing)) == ((1, 1) if state == "failed" else (0, 0))


async def test_what_waits_is_set_aside_and_was_lost_is_reported(bench: Bench, tables: Tables) -> None:
    await bench.report(waiting_events=MANY_WAITING - 1)
    assert ((view := await bench.look()).warnings, view.passing) == ((), ())
    for digest in "ab":
        await tables.admin.execute(
            "INSERT INTO set_aside (digest, received_at, reason, entry) VALUES (repeat($1, 64), now(), $2, '{}')",
            digest,
            stored("odd").model_dump(mode="json"),
        )
    await tables.admin.execute(
        "INSERT INTO losses (node, boot, first_sequence, last_sequence, lost_from, lost_until) "
        "VALUES ('n', 1, 4, 6, now(), now()), ('n', 1, 9, 9, NULL, NULL)"
    )
    await tables.admin.execute(
        "INSERT INTO losses (node, boot, first_sequence, last_sequence, recorded_at) "
        "VALUES ('old', 1, 1, 1, now() - interval '2 days')"
    )
    await bench.report(waiting_events=100_000, troubles=[stored("the clock was 4 h behind")])
    view = await bench.look()
    assert view.set_aside == 2
    waiting, trouble = all_english(view.passing)
    aside, *losses = all_english(view.warnings)
    assert waiting.startswith("100,000 impacts wait to be recorded")
    assert trouble == "the clock was 4 h behind"
    assert aside.startswith("2 events of sensors are set aside, the newest because odd. Nothing is lost")
    assert len(losses) == 2
    assert any(text.startswith("3 shots between ") and "could not send them again" in text for text in losses)
    assert "1 shot was lost: the board at n had no room to keep it" in losses
    # of many, the newest five
    await tables.admin.execute(
        "INSERT INTO losses (node, boot, first_sequence, last_sequence) "
        "SELECT 'm', 1, k, k FROM generate_series(1, 6) AS k"
    )
    _, *losses = all_english((await bench.look()).warnings)
    assert losses == ["1 shot was lost: the board at m had no room to keep it"] * 5


async def test_a_loss_of_which_one_end_is_not_known_is_reported_without_times(bench: Bench, tables: Tables) -> None:
    await bench.report()
    await tables.admin.execute(
        "INSERT INTO losses (node, boot, first_sequence, last_sequence, lost_from, lost_until) "
        "VALUES ('n', 1, 1, 2, NULL, now()), ('n', 1, 4, 5, now(), NULL)"
    )
    assert set(all_english((await bench.look()).warnings)) == {
        "2 shots were lost: the board at n had no room to keep them"
    }


async def test_a_report_of_another_version_is_life_without_words(bench: Bench, tables: Tables) -> None:
    await bench.report()
    await tables.admin.execute("""UPDATE wings SET report = '{"from": "the future"}'""")
    view = await bench.look()
    assert (view.is_alive, view.report, view.faults) == (True, None, ())


async def test_arrows_that_are_not_recorded_are_a_fault(bench: Bench) -> None:
    await bench.report(faults=[stored("arrows are not recorded: somebody emptied a table")])
    assert (await bench.look()).faults == (stored("arrows are not recorded: somebody emptied a table"),)
