"""Which impact is of which release: where there is one answer, and where there are two."""

import random
from uuid import UUID

import pytest

from appliance.core import limits
from appliance.core.bow_pairing import (
    CAUGHT_UP_S,
    DOUBT_S,
    FASTEST_M_PER_S,
    GIVEN_UP_S,
    LATE_S,
    LEAST_BETWEEN_S,
    LONGEST_FLIGHT_S,
    MOST_AT_ONCE,
    SLOWEST_M_PER_S,
    Decision,
    Landing,
    Release,
    _independent_groups,
    decide,
    flight_s,
)

ROBIN, MARIAN = UUID(int=1), UUID(int=2)
MUCH_LATER_S = 100.0


def released(number: int, at_s: float, archer: UUID = ROBIN, *, is_decided: bool = False) -> Release:
    return Release(UUID(int=100 + number), f"bow of {archer.int}", archer, at_s, is_decided)


def landed(number: int, at_s: float, in_turn: UUID | None = ROBIN, *, has_sensor: bool = True) -> Landing:
    return Landing(UUID(int=200 + number), in_turn, at_s, has_sensor)


def decided(
    releases: list[Release], landings: list[Landing], now_s: float = MUCH_LATER_S, distance_m: float = 70.0
) -> Decision:
    return decide(releases, landings, distance_m, now_s, heard_s=(-1.0, now_s))


def numbers(decision: Decision) -> list[tuple[int, int]]:
    return sorted((release.id.int - 100, landing.id.int - 200) for release, landing in decision.pairs)


@pytest.mark.parametrize(("distance_m", "least_s", "most_s"), [(18.0, 0.05, 0.7), (70.0, 0.4833, 2.4333)])
def test_the_flight_follows_from_the_distance(distance_m: float, least_s: float, most_s: float) -> None:
    assert flight_s(distance_m) == pytest.approx((least_s, most_s), abs=1e-4)


def test_every_bow_that_is_shot_is_within_the_speeds() -> None:
    longbow_at_70_m, compound_of_350_fps = 35.0 * 0.9, 350 * 0.3048
    assert longbow_at_70_m > SLOWEST_M_PER_S
    assert compound_of_350_fps < FASTEST_M_PER_S
    # each clock within 50 ms
    assert DOUBT_S == 2 * 0.05
    assert pytest.approx(flight_s(limits.DISTANCE.most)[1]) == LONGEST_FLIGHT_S


@pytest.mark.parametrize(("flight", "is_one"), [(0.47, False), (0.5, True), (1.2, True), (2.42, True), (2.45, False)])
def test_a_release_and_a_landing_belong_together_where_an_arrow_can_have_flown_so(flight: float, is_one: bool) -> None:
    assert bool(decided([released(1, 0.0)], [landed(1, flight)]).pairs) is is_one


def test_a_landing_before_its_release_is_of_another() -> None:
    assert decide([released(1, 0.0)], [landed(1, -0.01)], 5.0, MUCH_LATER_S, heard_s=(-1.0, MUCH_LATER_S)).pairs == ()


def test_one_of_each_is_decided_at_once_but_for_what_comes_late() -> None:
    one, other = released(1, 0.0), landed(1, 1.0)
    assert decided([one], [other], now_s=1.0) == Decision(due_s=1.0 + LATE_S)
    assert numbers(decided([one], [other], now_s=1.0 + LATE_S)) == [(1, 1)]


def test_a_release_without_a_landing_is_a_miss_when_its_time_is_over_and_the_board_was_heard() -> None:
    one = released(1, 0.0)
    over_s = max(70.0 / 30.0 + 0.1, LEAST_BETWEEN_S) + LATE_S
    early = decided([one], [], now_s=over_s - 0.01)
    assert early.missed == ()
    assert early.due_s == pytest.approx(over_s)
    assert decided([one], [], now_s=over_s + 1e-6).missed == (one,)


