"""Power cuts by command: python -m tests.faults.powercut [TRIALS] [SHOTS]

The whole chain (node, serial line, journal, acknowledgement, PostgreSQL) runs on a disk that records every write; then
the power is cut at TRIALS random instants. After each cut the appliance is started on what a disk could have been left
with: every shot that was acknowledged before the cut must be in its record. A control, the same without fsync, must
lose some. Ends with 1 where a shot is lost or the control loses none; needs root and qemu.
"""

import asyncio
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from appliance.database.errors import DatabaseUnavailable
from tests.faults.bench import READY_S, WHOLE_SERVE, Bench, Plan, last_lines, range_in
from tests.faults.block_log import Recording, cannot_record
from tests.faults.postgres import make_template, reachable_folder
from tests.faults.truth import Place

TRIALS, SHOTS = 110, 300
CONTROL_TRIALS = 20
CHECKPOINT_EVERY = 100
RECOVERED_S = 60.0
WITHOUT_FSYNC = (
    "import os, runpy, sys; os.fsync = os.fdatasync = lambda *_: None; sys.argv[0] = 'appliance'; "
    "runpy.run_module('appliance', run_name='__main__', alter_sys=True)"
)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A shot, and how many entries the disk's log had at the latest when it was acknowledged."""

    place: Place
    entries: int


def durable_program(wing: str) -> tuple[str, ...]:
    return (*WHOLE_SERVE, "--wing", wing)


def careless_program(wing: str) -> tuple[str, ...]:
    return ("-c", WITHOUT_FSYNC, "serve", "--wing", wing)


async def record(
    recording: Recording, disk: Path, template: Path, shots: int, *, careless: bool
) -> tuple[int, list[Acknowledged]]:
    """Shoot, one after another as fast as they are acknowledged; the disk's log has the rest."""
    plan = Plan(program=careless_program if careless else durable_program)
    async with range_in(disk, plan, template, seed=5) as bench:
        if careless:
            async with bench.postgres.connection() as connection:
                await connection.execute("ALTER SYSTEM SET fsync = off")
                await connection.execute("SELECT pg_reload_conf()")
        bench.power(on=True)
        await bench.is_ready()
        await bench.change_session(with_roster=True)
        # the template was copied, not made: its files are to be on the disk as initdb would have left them
        await asyncio.to_thread(subprocess.run, ["sync", "-f", str(disk)], check=True)
        first, acknowledged = recording.written(), []
        for number in range(1, shots + 1):
            shot = await bench.shoot()
            async with asyncio.timeout(READY_S):
                while shot.number in bench.node.held:
                    await asyncio.sleep(0.001)
            acknowledged.append(Acknowledged(shot.place, recording.written()))
            if number % CHECKPOINT_EVERY == 0:
                async with bench.postgres.connection() as connection:
                    await connection.execute("CHECKPOINT")
        # the power goes: nobody says goodbye
        bench.postgres.kill()
        bench.wings["both"].kill()
    return first, acknowledged


async def lost_after_a_cut(disk: Path, must: set[Place]) -> tuple[int, str]:
    """Start everything on the disk as it was left; how many acknowledged shots do not come back, and why."""
    back: set[Place] = set()
    try:
        async with (
            range_in(disk, Plan(program=durable_program), None, seed=6) as bench,
            asyncio.timeout(RECOVERED_S),
        ):
            while not must <= back:
                back = await _places(bench)
                await asyncio.sleep(0.02)
            # a clean end would take seconds of every trial
            bench.wings["both"].kill()
            bench.postgres.kill()
    except (DatabaseUnavailable, TimeoutError) as error:
        return len(must - back), "\n  ".join([repr(error), *last_lines(disk / "home" / "postgres" / "server.log", 12)])
    return 0, ""


async def _places(bench: Bench) -> set[Place]:
    return {row.place for row in await bench.record()}


def try_cuts(template: Path, trials: int, shots: int, *, careless: bool) -> int:
    """How many of the cuts lost an acknowledged shot."""
    name = "without fsync" if careless else "as it is"
    dice = random.Random(7)
    with reachable_folder() as folder:
        recording, disk = Recording(folder), folder / "disk"
        with recording.mounted(disk):
            first, acknowledged = asyncio.run(record(recording, disk, template, shots, careless=careless))
        last = acknowledged[-1].entries
        print(f"{name}: {shots} shots acknowledged, log entries {first} to {last}", flush=True)
        instants = [dice.randint(min(first + 1, last), last) for _ in range(trials)]
        started, bad = time.monotonic(), 0
        for number, upto in enumerate(recording.cuts(instants, dice, disk), 1):
            must = {shot.place for shot in acknowledged if shot.entries <= upto}
            lost, why = asyncio.run(lost_after_a_cut(disk, must))
            bad += lost > 0
            if lost:
                print(
                    f"{name}: a cut after entry {upto} lost {lost} of {len(must)} acknowledged shots: {why}", flush=True
                )
            if number % 10 == 0:
                print(f"{name}: {number} cuts, {bad} with loss, {time.monotonic() - started:.0f} s", flush=True)
    return bad


def main() -> int:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    trials, shots = (*numbers, *(TRIALS, SHOTS)[len(numbers) :])[:2]
    reason = cannot_record()
    if reason is not None:
        print(f"power cuts cannot be tried here: {reason}")
        return 2
    with reachable_folder() as template:
        asyncio.run(make_template(template))
        lost = try_cuts(template, trials, shots, careless=False)
        control = try_cuts(template, min(trials, CONTROL_TRIALS), shots, careless=True)
    print(f"{trials} power cuts: {lost} lost an acknowledged shot")
    print(f"control, nothing fsynced: {control} of {min(trials, CONTROL_TRIALS)} lost some")
    return 0 if lost == 0 and control > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
