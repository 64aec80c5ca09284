"""How often parts of the sensor wing look at the disk, the clock and the database: often enough, and never at once."""

import pytest

from appliance.core.chirp_policy import KNOWN_FOR_US
from appliance.models.wings_db import SILENT_S
from appliance.sensing import backlog, bows, chirp_permission, clock, intake, pipeline, reporter, underived

A_SECOND = 1.0


@pytest.mark.parametrize(
    ("pause_s", "at_most_s"),
    [
        # what a power cut makes the next start read again
        (intake.TEND_S, A_SECOND),
        (clock.LOOK_S, A_SECOND),
        (backlog.RETRY_READ_S, A_SECOND),
        (bows.LOOK_AGAIN_S, A_SECOND),
        (bows.DUE_MARGIN_S, A_SECOND / 100),
        # a person who waits for the end of the program notices a tenth of a second
        (pipeline.LOOK_AGAIN_S, A_SECOND / 10),
        # what a live arrow may have to wait for
        (pipeline.GIVE_WAY_STEPS * pipeline.GIVE_WAY_STEP_S, A_SECOND / 10),
        # two looks, before what is known is too old
        (chirp_permission.LOOK_EVERY_S, KNOWN_FOR_US / 2e6),
        (underived.LOOK_EVERY_S, 120.0),
        (reporter.LOOK_EVERY_S, reporter.LIVE_EVERY_S / 2),
        (reporter.LIVE_EVERY_S, 5.0),
        (reporter.COUNTERS_EVERY_S, 30.0),
        (reporter.AIR_EVERY_S, 60.0),
    ],
)
def test_a_part_that_waits_leaves_the_processor_to_others_and_is_back_in_time(pause_s: float, at_most_s: float) -> None:
    # a thousandth of a second is a step that gives way to others; none at all would be a busy wait
    assert 0.001 <= pause_s <= at_most_s


def test_three_signs_of_life_are_missed_before_anybody_is_alarmed() -> None:
    assert 3 * reporter.LIVE_EVERY_S == SILENT_S