def test_a_release_is_no_miss_before_the_board_was_heard_after_the_arrows_flight() -> None:
    one, flight_over_s = released(1, 0.0), 70.0 / 30.0 + 0.1
    # its cable was pulled a moment ago, and nobody has noticed: an impact is still on the board
    pulled = decide([one], [], 70.0, 3.0, heard_s=(-1.0, flight_over_s - 0.1))
    assert pulled == Decision(due_s=3.0 + LATE_S)
    assert decide([one], [], 70.0, 3.0, heard_s=(-1.0, flight_over_s + 0.1)).missed == (one,)
    # before it is over it is looked at when it is
    early = decide([one], [], 70.0, 1.0, heard_s=(-1.0, 0.9))
    assert early.due_s == LEAST_BETWEEN_S + LATE_S


def test_a_release_while_the_board_was_not_heard_is_no_miss_when_the_board_has_caught_up() -> None:
    one = released(1, 0.0)
    waits = decide([one], [], 70.0, 10.0 + CAUGHT_UP_S - 0.1, heard_s=(10.0, 24.0))
    assert (waits.missed, waits.unheard, waits.due_s) == ((), (), 10.0 + CAUGHT_UP_S)
    assert decide([one], [], 70.0, 10.0 + CAUGHT_UP_S, heard_s=(10.0, 24.0)) == Decision(unheard=(one,))
    # what the board kept comes late
    late = decide([one], [landed(1, 1.0)], 70.0, 20.0, heard_s=(10.0, 20.0))
    assert numbers(late) == [(1, 1)]


def test_a_board_that_is_never_heard_is_not_waited_for_for_ever() -> None:
    one = released(1, 0.0)
    waits = decide([one], [], 70.0, 100.0, heard_s=None)
    assert (waits.unheard, waits.due_s) == ((), GIVEN_UP_S)
    assert decide([one], [], 70.0, GIVEN_UP_S, heard_s=None) == Decision(unheard=(one,))


def test_a_short_flight_is_no_miss_before_it_is_known_that_the_sensor_does_not_rattle() -> None:
    one = released(1, 0.0)
    assert decided([one], [], now_s=LEAST_BETWEEN_S + LATE_S - 0.01, distance_m=5.0).missed == ()
    assert decided([one], [], now_s=LEAST_BETWEEN_S + LATE_S + 0.01, distance_m=5.0).missed == (one,)


def test_a_landing_that_comes_late_is_of_the_release_that_was_taken_for_a_miss() -> None:
    one = released(1, 0.0, is_decided=True)
    assert numbers(decided([one], [landed(1, 1.0)])) == [(1, 1)]
    assert decided([one], []) == Decision()


def test_two_bows_whose_arrows_can_only_be_their_own() -> None:
    # the second arrow cannot have been there yet at the first impact
    both = [released(1, 0.0), released(2, 0.9, MARIAN)]
    assert numbers(decided(both, [landed(1, 1.2), landed(2, 2.9)])) == [(1, 1), (2, 2)]


def test_two_arrows_that_could_be_of_either_bow_are_by_the_archers_turns() -> None:
    both = [released(1, 0.0), released(2, 0.1, MARIAN)]
    impacts = [landed(1, 1.0, MARIAN), landed(2, 1.1, ROBIN)]
    assert numbers(decided(both, impacts)) == [(1, 2), (2, 1)]
    waits = decided(both, impacts, now_s=2.0)
    assert waits.pairs == ()
    assert waits.due_s == pytest.approx(0.1 + 70 / 30 + 0.1 + LATE_S)


@pytest.mark.parametrize("in_turn", [None, ROBIN])
def test_two_arrows_that_could_be_of_either_bow_are_of_none_where_the_turns_say_nothing(in_turn: UUID | None) -> None:
    both = [released(1, 0.0), released(2, 0.1, MARIAN)]
    found = decided(both, [landed(1, 1.0, in_turn), landed(2, 1.1, in_turn)])
    assert (found.pairs, found.missed, set(found.unclear)) == ((), (), set(both))


def test_one_arrow_that_could_be_of_either_bow_is_of_whose_turn_it_was_and_the_other_missed() -> None:
    both = [released(1, 0.0), released(2, 0.1, MARIAN)]
    found = decided(both, [landed(1, 1.0, MARIAN)])
    assert (numbers(found), found.missed) == ([(2, 1)], (both[0],))


def test_one_arrow_that_could_be_of_either_bow_is_of_none_where_nobody_is_in_turn() -> None:
    both = [released(1, 0.0), released(2, 0.1, MARIAN)]
    found = decided(both, [landed(1, 1.0, None)])
    assert (found.pairs, found.missed, set(found.unclear)) == ((), (), set(both))


