"""A burst located in the air as the shots before it told it: the slow state is used, then learns from the shot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.core.air.filter import Explained, explain
from appliance.core.air.state import SlowState
from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.geometry import SensorArray
from appliance.core.locating.burst import unwrap_candidates_us
from appliance.core.locating.dilution import dilution_of_precision
from appliance.core.locating.hypotheses import (
    ELSEWHERE_MM,
    GATE,
    MIN_CHANNELS_TO_REPAIR,
    RIVAL_MARGIN,
    Fix,
    is_outside,
    locate,
    window_gate,
)
from appliance.core.locating.rear_source import from_behind
from appliance.core.locating.solver import closed_form_start
from appliance.core.locating.still_air import diameter_mm, with_quantisation

BAD_CHANNEL_SHARE = 0.002
"""How often one of the channels is wrong, before anything is known."""
BAD_CHANNEL_US = 600.0
"""A wrong channel is wrong by anything in a range as wide as this."""
SURE = math.log(100)
"""How much more probable one explanation must be than the other, where they put the arrow at different places."""
SURER = math.log(1000)
"""The same for a gust that fewer than MIN_CHANNELS_IN_OTHER_AIR channels tell of."""
SAME_PLACE_MM = 2.0
MOST_GUST = 1.5
"""A change of wind of more than this many of its standard deviations is no gust: it moves an arrow by centimetres."""
STORM = 2.5
"""The same for one that may be, though it is not believed at once: it speaks against a channel being wrong."""
SUSPICIOUS = 2
"""So many shots in a row that one channel alone spoke against, and nothing else explained: it is believed no more."""
MIN_CHANNELS_IN_OTHER_AIR = 7
OTHER_AIR_GATE = 14.0
"""Chi-squared of a burst with a channel left out, in air that has changed."""
KNOWN_AIR = 1.3
"""The air counts as known when its doubt makes that of one time of arrival no larger than this many times."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How ticks are read: the node's clock, propagation speed by the thermometer, standard deviation of one time of
    arrival, and how late each channel is as calibrated."""

    tick_hz: float
    tick_bits: int
    speed_mm_per_us: float
    sigma_us: float
    biases_us: Sequence[float]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A fix, what each reading used was off by (None: silent or left out), us, and the state after it."""

    fix: Fix
    residuals_us: tuple[float | None, ...]
    state: SlowState


def locate_in_air(
    ticks: Sequence[int | None],
    array: SensorArray,
    state: SlowState,
    timing: Timing,
) -> Tracked:
    """Like `locate_ticks`, in moving air; the covariance has the doubt of the air in it. Raises LocateError."""
    try:
        return _in_air(ticks, array, state, timing)
    except LocateError:
        suspect, heard = state.suspect, [channel for channel, tick in enumerate(ticks) if tick is not None]
        if suspect not in heard or state.suspected < SUSPICIOUS or len(heard) < MIN_CHANNELS_TO_REPAIR:
            raise
        # what nothing else explained time after time is a channel that is as good as silent
        others = [None if channel == suspect else tick for channel, tick in enumerate(ticks)]
        found = _in_air(others, array, state, timing)
        return Tracked(replace(found.fix, left_out=(suspect,)), found.residuals_us, found.state.suspecting(suspect))


def _in_air(
    ticks: Sequence[int | None],
    array: SensorArray,
    state: SlowState,
    timing: Timing,
) -> Tracked:
    speed, biases_us = timing.speed_mm_per_us, timing.biases_us
    sigma = with_quantisation(timing.sigma_us, timing.tick_hz)
    centre = array.region.centre
    delays = state.delays_us(array.sensors, speed, *centre)
    doubt = math.hypot(sigma, state.doubt_us(array.sensors, speed, *centre))
    reach_us = diameter_mm(array) / speed + max(map(abs, delays)) * 2 + 10 * doubt
    reach_us += max(biases_us) - min(biases_us)
    found: list[Tracked] = []
    refusal = LocateError("too_few_channels")
    for times in unwrap_candidates_us(ticks, timing.tick_hz, timing.tick_bits, reach_us):
        heard = [Arrival(i, array.sensors[i], t - biases_us[i]) for i, t in enumerate(times) if t is not None]
        still = [replace(a, toa_us=a.toa_us - delays[a.channel]) for a in heard]
        burst = _Burst(heard, array, state, speed, sigma)
        try:
            found.append(_locate(burst, array, still, speed * state.scale, doubt))
        except LocateError as error:
            if not found:
                refusal = error
    if not found:
        raise refusal
    return min(found, key=lambda tracked: (len(tracked.fix.left_out), tracked.fix.chi2))


class _Burst:
    """One order of arrival, to be explained with all its channels or without some."""

    def __init__(
        self, heard: Sequence[Arrival], array: SensorArray, state: SlowState, speed: float, sigma: float
    ) -> None:
        self.heard, self.sigma_us, self._array, self._state, self._speed = heard, sigma, array, state, speed

    def explained(self, used: Sequence[Arrival], x_mm: float, y_mm: float) -> Explained | None:
        """None when `used` do not agree in whatever air there may be."""
        found = explain(self._state, used, x_mm, y_mm, speed_mm_per_us=self._speed, sigma_us=self.sigma_us)
        return found if found is not None and found.chi2 <= GATE.get(len(used) - 3, math.inf) else None

    def tracked(self, explained: Explained, used: Sequence[Arrival]) -> Tracked:
        off = dict(zip((a.channel for a in used), explained.residuals_us, strict=True))
        x, y = explained.x_mm, explained.y_mm
        fix = Fix(
            x_mm=x,
            y_mm=y,
            covariance_mm2=explained.covariance_mm2,
            residual_mm=math.sqrt(math.fsum(r * r for r in off.values()) / len(off)) * self._speed,
            chi2=explained.chi2,
            dilution=dilution_of_precision([a.sensor for a in used], x, y),
            channels=tuple(off),
            left_out=tuple(a.channel for a in self.heard if a.channel not in off),
        )
        (wrong,) = fix.left_out or (None,)
        state = explained.state
        if wrong is not None or state.suspect in off:
            state = state.suspecting(wrong)
        return Tracked(fix, tuple(off.get(k) for k in range(len(self._array.sensors))), state)


