"""The label of the box: a code to join its access point, a code to open its page, and both as text."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from appliance.printing.drawn_code import draw_code
from appliance.printing.page import Printed, add_line
from appliance.schema.printing import LabelSize
from appliance.wifi.own import OwnNetwork

CODE_MM: dict[LabelSize, int] = {"62x100": 40, "a4": 70}
STYLES: dict[LabelSize, str] = {
    # for label printers with rolls of 62 mm; the codes are one above the other
    "62x100": """
@page { size: 62mm 100mm; margin: 2mm; }
body { font-size: 6.5pt; line-height: 1.15; margin: 2mm; width: 58mm; }
h1 { font-size: 10pt; }
figure { grid-template-columns: 33mm 1fr; }
figure svg { width: 33mm !important; height: 33mm; margin: 0; border: 0; }
""",
    "a4": """
@page { size: A4; }
figure { grid-template-columns: 72mm 1fr; margin: 8mm 0; }
figure svg { border: 0; }
body { font-size: 14pt; }
""",
}
COMMON = """
figure { display: grid; gap: 2mm; margin: 1mm 0; align-items: center; }
b { overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True)
class Label:
    """The contents of a label. `own`: the access point, if the box may open one; `pin` pairs a phone."""

    name: str
    url: str
    by_number: str
    own: OwnNetwork | None = None
    pin: str | None = None
    authority_fingerprint: str | None = None


def print_label(page: Printed, label: Label, size: LabelSize) -> str:
    """The label as HTML."""
    title = page.text("label_title", box=label.name)
    SubElement(page.body, "h1").text = title
    if label.own is not None:
        beside = _code(page, label.own.code, page.text("label_wifi_code"), size)
        add_line(beside, page.text("label_wifi_step"))
        _fact(beside, page.text("label_wifi"), label.own.ssid)
        _fact(beside, page.text("label_wifi_password"), label.own.password)
    beside = _code(page, label.url, page.text("label_page_code"), size)
    add_line(beside, page.text("label_page_step"))
    SubElement(SubElement(beside, "p"), "b").text = label.url
    if label.by_number != label.url:
        SubElement(SubElement(beside, "p"), "b").text = label.by_number
    if label.pin is not None:
        _fact(beside, page.text("label_pin"), label.pin)
    if label.authority_fingerprint is not None:
        add_line(page.body, page.text("label_fingerprint"))
        SubElement(SubElement(page.body, "p"), "code").text = label.authority_fingerprint
    return page.html(title, COMMON + STYLES[size])


def _code(page: Printed, text: str, label: str, size: LabelSize) -> Element:
    """Draw a code; returns the element beside it, for its texts."""
    figure = SubElement(page.body, "figure")
    draw_code(figure, text, label, CODE_MM[size])
    return SubElement(figure, "figcaption")


def _fact(parent: Element, name: str, value: str) -> None:
    line = SubElement(parent, "p")
    line.text = f"{name} "
    SubElement(line, "b").text = value
