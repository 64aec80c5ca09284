"""Killed at any instant, one whole version is there: real processes, real SIGKILL."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.updates.stamp import STAMP
from appliance.updates.versions import Versions
from tests.updates.conftest import NEW, NEWER, OLD

CHANGING = """
import sys
from pathlib import Path
from appliance.updates.versions import Versions
from tests.updates.conftest import NEW, NEWER, OLD, make_version

versions = Versions(Path(sys.argv[1]))
print("began", flush=True)
while True:
    for name in (NEWER, OLD, NEW):
        if versions.read(name) is None:
            import shutil
            shutil.rmtree(versions.home / name, ignore_errors=True)
            make_version(versions, name)
        found = versions.read(name)
        assert found is not None
        versions.make_current(found)
        versions.forget_others()
"""


@pytest.mark.parametrize("seed", range(8))
def test_one_whole_version_is_current(versions: Versions, seed: int) -> None:
    dice = random.Random(seed)
    changing = subprocess.Popen(
        [sys.executable, "-c", CHANGING, str(versions.home)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    with changing:
        assert changing.stdout is not None
        assert changing.stdout.readline() == "began\n"
        try:
            changing.wait(timeout=dice.uniform(0.0, 0.3))
        except subprocess.TimeoutExpired:
            changing.kill()
    assert changing.returncode == -9
    current = versions.current()
    assert current is not None
    assert current.name in (OLD, NEW, NEWER)
    assert current.can_start
    # and nothing else that is there passes for a version without being whole
    for folder in versions.home.iterdir():
        if (folder / STAMP).exists():
            assert (folder / "venv" / "bin" / "python").exists()
