"""Brackets of the round, in sets, cumulative and of teams: who meets and wins follows from scripts and rules alone."""

from dataclasses import dataclass
from typing import Any, Literal

from tests.evening.hall import Hall
from tests.evening.plan import CROWDED, LETTERS, MOST_TRIES, SHAFTS_MM, Dice
from tests.evening.rules import ARROWS, Card, Place, Value, edge_mm, places, score_of, set_points, totals, value_at

Winner = Literal["a", "b", "="]
Match = tuple[int, int]
"""Its stage and number."""
SHOOT_OFF_MM = (12.0, 3.0)
"""How far from the middle the shafts' inner edges are: two tens, of which b's is the nearer one."""
POWER_CUT: tuple[Match, int] = ((2, 1), 2)
"""In this match, before the record of the first arrows of this end."""


@dataclass(frozen=True)
class Kind:
    """How matches are shot: `arrows` of each archer an end; `to_win`: set points, None where the score counts."""

    format: str
    counting: str
    arrows: int
    to_win: int | None
    scripts: dict[Match, list[Winner]]
    """Who wins each end of a match."""


SETS = Kind(
    "individual",
    "sets",
    ARROWS,
    6,
    {
        (4, 1): ["b", "=", "a", "a", "a"],
        (4, 2): ["b", "b", "b"],
        (3, 1): ["a", "=", "=", "a"],
        # equal after five, and shot off
        (2, 1): ["a", "b", "a", "b", "="],
    },
)
CUMULATIVE = Kind("individual", "cumulative", ARROWS, None, {(2, 1): ["a", "b", "b", "=", "a"]})
TEAMS = Kind("team", "sets", 2, 5, {(2, 1): ["b", "=", "b"]})
Ends = list[tuple[list[Value], list[Value]]]


class Matches:
    """Shoots brackets; `ids` of the archers by their letters. A side is the letters of its archers."""

    def __init__(self, hall: Hall, dice: Dice, ids: dict[str, str]) -> None:
        self.hall, self.dice, self.ids = hall, dice, ids
        self._bracket = ""
        self._kind = SETS

    async def play(self, session_id: str, cards: dict[str, Card]) -> None:
        """Seeds from these cards, and compares how every match stands after every end."""
        one, two, three, four = _best(cards, 4)
        await self._seed(SETS, session_id, most=4)
        winners = {(4, 1): one, (4, 2): three, (3, 1): four, (2, 1): three}
        sides = {(4, 1): (one, four), (4, 2): (two, three), (3, 1): (four, two), (2, 1): (one, three)}
        for match, (a, b) in sides.items():
            await self._shoot(match, a, b, winners[match])
        await self._seed(CUMULATIVE, session_id, most=2)
        await self._shoot((2, 1), one, two, None)
        teams = sorted((LETTERS[:3], LETTERS[3:6]), key=lambda team: _together(cards, team), reverse=True)
        named = [{"name": team, "archer_ids": [self.ids[letter] for letter in team]} for team in teams]
        # the order in which they are told seeds nobody
        await self._seed(TEAMS, session_id, teams=named[::-1])
        await self._shoot((2, 1), teams[0], teams[1], teams[1])

    async def _seed(self, kind: Kind, session_id: str, **asked: Any) -> None:
        self._kind = kind
        body = {"name": "Evening", "format": kind.format, "counting": kind.counting, "session_ids": [session_id]}
        self._bracket = await self.hall.call("POST", "/bracket", {**body, **asked})

    async def _shoot(self, place: Match, a: str, b: str, winner: str | None) -> None:
        """Until somebody has won; `winner`: who does by the script, None where the score says it."""
        match = await self._match(place)
        session_id = await self.hall.call("POST", f"/match/{match['id']}/begin", {"arrows_per_turn": ARROWS})
        self.dice.forgets()
        script, ends = self._kind.scripts[place], []
        for number, end_winner in enumerate(script, 1):
            shot = self._end(a + b, len(a), end_winner)
            await self._lands(session_id, shot, is_cut=(place, number) == POWER_CUT and self._kind is SETS)
            ends.append((_values(shot, a), _values(shot, b)))
            match = await self._match(place)
            found = [(end["points_a"], end["points_b"]) for end in match["ends"] if end["is_whole"]]
            assert found == [(score_of(left), score_of(right)) for left, right in ends], place
            assert (match["a"], match["b"]) == self._standing(ends), place
            assert (match["winner"] is not None) == self._is_decided(ends, script), place
        if match["winner"] is None:
            match = await self._shoot_off(place, match, session_id, a, b)
        else:
            assert match["by"] == "points"
        standing = self._standing(ends)
        expected = winner or (a if standing[0] > standing[1] else b)
        assert (match["state"], (a, b)["ab".index(match["winner"])]) == ("decided", expected), place

    def _standing(self, ends: Ends) -> tuple[int, int]:
        return totals(ends) if self._kind.to_win is None else set_points(ends)

    def _is_decided(self, ends: Ends, script: list[Winner]) -> bool:
        a, b = self._standing(ends)
        if self._kind.to_win is None:
            return len(ends) == len(script) and a != b
        return max(a, b) >= self._kind.to_win

    async def _shoot_off(self, place: Match, match: dict[str, Any], session_id: str, a: str, b: str) -> dict[str, Any]:
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

    def _end(self, letters: str, of_a: int, winner: Winner) -> dict[str, list[Place]]:
        """Arrows of everybody, so that the side of the first `of_a` wins, or the other, or nobody."""
        wanted = {"a": 1, "b": -1, "=": 0}[winner]
        for _ in range(MOST_TRIES):
            shot = {letter: [self.dice.loose() for _ in range(self._kind.arrows)] for letter in letters}
            left, right = (score_of(_values(shot, side)) for side in (letters[:of_a], letters[of_a:]))
            every = [(place, SHAFTS_MM[letter]) for letter, own in shot.items() for place in own]
            if (left > right) - (left < right) == wanted and self.dice.takes(every):
                return shot
        raise AssertionError(CROWDED)

    async def _lands(self, session_id: str, shot: dict[str, list[Place]], *, is_cut: bool = False) -> None:
        """Each in turn, as the appliance says whose it is."""
        left = dict(shot)
        while left:
            turn = await self.hall.call("GET", f"/session/{session_id}/turn")
            letter = next(one for one, archer_id in self.ids.items() if archer_id == turn["archer_id"])
            own = left.pop(letter)
            if is_cut and len(left) == len(shot) - 1:
                await self.hall.lands_when("power_cut", *own)
            else:
                await self.hall.lands(*own)

    async def _match(self, place: Match) -> dict[str, Any]:
        found = await self.hall.call("GET", f"/bracket/{self._bracket}")
        return next(one for one in found["matches"] if (one["stage"], one["number"]) == place)


def _values(shot: dict[str, list[Place]], side: str) -> list[Value]:
    return [value_at(place, SHAFTS_MM[letter]) for letter in side for place in shot[letter]]


def _best(cards: dict[str, Card], most: int) -> list[str]:
    """The letters of the first; who is tied stands in the order of the alphabet."""
    found = places(cards)
    return sorted(cards, key=lambda letter: (found[letter][0], letter))[:most]


def _together(cards: dict[str, Card], team: str) -> tuple[int, ...]:
    """What they shot together: the score, then tens, then Xs."""
    return tuple(sum(each) for each in zip(*(cards[letter].result for letter in team), strict=True))
