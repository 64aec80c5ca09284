"""The firmware's conversation in the place of the simulator's node, on a simulated line."""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.node.conversation import Conversation, Identity
from drivers.node.held_shots import CAPACITY
from drivers.sim.virtual_node import HARDWARE_ID, VirtualNode
from drivers.wire.messages import Header


@dataclass(frozen=True)
class Latched:
    header: Header


class FirmwareNode(VirtualNode):
    """Has the simulator's interface, and nothing of its inside."""

    def __init__(self, *, hardware_id: int = HARDWARE_ID, boot: int = 1, capacity: int = CAPACITY) -> None:
        super().__init__(hardware_id=hardware_id, boot=boot, capacity=capacity)
        identity = Identity(hardware_id, boot, tick_hz=8_000_000, firmware="node test")
        self.conversation = Conversation(identity, capacity=capacity)

    @property
    def numbers(self) -> list[int]:
        """Of the shots that are held."""
        return self.conversation.held_shots.within(1, 1 << 32, 1 << 32)

    def latch(self, ticks: Sequence[int | None], impact_us: int) -> Latched:  # type: ignore[override]
        fields = [(tick or 0, 40, 900, 3, 0, 0) for tick in ticks]
        mask = sum(1 << k for k, tick in enumerate(ticks) if tick is not None)
        number = self.conversation.shot(impact_us, mask, 0, fields)
        return Latched(Header(self.hardware_id, self.boot, number))

    def stamped(self, shot: object, now_us: int) -> bytes:
        del shot
        return self.conversation.next_frame(now_us) or b""

    def receive(self, data: bytes, now_us: int) -> None:
        self.conversation.receive(data, now_us)

    def due(self, now_us: int) -> list[bytes]:
        frames = []
        while frame := self.conversation.next_frame(now_us):
            frames.append(frame)
        return frames
