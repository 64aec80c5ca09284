"""Locates an arrow from one burst: generates hypotheses and judges them.

Still air of known speed of sound is a state without uncertainty (`air/weather.py`, STILL).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from appliance.core.air.state import SlowState, after_unexplained, at_first
from appliance.core.air.weather import STILL
from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError, LocateReason
from appliance.core.geometry import SensorArray
from appliance.core.locating import thresholds
from appliance.core.locating.burst import Timing, latenesses, unwrap_candidates_us, with_quantisation
from appliance.core.locating.candidates import Hypothesis
from appliance.core.locating.dilution import dilution_of_precision
from appliance.core.locating.fix import Fix, Placed, UncheckedError
from appliance.core.locating.hypotheses import generate
from appliance.core.locating.judge import judge
from appliance.core.locating.roots import has_possible_triple
from appliance.core.locating.scene import Scene, Surroundings

AIR_REASONS: tuple[LocateReason, ...] = ("contradictory", "wind_or_channel", "two_arrows")
"""Refusals that may mean that the air has changed."""
REACH_SIGMA = 10.0
"""Margin of the longest burst beyond the travel time across the array, in standard deviations of one time."""


def place_arrow(ticks: Sequence[int | None], array: SensorArray, state: SlowState, timing: Timing) -> Placed:
    """Locate an arrow from counter values, with the air state estimated from earlier shots.

    `ticks`: counter value per channel, None where it never triggered. Raises LocateError with the reason when no
    position can be trusted.
    """
    try:
        return _place(ticks, array, state, timing)
    except LocateError:
        suspect, heard = state.suspect, [channel for channel, tick in enumerate(ticks) if tick is not None]
        is_bad = state.suspected >= thresholds.MIN_SUSPICIONS and len(heard) >= thresholds.MIN_CHANNELS_TO_REPAIR
        if suspect not in heard or not is_bad:
            raise
        # a channel that alone disagreed with several shots in a row is treated as silent
        others = [None if channel == suspect else tick for channel, tick in enumerate(ticks)]
        placed = _place(others, array, state, timing)
        return Placed(replace(placed.fix, left_out=(suspect,)), placed.residuals_us, placed.state.suspecting(suspect))


def after_refusal(state: SlowState, refusal: LocateError) -> SlowState:
    """The air state after an arrow that was not placed."""
    if isinstance(refusal, UncheckedError):
        return refusal.state
    return after_unexplained(state, refusal.suspect) if refusal.reason in AIR_REASONS else state


def _place(ticks: Sequence[int | None], array: SensorArray, state: SlowState, timing: Timing) -> Placed:
    """The best fix over all unwrappings of the counter."""
    biases_us = timing.biases_us
    late = latenesses(timing.fronts, timing.tick_hz, len(ticks), timing.left_shares)
    around = Surroundings(array, state, timing.speed_mm_per_us, with_quantisation(timing.sigma_us, timing.tick_hz))
    found: list[Placed] = []
    refusal = LocateError("too_few_channels")
    reach_us = _reach_us(around, biases_us) + max((one.late_us for one in late), default=0.0)
    for times in unwrap_candidates_us(ticks, timing.tick_hz, timing.tick_bits, reach_us):
        heard = [
            Arrival(i, array.sensors[i], t - biases_us[i] - one.late_us, one.sigma_us)
            for i, (t, one) in enumerate(zip(times, late, strict=True))
            if t is not None
        ]
        try:
            found.append(place_arrivals(heard, around))
        except LocateError as error:
            if not found:
                refusal = error
    if not found:
        raise refusal
    return min(found, key=lambda placed: (len(placed.fix.left_out), placed.fix.chi2))


def _reach_us(around: Surroundings, biases_us: Sequence[float]) -> float:
    """Longest duration of a burst, us: travel time across the array, delays of air and biases, and uncertainty."""
    air_us = 2 * max(map(abs, around.delays_us)) + REACH_SIGMA * around.doubt_us
    return around.across_us + air_us + max(biases_us) - min(biases_us)


def place_arrivals(heard: Sequence[Arrival], around: Surroundings) -> Placed:
    """Place an arrow by times of arrival, biases taken off. Raises LocateError."""
    if len(heard) < thresholds.MIN_CHANNELS:
        raise LocateError("too_few_channels")
    scene = Scene(heard, around)
    if not has_possible_triple(heard, scene.impossible):
        raise LocateError("no_common_source")
    if len(heard) == thresholds.MIN_CHANNELS:
        raise LocateError("no_redundancy")
    return _placed(scene, judge(scene, generate(scene)))


def in_still_air(array: SensorArray, speed_mm_per_us: float, sigma_us: float) -> Surroundings:
    """The surroundings of an array in still air of known speed of sound."""
    return Surroundings(array, at_first(len(array.sensors), STILL), speed_mm_per_us, sigma_us)


def _placed(scene: Scene, best: Hypothesis) -> Placed:
    explained = best.explained
    off = dict(zip((a.channel for a in best.used), explained.residuals_us, strict=True))
    fix = Fix(
        x_mm=explained.x_mm,
        y_mm=explained.y_mm,
        covariance_mm2=explained.covariance_mm2,
        residual_mm=math.sqrt(math.fsum(r * r for r in off.values()) / len(off)) * scene.around.speed_mm_per_us,
        chi2=explained.chi2,
        dilution=dilution_of_precision([a.sensor for a in best.used], *best.place),
        channels=tuple(off),
        left_out=() if best.left_out is None else (best.left_out.channel,),
    )
    (wrong,) = fix.left_out or (None,)
    state = explained.state
    if wrong is not None or state.suspect in off:
        state = state.suspecting(wrong)
    return Placed(fix, tuple(off.get(k) for k in range(len(scene.array.sensors))), state)
