"""The wings' reports, events set aside and lost shots, for the health."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, ValidationError

from appliance.core import limits
from appliance.core.message import refusal
from appliance.models.base_db import DBBase, read_all
from appliance.models.errors import DBException
from appliance.schema.base import Stored, StoredTime, Strict
from appliance.schema.health import WingReport
from appliance.schema.messages import MessageRead

Wing = Literal["sensing", "server"]
SILENT_S = 15.0
"""A sensing wing without a sign of life, sent each 5 s, for this long does not run or cannot write."""


@dataclass(frozen=True, slots=True)
class ReportOnFile:
    """The newest report of a wing; `report` None where another version wrote it.

    `age_s`: age of the newest sign of life, by the database's clock.
    """

    report: WingReport | None
    lived_at: datetime
    age_s: float


class Loss(Strict):
    """Shots that a node recorded and can no longer send."""

    id: UUID
    node: Annotated[str, Stored(limits.NODE_NAME)]
    shots: Annotated[int, Field(ge=0)]
    lost_from: StoredTime | None
    lost_until: StoredTime | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """Number of events set aside, and why the newest was."""

    count: int
    newest_reason: MessageRead | None


class WingsDB(DBBase):
    """The tables wings, set_aside and losses."""

    async def write(self, wing: Wing, report: WingReport) -> None:
        """Store a wing's report; committed asynchronously, as only the newest one matters."""
        await self._fetchval(
            """
            INSERT INTO wings (wing, report, reported_at)
            SELECT $1, $2, clock_timestamp() FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
            ON CONFLICT (wing) DO UPDATE SET report = excluded.report, reported_at = excluded.reported_at
            """,
            wing,
            report.model_dump(mode="json"),
        )

    async def live(self) -> bool:
        """Record a sign of life of the sensing wing, whose last report still holds; it costs no write to the card.

        False where the database has forgotten the earlier signs of life, and perhaps the report too.
        """
        was_called: bool = await self._fetchval(
            """
            SELECT is_called, setval('sensing_lived_us', (extract(epoch FROM clock_timestamp()) * 1e6)::bigint)
              FROM sensing_lived_us
            """
        )
        return was_called

    async def newest(self, wing: Wing) -> ReportOnFile | None:
        """The newest report of this wing; None when it never reported."""
        row = await self._fetchrow(
            """
            SELECT report, lived_at, extract(epoch FROM clock_timestamp() - lived_at)::float8 AS age_s
              FROM wings
             CROSS JOIN LATERAL (
                   SELECT CASE WHEN wing = 'sensing' AND is_called
                               THEN to_timestamp(0) + last_value * interval '1 microsecond'
                               ELSE reported_at END AS lived_at
                     FROM sensing_lived_us) AS living
             WHERE wing = $1 AND lived_at IS NOT NULL AND are_storable(lived_at)
            """,
            wing,
        )
        if row is None:
            return None
        try:
            report = WingReport.model_validate(row["report"])
        except ValidationError:
            report = None
        return ReportOnFile(report, row["lived_at"], row["age_s"])

    async def require_tag_writer(self) -> None:
        """Raises DBException with the reason where no reader can write a tag now."""
        on_file = await self.newest("sensing")
        report = None if on_file is None or on_file.age_s >= SILENT_S else on_file.report
        reader = None if report is None else report.tag_reader
        if reader is None:
            raise DBException(refusal("path.id", "no_tag_reader"))
        if reader == "away":
            raise DBException(refusal("path.id", "tag_reader_away"))
        if reader == "reads":
            raise DBException(refusal("path.id", "tag_reader_only_reads"))

    async def set_aside(self) -> SetAside:
        """The events set aside."""
        row = await self._fetchrow(
            """
            SELECT count(*) AS count,
                   (SELECT reason FROM set_aside ORDER BY set_aside_at DESC, id DESC LIMIT 1) AS newest_reason
              FROM set_aside
            """
        )
        return SetAside(0, None) if row is None else SetAside(row["count"], _reason(row["newest_reason"]))

    async def losses(self, limit: int) -> list[Loss]:
        """The newest losses of the last day, without shots that arrived since."""
        rows = await self._fetch(
            """
            WITH recent AS MATERIALIZED (
                SELECT *, are_storable(recorded_at, lost_from, lost_until) AS is_dated FROM losses
                 WHERE recorded_at > now() - interval '1 day'
            )
            SELECT id, node, least(shots, 9223372036854775807)::bigint AS shots, lost_from, lost_until
              FROM recent
             CROSS JOIN LATERAL (
                   -- shots that were in the journal are recorded since; those at another time are others of this number
                   SELECT last_sequence::numeric - first_sequence + 1 - count(DISTINCT sequence) AS shots
                     FROM detections
                    WHERE appliance_id = own_appliance_id() AND node = recent.node AND boot = recent.boot
                      AND sequence BETWEEN first_sequence AND last_sequence
                      AND CASE WHEN is_dated
                               THEN detected_at >= coalesce(lost_from - interval '1 s', '-infinity')
                                    AND detected_at <= coalesce(lost_until + interval '1 s', 'infinity')
                               ELSE false END) AS gone
             WHERE shots > 0
             ORDER BY is_dated DESC, recorded_at DESC, id DESC LIMIT $1
            """,
            limit,
        )
        return read_all(Loss, rows)


def _reason(value: object) -> MessageRead | None:
    """The stored reason; None where there is none, or it cannot be read."""
    try:
        return None if value is None else MessageRead.model_validate(value)
    except ValidationError:
        return None
