"""Whoever takes over a process of ours, in one unit and in two, gets no further than that process may."""

from pathlib import Path

from tests.box.guest import ROOT, run

WALL = ROOT / "tests" / "box" / "wall.bash"
UNITS = ("joined", "database", "page", "sensors", "stick", "copying", "version", "watch")
MAY_LOG_IN = {
    "arch-stats logs in as arch_server",
    "arch-stats logs in as arch_archive",
    "arch-stats-sensing logs in as arch_sensing",
}


async def test_nothing_is_open_from_inside_a_unit_in_either_layout(card: Path) -> None:
    lines = (await run(str(WALL), str(card), wait_s=900)).splitlines()
    tried = {line.partition(":")[0] for line in lines if line.endswith(" attempts, nothing open")}
    assert tried == set(UNITS)
    assert {line for line in lines if " logs in as " in line} == MAY_LOG_IN
    assert lines[-1].startswith("split to joined: the session and the journal are there")
