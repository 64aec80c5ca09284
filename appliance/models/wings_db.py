"""What each wing says of itself, and what of the record is missing: for the health."""

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
"""The sensors' program says every 5 s that it lives: one that has not for so long does not run, or cannot write."""


@dataclass(frozen=True, slots=True)
class ReportOnFile:
    """The newest report of a wing; `report` None where another version wrote it.

    `age_s`: of the newest sign of life, by the database's clock.
    """

    report: WingReport | None
    lived_at: datetime
    age_s: float


class Loss(Strict):
    """Shots that a node had and could not send again."""

    id: UUID
    node: Annotated[str, Stored(limits.NODE_NAME)]
    shots: Annotated[int, Field(ge=0)]
    lost_from: StoredTime | None
    lost_until: StoredTime | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """How many impacts could not be worked on, and why the newest could not."""

    count: int
    newest_reason: MessageRead | None


class WingsDB(DBBase):
    """The tables wings, set_aside and losses."""

    async def write(self, wing: Wing, report: WingReport) -> None:
        """The newest report of a wing. It is wanted only now, so nothing waits for the card."""
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
        """The sensors' program lives, and what it reported last is so; False where the database has forgotten that it
        said so before, and perhaps the report too. Nothing of it goes to the card.
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
             WHERE wing = $1
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
        """Raises DBException with the reason where no reader could write a tag now."""
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
        """Impacts that wait for another try."""
        row = await self._fetchrow(
            """
            SELECT count(*) AS count,
                   (SELECT reason FROM set_aside ORDER BY set_aside_at DESC, id DESC LIMIT 1) AS newest_reason
              FROM set_aside
            """
        )
        return SetAside(0, None) if row is None else SetAside(row["count"], _reason(row["newest_reason"]))

    async def losses(self, limit: int) -> list[Loss]:
        """The newest losses of the last day."""
        rows = await self._fetch(
            """
            WITH told AS MATERIALIZED (
                SELECT *, are_storable(told_at, lost_from, lost_until) AS is_dated FROM losses
                 WHERE told_at > now() - interval '1 day'
            )
            SELECT id, node, least(shots, 9223372036854775807)::bigint AS shots, lost_from, lost_until
              FROM told
             CROSS JOIN LATERAL (
                   -- what was still on its way through the journal has come since; at another time it is another's
                   SELECT last_sequence::numeric - first_sequence + 1 - count(DISTINCT sequence) AS shots
                     FROM detections
                    WHERE appliance_id = own_appliance_id() AND node = told.node AND boot = told.boot
                      AND sequence BETWEEN first_sequence AND last_sequence
                      AND CASE WHEN is_dated
                               THEN detected_at >= coalesce(lost_from - interval '1 s', '-infinity')
                                    AND detected_at <= coalesce(lost_until + interval '1 s', 'infinity')
                               ELSE false END) AS gone
             WHERE shots > 0
             ORDER BY is_dated DESC, told_at DESC, id DESC LIMIT $1
            """,
            limit,
        )
        return read_all(Loss, rows)


def _reason(value: object) -> MessageRead | None:
    """None where nothing is stored, or what no model reads."""
    try:
        return None if value is None else MessageRead.model_validate(value)
    except ValidationError:
        return None
