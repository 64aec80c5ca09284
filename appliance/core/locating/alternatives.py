"""Alternatives to one arrow: a sound from behind the butt, two arrows at once, unrelated sounds.

Their evidence is comparable with that of an arrow: flat over the plane (mm2) and over the time (us) of the first sound;
every further unknown is uniform over its range.
"""

import math

from appliance.core.locating import thresholds
from appliance.core.locating.candidates import Alternative, Hypothesis
from appliance.core.locating.rear_source import DEPTHS_MM, rear_source
from appliance.core.locating.scene import Scene

HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)
"""Minus the logarithm of the density of a standard normal distribution at its mean."""


def alternatives(scene: Scene, best: Hypothesis) -> list[Alternative]:
    """Alternatives to the best arrow, each with its evidence."""
    found = [unrelated(scene), *two_arrows(scene, best)]
    rear = behind(scene)
    return found if rear is None else [*found, rear]


def behind(scene: Scene) -> Alternative | None:
    """A source behind the butt, its depth one more unknown, uniform over its range; None where none fits."""
    source = rear_source(scene)
    if source is None:
        return None
    known = min(source.depth_sigma_mm * math.sqrt(2 * math.pi) / DEPTHS_MM, 1.0)
    log_odds = source.explained.log_evidence + math.log(thresholds.BEHIND_SHARE * known)
    place = source.explained.x_mm, source.explained.y_mm
    return Alternative("behind", log_odds, place, source.explained.covariance_mm2)


def unrelated(scene: Scene) -> Alternative:
    """Sounds without a common source, or wrongly connected channels: times of arrival uniform over the burst."""
    area_mm2 = _width_mm(scene) ** 2
    spread = (len(scene.heard) - 1) * math.log(scene.around.across_us)
    return Alternative("contradictory", math.log(thresholds.UNRELATED_SHARE * area_mm2) - spread)


def two_arrows(scene: Scene, best: Hypothesis) -> list[Alternative]:
    """Two arrows within one dead time: besides the channel left out, one more latched the other arrow.

    Each channel latches the first sound it hears, so a wrong channel is seldom the only one. Times of one or two
    channels do not determine where the other arrow landed: each is uniform over the time by which two arrows differ.
    Three would fit an arrow to any times, and with more the first arrow has too few channels left: no arrow with one
    channel left out explains such bursts.
    """
    count, width_mm = len(scene.heard), _width_mm(scene)
    spread = math.log(scene.around.across_us / 2)
    prior = math.log(thresholds.TWO_ARROWS_SHARE / math.comb(count, 2)) - 2 * spread
    alone = best.explained.log_evidence + prior
    least = best.log_odds - thresholds.LOG_ODDS_FAR_MIN
    (x, y), (xx, xy, yy) = best.place, best.explained.covariance_mm2
    found = []
    for check in best.explained.integrity():
        # an error that the check hardly shows moves the place across the butt at most
        seen = max(check.seen, check.pull_mm / width_mm)
        # leaving out a reading divides the evidence by its density given the others, N(off / seen, 1 / seen^2)
        log_odds = alone + 0.5 * check.off**2 - math.log(seen) + HALF_LOG_2PI if seen > 0 else -math.inf
        if log_odds < least:
            continue
        px, py = check.pull[0] / seen, check.pull[1] / seen
        place = x - px * check.off, y - py * check.off
        covariance = xx + px * px, xy + px * py, yy + py * py
        found.append(Alternative("two_arrows", log_odds, place, covariance, is_arrow=True))
    return found


def _width_mm(scene: Scene) -> float:
    return 2 * scene.array.region.half_size_mm
