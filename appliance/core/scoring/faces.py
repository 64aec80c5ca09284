"""The catalogue of target faces: their zones, and the spots of a sheet. Millimetres.

The widths of the zones and their sources are in `rings.py`. Sheets of several spots: World Archery's triples have
their centres 22 cm (40 cm faces) and 32 cm (60 cm faces) apart (World Archery Rulebook, Book 2, chapter 7). For the
five spots of Worcester and IFAA the rules give the arrangement and no distance: here they are as close as they can be
without touching, and a target stores where each of them hangs.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from appliance.core.scoring.animals import IFAA_ANIMAL, NFAA_ANIMAL, Points, animal_zones, hunting_zones, kill_and_wound
from appliance.core.scoring.outline import Outline
from appliance.core.scoring.rings import Colour, Scoring, Zone, painted, zones_of
from appliance.core.scoring.tally import Count, counts_of

INCH_MM = 25.4
"""An inch, by the definition of 1959."""
ALIKE = 0.02
"""Relative difference of size up to which two taps cannot tell faces apart: 40 cm and 16 inches."""
SAME_FACE = 0.1
"""Largest relative difference of a tapped size from a face of the catalogue; for the smallest, a tap 10 mm off."""
_BLUE: tuple[Colour, ...] = ("blue",) * 4
_EXPERT: tuple[Colour, ...] = ("black", "white", "white", "black", "black")
_IFAA_CM = (20, 35, 50, 65)
_FIELD_CM = (80, 60, 40, 20)
_ANIMAL_CM = (100, 50)


@dataclass(frozen=True, slots=True)
class Spot:
    """The centre of one face of a sheet, from the sheet's centre."""

    dx_mm: float
    dy_mm: float


MIDDLE = (Spot(0.0, 0.0),)


