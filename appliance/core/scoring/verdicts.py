"""Whether one arrow flies differently from the others, by a test that stays valid however often it is repeated.

Model: within a block (one session, one face) every shot is the block's mean, plus the arrow's own offset, plus a
bivariate normal error of unknown covariance. For arrow i against the rest the evidence is the Bayes factor of
"offset ~ N(0, g Sigma)" to "no offset" with the right Haar prior on Sigma; it depends on the data through Hotelling's
T squared alone (W: effective number of shots, S: residual products, m: shots less blocks, b: offset):

    e = (1 + gW)^-1 ((1 + q) / (1 + q / (1 + gW)))^(m / 2),    q = W b' S^-1 b

This is a test martingale where there is no offset, so by Ville's inequality e exceeds k / rate for any of k innocent
arrows at any time, looked at after every shot, with a probability of at most `rate` (Perez-Ortiz, Lardy, de Heide,
Gruenwald 2022, "E-statistics, group invariance and anytime valid testing"; Bonferroni over arrows). The arrow with the
most evidence is judged first and then left out, so that a bad arrow does not make the good ones look bad.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from appliance.core.message import Message, message

RATE = 0.05
"""Largest probability that any good arrow of a quiver is ever judged to differ."""
PRIOR_G = 0.5
"""Prior variance of a differing arrow's offset, in units of the shots' own covariance."""
MIN_SHOTS = 3
"""Minimum number of shots of an arrow that is judged: as many as a covariance in the plane has elements."""
WORTH_A_WORD = 0.4
"""Share of the other component below which one is not mentioned: it turns the offset by less than 22 degrees, half of
an eighth of a circle."""
MAX_MORE_SHOTS = 100
"""Largest number of further shots of an undecided verdict; beyond it there is "no difference": nobody shoots a hundred
for one arrow."""
ON_A_LINE = 1e-9
"""Determinant, as a share of the product of both spreads, below which places lie on a line, to rounding."""
LEAST_PRODUCT_MM4 = 1e-12
"""Smallest product of both spreads: arrows all in one hole."""
MOST_PERCENT = 99
"""Largest confidence that is reported: what the model neglects is worth a hundredth."""

VerdictKind = Literal["off", "undecided", "no_difference"]


class Shot(NamedTuple):
    """One landed arrow: its block (shots with the same aim), its arrow, and the place, mm."""

    block: Hashable
    arrow: Hashable
    x_mm: float
    y_mm: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one arrow differs from the others. `dx_mm`, `dy_mm`: offset from them; `confidence`: 1 less the
    probability that a good arrow ever looks so; `more_shots`: about how many further shots would decide, None when
    nothing suggests a difference."""

    arrow: Hashable
    kind: VerdictKind
    shots: int
    dx_mm: float
    dy_mm: float
    confidence: float
    more_shots: int | None


class _Contrast(NamedTuple):
    """One arrow against the rest: offset, effective number of shots, Mahalanobis distance squared, evidence (log)."""

    dx: float
    dy: float
    weight: float
    distance2: float
    log_e: float


def judge(shots: Iterable[Shot], rate: float = RATE) -> list[Verdict]:
    """A verdict for every arrow that was shot, in the order in which the arrows first appear.

    Arrows shot fewer than MIN_SHOTS times, or never beside another arrow, stay undecided.
    """
    all_shots = list(shots)
    counts: dict[Hashable, int] = defaultdict(int)
    for shot in all_shots:
        counts[shot.arrow] += 1
    threshold = math.log(len(counts) / rate) if counts else 0.0
    left, verdicts = all_shots, {}
    while True:
        contrasts = {
            arrow: contrast
            for arrow in {shot.arrow for shot in left}
            if counts[arrow] >= MIN_SHOTS and (contrast := _contrast(left, arrow)) is not None
        }
        if not contrasts:
            break
        worst = max(contrasts, key=lambda arrow: contrasts[arrow].log_e)
        if contrasts[worst].log_e < threshold:
            for arrow, contrast in contrasts.items():
                verdicts[arrow] = _spared(arrow, counts[arrow], contrast, threshold, len(counts))
            break
        found = contrasts[worst]
        verdicts[worst] = Verdict(
            worst, "off", counts[worst], found.dx, found.dy, _confidence(found.log_e, len(counts)), None
        )
        left = [shot for shot in left if shot.arrow != worst]
    return [
        verdicts.get(arrow, Verdict(arrow, "undecided", count, 0.0, 0.0, 0.0, None)) for arrow, count in counts.items()
    ]


