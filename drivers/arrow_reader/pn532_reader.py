"""Runs a PN532 on a serial port: reads the tags that are held to it, and writes one when that is ordered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from appliance.core.events import TagHeld
from appliance.core.ports import OnWritten, TagOrder, TagReaderState
from appliance.core.tags import WrittenOutcome, arrow_id_of
from drivers.arrow_reader.chip import Chip, TagGone
from drivers.arrow_reader.reader import ArrowReader
from drivers.link.serial_link import SerialLink
from drivers.wire import ntag
from drivers.wire.ndef import arrow_in, memory_of
from drivers.wire.ntag import FIRST_PAGE, PAGE_BYTES, READ_BYTES, Layout
from drivers.wire.pn532 import Target

BETWEEN_LOOKS_S = 0.15
TRIES = 3
"""Attempts to write a tag: one that is held loosely misses a command now and then."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag as read: its own number `uid`, and the arrow's id where it holds one."""

    target: Target
    uid: str
    arrow: str | None

    @property
    def code(self) -> str:
        return self.arrow or self.uid


class Pn532Reader(ArrowReader):
    """`host`: address of the page for phones. `on_written`: called with the outcome of an order, unless replaced."""

    def __init__(
        self, url: str, baud: int, emit: Callable[[TagHeld], None], *, host: str, on_written: OnWritten
    ) -> None:
        super().__init__(url, baud, emit)
        self._host, self._on_written = host, on_written
        self._order: TagOrder | None = None
        self._written: TagOrder | None = None
        """The order being written, from the first byte until its outcome is reported."""

    @property
    def state(self) -> TagReaderState:
        return "writes" if self.is_heard else "away"

    @property
    def is_writing(self) -> bool:
        return self._written is not None

    def order(self, order: TagOrder | None) -> None:
        self._order = order

    async def _listen(self, link: SerialLink) -> None:
        chip = Chip(link, self._url, self._baud)
        try:
            self._heard(f"PN532 {await chip.begin()}")
            while True:
                await self._look(chip)
                await chip.field_off()
                await asyncio.sleep(BETWEEN_LOOKS_S)
        finally:
            if self._written is not None:
                self._finish(self._written, "reader_lost")
            link.close()

    async def _look(self, chip: Chip) -> None:
        targets, order = await chip.targets(), self._order
        if len(targets) > 1:
            # it is not known which of them is meant
            if order is not None:
                self._finish(order, "two_tags")
            return
        for target in targets:
            try:
                tag = await _read(chip, target)
            except TagGone:
                return
            if order is None:
                self._publish(tag.code, asyncio.get_running_loop().time())
            else:
                await self._program(chip, tag, order)

    async def _program(self, chip: Chip, tag: _Tag, order: TagOrder) -> None:
        carried = [arrow_id_of(code) for code in (tag.uid, tag.arrow) if code is not None]
        other = next((order.others[one] for one in carried if one in order.others), None)
        if other is not None:
            self._finish(order, "another_arrow", other)
            return
        memory = memory_of(self._host, order.arrow_id)
        target = tag.target
        outcome: WrittenOutcome | None = None
        for _ in range(TRIES):
            try:
                outcome = await self._write(chip, target, memory, order)
                if outcome is not None:
                    break
            except TagGone:
                found = await _again(chip, target.uid)
                if found is None:
                    outcome = "taken_away"
                    break
                target = found
        if self._written is order:
            self._finish(order, outcome or "failed")
        elif outcome != "taken_away":
            # the tag is there and unchanged; one that does not report its type is unsuitable
            self._finish(order, outcome or "unsuitable")

    async def _write(self, chip: Chip, target: Target, memory: bytes, order: TagOrder) -> WrittenOutcome | None:
        """The outcome of writing a tag; None: it did not read back as written. Raises TagGone, LinkLost."""
        layout = await _layout(chip, target)
        if layout is None:
            return "unsuitable"
        head, tail = await chip.read(target, 0), await chip.read(target, layout.tail_page)
        obstacle = ntag.obstacle_to(layout, head, tail, len(memory))
        if obstacle is not None:
            return obstacle
        self._written = order
        padded = memory + bytes(-len(memory) % PAGE_BYTES)
        pages = [padded[at : at + PAGE_BYTES] for at in range(0, len(padded), PAGE_BYTES)]
        # length 0, then the content, the length last: interrupted at any instant the tag reads as empty
        await chip.write(target, FIRST_PAGE, pages[0][:1] + bytes(PAGE_BYTES - 1))
        for page, data in enumerate(pages[1:], FIRST_PAGE + 1):
            await chip.write(target, page, data)
        await chip.write(target, FIRST_PAGE, pages[0])
        kept = b""
        for page in range(FIRST_PAGE, FIRST_PAGE + len(pages), READ_BYTES // PAGE_BYTES):
            kept += await chip.read(target, page)
        return "programmed" if kept[: len(padded)] == padded else None

    def _finish(self, order: TagOrder, outcome: WrittenOutcome, other: str | None = None) -> None:
        if self._order is order:
            self._order = None
        self._written = None
        try:
            self._on_written(order, outcome, other)
        except Exception as error:  # a fault of the receiver must not end the reader
            self._contain(error)


async def _read(chip: Chip, target: Target) -> _Tag:
    """Read a tag. Raises TagGone, LinkLost."""
    uid = target.uid.hex().upper()
    if target.kind != ntag.TYPE_2:
        return _Tag(target, uid, None)
    memory, needed = b"", READ_BYTES
    while True:
        while len(memory) < needed:
            memory += await chip.read(target, FIRST_PAGE + len(memory) // PAGE_BYTES)
        found = arrow_in(memory)
        if not isinstance(found, int):
            return _Tag(target, uid, None if found is None else str(found).upper())
        needed = found


async def _layout(chip: Chip, target: Target) -> Layout | None:
    return ntag.layout_of(await chip.version()) if target.kind == ntag.TYPE_2 else None


async def _again(chip: Chip, uid: bytes) -> Target | None:
    """The same tag, found again; None if it is gone, or not alone."""
    await chip.field_off()
    targets = await chip.targets()
    return targets[0] if len(targets) == 1 and targets[0].uid == uid else None
