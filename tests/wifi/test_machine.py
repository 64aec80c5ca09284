"""Whatever comes and goes, the box is on a network or has its access point within a bound."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.wifi import machine
from appliance.wifi.machine import (
    FIRST_WAIT_S,
    GONE_S,
    JOIN_S,
    LONGEST_WITHOUT_S,
    TRY_KNOWN_EVERY_S,
    Action,
    Observed,
    State,
    Step,
    join_chosen,
    start,
    step,
)

LOOK_S = 5.0
NOTHING = Observed(has_radio=True, is_connected=False, is_own_up=False)
CLUB = Observed(has_radio=True, is_connected=True, is_own_up=False)
OWN = Observed(has_radio=True, is_connected=False, is_own_up=True)


def until_action(state: State, seen: Observed, now_s: float, within_s: float) -> tuple[Step, float]:
    """Look on and on until something is done."""
    end_s = now_s + within_s
    while now_s <= end_s:
        done = step(state, seen, now_s)
        if done.action is not None:
            return done, now_s
        state, now_s = done.state, now_s + LOOK_S
    return Step(state), now_s


def test_an_access_point_that_stands_is_not_opened_again_by_a_new_start_of_the_program() -> None:
    done, _ = until_action(start(0), OWN, 0, 3 * FIRST_WAIT_S)
    assert (done.action, done.state.phase) == (None, "own")


def test_a_box_that_finds_no_network_opens_its_own() -> None:
    done, at_s = until_action(start(0), NOTHING, 0, 2 * FIRST_WAIT_S)
    assert (done.action, done.state.phase, at_s) == ("open", "own", FIRST_WAIT_S)


def test_a_known_network_wins_at_the_start() -> None:
    assert step(start(0), CLUB, 10).state.phase == "connected"
    assert until_action(State("connected", 10), CLUB, 10, 3600)[0].action is None


def test_a_network_that_is_gone_for_minutes_is_replaced_and_one_that_comes_back_is_not() -> None:
    gone = step(State("connected", 0), NOTHING, 100).state
    assert step(gone, CLUB, 100 + GONE_S - 1).state.phase == "connected"
    done, at_s = until_action(gone, NOTHING, 100, 2 * GONE_S)
    assert (done.action, at_s) == ("open", 100 + GONE_S)


def test_a_chosen_network_is_kept_when_it_is_joined() -> None:
    joining = join_chosen(State("own", 0), 5)
    assert (joining.action, joining.state.phase) == ("join", "joining")
    done = step(joining.state, Observed(True, True, False, is_joined=True), 20)
    assert (done.action, done.state.phase) == ("keep", "connected")


def test_a_wrong_password_opens_the_access_point_at_once_and_is_reported() -> None:
    refused = step(join_chosen(State("own", 0), 5).state, Observed(True, False, False, is_join_refused=True), 10)
    assert (refused.action, refused.has_failed) == ("abandon", True)
    assert step(refused.state, NOTHING, 10).action == "open"


def test_a_network_that_does_not_answer_is_given_up_in_time() -> None:
    done, at_s = until_action(join_chosen(State("own", 0), 0).state, NOTHING, 0, 2 * JOIN_S)
    assert (done.action, done.has_failed, at_s) == ("abandon", True, JOIN_S)
    assert step(done.state, NOTHING, at_s).action == "open"


def test_where_another_network_was_there_before_it_may_come_back_first() -> None:
    done, at_s = until_action(join_chosen(State("connected", 0), 0).state, NOTHING, 0, 2 * JOIN_S)
    assert step(done.state, CLUB, at_s + 20).state.phase == "connected"
    assert until_action(done.state, NOTHING, at_s, 2 * FIRST_WAIT_S)[0].action == "open"


def test_a_cable_beside_it_is_not_taken_for_the_network_that_was_chosen() -> None:
    joining = join_chosen(State("connected", 0), 0).state
    assert step(joining, CLUB, 10).action is None


def test_the_access_point_is_closed_for_a_known_network_only_when_nobody_is_on_it() -> None:
    known = Observed(True, False, True, knows_networks=True)
    used = Observed(True, False, True, knows_networks=True, is_used=True)
    done, at_s = until_action(State("own", 0), known, 0, 2 * TRY_KNOWN_EVERY_S)
    assert (done.action, done.state.phase) == ("close", "trying")
    assert at_s >= TRY_KNOWN_EVERY_S
    assert until_action(State("own", 0), used, 0, 3 * TRY_KNOWN_EVERY_S)[0].action is None
    assert until_action(State("own", 0), OWN, 0, 3 * TRY_KNOWN_EVERY_S)[0].action is None
    assert until_action(done.state, NOTHING, at_s, 2 * JOIN_S)[0].action == "open"
    # and a cable that is plugged in does not take it from under them
    assert step(State("own", 0), Observed(True, True, True, is_used=True), 5).action is None
    assert step(State("own", 0), Observed(True, True, True), 5).action == "close"


@dataclass
class World:
    """A radio that does what it is told, networks that come and go, and people."""

    club_is_there: bool = False
    club_is_known: bool = False
    cable: bool = False
    is_used: bool = False
    password_is_right: bool = True
    on: str = ""

    def live(self) -> None:
        """A known network is found by itself by a radio that is free."""
        if self.on == "club" and not self.club_is_there:
            self.on = ""
        if self.on == "" and self.club_is_there and self.club_is_known:
            self.on = "club"
        if self.on == "trying" and self.club_is_there and self.password_is_right:
            self.on = "joined"
        if self.on == "joined" and not self.club_is_there:
            self.on = ""

    def happens(self, event: str) -> None:
        match event:
            case "club":
                self.club_is_there = not self.club_is_there
            case "cable":
                self.cable = not self.cable
            case "use":
                self.is_used = not self.is_used
            case "password":
                self.password_is_right = not self.password_is_right
            case "radio off":
                self.on = ""

    def obey(self, action: Action | None) -> None:
        match action:
            case "open":
                self.on = "own"
            case "close" | "abandon":
                self.on = ""
            case "join":
                self.on = "trying"
            case "keep":
                self.club_is_known, self.on = True, "club"
            case None:
                pass

    @property
    def seen(self) -> Observed:
        return Observed(
            has_radio=True,
            is_connected=self.cable or self.on in ("club", "joined"),
            is_own_up=self.on == "own",
            knows_networks=self.club_is_known,
            is_used=self.is_used,
            is_joined=self.on == "joined",
            is_join_refused=self.on == "trying" and self.club_is_there and not self.password_is_right,
        )


EVENTS = st.sampled_from(["club", "cable", "use", "password", "wish", "radio off"])


@settings(deadline=None, max_examples=200)
@given(st.booleans(), st.lists(st.tuples(EVENTS, st.integers(0, 900)), max_size=8))
def test_after_any_history_there_is_a_network_within_the_bound(knows: bool, history: list[tuple[str, int]]) -> None:
    world, state, now_s = World(club_is_known=knows), start(0), 0.0
    without_s = 0.0

    def look() -> None:
        nonlocal state, now_s, without_s
        world.live()
        done = step(state, world.seen, now_s)
        state = done.state
        world.obey(done.action)
        has_network = world.cable or world.on in ("club", "joined", "own")
        without_s = 0.0 if has_network else without_s + LOOK_S
        # a person who tries one network after another waits for each
        assert without_s <= LONGEST_WITHOUT_S + 2 * LOOK_S
        now_s += LOOK_S

    for event, pause_s in history:
        if event == "wish" and state.phase != "joining":
            done = join_chosen(state, now_s)
            state, without_s = done.state, 0.0
            world.obey(done.action)
        world.happens(event)
        for _ in range(int(pause_s / LOOK_S)):
            look()
    # at any one moment it may be looking for a network that it knows, with its own one down
    had_network = False
    for _ in range(int(LONGEST_WITHOUT_S / LOOK_S) + 2):
        look()
        had_network = had_network or world.cable or world.on in ("club", "joined", "own")
    assert had_network


def test_without_a_radio_nothing_is_tried() -> None:
    state = start(0)
    for now_s in range(0, 3600, 5):
        done = step(state, Observed(False, False, False), now_s)
        assert done.action is None
        state = done.state
    assert machine.step(state, CLUB, 3600).state.phase == "connected"