def _spared(arrow: Hashable, shots: int, contrast: _Contrast, threshold: float, arrows: int) -> Verdict:
    # chance alone makes the distance squared two over the effective number of shots
    distance2 = contrast.distance2 - 2 / contrast.weight
    more = _more_shots(distance2, contrast.weight, shots, threshold)
    kind: VerdictKind = "no_difference" if more is None else "undecided"
    return Verdict(arrow, kind, shots, contrast.dx, contrast.dy, _confidence(contrast.log_e, arrows), more)


def _confidence(log_e: float, arrows: int) -> float:
    return max(0.0, 1.0 - arrows * math.exp(-log_e)) if log_e > 0 else 0.0


def _more_shots(distance2: float, weight: float, shots: int, threshold: float) -> int | None:
    """How many more shots of this arrow would reach the threshold if its offset is as measured; None above
    MAX_MORE_SHOTS."""
    if distance2 <= 0:
        return None
    for more in range(1, MAX_MORE_SHOTS + 1):
        grown = weight * (shots + more) / shots
        evidence = grown * (PRIOR_G * grown) / (1 + PRIOR_G * grown) * distance2 / 2 - math.log1p(PRIOR_G * grown)
        if evidence >= threshold:
            return more
    return None


def _contrast(shots: Sequence[Shot], arrow: Hashable) -> _Contrast | None:
    """The contrast of an arrow; None when it was never shot beside another, or too few shots determine the spread."""
    blocks: dict[Hashable, list[Shot]] = defaultdict(list)
    for shot in shots:
        blocks[shot.block].append(shot)
    weight = sum_x = sum_y = xx = xy = yy = 0.0
    for members in blocks.values():
        own = [s for s in members if s.arrow == arrow]
        rest = [s for s in members if s.arrow != arrow]
        mean_x, mean_y = _mean(members)
        for s in members:
            dx, dy = s.x_mm - mean_x, s.y_mm - mean_y
            xx, xy, yy = xx + dx * dx, xy + dx * dy, yy + dy * dy
        if own and rest:
            share = len(own) * len(rest) / len(members)
            (own_x, own_y), (rest_x, rest_y) = _mean(own), _mean(rest)
            weight += share
            sum_x += share * (own_x - rest_x)
            sum_y += share * (own_y - rest_y)
    freedom = len(shots) - len(blocks)
    if weight == 0 or freedom < MIN_SHOTS + 1:
        return None
    dx, dy = sum_x / weight, sum_y / weight
    # residual products once the offset is taken out
    rxx, rxy, ryy = xx - weight * dx * dx, xy - weight * dx * dy, yy - weight * dy * dy
    determinant = rxx * ryy - rxy * rxy
    if not determinant > ON_A_LINE * max(xx * yy, LEAST_PRODUCT_MM4):
        return None
    form = (ryy * dx * dx - 2 * rxy * dx * dy + rxx * dy * dy) / determinant
    q, grown = weight * form, 1 + PRIOR_G * weight
    log_e = -math.log(grown) + freedom / 2 * (math.log1p(q) - math.log1p(q / grown))
    return _Contrast(dx, dy, weight, form * (freedom - 1), log_e)


def _mean(shots: Sequence[Shot]) -> tuple[float, float]:
    return math.fsum(s.x_mm for s in shots) / len(shots), math.fsum(s.y_mm for s in shots) / len(shots)


def verdict_message(verdict: Verdict, name: str) -> Message:
    """The message about a verdict on the arrow named `name`."""
    if verdict.kind == "off":
        percent = min(math.floor(verdict.confidence * 100), MOST_PERCENT)
        offset = offset_message(verdict.dx_mm, verdict.dy_mm)
        return message("arrow_off", arrow=name, offset=offset, shots=verdict.shots, confidence=percent)
    if verdict.kind == "no_difference":
        return message("arrow_no_different", arrow=name, shots=verdict.shots)
    if verdict.more_shots is None:
        return message("arrow_too_few", arrow=name, shots=verdict.shots)
    return message("arrow_undecided", arrow=name, more=verdict.more_shots)


def offset_message(dx_mm: float, dy_mm: float) -> Message:
    """Size and direction of an offset, in whole mm; a component below `WORTH_A_WORD` of the other is left out."""
    upright = message("offset_high" if dy_mm > 0 else "offset_low", mm=round(abs(dy_mm)))
    sideways = message("offset_right" if dx_mm > 0 else "offset_left", mm=round(abs(dx_mm)))
    if abs(dy_mm) < WORTH_A_WORD * abs(dx_mm):
        return sideways
    if abs(dx_mm) < WORTH_A_WORD * abs(dy_mm):
        return upright
    return message("offset_both", upright=upright, sideways=sideways)
