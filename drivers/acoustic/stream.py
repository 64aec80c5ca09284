"""Orders, dates and deduplicates the shots of one boot of a node, and requests missing ones. Pure."""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b

from appliance.core.events import Air, Burst, BurstKey, Front, ShotsLost
from appliance.core.message import Message, message
from drivers.acoustic.dialect import Reception
from drivers.acoustic.node_clock import NodeClock
from drivers.acoustic.outstanding import Outstanding
from drivers.acoustic.shot_times import REMEMBERED_SHOTS, ShotTimes
from drivers.wire.messages import Channel, Climate, GoneReason, Held, Shot
from drivers.wire.ranges import RANGES

GAP_WAIT_US = 0.3e6
"""Longest time that a shot waits for an earlier one: an archer is watching."""
IN_FLIGHT_US = 30e6
MOST_WAITING = 64
NOT_TAKEN_WAIT_US = 1e6
LOSS_WAIT_US = 2e6
"""Longest time that a loss waits for the shot after it, which bounds the time of the loss."""
REASONS = {
    # codes of messages
    GoneReason.ACKNOWLEDGED: "lost_acknowledged",
    GoneReason.DROPPED: "lost_dropped",
    GoneReason.UNKNOWN: "lost_unknown",
}
TOO_MANY_GAPS = "lost_too_many"


@dataclass(slots=True)
class _Waiting:
    shot: Shot
    reception: Reception
    air: Air
    tick_hz: float
    tick_bits: int


@dataclass(slots=True)
class _Sent:
    """A shot that was emitted."""

    digest: bytes
    handed_on_us: float
    is_durable: bool = False


@dataclass(frozen=True, slots=True)
class _Lost:
    first: int
    last: int
    reason: str
    known_us: float


