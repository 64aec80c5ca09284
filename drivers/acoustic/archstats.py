"""The host's side of our node protocol, drivers/PROTOCOL.md."""

import logging
import re

from appliance.core import message as messages
from appliance.core.events import Burst, BurstKey
from appliance.core.ports import MayChirp
from drivers.acoustic.dialect import Counts, NodeEvent, NodeReport, Reception, Verdict
from drivers.acoustic.link_quality import REMEMBERED_US, LinkQuality, Problems, kind_of
from drivers.acoustic.measuring import Measuring, heard, never_permitted
from drivers.acoustic.node_faults import faults_of
from drivers.acoustic.stream import ShotStream, air_of, number_not_believed
from drivers.acoustic.streams import MOST_STREAMS, ShotStreams
from drivers.errors import FrameError, VersionError
from drivers.wire.believed import believed_climate, believed_clock, believed_counter, believed_hello
from drivers.wire.codec import PROTOCOL_VERSION, decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import (
    ALL_NODES,
    Ack,
    Chirp,
    FromHost,
    FromNode,
    Gone,
    Header,
    Hello,
    Message,
    Ping,
    Refuse,
    Replay,
    Shot,
    Status,
)
from drivers.wire.ranges import Refusals

log = logging.getLogger(__name__)

DEFAULT_TICK_BITS = 32
NODE_ID = re.compile(r"[0-9a-f]{1,16}")
PING_EVERY_US = 1e6
FIRST_PINGS = 16
FIRST_PING_EVERY_US = 40e3
"""Interval of the first pings to a boot: close together, to separate the offset of its clock from the delays."""
SILENT_AFTER_US = 3e6
MOST_QUEUED = 256
DAMAGED_SHARE = 0.2


