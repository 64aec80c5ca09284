"""Maps the clock of a node, in one boot, to this computer's monotonic clock. Pure: times are arguments.

For a frame, time of reception here less `sent_us` of the node is the offset of the clocks plus the delay of the frame,
which is never negative. So the smallest differences are the most accurate. They are kept as anchors, one for each
`ANCHOR_EVERY_US` of the node's time. No quartz or RC oscillator drifts more than `MAX_DRIFT`, so an anchor also bounds
the offset at its neighbours; between two anchors the offset is interpolated, however long the cable was out.
"""

from bisect import bisect_left
from dataclasses import dataclass

MAX_DRIFT = 200e-6
ANCHOR_EVERY_US = 5e6
MAX_ANCHORS = 256
DRIFT_FROM_US = 60e6
"""Minimum distance of anchors from which drift is computed; closer ones only show the delays of their frames."""
JUMP_US = 2e6
LATE_FRAMES = 20
"""Number of frames in a row, all `JUMP_US` late, that mean that the clock was set back."""
SETTLED_FRAMES = 8
SETTLED_AFTER_US = 1.5e6
NEIGHBOURS = 12


@dataclass(slots=True)
class _Anchor:
    node_us: float
    offset_us: float


class NodeClock:
    """Estimates offset and drift of a node's clock from frames; `to_host_us` converts its times."""

    def __init__(self) -> None:
        self._anchors: list[_Anchor] = []
        self._believed_from_us: float | None = None
        self._late = 0
        self._frames_of_link = 0
        self._link_since_us: float | None = None
        self.jumps = 0

    def open_link(self) -> None:
        """Note a new link, whose delays may differ from the old one's."""
        self._frames_of_link = 0
        self._link_since_us = None

    def note(self, sent_us: float, received_us: float) -> bool:
        """Add a frame sent at `sent_us` by the node's clock; False when that clock jumped, and mapping restarts."""
        self._frames_of_link += 1
        if self._link_since_us is None:
            self._link_since_us = received_us
        offset_us = received_us - sent_us
        expected_us = self._offset_us(sent_us)
        if expected_us is not None:
            # a frame cannot arrive before it was written; one that comes late waited somewhere
            tolerance_us = JUMP_US + 2 * MAX_DRIFT * self._distance_us(sent_us)
            self._late = self._late + 1 if offset_us > expected_us + tolerance_us else 0
            if offset_us < expected_us - tolerance_us or self._late >= LATE_FRAMES:
                self._start_afresh(sent_us, offset_us)
                return False
        self._add(sent_us, offset_us)
        return True

    def is_settled(self, now_us: float) -> bool:
        """Whether enough frames came over this link to separate the clock's offset from the delays."""
        if self._link_since_us is None:
            return False
        return self._frames_of_link >= SETTLED_FRAMES or now_us - self._link_since_us >= SETTLED_AFTER_US

    def to_host_us(self, node_us: float) -> float | None:
        """This computer's monotonic clock when the node's showed `node_us`; None when that cannot be known."""
        if self._believed_from_us is not None and node_us < self._believed_from_us:
            return None
        offset_us = self._offset_us(node_us)
        return None if offset_us is None else node_us + offset_us

    def _start_afresh(self, sent_us: float, offset_us: float) -> None:
        self.jumps += 1
        self._late = 0
        self._anchors = [_Anchor(sent_us, offset_us)]
        # earlier times are of a clock that has been set since, and cannot be dated
        self._believed_from_us = sent_us

    def _add(self, node_us: float, offset_us: float) -> None:
        place = bisect_left(self._anchors, node_us, key=lambda anchor: anchor.node_us)
        near = [a for a in self._anchors[max(place - 1, 0) : place + 1] if self._in_one_interval(a, node_us)]
        if near:
            best = near[0]
            if offset_us <= best.offset_us:
                best.node_us, best.offset_us = node_us, offset_us
            return
        self._anchors.insert(place, _Anchor(node_us, offset_us))
        if len(self._anchors) > MAX_ANCHORS:
            # every second anchor of the older half is dropped
            half = MAX_ANCHORS // 2
            self._anchors = self._anchors[:half:2] + self._anchors[half:]

    @staticmethod
    def _in_one_interval(anchor: _Anchor, node_us: float) -> bool:
        return anchor.node_us // ANCHOR_EVERY_US == node_us // ANCHOR_EVERY_US

    def _offset_us(self, node_us: float) -> float | None:
        anchors = self._anchors
        if not anchors:
            return None
        place = bisect_left(anchors, node_us, key=lambda anchor: anchor.node_us)
        if place == 0:
            return self._limited_us(0) + (node_us - anchors[0].node_us) * self._drift()
        if place == len(anchors):
            return self._limited_us(len(anchors) - 1) + (node_us - anchors[-1].node_us) * self._drift()
        before, after = anchors[place - 1], anchors[place]
        offset_before, offset_after = self._limited_us(place - 1), self._limited_us(place)
        share = (node_us - before.node_us) / (after.node_us - before.node_us)
        return offset_before + share * (offset_after - offset_before)

    def _distance_us(self, node_us: float) -> float:
        """Distance to the nearest anchor, us."""
        place = bisect_left(self._anchors, node_us, key=lambda anchor: anchor.node_us)
        return min(abs(anchor.node_us - node_us) for anchor in self._anchors[max(place - 1, 0) : place + 1])

    def _limited_us(self, place: int) -> float:
        """An anchor's offset, us, lowered to the bound that its neighbours set."""
        at = self._anchors[place]
        near = self._anchors[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1]
        return min(a.offset_us + MAX_DRIFT * abs(at.node_us - a.node_us) for a in near)

    def _drift(self) -> float:
        first, last = self._anchors[0], self._anchors[-1]
        apart_us = last.node_us - first.node_us
        if apart_us < DRIFT_FROM_US:
            return 0.0
        drift = (self._limited_us(len(self._anchors) - 1) - self._limited_us(0)) / apart_us
        return min(max(drift, -MAX_DRIFT), MAX_DRIFT)