def _locate(burst: _Burst, array: SensorArray, still: Sequence[Arrival], speed: float, doubt: float) -> Tracked:
    """`still`: times of arrival as they would have been in still air, by what is known of it."""
    heard = burst.heard
    fix = None
    try:
        fix = locate(still, array, speed, doubt)
    except LocateError as error:
        if error.reason != "contradictory":
            raise
    else:
        if not fix.left_out and doubt <= KNOWN_AIR * burst.sigma_us:
            calm = burst.explained(heard, fix.x_mm, fix.y_mm)
            if calm is not None and calm.change == 0:
                return burst.tracked(calm, heard)
    tracked = _by_evidence(burst, array, still, speed, fix)
    place = tracked.fix
    if is_outside(place.x_mm, place.y_mm, place.covariance_mm2, array):
        raise LocateError("outside", place.x_mm, place.y_mm)
    if place.left_out:
        limit = GATE[len(place.channels) - 3] + RIVAL_MARGIN
        if from_behind(still, speed, doubt, place.x_mm, place.y_mm, limit):
            raise LocateError("behind", place.x_mm, place.y_mm)
    return tracked


def _by_evidence(
    burst: _Burst,
    array: SensorArray,
    still: Sequence[Arrival],
    speed: float,
    fix: Fix | None,
) -> Tracked:
    """All channels in air that has changed, or one of them wrong: the more probable, if it leads by enough.

    `fix`: what there is in the air as known. Raises LocateError where the more probable does not lead by enough and the
    other puts the arrow at a different place, and where it is not to be believed whatever the other is.
    """
    heard = burst.heard
    wrong = math.log(BAD_CHANNEL_SHARE / len(heard) / BAD_CHANNEL_US)
    is_mended = fix is not None and bool(fix.left_out)
    candidates: list[tuple[float, int | None, Explained, Sequence[Arrival]]] = []
    for left_out in (None, *range(len(heard))):
        if left_out is not None and fix is not None and fix.left_out not in ((), (heard[left_out].channel,)):
            continue
        used: Sequence[Arrival] = [a for k, a in enumerate(heard) if k != left_out]
        about = closed_form_start([a for k, a in enumerate(still) if k != left_out], speed)
        if left_out is None and fix is not None:
            about = fix.x_mm, fix.y_mm
        found = burst.explained(used, *(about or array.region.centre))
        if left_out is None and is_mended and found is not None and not _is_other_air(found, STORM):
            # no rival: the air as known is better explained without the channel, and other air is not like this
            continue
        if found is not None:
            candidates.append((found.log_evidence + (0.0 if left_out is None else wrong), left_out, found, used))
    candidates.sort(key=lambda candidate: -candidate[0])
    if not candidates:
        raise LocateError("contradictory")
    probable, left_out, best, used = candidates[0]
    suspect = next((heard[k].channel for _, k, _, _ in candidates if k is not None), None)
    xx, _, yy = best.covariance_mm2
    for rival_probable, _, rival, others in candidates[1:]:
        apart_mm = math.dist((best.x_mm, best.y_mm), (rival.x_mm, rival.y_mm))
        # with so few channels a bad one looks like a gust wherever the noise is wide, and the doubt with it
        is_gust = best.change > 0 and left_out is None and len(used) < MIN_CHANNELS_IN_OTHER_AIR
        sure, near_mm = (SURER, ELSEWHERE_MM) if is_gust else (SURE, SAME_PLACE_MM + 2 * math.sqrt(xx + yy))
        if probable - rival_probable < sure and apart_mm > near_mm:
            is_weather = len(heard) in (len(used), len(others))
            raise LocateError("wind_or_channel" if is_weather else "contradictory", best.x_mm, best.y_mm, suspect)
    left_out_channels = () if left_out is None else (heard[left_out].channel,)
    if (fix is None or fix.left_out != left_out_channels) and not _is_to_be_believed(best, used, burst):
        raise LocateError("contradictory", best.x_mm, best.y_mm, suspect)
    return burst.tracked(best, used)


def _is_other_air(found: Explained, most_gust: float) -> bool:
    """Whether the air changed, and no more than that."""
    return found.change > 0 and found.gust <= most_gust


def _is_to_be_believed(best: Explained, used: Sequence[Arrival], burst: _Burst) -> bool:
    """Whether what only other air explains may be that: with the air free, little speaks against two arrows.

    With all channels not where the air did not change: they were not believed in that air already. Not with a channel
    left out as well, but for eight that agree well: five of six would fit anything.
    """
    if len(used) == len(burst.heard):
        return _is_other_air(best, MOST_GUST)
    if best.gust > MOST_GUST or len(used) < MIN_CHANNELS_IN_OTHER_AIR:
        return False
    return best.chi2 <= min(OTHER_AIR_GATE, window_gate(len(used) - 3, burst.sigma_us))