class ShotStream:
    """A reordering buffer: `take` adds shots, `ready` returns those that are due."""

    def __init__(self, node: int, boot: int) -> None:
        self.node, self.boot = node, boot
        self.clock = NodeClock()
        self.outstanding = Outstanding()
        self.acknowledged_again: list[int] = []
        self._waiting: dict[int, _Waiting] = {}
        self._waited_through = 0
        self._met_at = 0
        self._sent: OrderedDict[int, _Sent] = OrderedDict()
        self._felt, self._dated = ShotTimes(), ShotTimes()
        self._lost: list[_Lost] = []

    @property
    def node_name(self) -> str:
        """The node's name in the key of its bursts."""
        return f"archstats-{self.node:016x}"

    def hold(self, held: Held, now_us: float) -> Message | None:
        """Note which shots the node reports that it holds; returns why that is implausible, or None."""
        numbers = (held.oldest, held.newest, held.last, held.dropped_last)
        if max(numbers) > RANGES["shot counter"].high or not self.outstanding.is_believable(max(numbers)):
            return number_not_believed(max(numbers))
        if held.oldest > held.newest or held.newest > held.last or held.dropped_first > held.dropped_last:
            first, last, every = str(held.oldest), str(held.newest), str(held.last)
            return message("held_shots_not_believed", first=first, last=last, all=every)
        known_last = self.outstanding.known_last
        self._first_seen(held.last)
        if held.oldest:
            self._expect(held.oldest, held.newest, now_us)
        if known_last is not None and held.last > known_last:
            self._expect(known_last + 1, held.last, now_us)
        self.outstanding.begin_at(held.last)
        if held.dropped and held.dropped_first:
            # shots dropped before this host knew of them; those that came here in time are not missing
            self._expect(held.dropped_first, held.dropped_last, now_us)
            self.gone(held.dropped_first, held.dropped_last, GoneReason.DROPPED, now_us)
        return None

    def take(self, shot: Shot, reception: Reception, air: Air, tick_hz: float, tick_bits: int) -> bool:
        """Add a shot; False when its number is implausible."""
        number = shot.header.sequence
        if not 1 <= number <= RANGES["shot counter"].high or not self.outstanding.is_believable(number):
            return False
        known_last = self.outstanding.known_last
        self._first_seen(number)
        if known_last is not None and number > known_last + 1:
            self._expect(known_last + 1, number - 1, reception.loop_us)
        self.outstanding.arrived(number, reception.loop_us)
        sent = self._sent.get(number)
        if sent is not None and sent.digest == _digest(shot):
            if sent.is_durable:
                # the acknowledgement was lost
                self.acknowledged_again.append(number)
                return True
            if reception.loop_us - sent.handed_on_us < IN_FLIGHT_US:
                return True
        self._waiting.setdefault(number, _Waiting(shot, reception, air, tick_hz, tick_bits))
        return True

    def gone(self, first: int, last: int, reason: GoneReason, now_us: float) -> None:
        """Note that the node does not hold these shots."""
        for a, b in self.outstanding.gone(first, last, now_us):
            # shots acknowledged before this run of the host were stored by an earlier run
            since = self._met_at + 1 if reason is GoneReason.ACKNOWLEDGED else a
            if since <= b:
                self._lost.append(_Lost(max(a, since), b, REASONS[reason], now_us))

    def acknowledge(self, number: int) -> None:
        """Note that a shot is stored durably."""
        sent = self._sent.get(number)
        if sent is not None:
            sent.is_durable = True

    def rest(self) -> None:
        """Note that the node runs another boot: stored shots are forgotten, for a repeat is recognised in storage."""
        self._sent = OrderedDict((number, sent) for number, sent in self._sent.items() if not sent.is_durable)

    def give_back(self, number: int, now_us: float) -> None:
        """Note that a shot was refused for lack of room, to deliver it again."""
        self._sent.pop(number, None)
        self.outstanding.give_back(number, now_us + NOT_TAKEN_WAIT_US)

    def ready(self, now: Reception) -> list[Burst | ShotsLost]:
        """Shots in the order of their numbers, and losses; a shot after a gap waits `GAP_WAIT_US` at most."""
        out: list[Burst | ShotsLost] = []
        for number in sorted(self._waiting):
            waiting = self._waiting[number]
            if self._waits(number):
                if now.loop_us < waiting.reception.loop_us + GAP_WAIT_US and len(self._waiting) <= MOST_WAITING:
                    break
                self._waited_through = number
            del self._waiting[number]
            out.append(self._burst(waiting, now.loop_us))
        due = [lost for lost in self._lost if self._is_framed(lost) or now.loop_us >= lost.known_us + LOSS_WAIT_US]
        self._lost = [lost for lost in self._lost if lost not in due]
        return out + [self._loss(lost, now) for lost in due]

    def flush(self, now: Reception) -> list[Burst | ShotsLost]:
        """All waiting shots, and losses that are due: the link is lost, and no earlier shot can come."""
        if self._waiting:
            self._waited_through = max(self._waiting)
        return self.ready(now)

    def due_us(self) -> float | None:
        """When the next waiting shot or loss is due, us; None: nothing waits."""
        due = [waiting.reception.loop_us + GAP_WAIT_US for waiting in self._waiting.values()]
        due += [lost.known_us + LOSS_WAIT_US for lost in self._lost]
        return min(due, default=None)

    def _is_framed(self, lost: _Lost) -> bool:
        """Whether a later shot has come, which bounds the time of the loss."""
        return self._felt.after(lost.last) is not None

    def _first_seen(self, last: int) -> None:
        """Note the number at which this host met the boot, if none is known yet."""
        if self.outstanding.known_last is None:
            self._met_at = last

    def _waits(self, number: int) -> bool:
        return self.outstanding.is_missing_between(self._waited_through + 1, number - 1)

    def _expect(self, first: int, last: int, now_us: float) -> None:
        self._lost += [_Lost(a, b, TOO_MANY_GAPS, now_us) for a, b in self.outstanding.expect(first, last)]

    def _burst(self, waiting: _Waiting, now_us: float) -> Burst:
        shot = waiting.shot
        number = shot.header.sequence
        impact_us = self._impact_time(shot, waiting.reception)
        self._sent[number] = _Sent(_digest(shot), now_us)
        if len(self._sent) > REMEMBERED_SHOTS:
            self._sent.popitem(last=False)
        self._felt.note(number, waiting.reception.loop_us if impact_us is None else impact_us)
        return Burst(
            key=BurstKey(self.node_name, self.boot, number),
            received_at=waiting.reception.at,
            loop_us=waiting.reception.loop_us,
            ticks=tuple(_tick(channel, waiting.tick_bits) for channel in shot.channels),
            tick_hz=waiting.tick_hz,
            tick_bits=waiting.tick_bits,
            air=waiting.air,
            amplitudes=tuple(None if c.tick is None else c.peak for c in shot.channels),
            second_event=shot.second_event,
            impact_us=impact_us,
            node_time_us=shot.impact_us,
            fronts=tuple(_front(channel) for channel in shot.channels),
        )

    def _impact_time(self, shot: Shot, reception: Reception) -> float | None:
        """Time of impact on our clock, us, not after the reception and in the order of numbers; None: not known."""
        if not RANGES["clock"].holds(shot.impact_us) or (shot.sent_us and shot.impact_us > shot.sent_us):
            return None
        impact_us = self.clock.to_host_us(shot.impact_us)
        return None if impact_us is None else self._in_order(shot.header.sequence, min(impact_us, reception.loop_us))

    def _in_order(self, number: int, impact_us: float) -> float:
        """`impact_us`, limited by the times of neighbours, which were dated when the clock was known less well."""
        before, after = self._dated.before(number), self._dated.after(number)
        if before is not None:
            impact_us = max(impact_us, before[1] + number - before[0])
        if after is not None:
            impact_us = min(impact_us, after[1] + number - after[0])
        self._dated.note(number, impact_us)
        return impact_us

    def _loss(self, lost: _Lost, now: Reception) -> ShotsLost:
        """The loss, between the shots before and after; where there is none, between the node's reset and now."""
        before, after = self._felt.before(lost.first), self._felt.after(lost.last)
        from_us = self.clock.to_host_us(0.0) if before is None else before[1]
        until_us = now.loop_us if after is None else after[1]
        return ShotsLost(
            node=self.node_name,
            boot=self.boot,
            first=lost.first,
            last=lost.last,
            received_at=now.at,
            loop_us=now.loop_us,
            # neighbours dated by their arrival alone may be in the wrong order
            from_us=None if from_us is None else min(from_us, until_us),
            until_us=until_us,
            reason=lost.reason,
        )


def _digest(shot: Shot) -> bytes:
    """Digest of the measurement: the same in each repeat, and much smaller, since hundreds are kept for every boot."""
    return blake2b(repr((shot.impact_us, shot.channels, shot.second_event)).encode(), digest_size=16).digest()


def _front(channel: Channel) -> Front | None:
    """The front of a channel; None where it did not trigger, or its thresholds are not reported or invalid."""
    if channel.tick is None or not 0 < channel.lower < channel.upper:
        return None
    return Front(channel.rise_ticks, channel.noise, channel.lower, channel.upper)


def _tick(channel: Channel, tick_bits: int) -> int | None:
    """The counter value; None where the channel did not trigger, or a counter of `tick_bits` cannot show the value."""
    return None if channel.tick is None or channel.tick >> tick_bits else channel.tick


def air_of(climate: Climate) -> Air:
    """The air of a climate that has been checked."""
    return Air(climate.temp_c, climate.rh_pct, climate.pressure_pa)


def number_not_believed(number: int) -> Message:
    """The message that no shot of one boot can have this number."""
    return message("value_not_believed", quantity="shot_number", value=str(number))
