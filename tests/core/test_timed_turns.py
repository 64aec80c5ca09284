"""The timer and the order of shooting in step, in simulated time."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.shooting_spans import spans_to_come
from appliance.core.shooting_timer import (
    LAST_FLIGHT_S,
    TimerAction,
    TimerState,
    act,
    look,
    sounds,
)
from appliance.core.timed_turns import Follow, TurnArrows, arrows_before, follow, follows_in_s, passed, period_of
from appliance.core.timer_plans import PLANS, TimerPlan, periods
from tests.core.test_shooting_timer import at

TWO = PLANS["alternating"]
TEAM = PLANS["alternating_team"]
ABCD = replace(PLANS["ends_120"], turns=2, passes_on="arrows")
SIX = (6, 6)
THREE = (3, 3)


def begun(plan: TimerPlan, *words: tuple[TimerAction, float]) -> TimerState:
    state = act(plan, TimerState(), "start", at(0))
    for action, seconds in words:
        state = act(plan, state, action, at(seconds))
    return state


def after(
    plan: TimerPlan, state: TimerState, had: tuple[int, ...], seconds: float, whole: tuple[int, ...]
) -> TimerState:
    """The timer once it has followed these arrows."""
    following = follow(plan, state, TurnArrows(had, whole), at(seconds))
    assert following is not None
    assert following.what == "timer"
    return passed(plan, state, following.period, at(seconds))


def on(plan: TimerPlan, state: TimerState, seconds: float) -> tuple[str, int, float]:
    seen = look(plan, state, at(seconds))
    assert seen.step is not None
    return seen.phase, seen.step.turn, seen.seconds_left


@pytest.mark.parametrize(
    ("plan", "whole", "before"),
    [
        (TWO, THREE, [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3)]),
        (TEAM, SIX, [(0, 0), (3, 0), (3, 3), (6, 3), (6, 6)]),
        (PLANS["alternating_mixed_team"], (4, 4), [(0, 0), (2, 0), (2, 2), (4, 2), (4, 4)]),
        (PLANS["shoot_off_alternating"], (1, 1), [(0, 0), (1, 0), (1, 1)]),
        (
            replace(PLANS["shoot_off_alternating"], arrows=3), THREE,
            [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3)],
        ),
        (ABCD, SIX, [(0, 0), (6, 0), (6, 6)]),
        (replace(ABCD, turns=3), (6, 6, 3), [(0, 0, 0), (6, 0, 0), (6, 6, 0), (6, 6, 3)]),
    ],
)  # fmt: skip
def test_a_period_and_the_arrows_before_it_say_the_same(
    plan: TimerPlan, whole: tuple[int, ...], before: list[tuple[int, ...]]
) -> None:
    assert [arrows_before(plan, whole, period) for period in range(periods(plan) + 1)] == before
    assert [period_of(plan, TurnArrows(had, whole)) for had in before] == list(range(periods(plan) + 1))


def test_each_arrow_ends_the_time_of_one_and_starts_that_of_the_other() -> None:
    state = begun(TWO)
    assert follow(TWO, state, TurnArrows((0, 0), THREE), at(15)) is None
    state = after(TWO, state, (1, 0), 17, THREE)
    assert on(TWO, state, 17) == ("shooting", 2, 20)
    state = after(TWO, state, (1, 1), 30, THREE)
    assert on(TWO, state, 30) == ("shooting", 1, 20)
    for had, seconds in (((2, 1), 40), ((2, 2), 50), ((3, 2), 60)):
        state = after(TWO, state, had, seconds, THREE)
    state = after(TWO, state, (3, 3), 70, THREE)
    assert (state.status, state.held_at) == ("stopped", at(70))
    assert follow(TWO, state, TurnArrows(THREE, THREE), at(71)) is None


def test_a_time_that_runs_out_passes_the_turn_on_after_the_last_flight() -> None:
    state = begun(TWO)
    assert follows_in_s(TWO, state, at(0)) == 30 + LAST_FLIGHT_S
    nothing = TurnArrows((0, 0), THREE)
    assert follow(TWO, state, nothing, at(31)) is None
    assert follow(TWO, state, nothing, at(30 + LAST_FLIGHT_S)) == Follow("turn", 1)
    # what landed in that moment was the other's
    assert follow(TWO, state, TurnArrows((1, 0), THREE), at(31)) is None
    followed = replace(state, followed=1)
    assert follow(TWO, followed, TurnArrows((1, 0), THREE), at(33)) is None
    assert follows_in_s(TWO, followed, at(33)) == 19
    assert on(TWO, after(TWO, followed, (1, 1), 40, THREE), 40) == ("shooting", 1, 20)


def test_nothing_follows_while_time_stands_still() -> None:
    held = begun(TWO, ("pause", 15))
    assert follow(TWO, held, TurnArrows((1, 0), THREE), at(16)) is None
    assert follows_in_s(TWO, held, at(16)) is None
    # an arrow that was on its way counts as time goes on
    on_again = act(TWO, held, "resume", at(60))
    assert follow(TWO, on_again, TurnArrows((1, 0), THREE), at(60)) == Follow("timer", 1)


def test_an_arrow_that_is_taken_back_gives_the_time_back() -> None:
    state = after(TWO, begun(TWO), (1, 0), 17, THREE)
    back = after(TWO, state, (0, 0), 20, THREE)
    assert on(TWO, back, 40) == ("shooting", 1, 10)
    for had, seconds in (((1, 0), 21), ((1, 1), 30), ((2, 1), 40), ((2, 2), 50), ((3, 2), 60), ((3, 3), 70)):
        back = after(TWO, back, had, seconds, THREE)
    assert back.status == "stopped"
    again = after(TWO, back, (3, 2), 75, THREE)
    assert on(TWO, again, 75) == ("shooting", 2, 20)
    # what a person ended stays so
    ended = act(TWO, state, "stop", at(25))
    assert follow(TWO, ended, TurnArrows((0, 0), THREE), at(26)) is None


def test_next_passes_the_turn_on_at_once() -> None:
    state = begun(TWO, ("next", 15))
    assert follow(TWO, state, TurnArrows((0, 0), THREE), at(15)) == Follow("turn", 1)


def test_a_team_shoots_in_blocks_of_its_one_time() -> None:
    state = begun(TEAM)
    assert follow(TEAM, state, TurnArrows((2, 0), SIX), at(40)) is None
    state = after(TEAM, state, (3, 0), 50, SIX)
    assert on(TEAM, state, 50) == ("shooting", 2, 120)
    state = after(TEAM, state, (3, 3), 80, SIX)
    assert on(TEAM, state, 80) == ("shooting", 1, 80)


def test_a_detail_that_has_shot_all_makes_room_for_the_next() -> None:
    state = begun(ABCD)
    assert follow(ABCD, state, TurnArrows((5, 0), SIX), at(60)) is None
    state = after(ABCD, state, (6, 0), 70, SIX)
    assert on(ABCD, state, 70) == ("run_up", 2, 10)
    # a correction calls nobody back
    assert follow(ABCD, state, TurnArrows((5, 0), SIX), at(75)) is None
    state = after(ABCD, state, (6, 6), 120, SIX)
    assert state.status == "stopped"
    assert follow(ABCD, state, TurnArrows((6, 5), SIX), at(121)) is None


@pytest.mark.parametrize("passes_on", ["time", "tap"])
def test_a_detail_is_waited_for_where_the_plan_says_so(passes_on: str) -> None:
    plan = replace(ABCD, passes_on=passes_on)  # type: ignore[arg-type]
    assert follow(plan, begun(plan), TurnArrows((6, 0), SIX), at(70)) is None
    state = begun(plan, ("next", 90))
    assert follow(plan, state, TurnArrows((4, 0), SIX), at(90)) == Follow("turn", 1)


def test_who_shoots_must_be_known() -> None:
    assert follow(ABCD, begun(ABCD), TurnArrows((6,), (6,)), at(70)) is None
    assert follow(ABCD, TimerState(), TurnArrows(SIX, SIX), at(70)) is None


def followed(plan: TimerPlan, state: TimerState, arrows: TurnArrows, seconds: float) -> list[Follow]:
    """What is done one after the other until the two are in step, where saying whose turn it is changes no arrows."""
    done: list[Follow] = []
    while (one := follow(plan, state, arrows, at(seconds))) is not None:
        done.append(one)
        assert len(done) <= 2 * periods(plan) + 2, f"{plan} {state} {arrows} {done[-4:]}"
        # a moment later, as it takes
        seconds += 0.001
        is_timer = one.what == "timer"
        state = passed(plan, state, one.period, at(seconds)) if is_timer else replace(state, followed=one.period)
    return done


def test_a_side_whose_time_is_used_up_does_not_call_the_timer_back_again_and_again() -> None:
    """The other team has shot all six out of turn, so that nobody's turn follows: the clock of both goes on."""
    state = begun(TEAM)
    assert followed(TEAM, state, TurnArrows((2, 6), SIX), 133) == [Follow("turn", 1)]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    plan=st.builds(
        TimerPlan,
        kind=st.sampled_from(["ends", "alternating", "shoot_off", "make_up"]),
        run_up_s=st.sampled_from([0, 10]),
        shooting_s=st.sampled_from([5, 20, 600]),
        warning_s=st.just(0),
        turns=st.integers(1, 3),
        arrows=st.sampled_from([1, 2, 12]),
        passes_on=st.sampled_from(["tap", "time", "arrows"]),
        shares_time=st.booleans(),
    ),
    state=st.builds(
        TimerState,
        status=st.sampled_from(["running", "paused", "emergency", "stopped"]),
        period=st.integers(0, 35),
        began_at=st.floats(-1000, 1000).map(at),
        held_at=st.floats(-1000, 1000).map(at),
        changed_at=st.none(),
        used_s=st.lists(st.floats(-1e19, 1e19) | st.sampled_from([0.0, 5.0, 600.0]), max_size=4).map(tuple),
        followed=st.integers(0, 36),
    ),
    had=st.tuples(*[st.integers(0, 12)] * 3),
    whole=st.tuples(*[st.integers(0, 12)] * 3),
)
def test_whatever_a_row_says_the_two_come_in_step_and_stay_so(
    plan: TimerPlan, state: TimerState, had: tuple[int, ...], whole: tuple[int, ...]
) -> None:
    if state.status == "running":
        state = replace(state, held_at=None)
    followed(plan, state, TurnArrows(had[: plan.turns], whole[: plan.turns]), 0)
    assert spans_to_come(plan, state, at(0)) == [] or state.status == "running"
    assert all(sound.times in (1, 2, 3, 5) for sound in sounds(plan, state))
