"""For how long a stream waits for a match of what it holds, and that it looks again when something comes."""

import asyncio
import math
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.core.coincidence import Coincidence
from appliance.core.events import ImpactPulse
from appliance.runtime.background import background
from appliance.sensing.stream import Stream
from tests.builders import NOW
from tests.sensing.bench import until
from tests.sensing.test_parts_alone import an_item


class Waits(Coincidence):
    """Has the deadline that the test sets; what is pushed and settled is counted."""

    def __init__(self, deadline_us: float | None) -> None:
        super().__init__()
        self.until_us = deadline_us
        self.settled_us: list[float] = []

    @property
    def deadline_us(self) -> float | None:
        return self.until_us

    def push(self, event: Any) -> list[Any]:
        del event
        return []

    def settle(self, now_us: float) -> list[Any]:
        self.settled_us.append(now_us)
        return []


@pytest.mark.parametrize(("deadline_us", "wait_s"), [(3.5e6, 2.5), (1e6, 0.0), (0.5e6, 0.0), (None, None)])
async def test_it_waits_until_the_deadline_and_looks_again_when_an_event_comes(
    monkeypatch: pytest.MonkeyPatch, deadline_us: float | None, wait_s: float | None
) -> None:
    waits: list[float | None] = []
    real = asyncio.timeout

    def timeout(seconds: float | None) -> Any:
        waits.append(seconds)
        # an hour, for what is over at once would be looked at again and again
        return real(3600)

    coincidence = Waits(deadline_us)
    stream = Stream(coincidence)
    monkeypatch.setattr("appliance.sensing.stream.asyncio", SimpleNamespace(timeout=timeout))
    async with background(settle=stream.settle_in_time(lambda: 1e6)):
        await until(lambda: len(waits) == 1)
        assert coincidence.settled_us == [1e6]
        for looks in (2, 3):
            stream.push(an_item(ImpactPulse(4, NOW, 1e6)))
            await until(lambda wanted=looks: len(waits) == wanted)  # type: ignore[misc]
            for _ in range(5):
                await asyncio.to_thread(int)
            # once for each
            assert len(coincidence.settled_us) == looks
    assert waits == [wait_s] * 3


def test_an_event_of_an_earlier_run_is_settled_by_its_own_time() -> None:
    coincidence = Waits(None)
    stream = Stream(coincidence)
    stream.push_old(an_item(ImpactPulse(4, NOW, 5e6)))
    stream.push_old(an_item(ImpactPulse(4, NOW, math.inf)))
    # all that is held of another start of the computer comes first
    assert coincidence.settled_us == [math.inf, 5e6]