class ArchStatsDialect:
    """Decodes, dates and orders shots, acknowledges them, and requests missing ones; several nodes may share a line."""

    mute_message = messages.message("node_mute", seconds=round(SILENT_AFTER_US / 1e6))

    def __init__(self, tick_hz: float, may_chirp: MayChirp = never_permitted) -> None:
        self._framer = Framer()
        self._tick_hz, self._tick_bits = tick_hz, DEFAULT_TICK_BITS
        self._streams = ShotStreams()
        self._measuring = Measuring(may_chirp)
        self._refused_frames = self._refused_values = 0
        self._broken_kinds: set[str] = set()
        self._link_quality = LinkQuality()
        self._problems = Problems()
        # faults are states that each STATUS repeats: kept apart, so that they and problems do not displace each other
        self._faults: dict[int, tuple[float, list[messages.Message]]] = {}
        self._out: list[bytes] = []
        self._token = 0
        self._next_ping_us = 0.0
        self._first_pings = 0
        self._now_us = self._opened_us = 0.0
        self.is_recognised = False
        """Whether a complete frame of any version has been received."""

    @property
    def counts(self) -> Counts:
        awaited = min(self._streams.awaited, 1 << 30)
        return Counts(self._framer.dropped + self._refused_frames, self._refused_values, awaited)

    def open_link(self, now_us: float) -> None:
        self._framer.reset()
        self._link_quality.reset()
        self._out.clear()
        self._now_us = self._next_ping_us = self._opened_us = now_us
        self._first_pings = FIRST_PINGS
        for stream in self._streams:
            stream.clock.open_link()
            stream.outstanding.open_link()

    def close_link(self, now: Reception) -> list[NodeEvent]:
        return [word for stream in self._streams for word in stream.flush(now)]

    def feed(self, data: bytes, reception: Reception) -> list[NodeEvent]:
        self._now_us = reception.loop_us
        events: list[NodeEvent] = []
        junk = self._framer.junk_bytes
        good = 0
        for frame in self._framer.feed(data):
            self.is_recognised = True
            try:
                message = self._decode(frame)
                if message is not None:
                    good += len(frame)
                    events += self._on_message(message, reception)
            except FrameError as error:
                self._refuse(messages.message("node_message_unreadable", why=messages.message_of(error)))
            except Exception as error:  # one message must not end the driver, whatever it holds
                self._refuse(messages.message("node_message_unreadable", why=type(error).__name__))
                self._log_once(error, frame)
        self._link_quality.note(self._now_us, good=good, bad=self._framer.junk_bytes - junk)
        return events + self.tick(reception)

    def tick(self, now: Reception) -> list[NodeEvent]:
        self._now_us = now.loop_us
        return [word for stream in self._streams for word in stream.ready(now)]

    def due_us(self) -> float | None:
        due = [self._next_ping_us, self._measuring.due_us()]
        for stream in self._streams:
            due += [at_us for at_us in (stream.due_us(), stream.outstanding.due_us()) if at_us is not None]
        return min(due)

    def output(self, now_us: float, *, quiet: bool) -> bytes:
        del quiet
        self._now_us = now_us
        if now_us >= self._next_ping_us:
            self._ping(now_us)
        for stream in self._streams:
            for number in stream.acknowledged_again:
                self._send(Ack(Header(stream.node, stream.boot, number)))
            stream.acknowledged_again.clear()
            if stream.clock.is_settled(now_us) or not self._streams.is_running(stream):
                asked = stream.outstanding.next_request(now_us)
                if asked is not None:
                    self._send(Replay(Header(stream.node, stream.boot), *asked))
        running, is_complete = self._streams.running, self._streams.is_complete
        for measure in self._measuring.requests(running, now_us, is_all_known=is_complete):
            self._send(measure)
        out = b"".join(self._out)
        self._out.clear()
        return out

    def acknowledge(self, key: BurstKey) -> None:
        node = _hardware_id(key.node)
        if node is None:
            return
        self._send(Ack(Header(node, key.boot, key.sequence)))
        stream = self._streams.find(node, key.boot)
        if stream is not None:
            stream.acknowledge(key.sequence)

    def give_back(self, burst: Burst) -> None:
        for stream in self._streams.find_by_name(burst.key.node, burst.key.boot):
            stream.give_back(burst.key.sequence, self._now_us)

    def verdict(self, now_us: float) -> Verdict:
        return self._link_quality.verdict(now_us)

    def is_mute(self, now_us: float) -> bool:
        return now_us - max(self._opened_us, self._link_quality.answered_us or 0.0) > SILENT_AFTER_US

    def problems(self, now_us: float) -> list[messages.Message]:
        share = self._link_quality.damaged_share(now_us)
        damaged = [messages.message("much_damaged", share=round(10 * share) * 10)] if share >= DAMAGED_SHARE else []
        lasting = [
            problem for at_us, faults in self._faults.values() if now_us - at_us < REMEMBERED_US for problem in faults
        ]
        return self._problems.recent(now_us) + list(dict.fromkeys(lasting)) + damaged

    def _decode(self, frame: bytes) -> FromNode | None:
        """Decode a frame; None for unknown types and for echoes of our own frames."""
        try:
            message: Message | None = decode(frame)
        except VersionError as error:
            self._on_other_version(error)
            return None
        if message is None:
            self._refused_frames += 1
        return None if message is None or isinstance(message, FromHost) else message

    def _on_message(self, message: FromNode, reception: Reception) -> list[NodeEvent]:
        self._problems.forget(f"version of {message.header.node}")
        stream = self._streams.use(message.header.node, message.header.boot)
        # GONE and CHIRP carry neither the node's clock nor the shots that it holds
        if isinstance(message, Gone):
            stream.gone(message.first, message.last, message.reason, reception.loop_us)
            return []
        if isinstance(message, Chirp):
            return self._chirp(stream, message, reception)
        refusals = Refusals()
        events: list[NodeEvent] = []
        is_current = message.sent_us != 0 or not isinstance(message, Shot)
        if is_current:
            self._note_clock(stream, message, reception, refusals)
        match message:
            case Hello():
                self._hello(message, refusals)
                events.append(NodeReport(firmware=message.firmware))
            case Status():
                events.append(NodeReport(air=air_of(believed_climate(message.climate, message.supply_mv, refusals))))
                self._note_faults(message)
            case Shot():
                self._shot(stream, message, reception, refusals)
        if not isinstance(message, Shot):
            mistake = stream.hold(message.held, reception.loop_us)
            if mistake:
                refusals.messages.append(mistake)
        self._note_refusals(refusals)
        return events

    def _note_clock(
        self, stream: ShotStream, message: Hello | Shot | Status, reception: Reception, refusals: Refusals
    ) -> None:
        if self._streams.note_running(stream):
            self._first_pings, self._next_ping_us = FIRST_PINGS, min(self._next_ping_us, reception.loop_us)
        if not believed_clock(message, refusals):
            return
        if not stream.clock.note(message.sent_us, reception.loop_us):
            refusals.messages.append(messages.message("node_clock_jumped"))

    def _hello(self, hello: Hello, refusals: Refusals) -> None:
        if believed_hello(hello, refusals):
            self._tick_hz, self._tick_bits = float(hello.tick_hz), hello.tick_bits

    def _shot(self, stream: ShotStream, shot: Shot, reception: Reception, refusals: Refusals) -> None:
        air = air_of(believed_climate(shot.climate, shot.supply_mv, refusals))
        counter = believed_counter(shot, refusals) or (self._tick_hz, self._tick_bits)
        if not stream.take(shot, reception, air, *counter):
            self._refuse(number_not_believed(shot.header.sequence))

    def _chirp(self, stream: ShotStream, chirp: Chirp, reception: Reception) -> list[NodeEvent]:
        if not self._measuring.takes(chirp, reception.loop_us):
            self._refuse(messages.message("chirps_unasked"))
            return []
        refusals = Refusals()
        event = heard(chirp, stream, reception, refusals)
        self._note_refusals(refusals)
        return [] if event is None else [event]

    def _on_other_version(self, error: VersionError) -> None:
        self._refused_frames += 1
        node = int.from_bytes(error.frame[1:9], "little")
        is_older = error.version < PROTOCOL_VERSION
        other = messages.message(
            "node_older" if is_older else "node_newer", version=error.version, ours=PROTOCOL_VERSION
        )
        self._problems.note(self._now_us, f"version of {node}", other)
        self._link_quality.note(self._now_us, good=0, bad=len(error.frame))
        if len(error.frame) >= 9 and len(self._out) < MOST_QUEUED:
            self._send(Refuse(Header(node, 0), PROTOCOL_VERSION, PROTOCOL_VERSION))

    def _ping(self, now_us: float) -> None:
        self._token += 1
        self._send(Ping(Header(ALL_NODES, 0), self._token))
        self._first_pings = max(self._first_pings - 1, 0)
        self._next_ping_us = now_us + (FIRST_PING_EVERY_US if self._first_pings else PING_EVERY_US)

    def _send(self, message: FromHost) -> None:
        # an acknowledgement that finds no room is sent when the node repeats the shot
        if len(self._out) < MOST_QUEUED:
            self._out.append(encode(message))

    def _refuse(self, problem: messages.Message) -> None:
        self._refused_frames += 1
        self._problems.note(self._now_us, "frame", problem)

    def _note_faults(self, status: Status) -> None:
        node = status.header.node
        self._faults.pop(node, None)
        self._faults[node] = (self._now_us, faults_of(status.self_report))
        if len(self._faults) > MOST_STREAMS:
            self._faults.pop(next(iter(self._faults)))

    def _note_refusals(self, refusals: Refusals) -> None:
        for problem in refusals.messages:
            self._refused_values += 1
            self._problems.note(self._now_us, kind_of(problem), problem)

    def _log_once(self, error: Exception, frame: bytes) -> None:
        kind = type(error).__name__
        if kind not in self._broken_kinds:
            self._broken_kinds.add(kind)
            log.error("a frame was dropped: %s", frame.hex(), exc_info=error)


def _hardware_id(node: str) -> int | None:
    """The hardware id in a node's name; None for a node of another protocol."""
    digits = node.removeprefix("archstats-")
    return int(digits, 16) if digits != node and NODE_ID.fullmatch(digits) else None
