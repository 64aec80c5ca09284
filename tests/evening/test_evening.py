"""A whole club evening, played in simulated time the way its people take, and counted a second time by the rules.

Eight archers, A to H, shoot sixty arrows in two details that take turns to begin, by the shooting timer. Impacts are
bursts of a simulated node through the real journal, placing and recording; phones speak HTTP to the real server.
Misses that nobody hears, bouncers, corrections, knocks on the butt, arrows before the signal and behind the time,
somebody late and somebody who leaves, power cuts and a database that is away come as a seed has them. Sheets are
signed, and one is corrected afterwards. The best four shoot a bracket in sets with a shoot-off in its final, the best
two a cumulative match, and two teams another one. Time is simulated: nothing waits for a clock.

ARCH_STATS_TEST_EVENINGS names other seeds: "1 2 3".
"""

import os
from pathlib import Path

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from tests.evening.comparing import compare, compare_measured
from tests.evening.hall import Hall, Pools
from tests.evening.matches import Matches
from tests.evening.plan import Dice, plan_of
from tests.evening.playing import Evening
from tests.evening.signing import Signing
from tests.postgres import Cluster
from tests.routers.conftest import Phone

SEEDS = [int(seed) for seed in os.environ.get("ARCH_STATS_TEST_EVENINGS", "18").split()]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_club_evening_adds_up(
    seed: int,
    phone: Phone,
    server_pool: Pool,
    sensing_pool: Pool,
    location: DatabaseLocation,
    cluster: Cluster,
    memory_path: Path,
) -> None:
    dice = Dice(seed)
    plan = plan_of(dice)
    pools = Pools(server_pool, sensing_pool)
    async with Hall(phone, pools, location, cluster, memory_path).open() as hall:
        evening = Evening(hall, plan)
        await evening.play()
        signing = Signing(evening)
        await signing.sign()
        await compare(evening)
        await signing.compare()
        await Matches(hall, dice, evening.ids).play(evening.session_id, plan.cards())
        await compare_measured(hall)
