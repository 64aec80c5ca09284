"""Decides when the box opens its own access point and when it joins networks: a state machine without clock or radio.

The box must never be without both a network and an access point for longer than LONGEST_WITHOUT_S.
"""

from dataclasses import dataclass, replace
from typing import Literal

Phase = Literal["waiting", "connected", "own", "joining", "trying"]
"""`waiting`: without a network, which may still come. `own`: the access point is open. `joining`: a network that a
person chose is tried. `trying`: the access point is closed for a while, so that a known network can be found."""
Action = Literal["open", "close", "join", "keep", "abandon"]
"""`keep`: store the joined network as known. `abandon`: forget it."""

FIRST_WAIT_S = 60.0
"""Longest wait after the start for a known network, s."""
GONE_S = 180.0
"""Longest wait for a lost network, s; a router restarts within this."""
JOIN_S = 45.0
"""Longest attempt to join, s: scan, handshake and DHCP; a wrong password is detected by then, too."""
OPEN_AGAIN_S = 15.0
"""An access point that is not up after so many seconds is opened again."""
TRY_KNOWN_EVERY_S = 600.0
"""Interval at which a known network is looked for while nobody uses the access point, s: most radios cannot do both."""
LONGEST_WITHOUT_S = max(FIRST_WAIT_S, GONE_S) + JOIN_S + OPEN_AGAIN_S
"""Longest time without any network or access point, s, as long as the radio works."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The state that NetworkManager reports. `is_connected`: to a network other than our own; `is_used`: phones use our
    page. `is_joined`, `is_join_refused`: the result for the network that a person chose; neither: it is still being
    tried."""

    has_radio: bool
    is_connected: bool
    is_own_up: bool
    knows_networks: bool = False
    is_used: bool = False
    is_joined: bool = False
    is_join_refused: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The phase, since when, and how long it may last before a transition.

    `after_join_s`: how long to wait for the previous network if joining fails.
    """

    phase: Phase
    since_s: float
    patience_s: float = FIRST_WAIT_S
    after_join_s: float = 0.0

    def is_over(self, now_s: float) -> bool:
        """Whether the phase has reached its time limit."""
        return now_s - self.since_s >= self.patience_s


@dataclass(frozen=True, slots=True)
class Step:
    """The next state and what to do now. `has_failed`: the network that a person chose could not be joined."""

    state: State
    action: Action | None = None
    has_failed: bool = False


def start(now_s: float) -> State:
    """The state at the start of the box."""
    return State("waiting", now_s)


def join_chosen(state: State, now_s: float) -> Step:
    """The step that begins joining the network that a person chose."""
    return Step(State("joining", now_s, JOIN_S, FIRST_WAIT_S if state.phase == "connected" else 0.0), "join")


def step(state: State, seen: Observed, now_s: float) -> Step:
    """The next state and action for an observation."""
    if state.phase == "joining":
        return _joining(state, seen, now_s)
    if not seen.has_radio:
        return Step(State("connected" if seen.is_connected else "waiting", now_s))
    match state.phase:
        case "waiting" | "trying":
            if seen.is_connected:
                return Step(State("connected", now_s))
            if state.phase == "waiting" and seen.is_own_up:
                # opened before this program was restarted
                return Step(State("own", now_s))
            return _opened(now_s) if state.is_over(now_s) else Step(state)
        case "connected":
            return Step(state if seen.is_connected else State("waiting", now_s, GONE_S))
        case "own":
            return _own(state, seen, now_s)


def _joining(state: State, seen: Observed, now_s: float) -> Step:
    if seen.is_joined:
        return Step(State("connected", now_s), "keep")
    if not (seen.is_join_refused or state.is_over(now_s)):
        return Step(state)
    return Step(State("waiting", now_s, state.after_join_s), "abandon", has_failed=True)


def _own(state: State, seen: Observed, now_s: float) -> Step:
    if seen.is_connected and not seen.is_used:
        return Step(State("connected", now_s), "close" if seen.is_own_up else None)
    if not seen.is_own_up:
        if state.patience_s != OPEN_AGAIN_S:
            return Step(State("own", now_s, OPEN_AGAIN_S))
        return _opened(now_s) if state.is_over(now_s) else Step(state)
    if seen.is_used or not seen.knows_networks:
        # the interval starts when the last phone has left
        return Step(replace(state, since_s=now_s, patience_s=TRY_KNOWN_EVERY_S))
    if state.patience_s != TRY_KNOWN_EVERY_S:
        return Step(replace(state, since_s=now_s, patience_s=TRY_KNOWN_EVERY_S))
    return Step(State("trying", now_s, JOIN_S), "close") if state.is_over(now_s) else Step(state)


def _opened(now_s: float) -> Step:
    return Step(State("own", now_s, OPEN_AGAIN_S), "open")
