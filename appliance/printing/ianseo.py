"""A session in the two files that ianseo loads: its archers, and the arrows of each at each distance.

Both are for the same page of ianseo, which splits lines at tabs (the format, and where it is written:
`.github/docs/ianseo.md`). Nothing is invented: what the appliance does not know of an archer is an empty field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from appliance.core.scoring.tally import Count
from appliance.models.rounds_db import Shooter
from appliance.printing.sheet_ends import SheetEnd, ends_of, mark_of
from appliance.printing.spreadsheet import plain_cell
from appliance.rounds.stretches import Stretch
from appliance.schema.archers import Letter, RosterEntryRead, RosterRead
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport

MOST_DISTANCES = 8
"""That an entry has in ianseo."""
COLUMNS = 21
"""Of a participant: code, session, division, class, target, five flags, family name, name, and ten that are not known
here: gender, country and its name, date of birth, subclass, two more countries."""
DIVISIONS = {"recurve": "R", "compound": "C", "barebow": "B", "longbow": "L", "traditional": "T"}
"""Of ianseo's own sets of divisions by World Archery's rules."""
SHOWN_IN_QUALIFICATION = ("1", "0", "0", "0", "0")
"""An archer who shot is in the individual results of the qualification; teams and finals are the organiser's choice."""
ARROWS = "##QUAL-ARROWS##"
LINE_END = "\r\n"
_LETTERS = get_args(Letter)
NOBODY = 1 + len(_LETTERS)
"""The place of arrows that are nobody's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An archer, or nobody, in a competition. `code` is theirs alone in it, as long as each butt has its own number."""

    code: str
    target: str
    archer_id: UUID | None
    name: str | None
    bow_style: str | None


@dataclass(frozen=True, slots=True)
class Shooting:
    """A session with its arrows. `stretch`: what is shot in it of its round; None where it counts for none.

    `counts` are counted beside the score, by the faces that hung.
    """

    session: SessionRead
    stretch: Stretch | None
    counts: Sequence[Count]
    shots: Sequence[ShotExport]


def entries_of(
    rosters: Sequence[RosterRead], shooters: Sequence[Shooter], target_number: str | None, session_number: int
) -> list[Entry]:
    """Everybody who has a letter, then whoever else shot; `shooters` in the order of their first arrows.

    The code has digits alone, for ianseo compares it as a number: the number of the session, three digits of the
    target, two of the place at it. So butts and sessions of one competition do not overwrite each other.
    The place is that of the letter (A is 01); a letter that several rosters give is whose it was first. Behind the
    letters is the place of arrows of nobody, and behind that everybody who shot has one by their first arrow, also
    where they have a letter: who shoots later, or is listed, moves nobody else between one file and the next.
    """
    number = target_number if target_number and target_number.isascii() and target_number.isdigit() else ""
    target = number.zfill(3) if 0 < int(number or 0) < 1000 else ""

    def entry(place: int, archer_id: UUID | None, name: str | None, bow_style: str | None) -> Entry:
        code = f"{session_number}{target or '000'}{place:02}"
        letter = _LETTERS[place - 1] if place <= len(_LETTERS) else ""
        return Entry(code, f"{target}{letter}" if target and letter else "", archer_id, name, bow_style)

    listed = _by_letter(rosters)
    ids = {one.archer_id for one in listed.values()}
    archers = [one for one in shooters if one.archer_id is not None]
    places = {one.archer_id: place for place, one in enumerate(archers, NOBODY + 1)}
    return [
        entry(1 + _LETTERS.index(letter), one.archer_id, one.name, one.bow_style)
        for letter, one in sorted(listed.items())
    ] + [
        entry(places.get(one.archer_id, NOBODY), one.archer_id, one.name, one.bow_style)
        for one in sorted(shooters, key=lambda one: one.archer_id is not None)
        if one.counts and one.archer_id not in ids
    ]


def participants(entries: Sequence[Entry], session_number: int) -> str:
    """A line for each archer."""
    return _lines([_participant(one, session_number) for one in entries])


