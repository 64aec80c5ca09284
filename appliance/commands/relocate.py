"""arch-stats relocate: places stored measurements again, by today's survey and calibration."""

import asyncio
import math
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import BinaryIO
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from appliance.commands.terminal import (
    STREAM,
    in_terminal_language,
    print_message,
    print_to_stderr,
    standard_output_for_result,
)
from appliance.core.message import message
from appliance.database.pool import Pool
from appliance.errors import StartError
from appliance.messages.translation import text_of
from appliance.models.base_db import transaction
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.relocations_db import RelocationsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.surveys_db import SurveysDB
from appliance.schema.detections import DetectionRead
from appliance.schema.shots import SensedShot
from appliance.schema.survey import Survey
from appliance.sensing.in_force import measurer_in_force
from appliance.sensing.measure import Measurer
from appliance.sensing.relocating import Relocation, relocate
from appliance.sensing.surveys import GivenSurvey, followed
from appliance.settings import Settings, read_settings
from appliance.survey_file import digest_of, read_survey
from appliance.wiring.archive import opened_archive

PAGE = 500
SHOWN = 20
SHOWN_FROM_MM = 0.05
ARROW_MM = 5.0


def relocate_command(session_id: UUID | None, write: bool, picture: Path | None) -> int:
    """Show what would change; with `write`, change it and keep the old positions. `-` as `picture`: standard output."""
    if picture == STREAM:
        with standard_output_for_result() as result:
            asyncio.run(_run(session_id, write, lambda svg: _drawn(result, svg)))
        return 0
    asyncio.run(_run(session_id, write, None if picture is None else lambda svg: _draw_into(picture, svg)))
    return 0


def _drawn(result: BinaryIO, svg: str) -> None:
    result.write(svg.encode())


def _draw_into(picture: Path, svg: str) -> None:
    picture.write_text(svg)
    print_message(message("relocate_drawn", file=str(picture)))


async def _run(session_id: UUID | None, write: bool, show: Callable[[str], None] | None) -> None:
    settings = read_settings(os.environ)
    async with opened_archive(settings) as pool:
        survey = await _survey(settings, pool)
        if session_id is not None:
            await SessionsDB(pool).get_one_by_id(session_id)
        in_force = measurer_in_force(survey, await CalibrationsDB(pool).get_in_force())
        changed = [found async for found in relocations(pool, in_force, session_id)]
        _print_summary(changed, in_force)
        if show is not None:
            await asyncio.to_thread(show, draw(changed, survey.butt.width_mm, survey.butt.height_mm))
        if write:
            await apply(pool, changed)
            print_message(message("relocate_written"))
        elif changed:
            print_message(message("relocate_not_written"))


async def _survey(settings: Settings, pool: Pool) -> Survey:
    """The survey that is in force or will be after the next start: a file that has changed takes precedence."""
    surveys, given = SurveysDB(pool), None
    if settings.survey is not None:
        of_file = await asyncio.to_thread(read_survey, settings.survey)
        given = GivenSurvey(of_file, digest_of(of_file))
        if given.digest != await surveys.newest_file_digest():
            return of_file
    found = (await followed(surveys, given)).survey
    if found is None:
        raise StartError(message("survey_missing"))
    return found


async def relocations(pool: Pool, in_force: Measurer, session_id: UUID | None) -> AsyncIterator[Relocation]:
    """The measurements whose position or outcome changes, with both."""
    table, done = RelocationsDB(pool), 0
    for session, is_indoor in await table.sessions(session_id):
        rows: list[DetectionRead] = []
        while page := await table.page(session, rows[-1] if rows else None, PAGE):
            rows += page
        for found in await asyncio.to_thread(relocate, in_force, rows, is_indoor=is_indoor):
            if not _is_same(found):
                yield found
        done += len(rows)
        print_to_stderr(message("placed_again_so_far", count=done))


def _is_same(found: Relocation) -> bool:
    moved = found.moved
    return found.old.outcome == found.new.outcome if moved is None else math.hypot(*moved) < SHOWN_FROM_MM


