"""The two counts beside the total of a score sheet: tens and Xs, hits and golds, elevens and tens.

Archery GB's imperial rounds and Worcester count hits and golds, a gold being an arrow in the highest zone (Archery GB,
Rules of Shooting, parts 3 and 4); World Archery counts tens and Xs, or tens and nines where the inner ten alone is 10
(World Archery Rulebook, Book 3, chapter 14), sixes and fives in field archery; IFAA and NFAA count Xs; where the inner
ten is 11, elevens and then tens break a tie (Lancaster Archery Classic, qualification rules), and they stand beside the
total of a 3D round. No rule on ties was found for animal rounds of IFAA and NFAA: beside their totals stand arrows of
20, a first arrow in the kill, and hits.
"""

from collections.abc import Sequence
from typing import Literal

from appliance.core.scoring.rings import Scoring

Count = Literal["twenties", "elevens", "tens", "nines", "sixes", "fives", "xs", "hits", "golds"]
_POINTS: dict[Count, int] = {"twenties": 20, "elevens": 11, "tens": 10, "nines": 9, "sixes": 6, "fives": 5}


def counts_of(scoring: Scoring, *, has_x: bool) -> tuple[Count, Count]:
    """The two counts of a scoring system; `has_x`: on a face with an X."""
    match scoring:
        case "10_zone" | "10_zone_6_ring" | "10_zone_5_ring":
            return "tens", "xs"
        case "10_zone_compound" | "10_zone_5_ring_compound":
            return "tens", "nines"
        case "11_zone" | "11_zone_6_ring" | "11_zone_5_ring" | "WA_3D":
            return "elevens", "tens"
        case "IFAA_animal" | "NFAA_animal" | "IFAA_3D_hunting":
            return "twenties", "hits"
        case "WA_field":
            return "sixes", "fives"
        case "IFAA_field":
            return "fives", "xs"
        case "Worcester" | "Worcester_2_ring" if has_x:
            # zones of Worcester, on a face of IFAA and NFAA
            return "fives", "xs"
        case "5_zone" | "AA_national_field" | "Worcester" | "Worcester_2_ring":
            return "hits", "golds"


def tally(count: Count, points: Sequence[int | None], xs: int, gold: int) -> int:
    """The number of arrows of this kind; `gold`: points of the highest zone. Arrows of unknown points do not count."""
    match count:
        case "xs":
            return xs
        case "hits":
            return sum(1 for p in points if p)
        case "golds":
            return sum(1 for p in points if p == gold)
        case _:
            return sum(1 for p in points if p == _POINTS[count])
