"""Releases from a switch at the arrow's rest and a shock sensor. Times are arguments.

A switch alone: an arrow that lay on the rest and is gone has been shot, even if a hand took it off. With a shock
sensor as well, only an arrow that leaves with the shock of the string has been shot. A shock sensor alone knows no
draw.

Host, simulator and bow run this same file, so it uses only what CPython and MicroPython both have.
"""

LAID_US = 50_000
"""Minimum time that an arrow lies on the rest before it is drawn; a shorter contact is a bounce."""
BOUNCE_US = 30_000
"""A contact that closes again within this time did not open."""
TOGETHER_US = 100_000
"""Largest time between the string's shock and the arrow that leaves."""
BETWEEN_US = 1_000_000
"""Minimum time between releases: string, limbs and switch ring after one, and nobody shoots again so soon."""
UNKNOWN = 0


class RestSensor:
    """`laid`, `left` and `shock` take events in order of time; `release` returns each release once."""

    def __init__(self, *, has_switch: bool = True, has_shock: bool = False) -> None:
        self._has_switch, self._has_shock = has_switch, has_shock
        self._laid_us = self._left_us = self._again_us = self._shock_us = -1
        self._last_us = -BETWEEN_US

    def laid(self, at_us: int) -> None:
        """The switch closed: an arrow lies on the rest."""
        if self._left_us < 0:
            self._laid_us = at_us
        elif at_us - self._left_us < BOUNCE_US:
            self._left_us = -1
        else:
            # a switch that rings, or an arrow that a hand put back: it does not undo that an arrow left
            self._again_us = at_us

    def left(self, at_us: int) -> None:
        """The switch opened: no arrow lies on the rest."""
        if self._left_us >= 0:
            self._again_us = -1
        elif self._laid_us >= 0 and at_us - self._laid_us >= LAID_US:
            self._left_us = at_us

    def shock(self, at_us: int) -> None:
        """The shock sensor triggered."""
        if self._shock_us < 0 or at_us - self._shock_us > TOGETHER_US:
            self._shock_us = at_us

    def release(self, now_us: int) -> tuple[int, int]:
        """When an arrow left and when it was laid on the rest, us (0: not known), once certain; (0, 0): none left."""
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
