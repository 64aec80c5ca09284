"""The OpenAPI document against the real server: whatever it allows is answered as it says."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

from tests.hil.conftest import Bench, Start

HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
KEPT = Path(__file__).parents[2] / ".hypothesis"
"""Tables of Unicode, which Hypothesis makes in seconds where they are not there; no examples."""
WAIT_S = 900
EXAMPLES = "10"
FROM_ELSEWHERE = "Forwarded: for=192.0.2.1"
"""Whoever is at the box needs no token."""


async def keepers_token(bench: Bench) -> str:
    async with bench.http.post(f"{bench.base}/api/v0/pairing-code", json={"role": "keeper"}) as response:
        code = (await response.json())["data"]["code"]
    async with bench.http.post(f"{bench.base}/api/v0/pairing", json={"name": "a program", "code": code}) as response:
        assert response.status == 201
        return next(cookie.value for name, cookie in response.cookies.items() if name.startswith("arch_stats_"))


async def test_the_server_does_what_its_document_says(start: Start, tmp_path: Path) -> None:
    command = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert command is not None
    async with start() as bench:
        process = await asyncio.create_subprocess_exec(
            command, "run", f"{bench.base}/api/openapi.json", "--max-examples", EXAMPLES, "--seed", "1",
            "--header", FROM_ELSEWHERE, "--header", f"Authorization: Bearer {await keepers_token(bench)}",
            # rules across fields (an end_time exactly when closed, a face on the butt) cannot be said in JSON Schema,
            # so a body that the schema allows may be refused with 422
            # it would withdraw its own token; tests/routers/test_access.py withdraws others
            "--exclude-path-regex", "^/api/v0/pairing(/.*)?$",
            "--request-timeout", "60", "--exclude-checks", "positive_data_acceptance", "--continue-on-failure",
            "--generation-database", ":memory:",
            # requests looks through the whole environment for proxies at each request
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"], "SCHEMATHESIS_HOOKS": str(HOOKS), "HYPOTHESIS_STORAGE_DIRECTORY": str(KEPT)
            },
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        out, _ = await asyncio.wait_for(process.communicate(), WAIT_S)
    assert process.returncode == 0, out.decode()[-6000:]
