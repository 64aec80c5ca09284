"""Generates the hypotheses about a burst, each with place, covariance and evidence.

An arrow that every channel timed correctly, at each root (minimum of chi-squared); an arrow that one channel timed
wrongly; beside the latter, the alternatives to a single arrow (`alternatives.py`). Each is explained by all changes of
the air at once (`air/filter.py`).
"""

import math
from collections.abc import Sequence

from appliance.core.air.filter import explain
from appliance.core.arrival import Arrival
from appliance.core.locating import thresholds
from appliance.core.locating.alternatives import alternatives
from appliance.core.locating.candidates import Candidates, Hypothesis
from appliance.core.locating.dilution import leverage_and_sensitivity
from appliance.core.locating.roots import roots
from appliance.core.locating.scene import Scene
from appliance.core.locating.solver import Solution, closed_form_start

RIVAL_CHI2 = 2 * thresholds.LOG_ODDS_FAR_MIN
"""Chi-squared above the gate up to which an explanation is kept as a rival: a worse one could not come close enough."""
QUICK_STARTS = 2
"""Number of quick starts, the closed form and the middle of the butt, which lead to the arrow in all but one burst in
thousands."""

NO_MISFIT_MM2 = 1e-9
"""Sum of squares taken for channels that agree exactly: none is suspicious, and there is no division by zero."""


def generate(scene: Scene) -> Candidates:
    """Every explanation of the burst that is worth comparing.

    Alternatives are looked for only where the best arrow leaves a channel out. Where all channels agree on an arrow,
    another source would fit as well only by chance, and its prior is lower.
    """
    arrows = sorted(_arrows(scene), key=lambda h: -h.log_odds)
    if not arrows or arrows[0].left_out is None:
        return Candidates(arrows, ())
    return Candidates(arrows, alternatives(scene, arrows[0]))


def _arrows(scene: Scene) -> list[Hypothesis]:
    """Arrows that fit the burst; slow searches run only where the quick ones find none."""
    seen = [] if scene.impossible else roots_of(scene, scene.still, QUICK_STARTS if scene.can_repair else None)
    complete = _all_channels(scene, seen)
    if complete and _is_plain(scene, complete[0]):
        return complete
    repaired = _one_left_out(scene, seen) if scene.can_repair else []
    is_found = repaired or any(not h.is_outside(scene.array) for h in complete)
    if scene.can_repair and not scene.impossible and not is_found:
        # a burst that fits from neither of two starts is far more likely to have a bad channel than a second root
        complete = _all_channels(scene, roots_of(scene, scene.still, None))
    return complete + repaired


def roots_of(scene: Scene, still: Sequence[Arrival], max_starts: int | None) -> list[Solution]:
    """Minima of chi-squared in the air as known."""
    return roots(still, scene.array, scene.around.still_speed, scene.around.doubt_us, max_starts)


def _is_plain(scene: Scene, hypothesis: Hypothesis) -> bool:
    """Whether all channels agree in known, calm air, so that no rival can be better by enough."""
    is_calm = scene.around.is_air_known and hypothesis.explained.change == 0
    return is_calm and not hypothesis.is_outside(scene.array)


def _all_channels(scene: Scene, seen: Sequence[Solution]) -> list[Hypothesis]:
    """Arrows that every channel timed correctly, at the best root and at others that fit; the most probable first."""
    fitting = [root for k, root in enumerate(seen) if k == 0 or root.chi2 <= thresholds.GATE[root.dof]]
    found = [_hypothesis(scene, scene.heard, None, root) for root in fitting]
    return sorted((h for h in found if h is not None), key=lambda h: -h.log_odds)


def _one_left_out(scene: Scene, seen: Sequence[Solution]) -> list[Hypothesis]:
    """Arrows with one channel left out: in the air as known, else with the air estimated too."""
    suspects = [
        (share, index)
        for share, index in _suspicion(seen, scene.still, scene.around.doubt_us)
        if all(scene.heard[index].channel in pair for pair in scene.impossible)
    ]
    # from the closed form first; from the middle of the butt only where that finds nothing
    for max_starts in (1, QUICK_STARTS):
        found, is_mended = _in_known_air(scene, suspects, max_starts)
        if is_mended:
            return found
    in_other_air = [_hypothesis(scene, _without(scene.heard, k), left, None) for k, left in enumerate(scene.heard)]
    return [hypothesis for hypothesis in in_other_air if hypothesis is not None]


def _in_known_air(
    scene: Scene, suspects: Sequence[tuple[float, int]], max_starts: int
) -> tuple[list[Hypothesis], bool]:
    """Arrows with one channel left out that fit or nearly fit, and whether any of them fits."""
    gate = thresholds.GATE[len(scene.heard) - 4]
    found: list[Hypothesis] = []
    is_mended = False
    for share, index in suspects:
        if is_mended and share > thresholds.INNOCENT_SHARE:
            break
        used, left_out = _without(scene.heard, index), scene.heard[index]
        for root in roots_of(scene, _without(scene.still, index), max_starts):
            if root.chi2 > gate + RIVAL_CHI2:
                continue
            hypothesis = _hypothesis(scene, used, left_out, root)
            if hypothesis is not None:
                found.append(hypothesis)
                is_mended |= root.chi2 <= gate
    return found, is_mended


def _hypothesis(
    scene: Scene, used: Sequence[Arrival], left_out: Arrival | None, root: Solution | None
) -> Hypothesis | None:
    """The arrow at `root`, a minimum of chi-squared in the air as known; None when `used` agree in no air."""
    if root is None:
        channels = {a.channel for a in used}
        still = [a for a in scene.still if a.channel in channels]
        about = closed_form_start(still, scene.around.still_speed) or scene.array.region.centre
    else:
        about = root.x_mm, root.y_mm
    found = explain(
        scene.around.state, used, *about, speed_mm_per_us=scene.around.speed_mm_per_us, sigma_us=scene.around.sigma_us
    )
    if found is None or found.chi2 > thresholds.GATE[len(used) - 3]:
        return None
    prior = 0.0
    if left_out is not None:
        prior = math.log(thresholds.BAD_CHANNEL_SHARE / len(scene.heard) / thresholds.BAD_CHANNEL_SPREAD_US)
    return Hypothesis(used, left_out, found, found.log_evidence + prior)


def _without(arrivals: Sequence[Arrival], index: int) -> list[Arrival]:
    return [*arrivals[:index], *arrivals[index + 1 :]]


def _suspicion(seen: Sequence[Solution], arrivals: Sequence[Arrival], doubt_us: float) -> list[tuple[float, int]]:
    """Every channel as (share of the misfit that would be left without it, index), the most suspicious first.

    To first order about the best root with all channels: leaving out a channel of residual r and leverage h reduces the
    sum of squares by r^2 / (1 - h).
    """
    held = leverage_and_sensitivity([a.sensor for a in arrivals], seen[0].x_mm, seen[0].y_mm) if seen else []
    if not held:
        return [(0.0, index) for index in range(len(arrivals))]
    weights = [a.weight(doubt_us) for a in arrivals]
    squares = [w * r * r for w, r in zip(weights, seen[0].residuals_mm, strict=True)]
    total = sum(squares) or NO_MISFIT_MM2
    explained = [square / (1 - leverage) for (leverage, _), square in zip(held, squares, strict=True)]
    return sorted((1 - less / total, index) for index, less in enumerate(explained))
