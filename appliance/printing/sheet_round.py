"""The scores of a round over all its sessions, below the ends of the session of the sheet."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from appliance.printing.page import Printed
from appliance.printing.paper import ROW_MM, Paper
from appliance.printing.sheet_table import MARGINS_MM, count_heads
from appliance.schema.rounds import ArcherProgressRead, CountRead, PassScoreRead, RoundProgressRead


def write_round(paper: Paper, walk: RoundProgressRead, own: ArcherProgressRead, page: Printed) -> None:
    """Write a table, kept on one sheet, of all passes that have begun, in the order of the round, and their sum."""
    scores = sorted(own.passes, key=lambda one: one.number)
    block = paper.block(MARGINS_MM + ROW_MM * (len(scores) + 2))
    table = SubElement(block, "table", {"class": "round"})
    head = SubElement(SubElement(table, "thead"), "tr")
    _cell(head, "th", walk.round.name, scope="col")
    counts = count_heads(walk.round.counts, page)
    for text in (page.text("distance_fact"), page.text("arrows_column"), page.text("sum_column"), *counts):
        _cell(head, "th", text, scope="col")
    body = SubElement(table, "tbody")
    for score in scores:
        _row(
            body,
            page.text("pass_total", n=score.number),
            _distance(walk, score),
            score.arrows,
            score.score,
            score.counts,
        )
    _row(body, page.text("round_total"), "", own.arrows, own.score, own.counts).set("class", "total")


def _distance(walk: RoundProgressRead, score: PassScoreRead) -> str:
    part = walk.round.passes[score.number - 1]
    return f"{part.distance} {part.distance_unit}"


def _row(body: Element, label: str, distance: str, arrows: int, score: int, counts: Sequence[CountRead]) -> Element:
    row = SubElement(body, "tr")
    _cell(row, "th", label, scope="row")
    for text in (distance, str(arrows), str(score), *(str(one.arrows) for one in counts)):
        _cell(row, "td", text)
    return row


def _cell(row: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(row, tag, attributes).text = text
