"""A calibration or acceptance test as a page to print: results, date and version, with pictures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from appliance.core.calibration.acceptance import GOOD_RMS_MM, GOOD_WORST_MM, UNSURE_CALLS
from appliance.printing.page import NOTHING, Printed, add_line, add_row
from appliance.schema.calibrations import AcceptanceResult, CalibrationRead, CalibrationResult
from appliance.schema.health import ButtRead

LINES_TIMES = 20.0
MARK_MM = 8.0


@dataclass(frozen=True, slots=True)
class Displacement:
    """The vector from the nominal to the measured place, mm in the butt's frame."""

    x: float
    y: float
    to_x: float
    to_y: float
    is_before: bool = False


def calibration_report(calibration: CalibrationRead, butt: ButtRead | None, page: Printed) -> str:
    """The report as HTML; the pictures need `butt`."""
    version = str(calibration.version)
    if calibration.kind == "acceptance":
        title = page.text("acceptance_title", version=version)
    else:
        title = page.text("calibration_title", version=version)
    SubElement(page.body, "h1").text = title
    when = calibration.finished_at or calibration.asked_at
    add_line(page.body, page.day_and_time(when), page.text("status_name", status=calibration.status))
    if calibration.reason is not None:
        add_line(page.body, page.stored(calibration.reason))
    if calibration.acceptance is not None:
        _acceptance(page, calibration.acceptance)
        _picture(page, butt, _tapped(calibration.acceptance), page.text("marks_picture"))
    if calibration.result is not None:
        _array(page, calibration.result)
        _picture(page, butt, _reference_points(calibration.result), page.text("points_picture"))
        _picture(page, butt, _moved(calibration.result), page.text("sensors_picture"))
    signatures = SubElement(page.body, "div", {"class": "signatures"})
    for who in (page.text("tapped_by"), page.text("seen_by")):
        SubElement(signatures, "span").text = who
    return page.html(title)


def _acceptance(page: Printed, found: AcceptanceResult) -> None:
    if found.calibration_version is None:
        add_line(page.body, page.text("placed_by_survey"))
    else:
        add_line(page.body, page.text("placed_by_calibration", version=str(found.calibration_version)))
    rule = {"rms_mm": GOOD_RMS_MM, "worst_mm": GOOD_WORST_MM}
    if found.is_good:
        add_line(page.body, page.text("acceptance_passed", **rule))
    else:
        add_line(page.body, page.text("acceptance_not_passed", **rule))
    limits = {"rms": f"{GOOD_RMS_MM:g}", "worst": f"{GOOD_WORST_MM:g}"}
    wide, narrow = UNSURE_CALLS["wide"], UNSURE_CALLS["narrow"]
    add_line(page.body, page.text("acceptance_meaning", wide=wide, narrow=narrow, **limits))
    shift = {"x": _mm(page, found.shift_x_mm, sign=True), "y": _mm(page, found.shift_y_mm, sign=True)}
    add_line(
        page.body,
        page.text("gross_error", rms=_mm(page, found.rms_mm), worst=_mm(page, found.worst_mm)),
        page.text("marks_shifted", **shift),
    )
    if found.repeatability_mm is None:
        add_line(page.body, page.text("repeatability_unknown"))
    else:
        add_line(page.body, page.text("repeatability", mm=_mm(page, found.repeatability_mm)))
    _marks(page, found)
    _margins(page, found)


def _marks(page: Printed, found: AcceptanceResult) -> None:
    heads = [
        page.text("mark_column"),
        page.text("x_column"),
        page.text("y_column"),
        page.text("placed_x_column"),
        page.text("placed_y_column"),
        page.text("error_column"),
    ]
    rows = _table_body(page, heads)
    for k, m in enumerate(found.marks, 1):
        places = [page.number(value) for value in (m.x_mm, m.y_mm, m.placed_x_mm, m.placed_y_mm)]
        add_row(rows, "td", [str(k), *places, page.number(m.error_mm, 2)])


def _margins(page: Printed, found: AcceptanceResult) -> None:
    heads = [
        page.text("sensor_column"),
        page.text("heard_column"),
        page.text("left_out_column"),
        page.text("weakest_column"),
        page.text("timing_column"),
    ]
    rows = _table_body(page, heads)
    for s in found.sensors:
        weakest = NOTHING if s.weakest_amplitude is None else str(s.weakest_amplitude)
        heard = f"{s.heard}/{len(found.marks)}"
        add_row(rows, "td", [s.id, heard, str(s.left_out), weakest, page.number(s.residual_us, 2)])


