"""Makes messages of numbered changes."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from appliance.live.hub import Published
from appliance.models.archers_db import RostersDB
from appliance.models.base_db import Queryable
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.feed_db import Change, FeedDB
from appliance.models.nodes_db import NodesDB
from appliance.models.programmings_db import ProgrammingsDB
from appliance.models.reading_text import check_or_none
from appliance.models.sessions_db import SessionsDB
from appliance.models.signatures_db import SignaturesDB
from appliance.models.summary_db import SummaryDB
from appliance.models.tags_db import TagsDB
from appliance.models.targets_db import TargetsDB
from appliance.models.timer_db import TimerDB
from appliance.models.turns_db import TurnsDB
from appliance.schema.archers import RosterRead
from appliance.schema.base import Checked
from appliance.schema.feed import FeedGroups, FeedProgramming, FeedSensor, FeedTag, FeedTimer, Gone, Touched
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotRead
from appliance.schema.summary import SessionGroupsRead
from appliance.schema.turns import TurnRead

log = logging.getLogger(__name__)

_TYPES = {
    "targets": "target",
    "detections": "detection",
    "calibrations": "calibration",
    "rosters": "archers",
    "signatures": "signature",
    "brackets": "bracket",
    "matches": "bracket",
}
"""The message type for a change of each table."""


class ChangeReader:
    """Reads changes from `source` as messages."""

    def __init__(self, source: Queryable) -> None:
        self._changes = FeedDB(source)
        self._targets = TargetsDB(source)
        self._rosters = RostersDB(source)
        self._detections = DetectionsDB(source)
        self._calibrations = CalibrationsDB(source)
        self._signatures = SignaturesDB(source)
        self._nodes = NodesDB(source)
        self._tags = TagsDB(source)
        self._programmings = ProgrammingsDB(source)
        self._turns = TurnsDB(source)
        self._timer = TimerDB(source)
        self._sessions = SessionsDB(source)
        self._summaries = SummaryDB(source)

    async def newest_seq(self) -> int:
        """The number of the newest change. Raises DBUnavailable."""
        return await self._changes.newest_seq()

    async def since(self, seq: int, most: int) -> list[Published] | None:
        """One message per change after `seq`, in order; None if there are more than `most`, or they are no longer
        stored.

        Raises DBUnavailable.
        """
        changes = await self._changes.since(seq, most)
        return None if changes is None else await self.build_messages(changes)

    async def since_with_turn(self, seq: int, most: int) -> list[Published] | None:
        """The same, then whose turn it is in the open session, not numbered. Raises DBUnavailable."""
        changes, turn = await self._changes.since_with_turn(seq, most)
        if changes is None:
            return None
        messages = await self.build_messages(changes)
        whose = _turn_message(max((one.seq or 0 for one in messages), default=seq), turn)
        return messages if whose is None else [*messages, whose]

    async def missed(self, seq: int, most: int) -> list[Published] | None:
        """Messages for a client that has all changes up to `seq`: those after it, then the present state of everything
        whose messages have no number. None when there are more than `most` changes, or they are too old.

        Raises DBUnavailable.
        """
        changes = await self.since(seq, most)
        if changes is None:
            return None
        newest = max((one.seq or 0 for one in changes), default=seq)
        turn, groups = await self.turn(newest), await self._groups_of_open(newest)
        states = [await self.nodes(newest), await self.programming(newest), await self.timer(newest)]
        return [*changes, *states, *(one for one in (turn, groups) if one is not None)]

    async def nodes(self, seq: int) -> Published:
        """The state of the nodes, not numbered. Raises DBUnavailable."""
        return Published(None, FeedSensor(seq=seq, data=await self._nodes.find_all()).model_dump_json())

    async def tag(self, seq: int) -> Published | None:
        """The tag that the reader saw last, not numbered; None: no tag yet. Raises DBUnavailable."""
        tag = await self._tags.get_last()
        return None if tag is None else Published(None, FeedTag(seq=seq, data=tag).model_dump_json())

    async def programming(self, seq: int) -> Published:
        """The pending or the last programming of a tag, not numbered. Raises DBUnavailable."""
        data = await self._programmings.get_last()
        return Published(None, FeedProgramming(seq=seq, data=data).model_dump_json())

    async def turn(self, seq: int) -> Published | None:
        """Whose turn it is in the open session, not numbered; None: there is none. Raises DBUnavailable."""
        return _turn_message(seq, await self._turns.read_open())

    async def timer(self, seq: int) -> Published:
        """The present state of the shooting timer, not numbered. Raises DBUnavailable."""
        shown = await self._timer.get_shown()
        timer = FeedTimer(seq=seq, data=shown.timer, is_unreadable=shown.is_unreadable)
        return Published(None, timer.model_dump_json())

    async def _groups_of_open(self, seq: int) -> Published | None:
        session = await self._sessions.get_open()
        if session is None:
            return None
        return groups_message(seq, await self._summaries.groups(session.id))

    async def build_messages(self, changes: Sequence[Change]) -> list[Published]:
        """One message per change, with rows as they are now; for a row that no longer exists, a message of its
        deletion.

        Raises DBUnavailable.
        """
        tables = {change.table_name for change in changes}
        rows: dict[str, Mapping[UUID, BaseModel]] = {}
        if "targets" in tables:
            rows["targets"] = await _rows(self._targets.find_by_ids, changes, "targets")
        if "detections" in tables:
            rows["detections"] = await _rows(self._detections.find_by_ids, changes, "detections")
        if "calibrations" in tables:
            rows["calibrations"] = await _rows(self._calibrations.find_by_ids, changes, "calibrations")
        if "signatures" in tables:
            rows["signatures"] = await _rows(self._signatures.find_by_ids, changes, "signatures")
        if "rosters" in tables:
            rows["rosters"] = await self._rosters_of(changes)
        messages = [_message(change, rows.get(change.table_name, {}).get(change.id)) for change in changes]
        return [message for message in messages if message is not None]

    async def _rosters_of(self, changes: Sequence[Change]) -> dict[UUID, RosterRead]:
        ids = [change.id for change in changes if change.table_name == "rosters"]
        return {roster.session_id: roster for roster in await self._rosters.find_by_sessions(ids)}


def groups_message(seq: int, groups: SessionGroupsRead) -> Published:
    """The groups of a session, not numbered."""
    return Published(None, FeedGroups(seq=seq, data=groups).model_dump_json())


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


def _message(change: Change, row: BaseModel | None) -> Published | None:
    """The message of a change; None for a table that the feed does not carry."""
    match change.table_name:
        case "shots":
            return _shot_message(change)
        case "sessions":
            session = check_or_none(SessionRead, change.json)
            return _published(change, "session", _gone(change) if session is None else session.text)
        case "targets" | "detections" | "calibrations" | "signatures" | "rosters":
            text = _gone(change) if row is None else row.model_dump_json()
            return _published(change, _TYPES[change.table_name], text)
        case "brackets" | "matches":
            touched = Touched(id=change.id, session_id=change.session_id)
            return _published(change, _TYPES[change.table_name], touched.model_dump_json())
        case _:
            log.warning("a change of %s is not for phones", change.table_name)
            return None


def _shot_message(change: Change) -> Published:
    shot = check_or_none(ShotRead, change.json)
    if shot is None:
        return _published(change, "shot_deleted", _gone(change))
    if change.op != "insert":
        return _published(change, "shot_changed", shot.text)
    return _published(change, "shot", shot.text, new_shot=shot.text)


def _turn_message(seq: int, turn: Checked[TurnRead] | None) -> Published | None:
    return None if turn is None else Published(None, _written("turn", seq, turn.text))


def _gone(change: Change) -> str:
    return Gone(id=change.id, session_id=change.session_id).model_dump_json()


def _published(change: Change, kind: str, text: str, new_shot: str | None = None) -> Published:
    return Published(change.seq, _written(kind, change.seq, text), new_shot)


def _written(kind: str, seq: int, text: str) -> str:
    # equals the JSON of the model in appliance/schema/feed.py, which a test checks, without parsing the row's text
    return f'{{"type":"{kind}","seq":{seq},"data":{text}}}'
