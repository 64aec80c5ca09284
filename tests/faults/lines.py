"""A serial line that damages what passes over it: bits, whole frames, their number and their order."""

import random
from dataclasses import dataclass

from drivers.sim.pty_line import PtyLine

JUNK_BYTES = 60


@dataclass(frozen=True, slots=True)
class Damage:
    """What happens to what is sent, each a probability: `bit` of one bit, the others of one frame."""

    bit: float = 0.0
    cut: float = 0.0
    tripled: float = 0.0
    held_back: float = 0.0
    junk: float = 0.0


WHOLE = Damage()


class FaultyLine(PtyLine):
    """Both ways are damaged alike; `damage` may be changed at any time."""

    def __init__(self, dice: random.Random, baud: int = 115200) -> None:
        super().__init__(baud)
        self._dice = dice
        self.damage = WHOLE
        self._late = b""

    async def write(self, data: bytes) -> None:
        """One frame of the node's."""
        sent = self._damaged(data)
        # a frame that is held back comes after the next one
        if self._late:
            sent, self._late = sent + self._late, b""
        elif self._dice.random() < self.damage.held_back:
            sent, self._late = b"", sent
        if sent:
            await super().write(sent)

    async def write_at_once(self, data: bytes) -> None:
        """As fast as the host reads, undamaged: faster than any baud rate."""
        await self._put(data)

    async def read(self) -> bytes:
        """What the host wrote, as it arrives."""
        return self._flipped(await super().read())

    def _damaged(self, frame: bytes) -> bytes:
        damage, dice = self.damage, self._dice
        if dice.random() < damage.cut:
            frame = frame[: dice.randrange(len(frame))]
        if dice.random() < damage.tripled:
            frame *= 3
        if dice.random() < damage.junk:
            frame = dice.randbytes(dice.randrange(1, JUNK_BYTES)) + frame
        return self._flipped(frame)

    def _flipped(self, data: bytes) -> bytes:
        if not self.damage.bit:
            return data
        damaged = bytearray(data)
        for bit in range(8 * len(data)):
            if self._dice.random() < self.damage.bit:
                damaged[bit // 8] ^= 1 << bit % 8
        return bytes(damaged)
