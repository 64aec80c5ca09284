"""Two plugs of a board in each other's place: arrows wait in the inbox, and the page says why."""

import random
from typing import Any

from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.hil.conftest import Bench, Start, powered
from tests.hil.test_chirps import until

BUTT = VirtualButt()
ONE, OTHER = 1, 4


async def shoot(bench: Bench, node: PtyNode, dice: random.Random, *, is_crossed: bool) -> str:
    """What became of an arrow near the middle."""
    ticks: list[int] = list(BUTT.ticks(dice.gauss(650, 60), dice.gauss(650, 60), node.clock_us(), dice))
    if is_crossed:
        ticks[ONE], ticks[OTHER] = ticks[OTHER], ticks[ONE]
    await node.latch(ticks)
    outcome: str = (await bench.message("detection"))["data"]["outcome"]
    return outcome


def warned(health: dict[str, Any]) -> bool:
    return any("channels 2 (N) and 5 (SE) look exchanged" in warning["text"] for warning in health["warnings"])


async def test_arrows_that_wait_in_the_inbox_name_the_plugs_and_one_that_is_placed_ends_it(
    start: Start, node: PtyNode
) -> None:
    dice = random.Random(8)
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        outcomes = [await shoot(bench, node, dice, is_crossed=True) for _ in range(6)]
        assert "located" not in outcomes
        named = await until(bench, warned)
        (warning,) = [warning["text"] for warning in named["warnings"] if "look exchanged" in warning["text"]]
        assert warning.startswith("6 arrows could not be placed, and by these channels 2 (N)")
        # somebody puts the plugs right
        assert [await shoot(bench, node, dice, is_crossed=False) for _ in range(2)] == ["located"] * 2
        await until(bench, lambda health: not warned(health))
