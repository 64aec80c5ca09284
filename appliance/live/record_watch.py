"""Whether the sensors' program lives and what it says, and what of the record is missing: in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.models.base_db import Queryable
from appliance.models.detections_db import DetectionsDB
from appliance.models.errors import DBUnavailable
from appliance.models.wings_db import Loss, ReportOnFile, SetAside, WingsDB
from appliance.schema.health import NodeRead, PartRead, WingReport

SILENT_S = 15.0
"""The sensors' program reports every 5 s."""
MANY_WAITING = 20
LOSSES = 5
# without one of these no arrow is heard, or none is recorded
NEEDED = ("node", "impacts", "impact pins", "journal")


@dataclass(frozen=True, slots=True)
class RecordView:
    """`is_alive`: the sensors' program reports. `faults`: why arrows are not recorded; `warnings`: what else is so.

    `passing`: what else it reported, which may be over as soon as it cannot report any more.
    """

    report: WingReport | None
    is_alive: bool
    set_aside: int
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    passing: tuple[str, ...] = ()

    def nodes_in_use(self, nodes: Sequence[NodeRead]) -> list[NodeRead]:
        """Those that the sensors' program reads now: one that was replaced last week is nobody's trouble."""
        if self.report is None or not self.report.nodes:
            return list(nodes)
        return [node for node in nodes if node.node in self.report.nodes]


UNKNOWN = RecordView(None, False, 0, (), ())


class RecordWatch:
    """Looks at what the sensor wing wrote. Life is judged by this process's own monotonic clock: a report that is new
    since the last look is a sign of life, whatever the two clocks on the wall say.
    """

    def __init__(self, source: Queryable, now_s: Callable[[], float]) -> None:
        self._wings = WingsDB(source)
        self._detections = DetectionsDB(source)
        self._now_s = now_s
        self._began_s = now_s()
        self._seen: tuple[datetime, float] | None = None

    async def look(self, now: datetime) -> RecordView:
        """What is known now. Raises DBUnavailable."""
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
            # nothing to compare with yet: for this once the database's clock says how old the report is
            self._seen = on_file.reported_at, now_s - min(max(on_file.age_s, 0.0), SILENT_S + 1.0)
        elif on_file.reported_at != self._seen[0]:
            self._seen = on_file.reported_at, now_s
        return now_s - self._seen[1] <= SILENT_S

    async def _why_silent(self, on_file: ReportOnFile | None, now: datetime) -> list[str]:
        if self._now_s() - self._began_s < SILENT_S:
            return []
        if on_file is None:
            return ["no sensors' program has ever run here: arrows are not recorded"]
        try:
            # perhaps it cannot write: neither can we then
            await self._wings.write("server", WingReport(parts=[]))
        except DBUnavailable as error:
            reason = str(error).partition(";")[0]
            return [f"{reason}: impacts are kept on disk and come later"]
        since = _clock_time(on_file.reported_at, now)
        return [f"the sensors' program has not been heard of since {since}: arrows are not recorded"]


def _is_needed_and_failed(part: PartRead) -> bool:
    return part.state == "failed" and part.name in NEEDED


def _not_working(part: PartRead) -> str:
    return f"{part.name} does not work: {part.detail}. It is tried again and again"


def failed_parts(parts: Sequence[PartRead]) -> list[str]:
    """A sentence for each part that does not work."""
    return [_not_working(part) for part in parts if part.state == "failed"]


def _of_report(report: WingReport | None) -> list[str]:
    if report is None:
        return []
    optional = [part for part in report.parts if part.name not in NEEDED]
    waiting = report.waiting_events
    many = [f"{waiting} impacts wait to be recorded: they are on disk and come one after the other"]
    return [*failed_parts(optional), *(many if waiting >= MANY_WAITING else []), *report.troubles]


def _of_set_aside(found: SetAside) -> list[str]:
    if found.count == 0:
        return []
    what = "1 impact is" if found.count == 1 else f"{found.count} impacts are"
    return [f"{what} set aside, the newest because {found.newest_reason}. See them with arch-stats set-aside"]


def _of_conflicting(count: int) -> list[str]:
    if count == 0:
        return []
    what = "1 impact" if count == 1 else f"{count} impacts"
    return [
        (
            f"{what} came with the number of another impact: two nodes have one identity, or one starts without a boot "
            "number of its own"
        )
    ]


def _of_loss(loss: Loss, now: datetime) -> str:
    what = "1 shot" if loss.shots == 1 else f"{loss.shots} shots"
    was = "was" if loss.shots == 1 else "were"
    if loss.lost_from is None or loss.lost_until is None:
        return f"{what} {was} lost: node {loss.node} had no room to keep them"
    since, until = _clock_time(loss.lost_from, now), _clock_time(loss.lost_until, now)
    return f"{what} between {since} and {until} {was} lost: node {loss.node} could not send them again"


def _clock_time(moment: datetime, now: datetime) -> str:
    """As on the wall of the range; with its date where that is not today's."""
    local, today = moment.astimezone(), now.astimezone().date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local:%Y-%m-%d %H:%M:%S}"
