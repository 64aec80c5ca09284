"""Wires the reader of arrow tags: tags read are recorded, and requests to write a tag are carried out."""

from appliance.core.message import Message
from appliance.core.ports import TagOrder, TagReader, TagReaderState
from appliance.core.tags import WrittenOutcome
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.runtime.supervise import Part
from appliance.sensing.programming import TagProgramming
from appliance.sensing.tags import TagWriter
from appliance.settings import Settings
from drivers.arrow_reader.pn532_reader import Pn532Reader
from drivers.arrow_reader.reader import ArrowReader

LINES_BAUD, PN532_BAUD = 9600, 115200
"""The factory baud rates of most readers."""


class Tags:
    """The reader of arrow tags; without one in the settings it does nothing."""

    def __init__(self, settings: Settings, source: Source) -> None:
        self._held = TagWriter(source)
        self._reader = self._reader_of(settings)
        self._programming = None if self._reader is None else TagProgramming(source, self._reader)

    @property
    def state(self) -> TagReaderState | None:
        """What the tag reader can do; None: there is none."""
        return None if self._reader is None else self._reader.state

    def troubles(self) -> list[Message]:
        """Warnings about the tag reader."""
        return [] if self._reader is None else self._reader.problems()

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if self._programming is not None:
            self._programming.on_notice(notice)

    def parts(self) -> list[Part]:
        """The parts that write to the database."""
        if self._programming is None:
            return []
        return [Part("tags", self._held.run), Part("tag programming", self._programming.run)]

    def driver_parts(self) -> list[Part]:
        """The part that runs beside the board's driver, and ends with it."""
        return [] if self._reader is None else [Part("tag reader", self._reader.run)]

    def _reader_of(self, settings: Settings) -> TagReader | None:
        url = settings.reader_url
        if url is None:
            return None
        if settings.reader_protocol == "lines":
            return ArrowReader(url, settings.reader_baud or LINES_BAUD, self._held.on_tag)
        host = f"{settings.name}.local"
        return Pn532Reader(
            url, settings.reader_baud or PN532_BAUD, self._held.on_tag, host=host, on_written=self._on_written
        )

    def _on_written(self, order: TagOrder, outcome: WrittenOutcome, other: str | None) -> None:
        if self._programming is not None:
            self._programming.on_written(order, outcome, other)
