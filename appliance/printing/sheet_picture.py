"""The picture of a target on a score sheet: rings and arrows to scale, legible without colour too."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from appliance.core.scoring.faces import FACES
from appliance.core.scoring.points import MAX_SHAFT_DIAMETER_MM
from appliance.schema.shots import ShotExport
from appliance.schema.targets import Face, TargetRead

FILLS = {"gold": "#ffe552", "red": "#f65058", "blue": "#00b4e4", "black": "#333333", "white": "#ffffff"}
LINE_ON = {"black": "#ffffff"}
MARGIN_MM = 20.0
WIDTH_MM = 70.0
HEIGHT_MM = 70.0
"""Largest width and height of a picture on paper."""
LEAST_MARK = 1 / 70
"""Smallest radius of an arrow's mark, as a part of the picture's larger side, so that it is visible on a large butt."""


class Picture:
    """The picture of one target, and its size on paper."""

    def __init__(self, target: TargetRead, shots: Sequence[ShotExport]) -> None:
        self._target = target
        self._shots = [(shot.x, shot.y) for shot in shots if shot.x is not None and shot.y is not None]
        reach = [place for face in target.faces for place in _reaches(face)]
        reach += [(x, y, MARGIN_MM) for x, y in self._shots]
        self.is_empty = not reach
        if reach:
            self._left, right = min(x - r for x, _, r in reach), max(x + r for x, _, r in reach)
            self._top = min(target.max_y - y - r for _, y, r in reach)
            bottom = max(target.max_y - y + r for _, y, r in reach)
            self._width, self._height = right - self._left, bottom - self._top
            self.scale = min(WIDTH_MM / self._width, HEIGHT_MM / self._height)
            self.height_mm = self._height * self.scale

    def draw(self, parent: Element, title: str) -> None:
        """Draw faces and arrows in their size on paper."""
        # attributes, since the page's policy allows no styles but those of its head
        size = {"width": f"{self._width * self.scale:.1f}mm", "height": f"{self.height_mm:.1f}mm"}
        svg = SubElement(parent, "svg", {"viewBox": self._view, "role": "img", **size})
        SubElement(svg, "title").text = title
        self._draw_into(svg)

    def fill(self, parent: Element, *, x: float, y: float, side: float) -> None:
        """Draw faces and arrows centred in a square of a larger picture."""
        place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{side:g}", "height": f"{side:g}"}
        self._draw_into(SubElement(parent, "svg", {"viewBox": self._view, **place}))

    @property
    def _view(self) -> str:
        return f"{self._left:.1f} {self._top:.1f} {self._width:.1f} {self._height:.1f}"

    def _draw_into(self, svg: Element) -> None:
        """Draw faces and arrows; y is up in the butt's frame, but down in SVG."""
        for face in self._target.faces:
            _rings(svg, face, self._target.max_y)
        radius = max(MAX_SHAFT_DIAMETER_MM / 2, max(self._width, self._height) * LEAST_MARK)
        for x, y in self._shots:
            place = {"cx": f"{x:.1f}", "cy": f"{self._target.max_y - y:.1f}"}
            outline = {"fill": "#fff", "stroke": "#000", "stroke-width": f"{radius / 3:.1f}"}
            # the edge is visible on light zones, the middle on dark ones
            SubElement(svg, "circle", {**place, "r": f"{radius:.1f}", **outline})


def _reaches(face: Face) -> Iterator[tuple[float, float, float]]:
    """The points around which a face is drawn, and how far around each, mm."""
    outlines = face.outlines or [None] * len(face.radii)
    for radius, outline in zip(face.radii, outlines, strict=True):
        if outline is None:
            yield face.x, face.y, radius + MARGIN_MM
        else:
            yield from ((face.x + dx, face.y + dy, MARGIN_MM) for dx, dy in outline)


def _rings(svg: Element, face: Face, max_y: float) -> None:
    colours = {} if face.kind is None else {zone.points: zone.colour for zone in FACES[face.kind].zones}
    centre = {"cx": f"{face.x:g}", "cy": f"{max_y - face.y:g}"}
    outlines = face.outlines or [None] * len(face.radii)
    zones = sorted(zip(face.radii, face.points, outlines, strict=True), key=lambda zone: zone[0], reverse=True)
    for radius, points, outline in zones:
        colour = colours.get(points, "white")
        look = {"fill": FILLS[colour], "stroke": LINE_ON.get(colour, "#000000")}
        if outline is None:
            SubElement(svg, "circle", {**centre, "r": f"{radius:g}", **look})
        else:
            corners = " ".join(f"{face.x + dx:g},{max_y - face.y - dy:g}" for dx, dy in outline)
            SubElement(svg, "polygon", {"points": corners, **look})
    if face.x_radius is not None:
        inner = {"r": f"{face.x_radius:g}", "fill": "none", "stroke": "#000000"}
        SubElement(svg, "circle", {**centre, **inner})
