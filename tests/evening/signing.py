"""Archers and the scorer sign sheets; a judge puts an arrow right afterwards, which stands on everything since."""

from typing import Any

from tests.evening.paper import Sheets, rows_of
from tests.evening.plan import LETTERS
from tests.evening.playing import NAMES, Evening
from tests.evening.rules import ARROWS, ENDS, Card, Value
from tests.routers.test_access import Paired

SCORER, JUDGE = "Sam's phone", "Chris"


class Signing:
    """`corrected`: whose sheet is put right, `as_signed`: all of them as they were before."""

    def __init__(self, evening: Evening) -> None:
        self.evening, self.hall = evening, evening.hall
        self.as_signed = evening.plan.cards()
        self.corrected = ""

    async def sign(self) -> None:
        """Whose sheet is complete signs at once, the others when the session is closed: they shot less than the round,
        or nobody wrote their misses down."""
        scorer = await self.hall.paired(SCORER, "coach")
        phones = {one: await self.hall.paired(NAMES[one], "archer", self.evening.ids[one]) for one in LETTERS}
        complete = [letter for letter in LETTERS if len(self.as_signed[letter].arrows) == ENDS * ARROWS]
        assert 0 < len(complete) < len(LETTERS)
        for letter in LETTERS:
            for phone in (phones[letter], scorer):
                code, _, errors = await self._asks_to_sign(letter, phone)
                assert (code == 201) == (letter in complete), (letter, errors)
        await self.hall.call("PATCH", f"/session/{self.evening.session_id}", {"is_opened": False})
        for letter in LETTERS:
            if letter not in complete:
                for phone in (phones[letter], scorer):
                    assert (await self._asks_to_sign(letter, phone))[0] == 201
        await self._correct(complete[0])

    async def _asks_to_sign(self, letter: str, phone: Paired) -> tuple[int, Any, list[str]]:
        card = self.as_signed[letter]
        sheet = {"archer_id": self.evening.ids[letter], "arrows": len(card.arrows), "score": card.score}
        return await self.hall.asks("POST", f"/session/{self.evening.session_id}/signature", sheet, phone=phone)

    async def _correct(self, letter: str) -> None:
        """A judge looks at an arrow again; nobody signs what is otherwise now."""
        arrow = next(
            one
            for turn in self.evening.plan.turns
            for one in turn.arrows
            if turn.archer == letter and one.kind == "heard" and one.correction is None and one.value is not None
        )
        assert arrow.value is not None
        arrow.value = Value(9 if arrow.value.points > 9 else arrow.value.points + 1)
        judge = await self.hall.paired(JUDGE, "judge")
        await self.evening.patch(arrow.place, judge, points_called=arrow.value.points)
        self.corrected = letter

    async def compare(self) -> None:
        """Who signed what, and that one sheet is otherwise since: as phones see it, on paper and in the spreadsheet."""
        path = f"/session/{self.evening.session_id}"
        cards = self.evening.plan.cards()
        assert cards[self.corrected].score != self.as_signed[self.corrected].score
        found = {(one["archer_id"], one["signed_as"]): one for one in await self.hall.call("GET", f"{path}/signature")}
        assert len(found) == 2 * len(LETTERS)
        for letter, card in self.as_signed.items():
            archer_id = self.evening.ids[letter]
            for hand, signer in (("archer", archer_id), ("scorer", SCORER)):
                one = found[archer_id, hand]
                as_kept = (one["end_number"], one["signed_by"], one["arrows"], one["score"])
                assert as_kept == (None, signer, len(card.arrows), card.score), letter
                changed = (letter == self.corrected, f"judge:{JUDGE}" if letter == self.corrected else None)
                assert (one["is_changed"], one["changed_by"]) == changed, letter
        self._compare_sheets(Sheets(await self.hall.text(f"{path}/scoresheet?language=en")))
        rows = [row for row in rows_of(await self.hall.text(f"{path}/export.csv?language=en")) if row["sighter"] == "0"]
        for row in rows:
            assert row["archer_signed"], row
            assert row["scorer_signed"], row
            is_changed = row["archer"] == NAMES[self.corrected]
            assert (row["changed_since_signed"] != "", row["changed_by"]) == (
                is_changed, f"{JUDGE}, judge" if is_changed else ""
            ), row  # fmt: skip

    def _compare_sheets(self, sheets: Sheets) -> None:
        for letter, card in self.as_signed.items():
            own = next(rows for title, rows in sheets.signed.items() if title.endswith(NAMES[letter]))
            assert sorted(hand for _, hand, *_ in own) == ["Archer", "Scorer"], letter
            for _, hand, signed, score, changed in own:
                assert signed.endswith(NAMES[letter] if hand == "Archer" else SCORER), letter
                assert score == _signed_score(card), letter
                assert changed.endswith(f"{JUDGE}, judge") == (letter == self.corrected), letter
                assert (changed != "") == (letter == self.corrected), letter


def _signed_score(card: Card) -> str:
    return f"{card.score} of {len(card.arrows)} arrows"
