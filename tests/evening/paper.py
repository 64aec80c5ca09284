"""Reads printed score sheets and spreadsheets as a scorer does: archer by archer, row by row."""

import csv
import io
from collections import Counter, defaultdict
from html.parser import HTMLParser
from typing import NamedTuple


class SheetEnd(NamedTuple):
    marks: list[str]
    score: int
    total: int
    tens: int
    xs: int


class Sheets(HTMLParser):
    """The score sheets of a session. `ends`, `passes`, `totals`, `signed`: by the letter and name that stand above.

    A sum is (score, running total, tens, Xs). What is small beside a mark (measured otherwise, called, bounced, out of
    time) is counted in `letters`. A signature is what was signed, as whom, when and by whom, the score, what changed.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ends: dict[str, dict[int, SheetEnd]] = defaultdict(dict)
        self.passes: dict[str, list[tuple[int, ...]]] = defaultdict(list)
        self.totals: dict[str, tuple[int, ...]] = {}
        self.letters: dict[str, Counter[str]] = defaultdict(Counter)
        self.signed: dict[str, list[list[str]]] = defaultdict(list)
        self._archer = ""
        self._open: list[str] = []
        self._row_class = ""
        self._cells: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag == "tr":
            self._row_class, self._cells = dict(attrs).get("class") or "", []
        elif tag in ("td", "th"):
            self._cells.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "tr":
            self._read_row()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "h1":
            self._archer = data.strip()
        elif "sup" in self._open:
            self.letters[self._archer].update(data.strip())
        elif "tr" in self._open and "small" not in self._open and self._cells:
            self._cells[-1] += data.strip()

    def _read_row(self) -> None:
        head, *cells = self._cells
        if self._row_class == "pass":
            self.passes[self._archer].append(tuple(map(int, cells)))
        elif self._row_class == "total":
            assert self._archer not in self.totals
            self.totals[self._archer] = tuple(map(int, cells))
        elif head == "whole sheet":
            self.signed[self._archer].append([head, *cells])
        elif head.isdecimal() and len(cells) > 4:
            score, total, tens, xs = map(int, cells[-4:])
            marks = [mark for mark in cells[:-4] if mark]
            assert int(head) not in self.ends[self._archer]
            self.ends[self._archer][int(head)] = SheetEnd(marks, score, total, tens, xs)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))