@dataclass(frozen=True, slots=True)
class FaceSpec:
    """A face of the catalogue: zones from the innermost outwards; `x_radius_mm` is the inner ten where one counts.

    `diameter_mm` is the nominal size, also where only the inner rings are printed. `later_points`: points of the zones
    for the second arrow of a target, the third and so on, where only the first arrow that hits counts.
    """

    kind: str
    name: str
    scoring: Scoring
    diameter_mm: float
    zones: tuple[Zone, ...]
    x_radius_mm: float | None
    spots: tuple[Spot, ...] = MIDDLE
    later_points: tuple[Points, ...] | None = None

    @property
    def radius_mm(self) -> float:
        return self.zones[-1].radius_mm

    @property
    def outlines(self) -> tuple[Outline | None, ...] | None:
        """The outline of each zone that is no circle; None where all are circles."""
        found = tuple(zone.outline for zone in self.zones)
        return found if any(found) else None

    @property
    def listed_later_points(self) -> list[list[int]] | None:
        """`later_points` as lists, as a hung face stores them."""
        return None if self.later_points is None else [list(points) for points in self.later_points]

    @property
    def arrows_of_target(self) -> int:
        """How many arrows an archer may shoot at a target until one of them counts."""
        return 1 if self.later_points is None else 1 + len(self.later_points)

    def most_of(self, arrows: int) -> int:
        """Highest possible score of `arrows` arrows."""
        return -(-arrows // self.arrows_of_target) * self.zones[0].points

    @property
    def counts(self) -> tuple[Count, ...]:
        """What is tallied beside the total."""
        return counts_of(self.scoring, has_x=self.x_radius_mm is not None)


def nearest_face(radius_mm: float, kind: str | None = None) -> FaceSpec | None:
    """The single face whose outermost circle is nearest to `radius_mm`, of `kind` where one is given.

    None when no face is within `SAME_FACE` of it. Of faces within `ALIKE` of the nearest, the first of the catalogue.
    """
    single = [s for s in FACES.values() if len(s.spots) == 1 and s.outlines is None and kind in (None, s.kind)]
    best = min(single, key=lambda spec: abs(spec.radius_mm - radius_mm), default=None)
    if best is None or abs(best.radius_mm - radius_mm) > SAME_FACE * best.radius_mm:
        return None
    return next(s for s in single if abs(s.radius_mm - best.radius_mm) <= ALIKE * best.radius_mm)


def _face(
    kind: str,
    name: str,
    scoring: Scoring,
    diameter_mm: float,
    *,
    spots: tuple[Spot, ...] = MIDDLE,
    x_radius_mm: float | None = None,
    colours: tuple[Colour, ...] | None = None,
) -> FaceSpec:
    zones = zones_of(scoring, diameter_mm)
    if colours is not None:
        zones = painted(zones, colours)
    return FaceSpec(kind, name, scoring, diameter_mm, zones, x_radius_mm, spots)


def _wa(
    kind: str, name: str, diameter_mm: float, scoring: Scoring = "10_zone", spots: tuple[Spot, ...] = MIDDLE
) -> FaceSpec:
    """A face of World Archery, whose inner ten is an X unless it is a zone of its own."""
    has_x = scoring in ("10_zone", "10_zone_6_ring", "10_zone_5_ring")
    return _face(kind, name, scoring, diameter_mm, spots=spots, x_radius_mm=diameter_mm / 40 if has_x else None)


def _vertical(spacing_mm: float) -> tuple[Spot, ...]:
    return Spot(0.0, spacing_mm), Spot(0.0, 0.0), Spot(0.0, -spacing_mm)


def _triangular(spacing_mm: float) -> tuple[Spot, ...]:
    height = spacing_mm * 3**0.5 / 2
    return Spot(0.0, height * 2 / 3), Spot(-spacing_mm / 2, -height / 3), Spot(spacing_mm / 2, -height / 3)


def _five(diameter_mm: float) -> tuple[Spot, ...]:
    """Spots like the five of a die: the corners of a square and its middle, almost touching."""
    half = diameter_mm * 1.02 / 2**0.5
    return Spot(-half, half), Spot(half, half), Spot(0.0, 0.0), Spot(-half, -half), Spot(half, -half)


def _ifaa(kind: str, name: str, scoring: Scoring, colours: tuple[Colour, ...]) -> list[FaceSpec]:
    return [
        _face(f"{kind}_{cm}", f"{cm} cm {name}", scoring, cm * 10.0, x_radius_mm=cm / 2, colours=colours)
        for cm in _IFAA_CM
    ]


def _by_arrow(kind: str, name: str, scoring: Scoring, cm: int, points: tuple[Points, ...]) -> FaceSpec:
    """An animal on which the first arrow that hits counts, with points by its number."""
    first, *later = points
    zones = kill_and_wound(cm * 10.0, first)
    return FaceSpec(f"{kind}_{cm}", f"{name}, {cm} cm", scoring, cm * 10.0, zones, None, later_points=tuple(later))


FACES: dict[str, FaceSpec] = {
    spec.kind: spec
    for spec in (
        _wa("wa_122", "122 cm", 1220),
        _wa("wa_80", "80 cm", 800),
        _wa("wa_60", "60 cm", 600),
        _wa("wa_40", "40 cm", 400),
        _wa("wa_122_6ring", "122 cm, six rings", 1220, "10_zone_6_ring"),
        _wa("wa_80_6ring", "80 cm, six rings", 800, "10_zone_6_ring"),
        _wa("wa_80_5ring", "80 cm, five rings", 800, "10_zone_5_ring"),
        _wa("wa_40_triple_vertical", "40 cm triple, vertical", 400, "10_zone_5_ring", _vertical(220)),
        _wa("wa_40_triple_triangular", "40 cm triple, triangular", 400, "10_zone_5_ring", _triangular(220)),
        _wa("wa_60_triple_vertical", "60 cm triple, vertical", 600, "10_zone_5_ring", _vertical(320)),
        _wa("wa_60_triple_triangular", "60 cm triple, triangular", 600, "10_zone_5_ring", _triangular(320)),
        _wa("wa_40_compound", "40 cm, compound inner ten", 400, "10_zone_compound"),
        _wa(
            "wa_40_triple_vertical_compound",
            "40 cm triple, compound inner ten",
            400,
            "10_zone_5_ring_compound",
            _vertical(220),
        ),
        _wa(
            "wa_40_triple_triangular_compound",
            "40 cm triple, triangular, compound inner ten",
            400,
            "10_zone_5_ring_compound",
            _triangular(220),
        ),
        _wa("wa_60_compound", "60 cm, compound inner ten", 600, "10_zone_compound"),
        _wa(
            "wa_60_triple_vertical_compound",
            "60 cm triple, compound inner ten",
            600,
            "10_zone_5_ring_compound",
            _vertical(320),
        ),
        _wa("wa_80_compound", "80 cm, compound inner ten", 800, "10_zone_compound"),
        *(_face(f"wa_field_{cm}", f"{cm} cm field", "WA_field", cm * 10.0) for cm in _FIELD_CM),
        _face("imperial_122", "122 cm, imperial five-zone", "5_zone", 1220),
        _face("imperial_80", "80 cm, imperial five-zone", "5_zone", 800),
        _face("imperial_60", "60 cm, imperial five-zone", "5_zone", 600),
        _face("imperial_40", "40 cm, imperial five-zone", "5_zone", 400),
        _wa("wa_122_eleven", "122 cm, inner ten 11", 1220, "11_zone"),
        _wa("wa_80_eleven", "80 cm, inner ten 11", 800, "11_zone"),
        _wa("wa_80_6ring_eleven", "80 cm, six rings, inner ten 11", 800, "11_zone_6_ring"),
        _wa("wa_40_eleven", "40 cm, inner ten 11", 400, "11_zone"),
        _wa(
            "wa_40_triple_triangular_eleven",
            "40 cm triple, triangular, inner ten 11",
            400,
            "11_zone_5_ring",
            _triangular(220),
        ),
        _wa("wa_40_triple_vertical_eleven", "40 cm triple, inner ten 11", 400, "11_zone_5_ring", _vertical(220)),
        _face("worcester_16in", "Worcester, 16 inches", "Worcester", 16 * INCH_MM),
        _face(
            "worcester_5_centre",
            "Worcester, five centres",
            "Worcester_2_ring",
            16 * INCH_MM,
            spots=_five(6.4 * INCH_MM),
        ),
        _face("ifaa_indoor_40", "40 cm IFAA indoor", "Worcester", 400, x_radius_mm=20.0, colours=("white", *_BLUE)),
        _face(
            "ifaa_indoor_5_spot",
            "40 cm IFAA indoor, five spots",
            "Worcester_2_ring",
            400,
            spots=_five(160),
            x_radius_mm=20.0,
            colours=("white", "blue"),
        ),
        *_ifaa("ifaa_field", "IFAA field", "IFAA_field", ("black", "white", "black")),
        *_ifaa("ifaa_hunter", "IFAA hunter", "IFAA_field", ("white", "black", "black")),
        *_ifaa("ifaa_expert", "IFAA expert", "Worcester", _EXPERT),
        *(_face(f"aa_field_{cm}", f"{cm} cm Australian field", "AA_national_field", cm * 10.0) for cm in _FIELD_CM),
        *(
            FaceSpec(
                f"animal_3d_{cm}", f"3D animal, generic, {cm} cm", "WA_3D", cm * 10.0, animal_zones(cm * 10.0), None
            )
            for cm in _ANIMAL_CM
        ),
        *(_by_arrow("animal_ifaa", "Animal, IFAA", "IFAA_animal", cm, IFAA_ANIMAL) for cm in _ANIMAL_CM),
        *(_by_arrow("animal_nfaa", "Animal, NFAA", "NFAA_animal", cm, NFAA_ANIMAL) for cm in _ANIMAL_CM),
        *(
            FaceSpec(
                f"animal_hunting_{cm}",
                f"Animal, IFAA 3D hunting, {cm} cm",
                "IFAA_3D_hunting",
                cm * 10.0,
                hunting_zones(cm * 10.0),
                None,
            )
            for cm in _ANIMAL_CM
        ),
    )
}
"""The catalogue. A new face is one entry here; models, the API's document and the database take it from this table."""

if TYPE_CHECKING:
    FaceKind = str
else:
    FaceKind = Literal[*FACES]
"""The kind of a face of the catalogue: at run time a Literal of all kinds, so that models refuse any other."""
