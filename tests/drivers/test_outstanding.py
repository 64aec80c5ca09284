"""Shots that are asked for: which, how often, and within which memory."""

from drivers.acoustic.outstanding import ASKED_AT_ONCE, MOST_AHEAD, MOST_GAPS, Outstanding

S = 1e6


def test_nothing_is_asked_for_before_anything_is_known() -> None:
    outstanding = Outstanding()
    assert (outstanding.count, outstanding.known_last, outstanding.due_us()) == (0, None, None)
    assert outstanding.next_request(100 * S) is None
    assert outstanding.is_believable(10**9)
    outstanding.begin_at(7)
    outstanding.begin_at(9)
    assert outstanding.known_last == 7
    assert outstanding.is_believable(7 + MOST_AHEAD)
    assert not outstanding.is_believable(8 + MOST_AHEAD)


def test_the_oldest_are_asked_for_first_and_so_many_at_once() -> None:
    outstanding = Outstanding()
    assert outstanding.expect(1, 40) == []
    assert (outstanding.count, outstanding.known_last, outstanding.due_us()) == (40, 40, 0.0)
    assert outstanding.next_request(0.0) == (1, ASKED_AT_ONCE)
    outstanding.gone(4, 38, 0.0)
    outstanding.arrived(1, 0.0)
    # what lies close is one question
    assert outstanding.is_missing_between(3, 4)
    assert not outstanding.is_missing_between(4, 38)
    assert outstanding.next_request(S) == (2, 3)


def test_unanswered_it_is_asked_for_at_growing_intervals_up_to_eight_seconds() -> None:
    outstanding = Outstanding()
    outstanding.expect(5, 5)
    asked, now_us = [], 0.0
    for _ in range(10):
        now_us = outstanding.due_us() or now_us
        assert outstanding.next_request(now_us - 1) is None
        assert outstanding.next_request(now_us) == (5, 5)
        asked.append((outstanding.due_us() or 0.0) - now_us)
    assert [round(us / S, 4) for us in asked] == [0.5, 0.75, 1.125, 1.6875, 2.5312, 3.7969, 5.6953, 8.0, 8.0, 8.0]
    # over a new link at once, and from the shortest interval on
    outstanding.open_link()
    assert outstanding.next_request(0.0) == (5, 5)
    assert outstanding.due_us() == 0.5 * S


def test_while_answers_come_the_rest_is_waited_for_and_then_the_next_is_asked() -> None:
    outstanding = Outstanding()
    outstanding.expect(1, 20)
    assert outstanding.next_request(0.0) == (1, 16)
    for number in range(1, 16):
        outstanding.arrived(number, 0.1 * S)
        assert outstanding.due_us() == 0.6 * S
    # one that came unasked is no answer
    outstanding.arrived(30, 0.2 * S)
    assert outstanding.due_us() == 0.6 * S
    outstanding.arrived(16, 0.3 * S)
    assert outstanding.next_request(0.3 * S) == (17, 20)
    assert outstanding.gone(19, 25, 0.4 * S) == [(19, 20)]
    assert outstanding.due_us() == 0.9 * S
    assert outstanding.gone(19, 25, 0.5 * S) == []
    assert outstanding.due_us() == 0.9 * S
    assert outstanding.known_last == 30


def test_what_arrived_is_not_expected_again_and_what_was_given_back_is() -> None:
    outstanding = Outstanding()
    outstanding.arrived(2, 0.0)
    assert outstanding.expect(1, 3) == []
    assert outstanding.count == 2
    outstanding.give_back(2, 5 * S)
    assert (outstanding.count, outstanding.due_us()) == (3, 5 * S)
    outstanding.give_back(3, 4 * S)
    assert outstanding.due_us() == 5 * S
    assert outstanding.known_last == 3


def test_of_too_many_gaps_the_oldest_are_given_up_and_named() -> None:
    outstanding = Outstanding()
    for number in range(2, 2 * MOST_GAPS + 2, 2):
        assert outstanding.expect(number, number) == []
    assert outstanding.expect(10**4, 10**4) == [(2, 2)]
    assert outstanding.expect(10**4 + 2, 10**4 + 2) == [(4, 4)]
    assert outstanding.count == MOST_GAPS
    # for ever
    assert outstanding.expect(2, 2) == []
    assert not outstanding.is_missing_between(2, 4)


def test_what_arrived_with_many_gaps_takes_bounded_memory() -> None:
    outstanding = Outstanding()
    outstanding.expect(5, 5)
    for number in range(2, 2 * MOST_GAPS + 8, 2):
        outstanding.arrived(number, 0.0)
    assert outstanding._done.pieces <= MOST_GAPS
    # the one that is missing is still asked for, and what nobody expected below the newest is done with
    assert outstanding.next_request(S) == (5, 5)
    assert outstanding.expect(7, 7) == []
    outstanding.expect(2 * MOST_GAPS + 5, 2 * MOST_GAPS + 5)
    assert outstanding.is_missing_between(2 * MOST_GAPS + 5, 2 * MOST_GAPS + 5)
