"""One archer's statistics as CSV: one row per figure, in the number format of the reader's language."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import get_args

from appliance.core.scoring.volume import Period
from appliance.printing.sheet_ends import mark_of
from appliance.printing.spreadsheet import UTF8_MARK, CsvForm, plain_cell
from appliance.schema.numbers import ArcherNumbersRead, FormRead, FriendRead, RoundScoreRead

HEADINGS = (
    "figure", "date", "name", "arrows", "score", "average", "difference", "doubt", "handicap", "complete", "best",
    "session",
)  # fmt: skip
"""`figure` is the kind of a row; `name` is its ring, number of the end, hour, round or friend."""
Cells = dict[str, object]


def numbers_sheet(
    numbers: ArcherNumbersRead,
    rounds: Sequence[RoundScoreRead],
    friends: Sequence[FriendRead],
    zone: tzinfo,
    form: CsvForm,
) -> bytes:
    """The whole sheet, with its headings."""
    sheet = io.StringIO()
    lines = csv.writer(sheet, delimiter=form.separator)
    lines.writerow(HEADINGS)
    for cells in (*_own(numbers), *_rounds(rounds, zone), *_friends(friends, zone)):
        lines.writerow([_cell(cells.get(name), form) for name in HEADINGS])
    return UTF8_MARK + sheet.getvalue().encode()


def _own(numbers: ArcherNumbersRead) -> Iterator[Cells]:
    for period in get_args(Period):
        for one in numbers.volume(period):
            yield {"figure": f"arrows_by_{period}", "date": one.begins.isoformat(), "arrows": one.arrows}
    for ring in numbers.rings:
        yield {"figure": "ring", "name": mark_of(ring.points, is_x=ring.is_x), "arrows": ring.arrows}
    for figure, forms in (("end", numbers.by_end), ("hour", numbers.by_hour)):
        yield from (_form(figure, form) for form in forms)


def _form(figure: str, form: FormRead) -> Cells:
    return {
        "figure": figure,
        "name": str(form.number),
        "arrows": form.arrows,
        "average": form.average,
        "difference": form.difference,
        "doubt": form.doubt,
    }


def _rounds(rounds: Sequence[RoundScoreRead], zone: tzinfo) -> Iterator[Cells]:
    for one in rounds:
        yield {
            "figure": "round",
            "date": one.start_time.astimezone(zone).date().isoformat(),
            "name": one.round_name,
            "arrows": one.arrows,
            "score": one.score,
            "handicap": one.handicap,
            "complete": int(one.is_complete),
            "best": int(one.is_best),
            "session": str(one.session_id),
        }


def _friends(friends: Sequence[FriendRead], zone: tzinfo) -> Iterator[Cells]:
    for friend in friends:
        yield {"figure": "friend", "name": friend.name, "difference": friend.difference, "doubt": friend.doubt}
        for one in friend.sessions:
            yield {
                "figure": "beside",
                "date": one.start_time.astimezone(zone).date().isoformat(),
                "name": friend.name,
                "average": one.average,
                "difference": one.average - one.friend_average,
                "session": str(one.session_id),
            }


def _cell(value: object, form: CsvForm) -> object:
    if isinstance(value, float):
        return f"{value:.3f}".replace(".", form.decimal)
    return plain_cell(value) if isinstance(value, str) else value
