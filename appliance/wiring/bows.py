"""Wires the bow sensors: a receiver for each link in the settings, and the pairing of releases with shots."""

from collections.abc import Awaitable, Callable, Sequence

from appliance.core.bow_pairing import Span
from appliance.core.events import BowReleased, BowSensor, ReleaseKey
from appliance.core.message import Message
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.runtime.supervise import Part
from appliance.schema.health import BowSensorRead
from appliance.sensing.bows import BowPairing
from appliance.sensing.items import Clock, Item
from drivers.bow.receiver import BowReceiver


class Bows:
    """The links of all bow sensors; without any in the settings it does nothing."""

    def __init__(
        self,
        urls: Sequence[str],
        baud: int,
        source: Source,
        clock: Clock,
        *,
        heard_us: Callable[[], Span | None],
        now_us: Callable[[], float],
        released: Callable[[BowReleased], None],
        set_aside: Callable[[Item, Message], Awaitable[bool]],
    ) -> None:
        self._released = released
        self._pairing = BowPairing(source, clock, self._acknowledge, set_aside, heard_us=heard_us, now_us=now_us)
        self._receivers = [BowReceiver(url, baud, self._emit) for url in urls]

    @property
    def sensors(self) -> list[BowSensorRead]:
        """The bow sensors received since the start, each once, the most recent last."""
        heard: dict[str, BowSensor] = {}
        for one in sorted((s for receiver in self._receivers for s in receiver.sensors), key=lambda s: s.heard_at):
            heard.pop(one.bow, None)
            heard[one.bow] = one
        return [
            BowSensorRead(
                sensor=one.bow,
                firmware=one.firmware,
                supply_mv=one.supply_mv,
                # rounded to the minute: a bow reports each second, and each change of this report writes a row to the
                # card
                heard_at=one.heard_at.replace(second=0, microsecond=0),
            )
            for one in heard.values()
        ]

    def troubles(self) -> list[Message]:
        """Warnings about the bow sensors."""
        return [
            *self._pairing.troubles(),
            *(problem for receiver in self._receivers for problem in receiver.problems()),
        ]

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if self._receivers:
            self._pairing.on_notice(notice)

    def pairing_parts(self) -> list[Part]:
        """The parts that run beside the pipeline."""
        return [Part("bows", self._pairing.run)] if self._receivers else []

    def driver_parts(self) -> list[Part]:
        """The parts that run beside the board's driver, and end with it."""
        return [Part("bow link", receiver.run) for receiver in self._receivers]

    def _emit(self, released: BowReleased) -> bool:
        self._released(released)
        return self._pairing.on_release(released)

    def _acknowledge(self, key: ReleaseKey) -> None:
        """Acknowledge on every link, since a bow may have changed its link."""
        for receiver in self._receivers:
            receiver.acknowledge(key)
