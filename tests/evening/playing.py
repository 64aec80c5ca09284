"""Plays a plan: arrows land, phones say what people say, and corrections come some turns later."""

from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from tests.evening.hall import ARROW_S, Hall
from tests.evening.plan import DETAILS, LETTERS, SHAFTS_MM, WITH_THE_NEXT, Arrow, Plan, Turn
from tests.evening.rules import ARROWS, MIDDLE, Place
from tests.evening.timing import Timing
from tests.routers.test_access import Paired
from tests.routers.test_rounds import hung

FOUND_WITHIN_MM = 1.5
PASSED_BY = ("miss_passed_by", "miss_entered_late")
NAMES = dict(zip(LETTERS, ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana"), strict=True))


class Evening:
    """The round as it is shot; `ids` of the archers by their letters."""

    def __init__(self, hall: Hall, plan: Plan) -> None:
        self.hall, self.plan = hall, plan
        self.ids: dict[str, str] = {}
        self.session_id = ""
        self._timing = Timing(hall)
        self._later: list[tuple[int, Turn, Arrow]] = []

    @property
    def _session(self) -> str:
        return f"/session/{self.session_id}"

    async def play(self) -> None:
        await self._begin()
        turns = self.plan.turns
        for k, turn in enumerate(turns):
            before = turns[k - 1] if k else None
            following = turns[k + 1] if not turn.is_last else None
            if turn.place == 1:
                await self._begin_detail(turn)
            elif turn.out_of_time is None:
                await self._correct_what_is_due(k)
            if before is not None and before.trouble in WITH_THE_NEXT:
                await self._shoot_after_trouble(turn, before)
                continue
            if before is not None and before.trouble == "sighter":
                await self._set_turn(turn)
            await self._check_whose_turn_it_is(turn)
            await self._shoot(turn, following)
            self._later += [
                (k + 1 + arrow.corrected_after, turn, arrow)
                for arrow in turn.arrows
                if arrow.correction is not None or arrow.kind == "miss_entered_late"
            ]
        await self._timing.is_over()
        await self._correct_what_is_due(len(turns) + 100)

    async def _begin_detail(self, turn: Turn) -> None:
        if turn.detail == 1:
            if turn.end > 1:
                await self._timing.is_over()
            if turn.end in (self.plan.joins_at, self.plan.leaves_at):
                await self._register(turn.end)
            await self._timing.begin(self.plan.passes_on(turn.end))
        begins_at = await self._timing.call(turn.detail)
        await self.hall.passes_until(begins_at - timedelta(seconds=turn.by_s if turn.out_of_time == "early" else 0))

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
        here = {one for detail in self.plan.shooting(end) for one in detail}
        await self.hall.call("PUT", f"{self._session}/archers", {
            "archers": [
                {"archer_id": self.ids[one], "letter": one, "shooting_order": k + 1,
                 "detail": next(n for n, detail in enumerate(DETAILS, 1) if one in detail)}
                for k, one in enumerate(LETTERS) if one in here
            ],
            "arrows_per_turn": ARROWS, "rotates": True,
        })  # fmt: skip

    async def _set_turn(self, turn: Turn) -> None:
        """Where an arrow more has moved the turns on, somebody looks, and says it."""
        now = await self.hall.call("GET", f"{self._session}/turn")
        if (now["archer_id"], now["end_number"]) != (self.ids[turn.archer], turn.end):
            body = {"archer_id": self.ids[turn.archer], "end_number": turn.end}
            await self.hall.call("POST", f"{self._session}/turn", body)

    async def _check_whose_turn_it_is(self, turn: Turn) -> None:
        now = await self.hall.call("GET", f"{self._session}/turn")
        found = (now["stage"], now["end_number"], now["archer_id"], now["arrow"])
        assert found == ("scoring", turn.end, self.ids[turn.archer], 1), (turn, now)

    async def _shoot(self, turn: Turn, following: Turn | None) -> None:
        heard = [arrow.place for arrow in turn.arrows if arrow.place is not None]
        if turn.interruption is not None:
            await self.hall.lands_when(turn.interruption, *heard)
        elif turn.out_of_time is not None:
            await self._shoot_out_of_time(turn, heard)
        elif turn.trouble is None:
            for is_heard, arrows in groupby(turn.arrows, lambda arrow: arrow.place is not None):
                shot = list(arrows)
                await (self._heard(shot) if is_heard else self._unheard(turn, shot))
            if following is not None and any(arrow.kind in PASSED_BY for arrow in turn.arrows):
                # who stands behind the line is called by the time, and not by anybody's tap
                body = {"archer_id": self.ids[following.archer]}
                await self.hall.call("POST", f"{self._session}/turn", body)
        else:
            await self.hall.lands(*heard[:-1])
            await self._trouble(turn, following)

    async def _shoot_out_of_time(self, turn: Turn, heard: list[Place]) -> None:
        """The first arrow of a detail before the signal to shoot, or the last one behind the time."""
        if turn.out_of_time == "early":
            await self.hall.lands(heard[0], after_s=0.0)
            await self.hall.lands(*heard[1:])
        else:
            await self.hall.lands(*heard[:-1])
            await self._timing.runs_out(turn.detail)
            await self.hall.lands(heard[-1], after_s=turn.by_s)
        for arrow in turn.arrows:
            if arrow.kind == "bouncer":
                await self.patch(arrow.place, fate="bouncer")
        if turn.in_time:
            await self.patch(heard[0 if turn.out_of_time == "early" else -1], is_out_of_time=False)

    async def _heard(self, arrows: list[Arrow]) -> None:
        await self.hall.lands(*[arrow.place for arrow in arrows if arrow.place is not None])
        for arrow in arrows:
            if arrow.kind == "bouncer":
                await self.patch(arrow.place, fate="bouncer")

    async def _unheard(self, turn: Turn, arrows: list[Arrow]) -> None:
        body = {"session_id": self.session_id, "archer_id": self.ids[turn.archer]}
        for arrow in arrows:
            if arrow.kind == "miss_entered":
                await self.hall.call("POST", "/shot", body)
            elif arrow.kind == "unheard_hit":
                assert arrow.value is not None
                await self.hall.call("POST", "/shot", {**body, "points_called": arrow.value.points})
            else:
                await self.hall.passes(ARROW_S)

    async def _trouble(self, turn: Turn, following: Turn | None) -> None:
        """Before the last arrow of a turn."""
        last = turn.arrows[-1].place
        assert last is not None
        if turn.trouble == "swapped":
            assert following is not None
            first = following.arrows[0].place
            assert first is not None
            await self.hall.lands(first, last)
            await self.patch(first, archer_id=self.ids[following.archer])
            await self.patch(last, archer_id=self.ids[turn.archer])
            return
        assert turn.extra is not None
        await self.hall.lands(turn.extra)
        if turn.trouble == "knock":
            await self._delete(turn.extra)
        elif turn.trouble == "sighter":
            await self.patch(turn.extra, is_sighter=True)
            body = {"archer_id": self.ids[turn.archer], "end_number": turn.end}
            await self.hall.call("POST", f"{self._session}/turn", body)
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
            body = {"session_id": self.session_id, "archer_id": own, "end_number": turn.end}
            await self.hall.call("POST", "/shot", body)
            return
        assert arrow.value is not None
        match arrow.correction:
            case "called":
                await self.patch(arrow.place, points_called=arrow.value.points)
            case "called_x":
                await self.patch(arrow.place, points_called=10, is_x_called=True)
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

    async def patch(self, place: Place | None, phone: Paired | None = None, **changes: Any) -> None:
        """Somebody changes what is known of the arrow that landed there."""
        assert place is not None
        await self.hall.call("PATCH", f"/shot/{await self._shot_at(place)}", changes, phone=phone)

    async def _shot_at(self, place: Place) -> str:
        (found,) = await self.hall.tables.admin.fetch(
            "SELECT id FROM shots WHERE session_id = $1 AND sqrt((x - $2) ^ 2 + (y - $3) ^ 2) < $4",
            UUID(self.session_id), *place, FOUND_WITHIN_MM,
        )  # fmt: skip
        return str(found["id"])
