"""What really happened on the range, and how the record differs from it."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from uuid import UUID

PITCH_MM = 6
FROM_MM, TO_MM = 98, 1202
TIME_OFF_S = 0.050

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TrueShot:
    """An arrow: where, when it landed, in which session, and whose it was (None: nobody was registered)."""

    boot: int
    number: int
    place: Place
    felt: datetime
    session_id: UUID | None
    archer_id: UUID | None
    end_number: int | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of the record: a shot, or what was measured outside of every session."""

    x_mm: float
    y_mm: float
    at: datetime
    session_id: UUID | None
    archer_id: UUID | None = None
    end_number: int | None = None

    @property
    def place(self) -> Place:
        """The lattice point that it must have been: places are never used twice."""
        return on_lattice(self.x_mm), on_lattice(self.y_mm)


@dataclass(slots=True)
class Verdict:
    """How many acknowledged shots are not as they were. All zero is what is wanted."""

    shots: int = 0
    missing: int = 0
    doubled: int = 0
    wrong_session: int = 0
    wrong_time: int = 0
    wrong_archer: int = 0
    wrong_end: int = 0
    not_fetched: int = 0
    ended_by_itself: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(getattr(self, name) for name in COUNTS if name != "shots")

    def add(self, other: "Verdict") -> None:
        """Sum up rounds."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.examples += other.examples


COUNTS = tuple(f.name for f in fields(Verdict) if f.name != "examples")


def on_lattice(value_mm: float) -> int:
    return round((value_mm - FROM_MM) / PITCH_MM) * PITCH_MM + FROM_MM


def lattice() -> Iterator[Place]:
    """Places far enough apart to be told from one another, neighbours in time far from one another in space."""
    steps = range(FROM_MM, TO_MM + 1, PITCH_MM)
    places = list(itertools.product(steps, steps))
    stride = 3571  # a prime, so that every place comes once
    return (places[k * stride % len(places)] for k in range(len(places)))


def judge(truth: Iterable[TrueShot], record: Iterable[Recorded], acknowledged: set[tuple[int, int]]) -> Verdict:
    """Compare; a shot that the node still holds is counted as not fetched, never as missing."""
    rows: dict[Place, list[Recorded]] = defaultdict(list)
    for row in record:
        rows[row.place].append(row)
    verdict = Verdict()
    for shot in truth:
        verdict.shots += 1
        found = rows.pop(shot.place, [])
        if (shot.boot, shot.number) not in acknowledged:
            verdict.not_fetched += 1
            verdict.examples.append(f"{shot.number} at {shot.felt:%T.%f} was never fetched from the node")
        elif not found:
            verdict.missing += 1
            verdict.examples.append(f"{shot.number} at {shot.felt:%T.%f} {shot.place} was acknowledged and is missing")
        if found:
            _compare(shot, found, verdict)
    for place, unknown in rows.items():
        verdict.doubled += len(unknown)
        verdict.examples.append(f"a shot at {place} that nobody shot")
    return verdict


def _compare(shot: TrueShot, found: list[Recorded], verdict: Verdict) -> None:
    row = found[0]
    off_s = (row.at - shot.felt).total_seconds()
    wrong = {
        "doubled": len(found) > 1,
        "wrong_session": row.session_id != shot.session_id,
        "wrong_time": abs(off_s) > TIME_OFF_S,
        "wrong_archer": row.archer_id != shot.archer_id,
        "wrong_end": shot.session_id is not None and row.end_number != shot.end_number,
    }
    for name, is_so in wrong.items():
        if is_so:
            setattr(verdict, name, getattr(verdict, name) + 1)
    if any(wrong.values()):
        named = ", ".join(name for name, is_so in wrong.items() if is_so)
        verdict.examples.append(f"{shot.number} at {shot.felt:%T.%f}: {named} ({len(found)} rows, {off_s:+.3f} s)")
