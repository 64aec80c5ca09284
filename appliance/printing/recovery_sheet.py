"""The sheet to keep elsewhere: the passphrase of this box's backups, as text and as a code, and what to do with it."""

from datetime import datetime
from xml.etree.ElementTree import SubElement

import segno

from appliance.printing.page import Printed, add_line

SIZE_MM = "45"


def recovery_sheet(page: Printed, passphrase: str, box: str, now: datetime) -> str:
    """The whole page as HTML."""
    title = page.text("recovery_title", box=box)
    SubElement(page.body, "h1").text = title
    add_line(page.body, page.day_and_time(now))
    add_line(page.body, page.text("recovery_means"))
    SubElement(page.body, "h2").text = page.text("recovery_passphrase")
    SubElement(SubElement(page.body, "p"), "code").text = passphrase
    _draw_code(page, passphrase)
    steps = SubElement(page.body, "ol")
    for step in (
        page.text("recovery_step_install"),
        page.text("recovery_step_import"),
        page.text("recovery_step_passphrase"),
        page.text("recovery_step_other"),
    ):
        SubElement(steps, "li").text = step
    add_line(page.body, page.text("recovery_keep"))
    return page.html(title)


def _draw_code(page: Printed, text: str) -> None:
    matrix = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    size = str(len(matrix))
    svg = SubElement(
        page.body,
        "svg",
        {"viewBox": f"0 0 {size} {size}", "width": f"{SIZE_MM}mm", "height": f"{SIZE_MM}mm", "role": "img",
         "aria-label": page.text("recovery_code"), "shape-rendering": "crispEdges"},
    )  # fmt: skip
    dark = [(x, y) for y, modules in enumerate(matrix) for x, is_dark in enumerate(modules) if is_dark]
    path = "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)
    SubElement(svg, "path", {"d": path, "fill": "#000"})
