"""A simulated node of PROTOCOL.md as a state machine from bytes to bytes. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from drivers.errors import FrameError
from drivers.sim.chirping import RecordedTurns
from drivers.sim.virtual_butt import channels_of
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import (
    ALL_NODES,
    MAX_CHANNELS,
    Ack,
    Channel,
    Chirp,
    ChirpChannel,
    Climate,
    Gone,
    GoneReason,
    Header,
    Held,
    Hello,
    Measure,
    Message,
    Ping,
    Prompt,
    Refuse,
    Replay,
    Shot,
    Status,
)

HARDWARE_ID = 0x_E661_6408_4327_5C21
CAPACITY = 256
FIRMWARE = "virtual 2.0"
STATUS_EVERY_US = 1_000_000
HOST_IS_THERE_US = 5_000_000
RESEND_FIRST_US = 2_000_000
RESEND_EVERY_US = 5_000_000
RESEND_PACE_US = 125_000
ANSWERED_AT_ONCE = 16
CHIRP_EVERY_US = 250_000

HeardOf = Callable[[int], Sequence[float | None]]
"""When each channel hears a chirp of this emitter, us after its trigger."""


def no_emitter(emitter: int) -> Sequence[float | None]:
    """For a node without emitters. Raises ValueError."""
    raise ValueError(emitter)


@dataclass(slots=True)
class _StoredShot:
    shot: Shot
    resend_from_us: int


class VirtualNode:
    """A simulated node: stores shots until they are acknowledged, answers the host, and repeats shots."""

    def __init__(
        self,
        *,
        hardware_id: int = HARDWARE_ID,
        boot: int = 1,
        tick_hz: int = 8_000_000,
        tick_bits: int = 32,
        channels: int = MAX_CHANNELS,
        capacity: int = CAPACITY,
        climate: Climate | None = None,
        emitters: Sequence[int] = (),
        heard_of: HeardOf = no_emitter,
        chirp_every_us: int = CHIRP_EVERY_US,
    ) -> None:
        self.hardware_id, self.boot = hardware_id, boot
        self.tick_hz, self.tick_bits, self.channels = tick_hz, tick_bits, channels
        self.climate = climate or Climate()
        self.refused_by: Refuse | None = None
        self.turns = RecordedTurns(emitters, chirp_every_us)
        self._heard_of = heard_of
        self._capacity = capacity
        self._kept: dict[int, _StoredShot] = {}
        self._last = 0
        self._dropped = self._dropped_first = self._dropped_last = 0
        self._framer = Framer()
        self._answers: list[Message] = []
        self._host_heard_us: int | None = None
        self._status_us = self._resend_us = 0

    @property
    def held(self) -> dict[int, Shot]:
        """Shots that are not acknowledged, by number."""
        return {number: kept.shot for number, kept in self._kept.items()}

    def latch(self, ticks: Sequence[int | None], impact_us: int) -> Shot:
        """Store a shot with these counter values."""
        return self.keep(channels_of(ticks), impact_us)

    def keep(self, channels: Sequence[Channel], impact_us: int) -> Shot:
        """Store a shot as its channels heard it; a full memory drops the oldest."""
        self._last += 1
        shot = Shot(
            Header(self.hardware_id, self.boot, self._last),
            sent_us=impact_us,
            impact_us=impact_us,
            tick_hz=self.tick_hz,
            tick_bits=self.tick_bits,
            channels=tuple(channels),
            climate=self.climate,
            supply_mv=3300,
        )
        if len(self._kept) >= self._capacity:
            oldest = min(self._kept)
            del self._kept[oldest]
            self._dropped += 1
            self._dropped_first = self._dropped_first or oldest
            self._dropped_last = oldest
        self.turns.trigger(impact_us)
        self._kept[self._last] = _StoredShot(shot, impact_us + RESEND_EVERY_US)
        return shot

    def receive(self, data: bytes, now_us: int) -> None:
        """Take bytes of the host."""
        for frame in self._framer.feed(data):
            try:
                message = decode(frame)
            except FrameError:
                continue
            if message is not None and message.header.node in (ALL_NODES, self.hardware_id):
                self._on_message(message, now_us)

    def due(self, now_us: int) -> list[bytes]:
        """Frames to write now, stamped with `now_us`."""
        messages = [self._stamped(message, now_us) for message in self._answers]
        self._answers.clear()
        if now_us >= self._status_us:
            self._status_us = now_us + STATUS_EVERY_US
            messages.append(self._status(now_us))
        messages += self._resent(now_us)
        emitter = self.turns.due(now_us)
        if emitter is not None:
            messages.append(self._chirp(emitter, now_us))
        return [encode(message) for message in messages]

    def stamped(self, shot: Shot, now_us: int) -> bytes:
        """The frame of a shot that is written now."""
        if shot.header.sequence in self._kept:
            self._kept[shot.header.sequence].resend_from_us = now_us + RESEND_EVERY_US
        return encode(replace(shot, sent_us=now_us))

    def _on_message(self, message: Message, now_us: int) -> None:
        if self._host_heard_us is None or now_us - self._host_heard_us > HOST_IS_THERE_US:
            # a new host first requests shots; the others are sent again later
            self._resend_us = now_us + RESEND_FIRST_US
        match message:
            case Ping():
                self._answers.append(self._hello(message.token, now_us))
            case Ack() if message.header.boot == self.boot:
                self._kept.pop(message.header.sequence, None)
            case Replay():
                self._answers += self._replayed(message)
            case Refuse():
                self.refused_by = message
            case Measure():
                self.turns.measure(message.for_ms, now_us)
            case Prompt():
                pass
            case Ack() | Hello() | Shot() | Status() | Gone() | Chirp():
                return
        self._host_heard_us = now_us

    def _chirp(self, emitter: int, now_us: int) -> Chirp:
        driven = int(now_us * self.tick_hz / 1e6)
        modulus = 1 << self.tick_bits
        return Chirp(
            Header(self.hardware_id, self.boot),
            sent_us=now_us,
            driven_us=now_us,
            tick_hz=self.tick_hz,
            tick_bits=self.tick_bits,
            emitter=emitter,
            driven_tick=driven % modulus,
            channels=tuple(
                ChirpChannel(None if us is None else (driven + round(us * self.tick_hz / 1e6)) % modulus, 300)
                for us in self._heard_of(emitter)
            ),
        )

    def _replayed(self, asked: Replay) -> Iterator[Message]:
        header = asked.header
        if header.boot != self.boot:
            yield Gone(Header(self.hardware_id, header.boot), asked.first, asked.last, GoneReason.UNKNOWN)
            return
        here = [n for n in sorted(self._kept) if asked.first <= n <= asked.last][:ANSWERED_AT_ONCE]
        end = asked.last if len(here) < ANSWERED_AT_ONCE else here[-1]
        start = asked.first
        for number in [*here, end + 1]:
            yield from self._gone(start, number - 1)
            start = number + 1
            if number in self._kept and number <= end:
                yield self._kept[number].shot

    def _gone(self, first: int, last: int) -> Iterator[Gone]:
        """A GONE for each run of numbers that are not held for the same reason."""
        while first <= last:
            reason, through = self._reason(first)
            through = min(through, last)
            yield Gone(Header(self.hardware_id, self.boot), first, through, reason)
            first = through + 1

    def _reason(self, number: int) -> tuple[GoneReason, int]:
        """Why `number` is not held, and the last number for which the same reason holds."""
        if number > self._last:
            return GoneReason.UNKNOWN, (1 << 32) - 1
        if number < self._dropped_first:
            return GoneReason.ACKNOWLEDGED, self._dropped_first - 1
        if number <= self._dropped_last:
            return GoneReason.DROPPED, self._dropped_last
        return GoneReason.ACKNOWLEDGED, self._last

    def _resent(self, now_us: int) -> list[Message]:
        """The oldest shot that is due again, unasked and one at a time; only while a host listens."""
        is_there = self._host_heard_us is not None and now_us - self._host_heard_us <= HOST_IS_THERE_US
        if not is_there or now_us < self._resend_us:
            return []
        for kept in self._kept.values():
            if kept.resend_from_us <= now_us:
                kept.resend_from_us = now_us + RESEND_EVERY_US
                self._resend_us = now_us + RESEND_PACE_US
                return [self._stamped(kept.shot, now_us)]
        return []

    def _stamped(self, message: Message, now_us: int) -> Message:
        if isinstance(message, Shot):
            kept = self._kept.get(message.header.sequence)
            if kept is not None:
                kept.resend_from_us = now_us + RESEND_EVERY_US
        return replace(message, sent_us=now_us) if isinstance(message, Shot | Hello) else message

    def _held(self) -> Held:
        return Held(
            min(self._kept, default=0),
            max(self._kept, default=0),
            self._last,
            self._dropped,
            self._dropped_first,
            self._dropped_last,
        )

    def _hello(self, token: int, now_us: int) -> Hello:
        return Hello(
            Header(self.hardware_id, self.boot),
            sent_us=now_us,
            token=token,
            tick_hz=self.tick_hz,
            tick_bits=self.tick_bits,
            channels=self.channels,
            is_boot_random=False,
            held=self._held(),
            firmware=FIRMWARE,
        )

    def _status(self, now_us: int) -> Status:
        header = Header(self.hardware_id, self.boot)
        return Status(header, now_us, self.climate, 3300, self._held(), 0, (3,) * self.channels)
