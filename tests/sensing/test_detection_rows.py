"""What is written of an impact: what was measured as it is, what was found in units for people. No database."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from appliance.core.coincidence import Impact
from appliance.core.events import Air, Front, ImpactPulse
from appliance.sensing.detection_rows import NO_COUNTER_BITS, Moment, detection_row
from appliance.sensing.items import Place
from appliance.sensing.measure import measurer
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import NOW, a_burst, a_survey

MEASURE = measurer(a_survey(acoustics={"sigma_us": 3.0}))
STILL = MEASURE.at_first(is_indoor=False)
AIR = Air(18.0, 55.0, 99_000.0)
FRONTS = (Front(12, 3, 40, 90), None, Front(None, 4, 41, 91))
BURST = a_burst(
    7, ticks=VirtualButt().ticks(400.0, 900.0, 1e6, random.Random(1)), air=AIR, amplitudes=(5, None, 6), fronts=FRONTS,
    impact_us=1.0, node_time_us=123, second_event=True, board_x_mm=1.5, board_y_mm=2.5,
)  # fmt: skip
HEARD = Impact(BURST, (ImpactPulse(17, NOW, 0.0), ImpactPulse(4, NOW, 0.0), ImpactPulse(17, NOW, 1.0)), True)
SESSION, CALIBRATION, CLOCK = UUID(int=1), UUID(int=2), UUID(int=3)


def test_a_located_arrow_is_written_with_all_that_was_measured_and_found() -> None:
    place = MEASURE.place(HEARD, STILL)
    placed = place.placed
    assert placed is not None
    variances = [list(row) for row in placed.state.covariance]
    variances[1][1], variances[2][2] = 1e-9, 0.0005**2
    values = (0.01, 0.002, -0.003, *placed.state.values[3:])
    state = replace(placed.state, values=values, covariance=tuple(map(tuple, variances)))
    fix = replace(placed.fix, left_out=(2,))
    placed = replace(placed, state=state, fix=fix)
    place = replace(place, placed=placed)
    row = detection_row(MEASURE, HEARD, place, Moment(NOW, SESSION, clock_id=CLOCK))
    assert (row.node, row.boot, row.sequence) == ("archstats-1", 77, 7)
    assert (row.detected_at, row.session_id, row.calibration_id, row.clock_id) == (NOW, SESSION, None, CLOCK)
    assert (row.time_source, row.node_time_us, row.second_event) == ("node", 123, True)
    assert (row.ticks, row.tick_hz, row.tick_bits) == (list(BURST.ticks), 8e6, 32)
    assert (row.amplitudes, row.pulse_pins) == ([5, None, 6], [4, 17])
    assert (row.rises, row.noises) == ([12, None, None], [3, None, 4])
    assert (row.lowers, row.uppers) == ([40, None, 41], [90, None, 91])
    assert (row.temp_c, row.rh_pct, row.pressure_pa) == (18.0, 55.0, 99_000.0)
    assert (row.board_x_mm, row.board_y_mm) == (1.5, 2.5)
    assert (row.outcome, row.reason, row.fix_source) == ("located", None, "appliance")
    assert (row.x_mm, row.y_mm, row.covariance_mm2) == (place.x_mm, place.y_mm, place.covariance_mm2)
    assert (row.residual_mm, row.dilution) == (fix.residual_mm, fix.dilution)
    assert (row.channels, row.left_out) == (list(fix.channels), [2])
    assert row.residuals_us == list(placed.residuals_us)
    assert row.speed_mm_per_us == pytest.approx(MEASURE.speed(AIR) * 1.01)
    assert row.sigma_us == 3.0
    assert [row.wind_x_m_per_s, row.wind_y_m_per_s, row.wind_sigma_m_per_s] == pytest.approx([2.0, -3.0, 0.5])
    infinite = replace(place, placed=replace(placed, fix=replace(fix, dilution=float("inf"))))
    assert detection_row(MEASURE, HEARD, infinite, Moment(NOW)).dilution is None


def test_an_impact_that_no_board_heard_is_written_by_its_pulse() -> None:
    pulses = tuple(ImpactPulse(pin, datetime(2026, 1, 2, 3, 4, 5, 678, UTC), 1.0) for pin in (9, 4))
    impact = Impact(None, pulses, False)
    row = detection_row(MEASURE, impact, MEASURE.place(impact, STILL), Moment(NOW, SESSION))
    assert (row.node, row.boot, row.sequence) == ("impact-pins", 0, int(pulses[0].received_at.timestamp() * 1e6))
    assert (row.time_source, row.node_time_us, row.second_event) == ("arrival", None, False)
    assert (row.ticks, row.amplitudes, row.pulse_pins) == ([], [], [4, 9])
    assert (row.tick_hz, row.tick_bits) == (MEASURE.survey.clock.tick_hz, NO_COUNTER_BITS)
    assert (row.temp_c, row.rh_pct, row.pressure_pa, row.board_x_mm, row.board_y_mm) == (None,) * 5
    assert row.speed_mm_per_us == MEASURE.speed(Air())
    assert (row.channels, row.left_out, row.residual_mm, row.dilution, row.residuals_us) == ([], [], None, None, None)
    assert (row.wind_x_m_per_s, row.wind_y_m_per_s, row.wind_sigma_m_per_s) == (None,) * 3
    assert [row.rises, row.noises, row.lowers, row.uppers] == [[]] * 4


def test_a_burst_without_a_time_of_its_own_is_dated_by_its_arrival() -> None:
    burst = replace(BURST, impact_us=None, fronts=())
    row = detection_row(MEASURE, Impact(burst, (), True), Place("noise"), Moment(NOW))
    assert (row.time_source, row.rises, row.pulse_pins) == ("arrival", [], [])


@pytest.mark.parametrize(
    ("outcome", "moment", "written"),
    [
        ("located", Moment(NOW, SESSION), "located"),
        ("unplaced", Moment(NOW, SESSION), "unplaced"),
        ("located", Moment(NOW), "no_session"),
        ("unplaced", Moment(NOW), "no_session"),
        ("located", Moment(NOW, SESSION, is_test=True), "test"),
        ("unplaced", Moment(NOW, is_test=True), "test"),
        # what is no arrow stays what it is, and so does a tap
        ("noise", Moment(NOW, is_test=True), "noise"),
        ("off_butt", Moment(NOW), "off_butt"),
        ("located", Moment(NOW, calibration_id=CALIBRATION), "located"),
        ("unplaced", Moment(NOW, calibration_id=CALIBRATION, is_test=True), "unplaced"),
    ],
)
def test_an_arrow_counts_in_a_session_that_nobody_tests_in(outcome: str, moment: Moment, written: str) -> None:
    row = detection_row(MEASURE, HEARD, Place(outcome), moment)  # type: ignore[arg-type]
    assert row.outcome == written


def test_a_tap_is_of_no_session() -> None:
    moment = Moment(NOW, SESSION, clock_id=CLOCK, is_test=True)
    assert moment.of_tap(None) is moment
    assert moment.of_tap(CALIBRATION) == Moment(NOW, None, CALIBRATION, CLOCK, is_test=True)
