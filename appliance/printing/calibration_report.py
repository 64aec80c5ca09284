"""A calibration or an acceptance test as a page to print: what was found, dated and versioned, with a picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from appliance.core.calibration.acceptance import GOOD_RMS_MM, GOOD_WORST_MM
from appliance.printing.page import add_line, add_row, page_with
from appliance.schema.calibrations import AcceptanceResult, CalibrationRead, CalibrationResult
from appliance.schema.health import ButtRead

LINES_TIMES = 20.0
MARK_MM = 8.0
NOTHING = "-"
BETTER = "Better than what was in force."
NO_BETTER = "No better than what was in force."


@dataclass(frozen=True, slots=True)
class Way:
    """From where something is said to be to where it was placed, mm in the butt's frame."""

    x: float
    y: float
    to_x: float
    to_y: float
    is_before: bool = False


def calibration_report(calibration: CalibrationRead, butt: ButtRead | None) -> Element:
    """The whole page; `butt` is drawn where it is known."""
    is_test = calibration.kind == "acceptance"
    title = f"{'Acceptance test' if is_test else 'Calibration'} {calibration.version}"
    page, body = page_with(title)
    SubElement(body, "h1").text = title
    when = calibration.finished_at or calibration.asked_at
    add_line(body, f"{when:%Y-%m-%d %H:%M} UTC", calibration.status.replace("_", " "))
    add_line(body, calibration.reason)
    if calibration.acceptance is not None:
        _acceptance(body, calibration.acceptance)
        ways = [
            Way(m.x_mm, m.y_mm, m.placed_x_mm, m.placed_y_mm)
            for m in calibration.acceptance.marks
            if m.placed_x_mm is not None and m.placed_y_mm is not None
        ]
        _picture(body, butt, ways, "Marks, and lines to where they were placed")
    if calibration.result is not None:
        _array(body, calibration.result)
        surveyed = {place.id: place for place in calibration.result.survey}
        moved = [
            Way(old.x_mm, old.y_mm, s.x_mm, s.y_mm)
            for s in calibration.result.sensors
            if (old := surveyed.get(s.id)) is not None
        ]
        told = "Told points, and lines to where they were placed: dashed before, whole after"
        _picture(body, butt, _told(calibration.result), told)
        _picture(body, butt, moved, "Sensors as surveyed, and lines to where they are")
    signatures = SubElement(body, "div", {"class": "signatures"})
    for who in ("Tapped by", "Seen by"):
        SubElement(signatures, "span").text = who
    return page


def _acceptance(body: Element, found: AcceptanceResult) -> None:
    version = "the survey alone" if found.calibration_version is None else f"calibration {found.calibration_version}"
    verdict = "Passed" if found.is_good else "Not passed"
    add_line(body, f"Placed by {version}.")
    add_line(
        body,
        f"{verdict}: every mark placed, gross error at most {GOOD_RMS_MM:g} mm rms and {GOOD_WORST_MM:g} mm at worst.",
    )
    add_line(
        body,
        f"Gross error {_mm(found.rms_mm)} rms, {_mm(found.worst_mm)} at worst.",
        f"All marks shifted by {_mm(found.shift_x_mm, sign=True)} right, {_mm(found.shift_y_mm, sign=True)} up.",
    )
    add_line(
        body,
        "Repeatability not known: tap marks twice to know it."
        if found.repeatability_mm is None
        else f"Repeatability {_mm(found.repeatability_mm)}, one standard deviation.",
    )
    table = SubElement(body, "table")
    add_row(SubElement(table, "thead"), "th", ["Mark", "x mm", "y mm", "placed x", "placed y", "error mm"])
    rows = SubElement(table, "tbody")
    for k, m in enumerate(found.marks, 1):
        places = [_number(value) for value in (m.x_mm, m.y_mm, m.placed_x_mm, m.placed_y_mm)]
        add_row(rows, "td", [str(k), *places, _number(m.error_mm, 2)])
    table = SubElement(body, "table")
    add_row(SubElement(table, "thead"), "th", ["Sensor", "heard", "left out", "weakest signal", "timing off, µs rms"])
    rows = SubElement(table, "tbody")
    for s in found.sensors:
        weakest = NOTHING if s.weakest_amplitude is None else str(s.weakest_amplitude)
        heard = f"{s.heard}/{len(found.marks)}"
        add_row(rows, "td", [s.id, heard, str(s.left_out), weakest, _number(s.residual_us, 2)])


def _told(found: CalibrationResult) -> list[Way]:
    ways = []
    for p in found.points:
        for x, y, is_before in ((p.before_x_mm, p.before_y_mm, True), (p.after_x_mm, p.after_y_mm, False)):
            if p.x_mm is not None and p.y_mm is not None and x is not None and y is not None:
                ways.append(Way(p.x_mm, p.y_mm, x, y, is_before))
    return ways


def _array(body: Element, found: CalibrationResult) -> None:
    add_line(
        body,
        f"Gross error of told points {_mm(found.before_rms_mm)} rms before, {_mm(found.after_rms_mm)} after "
        "(each point by what the other ones make).",
        None if found.is_better is None else BETTER if found.is_better else NO_BETTER,
    )
    add_line(
        body,
        f"Speed of sound {100 * (found.speed_scale - 1):+.2f} % from what the air says.",
        f"Readings {found.residual_us:.2f} µs rms off.",
    )
    table = SubElement(body, "table")
    add_row(SubElement(table, "thead"), "th", ["Sensor", "x mm", "y mm", "z mm", "moved mm", "late µs"])
    rows = SubElement(table, "tbody")
    for s in found.sensors:
        places = [_number(value) for value in (s.x_mm, s.y_mm, s.z_mm)]
        add_row(rows, "td", [s.id, *places, _number(s.moved_mm), _number(s.bias_us)])


def _picture(body: Element, butt: ButtRead | None, ways: Sequence[Way], title: str) -> None:
    """Points, each with a line as long as its way times LINES_TIMES."""
    if butt is None or not ways:
        return
    margin = 60.0
    view = f"{-margin:g} {-margin:g} {butt.width_mm + 2 * margin:g} {butt.height_mm + 2 * margin:g}"
    svg = SubElement(body, "svg", {"viewBox": view, "role": "img"})
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
    add_line(body, f"{title}, {LINES_TIMES:g} times as long as they are; the longest is {longest:.2f} mm.")


def _mm(value: float | None, *, sign: bool = False) -> str:
    return NOTHING if value is None else f"{value:+.2f} mm" if sign else f"{value:.2f} mm"


def _number(value: float | None, digits: int = 1) -> str:
    return NOTHING if value is None else f"{value:.{digits}f}"
