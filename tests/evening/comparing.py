"""Holds what the appliance says of an evening to what the printed rules say of its plan."""

import math
from collections import Counter
from datetime import timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from tests.evening.hall import Hall
from tests.evening.paper import Sheets, rows_of
from tests.evening.plan import DETAILS, LETTERS
from tests.evening.playing import FOUND_WITHIN_MM, NAMES, Evening
from tests.evening.rules import ENDS, Card, Place, places, score_of

TIME_OFF = timedelta(milliseconds=50)
PASSES = (1, 2)


async def compare(evening: Evening) -> None:
    """All of the round."""
    cards = evening.plan.cards()
    by_name = {NAMES[letter]: card for letter, card in cards.items()}
    await compare_summary(evening, by_name)
    await compare_round(evening, cards)
    await compare_sheet(evening, cards)
    await compare_spreadsheet(evening, by_name)
    await compare_places(evening, by_name)
    await compare_measured(evening.hall)
    await compare_shots(evening)
    await compare_timed_ends(evening)


async def compare_summary(evening: Evening, cards: dict[str, Card]) -> None:
    found = await evening.hall.call("GET", f"/session/{evening.session_id}/summary")
    names = {archer_id: NAMES[letter] for letter, archer_id in evening.ids.items()}
    counted = {
        one["name"]: tuple(one[name] for name in ("arrows", "score", "tens", "xs")) for one in found["by_archer"]
    }
    assert counted == {name: (len(card.arrows), *card.result) for name, card in cards.items()}
    ends = {(names[end["archer_id"]], end["end_number"]): (end["marks"], end["score"]) for end in found["ends"]}
    assert ends == {
        (name, end): (card.marks(end), score_of(values))
        for name, card in cards.items()
        for end, values in card.ends.items()
    }


async def compare_round(evening: Evening, cards: dict[str, Card]) -> None:
    found = await evening.hall.call("GET", f"/session/{evening.session_id}/round")
    archers = {one["archer_id"]: one for one in found["archers"]}
    assert found["disagreements"] == []
    assert set(archers) == set(evening.ids.values())
    for letter, card in cards.items():
        one = archers[evening.ids[letter]]
        assert (one["arrows"], *_result(one)) == (len(card.arrows), *card.result), letter
        shot = [(part["number"], part["arrows"], *_result(part)) for part in one["passes"]]
        of_passes = [(number, card.of_pass(number)) for number in PASSES]
        assert shot == [(number, len(part.arrows), *part.result) for number, part in of_passes], letter


def _result(one: dict[str, Any]) -> tuple[int, int, int]:
    counts = {each["count"]: each["arrows"] for each in one["counts"]}
    return one["score"], counts["tens"], counts["xs"]


async def compare_sheet(evening: Evening, cards: dict[str, Card]) -> None:
    """Every end with its marks, sum and running total, the sum of each pass, and the last line."""
    sheets = Sheets(await evening.hall.text(f"/session/{evening.session_id}/scoresheet?language=en"))
    titles = {letter: _title(evening, letter) for letter in LETTERS}
    assert set(sheets.totals) == set(titles.values())
    for letter, card in cards.items():
        title = titles[letter]
        numbers = sorted(card.ends)
        totals = accumulate(score_of(card.ends[end]) for end in numbers)
        assert sheets.ends[title] == {
            end: (card.marks(end), *_sums(card, [end], total)) for end, total in zip(numbers, totals, strict=True)
        }, letter
        of_passes = [card.of_pass(number) for number in PASSES]
        running = accumulate(part.score for part in of_passes)
        assert sheets.passes[title] == [
            _sums(part, sorted(part.ends), total) for part, total in zip(of_passes, running, strict=True) if part.ends
        ], letter
        assert sheets.totals[title] == _sums(card, numbers, card.score), letter
        marked = [turn for turn in evening.plan.turns if turn.archer == letter and turn.marked is not None]
        assert sheets.letters[title]["t"] == len(marked), letter


def _title(evening: Evening, letter: str) -> str:
    """Who has left stands in no place any more."""
    return NAMES[letter] if letter == evening.plan.leaver else f"{letter} {NAMES[letter]}"


def _sums(card: Card, ends: list[int], total: int) -> tuple[int, int, int, int]:
    own = Card({end: card.ends[end] for end in ends})
    return own.score, total, own.tens, own.xs


