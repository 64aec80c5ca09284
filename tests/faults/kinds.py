"""The faults: what is done to the range, at which instant, and for how long."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.bench import SETTLE_S, Bench, Plan, range_with
from tests.faults.lines import WHOLE, Damage
from tests.faults.postgres import can_mount, fill
from tests.faults.truth import Verdict

Fault = Callable[[Bench], Awaitable[None]]

SHOTS_BEFORE = 5
SHOTS_AFTER = 8
FIRST_SHOT_S = 30.0
CABLE_OUT_S = 0.3


WHOLE_RANGE = Plan()


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault and the range that it is done to. `aim_s`: from the fault to the first shot on a phone."""

    fault: Fault
    plan: Plan = WHOLE_RANGE
    aim_s: float | None = None
    needs_disk: bool = False
    settle_s: float = SETTLE_S


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of all rounds of a kind."""

    verdict: Verdict
    to_first_shot_s: list[float]

    def median_s(self) -> float | None:
        """Half of the rounds were quicker."""
        return sorted(self.to_first_shot_s)[len(self.to_first_shot_s) // 2] if self.to_first_shot_s else None


async def kill(wings: tuple[str, ...], bench: Bench) -> None:
    for wing in wings:
        bench.wings[wing].kill()


async def kill_database(bench: Bench) -> None:
    bench.postgres.kill()


async def kill_all(bench: Bench) -> None:
    bench.postgres.kill()
    for wing in bench.wings.values():
        wing.kill()


async def pull_cable(bench: Bench) -> None:
    bench.plug_out()
    await asyncio.sleep(CABLE_OUT_S)
    bench.plug_in()


async def pull_cable_over_a_change_of_session(bench: Bench) -> None:
    """Arrows of one session come out of the node while another is open."""
    bench.plug_out()
    await bench.shoot_group(4)
    await bench.change_session(with_roster=bench.dice.random() < 0.5)
    await bench.shoot_group(4)
    bench.plug_in()


async def damage_wire(damage: Damage, bench: Bench) -> None:
    """The wire stays damaged until everything is fetched."""
    bench.damage(damage)


async def stop_database(bench: Bench) -> None:
    await bench.postgres.stop()
    await _a_while(bench)
    await bench.postgres.start()


async def freeze_database(bench: Bench) -> None:
    bench.postgres.freeze()
    await _a_while(bench)
    bench.postgres.thaw()


async def refuse_writes(bench: Bench) -> None:
    await bench.postgres.read_only(True)
    await _a_while(bench)
    await bench.postgres.read_only(False)


async def fill_database(bench: Bench) -> None:
    await bench.postgres.fill()
    await _a_while(bench)
    bench.postgres.empty()


async def fill_journal(bench: Bench) -> None:
    ballast = bench.folder / "data" / "ballast"
    await asyncio.to_thread(fill, ballast)
    await _a_while(bench)
    ballast.unlink()


async def lose_the_journal(bench: Bench) -> None:
    """The control: what stood only in the journal is gone, and the verdict must say so."""
    await bench.postgres.stop()
    await bench.shoot_group(4)
    await bench.is_acknowledged()
    bench.wings["both"].kill()
    for file in (bench.folder / "data" / "journal").iterdir():
        file.unlink()
    await bench.postgres.start()


async def _a_while(bench: Bench) -> None:
    await asyncio.sleep(bench.dice.uniform(1.0, 3.0))


# of a long frame one in eight comes whole at one flipped bit in 1,000: it is sent again every few seconds until it
# does, and within 180 s one of 200 was not
DAMAGED_S = 600.0
TWO = Plan(wings=("server", "sensing"))
KINDS: dict[str, Kind] = {
    "process": Kind(partial(kill, ("both",)), aim_s=1.5),
    "sensing": Kind(partial(kill, ("sensing",)), TWO, aim_s=1.5),
    "server": Kind(partial(kill, ("server",)), TWO, aim_s=1.5),
    "database": Kind(kill_database, aim_s=3.0),
    "all": Kind(kill_all, TWO),
    "cable": Kind(pull_cable, aim_s=2.0),
    "sessions": Kind(pull_cable_over_a_change_of_session),
    "bits": Kind(partial(damage_wire, Damage(bit=0.001)), settle_s=DAMAGED_S),
    "cut": Kind(partial(damage_wire, Damage(cut=0.3)), settle_s=DAMAGED_S),
    "tripled": Kind(partial(damage_wire, Damage(tripled=0.5)), settle_s=DAMAGED_S),
    "reordered": Kind(partial(damage_wire, Damage(held_back=0.3)), settle_s=DAMAGED_S),
    "junk": Kind(partial(damage_wire, Damage(junk=0.5)), settle_s=DAMAGED_S),
    "stopped": Kind(stop_database),
    "frozen": Kind(freeze_database),
    "read-only": Kind(refuse_writes),
    "full": Kind(fill_database, Plan(database_disk=True), needs_disk=True),
    "journal-full": Kind(fill_journal, Plan(data_disk=True), needs_disk=True),
    "control": Kind(lose_the_journal, settle_s=5.0),
}


def cannot_run(kind: Kind) -> str | None:
    """Why this kind cannot be tried here."""
    return "needs root, for a disk of its own" if kind.needs_disk and not can_mount() else None


async def run_rounds(
    names: Sequence[str], template: Path, seed: int, progress: Callable[[int, Bench], None] = lambda _k, _b: None
) -> Outcome:
    """These faults, one after another, each at a random instant while arrows land; then the record is compared with
    the truth. All of them are of one plan."""
    kinds = [KINDS[name] for name in names]
    assert all(kind.plan == kinds[0].plan for kind in kinds), names
    async with range_with(kinds[0].plan, template, seed) as bench:
        took: list[float] = []
        for k, kind in enumerate(kinds):
            if k and k % 3 == 0:
                await bench.change_session(with_roster=k % 2 == 0)
            first_s = await _round(kind, bench)
            if first_s is not None:
                took.append(first_s)
            progress(k + 1, bench)
            if bench.notes:
                # it did not come back: the next fault would only bury the reason
                break
        return Outcome(await bench.verdict(), took)


async def _round(kind: Kind, bench: Bench) -> float | None:
    """One fault; gives the seconds from it to the first shot, of those after it, on the phone."""
    before = asyncio.create_task(bench.shoot_group(SHOTS_BEFORE), name="archers")
    await asyncio.sleep(bench.dice.uniform(0.0, 1.0))
    known = len(bench.truth)
    at = time.monotonic()
    fault = asyncio.create_task(_as_task(kind.fault(bench)), name="fault")
    await before
    await bench.shoot_group(SHOTS_AFTER)
    await fault
    places = {shot.place for shot in bench.truth[known:]}
    seen = await bench.phone.sees_one_of(places, FIRST_SHOT_S)
    await bench.settle(kind.settle_s)
    bench.damage(WHOLE)
    await bench.is_ready()
    return None if seen is None else seen - at


async def _as_task(work: Awaitable[None]) -> None:
    await work
