"""Draws the path of one impact through the code, from the bytes of its frame to its row: .github/docs/walk.svg.

tests/hil/test_walk.py follows a real impact and checks these steps and their order.
"""

from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

ROOT = Path(__file__).parents[1]
TARGET = ROOT / ".github" / "docs" / "walk.svg"
LANE, ROW, TOP, MARGIN, ABOVE = 168, 40, 84, 16, 16
FONT = "Helvetica, Arial, sans-serif"
FILLS = ("#e6f2e6", "#f4f1ea", "#e8eef7", "#fbeedd", "#fbeedd", "#fbeedd", "#f3e6f5")


class Step(NamedTuple):
    """A module that the impact passes through, and what it does there."""

    module: str
    what: str

    @property
    def room(self) -> str:
        """The module's package."""
        return self.module.rpartition(".")[0]


STEPS = (
    Step("drivers.acoustic.archstats", "a frame of the node became a message: are its values legal?"),
    Step("drivers.acoustic.stream", "converts the node's time to this computer's; recognises repeats"),
    Step("drivers.acoustic.node", "passes the burst on"),
    Step("appliance.wiring.sensing", "the only code that imports drivers and sensing"),
    Step("appliance.sensing.pipeline", "accepted, or refused: then the node keeps it"),
    Step("appliance.sensing.intake", "written to the journal, on the card"),
    Step("appliance.wiring.followed_node", "so it may be acknowledged"),
    Step("drivers.acoustic.node", "to the node that sent it"),
    Step("drivers.acoustic.archstats", "the node may forget it"),
    Step("appliance.sensing.intake", "passes it on with other live events"),
    Step("appliance.sensing.stream", "waits for other sources of the same impact"),
    Step("appliance.core.coincidence", "one impact, of one burst or several"),
    Step("appliance.sensing.stream", "ready, in order of the times of impact"),
    Step("appliance.sensing.placing", "dated by the wall clock"),
    Step("appliance.sensing.pipeline", "session and calibration at that time"),
    Step("appliance.sensing.placing", "in order"),
    Step("appliance.sensing.measure", "ticks become times of arrival, by survey and calibration"),
    Step("appliance.core.locating.placing", "where did it land?"),
    Step("appliance.core.locating.hypotheses", "all channels, one left out, other root, from behind, ..."),
    Step("appliance.core.air.filter", "each in still, breezy and gusty air"),
    Step("appliance.core.locating.hypotheses", "each with place, covariance, evidence"),
    Step("appliance.core.locating.judge", "the best, or the reason for none"),
    Step("appliance.core.locating.placing", "the place and its error ellipse"),
    Step("appliance.sensing.placing", "writes the log"),
    Step("appliance.sensing.recorder", "many together, in one transaction"),
    Step("appliance.sensing.detection_rows", "as a row of the table"),
    Step("appliance.models.detections_db", "detection and shot, in one statement"),
    Step("appliance.sensing.recorder", "committed"),
    Step("appliance.sensing.pipeline", "done"),
    Step("appliance.sensing.intake", "its journal entry may be deleted"),
)


def lanes() -> list[str]:
    """The packages, from left to right in the order in which they are first entered."""
    return list(dict.fromkeys(step.room for step in STEPS))


def draw() -> str:
    """Return the picture as SVG: one column per package, one row per step."""
    rooms = lanes()
    width, height = 2 * MARGIN + LANE * (len(rooms) + 1), TOP + ROW * len(STEPS) + MARGIN
    box = {"viewBox": f"0 0 {width} {height}", "font-family": FONT}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **box})
    SubElement(svg, "title").text = "The path of one impact, from the wire to its row"
    SubElement(svg, "rect", {"width": str(width), "height": str(height), "fill": "white"})
    _write(svg, MARGIN, 30, "The path of one impact, from the wire to its row", 20, bold=True)
    _write(svg, MARGIN, 50, "One lane per package. Each is entered by one module; all other entries are returns.", 13)
    for number, room in enumerate(rooms):
        place = {"x": str(MARGIN + LANE * number), "y": str(TOP - 20), "width": str(LANE - 6)}
        SubElement(svg, "rect", {**place, "height": str(height - TOP + 12), "fill": FILLS[number % len(FILLS)]})
        _write(svg, MARGIN + LANE * number + 6, TOP - 4, room.removeprefix("appliance."), 13, bold=True)
    for number, step in enumerate(STEPS):
        _draw_step(svg, number, step, rooms)
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"


def _draw_step(svg: Element, number: int, step: Step, rooms: list[str]) -> None:
    x, y = _middle(number, step, rooms)
    if number:
        before_x, before_y = _middle(number - 1, STEPS[number - 1], rooms)
        # the text is to the right of a step, so a line back to the left is drawn above it
        across_y = y if x >= before_x else y - ABOVE
        way = f"M {before_x} {before_y} V {across_y} H {x} V {y}"
        SubElement(svg, "path", {"d": way, "fill": "none", "stroke": "#667", "stroke-width": "1.5"})
    SubElement(svg, "circle", {"cx": f"{x}", "cy": f"{y}", "r": "4", "fill": "#223"})
    _write(svg, x + 9, y - 2, step.module.rpartition(".")[2], 12, bold=True)
    _write(svg, x + 9, y + 12, step.what, 11)


def _middle(number: int, step: Step, rooms: list[str]) -> tuple[int, int]:
    return MARGIN + LANE * rooms.index(step.room) + 14, TOP + ROW * number + ROW // 2


def _write(svg: Element, x: int, y: int, text: str, size: int, *, bold: bool = False) -> None:
    look = {"font-weight": "bold"} if bold else {}
    SubElement(svg, "text", {"x": str(x), "y": str(y), "font-size": str(size), "fill": "#223", **look}).text = text


if __name__ == "__main__":
    TARGET.write_text(draw(), encoding="utf-8")
