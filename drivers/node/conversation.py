"""The node's side of PROTOCOL.md: bytes from the host in, frames to the host out. Times are arguments."""

from drivers.node.emitter_turns import EmitterTurns
from drivers.node.held_shots import CAPACITY, HeldShots
from drivers.node.host_link import ANSWERED_AT_ONCE, HOST_IS_THERE_US, RESEND_EVERY_US, HostLink
from drivers.wire import fields
from drivers.wire.framer import framed

STATUS_EVERY_US = 1_000_000
MOST_ANSWERS = 96
ANSWER_SLOT_US = 5_000
ANSWER_SLOTS = 16
QUIET_US = 2_000
MOST_CHIRPS = 8
"""Most chirps that wait to be sent, one round: the air of older ones is out of date."""


class Identity:
    """What a node reports of itself in HELLO."""

    def __init__(
        self,
        node: int,
        boot: int,
        *,
        is_boot_random: bool = False,
        tick_hz: int = 62_500_000,
        tick_bits: int = 32,
        channels: int = 8,
        firmware: str = "",
    ) -> None:
        self.node, self.boot, self.is_boot_random = node, boot, is_boot_random
        self.tick_hz, self.tick_bits, self.channels = tick_hz, tick_bits, channels
        self.firmware = firmware


class Conversation(HostLink):
    """`receive` takes bytes, `next_frame` returns the frame to write now, `shot` adds a shot."""

    def __init__(self, identity: Identity, *, capacity: int = CAPACITY, shares_line: bool = False) -> None:
        super().__init__()
        self.identity = identity
        self.held_shots = HeldShots(capacity)
        self.climate = (fields.NO_TEMPERATURE, fields.NO_HUMIDITY, fields.NO_PRESSURE)
        self.supply_mv = 0
        self.false_triggers = 0
        self.noise = bytes(identity.channels)
        self.self_report: fields.SelfReport | None = None
        self.is_refused = self.is_prompt_wanted = False
        self.turns: EmitterTurns | None = None
        """What handles MEASURE; None in a node without emitters."""
        self._chirps: list[tuple[int, int, int, list[fields.ChirpFields]]] = []
        self._shares_line = shares_line
        self._fresh: list[int] = []
        # an unsolicited HELLO comes first
        self._hellos: list[tuple[int, int]] = [(0, 0)]
        self._answers: list[tuple[int, int, int, int]] = []
        self._line_busy_us = -HOST_IS_THERE_US - 1
        self._status_us = 0

    def shot(self, impact_us: int, mask: int, flags: int, channels: list[fields.ChannelFields]) -> int:
        """Store a shot, to be sent as the next frame; returns its number."""
        identity = self.identity
        number = self.held_shots.keep(
            fields.pack_shot(
                0, impact_us, identity.tick_hz, identity.tick_bits, mask, flags, self.climate, self.supply_mv, channels
            )
        )
        self._fresh.append(number)
        if len(self._fresh) > ANSWERED_AT_ONCE:
            # no host reads; they are sent again when one does
            self._fresh.pop(0)
        return number

    def chirp(self, driven_us: int, mask: int, emitter: int, channels: list[fields.ChirpFields]) -> None:
        """Add a chirp: sent once, when nothing else waits; its counter began when the emitter was triggered."""
        self._chirps.append((driven_us, mask, emitter, channels))
        if len(self._chirps) > MOST_CHIRPS:
            self._chirps.pop(0)

    def receive(self, data: bytes, now_us: int) -> None:
        """Take bytes of the host; frames that are damaged, unknown or for another node are skipped."""
        self._line_busy_us = now_us
        super().receive(data, now_us)

    def next_frame(self, now_us: int) -> bytes | None:
        """The frame to write now, if any; new shots go first."""
        if self._shares_line and now_us - self._line_busy_us < QUIET_US:
            return None
        while self._fresh:
            frame = self._shot(self._fresh.pop(0), now_us)
            if frame:
                return frame
        if self._hellos and self._hellos[0][0] <= now_us:
            return self._hello(self._hellos.pop(0)[1], now_us)
        while self._answers:
            frame = self._answer(self._answers.pop(0), now_us)
            if frame:
                return frame
        if now_us >= self._status_us:
            self._status_us = now_us + STATUS_EVERY_US
            return self._status(now_us)
        if self._chirps:
            return self._chirp(self._chirps.pop(0), now_us)
        return self._resent(now_us)

    def _on_frame(self, frame: bytes, now_us: int) -> None:
        kind, node, boot, sequence = fields.unpack_header(frame)
        is_ours = node == self.identity.node
        if fields.version_of(frame) != fields.PROTOCOL_VERSION:
            # type and node are at the same place in every version
            self.is_refused = self.is_refused or (is_ours and kind == fields.REFUSE)
            # a host of another version must be able to update it
            self.is_prompt_wanted = self.is_prompt_wanted or (is_ours and kind == fields.PROMPT)
            return
        payload = frame[fields.HEADER_BYTES :]
        if kind == fields.PING and (is_ours or node == fields.ALL_NODES):
            self._on_ping(fields.unpack_ping(payload), now_us)
        elif is_ours and kind == fields.MEASURE:
            if self.turns is not None:
                self.turns.measure(fields.unpack_measure(payload), now_us)
        elif not is_ours or not self._on_order(kind, boot, sequence, payload):
            return
        self._note_host(now_us)

    def _on_order(self, kind: int, boot: int, sequence: int, payload: bytes) -> bool:
        """Handle an order to this node alone; False for a frame that no host sends."""
        if kind == fields.ACK:
            if boot == self.identity.boot:
                self.held_shots.forget(sequence)
        elif kind == fields.REPLAY:
            first, last = fields.unpack_replay(payload)
            self._on_replay(boot, first, last)
        elif kind == fields.REFUSE:
            self.is_refused = True
        elif kind == fields.PROMPT:
            self.is_prompt_wanted = True
        else:
            return False
        return True

    def _on_ping(self, token: int, now_us: int) -> None:
        self.is_refused = False
        slot = self.identity.node % ANSWER_SLOTS if self._shares_line else 0
        if len(self._hellos) < ANSWERED_AT_ONCE:
            self._hellos.append((now_us + slot * ANSWER_SLOT_US if slot else 0, token))

    def _on_replay(self, boot: int, first: int, last: int) -> None:
        """Queue an answer for each number requested; without room for all, the host asks again."""
        if first > last or len(self._answers) > MOST_ANSWERS:
            return
        if boot != self.identity.boot:
            self._answers.append((boot, first, last, fields.UNKNOWN))
            return
        here = self.held_shots.within(first, last, ANSWERED_AT_ONCE)
        end = here[-1] if len(here) == ANSWERED_AT_ONCE else last
        start = first
        for number in here:
            self._gone(start, number - 1)
            self._answers.append((boot, number, number, 0))
            start = number + 1
        self._gone(start, end)

    def _gone(self, first: int, last: int) -> None:
        """Queue a GONE for each run of numbers that are not held for the same reason."""
        while first <= last:
            reason, through = self.held_shots.gone_reason(first)
            through = min(through, last)
            self._answers.append((self.identity.boot, first, through, reason))
            first = through + 1

    def _answer(self, answer: tuple[int, int, int, int], now_us: int) -> bytes | None:
        boot, first, last, reason = answer
        if reason == 0:
            return self._shot(first, now_us)
        return self._frame(fields.GONE, fields.pack_gone(first, last, reason), boot=boot)

    def _resent(self, now_us: int) -> bytes | None:
        """The oldest shot that is due again, unasked and one at a time; only while a host listens."""
        if not self.is_host_there(now_us) or now_us < self._resend_us:
            return None
        # also when nothing is due: searching all held shots takes long
        self._resend_us = now_us + RESEND_EVERY_US
        number = self.held_shots.oldest_due(now_us)
        return self._shot(number, now_us) if number else None

    def _shot(self, number: int, now_us: int) -> bytes | None:
        payload = self.held_shots.payload(number, now_us)
        return None if payload is None else self._frame(fields.SHOT, payload, sequence=number)

    def _chirp(self, heard: tuple[int, int, int, list[fields.ChirpFields]], now_us: int) -> bytes:
        driven_us, mask, emitter, channels = heard
        of = self.identity
        return self._frame(
            fields.CHIRP, fields.pack_chirp(now_us, driven_us, of.tick_hz, of.tick_bits, mask, emitter, 0, channels)
        )

    def _hello(self, token: int, now_us: int) -> bytes:
        of = self.identity
        flags = fields.BOOT_IS_RANDOM if of.is_boot_random else 0
        text = of.firmware.encode()
        held = self.held_shots.held()
        return self._frame(
            fields.HELLO, fields.pack_hello(now_us, token, of.tick_hz, of.tick_bits, of.channels, flags, held, text)
        )

    def _status(self, now_us: int) -> bytes:
        payload = fields.pack_status(
            now_us,
            self.climate,
            self.supply_mv,
            self.false_triggers & 0xFFFFFFFF,
            self.held_shots.held(),
            self.noise,
            self.self_report,
        )
        return self._frame(fields.STATUS, payload)

    def _frame(self, kind: int, payload: bytes, *, sequence: int = 0, boot: int = -1) -> bytes:
        boot = self.identity.boot if boot < 0 else boot
        return framed(fields.pack_frame(kind, self.identity.node, boot, sequence, payload))
