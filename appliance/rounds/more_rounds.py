"""Rounds that archeryutils does not have, or has otherwise than the rules, in the form of its data files.

- NFAA 300: 60 arrows at 20 yards, three games of four ends of five, at the blue face or its five spots; Xs part ties
  (NFAA Constitution and By-Laws, article VI, NFAA Indoor Round).
- IFAA Indoor at 20 yards: two units of six ends of five; archeryutils has it at the 10 yards of cubs (IFAA Book of
  Rules, article V, Indoor Round).
- Flint: seven targets of four arrows, the last a walk-up with one arrow from each of four distances. IFAA shoots from
  10 to 30 yards and 20 feet, the walk-up from 30, 25, 20 and 15 yards, where archeryutils has feet and another order
  (IFAA Book of Rules, article V, Flint Indoor Round). NFAA shoots it twice as one round, on a range of 20 yards (NFAA
  Constitution and By-Laws, article VI, Flint Bowman Indoor Round).
- World Archery 50 m of the para class W1: 72 arrows like the round of compound bows, but at the 80 cm face with all ten
  rings, with either bow (World Archery Rulebook, Book 2, chapter 4, rounds, and Book 3, chapter 21, para-archery; the
  face as at archery.org.au, para archery competition). The other para classes shoot rounds that archeryutils has: those
  of the open classes, and of the visually impaired at 60 cm and 80 cm.
- World Archery 3D: two arrows at each of 24 targets, whose distances are not marked, from 5 m to 45 m from the red peg
  (compound) and to 30 m from the blue one (World Archery Rulebook, Book 2, chapter 4, 3D rounds).
- IFAA and NFAA animal rounds: 28 targets, or the 14 of a unit, of up to three arrows each from 10 to 60 yards; the
  arrow that hits first is the last (IFAA Book of Rules and NFAA Constitution and By-Laws, animal round, as at
  greenwoodarchers.co.nz, field archery, and nfaausa.com, Field Archery 101, 2 July 2019). The distance of each target
  is marked, and goes by the size of its animal; a table of that was not found, so any within these is taken.
- IFAA 3D hunting: one arrow at each of 28 targets from 10 to 55 yards that are not marked (archery.org.za, IFAA 3D
  rounds, the round of one arrow; `animals.py` has what it scores).
- World Archery field, unmarked and mixed: three arrows at each target, whose distance lies between two that go with the
  peg and the face (World Archery Rulebook, Book 4, field archery rounds); archeryutils has the middle of them, and all
  targets of a face at once.
"""

from typing import Any, Literal

Target = tuple[int, int, str, int]
"""Number of arrows, distance and its unit, and size of the face, cm."""

_IFAA_FLINT: tuple[Target, ...] = (
    (4, 25, "yard", 35),
    (4, 20, "foot", 20),
    (4, 30, "yard", 35),
    (4, 15, "yard", 20),
    (4, 20, "yard", 35),
    (4, 10, "yard", 20),
    *((1, yards, "yard", 35) for yards in (30, 25, 20, 15)),
)
_NFAA_FLINT: tuple[Target, ...] = (
    *((4, feet, "foot", cm) for feet, cm in ((50, 35), (20, 20), (60, 35), (45, 20), (40, 35), (30, 20))),
    *((1, feet, "foot", 35) for feet in (60, 50, 40, 30)),
)
Peg = Literal["red", "blue", "yellow"]

_FACES_CM = (20, 40, 60, 80)
_MARKED: dict[Peg, tuple[tuple[int, ...], ...]] = {
    "red": ((10, 15, 20), (20, 25, 30), (35, 40, 45), (50, 55, 60)),
    "blue": ((5, 10, 15), (15, 20, 25), (30, 35, 40), (40, 45, 50)),
    "yellow": ((5, 10, 15), (10, 15, 20), (20, 25, 30), (30, 35, 40)),
}
"""Marked distances at which each size of face hangs, m."""
_UNMARKED: dict[Peg, tuple[tuple[int, int], ...]] = {
    "red": ((10, 15), (15, 25), (20, 35), (35, 55)),
    "blue": ((5, 10), (10, 20), (15, 30), (30, 45)),
    "yellow": ((5, 10), (10, 15), (15, 25), (20, 35)),
}
"""Range of unmarked distances at which each size of face hangs, m."""
_ARROWS = 3
"""Arrows at each target of a field round of World Archery."""

