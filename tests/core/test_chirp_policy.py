"""Who may chirp: the rule alone."""

import pytest

from appliance.core import chirp_policy
from appliance.core.chirp_policy import Wanted, may_chirp

NOW_US = 1e9
IDLE = {
    "is_on": True,
    "wanted": Wanted(NOW_US, is_open=True, is_tapped=False),
    "impact_us": None,
    "released_us": None,
}


def may(**changes: object) -> bool:
    return may_chirp(NOW_US, **{**IDLE, **changes})  # type: ignore[arg-type]


def test_while_nobody_shoots_in_an_open_session_chirps_may_be() -> None:
    assert may()
    assert may(impact_us=NOW_US - 5e6, released_us=NOW_US - 10e6)
    assert may(impact_us=NOW_US / 10, released_us=NOW_US / 10)


@pytest.mark.parametrize(
    "change",
    [
        {"is_on": False},
        {"wanted": None},
        {"wanted": Wanted(NOW_US, is_open=False, is_tapped=False)},
        {"wanted": Wanted(NOW_US, is_open=True, is_tapped=True)},
        {"wanted": Wanted(NOW_US - chirp_policy.KNOWN_FOR_US, is_open=True, is_tapped=False)},
        {"wanted": Wanted(NOW_US - 60e6, is_open=True, is_tapped=False)},
        {"impact_us": NOW_US - 4.999e6},
        {"impact_us": NOW_US},
        {"released_us": NOW_US - 9.999e6},
    ],
)
def test_whatever_else_is_going_on_keeps_them_away(change: dict[str, object]) -> None:
    assert not may(**change)


def test_the_protocol_says_how_long() -> None:
    assert (chirp_policy.QUIET_AFTER_IMPACT_US, chirp_policy.QUIET_AFTER_RELEASE_US) == (5e6, 10e6)
