"""A bracket of four from the round: who meets and wins follows from a script, and from the rules alone."""

from typing import Any, Literal

from tests.evening.hall import Hall
from tests.evening.plan import CROWDED, MOST_TRIES, SHAFTS_MM, Dice
from tests.evening.rules import ARROWS, Card, Place, edge_mm, places, score_of, set_points, value_at

Winner = Literal["a", "b", "="]
SCRIPTS: dict[tuple[int, int], list[Winner]] = {
    (4, 1): ["b", "=", "a", "a", "a"],
    (4, 2): ["b", "b", "b"],
    (3, 1): ["a", "=", "=", "a"],
    (2, 1): ["a", "b", "a", "b", "="],
}
"""Who wins each end of a match, by its stage and number; the final is equal after five, and is shot off."""
SHOOT_OFF_MM = (12.0, 3.0)
"""How far from the middle the shafts' inner edges are: two tens, of which b's is the nearer one."""


class Matches:
    """Shoots the bracket; `ids` of the archers by their letters."""

    def __init__(self, hall: Hall, dice: Dice, ids: dict[str, str]) -> None:
        self.hall, self.dice, self.ids = hall, dice, ids
        self._bracket = ""

    async def play(self, session_id: str, cards: dict[str, Card]) -> None:
        """Seeds the best four of these cards, and compares how every match stands after every end."""
        self._bracket = await self.hall.call(
            "POST", "/bracket", {"name": "Evening", "session_ids": [session_id], "most": 4}
        )
        one, two, three, four = _best(cards)
        winners = {(4, 1): one, (4, 2): three, (3, 1): four, (2, 1): three}
        sides = {(4, 1): (one, four), (4, 2): (two, three), (3, 1): (four, two), (2, 1): (one, three)}
        for place, (a, b) in sides.items():
            match = await self._shoot(place, a, b)
            assert (match["state"], sides[place]["ab".index(match["winner"])]) == ("decided", winners[place]), place

    async def _shoot(self, place: tuple[int, int], a: str, b: str) -> dict[str, Any]:
        match = await self._match(place)
        session_id = await self.hall.call("POST", f"/match/{match['id']}/begin", {"arrows_per_turn": ARROWS})
        ends = []
        for winner in SCRIPTS[place]:
            shot = self._end(a, b, winner)
            await self._lands(session_id, {a: shot[0], b: shot[1]})
            ends.append(([value_at(p, SHAFTS_MM[a]) for p in shot[0]], [value_at(p, SHAFTS_MM[b]) for p in shot[1]]))
            match = await self._match(place)
            assert (match["a"], match["b"]) == set_points(ends), place
            found = [(end["points_a"], end["points_b"]) for end in match["ends"] if end["is_whole"]]
            assert found == [(score_of(left), score_of(right)) for left, right in ends], place
            assert (match["winner"] is None) == (max(set_points(ends)) < 6), place
        if match["winner"] is not None:
            assert match["by"] == "points"
            return match
        return await self._shoot_off(place, match, session_id, a, b)

    async def _shoot_off(
        self, place: tuple[int, int], match: dict[str, Any], session_id: str, a: str, b: str
    ) -> dict[str, Any]:
        await self.hall.call("POST", f"/match/{match['id']}/shoot-off")
        arrows = {letter: self._at_edge(letter, edge) for letter, edge in zip((a, b), SHOOT_OFF_MM, strict=True)}
        await self._lands(session_id, {letter: [arrow] for letter, arrow in arrows.items()})
        match = await self._match(place)
        (off,) = match["shoot_offs"]
        assert (match["by"], off["points_a"], off["points_b"], off["winner"]) == ("nearest", 10, 10, "b")
        for letter, found in ((a, off["nearest_a_mm"]), (b, off["nearest_b_mm"])):
            assert abs(found - edge_mm(arrows[letter], SHAFTS_MM[letter])) < 1.0
        return match

    def _at_edge(self, letter: str, edge: float) -> Place:
        for _ in range(MOST_TRIES):
            here = self.dice.at(edge + SHAFTS_MM[letter] / 2)
            if self.dice.takes([(here, SHAFTS_MM[letter])]):
                return here
        raise AssertionError(CROWDED)

    def _end(self, a: str, b: str, winner: Winner) -> tuple[list[Place], list[Place]]:
        """Arrows of both, so that one of them wins, or nobody."""
        wanted = {"a": 1, "b": -1, "=": 0}[winner]
        for _ in range(MOST_TRIES):
            shot = [(self.dice.loose(), SHAFTS_MM[one]) for one in (a, b) for _ in range(ARROWS)]
            left, right = (score_of(value_at(*one) for one in own) for own in (shot[:ARROWS], shot[ARROWS:]))
            if (left > right) - (left < right) == wanted and self.dice.takes(shot):
                found = [place for place, _ in shot]
                return found[:ARROWS], found[ARROWS:]
        raise AssertionError(CROWDED)

    async def _lands(self, session_id: str, shot: dict[str, list[Place]]) -> None:
        """Each in turn, as the appliance says whose it is."""
        left = dict(shot)
        while left:
            turn = await self.hall.call("GET", f"/session/{session_id}/turn")
            letter = next(one for one, archer_id in self.ids.items() if archer_id == turn["archer_id"])
            await self.hall.lands(*left.pop(letter))

    async def _match(self, place: tuple[int, int]) -> dict[str, Any]:
        found = await self.hall.call("GET", f"/bracket/{self._bracket}")
        return next(one for one in found["matches"] if (one["stage"], one["number"]) == place)


def _best(cards: dict[str, Card]) -> list[str]:
    """The letters of the first four; who is tied stands in the order of the alphabet."""
    found = places(cards)
    return sorted(cards, key=lambda letter: (found[letter][0], letter))[:4]
