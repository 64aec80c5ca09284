"""Zones of target faces: widths, points and colours. Millimetres.

Radii are the outer edges of the lines, which belong to the higher zone. Where the widths come from:

- World Archery, target: zones of equal width, the outer radius of zone k is D/20 x (11 - k), the inner ten D/40
  (World Archery Rulebook, Book 2, chapter 7; colours there too; Book 3, chapter 14, says when the inner ten alone
  is 10). Where the inner ten is worth 11, the rest is unchanged (World Archery's trial round of 660 points; Lancaster
  Archery Classic, qualification rules 4.1 and 4.2).
- World Archery, field: D/20, D/10, D/5, 3D/10, 2D/5, D/2 for 6 to 1 (Book 4, field faces). Archery Australia's national
  field rounds count the 6 of the same faces as 5 (Archery Australia, Shooting Rules, field archery).
- Imperial: the five colours as one zone each, 9, 7, 5, 3, 1 (Archery GB, Rules of Shooting, appendix A).
- Worcester: 16 inches, a white centre of a fifth and four black rings as wide, 5 to 1; the five-centre face has the
  centre and the ring around it, five times (Archery GB, Rules of Shooting, part 4 and appendix A).
- IFAA and NFAA, indoors: 40 cm, dark blue with a white centre of 8 cm and an X of 4 cm; five spots of 16 cm that are
  arranged like the five of a die (IFAA Book of Rules, Indoor Round, Targets).
- IFAA and NFAA, field: D/5 for 5, 3D/5 for 4, D for 3, an X of D/10; the field face has a black spot, a white and a
  black ring, the hunter face is black with a white spot; the expert round counts five zones on the field face (IFAA
  Book of Rules, article V).
"""

from dataclasses import dataclass
from typing import Literal

from appliance.core.scoring.outline import Outline

Colour = Literal["gold", "red", "blue", "black", "white"]
Scoring = Literal[
    "5_zone",
    "10_zone",
    "10_zone_compound",
    "10_zone_6_ring",
    "10_zone_5_ring",
    "10_zone_5_ring_compound",
    "11_zone",
    "11_zone_6_ring",
    "11_zone_5_ring",
    "WA_field",
    "IFAA_field",
    "AA_national_field",
    "Worcester",
    "Worcester_2_ring",
    "WA_3D",
    "IFAA_animal",
    "NFAA_animal",
    "IFAA_3D_hunting",
]
"""Scoring systems, named as in the package archeryutils, which has none for animals."""

_COLOURS: dict[int, Colour] = {
    11: "gold",
    10: "gold",
    9: "gold",
    8: "red",
    7: "red",
    6: "blue",
    5: "blue",
    4: "black",
    3: "black",
    2: "white",
    1: "white",
}
_FIELD_COLOURS: dict[int, Colour] = {6: "gold", 5: "gold", 4: "black", 3: "black", 2: "black", 1: "black"}
_IMPERIAL_COLOURS: dict[int, Colour] = {9: "gold", 7: "red", 5: "blue", 3: "black", 1: "white"}
_LOWEST: dict[str, int] = {
    "10_zone_6_ring": 5,
    "10_zone_5_ring": 6,
    "10_zone_5_ring_compound": 6,
    "11_zone_6_ring": 5,
    "11_zone_5_ring": 6,
}


@dataclass(frozen=True, slots=True)
class Zone:
    """An area worth the same points, inside `radius_mm` and outside the next smaller zone.

    With an `outline` it is the area inside that, and `radius_mm` the distance of its farthest corner from the centre.
    """

    points: int
    radius_mm: float
    colour: Colour
    outline: Outline | None = None


def zones_of(scoring: Scoring, diameter_mm: float) -> tuple[Zone, ...]:
    """The zones of a face of this diameter from the innermost outwards, in the usual colours."""
    match scoring:
        case "5_zone":
            return tuple(_zone(p, diameter_mm * k / 10, _IMPERIAL_COLOURS) for k, p in enumerate((9, 7, 5, 3, 1), 1))
        case "WA_field":
            fractions = {6: 1 / 20, 5: 1 / 10, 4: 1 / 5, 3: 3 / 10, 2: 2 / 5, 1: 1 / 2}
            return tuple(_zone(p, diameter_mm * fraction, _FIELD_COLOURS) for p, fraction in fractions.items())
        case "AA_national_field":
            return tuple(_zone(p, diameter_mm * (6 - p) / 10, _FIELD_COLOURS) for p in (5, 4, 3, 2, 1))
        case "IFAA_field":
            return painted(_equal(diameter_mm, {5: 1, 4: 3, 3: 5}), ("black", "white", "black"))
        case "Worcester":
            return painted(_equal(diameter_mm, {5: 1, 4: 2, 3: 3, 2: 4, 1: 5}), ("white", *("black",) * 4))
        case "Worcester_2_ring":
            return painted(_equal(diameter_mm, {5: 1, 4: 2}), ("white", "black"))
        case _:
            return _target_zones(scoring, diameter_mm)


def painted(zones: tuple[Zone, ...], colours: tuple[Colour, ...]) -> tuple[Zone, ...]:
    """The same zones in other colours."""
    return tuple(Zone(zone.points, zone.radius_mm, colour) for zone, colour in zip(zones, colours, strict=True))


def _target_zones(scoring: Scoring, diameter_mm: float) -> tuple[Zone, ...]:
    """Ten zones, or those down to the lowest printed; the inner ten is a zone of its own where it is worth more."""
    lowest = _LOWEST.get(scoring, 1)
    rings = tuple(_zone(p, diameter_mm / 20 * (11 - p), _COLOURS) for p in range(10, lowest - 1, -1))
    if scoring.startswith("11_zone"):
        return (_zone(11, diameter_mm / 40, _COLOURS), *rings)
    if scoring.endswith("_compound"):
        # a compound archer scores 10 for the inner ten only; the rest of the gold is 9
        return (_zone(10, diameter_mm / 40, _COLOURS), *rings[1:])
    return rings


def _equal(diameter_mm: float, fifths: dict[int, int]) -> tuple[Zone, ...]:
    """Black zones from {points: outer radius in fifths of the face's radius}."""
    return tuple(Zone(points, diameter_mm / 10 * fifth, "black") for points, fifth in fifths.items())


def _zone(points: int, radius_mm: float, colours: dict[int, Colour]) -> Zone:
    return Zone(points, radius_mm, colours[points])
