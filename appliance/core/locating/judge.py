"""Which explanation of a burst is believed, or why none is.

The best hypothesis must lead every other that puts the arrow elsewhere, must fit as well as clean bursts do, and must
rest on channels that check each other: what no check would have shown must not matter. These are the tests of
satellite navigation (multiple hypothesis solution separation, Pervan, Pullen, Christie, Navigation 45(3), 1998; slope
and protection level of RAIM, Brown, Global Positioning System: Theory and Applications II, 1996).
"""

import math
from collections.abc import Sequence

from appliance.core.air.linearised import Integrity
from appliance.core.errors import LocateError, LocateReason
from appliance.core.locating import thresholds
from appliance.core.locating.dilution import dilution_of_precision
from appliance.core.locating.fix import UncheckedError
from appliance.core.locating.hypotheses import Hypothesis
from appliance.core.locating.rear_source import from_behind
from appliance.core.locating.scene import Scene


def judge(scene: Scene, candidates: Sequence[Hypothesis]) -> Hypothesis:
    """The hypothesis that is to be believed. Raises LocateError with the reason when none is."""
    ranked = sorted(candidates, key=lambda h: -h.log_odds)
    if not ranked:
        raise LocateError("contradictory")
    best, *rivals = ranked
    suspect = next((h.left_out.channel for h in ranked if h.left_out is not None), None)
    reason = next((found for rival in rivals if (found := _contest(scene, best, rival)) is not None), None)
    reason = reason or _doubt(scene, best)
    if reason == "one_check_only":
        raise UncheckedError(best.place, best.explained.state)
    if reason is not None:
        raise LocateError(reason, *best.place, suspect)
    return best


def _contest(scene: Scene, best: Hypothesis, rival: Hypothesis) -> LocateReason | None:
    """What `rival` leaves open, when it is nearly as probable and puts the arrow elsewhere."""
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
        # the air as known is better explained without the channel, and other air is not like this
        return None
    return "wind_or_channel"


def _is_gust(hypothesis: Hypothesis, max_sigma: float) -> bool:
    """Whether the air changed, and by no more than air does."""
    return hypothesis.explained.change > 0 and hypothesis.explained.gust_sigma <= max_sigma


def _doubt(scene: Scene, best: Hypothesis) -> LocateReason | None:
    """Why the best explanation is not to be believed, if it is not."""
    if best.is_outside(scene.array):
        return "outside"
    if best.explained.change > 0 and best.explained.gust_sigma > thresholds.GUST_MAX_SIGMA:
        return "contradictory"
    if best.left_out is not None and not _is_mended(scene, best):
        return "contradictory"
    return _unchecked(scene, best) or (_rear(scene, best) if best.left_out is not None else None)


def _unchecked(scene: Scene, best: Hypothesis) -> LocateReason | None:
    """What the geometry does not let the channels check."""
    sensors = [a.sensor for a in best.used]
    if (
        best.sigma_mm > thresholds.SIGMA_MAX_MM
        and dilution_of_precision(sensors, *best.place) > thresholds.DILUTION_MAX
    ):
        return "open"
    # a gust explains what a bad channel may: what was known of the air is gone with it
    is_air_known = scene.around.is_air_known and best.explained.change == 0
    if best.dof > 1 and is_air_known and not _may_rest_on_one(scene, best):
        return None
    checks = best.explained.integrity()
    if best.dof == 1 or not is_air_known:
        unseen = thresholds.UNSEEN_SIGMA if best.dof == 1 else math.sqrt(thresholds.UNLIKELY_CHI2)
        if any(one.unseen_mm(unseen) > thresholds.FAR_OFF_MM for one in checks):
            return "one_check_only"
    if best.dof > 1 and any(_is_unlikely(one) and one.moved_mm > thresholds.ELSEWHERE_MM for one in checks):
        return "contradictory" if is_air_known else "one_check_only"
    return None


def _is_unlikely(check: Integrity) -> bool:
    """Whether the channel is off by more than chance makes one."""
    return check.off**2 > thresholds.UNLIKELY_CHI2


def _may_rest_on_one(scene: Scene, best: Hypothesis) -> bool:
    """Whether the channels disagree by enough for one of them to move the place elsewhere: quick, on the safe side."""
    residual_mm = math.sqrt(best.explained.chi2) * scene.around.doubt_us * scene.around.still_speed
    return (
        best.explained.chi2 >= thresholds.UNLIKELY_CHI2
        and residual_mm * thresholds.SLOPE_MAX >= thresholds.ELSEWHERE_MM
    )


def _is_mended(scene: Scene, best: Hypothesis) -> bool:
    """Whether the channels that are left agree too well for chance: two arrows and unrelated sounds do not."""
    return _agree_in_known_air(scene, best) or _agree_in_other_air(scene, best)


def _agree_in_known_air(scene: Scene, best: Hypothesis) -> bool:
    """Whether they agree within REPAIR_WINDOW_US, and no second arrow can hide in that.

    Of two arrows in one dead time each channel latches the first it hears: wrong channels are early, seldom alone. So
    where the one left out was early a second may be wrong too, unseen and by enough to matter.
    """
    chi2, gate = best.explained.chi2, thresholds.REPAIR_GATE[best.dof]
    window_us = thresholds.REPAIR_WINDOW_US[best.dof]
    window = (window_us / scene.around.doubt_us) ** 2
    if window < thresholds.REPAIR_GATE_MIN or best.misfit_us > window_us or chi2 > gate:
        return False
    late_us = _late_us(scene, best)
    if len(best.used) < thresholds.MIN_CHANNELS_TO_REPAIR and abs(late_us) > thresholds.BAD_CHANNEL_MAX_US:
        return False
    return late_us > 0 or (chi2 <= thresholds.EARLY_GATE[best.dof] * min(1.0, window / gate) and _no_other_hides(best))


def _agree_in_other_air(scene: Scene, best: Hypothesis) -> bool:
    """Whether they agree with speed and wind free as well, and are enough for that: five of six would fit anything."""
    window = (thresholds.REPAIR_WINDOW_US[best.dof] / scene.around.sigma_us) ** 2
    if len(best.used) < thresholds.MIN_CHANNELS_IN_UNKNOWN_AIR:
        return False
    is_close = best.explained.chi2 <= min(thresholds.OTHER_AIR_GATE, window)
    return is_close and (_late_us(scene, best) > 0 or _no_other_hides(best))


def _no_other_hides(best: Hypothesis) -> bool:
    """Whether an error in a second channel would show before it moves the place by much."""
    return all(one.unseen_mm(thresholds.UNSEEN_SIGMA) <= thresholds.FAR_OFF_MM for one in best.explained.integrity())


def _late_us(scene: Scene, best: Hypothesis) -> float:
    """How late the channel that was left out heard the arrow."""
    used = {a.channel for a in best.used}
    late = {
        a.channel: a.toa_us
        - math.dist((a.sensor.x_mm, a.sensor.y_mm, a.sensor.z_mm), (*best.place, 0.0)) / scene.around.still_speed
        for a in scene.still
    }
    emitted = math.fsum(late[channel] for channel in used) / len(used)
    return next(value for channel, value in late.items() if channel not in used) - emitted


def _rear(scene: Scene, best: Hypothesis) -> LocateReason | None:
    """Whether a source behind the butt explains all channels, that were to be explained without one."""
    limit = thresholds.GATE[best.dof] + thresholds.REAR_MARGIN
    is_rear = from_behind(scene.still, scene.around.still_speed, scene.around.doubt_us, *best.place, limit)
    return "behind" if is_rear else None
