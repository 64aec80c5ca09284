"""The air at each shot of a finished session, estimated from the shots before it and those after it.

Two filters, one forwards, one backwards, are combined at each shot (Fraser, Potter, The optimum linear smoother as a
combination of two optimum linear filters, IEEE Transactions on Automatic Control 14(4), 1969).
"""

from collections.abc import Callable
from dataclasses import replace

from appliance.core.air.state import AIR_SIZE, SlowState
from appliance.core.linalg import dot, inverse_definite

SAME_AIR = 16.27
"""Largest chi-squared of the air before a shot against the air after it, three degrees of freedom, for which both are
the same: exceeded by chance once in a thousand."""


def smoothed_states(
    count: int, first: SlowState, learn: Callable[[int, SlowState], SlowState]
) -> list[tuple[SlowState, ...]]:
    """The states by which each of `count` shots may be placed: one, or two where the air changed at the shot.

    `first`: the state before any shot; `learn(k, state)`: returns the state after shot k.
    """
    before, after = [first], [first]
    for k in range(count - 1):
        before.append(learn(k, before[-1]))
        after.append(learn(count - 1 - k, after[-1]))
    return [_put_together(b, a, first) for b, a in zip(before, reversed(after), strict=True)]


def _put_together(before: SlowState, after: SlowState, first: SlowState) -> tuple[SlowState, ...]:
    apart = [b - a for b, a in zip(before.values[:AIR_SIZE], after.values[:AIR_SIZE], strict=True)]
    doubt = [
        [b + a for b, a in zip(row, other, strict=True)]
        for row, other in zip(before.covariance[:AIR_SIZE], after.covariance[:AIR_SIZE], strict=True)
    ]
    known = inverse_definite([row[:AIR_SIZE] for row in doubt])
    if dot(apart, [dot(row, apart) for row in known]) > SAME_AIR:
        return before, after
    try:
        return (_sum(before, after, first),)
    except ArithmeticError:
        # both are less certain than the first state
        return before, after


def _sum(before: SlowState, after: SlowState, first: SlowState) -> SlowState:
    """Both states combined, with their common beginning counted once. Raises ArithmeticError when nothing is left."""
    one, other, common = (inverse_definite(state.covariance) for state in (before, after, first))
    size = len(before.values)
    known = [[one[i][j] + other[i][j] - common[i][j] for j in range(size)] for i in range(size)]
    pull = [
        dot(one[i], before.values) + dot(other[i], after.values) - dot(common[i], first.values) for i in range(size)
    ]
    covariance = inverse_definite(known)
    suspected = max(before, after, key=lambda state: state.suspected)
    return replace(
        before,
        values=tuple(dot(row, pull) for row in covariance),
        covariance=tuple(map(tuple, covariance)),
        unexplained=0,
        suspect=suspected.suspect,
        suspected=suspected.suspected,
    )