def test_an_arrow_in_turn_of_somebody_whose_bow_says_nothing_is_not_taken_from_them() -> None:
    # Robin misses, and Marian, whose bow has no sensor, shoots next
    one = released(1, 0.0)
    assert decided([one], [landed(1, 1.0, MARIAN, has_sensor=False)]) == Decision(unclear=(one,))
    assert decided([one], [landed(1, 1.0, None, has_sensor=False)]) == Decision(unclear=(one,))
    written = released(1, 0.0, is_decided=True)
    assert decided([written], [landed(1, 1.0, MARIAN, has_sensor=False)]) == Decision()
    # a bow that says when it is shot has said nothing: it is Robin's out of turn
    assert numbers(decided([one], [landed(1, 1.0, MARIAN)])) == [(1, 1)]
    # and in turn it is Robin's
    assert numbers(decided([one], [landed(1, 1.0, ROBIN, has_sensor=False)])) == [(1, 1)]


def test_what_is_apart_is_told_apart_as_pair_by_pair() -> None:
    dice = random.Random(11)
    for _ in range(200):
        releases = [released(k, dice.uniform(0, 30)) for k in range(dice.randrange(1, 12))]
        impacts = [landed(k, dice.uniform(-3, 33)) for k in range(dice.randrange(12))]
        least_s, most_s = flight_s(70.0)
        groups = {frozenset([one.id]) for one in releases}
        for impact in impacts:
            fits = {one.id for one in releases if least_s <= impact.at_s - one.at_s <= most_s}
            touched = {group for group in groups if group & fits}
            if touched:
                groups = groups - touched | {frozenset().union(*touched, [impact.id])}
        found = {
            frozenset([one.id for one in some] + [one.id for one in heard])
            for some, heard in _independent_groups(releases, impacts, least_s, most_s)
        }
        assert found == groups


def test_two_hundred_releases_and_impacts_are_walked_through_once() -> None:
    class Counted(float):
        looks = 0

        def __sub__(self, other: float) -> float:
            Counted.looks += 1
            return float(self) - float(other)

    releases = [released(k, 3.0 * k) for k in range(200)]
    impacts = [landed(k, Counted(3.0 * k + 1.0)) for k in range(200)]
    assert len(list(_independent_groups(releases, impacts, *flight_s(70.0)))) == 200
    assert Counted.looks <= 4 * 200


def test_arrows_of_one_bow_land_in_their_order() -> None:
    assert numbers(decided([released(1, 0.0), released(2, 1.1)], [landed(1, 2.0), landed(2, 2.3)])) == [(1, 1), (2, 2)]


def test_too_many_at_once_are_left_as_they_are() -> None:
    many = [released(k, 0.001 * k, UUID(int=k + 1)) for k in range(MOST_AT_ONCE + 1)]
    impacts = [landed(k, 1.0 + 0.001 * k, None) for k in range(MOST_AT_ONCE + 1)]
    found = decided(many, impacts)
    assert (found.pairs, len(found.unclear)) == ((), len(many))
    assert decided(many[:-1], impacts[:-1]).pairs == ()


@pytest.mark.parametrize("seed", range(50))
def test_no_arrow_and_no_release_is_ever_used_twice_and_every_release_gets_one_answer(seed: int) -> None:
    dice = random.Random(seed)
    releases = [released(k, dice.uniform(0, 20), dice.choice((ROBIN, MARIAN))) for k in range(dice.randrange(9))]
    impacts = [landed(k, dice.uniform(0, 22), dice.choice((ROBIN, MARIAN, None))) for k in range(dice.randrange(9))]
    found = decided(releases, impacts)
    of_pairs = [release for release, _ in found.pairs]
    answered = [*of_pairs, *found.missed, *found.unheard, *found.unclear]
    assert sorted(one.id for one in answered) == sorted(one.id for one in releases)
    assert len({landing.id for _, landing in found.pairs}) == len(found.pairs)
    least_s, most_s = flight_s(70.0)
    assert all(least_s <= landing.at_s - release.at_s <= most_s for release, landing in found.pairs)
