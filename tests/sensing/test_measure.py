import random
from dataclasses import replace

import pytest

from appliance.core.coincidence import Impact
from appliance.core.events import Air, ImpactPulse
from appliance.core.message import Message, message
from appliance.messages.translation import described
from appliance.sensing.detection_rows import Moment, detection_row
from appliance.sensing.measure import (
    NO_BOARD_SURVEY,
    NO_POSITION,
    NO_PULSE,
    NO_SOUND,
    NO_SURVEY,
    measurer,
    unsurveyed,
)
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import NOW, a_burst, a_survey
from tests.english import english

AIR = Air(18.0, 55.0, 101_325.0)
STILL = measurer(a_survey()).at_first(is_indoor=True)
TICKS = VirtualButt().ticks(400.0, 900.0, 1e6, random.Random(1))
BOARD = {"centre_x_mm": 650.0, "centre_y_mm": 650.0}


def test_an_impact_is_placed_and_keeps_what_was_measured() -> None:
    measure = measurer(a_survey())
    impact = Impact(a_burst(ticks=TICKS, air=AIR), (ImpactPulse(17, NOW, 0.0),), True)
    place = measure.place(impact, STILL)
    assert place.outcome == "located"
    assert (place.x_mm, place.y_mm) == pytest.approx((400, 900), abs=2)
    detection = detection_row(measure, impact, place, Moment(NOW))
    # without a session the fix is kept all the same
    assert (detection.outcome, detection.x_mm, detection.pulse_pins) == ("no_session", place.x_mm, [17])
    assert detection.ticks == list(TICKS)


def test_a_channel_bias_is_taken_off() -> None:
    survey = a_survey()
    biased = survey.model_copy(
        update={"sensors": [s.model_copy(update={"bias_us": 50.0 * k}) for k, s in enumerate(survey.sensors)]}
    )
    late = tuple(t + 400 * k for k, t in enumerate(TICKS))
    place = measurer(biased).place(Impact(a_burst(ticks=late, air=AIR), (), True), STILL)
    assert (place.x_mm, place.y_mm) == pytest.approx((400, 900), abs=2)


TOO_MANY = message("too_many_channels", channels=9, sensors=8)


@pytest.mark.parametrize(
    ("impact", "outcome", "reason"),
    [
        (Impact(None, (ImpactPulse(17, NOW, 0.0),), False), "unplaced", NO_SOUND),
        (Impact(a_burst(ticks=TICKS, air=AIR), (), False), "noise", NO_PULSE),
        (Impact(a_burst(ticks=(None,) * 4), (), True), "unplaced", NO_POSITION),
        (Impact(a_burst(ticks=(None,) * 4, board_x_mm=3.0, board_y_mm=4.0), (), True), "unplaced", NO_BOARD_SURVEY),
        (Impact(a_burst(ticks=(5,) * 9), (), True), "unplaced", TOO_MANY),
        (Impact(a_burst(ticks=(5, None, None, 900)), (), True), "noise", Message("too_few_channels")),
    ],
)
def test_what_cannot_be_placed_says_why(impact: Impact, outcome: str, reason: Message) -> None:
    measure = measurer(a_survey())
    place = measure.place(impact, STILL)
    assert (place.outcome, place.reason) == (outcome, reason)
    assert detection_row(measure, impact, place, Moment(NOW)).reason == described(reason)


def test_a_boards_own_position_is_used_and_marked() -> None:
    measure = measurer(a_survey(board=BOARD))
    place = measure.place(Impact(a_burst(ticks=(None,) * 4, board_x_mm=-12.0, board_y_mm=30.0), (), True), STILL)
    assert (place.outcome, place.source, place.x_mm, place.y_mm) == ("located", "board", 638.0, 680.0)
    assert place.covariance_mm2 == (4.0, 0.0, 4.0)
    assert english(place.reason) == "the board's own position"


@pytest.mark.parametrize(
    ("x_mm", "y_mm", "outcome"),
    [
        # the butt ends 650 mm from its centre; beyond, four sigma of the board's own error are believed
        (662.0, 0.0, "located"),
        (662.1, 0.0, "off_butt"),
        (0.0, -662.0, "located"),
        (0.0, -662.1, "off_butt"),
        (None, 0.0, "unplaced"),
        (0.0, None, "unplaced"),
    ],
)
def test_a_boards_own_position_beside_the_butt_is_no_hit(x_mm: float | None, y_mm: float | None, outcome: str) -> None:
    measure = measurer(a_survey(board={**BOARD, "sigma_mm": 3.0}))
    burst = a_burst(ticks=(None,) * 4, board_x_mm=x_mm, board_y_mm=y_mm)
    place = measure.place(Impact(burst, (), True), STILL)
    assert place.outcome == outcome
    if x_mm is not None and y_mm is not None:
        # where it was is kept all the same
        assert (place.source, place.x_mm, place.y_mm) == ("board", 650.0 + x_mm, 650.0 + y_mm)
        assert place.covariance_mm2 == ((9.0, 0.0, 9.0) if outcome == "located" else None)


def test_a_left_out_sensor_is_named() -> None:
    late = (TICKS[0] + 2000, *TICKS[1:])
    place = measurer(a_survey()).place(Impact(a_burst(ticks=late, air=AIR), (), True), STILL)
    assert (place.outcome, english(place.reason)) == ("located", "sensor NW disagreed and was left out")


def test_speed_comes_from_the_survey_the_node_or_the_default() -> None:
    still = measurer(a_survey())
    assert still.speed(Air()) == still.speed(Air(15.0, 50.0))
    assert still.speed(Air(30.0)) > still.speed(Air(15.0))
    assert still.speed(Air(30.0, 90.0)) > still.speed(Air(30.0))
    assert still.speed(Air(30.0, 90.0, 60_000.0)) != still.speed(Air(30.0, 90.0))
    assert still.speed(Air(30.0, 90.0, 101_325.0)) == still.speed(Air(30.0, 90.0))
    assert replace(still, speed_scale=1.02).speed(Air(30.0)) == pytest.approx(1.02 * still.speed(Air(30.0)))
    assert measurer(a_survey(acoustics={"speed_mm_per_us": 0.5})).speed(Air(30.0)) == 0.5


def test_times_are_known_where_each_sensor_heard_it() -> None:
    measure = measurer(a_survey())
    times = measure.times(a_burst(ticks=TICKS, air=AIR))
    assert times is not None
    assert [us - times[0] for us in times] == pytest.approx([(tick - TICKS[0]) / 8 for tick in TICKS])
    assert measure.times(a_burst(ticks=(*TICKS[:7], None), air=AIR)) is None
    assert measure.times(a_burst(ticks=TICKS[:7], air=AIR)) is None


def test_without_a_survey_an_impact_is_kept_unplaced_and_a_noise_stays_one() -> None:
    measure = unsurveyed()
    place = measure.place(Impact(a_burst(ticks=TICKS, air=AIR), (), True), STILL)
    assert (place.outcome, place.reason, place.x_mm) == ("unplaced", NO_SURVEY, None)
    assert measure.place(Impact(a_burst(ticks=TICKS, air=AIR), (), False), STILL).outcome == "noise"