def arrows(entries: Sequence[Entry], shootings: Sequence[Shooting]) -> str:
    """A line for each archer and distance at which arrows of theirs may be shown; empty where there are none."""
    return _lines(
        [
            (ARROWS, one.code, str(distance), ",".join(marks).rstrip(","))
            for one in entries
            for shooting in shootings
            for distance, marks in _distances(one, shooting)
            if any(marks)
        ]
    )


def _by_letter(rosters: Sequence[RosterRead]) -> dict[Letter, RosterEntryRead]:
    """Who has each letter; nobody has two."""
    found: dict[Letter, RosterEntryRead] = {}
    for roster in rosters:
        for one in roster.archers:
            if all(one.archer_id != other.archer_id for other in found.values()):
                found.setdefault(one.letter, one)
    return found


def _participant(one: Entry, session_number: int) -> Sequence[str]:
    known = (
        one.code,
        str(session_number),
        DIVISIONS.get((one.bow_style or "").strip().lower(), ""),
        "",
        one.target,
        *SHOWN_IN_QUALIFICATION,
        _cell(one.name),
    )
    return known + ("",) * (COLUMNS - len(known))


def _distances(one: Entry, shooting: Shooting) -> list[tuple[int, list[str]]]:
    """The arrows of an archer at each distance, each in its place; an empty mark is an arrow that is not told."""
    session, stretch = shooting.session, shooting.stretch
    shots = [shot for shot in shooting.shots if shot.archer_id == one.archer_id and shot.counts]
    writes_x = _writes_x(shooting)
    ends = [
        (end.number, _marks(end, session.arrows_per_end, writes_x=writes_x))
        for end in ends_of(shots, session, stretch, (), 0)
    ]
    if stretch is None:
        return [(1, [mark or "" for _, marks in ends for mark in marks])]
    places = _in_their_places(ends, stretch, session.arrows_per_end)
    found, begin = [], 0
    for number, part in enumerate(stretch.passes, stretch.first):
        found.append((number, places[begin : begin + part.arrows]))
        begin += part.arrows
    return found


def _in_their_places(ends: Sequence[tuple[int, list[str | None]]], stretch: Stretch, per_end: int) -> list[str]:
    """All arrows of a stretch: ends keep their places where one before them is short, or not told.

    What was shot behind the last end makes up for what is missing, as it does in the score of the round.
    """
    rooms, begin = [], 0
    for part in stretch.passes:
        stop = begin + part.arrows
        rooms += [range(first, min(first + per_end, stop)) for first in range(begin, stop, per_end)]
        begin = stop
    places: list[str | None] = [None] * stretch.arrows
    beyond: list[str | None] = []
    for number, marks in ends:
        room = rooms[number - 1] if number <= len(rooms) else range(0)
        for place, mark in zip(room, marks, strict=False):
            places[place] = mark
        beyond += marks[len(room) :]
    free = [place for place, mark in enumerate(places) if mark is None]
    for place, mark in zip(free, filter(None, beyond), strict=False):
        places[place] = mark
    return [mark or "" for mark in places]


def _marks(end: SheetEnd, per_end: int, *, writes_x: bool) -> list[str | None]:
    """As on the score sheet, highest first, None where an arrow is missing; what is held back is an empty mark."""
    if end.is_held_back:
        return [""] * per_end
    marks: list[str | None] = [_mark(arrow.shot, writes_x=writes_x) for arrow in end.arrows]
    return marks + [None] * (per_end - len(marks))


def _mark(shot: ShotExport, *, writes_x: bool) -> str:
    if shot.counted is None:
        return ""
    return mark_of(shot.counted, is_x=writes_x and shot.is_x_counted)


def _writes_x(shooting: Shooting) -> bool:
    """Whether a ten is an X in ianseo too: its indoor faces have none, and an unknown mark would be an empty arrow."""
    counts = shooting.counts
    return "xs" in counts and not ("tens" in counts and shooting.session.is_indoor)


def _cell(text: str | None) -> str:
    """`text` as one field: ianseo takes a semicolon for a tab, and knows no quotes."""
    return plain_cell(" ".join((text or "").replace(";", ",").split()))


def _lines(rows: Sequence[Sequence[str]]) -> str:
    return "".join("\t".join(row) + LINE_END for row in rows)
