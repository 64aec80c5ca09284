"""Paper that is filled from the top: what does not fit goes onto the next sheet, and sheets are numbered."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

HEIGHT_MM = 248.0
"""What A4 and Letter both have between margins of 12 mm; Letter is the lower, and has 255."""
LINE_MM = 5.0
CHARACTERS = 80
"""Of a line of text; wide ones count twice."""

Head = Callable[[Element, bool], float]
"""Writes what stands on top of a sheet, the first or a further one; returns how high that is, mm."""


ROW_MM = 6.3
"""Of a table."""


class Paper:
    """The sheets of one archer."""

    def __init__(self, body: Element, head: Head) -> None:
        self._body = body
        self._head = head
        self.sheets: list[Element] = []
        self.left_mm = 0.0
        self.turn()

    def turn(self) -> None:
        """Take the next sheet."""
        sheet = SubElement(self._body, "section")
        self.left_mm = HEIGHT_MM - self._head(sheet, not self.sheets)
        self.sheets.append(sheet)

    def block(self, height_mm: float) -> Element:
        """The place for a block of this height: on this sheet, or the next one."""
        if height_mm > self.left_mm:
            self.turn()
        self.left_mm -= height_mm
        return self.sheets[-1]

    def lines(self, text: str, name: str = "") -> None:
        """Text of a person, as many lines as it has, over as many sheets as it takes."""
        for line in text.split("\n"):
            parent = self.block(LINE_MM * lines_of(line))
            SubElement(parent, "p", {"class": name} if name else {}).text = line or "\N{NO-BREAK SPACE}"

    def table(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], characters: int) -> None:
        """Rows of cells, over as many sheets as they take, the heads on each; nothing where there is no row.

        `characters`: of a line of the widest cell.
        """
        body = None
        for cells in rows:
            height = max(ROW_MM, LINE_MM * max(lines_of(cell, characters) for cell in cells))
            if body is None or self.left_mm < height:
                table = SubElement(self.block(2 * ROW_MM + height), "table", {"class": name})
                self.left_mm += height
                head = SubElement(SubElement(table, "thead"), "tr")
                for text in heads:
                    SubElement(head, "th", {"scope": "col"}).text = text
                body = SubElement(table, "tbody")
            self.left_mm -= height
            row = SubElement(body, "tr")
            for text in cells:
                SubElement(row, "td").text = text


def lines_of(text: str, characters: int = CHARACTERS) -> int:
    """How many lines a text of one paragraph takes, at most."""
    width = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return 1 + width // characters
