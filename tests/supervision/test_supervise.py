"""What a part does to itself, and to nobody else."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from itertools import repeat

import pytest

from appliance.core.backoff import delays_s
from appliance.core.message import Message
from appliance.runtime import supervise
from appliance.runtime.supervise import Part, Supervisor
from tests.english import as_english, english

WAIT_S = 20


def at_once() -> Iterator[float]:
    return repeat(0.0)


class Neighbour:
    """A part that goes on counting."""

    def __init__(self) -> None:
        self.starts = 0
        self.ran = asyncio.Event()

    async def run(self) -> None:
        self.starts += 1
        while True:
            self.ran.set()
            await asyncio.sleep(0)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not holds():  # noqa: ASYNC110  (it looks, and nobody tells)
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("odd"),
        OSError(28, "No space left on device"),
        ExceptionGroup("many", [KeyError("x")]),
        BaseExceptionGroup("all", [SystemExit(3), KeyboardInterrupt()]),
        SystemExit(3),
        KeyboardInterrupt(),
        asyncio.CancelledError(),
        GeneratorExit(),
        None,
    ],
    ids=repr,
)
async def test_whatever_a_part_does_is_its_own_affair(error: BaseException | None) -> None:
    tries = 0
    is_back = asyncio.Event()

    async def odd() -> None:
        nonlocal tries
        tries += 1
        if tries == 3:
            is_back.set()
            await asyncio.Event().wait()
        if error is not None:
            raise error

    neighbour = Neighbour()
    async with Supervisor(at_once).running(Part("neighbour", neighbour.run), Part("odd", odd)):
        await asyncio.wait_for(is_back.wait(), WAIT_S)
        await neighbour.ran.wait()
    assert neighbour.starts == 1


async def test_a_failed_part_is_shown_with_its_reason_and_then_running_again() -> None:
    may_run = asyncio.Event()

    async def needs_a_pin() -> None:
        if not may_run.is_set():
            raise OSError("lamp pin 24: no pin factory")
        await asyncio.Event().wait()

    supervisor = Supervisor(at_once)
    async with supervisor.running(Part("lamp", needs_a_pin)):
        await until(lambda: supervisor.read()[0].state == "failed")
        assert english(supervisor.read()[0].detail) == "lamp pin 24: no pin factory"
        may_run.set()
        await until(lambda: supervisor.read()[0].state == "running")
        assert supervisor.read()[0].detail is None
    assert supervisor.read() == []


async def test_a_part_that_waits_says_for_what() -> None:
    reason: Message | None = as_english("the database")
    supervisor = Supervisor(at_once)
    async with supervisor.running(Part("feed", asyncio.Event().wait, waits_for=lambda: reason)):  # type: ignore[arg-type]  # any coroutine will do
        await until(lambda: supervisor.read()[0].state != "starting")
        assert (supervisor.read()[0].state, english(supervisor.read()[0].detail)) == ("waiting", "the database")
        reason = None
        assert supervisor.read()[0].state == "running"


async def test_only_the_unforeseen_is_logged_with_its_trace_and_each_reason_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: dict[str, int] = {}

    def failing(name: str, error: Exception) -> Part:
        async def run() -> None:
            tries[name] = tries.get(name, 0) + 1
            raise error

        return Part(name, run)

    with caplog.at_level(logging.ERROR):
        parts = failing("card", OSError("no space")), failing("bug", ZeroDivisionError())
        async with Supervisor(at_once).running(*parts):
            await until(lambda: min(tries.get("card", 0), tries.get("bug", 0)) > 3)
    lines = [(record.getMessage(), record.exc_info is not None) for record in caplog.records]
    assert lines == [("card: no space", False), ("bug: something went wrong in it (ZeroDivisionError)", True)]


async def test_the_pauses_grow_and_never_end() -> None:
    delays = delays_s()
    pauses = [next(delays) for _ in range(50)]
    assert pauses[0] < 1.0
    assert pauses == sorted(pauses)
    assert pauses[-1] <= 5.0


class Hands:
    """A clock in our hands."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


async def test_a_part_that_does_not_move_is_started_again_and_no_other() -> None:
    clock, starts = Hands(), 0

    async def hangs() -> None:
        nonlocal starts
        starts += 1
        await asyncio.Event().wait()

    supervisor = Supervisor(at_once, clock)
    neighbour = Neighbour()
    async with supervisor.running(Part("hangs", hangs, lambda: 60.0), Part("neighbour", neighbour.run)):
        await until(lambda: starts == 1)
        # it says 60 s, but this try has only just begun: what the last one left behind is not its fault
        clock.now_s += supervise.STUCK_S - 1
        assert supervisor.restart_stuck() == []
        for _ in range(20):
            await asyncio.sleep(0)
        assert starts == 1
        clock.now_s += 2
        assert supervisor.restart_stuck() == []
        await until(lambda: starts == 2)
        await neighbour.ran.wait()
        assert neighbour.starts == 1


async def test_a_part_that_waits_is_left_alone_however_long() -> None:
    clock, starts = Hands(), 0

    async def waits() -> None:
        nonlocal starts
        starts += 1
        await asyncio.Event().wait()

    supervisor = Supervisor(at_once, clock)
    async with supervisor.running(Part("waits", waits, lambda: 0.0, lambda: as_english("the database"))):
        await until(lambda: starts == 1)
        clock.now_s += 86_400
        assert supervisor.restart_stuck() == []
        for _ in range(20):
            await asyncio.sleep(0)
        assert (starts, supervisor.read()[0].state) == (1, "waiting")


async def test_a_part_that_cannot_be_ended_is_named_and_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    clock = Hands()
    may_end, has_begun = asyncio.Event(), asyncio.Event()

    async def deaf() -> None:
        has_begun.set()
        while not may_end.is_set():
            try:
                await may_end.wait()
            except asyncio.CancelledError:
                continue

    supervisor = Supervisor(at_once, clock)
    async with supervisor.running(Part("deaf", deaf, lambda: 60.0, end_within_s=0.01)):
        await has_begun.wait()
        clock.now_s += supervise.STUCK_S + 1
        assert supervisor.restart_stuck() == []
        clock.now_s += supervise.STUCK_S - 1
        assert supervisor.restart_stuck() == []
        clock.now_s += 2
        assert supervisor.restart_stuck() == ["deaf"]
    assert "deaf did not end within 0.01 s: it is left behind" in caplog.text
    left = [task for task in asyncio.all_tasks() if task.get_name() == "deaf"]
    may_end.set()
    await asyncio.wait(left)


async def test_parts_end_last_first() -> None:
    ended: list[str] = []

    def part(name: str, has_begun: asyncio.Event) -> Part:
        async def run() -> None:
            has_begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(name)

        return Part(name, run)

    begun = [asyncio.Event() for _ in range(3)]
    async with Supervisor().running(*(part(str(k), event) for k, event in enumerate(begun))):
        await asyncio.gather(*(event.wait() for event in begun))
    assert ended == ["2", "1", "0"]
