from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drivers.acoustic.intervals import IntervalSet
from tests.drivers.properties import steady

NUMBERS = st.integers(0, 40)
STEPS = st.lists(st.tuples(st.sampled_from(["add", "remove"]), NUMBERS, NUMBERS))


@steady
@given(STEPS, NUMBERS, NUMBERS)
def test_it_is_a_set_of_numbers(steps: list[tuple[str, int, int]], first: int, last: int) -> None:
    ours, plain = IntervalSet(), set[int]()
    for step, a, b in steps:
        if step == "add":
            ours.add(a, b)
            plain |= set(range(a, b + 1))
        else:
            ours.remove(a, b)
            plain -= set(range(a, b + 1))
        assert {n for x, y in ours for n in range(x, y + 1)} == plain
        pieces = list(ours)
        assert all(y + 1 < x for (_, y), (x, _) in pairwise(pieces))
        assert ours.count == len(plain)
        assert bool(ours) == bool(plain)
        assert [n for n in range(42) if n in ours] == sorted(plain)
    span = set(range(first, last + 1))
    assert {n for x, y in ours.within(first, last) for n in range(x, y + 1)} == plain & span
    assert {n for x, y in ours.outside(first, last) for n in range(x, y + 1)} == span - plain


def test_a_billion_in_a_row_is_one_piece() -> None:
    numbers = IntervalSet()
    numbers.add(1, 10**9)
    assert (numbers.pieces, numbers.count, 5 in numbers) == (1, 10**9, True)
    assert numbers.drop_lowest() == (1, 10**9)
