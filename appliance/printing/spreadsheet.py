"""A session as CSV: one row per arrow, one column per fact, in the number format of the reader's language."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from babel.numbers import get_decimal_symbol

from appliance.rounds.stretches import Stretch
from appliance.schema.printing import CsvFormat
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport
from appliance.schema.signatures import SignatureRead, SignedAs

UTF8_MARK = b"\xef\xbb\xbf"
"""The byte order mark by which spreadsheets recognise UTF-8."""
HEADINGS = (
    "session", "location", "round", "distance", "unit", "archer", "bow", "pass", "end", "arrow_in_end", "time",
    "points", "x", "points_measured", "x_measured", "points_called", "x_called", "face", "x_mm", "y_mm",
    "sigma_major_mm", "sigma_minor_mm", "sighter", "surplus", "beyond_round", "out_of_time", "held_back", "fate",
    "source", "arrow", "note", "archer_signed", "scorer_signed", "changed_since_signed", "changed_by",
)  # fmt: skip
"""`points` and `x` count, and add up to the score sheet; measured and called ones are separate columns.

`pass` is that of the round; empty where the session counts for no round. `archer_signed`, `scorer_signed`: when the
arrow's end, else the whole sheet, was signed; `changed_since_signed`: when that was changed, or 1 if that is unknown.
"""


@dataclass(frozen=True, slots=True)
class CsvForm:
    """Separator of cells, and decimal separator."""

    separator: str
    decimal: str


FORMS: dict[CsvFormat, CsvForm] = {"point": CsvForm(",", "."), "comma": CsvForm(";", ",")}


def form_for(language: str, wanted: CsvFormat | None) -> CsvForm:
    """The form that was asked for, else that of the language, in which spreadsheets expect numbers."""
    return FORMS[wanted or ("comma" if get_decimal_symbol(language) == "," else "point")]


class Spreadsheet:
    """Writes the arrows of one session, in shooting order; times in the time zone of the box."""

    def __init__(
        self,
        session: SessionRead,
        zone: tzinfo,
        form: CsvForm,
        stretch: Stretch | None = None,
        signatures: Sequence[SignatureRead] = (),
        name_of: Callable[[str], str] = str,
    ) -> None:
        """`stretch`: the passes of the round that are shot in the session; `name_of`: the name of the author of a
        change."""
        self._name_of = name_of
        self._signed = {(one.archer_id, one.end_number, one.signed_as): one for one in signatures}
        self.session_id = session.id
        self._session = session
        self._stretch = stretch
        self._zone = zone
        self._form = form
        self._in_end: Counter[tuple[UUID | None, int]] = Counter()

    def head(self) -> bytes:
        """The first line, with the headings."""
        return UTF8_MARK + self._lines([HEADINGS])

    def rows(self, shots: Iterable[ShotExport]) -> bytes:
        """The rows of the next arrows."""
        return self._lines([self._row(shot) for shot in shots])

    def _row(self, shot: ShotExport) -> tuple[object, ...]:
        session = self._session
        is_hidden = session.holds_back(shot.end_number)
        position = (shot.x, shot.y, shot.sigma_major, shot.sigma_minor)
        x_mm, y_mm, major, minor = ("",) * 4 if is_hidden else map(self._decimal, position)
        measured = (None,) * 6 if is_hidden else _scored(shot)
        return (
            session.id,
            plain_cell(session.location),
            plain_cell(session.round_name),
            session.distance,
            session.distance_unit,
            plain_cell(shot.archer),
            plain_cell(shot.bow),
            self._pass_of(shot),
            shot.end_number,
            self._place_in_end(shot),
            self._time(shot.time or shot.shot_at),
            *measured,
            "" if is_hidden else plain_cell(shot.face),
            x_mm,
            y_mm,
            major,
            minor,
            int(shot.is_sighter),
            int(shot.is_surplus),
            int(shot.is_beyond),
            int(shot.is_out_of_time),
            int(is_hidden),
            shot.fate,
            shot.source,
            plain_cell(shot.arrow),
            plain_cell(shot.note),
            *self._signatures(shot),
        )

    def _signatures(self, shot: ShotExport) -> tuple[object, ...]:
        if shot.is_sighter:
            return (None,) * 4
        archers, scorers = (self._signature(shot, "archer"), self._signature(shot, "scorer"))
        signed = [one for one in (archers, scorers) if one is not None]
        changed = [one for one in signed if one.is_changed]
        times = [one.changed_at for one in changed if one.changed_at is not None]
        since: object = self._time(max(times)) if times else 1 if changed else None
        makers = [one.changed_by for one in changed if one.changed_by is not None]
        return (
            None if archers is None else self._time(archers.signed_at),
            None if scorers is None else self._time(scorers.signed_at),
            since,
            plain_cell(self._name_of(makers[0])) if makers else None,
        )

    def _signature(self, shot: ShotExport, hand: SignedAs) -> SignatureRead | None:
        of_end = self._signed.get((shot.archer_id, shot.end_number, hand))
        return of_end or self._signed.get((shot.archer_id, None, hand))

    def _pass_of(self, shot: ShotExport) -> int | None:
        if self._stretch is None or shot.is_sighter:
            return None
        return self._stretch.pass_of(shot.end_number, self._session.arrows_per_end)

    def _place_in_end(self, shot: ShotExport) -> int | None:
        if shot.is_sighter:
            return None
        self._in_end[shot.archer_id, shot.end_number] += 1
        return self._in_end[shot.archer_id, shot.end_number]

    def _time(self, instant: datetime) -> str:
        return instant.astimezone(self._zone).isoformat(timespec="milliseconds")

    def _decimal(self, value: float | None) -> str:
        return "" if value is None else f"{value:.2f}".replace(".", self._form.decimal)

    def _lines(self, rows: Iterable[tuple[object, ...]]) -> bytes:
        sheet = io.StringIO()
        csv.writer(sheet, delimiter=self._form.separator).writerows(rows)
        return sheet.getvalue().encode()


def _scored(shot: ShotExport) -> tuple[int | None, ...]:
    x = int(shot.is_x_counted) if shot.counted is not None else None
    return shot.counted, x, shot.points, _flag(shot.is_x), shot.points_called, _flag(shot.is_x_called)


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


_WHERE_A_CELL_MAY_BEGIN = re.compile("([\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029\\t;,|])")
"""Where a formula could begin: also after the separators of another CSV format."""
_MINUS = "\N{MINUS SIGN}"


def plain_cell(text: str | None) -> str:
    """`text` with an apostrophe before each character that would begin a formula, so that no spreadsheet runs it.

    Spreadsheets run text that begins with = + - @, also in full-width or small forms, and after blanks (OWASP, CSV
    injection; ASVS 1.2.10).
    """
    if text is None:
        return ""
    parts = _WHERE_A_CELL_MAY_BEGIN.split(text)
    safe = "".join(f"'{part}" if _begins_formula(part) else part for part in parts)
    return f"'{safe}" if safe.startswith(("\t", "\r", "\n")) else safe


def _begins_formula(part: str) -> bool:
    for character in part:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs"):
            continue
        plain = unicodedata.normalize("NFKC", character)
        return plain[:1] in ("=", "+", "-", "@", _MINUS)
    return False
