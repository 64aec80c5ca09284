"""Plays a plan: arrows land, phones say what people say, and corrections come some turns later."""

import math
from typing import Any

from tests.evening.hall import Hall
from tests.evening.plan import DETAILS, LETTERS, SHAFTS_MM, WITH_THE_NEXT, Arrow, Plan, Turn
from tests.evening.rules import ARROWS, MIDDLE, Place
from tests.routers.test_rounds import hung

FOUND_WITHIN_MM = 1.5
NAMES = dict(zip(LETTERS, ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn"), strict=True))


class Evening:
    """The round as it is shot; `ids` of the archers by their letters."""

    def __init__(self, hall: Hall, plan: Plan) -> None:
        self.hall, self.plan = hall, plan
        self.ids: dict[str, str] = {}
        self.session_id = ""
        self._later: list[tuple[int, Turn, Arrow]] = []

    @property
    def _session(self) -> str:
        return f"/session/{self.session_id}"

    async def play(self) -> None:
        await self._begin()
        turns = self.plan.turns
        for k, turn in enumerate(turns):
            await self._correct_what_is_due(k)
            following = turns[k + 1] if k + 1 < len(turns) else None
            if turn.end > 1 and turns[k - 1].end != turn.end and turn.end in (self.plan.joins_at, self.plan.leaves_at):
                await self._register(turn.end)
            before = turns[k - 1] if k else None
            if before is not None and before.trouble in WITH_THE_NEXT:
                await self._shoot_after_trouble(turn, before)
                continue
            if before is not None and before.trouble == "sighter":
                await self._say_whose_turn_it_is(turn)
            await self._check_whose_turn_it_is(turn)
            await self._shoot(turn, following)
            self._later += [
                (k + 1 + arrow.corrected_after, turn, arrow)
                for arrow in turn.arrows
                if arrow.correction is not None or arrow.kind == "miss_said_late"
            ]
        await self._correct_what_is_due(len(turns) + 100)

    async def _begin(self) -> None:
        call = self.hall.call
        for letter in LETTERS:
            body = {"name": NAMES[letter], "bow_style": "recurve", "shaft_diameter": SHAFTS_MM[letter]}
            self.ids[letter] = await call("POST", "/archer", body)
        self.session_id = await call("POST", "/session", {
            "is_opened": True, "start_time": self.hall.now.isoformat(), "location": "Hall", "is_indoor": True,
            "distance": 18, "arrows_per_end": ARROWS, "round_name": "WA 18m", "begins_with_sighters": True,
        })  # fmt: skip
        face = {**hung("wa_40")[0], "x": MIDDLE[0], "y": MIDDLE[1]}
        await call(
            "POST", "/target", {"session_id": self.session_id, "max_x": 1300.0, "max_y": 1300.0, "faces": [face]}
        )
        await self._register(1)
        await self.hall.lands(*[place for _, place in self.plan.sighters])
        await call("POST", f"{self._session}/turn", {"stage": "scoring"})

    async def _register(self, end: int) -> None:
        """Everybody who shoots from this end on."""
        here = set(self.plan.shooting(end))
        await self.hall.call("PUT", f"{self._session}/archers", {
            "archers": [
                {"archer_id": self.ids[one], "letter": one, "shooting_order": k + 1,
                 "detail": next(n for n, detail in enumerate(DETAILS, 1) if one in detail)}
                for k, one in enumerate(LETTERS) if one in here
            ],
            "arrows_per_turn": ARROWS, "rotates": True,
        })  # fmt: skip

    async def _say_whose_turn_it_is(self, turn: Turn) -> None:
        """Where an arrow more has moved the turns on, somebody looks, and says it."""
        now = await self.hall.call("GET", f"{self._session}/turn")
        if (now["archer_id"], now["end_number"]) != (self.ids[turn.archer], turn.end):
            said = {"archer_id": self.ids[turn.archer], "end_number": turn.end}
            await self.hall.call("POST", f"{self._session}/turn", said)

    async def _check_whose_turn_it_is(self, turn: Turn) -> None:
        now = await self.hall.call("GET", f"{self._session}/turn")
        found = (now["stage"], now["end_number"], now["archer_id"], now["arrow"])
        assert found == ("scoring", turn.end, self.ids[turn.archer], 1), (turn, now)

    async def _shoot(self, turn: Turn, following: Turn | None) -> None:
        heard = [arrow.place for arrow in turn.arrows if arrow.place is not None]
        if turn.interruption is not None:
            await self.hall.lands_when(turn.interruption, *heard)
        elif turn.trouble is None:
            for arrow in turn.arrows:
                await self._arrow(turn, arrow)
            if any(arrow.kind in ("miss_passed_by", "miss_said_late") for arrow in turn.arrows):
                await self._pass_on(turn, following)
        else:
            await self.hall.lands(*heard[:-1])
            await self._trouble(turn, following)

    async def _arrow(self, turn: Turn, arrow: Arrow) -> None:
        said = {"session_id": self.session_id, "archer_id": self.ids[turn.archer]}
        match arrow.kind:
            case "heard" | "bouncer":
                assert arrow.place is not None
                await self.hall.lands(arrow.place)
                if arrow.kind == "bouncer":
                    await self._patch(arrow.place, fate="bouncer")
            case "miss_said":
                await self.hall.call("POST", "/shot", said)
            case "unheard_hit":
                assert arrow.value is not None
                await self.hall.call("POST", "/shot", {**said, "points_called": arrow.value.points})
            case "miss_passed_by" | "miss_said_late":
                await self.hall.passes(10.0)

    async def _pass_on(self, turn: Turn, following: Turn | None) -> None:
        if following is None:
            return
        next_one = {"archer_id": self.ids[following.archer]}
        said = next_one if following.end == turn.end else {"end_number": following.end}
        await self.hall.call("POST", f"{self._session}/turn", said)

    async def _trouble(self, turn: Turn, following: Turn | None) -> None:
        """Before the last arrow of a turn."""
        last = turn.arrows[-1].place
        assert last is not None
        if turn.trouble == "swapped":
            assert following is not None
            first = following.arrows[0].place
            assert first is not None
            await self.hall.lands(first, last)
            await self._patch(first, archer_id=self.ids[following.archer])
            await self._patch(last, archer_id=self.ids[turn.archer])
            return
        assert turn.extra is not None
        await self.hall.lands(turn.extra)
        if turn.trouble == "knock":
            await self._delete(turn.extra)
        elif turn.trouble == "sighter":
            await self._patch(turn.extra, is_sighter=True)
            said = {"archer_id": self.ids[turn.archer], "end_number": turn.end}
            await self.hall.call("POST", f"{self._session}/turn", said)
        await self.hall.lands(last)

    async def _shoot_after_trouble(self, turn: Turn, before: Turn) -> None:
        """What is left of the turn of whoever shot too early; or a whole turn, and then the knock is noticed."""
        places = [arrow.place for arrow in turn.arrows if arrow.place is not None]
        if before.trouble == "swapped":
            await self.hall.lands(*places[1:])
            return
        assert before.extra is not None
        await self.hall.lands(*places)
        await self._delete(before.extra)

    async def _correct_what_is_due(self, turn_number: int) -> None:
        due = [one for one in self._later if one[0] <= turn_number]
        self._later = [one for one in self._later if one[0] > turn_number]
        for _, turn, arrow in due:
            await self._correct(turn, arrow)

    async def _correct(self, turn: Turn, arrow: Arrow) -> None:
        own = self.ids[turn.archer]
        if arrow.place is None:
            said = {"session_id": self.session_id, "archer_id": own, "end_number": turn.end}
            await self.hall.call("POST", "/shot", said)
            return
        assert arrow.value is not None
        match arrow.correction:
            case "called":
                await self._patch(arrow.place, points_called=arrow.value.points)
            case "called_x":
                await self._patch(arrow.place, points_called=10, is_x_called=True)
            case "deleted_and_restored":
                shot_id = await self._shot_at(arrow.place)
                await self.hall.call("DELETE", f"/shot/{shot_id}")
                await self.hall.call("POST", f"/shot/{shot_id}/restore")
            case "given_away_and_back":
                other = next(one for letter, one in self.ids.items() if letter != turn.archer)
                shot_id = await self._shot_at(arrow.place)
                for archer_id in (other, own):
                    await self.hall.call("PATCH", f"/shot/{shot_id}", {"archer_id": archer_id})
            case "sighter_and_back":
                shot_id = await self._shot_at(arrow.place)
                for is_sighter in (True, False):
                    await self.hall.call("PATCH", f"/shot/{shot_id}", {"is_sighter": is_sighter})

    async def _delete(self, place: Place) -> None:
        await self.hall.call("DELETE", f"/shot/{await self._shot_at(place)}")

    async def _patch(self, place: Place, **changes: Any) -> None:
        await self.hall.call("PATCH", f"/shot/{await self._shot_at(place)}", changes)

    async def _shot_at(self, place: Place) -> str:
        shots = await self.hall.call("GET", f"/shot/session-id/{self.session_id}")
        (found,) = [
            shot["id"]
            for shot in shots
            if shot["x"] is not None and math.dist(place, (shot["x"], shot["y"])) < FOUND_WITHIN_MM
        ]
        return str(found)