async def apply(pool: Pool, changed: Sequence[Relocation]) -> None:
    """Store the new positions in one transaction; phones are notified by the database's triggers."""
    kept = [found for found in changed if not found.is_lost]
    async with transaction(pool) as connection:
        table, shots = RelocationsDB(connection), ShotsDB(connection)
        for start in range(0, len(kept), PAGE):
            page = kept[start : start + PAGE]
            await table.replace({found.old.id: found.new for found in page})
            placed = {shot.detection_id: shot for found in page if (shot := _shot(found)) is not None}
            moved = await table.move_shots(list(placed.values()))
            is_resolved = {found.old.id for found in page if found.old.resolution is not None}
            for detection_id, shot in placed.items():
                if detection_id not in moved | is_resolved:
                    await shots.insert_sensed(shot)


def _shot(found: Relocation) -> SensedShot | None:
    """The arrow of a measurement that is now placed; None for one that is not, or of no session."""
    x, y, session_id = found.new.x_mm, found.new.y_mm, found.old.session_id
    if found.new.outcome != "located" or x is None or y is None or session_id is None:
        return None
    ellipse = found.place.ellipse
    return SensedShot(
        session_id=session_id,
        detection_id=found.old.id,
        arrow_landing_time=found.old.detected_at,
        x=x,
        y=y,
        sigma_major=None if ellipse is None else ellipse.sigma_major_mm,
        sigma_minor=None if ellipse is None else ellipse.sigma_minor_mm,
        sigma_angle=None if ellipse is None else ellipse.angle_deg,
    )


def _print_summary(changed: Sequence[Relocation], in_force: Measurer) -> None:
    moves = sorted((math.hypot(*moved) for found in changed if (moved := found.moved)), reverse=True)
    version = in_force.calibration_version
    if version is None:
        print_message(message("relocate_by_survey", count=len(changed)))
    else:
        print_message(message("relocate_by_calibration", version=str(version), count=len(changed)))
    if moves:
        rms = math.sqrt(math.fsum(m * m for m in moves) / len(moves))
        print_message(message("relocate_moves", count=len(moves), rms=f"{rms:.2f}", most=f"{moves[0]:.2f}"))
    outcomes = Counter((f.old.outcome, f.new.outcome) for f in changed if f.old.outcome != f.new.outcome)
    for (old, new), count in outcomes.most_common():
        if old == "located":
            print_message(message("relocate_outcome_kept", count=count, old=old, new=new))
        else:
            print_message(message("relocate_outcome", count=count, old=old, new=new))
    for found in sorted(changed, key=lambda f: -math.hypot(*(f.moved or (math.inf, 0))))[:SHOWN]:
        print(f"  {found.old.detected_at:%Y-%m-%d %H:%M:%S}  {_where(found)}")
    if len(changed) > SHOWN:
        print_message(message("relocate_more", count=len(changed) - SHOWN))


def _where(found: Relocation) -> str:
    old, new = found.old, found.new
    if found.moved is None:
        why = "" if new.reason is None else f": {text_of(new.reason, in_terminal_language())}"
        return f"{old.outcome} -> {new.outcome}{why}"
    dx, dy = found.moved
    return f"({old.x_mm:.1f}, {old.y_mm:.1f}) -> ({new.x_mm:.1f}, {new.y_mm:.1f}) mm, by {dx:+.2f}, {dy:+.2f}"


def draw(changed: Sequence[Relocation], width_mm: float, height_mm: float) -> str:
    """An SVG of the butt: old positions as grey circles, moves as green lines of ten times the length."""
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width_mm:g} {height_mm:g}"})
    SubElement(svg, "title").text = in_terminal_language()(message("relocate_picture"))
    place = {"x": "0", "y": "0", "width": f"{width_mm:g}", "height": f"{height_mm:g}"}
    SubElement(svg, "rect", {**place, "fill": "#f4efe4", "stroke": "#444"})
    for found in changed:
        moved, old = found.moved, found.old
        if moved is None or old.x_mm is None or old.y_mm is None:
            continue
        x, y = old.x_mm, height_mm - old.y_mm
        SubElement(svg, "circle", {"cx": f"{x:.2f}", "cy": f"{y:.2f}", "r": f"{ARROW_MM:g}", "fill": "#999"})
        end = {"x2": f"{x + 10 * moved[0]:.2f}", "y2": f"{y - 10 * moved[1]:.2f}"}
        SubElement(svg, "line", {"x1": f"{x:.2f}", "y1": f"{y:.2f}", **end, "stroke": "#00783c", "stroke-width": "3"})
    return tostring(svg, encoding="unicode")
