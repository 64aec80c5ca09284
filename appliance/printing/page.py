"""The common parts of printed pages, built as an element tree, so that text of a person can never become markup."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from xml.etree.ElementTree import Element, SubElement, tostring

from babel.dates import format_date
from babel.numbers import get_decimal_symbol

from appliance.core.message import Value, message
from appliance.messages.translation import Translation, text_of
from appliance.schema.messages import MessageRead

NOTHING = "-"

STYLE = """
@page { margin: 12mm; }
body { font: 10pt/1.3 system-ui, sans-serif; color: #000; background: #fff; margin: 12mm; }
@media print { body { margin: 0; } }
section { break-after: page; }
section:last-of-type { break-after: auto; }
section + section { margin-top: 16mm; }
@media print { section + section { margin-top: 0; } }
header { display: flex; justify-content: space-between; gap: 6mm; align-items: baseline; }
h1 { font-size: 16pt; line-height: 1.15; margin: 0; overflow-wrap: anywhere; }
p { margin: 0; overflow-wrap: anywhere; }
p span + span::before { content: " · "; }
dl { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm; margin: 2mm 0; }
dl div { display: grid; grid-template-columns: 28mm 1fr; column-gap: 2mm; }
dt { color: #444; white-space: nowrap; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
dd.blank { border-bottom: 0.3mm solid #000; margin-bottom: 0.8mm; }
table { border-collapse: collapse; width: 100%; margin: 2mm 0; }
tr { break-inside: avoid; height: 6.2mm; }
th, td { border: 0.3mm solid #444; padding: 0 1.5mm; text-align: center; font-variant-numeric: tabular-nums; }
th { font-weight: 600; }
td small { font-size: 7pt; margin-left: 0.8mm; }
sup { font-size: 7pt; line-height: 0; }
.pass th, .total th { text-align: right; }
.pass td, .total th, .total td { font-weight: bold; }
.sighters b { margin-left: 2.5mm; font-weight: 600; }
.legend, .note { white-space: pre-wrap; }
svg { display: block; margin: 2mm 0; border: 0.3mm solid #444; }
svg:not([width]) { width: 80mm; height: auto; }
.end { display: flex; gap: 10mm; align-items: end; }
.end .signatures { flex: 1; grid-template-columns: repeat(auto-fit, minmax(45mm, 1fr)); }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm; margin-top: 14mm; }
.signatures span { border-top: 0.3mm solid #000; padding-top: 1mm; }
"""


class Printed:
    """A printed page under construction, in one language."""

    def __init__(self, translate: Translation, language: str, zone: tzinfo = UTC) -> None:
        self.translate = translate
        self._language = language
        self._zone = zone
        self.body = Element("body")

    def text(self, code: str, **values: Value) -> str:
        """A sentence of the catalogue."""
        return self.translate(message(code, **values))

    def stored(self, stored: MessageRead) -> str:
        """The text of a stored message."""
        return text_of(stored, self.translate)

    def number(self, value: float | None, digits: int = 1, *, sign: bool = False) -> str:
        """The number in this language's notation; a dash for None."""
        if value is None:
            return NOTHING
        shown = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
        return shown.replace(".", get_decimal_symbol(self._language))

    def day(self, instant: datetime) -> str:
        """The date in the time zone of the box, in this language."""
        return format_date(instant.astimezone(self._zone), "long", locale=self._language)

    def day_and_time(self, instant: datetime) -> str:
        """Date and time in the time zone of the box, with the zone's offset from UTC and its name."""
        local = instant.astimezone(self._zone)
        offset, zone = _offset(local), str(self._zone)
        zone_shown = offset if zone == offset else f"{offset} ({zone})"
        return f"{self.day(instant)} {local:%H:%M} {zone_shown}"

    def clock_time(self, instant: datetime) -> str:
        """The time of day in the time zone of the box."""
        return f"{instant.astimezone(self._zone):%H:%M}"

    def html(self, title: str, style: str = "") -> str:
        """The whole page as HTML; `style` follows the style of all pages."""
        page = Element("html", lang=self._language)
        head = SubElement(page, "head")
        SubElement(head, "meta", charset="utf-8")
        SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
        SubElement(head, "link", rel="icon", href="/app/icon.svg", type="image/svg+xml")
        SubElement(head, "title").text = title
        SubElement(head, "style").text = STYLE + style
        page.append(self.body)
        return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}" if minutes else "UTC"


def add_line(parent: Element, *parts: str | None) -> None:
    """Add a line of text with several parts; empty parts are left out."""
    line = SubElement(parent, "p")
    for part in parts:
        if part:
            SubElement(line, "span").text = part


def add_row(parent: Element, cell: str, texts: Sequence[str]) -> None:
    """Add a row to a table; `cell` is th or td."""
    row = SubElement(parent, "tr")
    for text in texts:
        SubElement(row, cell).text = text
