"""A node of ours and the host's dialect on one line, in simulated time: no waiting, no races."""

import dataclasses
import math
import random
from collections.abc import Callable
from datetime import timedelta

from appliance.core.events import Burst, ChirpHeard, ShotsLost
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import NodeEvent, NodeReport, Reception
from drivers.acoustic.measuring import never_permitted
from drivers.sim.virtual_node import HARDWARE_ID, VirtualNode
from drivers.wire.codec import decode
from drivers.wire.framer import Framer
from drivers.wire.messages import Channel, Climate, Header, Message, Shot
from tests.builders import NOW

STEP_US = 10_000
TICKS = tuple(1000 + 10 * k for k in range(8))
Wire = Callable[[bytes], bytes]


def a_shot(sequence: int = 1, **changes: object) -> Shot:
    shot = Shot(
        Header(HARDWARE_ID, 1, sequence),
        20_000_000,
        19_990_000,
        80_000_000,
        32,
        tuple(Channel(1000 + k, 5, 100, 1) for k in range(8)),
        Climate(20.0, 50.0, 101_325.0),
        3300,
    )
    return dataclasses.replace(shot, **changes)  # type: ignore[arg-type]


def messages_in(data: bytes) -> list[Message | None]:
    return [decode(frame) for frame in Framer().feed(data)]


def clean(data: bytes) -> bytes:
    return data


def flips_bits(dice: random.Random, share: float) -> Wire:
    """Each bit is flipped with this probability."""

    def wire(data: bytes) -> bytes:
        out = bytearray(data)
        # from one flipped bit to the next it is geometrically far
        bit = int(math.log(1 - dice.random()) / math.log(1 - share))
        while bit < 8 * len(out):
            out[bit // 8] ^= 1 << bit % 8
            bit += 1 + int(math.log(1 - dice.random()) / math.log(1 - share))
        return bytes(out)

    return wire


class SimulatedLine:
    """`run` lets time pass; whatever the dialect hands on is acknowledged as durable a moment later."""

    def __init__(
        self,
        *nodes: VirtualNode,
        to_host: Wire = clean,
        to_node: Wire = clean,
        may_chirp: Callable[[float], bool] = never_permitted,
    ) -> None:
        self.nodes = nodes or (VirtualNode(),)
        self.dialect = ArchStatsDialect(8e6, may_chirp)
        self.to_host, self.to_node = to_host, to_node
        self.now_us = 50_000_000
        # the node was switched on a while before
        self.node_ahead_us = -37_000_000
        self.acknowledges = True
        self.takes: Callable[[Burst], bool] = lambda burst: True
        self.words: list[NodeEvent] = []
        self.sent_to_nodes = b""
        self._plugged = False
        self.plug()

    @property
    def node(self) -> VirtualNode:
        return self.nodes[0]

    @property
    def node_us(self) -> int:
        return self.now_us + self.node_ahead_us

    @property
    def bursts(self) -> list[Burst]:
        return [word for word in self.words if isinstance(word, Burst)]

    @property
    def sequences(self) -> list[int]:
        return [burst.key.sequence for burst in self.bursts]

    @property
    def losses(self) -> list[ShotsLost]:
        return [word for word in self.words if isinstance(word, ShotsLost)]

    @property
    def chirps(self) -> list[ChirpHeard]:
        return [word for word in self.words if isinstance(word, ChirpHeard)]

    @property
    def reports(self) -> list[NodeReport]:
        return [word for word in self.words if isinstance(word, NodeReport)]

    def plug(self) -> None:
        self._plugged = True
        self.dialect.open_link(self.now_us)

    def pull(self) -> None:
        self._plugged = False
        self._take(self.dialect.close_link(self.reception()))

    def reception(self) -> Reception:
        return Reception(NOW + timedelta(microseconds=self.now_us), float(self.now_us))

    def shoot(self, node: VirtualNode | None = None, *, arrives: bool = True) -> int:
        """A shot is felt and its frame written; returns its number."""
        node = node or self.node
        shot = node.latch(TICKS, self.node_us)
        frame = node.stamped(shot, self.node_us)
        if self._plugged and arrives:
            self.receive(self.to_host(frame))
        return shot.header.sequence

    def receive(self, data: bytes) -> None:
        self._take(self.dialect.feed(data, self.reception()))

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 1e6 / STEP_US)):
            self.step()
        assert self.dialect._broken_kinds == set(), "an exception was contained"

    def step(self) -> None:
        self.now_us += STEP_US
        data = b"".join(self.to_host(frame) for node in self.nodes for frame in node.due(self.node_us))
        if not self._plugged:
            return
        if data:
            self.receive(data)
        self._take(self.dialect.tick(self.reception()))
        out = self.dialect.output(float(self.now_us), quiet=not data)
        self.sent_to_nodes += out
        if out:
            damaged = self.to_node(out)
            for node in self.nodes:
                node.receive(damaged, self.node_us)

    def _take(self, words: list[NodeEvent]) -> None:
        for word in words:
            if isinstance(word, Burst):
                if not self.takes(word):
                    self.dialect.give_back(word)
                    continue
                if self.acknowledges:
                    self.dialect.acknowledge(word.key)
            self.words.append(word)
