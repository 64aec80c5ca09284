"""Draws the schematic of the node, with the pins of its firmware: drivers/node/schematic.svg."""

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from drivers.node.pico_pins import BURST, FIRST_ADDRESS, FIRST_LOWER, FIRST_UPPER, RX, SCL, SDA, TX
from drivers.node.thresholds import ADDRESS

TARGET = Path(__file__).parents[1] / "drivers" / "node" / "schematic.svg"
WIDTH, HEIGHT = 820, 570
HOLDS_KOHM, INTO_INPUT_KOHM, FEEDBACK_KOHM = 10, 10, 4700
"""At each comparator's plus input: resistor from the capacitor to ground, in series, and from the output."""
ACROSS_KOHM = 1
"""Across a piezo disc, so that it discharges between two half periods."""
FONT = "Helvetica, Arial, sans-serif"
PAPER, INK, PART = "#ffffff", "#222222", "#e8eef7"


class Sheet:
    """Boxes, wires and labels on a white background."""

    def __init__(self) -> None:
        self.svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}")
        SubElement(self.svg, "rect", width=str(WIDTH), height=str(HEIGHT), fill=PAPER)

    def box(self, x: int, y: int, width: int, height: int, *lines: str) -> None:
        place = {"x": str(x), "y": str(y), "width": str(width), "height": str(height), "rx": "4"}
        SubElement(self.svg, "rect", {**place, "fill": PART, "stroke": INK, "stroke-width": "1.5"})
        for n, line in enumerate(lines):
            self.words(x + width // 2, y + height // 2 + 5 + round(16 * (n - (len(lines) - 1) / 2)), line, "middle")

    def wire(self, *points: tuple[int, int], is_dashed: bool = False) -> None:
        line = {"points": " ".join(f"{x},{y}" for x, y in points), "fill": "none", "stroke": INK, "stroke-width": "1.5"}
        SubElement(self.svg, "polyline", {**line, "stroke-dasharray": "5 4"} if is_dashed else line)

    def words(self, x: int, y: int, text: str, anchor: str = "start") -> None:
        place = {"x": str(x), "y": str(y), "text-anchor": anchor, "font-family": FONT, "font-size": "13", "fill": INK}
        SubElement(self.svg, "text", place).text = text

    def comparator(self, x: int, y: int, name: str) -> None:
        points = f"{x},{y - 32} {x},{y + 32} {x + 64},{y}"
        SubElement(self.svg, "polygon", {"points": points, "fill": PART, "stroke": INK, "stroke-width": "1.5"})
        self.words(x + 6, y - 12, "+")
        self.words(x + 6, y + 20, "-")
        self.words(x + 18, y + 5, name)


def draw() -> str:
    """Return the file's text."""
    sheet = Sheet()
    sheet.words(20, 28, "One channel; the others are alike. Everything at 3.3 V, one ground.")
    sheet.box(20, 80, 90, 60, "microphone")
    sheet.box(150, 80, 90, 60, "amplifier")
    sheet.wire((110, 110), (150, 110))
    sheet.wire((240, 110), (300, 110))
    sheet.words(246, 102, "100 nF")
    sheet.wire((300, 110), (300, 94), (380, 94))
    sheet.wire((310, 94), (310, 150))
    sheet.words(258, 148, f"{HOLDS_KOHM} kΩ")
    sheet.wire((300, 150), (320, 150))
    sheet.words(318, 86, f"{INTO_INPUT_KOHM} kΩ")
    sheet.comparator(380, 106, "lower")
    sheet.wire((444, 106), (600, 106))
    sheet.wire((470, 106), (470, 60), (366, 60), (366, 94))
    sheet.words(385, 54, f"{FEEDBACK_KOHM / 1000:g} MΩ")
    sheet.words(480, 98, f"GP{FIRST_LOWER} to GP{FIRST_LOWER + 7}")
    sheet.comparator(380, 216, "upper")
    sheet.wire((330, 94), (330, 204), (380, 204), is_dashed=True)
    sheet.words(284, 190, f"{INTO_INPUT_KOHM} kΩ")
    sheet.wire((470, 216), (470, 170), (366, 170), (366, 204), is_dashed=True)
    sheet.words(385, 164, f"{FEEDBACK_KOHM / 1000:g} MΩ")
    sheet.wire((444, 216), (600, 216), is_dashed=True)
    sheet.words(480, 208, f"GP{FIRST_UPPER} to GP{FIRST_UPPER + 7}")
    sheet.words(455, 236, "where there is one")
    sheet.box(20, 290, 220, 70, "converter MCP4728", f"address {ADDRESS:x}")
    sheet.wire((240, 305), (345, 305), (345, 118), (380, 118))
    sheet.words(248, 299, "A, 100 nF")
    sheet.wire((240, 345), (370, 345), (370, 228), (380, 228), is_dashed=True)
    sheet.words(248, 339, "B, 100 nF")
    sheet.box(20, 385, 220, 60, "air sensor BME280", "address 76 or 77")
    sheet.wire((240, 415), (600, 415))
    sheet.wire((130, 360), (130, 385))
    sheet.words(400, 407, f"SDA GP{SDA}, SCL GP{SCL}")
    _emitter(sheet)
    sheet.box(600, 70, 130, 480, "Raspberry Pi", "Pico or Pico 2")
    sheet.wire((730, 150), (800, 150))
    sheet.words(738, 142, "USB")
    sheet.wire((730, 260), (800, 260), is_dashed=True)
    sheet.words(738, 252, f"GP{TX}, GP{RX}")
    sheet.words(738, 280, "or UART")
    indent(sheet.svg)
    return tostring(sheet.svg, encoding="unicode") + "\n"


def _emitter(sheet: Sheet) -> None:
    """Draw one emitter; nodes need not have any."""
    sheet.box(20, 480, 90, 60, "piezo disc", f"{ACROSS_KOHM} kΩ across")
    sheet.box(150, 480, 90, 60, "2N7000")
    sheet.box(300, 470, 120, 80, "decoder", "74HC238")
    sheet.wire((110, 510), (150, 510), is_dashed=True)
    sheet.wire((65, 480), (65, 462), (110, 462), is_dashed=True)
    sheet.words(114, 467, "5 V")
    sheet.wire((240, 510), (300, 510), is_dashed=True)
    sheet.words(246, 502, "Y0 to Y7")
    sheet.wire((420, 490), (600, 490), is_dashed=True)
    sheet.words(428, 483, f"enable: GP{BURST}")
    sheet.wire((420, 530), (600, 530), is_dashed=True)
    sheet.words(428, 523, f"A0 to A2: GP{FIRST_ADDRESS} to GP{FIRST_ADDRESS + 2}")


if __name__ == "__main__":
    TARGET.write_text(draw(), encoding="utf-8")
