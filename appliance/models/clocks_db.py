"""Runs of the wall clock, steps between them, and the correction of dates after a step."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from appliance.core.clock_runs import ClockRun, ClockStep
from appliance.models.base_db import DBBase, Queryable, Source, read_all, read_or_none, transaction
from appliance.schema.clocks import ClockRunRead

RUNS = 200
"""Number of newest runs that are read: events waiting in a journal may belong to any of them."""
MAX_NAMED = 3
"""Largest number of rows of a table that are named in a message."""


class Left(NamedTuple):
    """Number of rows of a table that keep a wrong time, as the right one is out of range; `named`: the first few."""

    table: str
    rows: int
    named: list[str]


class RecordedStep(NamedTuple):
    """A recorded step of the wall clock; `by_us` above zero: it had been behind."""

    to_time: datetime
    by_us: float
    impacts_dated_again: int
    left: list[Left]


def moment(since_1970_us: float) -> datetime:
    """The instant this many microseconds after 1970 (UTC). Raises OverflowError for a date out of range."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=since_1970_us)


class ClocksDB(DBBase):
    """The tables clock_runs and clock_steps, and the appliance's current run."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def current(self) -> ClockRun | None:
        """The run by which the database dates now; None before the first, or where it cannot be read."""
        row = await self._fetchrow(
            """
            SELECT clock_runs.id, kernel_boot, began_mono_us, offset_us, is_trusted, shift_us
              FROM appliance JOIN clock_runs ON clock_runs.id = appliance.clock_id
            """
        )
        found = read_or_none(ClockRunRead, row)
        return None if found is None else ClockRun(**dict(found))

    async def runs(self) -> list[ClockRun]:
        """The newest runs, in the order in which they were recorded."""
        rows = await self._fetch(
            """
            SELECT id, kernel_boot, began_mono_us, offset_us, is_trusted, shift_us
              FROM (SELECT * FROM clock_runs ORDER BY recorded DESC LIMIT $1) AS newest ORDER BY recorded
            """,
            RUNS,
        )
        return [ClockRun(**dict(one)) for one in read_all(ClockRunRead, rows)]

    async def newest_impact_at(self) -> datetime | None:
        """The date of the newest recorded impact with a storable date; None where there is none."""
        newest: datetime | None = await self._fetchval(
            "SELECT max(detected_at) FROM detections WHERE are_storable(detected_at)"
        )
        return newest

    async def newest_of_what_is_on(self, kernel_boot: str) -> datetime | None:
        """The newest date, from before this kernel boot, in the open session or of the calibration that waits for
        taps."""
        newest: datetime | None = await self._fetchval(
            """
            SELECT max(at)
              FROM (SELECT opened_at AS at, opened_clock_id AS clock_id FROM session_spans WHERE closed_at IS NULL
                    UNION ALL
                    SELECT recorded_at, clock_id FROM shots JOIN sessions ON sessions.id = session_id WHERE is_opened
                    UNION ALL
                    SELECT detected_at, clock_id FROM detections JOIN sessions ON sessions.id = session_id
                     WHERE is_opened
                    UNION ALL
                    SELECT asked_at, asked_clock_id FROM calibrations WHERE status IN ('asked', 'running')) AS what
              JOIN clock_runs ON clock_runs.id = clock_id
             WHERE kernel_boot <> $1 AND are_storable(at)
            """,
            kernel_boot,
        )
        return newest

    async def begin(self, run: ClockRun) -> None:
        """Record a run, by which the database dates from now on."""
        async with transaction(self._pool) as connection:
            await connection.fetchval("SELECT lock_feed()")
            await _begin(connection, run)

    async def trust(self, run: ClockRun) -> None:
        """Record that a time server keeps the clock of this run."""
        await self._fetchval("UPDATE clock_runs SET is_trusted = true WHERE id = $1", run.id)

    async def step(self, step: ClockStep) -> RecordedStep:
        """Record a step of the wall clock, and correct the dates of the run before it; idempotent.

        Where a time server kept the clock before, only the open session and the waiting calibration are corrected, as
        they continue by the new clock. One transaction, so that whoever is notified reads all rows corrected.
        """
        async with transaction(self._pool) as connection:
            await connection.fetchval("SELECT lock_feed()")
            await _begin(connection, step.new)
            row = await connection.fetchrow(
                """
                SELECT to_time, by_us, impacts_dated_again FROM clock_steps WHERE from_run_id = $1
                """,
                step.old.id,
            )
            if row is None:
                row = await connection.fetchrow(
                    """
                    INSERT INTO clock_steps (from_run_id, to_run_id, from_time, to_time, by_us, was_trusted,
                                             impacts_dated_again)
                    VALUES ($1, $2, $3, $4, $5, $6, date_again($1, $2, $5, $4, $6))
                    RETURNING to_time, by_us, impacts_dated_again
                    """,
                    step.old.id,
                    step.new.id,
                    moment(step.from_time_us),
                    moment(step.to_time_us),
                    step.by_us,
                    step.old.is_trusted,
                )
            left = await connection.fetch(
                "SELECT kind, rows, named FROM left_at_step($1, $2, $3)", step.old.id, step.old.is_trusted, MAX_NAMED
            )
        assert row is not None  # noqa: S101  (it was there or was inserted)
        return RecordedStep(row["to_time"], row["by_us"], row["impacts_dated_again"], [Left(*one) for one in left])


async def _begin(connection: Queryable, run: ClockRun) -> None:
    await connection.fetchval(
        """
        INSERT INTO clock_runs (id, kernel_boot, began_at, began_mono_us, offset_us, is_trusted, shift_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING
        """,
        run.id,
        run.kernel_boot,
        moment(run.began_mono_us + run.offset_us),
        run.began_mono_us,
        run.offset_us,
        run.is_trusted,
        run.shift_us,
    )
    await connection.fetchval("UPDATE appliance SET clock_id = $1, clock_shift_us = $2", run.id, run.shift_us)
