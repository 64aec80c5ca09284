"""Whoever asks for the clock first after it was set gets the new one."""

from datetime import timedelta

from appliance.database.pool import Pool
from tests.models.test_clock import LAST_WEEK, Computer, begun


async def test_the_clock_is_another_from_the_moment_at_which_it_was_set(sensing_pool: Pool) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    before = clock.clock_id
    assert before is not None
    computer.set(timedelta(days=7))
    assert clock.clock_id not in (None, before)
    assert [clock.clock_id_of(boot) for boot in ("boot-0", "boot-2")] == [None, None]
