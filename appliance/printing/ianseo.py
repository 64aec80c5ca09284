"""The two files of a session for ianseo: its archers, and the arrows of each at each distance.

Both are loaded on the same page of ianseo, which splits lines at tabs (`.github/docs/ianseo.md` has the format and its
source). Fields that the appliance does not know are empty.
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
"""Largest number of distances of an entry in ianseo."""
COLUMNS = 21
"""Number of a participant's columns: code, session, division, class, target, five flags, family name, name, and ten
that are unknown here: gender, country and its name, date of birth, subclass, two more countries."""
DIVISIONS = {"recurve": "R", "compound": "C", "barebow": "B", "longbow": "L", "traditional": "T"}
"""Codes of ianseo's standard divisions (rules of World Archery), by bow style."""
SHOWN_IN_QUALIFICATION = ("1", "0", "0", "0", "0")
"""The five flags: in the individual qualification results only; teams and finals are left to the organiser."""
ARROWS = "##QUAL-ARROWS##"
LINE_END = "\r\n"
_LETTERS = get_args(Letter)
NOBODY = 1 + len(_LETTERS)
"""The place number of arrows without an archer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An archer, or None for arrows without one, in a competition. `code` is unique in it if each butt has its own
    number."""

    code: str
    target: str
    archer_id: UUID | None
    name: str | None
    bow_style: str | None


@dataclass(frozen=True, slots=True)
class Shooting:
    """A session with its arrows. `stretch`: the passes of the round that are shot in it; None where it counts for no
    round.

    `counts`: what is counted besides the score, by the session's faces.
    """

    session: SessionRead
    stretch: Stretch | None
    counts: Sequence[Count]
    shots: Sequence[ShotExport]


def entries_of(
    rosters: Sequence[RosterRead], shooters: Sequence[Shooter], target_number: str | None, session_number: int
) -> list[Entry]:
    """The archers with a letter, then all others who shot; `shooters` are in the order of their first arrows.

    A code has only digits, since ianseo compares codes as numbers: the session's number, three digits of the target,
    two of the place. So butts and sessions of one competition do not overwrite each other.

    The place is that of the letter (A is 01); a letter in several rosters belongs to its first archer. The places after
    the letters are that of arrows without an archer, then those of all who shot, by their first arrows, with a letter
    or not: so later shooters and entries change no place from one file to the next.
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
    """One line for each archer, with the columns of a participant."""
    return _lines([_participant(one, session_number) for one in entries])


def arrows(entries: Sequence[Entry], shootings: Sequence[Shooting]) -> str:
    """One line for each archer and distance with arrows that may be shown; empty without any."""
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
    """The archer of each letter; nobody has two."""
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
    """The marks of an archer's arrows at each distance, each in its place; empty where a mark is missing or held
    back."""
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
    """The marks of a stretch, each end in its own places even if one before it is short or held back.

    Arrows after the last end fill missing places, as they count in the score of the round.
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
    """The marks as on the score sheet, highest first; None: the arrow is missing; empty: its end is held back."""
    if end.is_held_back:
        return [""] * per_end
    marks: list[str | None] = [_mark(arrow.shot, writes_x=writes_x) for arrow in end.arrows]
    return marks + [None] * (per_end - len(marks))


def _mark(shot: ShotExport, *, writes_x: bool) -> str:
    if shot.counted is None:
        return ""
    return mark_of(shot.counted, is_x=writes_x and shot.is_x_counted)


def _writes_x(shooting: Shooting) -> bool:
    """Whether an X is written as X: ianseo's indoor faces have none, and an unknown mark would become an empty
    arrow."""
    counts = shooting.counts
    return "xs" in counts and not ("tens" in counts and shooting.session.is_indoor)


def _cell(text: str | None) -> str:
    """`text` as one field: ianseo reads a semicolon as a tab, and has no quoting."""
    return plain_cell(" ".join((text or "").replace(";", ",").split()))


def _lines(rows: Sequence[Sequence[str]]) -> str:
    return "".join("\t".join(row) + LINE_END for row in rows)
