"""Draws the README's pictures of the positions' accuracy; the output is the same every time.

.venv/bin/python scripts/pictures.py
"""

import math
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from appliance.core.arrival import Arrival
from appliance.core.calibration.quality import calibrate
from appliance.core.calibration.taps import Priors, Tap
from appliance.core.errors import LocateError
from appliance.core.geometry import RectRegion, Sensor, SensorArray
from appliance.core.locating.placing import in_still_air, place_arrivals
from drivers.sim.virtual_butt import BUTT_MM, DEMO_SENSORS

FOLDER = Path(__file__).parents[1] / "web" / "pictures"
SPEED = 0.343
BUTT = RectRegion(0.0, BUTT_MM, 0.0, BUTT_MM)
CELLS, SHOTS_A_CELL = 20, 60
MARGIN, GAP, TEXT = 90.0, 140.0, 40.0
# dark to light, readable in print and for colour-blind people (five colours of viridis)
SCALE = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")

Point = tuple[float, float]
Method = Callable[[Sequence[float]], Point | None]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, picture in (
        ("error-map", error_map()),
        ("calibration", before_and_after()),
        ("board", beside_the_board()),
    ):
        (FOLDER / f"{name}.svg").write_text(tostring(picture, encoding="unicode") + "\n")
        print(FOLDER / f"{name}.svg", file=sys.stderr)


def times_us(dice: random.Random, sensors: Sequence[Sensor], x: float, y: float, sigma_us: float) -> list[float]:
    return [math.dist((s.x_mm, s.y_mm, s.z_mm), (x, y, 0.0)) / SPEED + dice.gauss(0.0, sigma_us) for s in sensors]


def ours(sensors: Sequence[Sensor], sigma_us: float, late_us: Sequence[float] = (), speed: float = SPEED) -> Method:
    array = SensorArray(tuple(sensors), BUTT)

    def place(times: Sequence[float]) -> Point | None:
        late = late_us or [0.0] * len(times)
        arrivals = [Arrival(k, sensors[k], t - late[k]) for k, t in enumerate(times)]
        try:
            fix = place_arrivals(arrivals, in_still_air(array, speed, sigma_us)).fix
        except LocateError:
            return None
        return fix.x_mm, fix.y_mm

    return place


def circles(sensors: Sequence[Sensor]) -> Method:
    """The method of a board with four sensors and a small processor: intersect circles around neighbouring sensors,
    average the four points, and find the unknown first radius by iteration. Ignores the depth of the sensors."""

    def place(times: Sequence[float]) -> Point | None:
        later = [SPEED * (t - min(times)) for t in times]
        radius, at = BUTT_MM / 2, (BUTT_MM / 2, BUTT_MM / 2)
        for _ in range(200):
            cuts = [
                cut
                for k in range(4)
                if (cut := _cut(sensors[k], later[k] + radius, sensors[(k + 1) % 4], later[(k + 1) % 4] + radius))
            ]
            if not cuts:
                radius += 10.0
                continue
            at = math.fsum(x for x, _ in cuts) / len(cuts), math.fsum(y for _, y in cuts) / len(cuts)
            step = math.fsum(math.dist(at, (s.x_mm, s.y_mm)) - d for s, d in zip(sensors, later, strict=True)) / 4
            if abs(step - radius) < 1e-4:
                break
            radius = step
        return at

    return place


def _cut(a: Sensor, ra: float, b: Sensor, rb: float) -> Point | None:
    """Return the right intersection of two circles: with sensors in clockwise order, it is on the butt's side."""
    dx, dy = b.x_mm - a.x_mm, b.y_mm - a.y_mm
    d = math.hypot(dx, dy)
    along = (ra * ra - rb * rb + d * d) / (2 * d)
    across2 = ra * ra - along * along
    if across2 < 0:
        return None
    across = math.sqrt(across2)
    return a.x_mm + (along * dx + across * dy) / d, a.y_mm + (along * dy - across * dx) / d


def error_map() -> Element:
    dice, half = random.Random(1), BUTT_MM / CELLS / 2  # noqa: S311
    method = ours(DEMO_SENSORS, 1.0)
    svg = canvas(1, "Error over the butt: 8 sensors, 1 µs of jitter, mm rms")
    cells: list[tuple[float, float, float]] = []
    for row in range(CELLS):
        for column in range(CELLS):
            x, y = (2 * column + 1) * half, (2 * row + 1) * half
            errors = []
            for _ in range(SHOTS_A_CELL):
                place = method(times_us(dice, DEMO_SENSORS, x, y, 1.0))
                errors += [math.dist(place, (x, y)) ** 2] if place else []
            cells.append((x, y, math.sqrt(math.fsum(errors) / len(errors))))
    low, high = min(e for *_, e in cells), max(e for *_, e in cells)
    for x, y, error in cells:
        corner = {"x": f"{MARGIN + x - half:.1f}", "y": f"{MARGIN + BUTT_MM - y - half:.1f}"}
        size = {"width": f"{2 * half + 0.5:.1f}", "height": f"{2 * half + 0.5:.1f}"}
        SubElement(svg, "rect", {**corner, **size, "fill": colour((error - low) / (high - low))})
    label(svg, MARGIN, MARGIN + BUTT_MM + 60, f"dark {low:.2f} mm, light {high:.2f} mm; dots: sensors")
    dots(svg, 0.0, DEMO_SENSORS)
    return svg


