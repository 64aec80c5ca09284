"""Signatures on a score sheet: which ends archer and scorer signed, and what was changed since, by whom and when."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from appliance.printing.page import NOTHING, Printed
from appliance.printing.paper import Paper
from appliance.printing.sheet_corrections import Names, maker_cell
from appliance.schema.sessions import SessionRead
from appliance.schema.signatures import SignatureRead, SignedAs

WHO_CHARACTERS = 26


def signatures_of(
    signatures: Sequence[SignatureRead], session: SessionRead, archer_id: UUID | None
) -> list[SignatureRead]:
    """The signatures of this archer, without ends that are held back."""
    return [
        one
        for one in signatures
        if one.archer_id == archer_id and not (one.end_number is not None and session.holds_back(one.end_number))
    ]


def changed_ends(signatures: Sequence[SignatureRead]) -> frozenset[int]:
    """The numbers of ends that were changed since they were signed."""
    return frozenset(one.end_number for one in signatures if one.is_changed and one.end_number is not None)


def write_signatures(paper: Paper, signatures: Sequence[SignatureRead], names: Names, page: Printed) -> None:
    """Write one line for the signed ends, and a table of signatures of whole sheets and of those changed since."""
    listed = [one for one in signatures if one.end_number is None or one.is_changed]
    if any(one.end_number is not None for one in signatures):
        line = page.text("signed_ends_line", archer=_ends(signatures, "archer"), scorer=_ends(signatures, "scorer"))
        paper.lines(line, "signed")
    if changed_ends(signatures):
        paper.lines(page.text("changed_since_legend"), "legend")
    heads = [page.text("signature_column"), page.text("hand_column"), page.text("by_column")]
    heads += [page.text("as_signed_column"), page.text("changed_since_column")]
    paper.table("signed", heads, (_cells(one, names, page) for one in listed), WHO_CHARACTERS)


def _cells(one: SignatureRead, names: Names, page: Printed) -> list[str]:
    changed = ""
    if one.is_changed:
        when = NOTHING if one.changed_at is None else page.clock_time(one.changed_at)
        changed = f"{when} {maker_cell(one.changed_by, names, page)}"
    return [
        page.text("whole_sheet") if one.end_number is None else page.text("correction_in_end", end=one.end_number),
        page.text("hand_name", hand=one.signed_as),
        f"{page.clock_time(one.signed_at)} {maker_cell(one.signed_by, names, page)}",
        page.text("signed_score", score=one.score, arrows=one.arrows),
        changed,
    ]


def _ends(signatures: Sequence[SignatureRead], hand: SignedAs) -> str:
    """The numbers of ends signed as `hand`, as people write them: 1-4, 6."""
    numbers = sorted(one.end_number for one in signatures if one.signed_as == hand and one.end_number is not None)
    spans = []
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        spans.append(str(found[0]) if len(found) == 1 else f"{found[0]}\N{EN DASH}{found[-1]}")
    return ", ".join(spans) or NOTHING
