"""From arrivals to a position that can be trusted, or a LocateError that says why there is none."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from appliance.core.dilution import dilution_of_precision
from appliance.core.errors import LocateError
from appliance.core.geometry import Sensor, SensorArray
from appliance.core.multilateration import Arrival, Solution, closed_form_start, descend

# Chi-squared that a true impact exceeds once in 10^6, by degrees of freedom.
GATE = {1: 23.93, 2: 27.63, 3: 30.66, 4: 33.38, 5: 35.89}
# The same once in 10^4, for a position that rests on leaving a channel out.
REPAIR_GATE = {1: 15.14, 2: 18.42, 3: 21.11, 4: 23.51, 5: 25.74}
PAIR_SIGMAS = 6.0
RIVAL_MARGIN = 12.0
SAME_PLACE_MM = 15.0
MIN_CHANNELS_TO_REPAIR = 6
NOISE_CHANNELS = 3
# nearer than this the butt itself is in the way
BEHIND_DEPTHS_MM = (300.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0)
BEHIND_REFINEMENTS = 24
GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Fix:
    """A trusted position with its uncertainty.

    `covariance_mm2` is (xx, xy, yy); `residual_mm` the rms of the channels used; `channels` those used and
    `left_out` those that disagreed; `dilution` the horizontal dilution of precision.
    """

    x_mm: float
    y_mm: float
    covariance_mm2: tuple[float, float, float]
    residual_mm: float
    chi2: float
    dilution: float
    channels: tuple[int, ...]
    left_out: tuple[int, ...]


def locate(arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float) -> Fix:
    """Maximum-likelihood position of one impact.

    `speed` is in mm/us, `sigma_us` the standard deviation of one time of arrival, timing and model error together.
    Raises LocateError with the reason when no position can be trusted.
    """
    if len(arrivals) < NOISE_CHANNELS:
        raise LocateError("too_few_channels")
    suspects = _impossible(arrivals, speed, sigma_us)
    if not _a_possible_triple(arrivals, suspects):
        raise LocateError("no_common_source")
    if len(arrivals) == NOISE_CHANNELS:
        raise LocateError("no_redundancy")
    if not suspects:
        solution = _all_channels(arrivals, array, speed, sigma_us)
        if solution is not None:
            return _fix(solution, array, arrivals, ())
    if len(arrivals) < MIN_CHANNELS_TO_REPAIR:
        raise LocateError("contradictory")
    return _leave_one_out(arrivals, array, speed, sigma_us)


def _impossible(arrivals: Sequence[Arrival], speed: float, sigma_us: float) -> set[tuple[int, int]]:
    """Pairs whose time difference is larger than sound needs from one sensor to the other."""
    slack = PAIR_SIGMAS * sigma_us * math.sqrt(2)
    return {
        (a.channel, b.channel)
        for a, b in combinations(arrivals, 2)
        if abs(a.toa_us - b.toa_us) > _between_mm(a.sensor, b.sensor) / speed + slack
    }


def _between_mm(a: Sensor, b: Sensor) -> float:
    return math.dist((a.x_mm, a.y_mm, a.z_mm), (b.x_mm, b.y_mm, b.z_mm))


def _a_possible_triple(arrivals: Sequence[Arrival], impossible: set[tuple[int, int]]) -> bool:
    channels = [a.channel for a in arrivals]
    return any(not impossible.intersection(combinations(t, 2)) for t in combinations(channels, 3))


def _all_channels(arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float) -> Solution | None:
    """The one believable solution with every channel; None when the channels contradict each other."""
    gate = GATE[len(arrivals) - 3]
    roots = _roots(arrivals, array, speed, sigma_us)
    if not roots or roots[0].chi2 > gate:
        return None
    best = roots[0]
    if _outside(best, array):
        raise LocateError("outside", best.x_mm, best.y_mm)
    for rival in roots[1:]:
        if rival.chi2 <= gate and rival.chi2 - best.chi2 < RIVAL_MARGIN:
            raise LocateError("ambiguous", best.x_mm, best.y_mm)
    return best


def _leave_one_out(arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float) -> Fix:
    gate = REPAIR_GATE[len(arrivals) - 4]
    repaired: list[tuple[float, int, Solution]] = []
    for index, arrival in enumerate(arrivals):
        rest = [*arrivals[:index], *arrivals[index + 1 :]]
        if _impossible(rest, speed, sigma_us):
            continue
        roots = _roots(rest, array, speed, sigma_us, thorough=False)
        repaired += [(root.chi2, arrival.channel, root) for root in roots if root.chi2 <= gate + RIVAL_MARGIN]
    repaired.sort(key=lambda item: item[0])
    if not repaired or repaired[0][0] > gate:
        raise LocateError("contradictory")
    chi2, channel, best = repaired[0]
    for rival_chi2, _, rival in repaired[1:]:
        if rival_chi2 - chi2 < RIVAL_MARGIN and _apart_mm(rival, best) > SAME_PLACE_MM / 4:
            raise LocateError("ambiguous", best.x_mm, best.y_mm)
    if _outside(best, array):
        raise LocateError("outside", best.x_mm, best.y_mm)
    if _from_behind(arrivals, speed, sigma_us, best):
        raise LocateError("behind", best.x_mm, best.y_mm)
    return _fix(best, array, arrivals, (channel,))


def _from_behind(arrivals: Sequence[Arrival], speed: float, sigma_us: float, front: Solution) -> bool:
    """Whether a source well behind the face explains every channel as well as leaving one out does."""

    def chi2_at(log_depth: float) -> float:
        depth_mm = math.exp(log_depth)
        shifted = [
            Arrival(
                a.channel,
                Sensor(a.sensor.id, a.sensor.x_mm, a.sensor.y_mm, a.sensor.z_mm + depth_mm),
                a.toa_us,
            )
            for a in arrivals
        ]
        solution = descend(shifted, speed, sigma_us, front.x_mm, front.y_mm)
        return math.inf if solution is None else solution.chi2

    steps = [math.log(depth_mm) for depth_mm in BEHIND_DEPTHS_MM]
    coarse = [chi2_at(step) for step in steps]
    k = min(range(len(steps)), key=coarse.__getitem__)
    low, high = steps[max(k - 1, 0)], steps[min(k + 1, len(steps) - 1)]
    limit = GATE[len(arrivals) - 4] + RIVAL_MARGIN
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = chi2_at(left), chi2_at(right)
    for _ in range(BEHIND_REFINEMENTS):
        if min(at_left, at_right) < limit:
            return True
        # of the two inner points one serves again in the next, smaller interval
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = chi2_at(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = chi2_at(right)
    return min(at_left, at_right) < limit


def _roots(
    arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float, *, thorough: bool = True
) -> list[Solution]:
    """Distinct minima of the likelihood, best first."""
    roots: list[Solution] = []
    gate = GATE[len(arrivals) - 3]
    for number, (x, y) in enumerate(_starts(arrivals, array, speed, thorough)):
        solution = descend(arrivals, speed, sigma_us, x, y)
        if solution is None:
            continue
        if all(_apart_mm(solution, known) > SAME_PLACE_MM for known in roots):
            roots.append(solution)
        if number == 0 and solution.chi2 <= gate and solution.dof > 1 and not _outside(solution, array):
            break
    return sorted(roots, key=lambda root: root.chi2)


def _starts(
    arrivals: Sequence[Arrival], array: SensorArray, speed: float, thorough: bool
) -> Iterator[tuple[float, float]]:
    closed_form = closed_form_start(arrivals, speed)
    if closed_form is not None:
        yield closed_form
    cx, cy = array.region.centre
    yield cx, cy
    if not thorough:
        return
    half = array.region.half_size_mm
    for reach, directions in ((0.6, 4), (1.6, 8), (4.0, 8)):
        for k in range(directions):
            angle = 2 * math.pi * (k + 0.5) / directions
            yield cx + reach * half * math.cos(angle), cy + reach * half * math.sin(angle)


def _outside(solution: Solution, array: SensorArray) -> bool:
    xx, _, yy = solution.covariance_mm2
    return array.region.excess_mm(solution.x_mm, solution.y_mm) > 4 * math.sqrt(xx + yy)


def _apart_mm(a: Solution, b: Solution) -> float:
    return math.hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm)


def _fix(solution: Solution, array: SensorArray, arrivals: Sequence[Arrival], left_out: tuple[int, ...]) -> Fix:
    used = [a.sensor for a in arrivals if a.channel not in left_out]
    return Fix(
        x_mm=solution.x_mm,
        y_mm=solution.y_mm,
        covariance_mm2=solution.covariance_mm2,
        residual_mm=math.sqrt(sum(r * r for r in solution.residuals_mm) / len(used)),
        chi2=solution.chi2,
        dilution=dilution_of_precision(used, solution.x_mm, solution.y_mm),
        channels=solution.channels,
        left_out=left_out,
    )
