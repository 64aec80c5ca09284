"""Arrows in the places where ianseo looks for them, without a database."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest

from appliance.core.scoring.tally import Count
from appliance.models.rounds_db import Shooter
from appliance.printing.ianseo import Shooting, arrows, entries_of, participants
from appliance.rounds.catalogue import catalogue
from appliance.rounds.stretches import Stretch, stretches
from appliance.schema.archers import RosterRead
from tests.printing.builders import a_roster, a_session_read, an_arrow_shot

ANN, BOB, CID, DEE = (UUID(int=k) for k in range(1, 5))
Ends = Mapping[int, Sequence[int | None]]


def stretch_of(name: str) -> Stretch:
    (only,) = stretches(catalogue()[name])
    return only


def marks(ends: Ends, stretch: Stretch | None = None, **changes: object) -> dict[str, str]:
    """By distance, of one archer who shot these ends."""
    counts: tuple[Count, ...] = ("tens", "xs")
    shots = [
        an_arrow_shot(100 * end + k, archer_id=ANN, archer="Ann", end_number=end, points=points)
        for end, taken in ends.items()
        for k, points in enumerate(taken)
    ]
    entries = entries_of([a_roster("Ann")], [], "7", 1)
    lines = arrows(entries, [Shooting(a_session_read(**changes), stretch, counts, shots)]).splitlines()
    return {line.split("\t")[2]: line.split("\t")[3] for line in lines}


def codes(rosters: Sequence[RosterRead], *shooters: Shooter) -> dict[str | None, str]:
    return {one.name: one.code for one in entries_of(rosters, shooters, "7", 1)}


def test_who_shoots_later_or_is_listed_moves_nobody_else() -> None:
    zoe, eva, nobody = Shooter(CID, "Zoé", None, True), Shooter(DEE, "Éva", None, True), Shooter(None, None, None, True)
    first = codes([a_roster("Ann")], zoe)
    assert first == {"Ann": "100701", "Zoé": "100710"}
    assert codes([a_roster("Ann")], zoe, nobody, eva) == {**first, None: "100709", "Éva": "100711"}
    # who has a letter by now, and whose sighters alone were before, keep the places of others as they are
    assert codes([a_roster("Ann", "Bob", "Zoé")], zoe, eva) == {
        "Ann": "100701",
        "Bob": "100702",
        "Zoé": "100703",
        "Éva": "100711",
    }
    assert codes([a_roster("Ann")], zoe._replace(counts=False), eva) == {"Ann": "100701", "Éva": "100711"}


def test_a_letter_is_whose_it_was_first() -> None:
    first, second = a_roster("Ann"), a_roster("Ann", "Bob", "Cid")
    assert codes([first, second]) == {"Ann": "100701", "Bob": "100702", "Cid": "100703"}
    moved = [one.model_copy(update={"letter": letter}) for one, letter in zip(second.archers, "BAC", strict=True)]
    other = second.model_copy(update={"archers": moved})
    cid = Shooter(CID, "Cid", None, True)
    assert codes([first, other], Shooter(BOB, "Bob", None, True), cid) == {
        "Ann": "100701",
        "Cid": "100703",
        "Bob": "100710",
    }


def test_each_pass_is_a_distance() -> None:
    ends: Ends = {**{end: [9, 9, 9] for end in range(1, 11)}, 11: [8, 8, 8]}
    assert marks(ends, stretch_of("WA 18m")) == {"1": ",".join("9" * 30), "2": "8,8,8"}


def test_what_was_shot_behind_the_last_end_fills_the_places_of_what_is_missing() -> None:
    ends = {end: [9, 9, 9] for end in range(1, 21)}
    ends[3], ends[12], ends[21] = [9], [9, 9], [7, 6, 5]
    found = marks(ends, stretch_of("WA 18m"))
    assert found == {
        "1": ",".join([*"999999", "9", "7", "6", *"9" * 21]),
        "2": ",".join([*"999", "9", "9", "5", *"9" * 24]),
    }
    # what is more than the round has is none of it
    ends[21] = [7, 6, 5, 4]
    assert marks(ends, stretch_of("WA 18m"), arrows_per_end=3) == found


def test_an_end_that_does_not_divide_the_pass_goes_over_no_end_of_it() -> None:
    ends: Ends = {**{end: [9] * 4 for end in range(1, 8)}, 8: [8, 8], 9: [7] * 4}
    found = marks(ends, stretch_of("WA 18m"), arrows_per_end=4)
    assert found == {"1": ",".join("9" * 28 + "88"), "2": "7,7,7,7"}


def test_what_nobody_can_tell_and_what_is_held_back_keep_their_places() -> None:
    ends: Ends = {1: [9, None, 8], 2: [7, 7, 7], 3: [6, 6, 6]}
    assert marks(ends, stretch_of("WA 18m")) == {"1": "9,8,,7,7,7,6,6,6"}
    assert marks(ends, stretch_of("WA 18m"), held_back_from=3) == {"1": "9,8,,7,7,7"}
    assert marks(ends, held_back_from=2) == {"1": "9,8"}
    assert marks(ends, held_back_from=1) == {}


@pytest.mark.parametrize(
    ("number", "code", "target"),
    [("7", "300701", "007A"), ("0", "300001", ""), ("1000", "300001", ""), ("²", "300001", "")],
)
def test_a_code_is_digits_alone(number: str, code: str, target: str) -> None:
    line = participants(entries_of([a_roster("Ann")], [], number, 3), 3).removesuffix("\r\n").split("\t")
    assert (line[0], line[1], line[4], len(line)) == (code, "3", target, 21)
