"""Runs files under MicroPython's unix port, from the checkout."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_OF_ENVIRONMENT = Path(sys.executable).with_name("micropython")
MICROPYTHON = (str(_OF_ENVIRONMENT) if _OF_ENVIRONMENT.exists() else "micropython",)
"""Of the environment, where there is a wheel for this machine, else Debian's. The module form loses the exit status."""
SCRIPTS = ROOT / "tests" / "node" / "scripts"
WAIT_S = 60


def output_of(script: str, stdin: bytes = b"", *, heap_bytes: int = 2_000_000) -> bytes:
    """What a script of tests/node/scripts prints when it is given `stdin`."""
    done = subprocess.run(
        [*MICROPYTHON, "-X", f"heapsize={heap_bytes}", str(SCRIPTS / script), str(ROOT)],
        input=stdin, capture_output=True, check=False, timeout=WAIT_S,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
