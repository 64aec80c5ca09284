"""Corrections of an archer's arrows on the score sheet: when, what, by whom, and room for initials."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from appliance.printing.maker_names import name_of_maker
from appliance.printing.page import NOTHING, Printed
from appliance.printing.paper import Paper
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport
from appliance.schema.turns import CorrectedFields, CorrectionRead

WHAT_CHARACTERS = 50
SCORED = frozenset({"archer_id", "end_number", "is_sighter", "fate", "points_called", "is_x_called"})
"""Fields that affect the score or what a signature confirms; which arrow it was, and notes, do not."""

SCORED_AS_A_WHOLE = ("entered", "deleted", "restored", "rescored", "withdrawn")
"""Kinds of corrections that affect the score or a signature whatever was changed."""

OF_TURNS = ("turn", "undone")
"""Kinds of corrections whose text says that they are about a turn, and not about an arrow."""

Names = Mapping[UUID, str]
Ends = Mapping[UUID, int]
"""The end of each arrow, by its id."""


def corrections_of(
    corrections: Sequence[CorrectionRead],
    shots: Sequence[ShotExport],
    session: SessionRead,
    archer_id: UUID | None,
    *,
    is_only: bool,
) -> list[CorrectionRead]:
    """The corrections of this archer's arrows, including arrows given or taken away; oldest first.

    A correction that names no archer appears if there is only one. None of an end that is held back, since a call
    reveals its points.
    """
    own = {shot.id for shot in shots if shot.archer_id == archer_id}
    hidden = {shot.id for shot in shots if session.holds_back(shot.end_number)}
    found = []
    for one in reversed(corrections):
        if one.shot_id in hidden or any(session.holds_back(end) for end in _ends(one)):
            continue
        named = {fields.archer_id for fields in (one.before, one.after) if fields is not None}
        # at which end the timer went on affects no score
        is_of_score = one.kind in SCORED_AS_A_WHOLE or (one.kind != "time" and bool(_changed(one) & SCORED))
        is_of_all = is_only or one.kind == "rescored"
        if is_of_score and (is_of_all or one.shot_id in own or (archer_id is not None and archer_id in named)):
            found.append(one)
    return found


def write_corrections(
    paper: Paper, corrections: Sequence[CorrectionRead], names: Names, ends: Ends, page: Printed
) -> None:
    """Write a table of the corrections; nothing without any."""
    heads = [page.text("when_column"), page.text("correction_column"), page.text("by_column")]
    heads.append(page.text("initials_column"))
    paper.table("corrections", heads, (_cells(one, names, ends, page) for one in corrections), WHAT_CHARACTERS)


def _cells(one: CorrectionRead, names: Names, ends: Ends, page: Printed) -> list[str]:
    initials = ""
    # including archers who left the session
    names = {**names, **{UUID(archer_id): name for archer_id, name in one.names.items()}}
    made_by = maker_cell(one.made_by, names, page)
    return [page.clock_time(one.made_at), _what(one, names, ends, page), made_by, initials]


def maker_cell(made_by: str | None, names: Names, page: Printed) -> str:
    """The text of an author's cell; a dash for an unknown author."""
    by_id = {str(archer_id): name for archer_id, name in names.items()}
    return NOTHING if made_by is None else name_of_maker(made_by, by_id, page.translate)


def _changed(one: CorrectionRead) -> set[str]:
    """The fields that differ before and after."""
    known = {name for fields in (one.before, one.after) if fields is not None for name in fields.model_fields_set}
    return {name for name in known if getattr(one.before, name, None) != getattr(one.after, name, None)}


def _ends(one: CorrectionRead) -> list[int]:
    """The numbers of the ends before and after the correction."""
    numbers = [fields.end_number for fields in (one.before, one.after) if fields is not None]
    return [number for number in numbers if number is not None]


def _what(one: CorrectionRead, names: Names, ends: Ends, page: Printed) -> str:
    kind = page.text("correction_kind", kind=one.kind)
    if one.kind in SCORED_AS_A_WHOLE:
        shown = one.before if one.kind in ("deleted", "withdrawn") else one.after
        return " · ".join(filter(None, [kind, _in_end(None if shown is None else shown.end_number, page)]))
    changed = _changed(one) & SCORED
    where = "" if one.shot_id is None or "end_number" in changed else _in_end(ends.get(one.shot_id), page)
    changes = "; ".join(_change(name, one, names, page) for name in sorted(changed))
    return " · ".join(filter(None, [kind if one.kind in OF_TURNS and one.shot_id is None else where, changes]))


def _in_end(number: int | None, page: Printed) -> str:
    return "" if number is None else page.text("correction_in_end", end=number)


def _change(name: str, one: CorrectionRead, names: Names, page: Printed) -> str:
    was, now = _value(one.before, name, names, page), _value(one.after, name, names, page)
    return f"{page.text('corrected_field', field=name)}: {was} \N{RIGHTWARDS ARROW} {now}"


def _value(fields: CorrectedFields | None, name: str, names: Names, page: Printed) -> str:
    value = None if fields is None else getattr(fields, name)
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return page.text("yes_word") if value else page.text("no_word")
    if isinstance(value, UUID):
        return names.get(value, NOTHING)
    if name == "fate":
        return page.text("fate_name", fate=str(value))
    return str(value)
