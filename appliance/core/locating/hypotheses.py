"""From arrivals to a position that can be trusted, or a LocateError that says why there is none."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.geometry import Sensor, SensorArray
from appliance.core.linalg import inverse3, multiply3
from appliance.core.locating.dilution import dilution_of_precision, sight_sums
from appliance.core.locating.rear_source import from_behind
from appliance.core.locating.solver import Solution, closed_form_start, descend

# Chi-squared that a true impact exceeds once in 10^6, by degrees of freedom.
GATE = {1: 23.93, 2: 27.63, 3: 30.66, 4: 33.38, 5: 35.89}
# The same for a position that rests on leaving a channel out: once in 10^4, with 7 channels left and more in 10^5.
REPAIR_GATE = {1: 15.14, 2: 18.42, 3: 21.11, 4: 28.47, 5: 30.86}
# The same for one that heard something too early, as the second of two arrows is heard: three in 10^3, then 10^5.
EARLY_GATE = {1: 8.81, 2: 11.62, 3: 13.93, 4: 28.47, 5: 30.86}
# Of either: the root sum of squares of the residuals, us. Unrelated sounds agree as often as this window is wide: past
# some microseconds a burst that could be mended is better refused than believed.
REPAIR_WINDOW_US = {2: 4.3, 3: 8.0, 4: 15.0, 5: 18.0}
BAD_CHANNEL_MOST_US = 400.0
"""With five channels left: one that is farther off heard something else, and the rest may have too."""
LEAST_GATE = 1.0
"""Chi-squared: where a window asks for less the noise is too wide for anything to be mended."""
PAIR_SIGMAS = 6.0
RIVAL_MARGIN = 12.0
NEAR_RIVAL_MARGIN = 4.0
SAME_PLACE_MM = 15.0
MIN_CHANNELS_TO_REPAIR = 6
NOISE_CHANNELS = 3
# of the misfit: a channel without which more than this is left is not the bad one once another is found
INNOCENT_SHARE = 0.9
UNLIKELY = 4.0
"""Of one channel: chi-squared that it alone is to blame for. One clean channel in 22 has more; it matters only where
what that channel says moves the place by more than ELSEWHERE_MM."""
ELSEWHERE_MM = 10.0
MOST_DOUBT_MM = 4.0
WEAK_DILUTION = 2.0
"""More than both, one standard deviation in the plane and dilution, and FAR_OFF_MM would be within what chance does."""
UNSEEN_SIGMAS = 6.0
"""An error in one channel that may still pass the gate of a repaired burst."""
FAR_OFF_MM = 20.0


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
    if len(arrivals) < MIN_CHANNELS_TO_REPAIR:
        roots = [] if suspects else _roots(arrivals, array, speed, sigma_us)
        return _with_all(roots, arrivals, array)
    # with channels to spare, a burst that fits from neither of two starts has a bad channel before it has a second
    # root: that is looked for first, and all roots only when it is not found
    roots = _roots(arrivals, array, speed, sigma_us, 2)
    if suspects or not roots or roots[0].chi2 > GATE[len(arrivals) - 3]:
        try:
            return _leave_one_out(roots, arrivals, array, speed, sigma_us)
        except LocateError as error:
            if suspects or error.reason != "contradictory":
                raise
    elif not _is_outside(roots[0], array):
        return _with_all(roots, arrivals, array)
    return _with_all(_roots(arrivals, array, speed, sigma_us), arrivals, array)


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


def _with_all(roots: Sequence[Solution], arrivals: Sequence[Arrival], array: SensorArray) -> Fix:
    """The one believable root with every channel. Raises LocateError when there is none, or two."""
    gate = GATE[len(arrivals) - 3]
    if not roots or roots[0].chi2 > gate:
        raise LocateError("contradictory")
    best = roots[0]
    if _is_outside(best, array):
        raise LocateError("outside", best.x_mm, best.y_mm)
    if _rests_on_one(best, arrivals):
        raise LocateError("contradictory", best.x_mm, best.y_mm)
    if best.covariance_mm2[0] + best.covariance_mm2[2] > max(MOST_DOUBT_MM**2, WEAK_DILUTION**2 * best.variance_mm2):
        raise LocateError("open", best.x_mm, best.y_mm)
    for rival in roots[1:]:
        if rival.chi2 <= gate and rival.chi2 - best.chi2 < RIVAL_MARGIN:
            raise LocateError("ambiguous", best.x_mm, best.y_mm)
    return _fix(best, array, arrivals, ())


def _leave_one_out(
    all_roots: Sequence[Solution], arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float
) -> Fix:
    """The fix that one channel less makes. Raises LocateError when there is none, or two."""
    gate = REPAIR_GATE[len(arrivals) - 4]
    repaired = _repairs(all_roots, arrivals, array, speed, sigma_us)
    if not repaired or repaired[0][0] > gate:
        raise LocateError("contradictory")
    chi2, channel, best = repaired[0]
    for rival_chi2, _, rival in repaired[1:]:
        apart_mm = _apart_mm(rival, best)
        margin = RIVAL_MARGIN if apart_mm > SAME_PLACE_MM else NEAR_RIVAL_MARGIN
        if rival_chi2 - chi2 < margin and apart_mm > SAME_PLACE_MM / 4:
            raise LocateError("ambiguous", best.x_mm, best.y_mm)
    if _is_outside(best, array):
        raise LocateError("outside", best.x_mm, best.y_mm)
    used = [a for a in arrivals if a.channel != channel]
    (left_out,) = [a for a in arrivals if a.channel == channel]
    if _rests_on_one(best, used) or _may_be_other_sounds(best, used, left_out, speed, sigma_us):
        raise LocateError("contradictory", best.x_mm, best.y_mm)
    if from_behind(arrivals, speed, sigma_us, best.x_mm, best.y_mm, GATE[len(arrivals) - 4] + RIVAL_MARGIN):
        raise LocateError("behind", best.x_mm, best.y_mm)
    return _fix(best, array, arrivals, (channel,))


def _repairs(
    all_roots: Sequence[Solution], arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float
) -> list[tuple[float, int, Solution]]:
    """Solutions with one channel less that fit, or nearly, as (chi2, channel left out, solution); best first."""
    gate = REPAIR_GATE[len(arrivals) - 4]
    impossible = _impossible(arrivals, speed, sigma_us)
    repaired: list[tuple[float, int, Solution]] = []
    # from the closed form first; only where that leads nowhere, from elsewhere
    for starts in (1, 2):
        for share, index in _suspicion(all_roots, arrivals):
            if repaired and repaired[0][0] <= gate and share > INNOCENT_SHARE:
                break
            channel = arrivals[index].channel
            if any(channel not in pair for pair in impossible):
                continue
            rest = [*arrivals[:index], *arrivals[index + 1 :]]
            roots = _roots(rest, array, speed, sigma_us, starts)
            repaired += [(root.chi2, channel, root) for root in roots if root.chi2 <= gate + RIVAL_MARGIN]
            repaired.sort(key=lambda item: item[0])
        if repaired and repaired[0][0] <= gate:
            break
    return repaired


def _suspicion(roots: Sequence[Solution], arrivals: Sequence[Arrival]) -> list[tuple[float, int]]:
    """Every channel as (share of the misfit that would be left without it, index), the most suspicious first.

    To first order about the best root with all channels: leaving out one of residual r and leverage h takes
    r^2 / (1 - h) off the sum of squares.
    """
    told = [] if not roots else _without_each(roots[0], arrivals)
    if not told:
        return [(0.0, index) for index in range(len(arrivals))]
    total = sum(r * r for r in roots[0].residuals_mm) or 1e-9
    return sorted((1 - less / total, index) for index, (less, _) in enumerate(told))


def _without_each(solution: Solution, arrivals: Sequence[Arrival]) -> list[tuple[float, float]]:
    """Of every channel: what its absence would take off the sum of squares, mm2, and move the solution by, mm.

    To first order: leaving out one of residual r and leverage h takes off r^2 / (1 - h). Empty where nothing is fixed.
    """
    told = []
    for (freedom, pull), r in zip(_holds(solution, arrivals), solution.residuals_mm, strict=False):
        alone = r / freedom
        told.append((r * alone, pull * abs(alone)))
    return told


def _holds(solution: Solution, arrivals: Sequence[Arrival]) -> list[tuple[float, float]]:
    """Of every channel: one less its leverage, and how far an error of one mm in it moves the solution, mm."""
    rows = []
    for a in arrivals:
        dx, dy = solution.x_mm - a.sensor.x_mm, solution.y_mm - a.sensor.y_mm
        distance = math.sqrt(dx * dx + dy * dy + a.sensor.z_mm**2) or 1e-9
        rows.append((dx / distance, dy / distance))
    inverse = inverse3(
        sight_sums([(a.sensor.x_mm, a.sensor.y_mm, a.sensor.z_mm**2) for a in arrivals], solution.x_mm, solution.y_mm)
    )
    if inverse is None:
        return []
    held = []
    for ux, uy in rows:
        px, py, pt = multiply3(inverse, ux, uy, 1.0)
        held.append((max(1 - (ux * px + uy * py + pt), 1e-6), math.hypot(px, py)))
    return held


def _may_be_other_sounds(
    solution: Solution, used: Sequence[Arrival], left_out: Arrival, speed: float, sigma_us: float
) -> bool:
    """Whether what is left may agree by chance: two arrows, or sounds that have nothing to do with each other.

    Of two arrows in one dead time each channel latches the first it hears: wrong channels are early, seldom alone. So
    where the one left out was early a second may be wrong too, unseen and by enough to matter.
    """
    emitted = math.fsum(speed * a.toa_us - _reach_mm(solution, a) for a in used) / len(used)
    late_us = left_out.toa_us - (emitted + _reach_mm(solution, left_out)) / speed
    if len(used) < MIN_CHANNELS_TO_REPAIR and abs(late_us) > BAD_CHANNEL_MOST_US:
        return True
    within = window_gate(solution.dof, sigma_us)
    if within < LEAST_GATE:
        return True
    if late_us > 0:
        return solution.chi2 > within
    if solution.chi2 > EARLY_GATE[solution.dof] * min(1.0, within / REPAIR_GATE[solution.dof]):
        return True
    unseen_mm = UNSEEN_SIGMAS * math.sqrt(solution.variance_mm2)
    return any(pull * unseen_mm / math.sqrt(freedom) > FAR_OFF_MM for freedom, pull in _holds(solution, used))


def window_gate(dof: int, sigma_us: float) -> float:
    """Chi-squared at which the channels that are left fill REPAIR_WINDOW_US."""
    return (REPAIR_WINDOW_US[dof] / sigma_us) ** 2


def _reach_mm(solution: Solution, arrival: Arrival) -> float:
    s = arrival.sensor
    return math.dist((s.x_mm, s.y_mm, s.z_mm), (solution.x_mm, solution.y_mm, 0.0))


def _rests_on_one(solution: Solution, arrivals: Sequence[Arrival]) -> bool:
    """Whether one channel is unlikely and its absence would put the arrow elsewhere: a place not to be trusted."""
    variance = solution.variance_mm2
    if solution.dof < 2 or solution.chi2 < UNLIKELY or solution.chi2 * variance < ELSEWHERE_MM**2 / 9:
        return False
    return any(
        less > UNLIKELY * variance and moved_mm > ELSEWHERE_MM for less, moved_mm in _without_each(solution, arrivals)
    )


def _roots(
    arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float, most: int | None = None
) -> list[Solution]:
    """Distinct minima of the likelihood, best first; with `most`, from no more starts than that."""
    roots: list[Solution] = []
    gate = GATE[len(arrivals) - 3]
    for number, (x, y) in enumerate(islice(_starts(arrivals, array, speed), most)):
        solution = descend(arrivals, speed, sigma_us, x, y)
        if solution is None:
            continue
        if all(_apart_mm(solution, known) > SAME_PLACE_MM for known in roots):
            roots.append(solution)
        if number == 0 and solution.chi2 <= gate and solution.dof > 1 and not _is_outside(solution, array):
            break
    return sorted(roots, key=lambda root: root.chi2)


def _starts(arrivals: Sequence[Arrival], array: SensorArray, speed: float) -> Iterator[tuple[float, float]]:
    closed_form = closed_form_start(arrivals, speed)
    if closed_form is not None:
        yield closed_form
    cx, cy = array.region.centre
    yield cx, cy
    half = array.region.half_size_mm
    for reach, directions in ((0.6, 4), (1.6, 8), (4.0, 8)):
        for k in range(directions):
            angle = 2 * math.pi * (k + 0.5) / directions
            yield cx + reach * half * math.cos(angle), cy + reach * half * math.sin(angle)


def is_outside(x_mm: float, y_mm: float, covariance_mm2: tuple[float, float, float], array: SensorArray) -> bool:
    """Whether a position is beside the butt by more than its own doubt."""
    xx, _, yy = covariance_mm2
    return array.region.excess_mm(x_mm, y_mm) > 4 * math.sqrt(xx + yy)


def _is_outside(solution: Solution, array: SensorArray) -> bool:
    return is_outside(solution.x_mm, solution.y_mm, solution.covariance_mm2, array)


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
