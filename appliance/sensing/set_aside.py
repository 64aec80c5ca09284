"""A dead-letter store: events that failed, with their reason, in the database or a file, for retry."""

import hashlib
import json
import logging
from collections.abc import Set
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from appliance.core.message import Message, message
from appliance.messages.translation import described, in_english
from appliance.models.base_db import Queryable
from appliance.models.set_aside_db import SetAsideDB
from appliance.schema.set_aside import SetAsideCreate
from appliance.sensing.entries import Entry, decode, encode
from appliance.sensing.items import Item, reason_of
from appliance.sensing.journal import append_durably
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.patience import Patience
from appliance.sensing.segments import replace_durably

log = logging.getLogger(__name__)

RETRIES = 100
"""Largest number of events retried at once; the rest follow."""
AT_ONCE = 100
"""Largest number of lines of the file that are read at once."""
LONGEST_LINE = 1 << 20
"""Largest number of bytes read of a line: more than any event of ours, so that other content cannot fill the memory."""
MOST_DESCRIBED = 100_000
"""Largest number of characters of an event that are shown: enough to repair it by hand, far below LONGEST_LINE."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOT_AN_ENTRY = message("not_an_entry")


class SetAside:
    """`count`: rows of the table as last counted; `only_in_file`: events that the table did not take."""

    def __init__(self, source: Queryable, journal: JournalThread, patience: Patience) -> None:
        self._rows = SetAsideDB(source)
        self._journal = journal
        self._path = journal.folder / "set_aside.ndjson"
        self._patience = patience
        self._retrying: set[UUID] = set()
        self.count = 0
        self.only_in_file = 0

    async def keep(self, item: Item, reason: Message) -> bool:
        """Store an event with its reason; False when neither database nor file took it."""
        log.error("an event is set aside: %s", in_english(reason))
        row = _row(item, reason)
        try:
            with self._patience.asking():
                await self._rows.insert_one(row)
        except Exception as error:  # of any kind: the file takes it instead
            log.warning("the database does not take it: %s", reason_of(error))
            return await self._into_file(row)
        # counted anew, not incremented: a notice of the same row may have been handled already
        self.count = await self._patience.retry(self._rows.count)
        return True

    def done(self, item: Item) -> bool:
        """Note the end of a retry; True when it was the last one in progress."""
        if item.retry_of is None:
            return False
        self._retrying.discard(item.retry_of)
        return not self._retrying

    async def asked(self) -> list[Item]:
        """Events that a person wants retried and that are not being retried yet."""
        rows = await self._patience.retry(lambda: self._rows.find_asked(RETRIES))
        self.count = await self._patience.retry(self._rows.count)
        items = []
        for row in rows:
            if row.id in self._retrying:
                continue
            line = row.entry.encode() + b"\n"
            entry = decode(line)
            if isinstance(entry, Entry):
                self._retrying.add(row.id)
                items.append(Item(entry, line, is_acknowledged=True, retry_of=row.id))
            else:
                again = row.model_dump(include={"digest", "received_at", "entry"})
                refused = SetAsideCreate(**again, reason=described(NOT_AN_ENTRY))
                await self._patience.retry(lambda refused=refused: self._rows.insert_one(refused))  # type: ignore[misc]
        return items

    async def from_file(self) -> None:
        """Move events from the file into the table. Raises OSError."""
        moved: set[int] = set()
        position, count = 0, 0
        refusal: Message | None = None
        while lines := await self._journal.beside(read_aside, self._path, position):
            for start, line in lines:
                try:
                    await self._rows.insert_one(SetAsideCreate.model_validate_json(line))
                except Exception as error:
                    refusal = refusal or reason_of(error)
                else:
                    moved.add(start)
            position, count = lines[-1][0] + 1, count + len(lines)
        if moved:
            await self._journal.beside(drop_aside, self._path, moved)
        self.only_in_file = count - len(moved)
        if refusal:
            log.warning("%s: %d lines stay there, the first because of %s", self._path, self.only_in_file, refusal)

    async def _into_file(self, row: SetAsideCreate) -> bool:
        data = {
            "digest": row.digest,
            "received_at": row.received_at.isoformat(),
            "reason": row.reason.model_dump(mode="json"),
            "entry": row.entry,
        }
        try:
            await self._journal.beside(append_durably, self._path, json.dumps(data).encode() + b"\n")
        except OSError as error:
            log.error("nor can it be written into a file (%s): it stays in the journal", error)
            return False
        self.only_in_file += 1
        return True


def read_aside(path: Path, position: int) -> list[tuple[int, bytes]]:
    """Up to `AT_ONCE` lines that begin at or behind `position`, each with its offset. Raises OSError.

    A line longer than LONGEST_LINE is cut there.
    """
    lines: list[tuple[int, bytes]] = []
    if not path.exists():
        return lines
    with path.open("rb") as file:
        if position:
            # the rest of the line that was read last
            file.seek(position - 1)
            _skip_line(file)
        room = LONGEST_LINE
        while len(lines) < AT_ONCE and room > 0:
            start = file.tell()
            line = file.readline(LONGEST_LINE)
            if not line:
                break
            lines.append((start, line))
            room -= len(line)
            if not line.endswith(b"\n"):
                _skip_line(file)
    return lines


def drop_aside(path: Path, moved: Set[int]) -> None:
    """Remove the lines that begin at these offsets from the file. Raises OSError."""
    new = path.with_suffix(".new")
    with path.open("rb") as old, new.open("wb") as left:
        is_left, is_new_line = True, True
        while piece := old.readline(LONGEST_LINE):
            if is_new_line:
                is_left = old.tell() - len(piece) not in moved
            is_new_line = piece.endswith(b"\n")
            if is_left:
                left.write(piece)
    replace_durably(path, new)


def _skip_line(file: BinaryIO) -> None:
    while (piece := file.readline(LONGEST_LINE)) and not piece.endswith(b"\n"):
        pass


def _described(item: Item) -> str:
    try:
        return ascii(item.entry.event)[:MOST_DESCRIBED]
    except Exception as error:
        return f"{type(item.entry.event).__name__} at {item.entry.stored_at}: {reason_of(error)}"


def _row(item: Item, reason: Message) -> SetAsideCreate:
    # built without checks: what is odd about the event must not stand in the way of keeping it
    at = item.entry.stored_at
    try:
        text = (item.line or encode(item.entry)).decode("ascii").rstrip("\n")
    except Exception:  # it cannot be tried again, but a person can see it
        text = _described(item)
    return SetAsideCreate.model_construct(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        received_at=at if at.tzinfo is not None and at >= EPOCH else EPOCH,
        reason=described(reason),
        entry=text,
    )
