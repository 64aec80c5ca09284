"""What every printed page has: built as an element tree, so that no text of a person can ever become markup."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

STYLE = """
body { font: 11pt/1.3 system-ui, sans-serif; color: #000; background: #fff; margin: 12mm; }
section + section { break-before: page; margin-top: 16mm; }
h1 { font-size: 16pt; margin: 0; }
p { margin: 1mm 0; }
table { border-collapse: collapse; width: 100%; margin: 4mm 0; }
th, td { border: 0.3mm solid #444; padding: 1mm 2mm; text-align: center; font-variant-numeric: tabular-nums; }
tfoot td { font-weight: bold; }
svg { width: 80mm; height: auto; border: 0.3mm solid #444; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm; margin-top: 14mm; }
.signatures span { border-top: 0.3mm solid #000; padding-top: 1mm; }
"""


def page_with(title: str) -> tuple[Element, Element]:
    """The page, and its body to fill."""
    page = Element("html", lang="en")
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "link", rel="icon", href="/app/icon.svg", type="image/svg+xml")
    SubElement(head, "title").text = title
    SubElement(head, "style").text = STYLE
    return page, SubElement(page, "body")


def as_html(page: Element) -> str:
    """The page as text."""
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def add_row(parent: Element, cell: str, texts: Sequence[str]) -> None:
    """A row of a table; `cell` is th or td."""
    row = SubElement(parent, "tr")
    for text in texts:
        SubElement(row, cell).text = text
