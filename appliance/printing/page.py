"""What every printed page has: built as an element tree, so that no text of a person can ever become markup."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from babel.numbers import get_decimal_symbol

from appliance.core.message import Value, message
from appliance.messages.translation import Translation, text_of
from appliance.schema.messages import MessageRead

NOTHING = "-"

STYLE = """
body { font: 11pt/1.3 system-ui, sans-serif; color: #000; background: #fff; margin: 12mm; }
section + section { break-before: page; margin-top: 16mm; }
h1 { font-size: 16pt; margin: 0; }
p { margin: 1mm 0; }
p span + span::before { content: " · "; }
table { border-collapse: collapse; width: 100%; margin: 4mm 0; }
th, td { border: 0.3mm solid #444; padding: 1mm 2mm; text-align: center; font-variant-numeric: tabular-nums; }
tfoot td { font-weight: bold; }
svg { width: 80mm; height: auto; border: 0.3mm solid #444; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm; margin-top: 14mm; }
.signatures span { border-top: 0.3mm solid #000; padding-top: 1mm; }
"""


class Printed:
    """A page that is being filled, in one language."""

    def __init__(self, say: Translation, language: str) -> None:
        self._say = say
        self._language = language
        self.body = Element("body")

    def text(self, code: str, **values: Value) -> str:
        """A sentence of the catalogue."""
        return self._say(message(code, **values))

    def stored(self, said: MessageRead) -> str:
        """A message as it was stored."""
        return text_of(said, self._say)

    def number(self, value: float | None, digits: int = 1, *, sign: bool = False) -> str:
        """As it is written in this language; a dash where nobody knows it."""
        if value is None:
            return NOTHING
        shown = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
        return shown.replace(".", get_decimal_symbol(self._language))

    def html(self, title: str) -> str:
        """The whole page."""
        page = Element("html", lang=self._language)
        head = SubElement(page, "head")
        SubElement(head, "meta", charset="utf-8")
        SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
        SubElement(head, "link", rel="icon", href="/app/icon.svg", type="image/svg+xml")
        SubElement(head, "title").text = title
        SubElement(head, "style").text = STYLE
        page.append(self.body)
        return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def add_line(parent: Element, *parts: str | None) -> None:
    """A line of what the appliance says, parts beside each other; empty parts are left out."""
    line = SubElement(parent, "p")
    for part in parts:
        if part:
            SubElement(line, "span").text = part


def add_row(parent: Element, cell: str, texts: Sequence[str]) -> None:
    """A row of a table; `cell` is th or td."""
    row = SubElement(parent, "tr")
    for text in texts:
        SubElement(row, cell).text = text
