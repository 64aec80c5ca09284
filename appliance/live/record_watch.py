"""Checks that the sensing wing is alive, what it reports, and whether records are missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.core.message import message, message_of
from appliance.messages.translation import described
from appliance.models.base_db import Queryable
from appliance.models.detections_db import DetectionsDB
from appliance.models.errors import DBUnavailable
from appliance.models.wings_db import SILENT_S, Loss, ReportOnFile, SetAside, WingsDB
from appliance.schema.health import NodeRead, PartRead, WingReport
from appliance.schema.messages import MessageRead

MANY_WAITING = 20
LOSSES = 5
# parts without which no arrow is heard, or none is recorded
NEEDED = ("node", "impacts", "impact pins", "journal")


@dataclass(frozen=True, slots=True)
class RecordView:
    """`is_alive`: the sensing wing reports. `faults`: why arrows are not recorded; `warnings`: other problems.

    `passing`: further problems that the sensing wing reported, which may pass while it cannot report.
    """

    report: WingReport | None
    is_alive: bool
    set_aside: int
    faults: tuple[MessageRead, ...]
    warnings: tuple[MessageRead, ...]
    passing: tuple[MessageRead, ...] = ()

    def nodes_in_use(self, nodes: Sequence[NodeRead]) -> list[NodeRead]:
        """The nodes that the sensing wing reads now, without replaced ones."""
        if self.report is None or not self.report.nodes:
            return list(nodes)
        return [node for node in nodes if node.node in self.report.nodes]


UNKNOWN = RecordView(None, False, 0, (), ())


class RecordWatch:
    """Watches what the sensing wing stores. Whether it is alive is judged by this process's monotonic clock: a sign of
    life counts if it is new since the last look, so that wrong wall clocks do no harm."""

    def __init__(self, source: Queryable, now_s: Callable[[], float]) -> None:
        self._wings = WingsDB(source)
        self._detections = DetectionsDB(source)
        self._now_s = now_s
        self._began_s = now_s()
        self._seen: tuple[datetime, float] | None = None

    async def look(self, now: datetime) -> RecordView:
        """The present state of recording. Raises DBUnavailable."""
        on_file = await self._wings.newest("sensing")
        set_aside = await self._wings.set_aside()
        losses = await self._wings.losses(LOSSES)
        conflicting = await self._detections.count_conflicting()
        is_alive = self._is_alive(on_file)
        report = on_file.report if on_file is not None and is_alive else None
        faults = [] if is_alive else await self._why_silent(on_file, now)
        faults += report.faults if report else []
        faults += [_not_working(part) for part in (report.parts if report else []) if _is_needed_and_failed(part)]
        warnings = [*_of_set_aside(set_aside), *(_of_loss(loss, now) for loss in losses)]
        warnings += _of_conflicting(conflicting)
        return RecordView(report, is_alive, set_aside.count, tuple(faults), tuple(warnings), tuple(_of_report(report)))

    def _is_alive(self, on_file: ReportOnFile | None) -> bool:
        if on_file is None:
            return False
        now_s = self._now_s()
        if self._seen is None:
            # nothing to compare with at the first look, so the age by the database's clock counts
            self._seen = on_file.lived_at, now_s - min(max(on_file.age_s, 0.0), SILENT_S + 1.0)
        elif on_file.lived_at != self._seen[0]:
            self._seen = on_file.lived_at, now_s
        return now_s - self._seen[1] <= SILENT_S

    async def _why_silent(self, on_file: ReportOnFile | None, now: datetime) -> list[MessageRead]:
        if self._now_s() - self._began_s < SILENT_S:
            return []
        if on_file is None:
            return [described(message("sensing_never_ran"))]
        try:
            # if the database refuses writes, that is the reason, and this write fails too
            await self._wings.write("server", WingReport(parts=[]))
        except DBUnavailable as error:
            return [described(message("kept_on_disk", what=message_of(error)))]
        since = _clock_time(on_file.lived_at, now)
        return [described(message("sensing_silent", since=since))]


def _is_needed_and_failed(part: PartRead) -> bool:
    return part.state == "failed" and part.name in NEEDED


def _not_working(part: PartRead) -> MessageRead:
    why = message("no_reason") if part.detail is None else part.detail.message
    return described(message("part_not_working", part=part.name.replace(" ", "_"), why=why))


def failed_parts(parts: Sequence[PartRead]) -> list[MessageRead]:
    """A message for each part that has failed."""
    return [_not_working(part) for part in parts if part.state == "failed"]


def _of_report(report: WingReport | None) -> list[MessageRead]:
    if report is None:
        return []
    optional = [part for part in report.parts if part.name not in NEEDED]
    waiting = report.waiting_events
    many = [described(message("impacts_waiting", impacts=waiting))]
    return [*failed_parts(optional), *(many if waiting >= MANY_WAITING else []), *report.troubles]


def _of_set_aside(found: SetAside) -> list[MessageRead]:
    if found.count == 0:
        return []
    reason = message("no_reason") if found.newest_reason is None else found.newest_reason.message
    return [described(message("impacts_set_aside", impacts=found.count, reason=reason))]


def _of_conflicting(count: int) -> list[MessageRead]:
    return [described(message("impacts_conflicting", impacts=count))] if count else []


def _of_loss(loss: Loss, now: datetime) -> MessageRead:
    if loss.lost_from is None or loss.lost_until is None:
        return described(message("shots_lost", shots=loss.shots, node=loss.node))
    since, until = _clock_time(loss.lost_from, now), _clock_time(loss.lost_until, now)
    return described(message("shots_lost_between", shots=loss.shots, node=loss.node, since=since, until=until))


def _clock_time(moment: datetime, now: datetime) -> str:
    """The local time of `moment`; with the date unless it is today."""
    local, today = moment.astimezone(), now.astimezone().date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local:%Y-%m-%d %H:%M:%S}"
