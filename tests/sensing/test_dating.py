"""What date an impact gets, and between which dates losses happened. No database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.core.coincidence import Impact
from appliance.core.events import ShotsLost
from appliance.sensing.dating import date, loss
from appliance.sensing.entries import Entry, Recordable
from appliance.sensing.items import Found, Item
from tests.builders import NOW, a_burst
from tests.sensing.bench import BenchClock

CLOCK = BenchClock()
LOST = ShotsLost("n", 7, 12, 10, NOW, 5e6, 2e6, 4e6, "node_started_anew")


def found(event: Recordable, boot: str = CLOCK.kernel_boot) -> Found:
    what = event if isinstance(event, ShotsLost) else Impact(event, (), True)  # type: ignore[arg-type]
    return Found(what, (Item(Entry(event, boot, NOW), b""),))


def after_start(seconds: float) -> object:
    return CLOCK.began_at + timedelta(seconds=seconds)


def test_an_impact_is_dated_by_when_it_was_felt_and_a_loss_by_when_it_was_known() -> None:
    assert date(found(a_burst(loop_us=9e6, impact_us=3e6)), CLOCK) == after_start(3)
    assert date(found(a_burst(loop_us=9e6)), CLOCK) == after_start(9)
    assert date(found(LOST), CLOCK) == after_start(5)
    # of an earlier boot, as it was dated then
    assert date(found(a_burst(loop_us=9e6), "earlier"), CLOCK) == NOW


def test_a_loss_lies_between_two_dates() -> None:
    row = loss(found(LOST), LOST, CLOCK)
    assert (row.node, row.boot, row.first_sequence, row.last_sequence) == ("n", 7, 10, 12)
    assert (row.lost_from, row.lost_until) == (after_start(2), after_start(4))
    assert row.reason == "node_started_anew"
    # of an earlier boot: by how long before it was known it began and ended
    row = loss(found(LOST, "earlier"), LOST, CLOCK)
    assert (row.lost_from, row.lost_until) == (NOW - timedelta(seconds=3), NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("from_us", "until_us", "begin", "end"),
    [(None, 4e6, None, 4), (2e6, None, 2, None), (None, None, None, None), (4e6, 2e6, 2, 4), (3e6, 3e6, 3, 3)],
)
def test_of_a_loss_each_bound_may_be_missing_and_both_are_put_in_order(
    from_us: float | None, until_us: float | None, begin: float | None, end: float | None
) -> None:
    lost = replace(LOST, from_us=from_us, until_us=until_us, reason="x" * 1001)
    row = loss(found(lost), lost, CLOCK)
    assert row.lost_from == (None if begin is None else after_start(begin))
    assert row.lost_until == (None if end is None else after_start(end))
    assert len(row.reason) == 1000
