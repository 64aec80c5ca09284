"""Printable score sheets of a session, one archer after the other, with what a judge checks, and room for
signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement

from appliance.core.names import name_key
from appliance.core.scoring.faces import FACES
from appliance.printing.page import Printed
from appliance.printing.paper import LINE_MM, Paper, lines_of
from appliance.printing.sheet_corrections import corrections_of, write_corrections
from appliance.printing.sheet_ends import SheetEnd, arrow_of, ends_of
from appliance.printing.sheet_picture import Picture
from appliance.printing.sheet_round import write_round
from appliance.printing.sheet_signatures import changed_ends, signatures_of, write_signatures
from appliance.printing.sheet_table import Table, write_arrow
from appliance.rounds.counts import counted_beside
from appliance.rounds.stretches import Stretch
from appliance.schema.archers import RosterRead
from appliance.schema.rounds import RoundProgressRead, RoundRead
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport
from appliance.schema.signatures import SignatureRead
from appliance.schema.targets import Face, TargetRead
from appliance.schema.turns import CorrectionRead

TITLE_MM = 7.0
TITLE_CHARACTERS = 36
SIGNATURES_MM = 24.0
GAP_MM = 4.0
FACT_CHARACTERS = 22
"""Characters in a line of a fact, in one of the two columns."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The data of a session's score sheets; `shots` in shooting order.

    `stretch`: the passes of the round that are shot here; None where the session counts for no round. `walk`: the whole
    round, if other sessions are part of it.
    """

    session: SessionRead
    known: RoundRead | None
    stretch: Stretch | None
    target_number: str | None
    roster: RosterRead
    targets: Sequence[TargetRead]
    shots: Sequence[ShotExport]
    corrections: Sequence[CorrectionRead] = ()
    walk: RoundProgressRead | None = None
    signatures: Sequence[SignatureRead] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """An archer (None: shots without one) with their arrows."""

    archer_id: UUID | None
    letter: str
    name: str | None
    bow: str | None
    shots: list[ShotExport]


def score_sheet(sheet: Sheet, page: Printed) -> str:
    """All score sheets as one HTML page."""
    archers = archers_of(sheet)
    for one in archers:
        corrected = corrections_of(
            sheet.corrections, sheet.shots, sheet.session, one.archer_id, is_only=len(archers) == 1
        )
        _sheets_of(one, sheet, corrected, page)
    session = sheet.session
    return page.html(page.text("score_sheet_of", day=page.day(session.start_time), location=session.location))


def archers_of(sheet: Sheet) -> list[Scored]:
    """Everybody who is on the roster or shot, by letter, then by name."""
    by_id: dict[UUID | None, list[ShotExport]] = {one.archer_id: [] for one in sheet.roster.archers}
    for shot in sheet.shots:
        by_id.setdefault(shot.archer_id, []).append(shot)
    listed = {one.archer_id: one for one in sheet.roster.archers}
    found = []
    for archer_id, shots in by_id.items():
        place = listed.get(archer_id) if archer_id is not None else None
        if place is not None:
            found.append(Scored(archer_id, place.letter, place.name, place.bow_style, shots))
        else:
            found.append(Scored(archer_id, "", shots[0].archer, shots[0].bow, shots))
    found.sort(key=lambda one: (not one.letter, one.letter, one.name is None, name_key(one.name)))
    return found or [Scored(None, "", None, None, [])]


def faces_of(sheet: Sheet) -> list[Face]:
    """The faces that hung, in the order in which they were hung."""
    return [face for target in sheet.targets for face in target.faces]


def gold_of(sheet: Sheet) -> int:
    """The value of the highest zone of the faces."""
    return max((points for face in faces_of(sheet) for points in face.points), default=10)


def _sheets_of(one: Scored, sheet: Sheet, corrected: Sequence[CorrectionRead], page: Printed) -> None:
    session, counts = sheet.session, counted_beside(faces_of(sheet), sheet.known)
    ends = ends_of(one.shots, session, sheet.stretch, counts, gold_of(sheet))
    places: list[Element] = []

    def head(section: Element, is_first: bool) -> float:
        title = SubElement(section, "header")
        name = _title(one, sheet, page)
        SubElement(title, "h1").text = name
        places.append(SubElement(title, "span"))
        height = TITLE_MM * lines_of(name, TITLE_CHARACTERS)
        return height + _facts(section, one, sheet, page) if is_first else height

    paper = Paper(page.body, head)
    columns = max([session.arrows_per_end, *(len(end.arrows) for end in ends)])
    has_passes = sheet.stretch is not None and len(sheet.stretch.passes) > 1
    signed = signatures_of(sheet.signatures, session, one.archer_id)
    Table(paper, columns, counts, page, changed_ends(signed)).write(ends, has_passes)
    _round(paper, one, sheet, page)
    _legend(paper, ends, page)
    _sighters(paper, one.shots, session, page)
    write_signatures(paper, signed, _names(sheet), page)
    write_corrections(paper, corrected, _names(sheet), {shot.id: shot.end_number for shot in sheet.shots}, page)
    if session.notes:
        paper.lines(session.notes, "note")
    shown = [shot for shot in one.shots if shot.counts and not session.holds_back(shot.end_number)]
    pictures = [picture for target in sheet.targets if not (picture := Picture(target, shown)).is_empty]
    _pictures_and_signatures(paper, pictures, page)
    if len(places) > 1:
        for k, place in enumerate(places, 1):
            place.text = f"{one.letter} {k}/{len(places)}".strip()


def _round(paper: Paper, one: Scored, sheet: Sheet, page: Printed) -> None:
    if sheet.walk is None or sheet.stretch is None:
        return
    for own in sheet.walk.archers:
        if own.archer_id == one.archer_id:
            write_round(paper, sheet.walk, own, page)


def _pictures_and_signatures(paper: Paper, pictures: Sequence[Picture], page: Printed) -> None:
    """The arrows' pictures, with the lines for signatures beside the last one."""
    for picture in pictures[:-1]:
        picture.draw(paper.block(picture.height_mm + GAP_MM), page.text("where_arrows_landed"))
    last = pictures[-1] if pictures else None
    height = SIGNATURES_MM if last is None else max(SIGNATURES_MM, last.height_mm + GAP_MM)
    end = SubElement(paper.block(height), "div", {"class": "end"})
    if last is not None:
        last.draw(end, page.text("where_arrows_landed"))
    signatures = SubElement(end, "div", {"class": "signatures"})
    for who in (page.text("archer_signs"), page.text("scorer_signs")):
        SubElement(signatures, "span").text = who


