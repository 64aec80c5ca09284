"""What the rule books add to the arrows and distances of a round: faces, arrows per end, bows."""

from appliance.core.scoring.faces import FACES, INCH_MM
from appliance.schema.rounds import BOW_STYLES, RoundBowStyle

WITHIN_MM = 0.5

ALSO: dict[str, tuple[str, ...]] = {
    "wa720_50_c": ("wa_80_6ring",),
    "wa720_40_c": ("wa_80_6ring",),
    "ifaa_indoor": ("ifaa_indoor_5_spot",),
    "ifaa_indoor_unit": ("ifaa_indoor_5_spot",),
    "ifaa_indoor_20yd": ("ifaa_indoor_5_spot",),
    "ifaa_indoor_20yd_unit": ("ifaa_indoor_5_spot",),
    "nfaa_300": ("ifaa_indoor_5_spot",),
    "wa_3d_24_red": ("animal_3d_50",),
    "wa_3d_24_blue": ("animal_3d_50",),
    "ifaa_animal_14": ("animal_ifaa_50",),
    "ifaa_animal_28": ("animal_ifaa_50",),
    "nfaa_animal_14": ("animal_nfaa_50",),
    "nfaa_animal_28": ("animal_nfaa_50",),
    "ifaa_3d_hunting_28": ("animal_hunting_50",),
}
"""Faces that are allowed for a round besides those of its scoring. Compound archers shoot 50 m at the 80 cm face of six
rings (World Archery Rulebook, Book 2, chapter 4), though handicap tables are for ten; IFAA and NFAA allow the five
spots (IFAA Book of Rules, Indoor Round, Targets; NFAA Constitution and By-Laws, article VI); a round at animals may be
shot at those of any size."""

INDOORS = ("ifaa_indoor", "ifaa_indoor_unit")
"""Indoor rounds (IFAA Book of Rules, article V) that archeryutils lists as field rounds."""

USUAL = {
    "vegas": "wa_40_triple_triangular",
    "ifaa_hunter": "ifaa_hunter",
    "ifaa_international": "ifaa_hunter",
}
"""The prefix of the usual face, by the prefix of a round's codename, where it is not the first of the catalogue:
hunter faces (IFAA Book of Rules, article V; their zones are those of the field face), and the triangular three spots
of Vegas."""

_PER_END: dict[tuple[str | None, str | None], int] = {
    ("AGB", "outdoor"): 6,
    ("AGB", "indoor"): 3,
    ("AGB-VI", "outdoor"): 6,
    ("WA", "outdoor"): 6,
    ("WA", "indoor"): 3,
    ("WA", "field"): 3,
    ("WA-VI", "outdoor"): 6,
    ("WA-VI", "indoor"): 3,
    ("WAExp", "outdoor"): 6,
    ("IFAA", "field"): 4,
    ("AA", "outdoor"): 6,
    ("AA", "indoor"): 3,
    ("AA", "field"): 4,
}
_PER_END_OF: dict[str, int] = {
    "worcester": 5,
    "worcester_5_centre": 5,
    "ifaa_indoor": 5,
    "ifaa_indoor_unit": 5,
    "ifaa_indoor_20yd": 5,
    "ifaa_indoor_20yd_unit": 5,
    "ifaa_flint": 4,
    "ifaa_flint_unit": 4,
    "nfaa_300": 5,
    "nfaa_flint": 4,
    "ifaa_international": 3,
    "ifaa_international_unit": 3,
    "frostbite": 3,
    "wa_3d_24_red": 2,
    "wa_3d_24_blue": 2,
    "ifaa_animal_14": 3,
    "ifaa_animal_28": 3,
    "nfaa_animal_14": 3,
    "nfaa_animal_28": 3,
    "ifaa_3d_hunting_28": 1,
}


def arrows_per_end(codename: str, body: str | None, location: str | None) -> int:
    """The number of arrows per end of a round.

    archeryutils does not define ends. By body and place: outdoors six, indoors three, field archery three at each
    target (World Archery Rulebook, Book 3, chapter 12, and Book 4, chapter 4; Archery GB, Rules of Shooting, parts 3
    and 4; Archery Australia, Shooting Rules), where IFAA and Archery Australia shoot four at each (IFAA Book of Rules,
    article V). By round: Worcester five (Archery GB, Rules of Shooting, part 4), IFAA indoors six ends of five,
    International three and Flint four at each target (IFAA Book of Rules), NFAA 300 twelve ends of five and Flint four
    at each target (NFAA Constitution and By-Laws, article VI), Frostbite twelve ends of three, World Archery 3D two at
    each target (World Archery Rulebook, Book 2, chapter 4, 3D rounds), animal rounds up to three and IFAA's 3D hunting
    one (sources in `more_rounds.py`). Rounds without a body: three indoors (Lancaster Archery Classic, qualification
    rule 4.4), six outdoors.
    """
    return _PER_END_OF.get(codename) or _PER_END.get((body, location), 3 if location == "indoor" else 6)


def bow_styles(name: str, *, has_twin: bool) -> list[RoundBowStyle]:
    """The bow styles of a round; empty: all. `has_twin`: the same round exists for compound bows."""
    if "Compound" in name:
        return ["compound"]
    if "Barebow" in name:
        return ["barebow"]
    return [style for style in BOW_STYLES if style != "compound"] if has_twin else []


def faces_for(scoring: str, diameter: float, unit: str, codename: str = "") -> list[str]:
    """The faces of the catalogue for a pass, the usual one first: those of its size and scoring, and further allowed
    ones."""
    diameter_mm = diameter * (INCH_MM if unit == "inches" else 10)
    fitting = [
        spec for spec in FACES.values() if spec.scoring == scoring and abs(spec.diameter_mm - diameter_mm) < WITHIN_MM
    ]
    usual = next((kind for beginning, kind in USUAL.items() if codename.startswith(beginning)), "")
    fitting.sort(key=lambda spec: not spec.kind.startswith(usual))
    return [*(spec.kind for spec in fitting), *(kind for kind in ALSO.get(codename, ()) if fitting)]
