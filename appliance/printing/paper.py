"""Sheets of paper that are filled from the top; what does not fit goes onto the next, numbered sheet."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

HEIGHT_MM = 248.0
"""Height of a sheet within margins of 12 mm, for A4 and Letter; Letter is the lower one, and has 255 mm."""
LINE_MM = 5.0
CHARACTERS = 80
"""Characters in a line of text; wide ones count twice."""

Head = Callable[[Element, bool], float]
"""Writes the head of a sheet, of the first or a further one; returns its height, mm."""


ROW_MM = 6.3
"""Height of a table's row, mm."""


class Paper:
    """The sheets of one archer."""

    def __init__(self, body: Element, head: Head) -> None:
        self._body = body
        self._head = head
        self.sheets: list[Element] = []
        self.left_mm = 0.0
        self.turn()

    def turn(self) -> None:
        """Begin the next sheet."""
        sheet = SubElement(self._body, "section")
        self.left_mm = HEIGHT_MM - self._head(sheet, not self.sheets)
        self.sheets.append(sheet)

    def block(self, height_mm: float) -> Element:
        """The parent element for a block of this height, mm: on this sheet if it fits, else on the next."""
        if height_mm > self.left_mm:
            self.turn()
        self.left_mm -= height_mm
        return self.sheets[-1]

    def lines(self, text: str, name: str = "") -> None:
        """Write text of several lines, over as many sheets as needed."""
        for line in text.split("\n"):
            parent = self.block(LINE_MM * lines_of(line))
            SubElement(parent, "p", {"class": name} if name else {}).text = line or "\N{NO-BREAK SPACE}"

    def table(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], characters: int) -> None:
        """Write rows of cells, over as many sheets as needed, with the headings on each; nothing without rows.

        `characters`: in a line of the widest column.
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
    """Upper bound of the number of lines that a paragraph takes."""
    width = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return 1 + width // characters
