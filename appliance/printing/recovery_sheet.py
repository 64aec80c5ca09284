"""A sheet to store away from the box: the passphrase of its backups, as text and as a code, and how to use it."""

from datetime import datetime
from xml.etree.ElementTree import SubElement

from appliance.printing.drawn_code import draw_code
from appliance.printing.page import Printed, add_line

SIZE_MM = 45


def recovery_sheet(page: Printed, passphrase: str, box: str, now: datetime) -> str:
    """The sheet as HTML."""
    title = page.text("recovery_title", box=box)
    SubElement(page.body, "h1").text = title
    add_line(page.body, page.day_and_time(now))
    add_line(page.body, page.text("recovery_means"))
    SubElement(page.body, "h2").text = page.text("recovery_passphrase")
    SubElement(SubElement(page.body, "p"), "code").text = passphrase
    draw_code(page.body, passphrase, page.text("recovery_code"), SIZE_MM)
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
