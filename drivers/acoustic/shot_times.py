"""Times of the shots of one boot, by number: 16 bytes for each, since hundreds are kept for every boot."""

from array import array
from bisect import bisect_left, bisect_right

REMEMBERED_SHOTS = 512


class ShotTimes:
    """The highest noted numbers, each with a time on this computer's monotonic clock, us."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._times_us = array("d")

    def note(self, number: int, at_us: float) -> None:
        """Note the time of shot `number`, us."""
        place = bisect_left(self._numbers, number)
        if place < len(self._numbers) and self._numbers[place] == number:
            self._times_us[place] = at_us
            return
        self._numbers.insert(place, number)
        self._times_us.insert(place, at_us)
        if len(self._numbers) > REMEMBERED_SHOTS:
            del self._numbers[0], self._times_us[0]

    def before(self, number: int) -> tuple[int, float] | None:
        """Number and time of the nearest shot with a lower number."""
        return self._at(bisect_left(self._numbers, number) - 1)

    def after(self, number: int) -> tuple[int, float] | None:
        """Number and time of the nearest shot with a higher number."""
        return self._at(bisect_right(self._numbers, number))

    def _at(self, place: int) -> tuple[int, float] | None:
        return (self._numbers[place], self._times_us[place]) if 0 <= place < len(self._numbers) else None
