"""What a switch at the arrow's rest and a shock sensor say, made into releases. The time is an argument.

A switch alone: an arrow that lay on the rest and is gone has left the bow, also when a hand took it off. With a shock
sensor beside it only what leaves with the shock of the string did. A shock sensor alone knows no draw.

Host, simulator and bow run this same file, so it keeps to what CPython and MicroPython both have.
"""

LAID_US = 50_000
"""An arrow lies for so long before it is drawn; what is shorter is a contact that bounces."""
BOUNCE_US = 30_000
"""A contact that closes again within it did not open."""
TOGETHER_US = 100_000
"""The string's shock and the arrow that leaves are so near to each other."""
BETWEEN_US = 1_000_000
"""String, limbs and switch ring after a release; nobody shoots again so soon."""
UNKNOWN = 0


class RestSensor:
    """`laid`, `left` and `shock` take what happened, in the order of time; `release` gives what it was, once."""

    def __init__(self, *, has_switch: bool = True, has_shock: bool = False) -> None:
        self._has_switch, self._has_shock = has_switch, has_shock
        self._laid_us = self._left_us = self._again_us = self._shock_us = -1
        self._last_us = -BETWEEN_US

    def laid(self, at_us: int) -> None:
        """An arrow lies on the rest."""
        if self._left_us < 0:
            self._laid_us = at_us
        elif at_us - self._left_us < BOUNCE_US:
            self._left_us = -1
        else:
            # a switch that rings, or an arrow that a hand put back: that one has left is not undone by it
            self._again_us = at_us

    def left(self, at_us: int) -> None:
        """None lies there any more."""
        if self._left_us >= 0:
            self._again_us = -1
        elif self._laid_us >= 0 and at_us - self._laid_us >= LAID_US:
            self._left_us = at_us

    def shock(self, at_us: int) -> None:
        """The bow was shaken."""
        if self._shock_us < 0 or at_us - self._shock_us > TOGETHER_US:
            self._shock_us = at_us

    def release(self, now_us: int) -> tuple[int, int]:
        """When an arrow left and when it was laid there (0: not known), as soon as that is sure; (0, 0): none has."""
        found = (UNKNOWN, UNKNOWN)
        if not self._has_switch:
            if self._shock_us >= 0:
                found = (self._shock_us, UNKNOWN)
                self._shock_us = -1
        elif self._left_us >= 0 and now_us - self._left_us >= (TOGETHER_US if self._has_shock else BOUNCE_US):
            is_shot = not self._has_shock or (
                self._shock_us >= 0 and abs(self._shock_us - self._left_us) <= TOGETHER_US
            )
            if is_shot:
                found = (self._left_us, self._laid_us)
            self._laid_us = self._again_us
            self._left_us = self._again_us = self._shock_us = -1
        if found[0] == UNKNOWN or found[0] - self._last_us < BETWEEN_US:
            return UNKNOWN, UNKNOWN
        self._last_us = found[0]
        return found
