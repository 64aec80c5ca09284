"""Outlines to try: what core, the models and the database take, and what none of them takes."""

import math

from hypothesis import strategies as st

from appliance.core.limits import CORNERS
from appliance.core.scoring.outline import Outline

SIMPLE: dict[str, Outline] = {
    "a triangle": ((0.0, 10.0), (-9.0, -5.0), (9.0, -5.0)),
    "a square": ((-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0)),
    "a corner on a straight side": ((-10.0, -10.0), (0.0, -10.0), (10.0, -10.0), (0.0, 10.0)),
    "an L": ((0.0, 0.0), (20.0, 0.0), (20.0, 5.0), (5.0, 5.0), (5.0, 20.0), (0.0, 20.0)),
    "sixty-four sides": tuple(
        (round(math.cos(math.tau * k / CORNERS.most) * 30, 3), round(math.sin(math.tau * k / CORNERS.most) * 30, 3))
        for k in range(CORNERS.most)
    ),
}
CROSSING: dict[str, Outline] = {
    "a bow tie": ((-10.0, -10.0), (10.0, 10.0), (10.0, -10.0), (-10.0, 10.0)),
    "a line there and back": ((0.0, 0.0), (10.0, 0.0), (5.0, 0.0)),
    "a corner twice in a row": ((0.0, 0.0), (10.0, 0.0), (10.0, 0.0), (5.0, 9.0)),
    "a corner twice": ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0), (-10.0, 10.0)),
    "a corner on another side": ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 0.0), (0.0, 10.0)),
    "a spike": ((-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (30.0, 10.0), (-10.0, 10.0)),
    "two sides along each other": (
        *((0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (15.0, 10.0), (15.0, 0.0), (5.0, 0.0), (5.0, 10.0), (0.0, 10.0)),
    ),
}


@st.composite
def stars(draw: st.DrawFn, least: int = 3) -> Outline:
    """Corners in turn around a middle that is inside, near and far: simple, and rarely convex."""
    count = draw(st.integers(least, 24))
    reaches = draw(st.lists(st.integers(10, 400), min_size=count, max_size=count))
    begin = draw(st.floats(0, 6.28))
    return tuple(
        (reach * math.cos(begin + math.tau * k / count), reach * math.sin(begin + math.tau * k / count))
        for k, reach in enumerate(reaches)
    )