def _names(sheet: Sheet) -> dict[UUID, str]:
    """Names of the archers on the roster and of those who shot."""
    shot = {one.archer_id: one.archer for one in sheet.shots if one.archer_id is not None and one.archer is not None}
    return shot | {one.archer_id: one.name for one in sheet.roster.archers}


def _title(one: Scored, sheet: Sheet, page: Printed) -> str:
    place = f"{sheet.target_number or ''}{one.letter}"
    return " ".join(filter(None, [place, one.name or page.text("score_sheet")]))


def _facts(section: Element, one: Scored, sheet: Sheet, page: Printed) -> float:
    """The facts about the session in two columns, with lines to write unknown ones on. Returns their height, mm."""
    session = sheet.session
    names = dict.fromkeys(FACES[face.kind].name if face.kind else face.human_identifier for face in faces_of(sheet))
    facts: list[tuple[str, str | None]] = [
        (page.text("archer_fact"), one.name),
        (page.text("target_fact"), f"{sheet.target_number or ''}{one.letter}" or None),
        (page.text("bow_fact"), one.bow),
        (page.text("class_fact"), None),
        (page.text("round_fact"), session.round_name or page.text("practice")),
        (page.text("distance_fact"), f"{session.distance} {session.distance_unit}"),
        (page.text("face_fact"), ", ".join(names) or None),
        (page.text("place_fact"), session.location),
        (page.text("date_fact"), page.day_and_time(session.start_time)),
        (page.text("setting_fact"), page.text("indoors") if session.is_indoor else page.text("outdoors")),
    ]
    listed = SubElement(section, "dl")
    lines = 0
    for k, (label, value) in enumerate(facts):
        pair = SubElement(listed, "div")
        SubElement(pair, "dt").text = label
        SubElement(pair, "dd", {} if value else {"class": "blank"}).text = value or "\N{NO-BREAK SPACE}"
        beside = facts[k + 1][1] if k + 1 < len(facts) else None
        if k % 2 == 0:
            lines += max(lines_of(value or "", FACT_CHARACTERS), lines_of(beside or "", FACT_CHARACTERS))
    return LINE_MM * lines + GAP_MM


def _legend(paper: Paper, ends: Sequence[SheetEnd], page: Printed) -> None:
    """Explain the marks that occur on this sheet."""
    arrows = [arrow for end in ends for arrow in end.arrows]
    shots = [arrow.shot for arrow in arrows]
    fates = {shot.fate for shot in shots}
    explained = [
        page.text("bouncer_legend") if "bouncer" in fates else "",
        page.text("pass_through_legend") if "pass_through" in fates else "",
        page.text("hanger_legend") if "hanger" in fates else "",
        page.text("called_legend") if any(shot.points_called is not None for shot in shots) else "",
        page.text("out_of_time_legend") if any(shot.is_out_of_time for shot in shots) else "",
        page.text("surplus_legend") if any(shot.is_surplus for shot in shots) else "",
        page.text("beyond_legend") if any(shot.is_beyond for shot in shots) else "",
        page.text("held_back_legend") if any(end.is_held_back for end in ends) else "",
    ]
    text = "; ".join(filter(None, explained))
    if text:
        paper.lines(text, "legend")


def _sighters(paper: Paper, shots: Sequence[ShotExport], session: SessionRead, page: Printed) -> None:
    sighters = [shot for shot in shots if shot.is_sighter]
    if not sighters:
        return
    line = SubElement(paper.block(LINE_MM * (1 + len(sighters) // 20)), "p", {"class": "sighters"})
    SubElement(line, "span").text = page.text("sighters_line")
    for shot in sighters:
        write_arrow(SubElement(line, "b"), arrow_of(shot, session.holds_back(shot.end_number)), page)
