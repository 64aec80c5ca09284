"""The shooting timer in simulated time: phases, lights, signals, turns by the rules, and what a person may say when."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from appliance.core import limits
from appliance.core.message import message_of
from appliance.core.shooting_spans import OUT_OF_TIME_S, spans_to_come
from appliance.core.shooting_timer import (
    EMERGENCY,
    SHOOT,
    TO_THE_LINE,
    TO_THE_TARGET,
    TimerAction,
    TimerRefused,
    TimerState,
    act,
    awaits_next,
    emergency_stop,
    look,
    may_be_taken_back,
    sounds,
    steps,
)
from appliance.core.timed_turns import passed
from appliance.core.timer_plans import PLANS, TimerPlan, periods
from tests.data.page_cases import TIMERS, TimerCase

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
END = PLANS["ends_120"]
ABCD = replace(END, turns=2)
ALTERNATING = PLANS["alternating"]
READY = TimerState()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def since(moment: datetime) -> float:
    return (moment - NOON).total_seconds()


def acted(plan: TimerPlan, *words: tuple[TimerAction, float]) -> TimerState:
    state = READY
    for action, seconds in words:
        state = act(plan, state, action, at(seconds))
    return state


def seen(plan: TimerPlan, state: TimerState, seconds: float) -> tuple[str, str, float, int]:
    on = look(plan, state, at(seconds))
    return on.phase, on.light, on.seconds_left, on.step.turn if on.step else 0


def heard(plan: TimerPlan, state: TimerState) -> list[tuple[float, int]]:
    return [(since(sound.at), sound.times) for sound in sounds(plan, state)]


def test_the_numbers_of_the_rules() -> None:
    assert (TO_THE_LINE, SHOOT, TO_THE_TARGET) == (2, 1, 3)
    assert EMERGENCY >= 5
    given = {name: (plan.run_up_s, plan.shooting_s, plan.warning_s) for name, plan in PLANS.items()}
    assert given == {
        "ends_90": (10, 90, 30), "ends_180": (10, 180, 30), "ends_120": (10, 120, 30), "ends_240": (10, 240, 30),
        "alternating": (10, 20, 0), "alternating_team": (10, 120, 0), "alternating_mixed_team": (10, 80, 0),
        "alternating_30": (10, 30, 0), "shoot_off": (10, 40, 30), "shoot_off_alternating": (10, 20, 0),
        "shoot_off_30": (10, 30, 0), "shoot_off_team": (10, 60, 30), "shoot_off_mixed_team": (10, 40, 30),
        "shoot_off_alternating_30": (10, 30, 0), "make_up_30": (10, 30, 0), "make_up_60": (10, 60, 30),
        "make_up_40": (10, 40, 30), "make_up_80": (10, 80, 30), "make_up_120": (10, 120, 30),
    }  # fmt: skip
    assert [periods(PLANS[name]) for name in ("ends_90", "alternating", "shoot_off_alternating")] == [1, 6, 2]


def test_every_usual_plan_may_be_set() -> None:
    for plan in PLANS.values():
        assert limits.SHOOTING_S.holds(plan.shooting_s)
        assert limits.RUN_UP_S.holds(plan.run_up_s)
        assert limits.TIMER_TURNS.holds(plan.turns)
        assert limits.TIMER_ARROWS.holds(plan.arrows)
        assert limits.TIMER_PERIOD.holds(periods(plan) - 1)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, ("run_up", "red", 10, 1)),
        (9.9, ("run_up", "red", 0.1, 1)),
        (10, ("shooting", "green", 120, 1)),
        (99.9, ("shooting", "green", 30.1, 1)),
        (100, ("shooting", "amber", 30, 1)),
        (129.9, ("shooting", "amber", 0.1, 1)),
        (130, ("over", "red", 0, 1)),
        (1e6, ("over", "red", 0, 1)),
    ],
)
def test_an_end_by_its_lights(seconds: float, shown: tuple[str, str, float, int]) -> None:
    phase, light, left, turn = seen(END, acted(END, ("start", 0)), seconds)
    assert (phase, light, turn) == (shown[0], shown[1], shown[3])
    assert left == pytest.approx(shown[2])


@pytest.mark.parametrize(
    ("shooting_s", "lights"),
    [
        (60, [(10, "green"), (39.9, "green"), (40, "amber"), (69.9, "amber"), (70, "red")]),
        # a time that is no longer than the warning would never be green
        (30, [(10, "green"), (39.9, "green"), (40, "red")]),
        (20, [(10, "green"), (29.9, "green"), (30, "red")]),
    ],
)
def test_a_short_time_by_its_lights_and_signals(shooting_s: int, lights: list[tuple[float, str]]) -> None:
    plan = replace(PLANS["shoot_off"], shooting_s=shooting_s)
    state = acted(plan, ("start", 0))
    assert [(seconds, seen(plan, state, seconds)[1]) for seconds, _ in lights] == lights
    assert heard(plan, state) == [(0, TO_THE_LINE), (10, SHOOT), (10 + shooting_s, TO_THE_TARGET)]


def test_signals_of_an_end_and_of_two_details() -> None:
    assert heard(END, acted(END, ("start", 0))) == [(0, 2), (10, 1), (130, 3)]
    assert heard(ABCD, acted(ABCD, ("start", 0))) == [(0, 2), (10, 1), (130, 2), (140, 1), (260, 3)]
    assert seen(ABCD, acted(ABCD, ("start", 0)), 135) == ("run_up", "red", 5, 2)


def test_next_calls_the_second_detail_and_then_ends_the_end() -> None:
    second = acted(ABCD, ("start", 0), ("next", 60))
    assert seen(ABCD, second, 60) == ("run_up", "red", 10, 2)
    assert heard(ABCD, second) == [(60, 2), (70, 1), (190, 3)]
    over = act(ABCD, second, "next", at(100))
    assert seen(ABCD, over, 100)[:3] == ("over", "red", 0)
    assert heard(ABCD, over) == [(100, 3)]


def test_alternating_sides_have_20_s_an_arrow_one_run_up_and_no_amber() -> None:
    state = acted(ALTERNATING, ("start", 0))
    assert [(step.turn, step.arrow, since(step.begins_at)) for step in steps(ALTERNATING, state)] == [
        (1, 1, 0), (1, 1, 10), (2, 1, 30), (1, 2, 50), (2, 2, 70), (1, 3, 90), (2, 3, 110),
    ]  # fmt: skip
    assert {seen(ALTERNATING, state, seconds)[1] for seconds in range(10, 130)} == {"green"}
    passed = act(ALTERNATING, state, "next", at(17))
    assert seen(ALTERNATING, passed, 17) == ("shooting", "green", 20, 2)
    assert heard(ALTERNATING, passed)[0] == (17, SHOOT)


def test_time_stands_still_while_it_is_held() -> None:
    held = acted(END, ("start", 0), ("pause", 50))
    assert seen(END, held, 50) == seen(END, held, 5000) == ("shooting", "red", 80, 1)
    assert heard(END, held) == []
    on = act(END, held, "resume", at(5000))
    assert seen(END, on, 5000) == ("shooting", "green", 80, 1)
    assert heard(END, on) == [(5080, 3)]


def test_an_emergency_stops_everything_and_one_signal_goes_on() -> None:
    stopped = emergency_stop(ABCD, acted(ABCD, ("start", 0)), at(150))
    assert seen(ABCD, stopped, 900) == ("shooting", "red", 110, 2)
    assert heard(ABCD, stopped) == [(150, EMERGENCY)]
    assert emergency_stop(ABCD, stopped, at(151)) == stopped
    assert heard(ABCD, act(ABCD, stopped, "resume", at(900))) == [(900, SHOOT), (1010, 3)]


def test_an_emergency_in_the_run_up_ends_with_a_call_to_the_line() -> None:
    stopped = emergency_stop(END, acted(END, ("start", 0)), at(4))
    on = act(END, stopped, "resume", at(60))
    assert seen(END, on, 60) == ("run_up", "red", 6, 1)
    assert heard(END, on) == [(60, TO_THE_LINE), (66, SHOOT), (186, TO_THE_TARGET)]


def test_an_emergency_while_it_is_held_keeps_the_time_that_is_left() -> None:
    stopped = emergency_stop(END, acted(END, ("start", 0), ("pause", 50)), at(60))
    assert heard(END, stopped) == [(60, EMERGENCY)]
    assert seen(END, act(END, stopped, "resume", at(70)), 70)[2] == 80


@pytest.mark.parametrize("state", [READY, acted(END, ("start", 0)), acted(END, ("start", 0), ("stop", 20))])
def test_where_nobody_shoots_there_is_nothing_to_stop(state: TimerState) -> None:
    assert emergency_stop(END, state, at(500)) == state


@pytest.mark.parametrize(
    ("words", "action", "code"),
    [
        ([], "pause", "timer_does_not_run"),
        ([], "next", "timer_does_not_run"),
        ([], "stop", "timer_does_not_run"),
        ([], "resume", "timer_not_held"),
        ([("start", 0)], "start", "timer_runs"),
        ([("start", 0)], "resume", "timer_not_held"),
        ([("start", 0), ("pause", 1)], "start", "timer_runs"),
        ([("start", 0), ("pause", 1)], "pause", "timer_is_held"),
        ([("start", 0), ("pause", 1)], "next", "timer_is_held"),
        ([("start", 0), ("stop", 1)], "stop", "timer_does_not_run"),
        ([], "take_back", "timer_not_ended"),
        ([("start", 0)], "take_back", "timer_not_ended"),
        ([("start", 0), ("pause", 1)], "take_back", "timer_not_ended"),
        ([("start", 0), ("stop", 1), ("take_back", 2)], "take_back", "timer_not_ended"),
        ([("start", -500)], "take_back", "timer_not_ended"),
    ],
)
def test_what_cannot_be_reported_now(words: list[tuple[TimerAction, float]], action: TimerAction, code: str) -> None:
    with pytest.raises(TimerRefused) as refused:
        act(END, acted(END, *words), action, at(20))
    assert message_of(refused.value).code == code


@pytest.mark.parametrize(
    "words", [[], [("start", 0), ("stop", 5)], [("start", -500)]], ids=["ready", "stopped", "over by itself"]
)
def test_it_starts_again_when_it_is_over(words: list[tuple[TimerAction, float]]) -> None:
    assert seen(END, acted(END, *words, ("start", 20)), 20) == ("run_up", "red", 10, 1)


def test_a_held_timer_is_ended_by_hand() -> None:
    assert seen(END, acted(END, ("start", 0), ("pause", 50), ("stop", 60)), 61)[0] == "over"


def test_an_end_that_is_taken_back_goes_on_where_it_was() -> None:
    on = acted(END, ("start", 0), ("stop", 50), ("take_back", 58))
    assert seen(END, on, 58) == ("shooting", "green", 80, 1)
    # who was sent to the target is called by the signal to shoot
    assert heard(END, on) == [(58, SHOOT), (138, TO_THE_TARGET)]
    # and by the one to go to the line, where nobody may shoot yet
    assert heard(END, acted(END, ("start", 0), ("stop", 4), ("take_back", 9))) == [
        (9, TO_THE_LINE), (15, SHOOT), (135, TO_THE_TARGET),
    ]  # fmt: skip
    assert may_be_taken_back(END, acted(END, ("start", 0), ("stop", 50)))
    assert not may_be_taken_back(END, on)


@pytest.mark.parametrize("hold", ["pause", "emergency"])
def test_what_was_held_when_it_was_ended_is_held_again(hold: str) -> None:
    state = acted(END, ("start", 0))
    state = act(END, state, "pause", at(50)) if hold == "pause" else emergency_stop(END, state, at(50))
    again = act(END, act(END, state, "stop", at(60)), "take_back", at(75))
    assert (again.status, again.held_at) == (state.status, at(75))
    assert seen(END, again, 80)[2] == 80
    assert heard(END, again) == ([] if hold == "pause" else [(75, EMERGENCY)])
    assert seen(END, act(END, again, "resume", at(90)), 90)[:3] == ("shooting", "green", 80)


def test_a_turn_that_waits_for_a_person_waits_again() -> None:
    by_tap = replace(ABCD, passes_on="tap")
    state = acted(by_tap, ("start", 0), ("stop", 140), ("take_back", 150))
    assert awaits_next(by_tap, state, at(151))


def test_what_arrows_ended_is_not_taken_back() -> None:
    ended = passed(END, acted(END, ("start", 0)), periods(END), at(50))
    assert (ended.status, may_be_taken_back(END, ended)) == ("stopped", False)


@pytest.mark.parametrize("plan", [*PLANS.values(), ABCD, replace(END, run_up_s=0)])
def test_steps_follow_each_other_without_a_gap(plan: TimerPlan) -> None:
    all_steps = steps(plan, acted(plan, ("start", 0)))
    assert all(one.ends_at == after.begins_at for one, after in pairwise(all_steps))
    assert all(one.begins_at < one.ends_at for one in all_steps)
    assert all(step.warns_at is None or step.begins_at < step.warns_at < step.ends_at for step in all_steps)
    state = acted(plan, ("start", 0))
    for second in range(round(since(all_steps[-1].ends_at))):
        assert 0 < look(plan, state, at(second)).seconds_left <= max(plan.run_up_s, plan.shooting_s)


def spans(plan: TimerPlan, state: TimerState, now: float) -> list[tuple[float, float, float]]:
    found = spans_to_come(plan, state, at(now))
    assert all(since(span.late_until) - since(span.ends_at) == OUT_OF_TIME_S for span in found)
    return [(since(span.called_at), since(span.begins_at), since(span.ends_at)) for span in found]


def test_when_archers_may_shoot_is_known_before() -> None:
    assert spans(END, acted(END, ("start", 0)), 0) == [(0, 10, 130)]
    assert spans(ABCD, acted(ABCD, ("start", 0)), 0) == [(0, 10, 130), (130, 140, 260)]
    # who alternates is called once; what lands as the other's time runs out is the other's, and late
    assert spans(ALTERNATING, acted(ALTERNATING, ("start", 0)), 0)[:3] == [(0, 10, 30), (30, 32, 50), (50, 52, 70)]
    assert spans(ALTERNATING, acted(ALTERNATING, ("start", 0), ("next", 17)), 17)[0] == (17, 17, 37)


def test_what_was_held_goes_on_from_now() -> None:
    held = acted(END, ("start", 0), ("pause", 50))
    assert spans(END, held, 50) == []
    assert spans(END, act(END, held, "resume", at(60)), 60) == [(60, 60, 140)]
    assert spans(END, acted(END, ("start", 0), ("pause", 4), ("resume", 60)), 60) == [(60, 66, 186)]
    assert spans(END, acted(END, ("start", 0), ("stop", 50)), 50) == []


@pytest.mark.parametrize(
    ("ended_s", "expected"),
    [(50, [(50, 50, 138), (138, 148, 268)]), (4, [(4, 18, 138), (138, 148, 268)]), (135, [(135, 148, 268)])],
    ids=["in the first turn", "in its run-up", "in the run-up of the other"],
)
def test_what_was_shot_before_an_end_is_taken_back_is_of_the_span_that_goes_on(
    ended_s: float, expected: list[tuple[float, float, float]]
) -> None:
    state = acted(ABCD, ("start", 0), ("stop", ended_s), ("take_back", ended_s + 8))
    found = spans_to_come(ABCD, state, at(ended_s + 8), at(ended_s))
    assert [(since(one.called_at), since(one.begins_at), since(one.ends_at)) for one in found] == expected


TEAM = PLANS["alternating_team"]
BY_TAP = replace(ABCD, passes_on="tap")


def test_a_team_keeps_what_is_left_of_its_time_for_its_next_turn() -> None:
    state = acted(TEAM, ("start", 0), ("next", 50), ("pause", 100), ("resume", 500), ("next", 520))
    # 40 s and 70 s are used: 80 s and 50 s are left
    assert [(step.turn, step.arrow, since(step.begins_at), since(step.ends_at)) for step in steps(TEAM, state)] == [
        (1, 2, 520, 600), (2, 2, 600, 650),
    ]  # fmt: skip
    assert heard(TEAM, state) == [(520, SHOOT), (600, SHOOT), (650, TO_THE_TARGET)]
    assert seen(TEAM, act(TEAM, state, "next", at(530)), 530) == ("shooting", "green", 50, 2)


def test_a_team_whose_time_ran_out_has_no_other_turn() -> None:
    # of the first team's two minutes nothing is left at 130
    state = acted(TEAM, ("start", 0), ("next", 140))
    assert [(step.turn, step.arrow) for step in steps(TEAM, state)] == [(2, 2)]
    assert seen(TEAM, state, 140)[2] == 110
    out = acted(TEAM, ("start", 0))
    assert [(step.turn, step.arrow) for step in steps(TEAM, out)] == [(1, 1), (1, 1), (2, 1)]
    # in the second's time
    assert seen(TEAM, act(TEAM, out, "next", at(150)), 150) == ("shooting", "green", 100, 2)
    assert seen(TEAM, acted(TEAM, ("start", 0), ("next", 20), ("next", 139)), 139)[2:] == (110, 1)


def test_a_detail_waits_for_a_tap_where_the_plan_says_so() -> None:
    first = acted(BY_TAP, ("start", 0))
    assert heard(BY_TAP, first) == [(0, TO_THE_LINE), (10, SHOOT), (130, TO_THE_LINE)]
    assert not awaits_next(BY_TAP, first, at(129))
    assert awaits_next(BY_TAP, first, at(900))
    second = act(BY_TAP, first, "next", at(900))
    assert seen(BY_TAP, second, 905) == ("run_up", "red", 5, 2)
    assert heard(BY_TAP, second) == [(900, TO_THE_LINE), (910, SHOOT), (1030, TO_THE_TARGET)]
    assert not awaits_next(BY_TAP, second, at(2000))
    assert seen(BY_TAP, act(BY_TAP, first, "stop", at(900)), 900)[0] == "over"
    assert seen(BY_TAP, act(BY_TAP, first, "start", at(900)), 900) == ("run_up", "red", 10, 1)


@pytest.mark.parametrize("case", TIMERS, ids=lambda case: case.name)
def test_the_page_shows_what_the_lamps_show(case: TimerCase) -> None:
    plan, given = TimerPlan(**case.plan), case.state
    state = TimerState(
        given["status"],
        given["period"],
        moment(given["began_at"]),
        moment(given["held_at"]),
        used_s=tuple(given["used_s"]),
    )
    all_steps = steps(plan, state)
    assert [asdict(one) for one in all_steps] == [
        one | {name: moment(one[name]) for name in ("begins_at", "ends_at", "warns_at")} for one in case.steps
    ]
    shown = [look(plan, state, at(seconds)) for seconds, *_ in case.looks]
    assert [[one.phase, one.light, pytest.approx(one.seconds_left)] for one in shown] == [
        rest for _, *rest in case.looks
    ]


def moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
