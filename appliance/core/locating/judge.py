"""Selects the hypothesis to accept, or refuses with a reason.

The best hypothesis must lead every other that puts the arrow elsewhere, must fit as well as clean bursts do, and must
rest on channels that check each other: an error that no check would show must be harmless. These are the tests of
satellite navigation (multiple hypothesis solution separation, Pervan, Pullen, Christie, Navigation 45(3), 1998; slope
and protection level of RAIM, Brown, Global Positioning System: Theory and Applications II, 1996).
"""

import math
from collections.abc import Sequence

from appliance.core.air.linearised import Integrity
from appliance.core.errors import LocateError, LocateReason
from appliance.core.locating import thresholds
from appliance.core.locating.candidates import Alternative, Candidates, Hypothesis
from appliance.core.locating.dilution import dilution_of_precision
from appliance.core.locating.fix import UncheckedError
from appliance.core.locating.scene import Scene

LEAST_VARIANCE_MM2 = 1e-12
"""Smallest variance of the difference of two places from the same readings: rounding may make it zero or less."""


def judge(scene: Scene, candidates: Candidates) -> Hypothesis:
    """The accepted hypothesis. Raises LocateError with the reason when none is."""
    if not candidates.arrows:
        raise LocateError("contradictory")
    best, *rivals = candidates.arrows
    suspect = next((h.left_out.channel for h in candidates.arrows if h.left_out is not None), None)
    reason = next((found for rival in rivals if (found := _contest(scene, best, rival)) is not None), None)
    reason = reason or _misplaced(scene, best) or _overruled(best, candidates.others) or _unchecked(scene, best)
    if reason == "one_check_only":
        raise UncheckedError(best.place, best.explained.state)
    if reason is not None:
        raise LocateError(reason, *best.place, suspect)
    return best


def _contest(scene: Scene, best: Hypothesis, rival: Hypothesis) -> LocateReason | None:
    """The reason to refuse when `rival` is nearly as probable and puts the arrow elsewhere; else None."""
    if best.is_outside(scene.array) and rival.is_outside(scene.array):
        return None
    apart_mm = math.dist(best.place, rival.place)
    is_far = apart_mm > thresholds.ELSEWHERE_MM
    if not is_far and apart_mm <= thresholds.SAME_PLACE_MM + 2 * best.sigma_mm:
        return None
    if best.log_odds - rival.log_odds >= (thresholds.LOG_ODDS_FAR_MIN if is_far else thresholds.LOG_ODDS_MIN):
        return None
    if (best.left_out is None) == (rival.left_out is None):
        return "ambiguous"
    if best.left_out is not None and not _is_gust(rival, thresholds.WIND_RIVAL_MAX_SIGMA):
        # no plausible gust explains the channel that the best leaves out
        return None
    return "wind_or_channel"


def _is_gust(hypothesis: Hypothesis, max_sigma: float) -> bool:
    """Whether the air changed, and the wind by no more than `max_sigma` standard deviations."""
    return hypothesis.explained.change > 0 and hypothesis.explained.gust_sigma <= max_sigma


def _misplaced(scene: Scene, best: Hypothesis) -> LocateReason | None:
    """The reason to refuse the best hypothesis for its place or its wind; else None."""
    if best.is_outside(scene.array):
        return "outside"
    if best.explained.change > 0 and best.explained.gust_sigma > thresholds.GUST_MAX_SIGMA:
        return "contradictory"
    return None


def _overruled(best: Hypothesis, others: Sequence[Alternative]) -> LocateReason | None:
    """The reason of the alternative that the best arrow does not lead by enough; None where it leads all."""
    least = best.log_odds - thresholds.LOG_ODDS_FAR_MIN
    weighed = [(o.log_odds + _log_elsewhere(best, o), o.reason) for o in others if o.log_odds > least]
    log_odds, reason = max(weighed, default=(-math.inf, None))
    return reason if log_odds > least else None


def _log_elsewhere(best: Hypothesis, other: Alternative) -> float:
    """Log probability that the alternative puts the arrow elsewhere than the best hypothesis; 0 if it is no arrow.

    It rests on fewer of the same readings, so the covariance of the difference is the difference of the covariances
    (Hausman, Econometrica 46(6), 1978); with one reading less that has a single direction.
    """
    if not other.is_arrow or other.place is None or other.covariance_mm2 is None:
        return 0.0
    apart_mm = math.dist(best.place, other.place)
    (xx, _, yy), (best_xx, _, best_yy) = other.covariance_mm2, best.explained.covariance_mm2
    sigma_mm = math.sqrt(max(xx + yy - best_xx - best_yy, LEAST_VARIANCE_MM2))
    beyond = (thresholds.ELSEWHERE_MM - apart_mm, thresholds.ELSEWHERE_MM + apart_mm)
    share = sum(0.5 * math.erfc(mm / sigma_mm / math.sqrt(2)) for mm in beyond)
    return math.log(share) if share > 0 else -math.inf


def _unchecked(scene: Scene, best: Hypothesis) -> LocateReason | None:
    """The reason to refuse where the channels do not check each other well enough; else None."""
    sensors = [a.sensor for a in best.used]
    if (
        best.sigma_mm > thresholds.SIGMA_MAX_MM
        and dilution_of_precision(sensors, *best.place) > thresholds.DILUTION_MAX
    ):
        return "open"
    if best.left_out is not None and best.dof == 2 and scene.around.doubt_us > thresholds.FIVE_MAX_DOUBT_US:
        return "contradictory"
    # a gust may explain what is a bad channel, and in a gust the air is not known
    is_air_known = scene.around.is_air_known and best.explained.change == 0
    has_few_checks = best.dof <= thresholds.FEW_CHECKS or not is_air_known
    if not has_few_checks and not _may_rest_on_one(scene, best):
        return None
    checks = best.explained.integrity()
    if has_few_checks and _protection_level_mm(best, checks) > thresholds.FAR_OFF_MM:
        return "one_check_only"
    if best.dof > 1 and any(_is_unlikely(one) and one.moved_mm > thresholds.ELSEWHERE_MM for one in checks):
        return "contradictory" if is_air_known else "one_check_only"
    return None


def _protection_level_mm(best: Hypothesis, checks: Sequence[Integrity]) -> float:
    """Largest error of the place, mm, by an undetected error in one channel and by chance.

    A single check has only its gate, and UNSEEN_SIGMA includes chance; with more checks, `_unchecked` looks at an
    unlikely channel by itself.
    """
    if best.dof == 1:
        return max(one.unseen_mm(thresholds.UNSEEN_SIGMA) for one in checks)
    unseen_mm = max(one.unseen_mm(math.sqrt(thresholds.UNLIKELY_CHI2)) for one in checks)
    return unseen_mm + thresholds.CHANCE_SIGMA[best.dof] * best.sigma_mm


def _is_unlikely(check: Integrity) -> bool:
    """Whether the channel is off by more than is likely by chance."""
    return check.off**2 > thresholds.UNLIKELY_CHI2


def _may_rest_on_one(scene: Scene, best: Hypothesis) -> bool:
    """Whether one channel may move the place elsewhere, by how much the channels disagree: a quick upper bound."""
    residual_mm = math.sqrt(best.explained.chi2) * scene.around.doubt_us * scene.around.still_speed
    return (
        best.explained.chi2 >= thresholds.UNLIKELY_CHI2
        and residual_mm * thresholds.SLOPE_MAX >= thresholds.ELSEWHERE_MM
    )
