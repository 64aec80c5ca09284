"""From numbered changes to messages: each row is read once, whoever listens."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from appliance.live.hub import Published
from appliance.models.archers_db import RostersDB
from appliance.models.base_db import Queryable
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.feed_db import Change
from appliance.models.nodes_db import NodesDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.tags_db import TagsDB
from appliance.models.targets_db import TargetsDB
from appliance.schema.archers import RosterRead
from appliance.schema.feed import (
    FeedArchers,
    FeedCalibration,
    FeedDetection,
    FeedSensor,
    FeedSession,
    FeedShotChanged,
    FeedShotDeleted,
    FeedTag,
    FeedTarget,
    Gone,
)
from appliance.schema.shots import ShotRead

log = logging.getLogger(__name__)


class Messages:
    """Reads what changed from `source`."""

    def __init__(self, source: Queryable) -> None:
        self._shots = ShotsDB(source)
        self._sessions = SessionsDB(source)
        self._targets = TargetsDB(source)
        self._rosters = RostersDB(source)
        self._detections = DetectionsDB(source)
        self._calibrations = CalibrationsDB(source)
        self._nodes = NodesDB(source)
        self._tags = TagsDB(source)

    async def nodes(self, seq: int) -> Published:
        """The state of the nodes, not numbered. Raises DBUnavailable."""
        return Published(None, FeedSensor(seq=seq, data=await self._nodes.find_all()).model_dump_json())

    async def tag(self, seq: int) -> Published | None:
        """The tag that was held to the reader last, not numbered. Raises DBUnavailable."""
        tag = await self._tags.get_last()
        return None if tag is None else Published(None, FeedTag(seq=seq, data=tag).model_dump_json())

    async def of(self, changes: Sequence[Change]) -> list[Published]:
        """One message per change, rows as they are now; a row that is gone by now is told as gone.

        Raises DBUnavailable.
        """
        tables = {change.table_name for change in changes}
        shots = await _rows(self._shots.find_by_ids, changes, "shots") if "shots" in tables else {}
        sessions = await _rows(self._sessions.find_by_ids, changes, "sessions") if "sessions" in tables else {}
        targets = await _rows(self._targets.find_by_ids, changes, "targets") if "targets" in tables else {}
        detections = await _rows(self._detections.find_by_ids, changes, "detections") if "detections" in tables else {}
        calibrations = (
            await _rows(self._calibrations.find_by_ids, changes, "calibrations") if "calibrations" in tables else {}
        )
        rosters = await self._rosters_of(changes) if "rosters" in tables else {}
        messages = []
        for change in changes:
            gone = Gone(id=change.id, session_id=change.session_id)
            match change.table_name:
                case "shots":
                    messages.append(_shot_message(change, shots.get(change.id), gone))
                case "sessions":
                    messages.append(_plain(FeedSession(seq=change.seq, data=sessions.get(change.id, gone))))
                case "targets":
                    messages.append(_plain(FeedTarget(seq=change.seq, data=targets.get(change.id, gone))))
                case "rosters":
                    messages.append(_plain(FeedArchers(seq=change.seq, data=rosters.get(change.id, gone))))
                case "detections":
                    messages.append(_plain(FeedDetection(seq=change.seq, data=detections.get(change.id, gone))))
                case "calibrations":
                    messages.append(_plain(FeedCalibration(seq=change.seq, data=calibrations.get(change.id, gone))))
                case _:
                    log.warning("a change of %s is not for phones", change.table_name)
        return messages

    async def _rosters_of(self, changes: Sequence[Change]) -> dict[UUID, RosterRead]:
        ids = [change.id for change in changes if change.table_name == "rosters"]
        return {roster.session_id: roster for roster in await self._rosters.find_by_sessions(ids)}


class _Row(Protocol):
    @property
    def id(self) -> UUID: ...


R = TypeVar("R", bound=_Row)


async def _rows(
    find: Callable[[list[UUID]], Awaitable[list[R]]], changes: Sequence[Change], table: str
) -> dict[UUID, R]:
    """The rows of `table` that changed, by id."""
    ids = [change.id for change in changes if change.table_name == table and change.op != "delete"]
    return {row.id: row for row in await find(ids)} if ids else {}


def _shot_message(change: Change, shot: ShotRead | None, gone: Gone) -> Published:
    if shot is None:
        return _plain(FeedShotDeleted(seq=change.seq, data=gone))
    if change.op == "insert":
        # FeedShot written around the shot's own text, which ws/shot needs too; a test holds them together
        bare = shot.model_dump_json()
        return Published(change.seq, f'{{"type":"shot","seq":{change.seq},"data":{bare}}}', bare)
    return _plain(FeedShotChanged(seq=change.seq, data=shot))


def _plain(
    message: FeedShotDeleted
    | FeedShotChanged
    | FeedSession
    | FeedTarget
    | FeedArchers
    | FeedDetection
    | FeedCalibration,
) -> Published:
    return Published(message.seq, message.model_dump_json())
