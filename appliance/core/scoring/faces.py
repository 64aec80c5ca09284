"""Target faces as data.

World Archery faces have zones of equal width: the outer radius of zone k is D/20 x (11 - k), the inner ten D/40
(World Archery Rulebook, Book 2, chapter 7; colours there too). Field faces: D/20, D/10, D/5, 3D/10, 2D/5, D/2 for
6 to 1. Radii are the outer edges of the lines, which belong to the higher zone. Millimetres.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

Colour = Literal["gold", "red", "blue", "black", "white"]
_COLOURS: dict[int, Colour] = {
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


@dataclass(frozen=True, slots=True)
class Zone:
    """An area worth the same points, inside `radius_mm` and outside the next smaller zone."""

    points: int
    radius_mm: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Spot:
    """The centre of one face of a sheet, from the sheet's centre."""

    dx_mm: float
    dy_mm: float


@dataclass(frozen=True, slots=True)
class FaceSpec:
    """A face of the catalogue: zones from the innermost outwards; `x_radius_mm` is the inner ten where one counts."""

    kind: str
    name: str
    zones: tuple[Zone, ...]
    x_radius_mm: float | None
    spots: tuple[Spot, ...] = (Spot(0.0, 0.0),)

    @property
    def radius_mm(self) -> float:
        return self.zones[-1].radius_mm


def nearest_face(radius_mm: float, kind: str | None = None) -> FaceSpec | None:
    """The single face whose outermost line is nearest to `radius_mm`, of `kind` where one is given.

    None when no face is within a tenth of that.
    """
    single = [s for s in FACES.values() if len(s.spots) == 1 and kind in (None, s.kind)]
    best = min(single, key=lambda spec: abs(spec.radius_mm - radius_mm), default=None)
    return best if best is not None and abs(best.radius_mm - radius_mm) <= 0.1 * best.radius_mm else None


def _wa_zones(diameter_mm: float, lowest: int = 1) -> tuple[Zone, ...]:
    return tuple(
        Zone(points, diameter_mm / 20 * (11 - points), _COLOURS[points]) for points in range(10, lowest - 1, -1)
    )


def _compound_zones(diameter_mm: float, lowest: int) -> tuple[Zone, ...]:
    """Indoors a compound archer scores 10 for the inner ten only; the rest of the gold is 9."""
    return (Zone(10, diameter_mm / 40, "gold"), *_wa_zones(diameter_mm, lowest)[1:])


def _field_zones(diameter_mm: float) -> tuple[Zone, ...]:
    fractions = {6: 1 / 20, 5: 1 / 10, 4: 1 / 5, 3: 3 / 10, 2: 2 / 5, 1: 1 / 2}
    return tuple(Zone(p, diameter_mm * fraction, _FIELD_COLOURS[p]) for p, fraction in fractions.items())


def _imperial_zones(diameter_mm: float) -> tuple[Zone, ...]:
    return tuple(Zone(p, diameter_mm / 10 * (k + 1), _IMPERIAL_COLOURS[p]) for k, p in enumerate((9, 7, 5, 3, 1)))


def _vertical(spacing_mm: float) -> tuple[Spot, ...]:
    return Spot(0.0, spacing_mm), Spot(0.0, 0.0), Spot(0.0, -spacing_mm)


def _triangular(spacing_mm: float) -> tuple[Spot, ...]:
    height = spacing_mm * 3**0.5 / 2
    return Spot(0.0, height * 2 / 3), Spot(-spacing_mm / 2, -height / 3), Spot(spacing_mm / 2, -height / 3)


FACES: dict[str, FaceSpec] = {
    spec.kind: spec
    for spec in (
        FaceSpec("wa_122", "122 cm", _wa_zones(1220), 30.5),
        FaceSpec("wa_80", "80 cm", _wa_zones(800), 20.0),
        FaceSpec("wa_60", "60 cm", _wa_zones(600), 15.0),
        FaceSpec("wa_40", "40 cm", _wa_zones(400), 10.0),
        FaceSpec("wa_122_6ring", "122 cm, six rings", _wa_zones(1220, 5), 30.5),
        FaceSpec("wa_80_6ring", "80 cm, six rings", _wa_zones(800, 5), 20.0),
        FaceSpec("wa_80_5ring", "80 cm, five rings", _wa_zones(800, 6), 20.0),
        FaceSpec("wa_40_triple_vertical", "40 cm triple, vertical", _wa_zones(400, 6), 10.0, _vertical(220)),
        FaceSpec("wa_40_triple_triangular", "40 cm triple, triangular", _wa_zones(400, 6), 10.0, _triangular(220)),
        FaceSpec("wa_60_triple_vertical", "60 cm triple, vertical", _wa_zones(600, 6), 15.0, _vertical(320)),
        FaceSpec("wa_40_compound", "40 cm, compound inner ten", _compound_zones(400, 1), None),
        FaceSpec(
            "wa_40_triple_vertical_compound",
            "40 cm triple, compound inner ten",
            _compound_zones(400, 6),
            None,
            _vertical(220),
        ),
        FaceSpec("wa_60_compound", "60 cm, compound inner ten", _compound_zones(600, 1), None),
        FaceSpec("wa_field_80", "80 cm field", _field_zones(800), None),
        FaceSpec("wa_field_60", "60 cm field", _field_zones(600), None),
        FaceSpec("wa_field_40", "40 cm field", _field_zones(400), None),
        FaceSpec("wa_field_20", "20 cm field", _field_zones(200), None),
        FaceSpec("imperial_122", "122 cm, imperial five-zone", _imperial_zones(1220), None),
    )
}
"""The catalogue. A new face is one entry here; models, the API's document and the database take it from this table."""

if TYPE_CHECKING:
    FaceKind = str
else:
    FaceKind = Literal[*FACES]
"""The kind of a face of the catalogue, and of no other: a choice of literals wherever it is checked."""
