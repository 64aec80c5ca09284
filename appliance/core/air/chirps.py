"""Wind and speed of sound from chirps between the sensors, without an arrow and without a thermometer.

Emitter i, at the place of sensor i, sounds at an instant T_i that is unknown, for its delay is. Channel j hears it at

    t_ij = T_i + d_ij / c_ij + b_j + e_i + n_ij,     its own channel at     t_ii = T_i + d_0 / c + b_i + m_i,

with n and m noise, d_0 the few millimetres to its own sensor, c_ij the speed along the path, wind included, and b_j the
bias of channel j for chirps, b_j = r_j + q_j: r_j is its bias for arrows, which a calibration measures, q_j the
difference of the two. An arrow's front is slow and a chirp's is not, so that a channel's bandwidth and threshold delay
them differently. e_i belongs to the emitter: its own channel hears it a hundred times louder than the others do, and
crosses its threshold nearer to the beginning of the front. T_i drops out of times relative to the own channel,
h_ij = t_ij - t_ii. Of the two directions of a pair:

    h_ij - h_ji = (d_ij / c_ij - d_ij / c_ji) + 2 (b_j - b_i) + (e_i - e_j) + (n_ij - n_ji) - (m_i - m_j)          wind
    h_ij + h_ji = (d_ij / c_ij + d_ij / c_ji) - 2 d_0 / c     + (e_i + e_j) + (n_ij + n_ji) - (m_i + m_j)         speed

What is observable, and what is not. The first bracket is -2 w (p_j - p_i) / c^2 to first order, a term at j less a term
at i, and so is 2 b_j - e_j: a uniform wind is known only as well as these are. An uncertainty of 0.1 us in each b is
0.007 m/s across 1.3 m. b and e are constants of the hardware, so chirps measure every change of the wind exactly; an
error of b and e looks like one constant wind, which arrows measure: one arrow within about 0.4 m/s, a hundred of them
within a tenth of that. That is why q and e are no noise but unknowns of the slow state, kept from round to round, from
arrow to arrow and from session to session. A part common to every q is not observable, and not needed. A part common to
every e is a time that does not grow with the distance, which distinguishes it from the speed; a delay that does grow
with it (a threshold high up a front that weakens) looks like a speed: 1 us a metre is 0.2 degrees. For the same reason
an emitter that its own channel does not hear has a constant delay, and measures wind only through the survey. The sums
give distance over speed: the speed if the array is surveyed, the array's shape without its size if it is not
(`calibration/self_survey.py`). A wind towards the butt appears in neither. Errors of the survey, s a coordinate, change
a sum by 2 sqrt(2) s / c, independently from pair to pair as far as it matters here, and leave differences unchanged.

Each round is one update of the slow state, which arrows update too, for each way in which the air may have changed
(`filter.py`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

from appliance.core.air.chirp_biases import UnknownIndices, with_chirp_biases
from appliance.core.air.filter import CERTAIN, MODE_PERSISTENCE
from appliance.core.air.session_fit import travel
from appliance.core.air.state import AIR_SIZE, SlowState
from appliance.core.air.weather import Change
from appliance.core.geometry import Sensor

OWN_MM = 15.0
"""Distance from an emitter to the sensor beside it: both sit in one housing."""
LATE_US = 500.0
"""One sigma of the delay of an emitter that its own channel did not hear: a piezo disc rings up in tens of periods of
40 kHz."""
FAR_OFF_SIGMA = 5.0
"""Innovation, in standard deviations, beyond which a pair is left out: an echo or a hand was heard. By chance 6 in
10^7."""
LEAST_SHARE = 0.6
"""Minimum share of the pairs heard both ways that must agree; otherwise the round is rejected."""
SETTLED_MM_PER_US = 5e-4
"""Largest change of the air without a second linearisation, half a metre a second: terms of the next order are 0.01 us
across the largest butt."""
MIN_PAIRS = 3
"""For two unknowns of the wind and a check."""


@dataclass(frozen=True, slots=True)
class ChirpRound:
    """One chirp of each emitter: `times_us[i][j]` is when channel j heard emitter i, us from any origin for each i."""

    times_us: Sequence[Sequence[float | None]]

    def against_own(self, i: int, j: int) -> float | None:
        """Time from the arrival of emitter i at its own channel to that at channel j, us, or from the origin if the own
        channel did not hear it; None if channel j did not."""
        own, heard = self.times_us[i][i], self.times_us[i][j]
        return None if heard is None else heard - (own or 0.0)


class _Reading(NamedTuple):
    """The sum or difference of the two directions of a pair: residual, derivatives by the unknowns, and variance."""

    pair: tuple[int, int]
    off_us: float
    row: dict[int, float]
    variance: float


class _Posterior(NamedTuple):
    values: list[float]
    covariance: list[list[float]]
    log_evidence: float
    far_off: set[tuple[int, int]]


def after_chirps(
    state: SlowState,
    sensors: Sequence[Sensor],
    heard: ChirpRound,
    *,
    speed_mm_per_us: float,
    sigma_us: float,
    survey_mm: float,
) -> SlowState:
    """The slow state after a round of chirps; unchanged if the round is rejected.

    `sigma_us`: standard deviation of one time; `survey_mm`: of a coordinate of a sensor.
    """
    known = with_chirp_biases(state, len(sensors))
    *others, widest = state.weather.changes
    about: Sequence[float] = known.values
    # linearised at the air before, and again at the result if that is far away: there the model is linear to 10^-7
    for is_last in (False, True):
        readings = _readings(about, sensors, heard, speed_mm_per_us, sigma_us, survey_mm)
        pairs = {reading.pair for reading in readings}
        wide = _updated(known, about, readings, heard, widest, sigma_us)
        if len(pairs) < MIN_PAIRS or len(pairs - wide.far_off) < LEAST_SHARE * len(pairs):
            return state
        if is_last or _is_settled(about, wide.values, speed_mm_per_us):
            break
        about = wide.values
    believed = [reading for reading in readings if reading.pair not in wide.far_off]
    found = [_updated(known, about, believed, heard, change, sigma_us) for change in others]
    found.append(_updated(known, about, believed, heard, widest, sigma_us) if wide.far_off else wide)
    return _merged(known, found)


def _is_settled(about: Sequence[float], found: Sequence[float], speed: float) -> bool:
    """Whether the result is close enough to the point of linearisation."""
    scale, *wind = (now - at for now, at in zip(found[:AIR_SIZE], about, strict=False))
    return max(abs(scale) * speed, *map(abs, wind)) < SETTLED_MM_PER_US


def _readings(
    values: Sequence[float],
    sensors: Sequence[Sensor],
    heard: ChirpRound,
    speed: float,
    sigma_us: float,
    survey_mm: float,
) -> list[_Reading]:
    """Readings of all pairs heard both ways, linearised at `values`; unknowns: the state's, then the noise of each own
    channel."""
    air, places = (speed * (1 + values[0]), values[1], values[2]), UnknownIndices(len(sensors))
    doubt2 = 8 * (survey_mm / speed) ** 2
    found = []
    for i, j in combinations(range(len(sensors)), 2):
        there, back = heard.against_own(i, j), heard.against_own(j, i)
        if there is None or back is None:
            continue
        t_ij, by_ij = _way(sensors[i], sensors[j], air)
        t_ji, by_ji = _way(sensors[j], sensors[i], air)
        biases = dict.fromkeys((places.arrow(j), places.channel(j)), 2.0)
        biases |= dict.fromkeys((places.arrow(i), places.channel(i)), -2.0)
        biases |= {places.emitter(i): 1.0, places.emitter(j): -1.0}
        owns = sum(OWN_MM / air[0] for k in (i, j) if heard.times_us[k][k] is not None)
        plus = {
            0: (by_ij[0] + by_ji[0]) * speed + owns / air[0] * speed,
            1: by_ij[1] + by_ji[1],
            2: by_ij[2] + by_ji[2],
        }
        minus = {0: (by_ij[0] - by_ji[0]) * speed, 1: by_ij[1] - by_ji[1], 2: by_ij[2] - by_ji[2], **biases}
        known_us = sum(values[k] * share for k, share in biases.items())
        found.append(
            _Reading(
                (i, j),
                there - back - (t_ij - t_ji) - known_us,
                {**minus, places.own(i): -1.0, places.own(j): 1.0},
                2 * sigma_us**2,
            )
        )
        louder = {places.emitter(i): 1.0, places.emitter(j): 1.0}
        known_us = sum(values[k] for k in louder)
        found.append(
            _Reading(
                (i, j),
                there + back - (t_ij + t_ji - owns) - known_us,
                {**plus, **louder, places.own(i): -1.0, places.own(j): -1.0},
                2 * sigma_us**2 + doubt2,
            )
        )
    return found


def _way(a: Sensor, b: Sensor, air: Sequence[float]) -> tuple[float, tuple[float, float, float]]:
    """Travel time from the place of one sensor to another, us, and its derivatives by speed and wind."""
    raised = replace(b, z_mm=b.z_mm - a.z_mm)
    time_us, _, by_air = travel(raised, (a.x_mm, a.y_mm), air)
    return time_us, by_air


def _updated(
    state: SlowState,
    about: Sequence[float],
    readings: Sequence[_Reading],
    heard: ChirpRound,
    change: Change,
    sigma_us: float,
) -> _Posterior:
    """Kalman update, reading by reading; the readings were linearised at `about`."""
    size, channels = len(state.values), len(heard.times_us)
    added = [change.scale**2, change.wind_mm_per_us**2, change.wind_mm_per_us**2]
    added += [change.bias_us**2] * (size - AIR_SIZE)
    covariance = [[*row, *(0.0,) * channels] for row in state.covariance]
    covariance += [[0.0] * (size + channels) for _ in range(channels)]
    for k, variance in enumerate(added):
        covariance[k][k] += variance
    for k in range(channels):
        is_heard = heard.times_us[k][k] is not None
        covariance[size + k][size + k] = sigma_us**2 if is_heard else LATE_US**2
    moved = [value - at for value, at in zip(state.values, about, strict=True)] + [0.0] * channels
    log_evidence, far_off = 0.0, set()
    for pair, off_us, row, own in readings:
        taps = list(row.items())
        gain = [sum([line[k] * h for k, h in taps]) for line in covariance]
        variance = sum([gain[k] * h for k, h in taps]) + own
        innovation = off_us - sum([moved[k] * h for k, h in taps])
        log_evidence -= 0.5 * (innovation**2 / variance + math.log(2 * math.pi * variance))
        if innovation**2 > FAR_OFF_SIGMA**2 * variance:
            far_off.add(pair)
            continue
        for i, g in enumerate(gain):
            share = g / variance
            if share:
                moved[i] += share * innovation
                covariance[i] = [value - share * other for value, other in zip(covariance[i], gain, strict=True)]
    values = [at + step for at, step in zip(about, moved[:size], strict=True)]
    return _Posterior(values, [line[:size] for line in covariance[:size]], log_evidence, far_off)


def _merged(state: SlowState, found: Sequence[_Posterior]) -> SlowState:
    """The posteriors of all changes of the air, merged into one normal state by their probabilities."""
    logs = [
        one.log_evidence + math.log(MODE_PERSISTENCE * mode + (1 - MODE_PERSISTENCE) * change.share)
        for one, mode, change in zip(found, state.modes, state.weather.changes, strict=True)
    ]
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    modes = tuple(weight / math.fsum(weights) for weight in weights)
    best = max(range(len(modes)), key=modes.__getitem__)
    parts = [(1.0, found[best])] if modes[best] > CERTAIN else list(zip(modes, found, strict=True))
    size = len(state.values)
    values = [math.fsum(weight * one.values[k] for weight, one in parts) for k in range(size)]
    covariance = tuple(
        tuple(
            math.fsum(
                w * (one.covariance[i][j] + (one.values[i] - values[i]) * (one.values[j] - values[j]))
                for w, one in parts
            )
            for j in range(size)
        )
        for i in range(size)
    )
    return replace(state, values=tuple(values), covariance=covariance, modes=modes)
