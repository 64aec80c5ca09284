"""The messages of the feed: a union discriminated by `type`."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from appliance.schema.archers import RosterRead
from appliance.schema.base import Strict
from appliance.schema.calibrations import CalibrationRead
from appliance.schema.detections import DetectionRead
from appliance.schema.health import HealthRead, NodeRead
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotRead
from appliance.schema.signatures import SignatureRead
from appliance.schema.summary import SessionGroupsRead
from appliance.schema.tags import ProgrammingRead, TagHeldRead
from appliance.schema.targets import TargetRead
from appliance.schema.timer import TimerRead
from appliance.schema.turns import TurnRead


class Snapshot(Strict):
    """State of the live page as of `seq`: the open session, its targets and shots in order, the nodes, the timer.

    `is_timer_unreadable`: one is set up and cannot be read, so nothing runs by it; anybody may stop shooting at once.
    """

    session: SessionRead | None
    targets: list[TargetRead]
    roster: RosterRead | None
    shots: list[ShotRead]
    groups: SessionGroupsRead | None
    inbox: list[DetectionRead]
    nodes: list[NodeRead]
    turn: TurnRead | None
    timer: TimerRead | None
    is_timer_unreadable: bool


class Gone(Strict):
    """A row that was deleted."""

    id: UUID
    session_id: UUID | None


class FeedSnapshot(Strict):
    """First message, and again after a resync."""

    type: Literal["snapshot"] = "snapshot"
    seq: int
    data: Snapshot


class FeedShot(Strict):
    """A new shot."""

    type: Literal["shot"] = "shot"
    seq: int
    data: ShotRead


class FeedShotChanged(Strict):
    """A shot was amended or scored again."""

    type: Literal["shot_changed"] = "shot_changed"
    seq: int
    data: ShotRead


class FeedShotDeleted(Strict):
    """A shot was deleted."""

    type: Literal["shot_deleted"] = "shot_deleted"
    seq: int
    data: Gone


class FeedSession(Strict):
    """A session was opened, changed, closed or deleted."""

    type: Literal["session"] = "session"
    seq: int
    data: SessionRead | Gone


class FeedTarget(Strict):
    """Faces were hung, moved or removed."""

    type: Literal["target"] = "target"
    seq: int
    data: TargetRead | Gone


class FeedArchers(Strict):
    """The roster or shooting order of a session changed."""

    type: Literal["archers"] = "archers"
    seq: int
    data: RosterRead | Gone


class FeedDetection(Strict):
    """An impact was measured, or an inbox item resolved."""

    type: Literal["detection"] = "detection"
    seq: int
    data: DetectionRead | Gone


class FeedCalibration(Strict):
    """A calibration was requested, proposed or decided; each tap comes as a detection."""

    type: Literal["calibration"] = "calibration"
    seq: int
    data: CalibrationRead | Gone


class FeedSignature(Strict):
    """An end or a score sheet was signed, or a signature withdrawn."""

    type: Literal["signature"] = "signature"
    seq: int
    data: SignatureRead | Gone


class Touched(Strict):
    """A reference to a row that was changed or deleted, to be read again."""

    id: UUID
    session_id: UUID | None


class FeedBracket(Strict):
    """A bracket was made or deleted, or one of its matches began or was decided: read it again."""

    type: Literal["bracket"] = "bracket"
    seq: int
    data: Touched


class FeedSensor(Strict):
    """The nodes' state changed; not numbered, so `seq` repeats."""

    type: Literal["sensor"] = "sensor"
    seq: int
    data: list[NodeRead]


class FeedTag(Strict):
    """An arrow's tag was read by the reader; not numbered, so `seq` repeats."""

    type: Literal["tag"] = "tag"
    seq: int
    data: TagHeldRead


class FeedProgramming(Strict):
    """Writing a tag was requested or ended; null: cancelled. Not numbered, so `seq` repeats."""

    type: Literal["programming"] = "programming"
    seq: int
    data: ProgrammingRead | None


class FeedTurn(Strict):
    """The turn in the open session changed; not numbered, so `seq` repeats."""

    type: Literal["turn"] = "turn"
    seq: int
    data: TurnRead


class FeedTimer(Strict):
    """The shooting timer was changed; null: removed, or `is_unreadable`. Not numbered, so `seq` repeats."""

    type: Literal["timer"] = "timer"
    seq: int
    data: TimerRead | None
    is_unreadable: bool


class FeedGroups(Strict):
    """The groups of a session, shortly after its shots or faces changed; not numbered, so `seq` repeats."""

    type: Literal["groups"] = "groups"
    seq: int
    data: SessionGroupsRead


class FeedHealth(Strict):
    """The appliance's health, whenever its warnings change; not numbered, so `seq` repeats."""

    type: Literal["health"] = "health"
    seq: int
    data: HealthRead


class FeedResync(Strict):
    """The client is too far behind: a snapshot follows."""

    type: Literal["resync"] = "resync"
    seq: int
    data: None = None


FeedMessage = Annotated[
    FeedSnapshot
    | FeedShot
    | FeedShotChanged
    | FeedShotDeleted
    | FeedSession
    | FeedTarget
    | FeedArchers
    | FeedDetection
    | FeedCalibration
    | FeedSignature
    | FeedBracket
    | FeedSensor
    | FeedTag
    | FeedProgramming
    | FeedTurn
    | FeedTimer
    | FeedGroups
    | FeedHealth
    | FeedResync,
    Field(discriminator="type"),
]