_NEAREST_ANIMAL = 5
"""Shortest distance of a 3D round, m."""
_BLUE = 40
"""Size of the indoor face of IFAA and NFAA, cm."""


def _round(
    name: str, body: str, scoring: str, targets: tuple[Target, ...], location: Literal["indoor", "outdoor"] = "indoor"
) -> dict[str, Any]:
    return {
        "name": name,
        "codename": name.lower().replace(" ", "_"),
        "body": body,
        "location": location,
        "passes": [
            {"n_arrows": arrows, "distance": distance, "dist_unit": unit, "diameter": cm, "scoring": scoring}
            for arrows, distance, unit, cm in targets
        ],
    }


def _field(targets: int, peg: Peg, kind: Literal["Unmarked", "Mixed"]) -> dict[str, Any]:
    """A field round with equally many targets of each face; in a mixed round the marked half is shot first."""
    at_target = {"n_arrows": _ARROWS, "dist_unit": "metre", "scoring": "WA_field"}
    marked = [
        {**at_target, "diameter": cm, "distance": distance}
        for cm, distances in zip(_FACES_CM, _MARKED[peg], strict=True)
        for distance in distances
    ]
    of_each = (targets - (len(marked) if kind == "Mixed" else 0)) // len(_FACES_CM)
    unmarked = [
        {**at_target, "diameter": cm, "distance": (nearest + farthest) // 2, "between": (nearest, farthest)}
        for cm, (nearest, farthest) in zip(_FACES_CM, _UNMARKED[peg], strict=True)
        for _ in range(of_each)
    ]
    return {
        "name": f"WA Field {targets} {peg.title()} {kind}",
        "codename": f"wa_field_{targets}_{peg}_{kind.lower()}",
        "body": "WA",
        "location": "field",
        "passes": [*(marked if kind == "Mixed" else []), *unmarked],
    }


def _animals(
    name: str, body: str, scoring: str, targets: int, arrows: int, between: tuple[int, int], unit: str
) -> dict[str, Any]:
    """A round at animals, whose size depends on the maker: any size counts."""
    target = {
        "n_arrows": arrows,
        "distance": sum(between) // 2,
        "between": between,
        "dist_unit": unit,
        "diameter": 100,
        "scoring": scoring,
    }
    return {
        "name": name,
        "codename": name.lower().replace(" ", "_"),
        "body": body,
        "location": "field",
        "passes": [target] * targets,
    }


PEGS: tuple[Peg, ...] = ("red", "blue", "yellow")

MORE_ROUNDS: dict[str, dict[str, Any]] = {
    data["codename"]: data
    for data in (
        _round("NFAA 300", "NFAA", "Worcester", ((20, 20, "yard", _BLUE),) * 3),
        _round("NFAA Flint", "NFAA", "IFAA_field", _NFAA_FLINT * 2),
        _round("IFAA Flint", "IFAA", "IFAA_field", _IFAA_FLINT * 2),
        _round("IFAA Flint Unit", "IFAA", "IFAA_field", _IFAA_FLINT),
        _round("IFAA Indoor 20yd", "IFAA", "Worcester", ((30, 20, "yard", _BLUE),) * 2),
        *(_field(targets, peg, "Unmarked") for targets in (12, 24) for peg in PEGS),
        *(_field(24, peg, "Mixed") for peg in PEGS),
        _round("WA 50m W1", "WA", "10_zone", ((36, 50, "metre", 80),) * 2, "outdoor"),
        _animals("WA 3D 24 Red", "WA", "WA_3D", 24, 2, (_NEAREST_ANIMAL, 45), "metre"),
        _animals("WA 3D 24 Blue", "WA", "WA_3D", 24, 2, (_NEAREST_ANIMAL, 30), "metre"),
        *(
            _animals(f"{body} Animal {targets}", body, f"{body}_animal", targets, 3, (10, 60), "yard")
            for body in ("IFAA", "NFAA")
            for targets in (14, 28)
        ),
        _animals("IFAA 3D Hunting 28", "IFAA", "IFAA_3D_hunting", 28, 1, (10, 55), "yard"),
        _round("IFAA Indoor 20yd Unit", "IFAA", "Worcester", ((30, 20, "yard", _BLUE),)),
    )
}
"""Rounds by codename; they replace those of archeryutils with the same codename."""
