"""When a node may chirp: never where a chirp could be taken for an arrow or disturb one. Reads no clock."""

from dataclasses import dataclass

QUIET_AFTER_IMPACT_US = 5e6
"""No chirps for this long after an impact of any kind: a person who taps, or shoots a group, does so again by then."""
QUIET_AFTER_RELEASE_US = 10e6
"""No chirps for this long after a release: the longest flight, and the quiet time of its impact."""
KNOWN_FOR_US = 5e6
"""Age after which the known state of session, taps and test is no longer used: without the database nothing chirps."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """State of the butt at `at_us`; `is_open`: a session is open; `is_tapped`: a calibration awaits taps, or a sensor
    test runs."""

    at_us: float
    is_open: bool
    is_tapped: bool


def may_chirp(
    now_us: float, *, is_on: bool, wanted: Wanted | None, impact_us: float | None, released_us: float | None
) -> bool:
    """Whether a node may chirp now; `impact_us`, `released_us`: the last impact and release, None before the first."""
    if not is_on or wanted is None or now_us - wanted.at_us >= KNOWN_FOR_US:
        return False
    if not wanted.is_open or wanted.is_tapped:
        return False
    return _is_over(now_us, impact_us, QUIET_AFTER_IMPACT_US) and _is_over(now_us, released_us, QUIET_AFTER_RELEASE_US)


def _is_over(now_us: float, since_us: float | None, quiet_us: float) -> bool:
    return since_us is None or now_us - since_us >= quiet_us
