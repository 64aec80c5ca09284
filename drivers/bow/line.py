"""The host's side of BOW_PROTOCOL.md on one link, for all bows on it. Pure: times are arguments."""

from collections import OrderedDict
from dataclasses import replace

from appliance.core import message as messages
from appliance.core.events import BowReleased, BowSensor, ReleaseKey
from drivers.acoustic.dialect import Reception
from drivers.acoustic.link_quality import LinkQuality, Problems
from drivers.acoustic.node_clock import JUMP_US, NodeClock
from drivers.errors import FrameError, VersionError
from drivers.wire.bow_codec import BowHello, FromBow, Release, decode_bow
from drivers.wire.codec import PROTOCOL_VERSION, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import ALL_NODES, Ack, FromHost, Header, Ping, Refuse
from drivers.wire.ranges import RANGES, Quantity

PING_EVERY_US = 1e6
FIRST_PINGS = 16
FIRST_PING_EVERY_US = 40e3
SILENT_AFTER_US = 3e6
MOST_BOWS = 16
REMEMBERED = 512
IN_FLIGHT_US = 30e6
"""A release that was returned, but is not stored within this time, is returned again when the bow repeats it."""
MOST_QUEUED = 256


class _Boot:
    """One boot of one bow: its clock, and the releases that were returned (None: stored, else when returned, us).

    A release is identified by number and time: a bow that repeats a boot number repeats numbers for other releases.
    """

    def __init__(self) -> None:
        self.clock = NodeClock()
        self.sent_us = 0
        self.seen: OrderedDict[tuple[int, int], float | None] = OrderedDict()


