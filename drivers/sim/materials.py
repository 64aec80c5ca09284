"""What butts are made of, as far as sound in them goes.

The speed of the wave along a board is that of a bar, the root of stiffness over density (Cremer, Heckl, Petersson,
Structure-Borne Sound, 2005, chapter 3.2). Stiffness and density of strawboard are those of data sheets of compressed
straw panels, of the foam those of cross-linked polyethylene; both differ by a factor of two between makers, so that
the speed differs by 1.4. The losses and the fronts are estimates: nobody has measured a butt for this. The first field
recording decides.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Material:
    """A board: stiffness along it, density, and how much of a wave is lost in a radian of it (loss factor).

    `front_us`: from the beginning of an impact's sound in air to its first peak: a soft board stops a point slowly.
    """

    name: str
    stiffness_mpa: float
    density_kg_per_m3: float
    loss_factor: float
    front_us: float

    @property
    def speed_mm_per_us(self) -> float:
        """Of the wave along the board."""
        return math.sqrt(self.stiffness_mpa * 1e6 / self.density_kg_per_m3) / 1000

    def left_after(self, way_mm: float, front_us: float) -> float:
        """What share of the wave is left after a way along the board: spreading over a circle, and loss."""
        radians = math.pi / 2 / front_us * way_mm / self.speed_mm_per_us
        return math.sqrt(NEAR_MM / max(way_mm, NEAR_MM)) * math.exp(-self.loss_factor / 2 * radians)


NEAR_MM = 100.0
"""Distance at which the strength of an impact is told."""
FOAM = Material("layered foam", stiffness_mpa=6.0, density_kg_per_m3=100.0, loss_factor=0.25, front_us=62.0)
STRAWBOARD = Material("strawboard", stiffness_mpa=250.0, density_kg_per_m3=380.0, loss_factor=0.10, front_us=45.0)
STRAW = Material("wound straw", stiffness_mpa=30.0, density_kg_per_m3=200.0, loss_factor=0.20, front_us=80.0)
MATERIALS = (FOAM, STRAWBOARD, STRAW)