def _table_body(page: Printed, heads: Sequence[str]) -> Element:
    """The body of a new table with these column heads, which takes its rows."""
    table = SubElement(page.body, "table")
    add_row(SubElement(table, "thead"), "th", heads)
    return SubElement(table, "tbody")


def _tapped(found: AcceptanceResult) -> list[Displacement]:
    return [
        Displacement(m.x_mm, m.y_mm, m.placed_x_mm, m.placed_y_mm)
        for m in found.marks
        if m.placed_x_mm is not None and m.placed_y_mm is not None
    ]


def _moved(found: CalibrationResult) -> list[Displacement]:
    surveyed = {place.id: place for place in found.survey}
    return [
        Displacement(old.x_mm, old.y_mm, s.x_mm, s.y_mm)
        for s in found.sensors
        if (old := surveyed.get(s.id)) is not None
    ]


def _reference_points(found: CalibrationResult) -> list[Displacement]:
    ways = []
    for p in found.points:
        for x, y, is_before in ((p.before_x_mm, p.before_y_mm, True), (p.after_x_mm, p.after_y_mm, False)):
            if p.x_mm is not None and p.y_mm is not None and x is not None and y is not None:
                ways.append(Displacement(p.x_mm, p.y_mm, x, y, is_before))
    return ways


def _array(page: Printed, found: CalibrationResult) -> None:
    before, after = _mm(page, found.before_rms_mm), _mm(page, found.after_rms_mm)
    verdict = None
    if found.is_better is not None:
        verdict = page.text("better") if found.is_better else page.text("no_better")
    add_line(page.body, page.text("points_error", before=before, after=after), verdict)
    percent = page.number(100 * (found.speed_scale - 1), 2, sign=True)
    add_line(page.body, page.text("speed_of_sound", percent=percent), page.text("readings_off", us=found.residual_us))
    heads = [
        page.text("sensor_column"),
        page.text("x_column"),
        page.text("y_column"),
        page.text("z_column"),
        page.text("moved_column"),
        page.text("late_column"),
    ]
    rows = _table_body(page, heads)
    for s in found.sensors:
        places = [page.number(value) for value in (s.x_mm, s.y_mm, s.z_mm)]
        add_row(rows, "td", [s.id, *places, page.number(s.moved_mm), page.number(s.bias_us)])


def _picture(page: Printed, butt: ButtRead | None, ways: Sequence[Displacement], title: str) -> None:
    """A picture of the points; each has a line from its place towards the other one, magnified LINES_TIMES."""
    if butt is None or not ways:
        return
    margin = 60.0
    view = f"{-margin:g} {-margin:g} {butt.width_mm + 2 * margin:g} {butt.height_mm + 2 * margin:g}"
    svg = SubElement(page.body, "svg", {"viewBox": view, "role": "img"})
    SubElement(svg, "title").text = title
    edge = {"x": "0", "y": "0", "width": f"{butt.width_mm:g}", "height": f"{butt.height_mm:g}"}
    SubElement(svg, "rect", {**edge, "fill": "#fff", "stroke": "#000", "stroke-width": "3"})
    for way in ways:
        down = butt.height_mm - way.y
        if not way.is_before:
            place = {"cx": f"{way.x:.1f}", "cy": f"{down:.1f}", "r": f"{MARK_MM:g}"}
            SubElement(svg, "circle", {**place, "fill": "none", "stroke": "#000", "stroke-width": "3"})
        end_x, end_y = way.x + LINES_TIMES * (way.to_x - way.x), down - LINES_TIMES * (way.to_y - way.y)
        line = {"x1": f"{way.x:.1f}", "y1": f"{down:.1f}", "x2": f"{end_x:.1f}", "y2": f"{end_y:.1f}"}
        look = {"stroke": "#555", "stroke-dasharray": "12 8"} if way.is_before else {"stroke": "#b00020"}
        SubElement(svg, "line", {**line, **look, "stroke-width": "4"})
    longest = max(math.hypot(way.to_x - way.x, way.to_y - way.y) for way in ways)
    add_line(page.body, page.text("picture_scale", picture=title, times=LINES_TIMES, longest_mm=longest))


def _mm(page: Printed, value: float | None, *, sign: bool = False) -> str:
    return NOTHING if value is None else f"{page.number(value, 2, sign=sign)} mm"