async def compare_spreadsheet(evening: Evening, cards: dict[str, Card]) -> None:
    rows = rows_of(await evening.hall.text(f"/session/{evening.session_id}/export.csv?language=en"))
    sighters = Counter(row["archer"] for row in rows if row["sighter"] == "1")
    assert sighters == Counter(NAMES[letter] for letter in sighter_letters(evening))
    counted = [row for row in rows if row["sighter"] == "0"]
    for name, card in cards.items():
        own = [row for row in counted if row["archer"] == name]
        values = {
            end: sorted((int(r["points"]), r["x"] == "1") for r in own if int(r["end"]) == end) for end in card.ends
        }
        assert values == {end: sorted((one.points, one.is_x) for one in values) for end, values in card.ends.items()}
        assert sum(int(row["points"]) for row in own) == card.score, name
        assert len(own) == len(card.arrows), name
    assert len(counted) == sum(len(card.arrows) for card in cards.values())


def sighter_letters(evening: Evening) -> list[str]:
    called = [turn.archer for turn in evening.plan.turns if turn.trouble == "sighter"]
    return [letter for letter, _ in evening.plan.sighters] + called


async def compare_places(evening: Evening, cards: dict[str, Card]) -> None:
    """Who is where, and who is tied."""
    entries = await evening.hall.call("POST", "/seeding", {"session_ids": [evening.session_id]})
    expected = places(cards)
    assert [(one["name"], one["score"], one["is_tied"]) for one in entries] == [
        (name, cards[name].score, expected[name][1])
        for name in sorted(cards, key=lambda name: (expected[name][0], name))
    ]


async def compare_measured(hall: Hall) -> None:
    """Every impact of the evening once, when it was, whatever became of it."""
    measured = await hall.tables.admin.fetch("SELECT x_mm, y_mm, detected_at FROM detections")
    assert len(measured) == len(hall.landed)
    for place, at in hall.landed:
        (own,) = [row for row in measured if abs(row["detected_at"] - at) <= TIME_OFF]
        assert math.dist(place, (own["x_mm"], own["y_mm"])) < FOUND_WITHIN_MM, place


async def compare_shots(evening: Evening) -> None:
    """Every arrow that was heard once: in the session, of its end and archer, when it was."""
    times = dict(evening.hall.landed)
    shots = await evening.hall.tables.admin.fetch("SELECT * FROM shots WHERE x IS NOT NULL")
    expected = expected_shots(evening)
    marked = [turn.marked.place for turn in evening.plan.turns if turn.marked is not None]
    assert len(shots) == len(expected)
    for place, (letter, end, is_sighter) in expected.items():
        (shot,) = [row for row in shots if math.dist(place, (row["x"], row["y"])) < FOUND_WITHIN_MM]
        whose = (str(shot["session_id"]), str(shot["archer_id"]), shot["is_sighter"], shot["is_surplus"])
        assert whose == (evening.session_id, evening.ids[letter], is_sighter, False), (place, letter, end)
        assert shot["is_out_of_time"] == (place in marked), (place, letter, end)
        assert is_sighter or shot["end_number"] == end, (place, letter, end)
        assert abs(shot["arrow_landing_time"] - times[place]) <= TIME_OFF, place


async def compare_timed_ends(evening: Evening) -> None:
    """An end that waits for an arrow which nobody heard is closed by the timer."""
    waited = [
        turn
        for turn in evening.plan.turns
        if turn.detail == len(DETAILS) and turn.is_last and any(one.kind == "miss_passed_by" for one in turn.arrows)
    ]
    for turn in waited:
        closed_by = await evening.hall.tables.admin.fetchval(
            """
            SELECT closed_by FROM ends
             WHERE session_id = $1 AND archer_id = $2 AND end_number = $3 AND stage = 'scoring'
            """,
            UUID(evening.session_id), UUID(evening.ids[turn.archer]), turn.end,
        )  # fmt: skip
        assert closed_by == "timer", turn


def expected_shots(evening: Evening) -> dict[Place, tuple[str, int, bool]]:
    """Whose each arrow is that was heard, of which end, and whether it is a sighter."""
    expected = {place: (letter, 1, True) for letter, place in evening.plan.sighters}
    for turn in evening.plan.turns:
        if turn.trouble == "sighter" and turn.extra is not None:
            expected[turn.extra] = turn.archer, turn.end, True
        expected.update({one.place: (turn.archer, turn.end, False) for one in turn.arrows if one.place is not None})
    assert all(1 <= end <= ENDS for _, end, _ in expected.values())
    return expected