def before_and_after() -> Element:
    dice = random.Random(4)  # noqa: S311
    true = [
        Sensor(s.id, s.x_mm + dice.gauss(0, 2), s.y_mm + dice.gauss(0, 2), s.z_mm + dice.gauss(0, 2))
        for s in DEMO_SENSORS
    ]
    late = [dice.gauss(0.0, 2.0) for _ in true]

    def heard(x: float, y: float) -> list[float]:
        return [t + bias for t, bias in zip(times_us(dice, true, x, y, 1.0), late, strict=True)]

    marks = [(200.0 + 300 * i, 200.0 + 300 * j) for i in range(4) for j in range(4)]
    found = calibrate(
        SensorArray(DEMO_SENSORS, BUTT),
        [Tap(tuple(heard(x, y)), x, y) for x, y in marks],
        speed_mm_per_us=SPEED + 0.0006,
        sigma_us=1.0,
        priors=Priors(),
    )
    before = ours(DEMO_SENSORS, 8.0, speed=SPEED + 0.0006)
    after = ours(found.fit.sensors, 2.0, found.fit.bias_us, found.fit.speed_mm_per_us)
    shots = [(100.0 + 157 * i, 100.0 + 157 * j) for i in range(8) for j in range(8)]
    bursts = [(place, heard(*place)) for place in shots]
    svg = canvas(
        2, "Sensors 2 mm off, 2 µs late, a degree warmer than thought: before and after 16 taps (errors drawn 30 times)"
    )
    arrows(svg, 0, "as surveyed", before, bursts, 30.0)
    arrows(svg, 1, "calibrated", after, bursts, 30.0)
    return svg


def beside_the_board() -> Element:
    dice = random.Random(2)  # noqa: S311
    corners = [s for name in ("NW", "NE", "SE", "SW") for s in DEMO_SENSORS if s.id == name]
    shots = [(100.0 + 157 * i, 100.0 + 157 * j) for i in range(8) for j in range(8)]
    bursts = [(place, times_us(dice, corners, *place, 1.0)) for place in shots]
    svg = canvas(2, "The same counters of four corner sensors, 1 µs of jitter, placed twice (errors drawn 30 times)")
    arrows(svg, 0, "circles cut in pairs, as boards do", circles(corners), bursts, 30.0)
    arrows(svg, 1, "ours", ours(corners, 1.0), bursts, 30.0)
    return svg


def canvas(panels: int, title: str) -> Element:
    width = 2 * MARGIN + panels * BUTT_MM + (panels - 1) * GAP
    box = f"0 0 {width:g} {BUTT_MM + 2 * MARGIN + 40:g}"
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, "font-family": "sans-serif"})
    SubElement(svg, "title").text = title
    SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    label(svg, MARGIN, 60.0, title)
    return svg


def arrows(
    svg: Element, panel: int, name: str, method: Method, bursts: Sequence[tuple[Point, list[float]]], times: float
) -> None:
    """Draw each error as an arrow from the true to the computed position, lengthened by the factor `times`."""
    left = panel * (BUTT_MM + GAP)
    edge = {"x": f"{MARGIN + left:g}", "y": f"{MARGIN:g}", "width": f"{BUTT_MM:g}", "height": f"{BUTT_MM:g}"}
    SubElement(svg, "rect", {**edge, "fill": "#f7f3ea", "stroke": "#333333", "stroke-width": "3"})
    squares = []
    for (x, y), heard in bursts:
        place = method(heard)
        if place is None:
            continue
        squares.append(math.dist(place, (x, y)) ** 2)
        sx, sy = MARGIN + left + x, MARGIN + BUTT_MM - y
        way = {
            "x2": f"{sx + times * (place[0] - x):.1f}",
            "y2": f"{sy - times * (place[1] - y):.1f}",
            "stroke": "#b00020",
            "stroke-width": "5",
        }
        SubElement(svg, "line", {"x1": f"{sx:.1f}", "y1": f"{sy:.1f}", **way})
        SubElement(svg, "circle", {"cx": f"{sx:.1f}", "cy": f"{sy:.1f}", "r": "9", "fill": "#333333"})
    rms = math.sqrt(math.fsum(squares) / len(squares))
    worst = math.sqrt(max(squares))
    words = f"{name}: {rms:.2f} mm rms, {worst:.2f} at worst"
    label(svg, MARGIN + left, MARGIN + BUTT_MM + 60, words)


def dots(svg: Element, left: float, sensors: Sequence[Sensor]) -> None:
    for s in sensors:
        place = {"cx": f"{MARGIN + left + s.x_mm:.1f}", "cy": f"{MARGIN + BUTT_MM - s.y_mm:.1f}", "r": "16"}
        SubElement(svg, "circle", {**place, "fill": "#000000", "stroke": "#ffffff", "stroke-width": "4"})


def label(svg: Element, x: float, y: float, text: str) -> None:
    SubElement(svg, "text", {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{TEXT:g}", "fill": "#000000"}).text = text


def colour(share: float) -> str:
    """Interpolate between the colours of SCALE."""
    at = min(max(share, 0.0), 1.0) * (len(SCALE) - 1)
    k = min(int(at), len(SCALE) - 2)
    low, high = (bytes.fromhex(c[1:]) for c in (SCALE[k], SCALE[k + 1]))
    return "#" + "".join(f"{round(a + (b - a) * (at - k)):02x}" for a, b in zip(low, high, strict=True))


if __name__ == "__main__":
    main()
