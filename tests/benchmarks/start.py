"""What it costs until the program is there, apart from the database: python -m tests.benchmarks.start [CHECKOUT ...]

Seconds of processor time to import all that `arch-stats serve` needs, the least of several runs, as on a busy machine
more than that is somebody else's. Other checkouts are asked by turns in the same run, for before and after.
"""

import os
import subprocess
import sys
from pathlib import Path

RUNS = 12
WORDS = """
import sys, time
began = time.process_time()
from appliance.runtime.quick_start import imported_quickly
with imported_quickly():
    import appliance.commands.serve
print(time.process_time() - began, len(sys.modules))
"""


def imported(checkout: Path) -> tuple[float, int]:
    """Seconds of processor time, and how many modules are there then."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        [sys.executable, "-c", WORDS], capture_output=True, text=True, check=True, env=environment, cwd=checkout
    )
    seconds, modules = done.stdout.split()
    return float(seconds), int(modules)


def main() -> None:
    checkouts = [Path(__file__).parents[2], *map(Path, sys.argv[1:])]
    found: dict[Path, list[tuple[float, int]]] = {checkout: [] for checkout in checkouts}
    for _ in range(RUNS):
        for checkout, runs in found.items():
            runs.append(imported(checkout))
    for checkout, runs in found.items():
        seconds, modules = min(runs)
        print(f"{checkout}: {seconds:.3f} s of processor time, {modules} modules")


if __name__ == "__main__":
    main()
