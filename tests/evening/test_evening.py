"""A whole club evening, played in simulated time the way its people take, and counted a second time by the rules.

Six archers, A to F, as many as a butt takes, shoot sixty arrows in three details that take turns to begin. Impacts
are bursts of a simulated node through the real journal, placing and recording; phones speak HTTP to the real server.
Misses that nobody hears, bouncers, corrections, knocks on the butt, somebody late and somebody who leaves, power cuts
and a database that is away come as a seed has them. The best four shoot a bracket, with a shoot-off in its final.
Time is simulated: nothing waits for a clock.

ARCH_STATS_TEST_EVENINGS names other seeds: "1 2 3".
"""

import os
from pathlib import Path

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from tests.evening.comparing import compare, compare_measured
from tests.evening.hall import Hall
from tests.evening.matches import Matches
from tests.evening.plan import Dice, plan_of
from tests.evening.playing import Evening
from tests.postgres import Cluster
from tests.routers.conftest import Phone

SEEDS = [int(seed) for seed in os.environ.get("ARCH_STATS_TEST_EVENINGS", "18 70").split()]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_club_evening_adds_up(
    seed: int, phone: Phone, sensing_pool: Pool, location: DatabaseLocation, cluster: Cluster, tmp_path: Path
) -> None:
    dice = Dice(seed)
    plan = plan_of(dice)
    async with Hall(phone, sensing_pool, location, cluster, tmp_path / "journal").open() as hall:
        evening = Evening(hall, plan)
        await evening.play()
        await compare(evening)
        await Matches(hall, dice, evening.ids).play(evening.session_id, plan.cards())
        await compare_measured(hall)
