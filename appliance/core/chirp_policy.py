"""When a node may chirp: never where it could be taken for an arrow or disturb one. No clock."""

from dataclasses import dataclass

QUIET_AFTER_IMPACT_US = 5e6
"""So long after an impact, whatever it was: who taps or shoots a group does so again by then."""
QUIET_AFTER_RELEASE_US = 10e6
"""So long after an arrow left a bow: the longest flight, and its impact's own time."""
KNOWN_FOR_US = 5e6
"""So long what was known of session, taps and test is believed; where the database is away nothing chirps."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The context at `at_us`: `is_open`, a session; `is_tapped`, a calibration that awaits taps, or a sensor test."""

    at_us: float
    is_open: bool
    is_tapped: bool


def may_chirp(
    now_us: float, *, is_on: bool, wanted: Wanted | None, impact_us: float | None, released_us: float | None
) -> bool:
    """Whether a node may chirp now; `impact_us`, `released_us`: the newest of each, None before the first."""
    if not is_on or wanted is None or now_us - wanted.at_us >= KNOWN_FOR_US:
        return False
    if not wanted.is_open or wanted.is_tapped:
        return False
    return _is_over(now_us, impact_us, QUIET_AFTER_IMPACT_US) and _is_over(now_us, released_us, QUIET_AFTER_RELEASE_US)


def _is_over(now_us: float, since_us: float | None, quiet_us: float) -> bool:
    return since_us is None or now_us - since_us >= quiet_us
