"""Simulated bursts of known truth: what an array hears of an arrow, of a bad channel, of two arrows, of other sounds.

The model is that of the acoustics notes: a straight way from the impact to each sensor, normal jitter. The air may
move, and be faster than the thermometer says.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from appliance.core.air.session_fit import travel
from appliance.core.geometry import CircleRegion, RectRegion, Sensor, SensorArray
from drivers.sim.virtual_butt import BUTT_MM, DEMO_SENSORS

SPEED = 0.343
BOARD_MM = 230.0
BOARD_Z_MM = 13.0
BOARD_HIT_MM = 100.0
"""Arrows count on the board within this of its middle; nearer to a sensor than 15 mm they would break it."""
CORNERS = ("NW", "NE", "SE", "SW")
NAMES = {"4": CORNERS, "6": (*CORNERS, "E", "W"), "8": tuple(s.id for s in DEMO_SENSORS)}
BOARD = "230 mm board"
ARRAYS = ("4", "6", "8", BOARD)

Place = tuple[float, float]
Times = list[float | None]


@dataclass(frozen=True, slots=True)
class TrueAir:
    """The air as it is, not as the appliance knows it: speed over SPEED, and the wind across, mm/us."""

    scale: float = 1.0
    wind_x: float = 0.0
    wind_y: float = 0.0


STILL = TrueAir()


@dataclass(frozen=True, slots=True)
class Butt:
    """An array in some air, and how well its sensors know when they were reached."""

    array: SensorArray
    sigma_us: float
    air: TrueAir = STILL

    def arrivals(self, dice: random.Random, x: float, y: float, z: float = 0.0) -> list[float]:
        """Times of arrival from (x, y, z), us."""
        air = SPEED * self.air.scale, self.air.wind_x, self.air.wind_y
        raised = [Sensor(s.id, s.x_mm, s.y_mm, s.z_mm - z) for s in self.array.sensors] if z else self.array.sensors
        return [travel(s, (x, y), air)[0] + dice.gauss(0.0, self.sigma_us) for s in raised]

    def on_the_butt(self, dice: random.Random) -> Place:
        """Anywhere an arrow may land."""
        x0, y0, size = self._bounds()
        while True:
            x, y = x0 + dice.uniform(0.0, size), y0 + dice.uniform(0.0, size)
            if self.array.region.excess_mm(x, y) == 0:
                return x, y

    def around(self, dice: random.Random, share: float) -> Place:
        """In a square that is wider than the butt by `share` of it on every side."""
        x0, y0, size = self._bounds()
        return x0 + dice.uniform(-share, 1 + share) * size, y0 + dice.uniform(-share, 1 + share) * size

    def _bounds(self) -> tuple[float, float, float]:
        (x, y), half = self.array.region.centre, self.array.region.half_size_mm
        return x - half, y - half, 2 * half


@dataclass(frozen=True, slots=True)
class Burst:
    """What the channels heard, and the places that would be right; none: nothing is."""

    times_us: Times
    right: tuple[Place, ...]


Kind = Callable[[random.Random, Butt], Burst]


@cache
def array_of(name: str) -> SensorArray:
    """The array of that name in ARRAYS."""
    if name == BOARD:
        half = BOARD_MM / 2
        places = {"N": (half, BOARD_MM), "E": (BOARD_MM, half), "S": (half, 0.0), "W": (0.0, half)}
        sensors = tuple(Sensor(k, x, y, BOARD_Z_MM) for k, (x, y) in places.items())
        return SensorArray(sensors, CircleRegion(half, half, BOARD_HIT_MM))
    sensors = tuple(s for s in DEMO_SENSORS if s.id in NAMES[name])
    return SensorArray(sensors, RectRegion(0.0, BUTT_MM, 0.0, BUTT_MM))


def clean(dice: random.Random, butt: Butt) -> Burst:
    """One arrow."""
    place = butt.on_the_butt(dice)
    return Burst([*butt.arrivals(dice, *place)], (place,))


def bad_channel(dice: random.Random, butt: Butt) -> Burst:
    """One channel 30 to 300 us late, one time in eight early."""
    burst = clean(dice, butt)
    channel, off_us = dice.randrange(len(burst.times_us)), dice.uniform(30.0, 300.0)
    off_us *= -1 if dice.random() < 0.125 else 1
    times = [t if t is None or k != channel else t + off_us for k, t in enumerate(burst.times_us)]
    return Burst(times, burst.right)


def missing(dice: random.Random, butt: Butt) -> Burst:
    """One or two channels silent."""
    burst = clean(dice, butt)
    silent = dice.sample(range(len(burst.times_us)), dice.choice((1, 2)))
    return Burst([None if k in silent else t for k, t in enumerate(burst.times_us)], burst.right)


def missing_and_bad(dice: random.Random, butt: Butt) -> Burst:
    """One or two channels silent, and one of the others wrong."""
    burst, silent = bad_channel(dice, butt), dice.sample(range(len(butt.array.sensors)), dice.choice((1, 2)))
    return Burst([None if k in silent else t for k, t in enumerate(burst.times_us)], burst.right)


def beside(dice: random.Random, butt: Butt) -> Burst:
    """An arrow 60 to 1500 mm beside the butt, in its plane."""
    while True:
        x, y = butt.around(dice, 1500.0 / BUTT_MM)
        if butt.array.region.excess_mm(x, y) > 60.0:
            return Burst([*butt.arrivals(dice, x, y)], ())


def behind(dice: random.Random, butt: Butt) -> Burst:
    """The net, 1.5 to 8 m behind."""
    x, y = butt.around(dice, 0.6)
    return Burst([*butt.arrivals(dice, x, y, -dice.uniform(1500.0, 8000.0))], ())


@cache
def mirror_images(array: SensorArray) -> tuple[tuple[int, ...], ...]:
    """Orders of the channels by which the array is turned or mirrored onto itself."""
    cx, cy = array.region.centre
    place = {(s.x_mm - cx, s.y_mm - cy): k for k, s in enumerate(array.sensors)}
    images = []
    for turn, flip in product(range(4), (False, True)):
        image = []
        for s in array.sensors:
            x, y = s.x_mm - cx, (cy - s.y_mm if flip else s.y_mm - cy)
            for _ in range(turn):
                x, y = -y, x
            image.append(place.get((x, y), -1))
        if -1 not in image:
            images.append(tuple(image))
    return tuple(images)


def _alike(times: Sequence[float], order: Sequence[int], image: Sequence[int], within_us: float) -> bool:
    return all(abs(times[k] - times[n]) <= within_us for k, n in zip(order, image, strict=True))


def unrelated(dice: random.Random, butt: Butt) -> Burst:
    """Triggers that have nothing to do with each other."""
    return Burst([dice.uniform(0.0, 5000.0) for _ in butt.array.sensors], ())


def glitch(dice: random.Random, butt: Butt) -> Burst:
    """An electrical glitch on all channels at once."""
    return Burst([dice.uniform(0.0, 30.0) for _ in butt.array.sensors], ())


def permuted(dice: random.Random, butt: Butt) -> Burst:
    """An arrow whose channels are connected in another order."""
    times = butt.arrivals(dice, *butt.on_the_butt(dice))
    order = list(range(len(times)))
    # a mirror image of a burst is as good a burst as any: no array can tell
    while any(_alike(times, order, image, 20 * butt.sigma_us) for image in mirror_images(butt.array)):
        dice.shuffle(order)
        if dice.random() < 0.01:
            times = butt.arrivals(dice, *butt.on_the_butt(dice))
    return Burst([times[k] for k in order], ())


def double(dice: random.Random, butt: Butt) -> Burst:
    """Two arrows within milliseconds; each channel latches the earlier."""
    one, two, later_us = butt.on_the_butt(dice), butt.on_the_butt(dice), dice.uniform(0.0, 4000.0)
    first, second = butt.arrivals(dice, *one), butt.arrivals(dice, *two)
    return Burst([min(a, b + later_us) for a, b in zip(first, second, strict=True)], (one, two))


KINDS: dict[str, Kind] = {
    "clean": clean,
    "bad channel": bad_channel,
    "missing": missing,
    "missing and bad": missing_and_bad,
    "beside": beside,
    "behind": behind,
    "unrelated": unrelated,
    "glitch": glitch,
    "permuted": permuted,
    "double": double,
}
