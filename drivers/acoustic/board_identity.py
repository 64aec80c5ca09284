"""Keys for shots of freETarget boards that are equal when a board repeats a shot. Pure.

The boards give their shots no lasting number: `shot` starts again at each reset, counts modulo 100, and can be set.
A Wi-Fi board sends all its stored shots at each connection; only the content distinguishes a repeat from a new arrow.

*With a time* (Arduino from 3.6, every ESP32) the identity is number, time and position as printed. Two arrows share it
only if they have the same number, fell after resets at the same hundredth of a second (or millisecond) of their
sessions, and lie within the same hundredth of a millimetre both ways: less than one in 10^9 for a pair of arrows with
the same number. Counters, temperature and name are left out: a board prints counters only while TRACE is set, so that
a repeat may lack or have them. Where there is no position the counters take its place. Where nothing was measured
(shots missing from a rapid-fire string, always at time 0) the previous shot is part of the identity, since one string
after another lacks the same number.

*Without a time* (Arduino up to 3.4, and misses up to 4.3) position and number alone would sooner or later be equal for
arrows of two sessions. These boards store and repeat nothing, so the driver counts such shots itself.
"""

import hashlib

from appliance.core.events import BurstKey
from drivers.wire.freetarget_messages import BoardShot

FREETARGET = "freetarget"
WORDS_OF_FIRMWARE = "FET-"
"""Prefix that an ESP32 puts before its name everywhere but in its shots."""


def bare_name(name: str) -> str:
    """A board's name, normalised as in its shots."""
    return name.strip().removeprefix(WORDS_OF_FIRMWARE)


def node_name(shot: BoardShot) -> str:
    """The node's name in a key: from the shot alone, which is the same in a repeat."""
    name = bare_name(shot.name)
    return f"{FREETARGET}-{name}" if name else FREETARGET


def content_key(shot: BoardShot, before: BurstKey | None) -> BurstKey | None:
    """The key of a shot by its content; None when the shot has no time. `before`: the key of the previous shot."""
    if shot.time is None:
        return None
    measured: object = (shot.x_mm, shot.y_mm)
    if shot.x_mm is None or shot.y_mm is None:
        counters = shot.counters
        measured = (counters.raw or counters.toa_ticks) if counters is not None else (before and before.boot, "none")
    content = repr((shot.name, shot.shot, shot.miss, shot.time, measured)).encode()
    digest = hashlib.blake2b(content, digest_size=8).digest()
    return BurstKey(node_name(shot), int.from_bytes(digest, "big") >> 1, shot.shot)


class BoardName:
    """Decides which board's shots to take: the configured name, else the board's own, else the first seen."""

    def __init__(self, given: str | None) -> None:
        self._given = bare_name(given) if given else ""
        self._name = ""
        self._first: dict[bool, str] = {}

    def reset(self) -> None:
        """Clear the identity, since another board may be connected now."""
        self._name = ""
        self._first = {}

    def note(self, name: object) -> None:
        """Note the name that the connected board reports."""
        if isinstance(name, str) and name.strip():
            self._name = bare_name(name)

    def is_ours(self, name: str) -> bool:
        """Whether to take a shot with this name; a shot without one is taken."""
        name = bare_name(name)
        if not name:
            return True
        if self._given:
            return name == self._given
        # on a token ring shots carry the board's address, a number, and not its name
        is_address = name.isdecimal()
        if not is_address and self._name:
            return name == self._name
        return name == self._first.setdefault(is_address, name)