class BowLine:
    """`feed` takes bytes and returns releases, each once; `output` returns the bytes to send."""

    def __init__(self, link: str = "") -> None:
        self._link = link
        self._framer = Framer()
        self._boots: OrderedDict[tuple[int, int], _Boot] = OrderedDict()
        self._sensors: OrderedDict[str, BowSensor] = OrderedDict()
        self._quality = LinkQuality()
        self._problems = Problems()
        self._out: list[bytes] = []
        self._token = 0
        self._first_pings = FIRST_PINGS
        self._next_ping_us = self._opened_us = 0.0
        self.refused = 0
        """Number of frames and values refused so far, which no bow may send."""

    @property
    def sensors(self) -> list[BowSensor]:
        """The bow sensors received since the start, the most recent last."""
        return list(self._sensors.values())

    def open_link(self, now_us: float) -> None:
        """Note a new link: its delays may differ, and are measured at once."""
        self._framer.reset()
        self._quality.reset()
        self._out.clear()
        self._next_ping_us = self._opened_us = now_us
        self._first_pings = FIRST_PINGS

    def feed(self, data: bytes, reception: Reception) -> list[BowReleased]:
        """The releases completed by `data`; a frame that cannot be read does not affect the others."""
        released: list[BowReleased] = []
        junk, good, foreign = self._framer.junk_bytes, 0, 0
        for frame in self._framer.feed(data):
            try:
                message = decode_bow(frame)
            except VersionError as error:
                self._on_other_version(error, reception)
                continue
            except FrameError as error:
                self._refuse(reception, messages.message("bow_unreadable", why=messages.message_of(error)))
                continue
            if message is None or message.header.node == ALL_NODES:
                # an echo of our own frame, or a node in place of a bow
                self.refused += 1
                foreign += len(frame)
                continue
            good += len(frame)
            one = self._on_message(message, reception)
            if one is not None:
                released.append(one)
        self._quality.note(reception.loop_us, good=good, bad=foreign + self._framer.junk_bytes - junk)
        return released

    def due_us(self) -> float:
        """When `output` has the next ping to send, us."""
        return self._next_ping_us

    def output(self, now_us: float) -> bytes:
        """The bytes to send now."""
        if now_us >= self._next_ping_us:
            self._token += 1
            self._send(Ping(Header(ALL_NODES, 0), self._token))
            self._first_pings = max(self._first_pings - 1, 0)
            self._next_ping_us = now_us + (FIRST_PING_EVERY_US if self._first_pings else PING_EVERY_US)
        out = b"".join(self._out)
        self._out.clear()
        return out

    def acknowledge(self, key: ReleaseKey) -> None:
        """Note that a release is stored durably, or is not wanted: the bow may delete it."""
        node = int(key.bow, 16)
        boot = self._boots.get((node, key.boot))
        if boot is not None and (key.sequence, key.bow_us) in boot.seen:
            boot.seen[key.sequence, key.bow_us] = None
        self._send(Ack(Header(node, key.boot, key.sequence)))

    def give_back(self, key: ReleaseKey) -> None:
        """Note that a release was refused: it is taken again when the bow repeats it."""
        boot = self._boots.get((int(key.bow, 16), key.boot))
        if boot is not None:
            boot.seen.pop((key.sequence, key.bow_us), None)

    def is_mute(self, now_us: float) -> bool:
        """Whether no bow is received; that is no fault, for bows may be switched off."""
        return now_us - max(self._opened_us, self._quality.answered_us or 0.0) > SILENT_AFTER_US

    def problems(self, now_us: float) -> list[messages.Message]:
        """Messages about recent problems, the newest last."""
        senseless = self._quality.verdict(now_us) == "not_understood"
        problems = [messages.message("bow_line_senseless", link=self._link)] if senseless else []
        return problems + self._problems.recent(now_us)

    def _on_message(self, message: FromBow, reception: Reception) -> BowReleased | None:
        name = f"{message.header.node:016x}"
        boot = self._boot(message.header)
        self._note_sensor(name, message, reception)
        if self._believed(name, "clock", message.sent_us, reception) is None:
            if isinstance(message, Release):
                # otherwise it would be repeated for ever
                self._send(Ack(message.header))
            return None
        if message.sent_us < boot.sent_us - JUMP_US:
            # frames of one link are in order, so the bow was reset but has the same boot number
            boot.clock = NodeClock()
            self._measure_clock()
            self._note_problem(reception, messages.message("bow_numbered_twice", bow=name))
        boot.sent_us = message.sent_us
        boot.clock.note(message.sent_us, reception.loop_us)
        return self._release(name, boot, message, reception) if isinstance(message, Release) else None

    def _note_sensor(self, name: str, message: FromBow, reception: Reception) -> None:
        """Note the newest report of a sensor."""
        known = self._sensors.pop(name, BowSensor(name, self._link, reception.at))
        if isinstance(message, BowHello):
            volts = None if message.supply_mv is None else message.supply_mv / 1000
            supply_mv = None if self._believed(name, "supply", volts, reception) is None else message.supply_mv
            if message.dropped > known.dropped:
                self._note_problem(
                    reception, messages.message("bow_dropped", bow=name, count=message.dropped - known.dropped)
                )
            known = replace(known, firmware=message.firmware, supply_mv=supply_mv, dropped=message.dropped)
        self._sensors[name] = replace(known, heard_at=reception.at)
        if len(self._sensors) > MOST_BOWS:
            self._sensors.popitem(last=False)

    def _release(self, name: str, boot: _Boot, message: Release, reception: Reception) -> BowReleased | None:
        number = message.header.sequence
        if number < 1 or self._believed(name, "shot counter", number, reception) is None:
            self.refused += number < 1
            return None
        one = number, message.released_us
        if one in boot.seen:
            since_us = boot.seen[one]
            if since_us is None:
                # the acknowledgement was lost
                self._send(Ack(message.header))
                return None
            if reception.loop_us - since_us < IN_FLIGHT_US:
                return None
        if message.released_us > message.sent_us:
            self._refuse(reception, messages.message("bow_released_after_sent", bow=name))
            self._send(Ack(message.header))
            return None
        boot.seen[one] = reception.loop_us
        boot.seen.move_to_end(one)
        if len(boot.seen) > REMEMBERED:
            boot.seen.popitem(last=False)
        ago_us = reception.loop_us - (message.sent_us - message.released_us)
        by_clock_us = boot.clock.to_host_us(message.released_us)
        released_us = ago_us if by_clock_us is None else min(by_clock_us, reception.loop_us)
        key = ReleaseKey(name, message.header.boot, *one)
        hold_us = self._hold_us(name, message, reception)
        drawn_us = None if hold_us is None else released_us - hold_us
        return BowReleased(key, reception.at, reception.loop_us, released_us, drawn_us)

    def _hold_us(self, name: str, message: Release, reception: Reception) -> float | None:
        if message.drawn_us is None:
            return None
        hold_s = self._believed(name, "hold time", (message.released_us - message.drawn_us) / 1e6, reception)
        return None if hold_s is None else hold_s * 1e6

    def _boot(self, header: Header) -> _Boot:
        key = (header.node, header.boot)
        boot = self._boots.pop(key, None)
        if boot is None:
            boot = _Boot()
            self._measure_clock()
        self._boots[key] = boot
        if len(self._boots) > MOST_BOWS:
            self._boots.popitem(last=False)
        return boot

    def _measure_clock(self) -> None:
        """Send pings close together, to separate the clock's offset from the delays of its frames."""
        self._first_pings, self._next_ping_us = FIRST_PINGS, 0.0

    def _believed(self, name: str, quantity: Quantity, value: float | None, reception: Reception) -> float | None:
        if value is None or RANGES[quantity].holds(value):
            return value
        shown = f"{value:g} {RANGES[quantity].unit}".rstrip()
        word = quantity.replace(" ", "_")
        self._refuse(reception, messages.message("bow_value_not_believed", bow=name, quantity=word, value=shown))
        return None

    def _on_other_version(self, error: VersionError, reception: Reception) -> None:
        problem = messages.message("bow_other_version", version=error.version, ours=PROTOCOL_VERSION)
        self._refuse(reception, problem)
        if len(error.frame) >= 9:
            self._send(Refuse(Header(error.node, 0), PROTOCOL_VERSION, PROTOCOL_VERSION))

    def _refuse(self, reception: Reception, problem: messages.Message) -> None:
        self.refused += 1
        self._note_problem(reception, problem)

    def _note_problem(self, reception: Reception, problem: messages.Message) -> None:
        self._problems.note(reception.loop_us, problem.code, problem)

    def _send(self, message: FromHost) -> None:
        # a message that finds no room is sent when the bow repeats its frame
        if len(self._out) < MOST_QUEUED:
            self._out.append(encode(message))
