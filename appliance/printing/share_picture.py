"""One archer's result as a picture to share: the face to scale, the arrows where they landed, and the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from xml.etree.ElementTree import Element, SubElement, tostring

from appliance.printing.page import Printed
from appliance.printing.sheet_picture import Picture
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport
from appliance.schema.targets import TargetRead

WIDTH, HEIGHT = 1080, 1350
"""Size in pixels: 4 to 5, which messengers and social networks show uncropped."""
MARGIN = 60
FACE = WIDTH - 2 * MARGIN
FONT = "system-ui, sans-serif"
LETTER_WIDTH = 0.56
"""Approximate width of a character per font size; longer lines get a smaller font."""


@dataclass(frozen=True, slots=True)
class Result:
    """The contents of the picture: `name` and arrows only if wanted, without ends that are held back.

    `passes`: the numbers of the passes that were shot here, unless they are the whole round.
    """

    session: SessionRead
    targets: Sequence[TargetRead]
    shots: Sequence[ShotExport]
    name: str | None
    shows_arrows: bool
    passes: Sequence[int] = ()


def share_picture(result: Result, page: Printed) -> str:
    """The picture as SVG; text of a person is escaped."""
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH), "height": str(HEIGHT)})
    svg.set("viewBox", f"0 0 {WIDTH} {HEIGHT}")
    svg.set("role", "img")
    session, shots = result.session, result.shots
    score = sum(shot.counted or 0 for shot in shots)
    xs = sum(bool(shot.is_x_counted) for shot in shots)
    title = page.text("score_sheet_of", day=page.day(session.start_time), location=session.location)
    SubElement(svg, "title").text = title
    SubElement(svg, "rect", {"width": str(WIDTH), "height": str(HEIGHT), "fill": "#ffffff"})
    _face(svg, result)
    shot_here = _shot_here(result, page)
    _line(svg, 1110, 76, result.name or shot_here or page.text("practice"), "bold")
    _line(svg, 1205, 84, page.text("points_of_arrows", points=score, arrows=len(shots), xs=xs), "bold")
    distance = f"{session.distance} {session.distance_unit}"
    about = [shot_here if result.name else None, distance, page.day(session.start_time)]
    _line(svg, 1275, 40, " · ".join(part for part in about if part))
    _line(svg, 1325, 28, "Arch-Stats")
    return tostring(svg, encoding="unicode")


def _shot_here(result: Result, page: Printed) -> str | None:
    """The round; for a part of it the passes, since the score is only theirs."""
    if result.passes:
        return ", ".join(page.text("pass_total", n=number) for number in result.passes)
    return result.session.round_name


def _face(svg: Element, result: Result) -> None:
    """Draw the target with the most of these arrows: others on the butt are other archers'."""
    drawn = result.shots if result.shows_arrows else []
    target = max(result.targets, key=lambda one: (_arrows_on(one, result.shots), bool(one.faces)), default=None)
    if target is not None and not (picture := Picture(target, drawn)).is_empty:
        picture.fill(svg, x=MARGIN, y=MARGIN, side=FACE)


def _arrows_on(target: TargetRead, shots: Sequence[ShotExport]) -> int:
    at = [(shot.x, shot.y) for shot in shots if shot.x is not None and shot.y is not None]
    return sum(any(hypot(x - face.x, y - face.y) <= max(face.radii) for face in target.faces) for x, y in at)


def _line(svg: Element, y: int, size: int, text: str, weight: str = "normal") -> None:
    fits = min(size, round(FACE / (LETTER_WIDTH * max(len(text), 1))))
    look = {"font-family": FONT, "font-size": str(fits), "font-weight": weight, "text-anchor": "middle"}
    SubElement(svg, "text", {"x": str(WIDTH // 2), "y": str(y), "fill": "#000000", **look}).text = text
