"""For how long people are told of something, and what the sensor wing and the nodes take for the same time."""

import pytest

from appliance.sensing import bows, chirp_findings, chirp_rounds, chirps, clock, exchange_watch
from drivers.node.emitter_turns import QUIET_AFTER_TRIGGER_US

MINUTE_S = 60.0


@pytest.mark.parametrize(
    ("shown_s", "minutes"),
    [
        (bows.PROBLEM_SHOWN_S, 10),
        (clock.STEP_REPORTED_S, 60),
        (exchange_watch.NAMED_FOR_US / 1e6, 30),
        (chirps.FINDINGS_LAST_US / 1e6, 10),
    ],
)
def test_what_is_wrong_is_shown_for_so_many_minutes(shown_s: float, minutes: int) -> None:
    assert shown_s == minutes * MINUTE_S


def test_chirps_are_passed_over_for_as_long_as_a_node_is_silent_after_an_impact() -> None:
    assert chirp_rounds.DEAF_AFTER_IMPACT_US == QUIET_AFTER_TRIGGER_US


def test_between_two_fits_there_are_as_many_new_rounds_as_one_needs() -> None:
    # a node chirps through a round in two seconds
    assert chirps.SURVEY_EVERY_US == chirps.SURVEY_ROUNDS * 2e6
    assert chirp_findings.KEPT_ROUNDS == 2 * chirps.SURVEY_ROUNDS
    assert chirps.FINDINGS_EVERY_US == chirps.SURVEY_EVERY_US / 2
