"""The wings run apart, as two processes: the wall is real."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.settings import Settings, setting_name
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_survey
from tests.hil.conftest import WAIT_S, phone_at, powered


def environment(settings: Settings, **extra: str) -> dict[str, str]:
    variables = {setting_name(name): str(getattr(settings, name)) for name in settings.model_fields_set}
    return {"PATH": os.environ["PATH"], **variables, **extra}


@asynccontextmanager
async def wing(name: str, env: dict[str, str]) -> AsyncIterator[str]:
    """One half of the appliance; gives the line that says it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "appliance", "serve", "--wing", name, env=env, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield (await asyncio.wait_for(process.stdout.readline(), WAIT_S)).decode()
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), WAIT_S)
        process._transport.close()  # type: ignore[attr-defined]  # private: asyncio leaves the pipe open
    assert process.returncode == 0


async def test_an_arrow_crosses_from_one_process_to_the_other(settings: Settings, tmp_path: Path) -> None:
    survey = tmp_path / "survey.json"
    survey.write_text(a_survey().model_dump_json())
    node = PtyNode(VirtualButt(), random.Random(3))
    server = environment(settings)
    sensing = environment(settings, ARCH_STATS_SURVEY=str(survey), ARCH_STATS_NODE_URL=node.line.url)
    async with wing("server", server) as greeting, wing("sensing", sensing) as other:
        assert other == "Arch-Stats sensors are listening\n"
        base = greeting.split()[-1].removesuffix("/app/")
        async with phone_at(base) as bench, powered(node):
            await bench.node_is("listening")
            await node.shoot(650.0, 720.0)
            shot = (await bench.message("shot"))["data"]
    node.line.unplug()
    assert (shot["x"], shot["y"], shot["points"]) == (pytest.approx(650, abs=1.5), pytest.approx(720, abs=1.5), 9)
