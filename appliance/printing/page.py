"""What every printed page has: built as an element tree, so that no text of a person can ever become markup."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from appliance.schema.printing import PrintQuery
from appliance.told import Say, speaker

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


PERSONAL = {"translate": "no"}
"""Marks an element whose text a person wrote: it is printed as it is, in every language."""
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


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


async def written(page: Element, query: PrintQuery, texts: Path) -> str:
    """The page as HTML, in the language asked for; `texts` is the folder of catalogues."""
    # every text against every pattern, and a picture with every arrow: arrows may be landing
    return await asyncio.to_thread(_written, page, query, texts)


def _written(page: Element, query: PrintQuery, texts: Path) -> str:
    if query.language != "en":
        page.set("lang", query.language)
        _translate(page, speaker(query.language, texts))
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def _translate(element: Element, say: Say) -> None:
    """Every text of the page but those that a person wrote; decimals with the comma."""
    if element.tag == "style" or element.get("translate") == "no":
        return
    if element.text is not None:
        element.text = _POINT.sub(",", say(element.text))
    for child in element:
        _translate(child, say)


def add_line(parent: Element, *parts: str | None) -> None:
    """A line of what the appliance says, parts beside each other; empty parts are left out."""
    line = SubElement(parent, "p")
    for part in parts:
        if part:
            SubElement(line, "span").text = part


def add_own(parent: Element, tag: str, text: str) -> None:
    """A text that a person wrote."""
    SubElement(parent, tag, PERSONAL).text = text


def add_row(parent: Element, cell: str, texts: Sequence[str]) -> None:
    """A row of a table; `cell` is th or td."""
    row = SubElement(parent, "tr")
    for text in texts:
        SubElement(row, cell).text = text
