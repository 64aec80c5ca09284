"""The table of a score sheet: ends with their arrows, sums and running totals, and a subtotal for each pass."""

from collections.abc import Sequence, Set
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from appliance.core.scoring.tally import Count
from appliance.printing.page import Printed
from appliance.printing.paper import ROW_MM, Paper
from appliance.printing.sheet_ends import SheetArrow, SheetEnd

MARGINS_MM = 4.0
CHANGED = "*"
"""Mark beside the number of an end that was changed since it was signed."""
MOST_COLUMNS = 12
"""Largest number of arrows in a row; an end with more continues in the row below."""
FIGURES: dict[Count, str] = {"twenties": "20", "elevens": "11", "nines": "9", "sixes": "6", "fives": "5"}


class Table:
    """A table written row by row onto paper, with headings on each sheet."""

    def __init__(
        self, paper: Paper, columns: int, counts: Sequence[Count], page: Printed, marked: Set[int] = frozenset()
    ) -> None:
        """`marked`: numbers of ends that were changed since they were signed."""
        self._paper = paper
        self._columns = min(columns, MOST_COLUMNS)
        self._counts = counts
        self._page = page
        self._marked = marked
        self._body: Element | None = None

    def write(self, ends: Sequence[SheetEnd], has_passes: bool) -> None:
        """Write all ends, with the sum of each pass if there are several, and the total."""
        page = self._page
        for end, after in pairwise([*ends, None]):
            assert end is not None  # noqa: S101  (only the last end is followed by None)
            self._end(end)
            if has_passes and (after is None or after.pass_number != end.pass_number):
                of_pass = [one for one in ends if one.pass_number == end.pass_number]
                self._sums(page.text("pass_total", n=end.pass_number), of_pass, "pass")
        self._sums(page.text("total_column"), ends, "total")

    def _end(self, end: SheetEnd) -> None:
        rows = [end.arrows[k : k + self._columns] for k in range(0, len(end.arrows), self._columns)]
        for k, arrows in enumerate(rows):
            row = self._row()
            SubElement(row, "th", {"scope": "row"}).text = self._number(end) if k == 0 else ""
            for arrow in arrows:
                write_arrow(SubElement(row, "td"), arrow, self._page)
            for _ in range(self._columns - len(arrows)):
                SubElement(row, "td")
            is_last = k == len(rows) - 1
            figures = [end.score, end.total, *end.counts]
            for figure in figures:
                SubElement(row, "td").text = str(figure) if is_last and not end.is_held_back else ""

    def _number(self, end: SheetEnd) -> str:
        return f"{end.number}{CHANGED}" if end.number in self._marked else str(end.number)

    def _sums(self, label: str, ends: Sequence[SheetEnd], name: str) -> None:
        row = self._row({"class": name})
        SubElement(row, "th", {"scope": "row", "colspan": str(self._columns + 1)}).text = label
        score = sum(end.score for end in ends)
        counts = [sum(end.counts[k] for end in ends) for k in range(len(self._counts))]
        for figure in (score, max((end.total for end in ends), default=0), *counts):
            SubElement(row, "td").text = str(figure)

    def _row(self, attributes: dict[str, str] | None = None) -> Element:
        if self._body is None or self._paper.left_mm < ROW_MM:
            if self._body is not None:
                self._paper.turn()
            table = SubElement(self._paper.block(MARGINS_MM + 2 * ROW_MM), "table")
            self._paper.left_mm += ROW_MM
            self._heads(SubElement(SubElement(table, "thead"), "tr"))
            self._body = SubElement(table, "tbody")
        self._paper.left_mm -= ROW_MM
        return SubElement(self._body, "tr", attributes or {})

    def _heads(self, row: Element) -> None:
        page = self._page
        numbers = [str(k) for k in range(1, self._columns + 1)]
        sums = [page.text("sum_column"), page.text("total_column")]
        for text in (page.text("end_column"), *numbers, *sums, *count_heads(self._counts, page)):
            SubElement(row, "th", {"scope": "col"}).text = text


def count_heads(counts: Sequence[Count], page: Printed) -> list[str]:
    """The headings of the columns for what is counted besides the score."""
    return [_count_head(count, counts, page) for count in counts]


def _count_head(count: Count, counts: Sequence[Count], page: Printed) -> str:
    match count:
        case "tens":
            return "10+X" if "xs" in counts else "10"
        case "xs":
            return "X"
        case "twenties" | "elevens" | "nines" | "sixes" | "fives":
            return FIGURES[count]
        case "hits":
            return page.text("hits_column")
        case "golds":
            return page.text("golds_column")


def write_arrow(cell: Element, arrow: SheetArrow, page: Printed) -> None:
    """Write an arrow's mark; beside it in small print the measured mark if it was called otherwise, and letters for the
    rest."""
    shot = arrow.shot
    SubElement(cell, "span" if shot.counts or shot.is_sighter else "s").text = arrow.mark
    if arrow.measured is not None:
        SubElement(cell, "small").text = arrow.measured
    letters = fate_letter(shot.fate, page) + (page.text("called_letter") if shot.points_called is not None else "")
    letters += page.text("out_of_time_letter") if shot.is_out_of_time else ""
    if letters:
        SubElement(cell, "sup").text = letters


def fate_letter(fate: str, page: Printed) -> str:
    """The letter for an arrow that did not stick; empty if it did."""
    match fate:
        case "bouncer":
            return page.text("bouncer_letter")
        case "pass_through":
            return page.text("pass_through_letter")
        case "hanger":
            return page.text("hanger_letter")
        case _:
            return ""
