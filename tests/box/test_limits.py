"""A unit that takes more memory than it may is ended and started anew, more tasks are refused, and no shot is lost."""

import re
from pathlib import Path

from tests.box.guest import ROOT, run

LIMITS = ROOT / "tests" / "box" / "limits.bash"
TASKS_MAX = int(re.findall(r"^TasksMax=(\d+)$", (ROOT / "systemd" / "arch-stats.service").read_text(), re.MULTILINE)[0])
SHOTS = 5


async def test_a_unit_beyond_its_limits_is_started_anew_and_every_shot_is_there(card: Path) -> None:
    lines = (await run(str(LIMITS), str(card), wait_s=600)).splitlines()
    tasks = re.search(r"^tasks: (\d+) more; the unit serves: 1 (\d+)$", "\n".join(lines), re.MULTILINE)
    assert tasks is not None, lines
    assert 0 < int(tasks[1]) < TASKS_MAX
    assert int(tasks[2]) == SHOTS
    assert {"the unit was ended and started anew", "the database is the same", f"shots: {SHOTS}"} <= set(lines), lines
    assert "NRestarts=1" in lines
