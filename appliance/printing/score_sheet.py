"""A session as a printable score sheet: one page per archer, arrows highest first, running totals, the face picture."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from appliance.core.scoring.faces import FACES
from appliance.core.scoring.points import MAX_SHAFT_DIAMETER_MM
from appliance.printing.page import Printed, add_line, add_row
from appliance.schema.archers import RosterRead
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotRead
from appliance.schema.summary import ArcherSummaryRead, EndRead, SessionSummaryRead
from appliance.schema.targets import Face, TargetRead

FILLS = {"gold": "#ffe552", "red": "#f65058", "blue": "#00b4e4", "black": "#333333", "white": "#ffffff"}
MARGIN_MM = 20.0
LINE_ON = {"black": "#ffffff"}


def score_sheet(
    session: SessionRead,
    summary: SessionSummaryRead,
    roster: RosterRead,
    targets: Sequence[TargetRead],
    shots: Sequence[ShotRead],
    page: Printed,
) -> str:
    """The whole page as HTML."""
    turns = {listed.archer_id: k for k, listed in enumerate(roster.archers)}
    archers: list[ArcherSummaryRead | None] = [
        *sorted(summary.by_archer, key=lambda one: turns.get(one.archer_id or session.id, len(turns)))
    ]
    for archer in archers or [None]:
        archer_id = None if archer is None else archer.archer_id
        section = SubElement(page.body, "section")
        _heading(section, session, roster, archer, page)
        ends = [end for end in summary.ends if end.archer_id == archer_id]
        _table(section, session, ends, page)
        own = [s for s in shots if s.archer_id == archer_id and not s.is_sighter]
        for target in targets:
            _picture(section, target, own, page)
        signatures = SubElement(section, "div", {"class": "signatures"})
        for who in (page.text("archer_signs"), page.text("scorer_signs")):
            SubElement(signatures, "span").text = who
    day = f"{session.start_time:%Y-%m-%d}"
    return page.html(page.text("score_sheet_of", day=day, location=session.location))


def _heading(
    section: Element, session: SessionRead, roster: RosterRead, archer: ArcherSummaryRead | None, page: Printed
) -> None:
    if archer is None or archer.name is None:
        SubElement(section, "h1").text = page.text("score_sheet")
    else:
        letter = next((f"{one.letter} " for one in roster.archers if one.archer_id == archer.archer_id), "")
        SubElement(section, "h1").text = f"{letter}{archer.name}"
    SubElement(section, "p").text = session.location
    add_line(
        section,
        f"{session.start_time:%Y-%m-%d %H:%M} UTC",
        page.text("indoors") if session.is_indoor else page.text("outdoors"),
    )
    distance = f"{session.distance} {session.distance_unit}"
    if session.round_name is None:
        add_line(section, distance, page.text("practice"))
    else:
        SubElement(section, "p").text = f"{distance} · {session.round_name}"
    if session.notes:
        SubElement(section, "p").text = session.notes


def _table(section: Element, session: SessionRead, ends: Sequence[EndRead], page: Printed) -> None:
    table = SubElement(section, "table")
    columns = max([session.arrows_per_end, *(len(end.marks) for end in ends)])
    numbers = map(str, range(1, columns + 1))
    sums = (page.text("sum_column"), page.text("total_column"), "10 + X", "X")
    add_row(SubElement(table, "thead"), "th", [page.text("end_column"), *numbers, *sums])
    body = SubElement(table, "tbody")
    total = 0
    for end in ends:
        total += end.score
        shown = end.marks + [""] * (columns - len(end.marks))
        add_row(body, "td", [str(end.end_number), *shown, str(end.score), str(total), str(end.tens), str(end.xs)])
    tens, xs = sum(end.tens for end in ends), sum(end.xs for end in ends)
    add_row(SubElement(table, "tfoot"), "td", ["", *[""] * columns, "", str(total), str(tens), str(xs)])


def _picture(section: Element, target: TargetRead, shots: Sequence[ShotRead], page: Printed) -> None:
    """Faces and arrows to scale; y is up there and down here."""
    reach = [(face.x, face.y, max(face.radii) + MARGIN_MM) for face in target.faces]
    reach += [(shot.x, shot.y, MARGIN_MM) for shot in shots if shot.x is not None and shot.y is not None]
    if not reach:
        return
    left, right = min(x - r for x, _, r in reach), max(x + r for x, _, r in reach)
    top, bottom = min(target.max_y - y - r for _, y, r in reach), max(target.max_y - y + r for _, y, r in reach)
    view = f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}"
    svg = SubElement(section, "svg", {"viewBox": view, "role": "img"})
    SubElement(svg, "title").text = page.text("where_arrows_landed")
    for face in target.faces:
        _rings(svg, face, target.max_y)
    for shot in shots:
        if shot.x is not None and shot.y is not None:
            place = {"cx": f"{shot.x:.1f}", "cy": f"{target.max_y - shot.y:.1f}", "r": f"{MAX_SHAFT_DIAMETER_MM / 2:g}"}
            SubElement(svg, "circle", {**place, "fill": "#00c000", "stroke": "#000", "stroke-width": "1.5"})


def _rings(svg: Element, face: Face, max_y: float) -> None:
    colours = {} if face.kind is None else {zone.points: zone.colour for zone in FACES[face.kind].zones}
    for radius, points in sorted(zip(face.radii, face.points, strict=True), reverse=True):
        colour = colours.get(points, "white")
        place = {"cx": f"{face.x:g}", "cy": f"{max_y - face.y:g}", "r": f"{radius:g}"}
        line = LINE_ON.get(colour, "#000000")
        SubElement(svg, "circle", {**place, "fill": FILLS[colour], "stroke": line, "stroke-width": "1"})
    if face.x_radius is not None:
        inner = {"cx": f"{face.x:g}", "cy": f"{max_y - face.y:g}", "r": f"{face.x_radius:g}", "fill": "none"}
        SubElement(svg, "circle", {**inner, "stroke": "#000000", "stroke-width": "1"})
