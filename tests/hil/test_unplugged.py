"""The node, then PostgreSQL, pulled and put back: no arrow is lost, none comes twice."""

from pathlib import Path

from appliance.database.location import DatabaseLocation
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from tests.hil.conftest import Start, powered
from tests.postgres import Cluster


async def test_the_node_is_unplugged_and_plugged_in_again(start: Start, node: PtyNode, tmp_path: Path) -> None:
    port = tmp_path / "node"
    port.symlink_to(node.line.url)
    async with start(node_url=str(port)) as bench:
        async with powered(node):
            await bench.node_is("listening")
            await node.shoot(650, 650)
            await bench.message("shot")
        node.line.unplug()
        await bench.node_is("lost")
        # an arrow lands while the cable is out
        node.hold(600, 700)
        line = PtyLine()
        node.move_to(line)
        port.unlink()
        port.symlink_to(line.url)
        async with powered(node):
            shot = (await bench.message("shot"))["data"]
            assert abs(shot["x"] - 600) < 2
            async with bench.http.get(f"{bench.base}/api/v0/shot/session-id/{bench.session_id}") as response:
                assert len((await response.json())["data"]) == 2


async def test_postgres_goes_away_and_comes_back(
    start: Start, node: PtyNode, location: DatabaseLocation, cluster: Cluster
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        for k in range(3):
            await node.shoot(650, 600 + 20 * k)
        await cluster.allow(location, connections=True)
        heights = [round((await bench.message("shot"))["data"]["y"], -1) for _ in range(3)]
        assert heights == [600, 620, 640]
        async with bench.http.get(f"{bench.base}/api/v0/shot/session-id/{bench.session_id}") as response:
            assert len((await response.json())["data"]) == 3


async def test_what_was_heard_before_a_crash_is_there_after_it(start: Start, node: PtyNode) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await node.shoot(650, 650)
        await bench.message("shot")
    # a second run finds the same journal: nothing is told twice
    async with (
        start(node_url=node.line.url) as bench,
        bench.http.get(f"{bench.base}/api/v0/shot/session-id/{bench.session_id}") as response,
    ):
        assert len((await response.json())["data"]) == 1
