"""Our own node's language: drivers/PROTOCOL.md."""

from typing import assert_never

from appliance.core.events import Air, Burst, BurstKey
from drivers.acoustic.dialect import Reception, Said
from drivers.errors import FrameError
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import Ack, Climate, Header, Hello, Message, Ping, Replay, Shot, Status

HOST = 0
DEFAULT_TICK_BITS = 32


class ArchStatsDialect:
    """Checks, acknowledges, and asks again for what it missed."""

    silent_after_s = 3.0

    def __init__(self, tick_hz: float) -> None:
        self._framer = Framer()
        self._tick_hz = tick_hz
        self._tick_bits = DEFAULT_TICK_BITS
        self._boot: int | None = None
        self._next_sequence: int | None = None
        self._refused = 0
        self._out = [encode(Ping(Header(HOST, 0, 0)))]

    @property
    def dropped(self) -> int:
        return self._framer.dropped + self._refused

    def feed(self, data: bytes, reception: Reception) -> list[Burst | Said]:
        words: list[Burst | Said] = []
        for frame in self._framer.feed(data):
            try:
                message = decode(frame)
            except FrameError as error:
                self._refused += 1
                if self._refused == 1:
                    words.append(Said(detail=str(error)))
                continue
            if message is None:
                self._refused += 1
            else:
                words += self._hear(message, reception)
        return words

    def output(self, *, quiet: bool) -> bytes:
        del quiet
        out, self._out = b"".join(self._out), []
        return out

    def acknowledge(self, key: BurstKey) -> None:
        self._out.append(encode(Ack(Header(HOST, key.boot, key.sequence))))

    def _hear(self, message: Message, reception: Reception) -> list[Burst | Said]:
        match message:
            case Hello():
                self._tick_hz, self._tick_bits = message.tick_hz, message.tick_bits
                self._meet(message.header.boot)
                if message.oldest <= message.newest:
                    self._ask_again(message.oldest, message.newest)
                    self._next_sequence = message.newest + 1
                return [Said(firmware=message.firmware)]
            case Status():
                self._meet(message.header.boot)
                if self._next_sequence is not None and message.newest >= self._next_sequence:
                    self._ask_again(self._next_sequence, message.newest)
                    self._next_sequence = message.newest + 1
                return [Said(air=_air(message.climate))]
            case Shot():
                return [self._burst(message, reception)]
            case Ack() | Replay() | Ping():
                return []
            case _:
                assert_never(message)

    def _meet(self, boot: int) -> None:
        if boot != self._boot:
            self._boot = boot
            self._next_sequence = None

    def _burst(self, shot: Shot, reception: Reception) -> Burst:
        self._meet(shot.header.boot)
        sequence = shot.header.sequence
        if self._next_sequence is not None and sequence > self._next_sequence:
            self._ask_again(self._next_sequence, sequence - 1)
        self._next_sequence = max(self._next_sequence or 0, sequence + 1)
        return Burst(
            key=BurstKey(f"archstats-{shot.header.node}", shot.header.boot, sequence),
            received_at=reception.at,
            loop_us=reception.loop_us,
            ticks=tuple(channel.tick for channel in shot.channels),
            tick_hz=self._tick_hz,
            tick_bits=self._tick_bits,
            air=_air(shot.climate),
            amplitudes=tuple(None if c.tick is None else c.peak for c in shot.channels),
            second_event=shot.second_event,
        )

    def _ask_again(self, first: int, last: int) -> None:
        self._out.append(encode(Replay(Header(HOST, self._boot or 0, 0), first, last)))


def _air(climate: Climate) -> Air:
    return Air(climate.temp_c, climate.rh_pct, climate.pressure_pa)
