"""Materials of butts, as media for sound.

The speed c of the wave along a board is that of a bar, the root of stiffness over density (Cremer, Heckl, Petersson,
Structure-Borne Sound, 2005, chapter 3.2). Stiffness and density of strawboard are those of data sheets of compressed
straw panels, of the foam those of cross-linked polyethylene; both differ by a factor of two between makers, so that
the speed differs by 1.4. This wave has no dispersion: its front is as steep far away as near. A blow across the board
excites little of it, and much of the bending wave, of speed sqrt(1.8 c h f) in a plate of thickness h (ibid., chapter
3.3), and at most that of shear, 0.6 c. Below that limit high frequencies outrun low ones, with a group velocity of
twice the speed, so that the front is drawn out with distance; in a butt of 100 mm an arrow's wave is at the limit, and
is not. The losses, the fronts and the shares are estimates: nobody has measured a butt for this. The first field
recording decides.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Material:
    """A board: stiffness along it, density, and loss factor, the share of a wave lost in a radian of it.

    `front_us`: from the onset of an impact's sound in air to its first peak: a soft board stops a point slowly.
    """

    name: str
    stiffness_mpa: float
    density_kg_per_m3: float
    loss_factor: float
    front_us: float
    thickness_mm: float = 100.0

    @property
    def speed_mm_per_us(self) -> float:
        """Speed of the wave along the board, mm/us."""
        return math.sqrt(self.stiffness_mpa * 1e6 / self.density_kg_per_m3) / 1000

    def bending_mm_per_us(self, front_us: float) -> float:
        """Speed of the bending wave at the frequency of a front, mm/us."""
        speed_mm_per_us = self.speed_mm_per_us
        thin = math.sqrt(1.8 * speed_mm_per_us * self.thickness_mm / (4 * front_us))
        return min(thin, SHEAR_SHARE * speed_mm_per_us)

    def drawn_out_us(self, way_mm: float) -> float:
        """How much longer the bending wave's front is after a distance, us: the delay of the group an octave lower."""
        quick, slow = (2 * self.bending_mm_per_us(front_us) for front_us in (self.front_us, 2 * self.front_us))
        return way_mm / slow - way_mm / quick

    def left_after(self, way_mm: float, front_us: float) -> float:
        """Share of the wave's amplitude that remains after a distance along the board: circular spreading, and loss."""
        radians = math.pi / 2 / front_us * way_mm / self.speed_mm_per_us
        return math.sqrt(NEAR_MM / max(way_mm, NEAR_MM)) * math.exp(-self.loss_factor / 2 * radians)


SHEAR_SHARE = 0.6
"""Speed of shear, the root of shear modulus over density, as a share of the bar's speed: Poisson's ratio 0.3."""
NEAR_MM = 100.0
"""Distance at which the strength of an impact is defined."""
FOAM = Material("layered foam", stiffness_mpa=6.0, density_kg_per_m3=100.0, loss_factor=0.25, front_us=62.0)
STRAWBOARD = Material("strawboard", stiffness_mpa=250.0, density_kg_per_m3=380.0, loss_factor=0.10, front_us=45.0)
STRAW = Material("wound straw", stiffness_mpa=30.0, density_kg_per_m3=200.0, loss_factor=0.20, front_us=80.0)
MATERIALS = (FOAM, STRAWBOARD, STRAW)
