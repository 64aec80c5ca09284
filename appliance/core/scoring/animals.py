"""Animal faces: our own drawing of a four-legged animal looking left, not a maker's target.

Zones of World Archery's 3D targets: 11 is a small circle in the middle of the 10, which is a circle in the vital area,
the rest of which is 8; the rest of the body is 5, and anything outside the body is a miss (World Archery Rulebook, Book
2, field of play for 3D rounds, scoring zones; Book 4, scoring). The sizes of the zones depend on the maker of the
target: ours fit the drawing. The 11 has a quarter of the 10's diameter.

Animals of IFAA and NFAA have a kill and around it a wound, those of NFAA a dot in the kill as well; their points depend
on which arrow of the target hits first: 20 and 18, then 16 and 14, then 12 and 10 (IFAA Book of Rules, animal
round, as the Scottish association prints it for its 3D championships of 2023 and 2024, stafaa.org.uk/events); with the
dot 21, 20 and 18, then 17, 16 and 14, then 13, 12 and 10 (NFAA Constitution and By-Laws, animal round, as at
rovingarchers.com, field rounds, animal round). In IFAA's 3D hunting round one arrow scores 20 in the kill, 16 in the
vital area around it and 10 in the rest of the body (IFAA Rules 2017-2018, page 50, as at stafaa.co.uk, 21 July 2018).
"""

from appliance.core.scoring.outline import Outline, reach_mm
from appliance.core.scoring.rings import Colour, Zone

Points = tuple[int, ...]

IFAA_ANIMAL: tuple[Points, ...] = ((20, 18), (16, 14), (12, 10))
"""Points of the zones from the innermost outwards, for the first arrow of a target, the second and the third."""
NFAA_ANIMAL: tuple[Points, ...] = ((21, 20, 18), (17, 16, 14), (13, 12, 10))
"""The same with a dot in the kill."""

_TEN = 0.06
"""Radius of the 10, as a share of the animal's length."""

# hundredths of the animal's length, from the middle of the 10
_BODY: Outline = (
    *((-44, 20), (-43, 15), (-34, 14), (-28, 8), (-23, -4), (-20, -12), (-18, -24), (-17, -46), (-10, -46)),
    *((-9, -24), (-6, -15), (10, -14), (28, -13), (34, -17), (37, -26), (35, -34), (38, -46), (45, -46)),
    *((44, -33), (49, -22), (54, -8), (56, 6), (53, 14), (45, 18), (30, 17), (10, 16), (-6, 19), (-14, 25)),
    *((-21, 33), (-23, 40), (-27, 40), (-30, 35), (-37, 28)),
)
_VITAL: Outline = (
    *((-13, -9), (-6, -11), (3, -11), (12, -8), (17, -2), (17, 5), (11, 10), (1, 12), (-7, 11), (-13, 6), (-16, -1)),
)


def animal_zones(length_mm: float) -> tuple[Zone, ...]:
    """The zones of a 3D animal; `length_mm`: from nose to rump."""
    ten = _TEN * length_mm
    return (
        Zone(11, ten / 4, "gold"),
        Zone(10, ten, "red"),
        _drawn(8, _VITAL, length_mm, "blue"),
        _drawn(5, _BODY, length_mm, "white"),
    )


def kill_and_wound(length_mm: float, points: Points) -> tuple[Zone, ...]:
    """The zones of an animal of IFAA, or of NFAA where `points` has a value for a dot; `length_mm`: nose to rump."""
    *dot, kill, wound = points
    ten = _TEN * length_mm
    return (
        *(Zone(one, ten / 2, "gold") for one in dot),
        _drawn(kill, _VITAL, length_mm, "red"),
        _drawn(wound, _BODY, length_mm, "white"),
    )


def hunting_zones(length_mm: float) -> tuple[Zone, ...]:
    """The zones of an animal of IFAA's 3D hunting round: kill, vital area, body; `length_mm`: from nose to rump."""
    return (
        Zone(20, _TEN * length_mm, "red"),
        _drawn(16, _VITAL, length_mm, "blue"),
        _drawn(10, _BODY, length_mm, "white"),
    )


def _drawn(points: int, drawing: Outline, length_mm: float, colour: Colour) -> Zone:
    outline = tuple((x * length_mm / 100, y * length_mm / 100) for x, y in drawing)
    return Zone(points, reach_mm(outline), colour, outline)
