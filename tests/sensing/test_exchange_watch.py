"""Which impacts tell of exchanged channels, and for how long it is said."""

import asyncio
import random
from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.core.calibration.arrow_exchange import LEAST_ARROWS
from appliance.core.coincidence import Impact
from appliance.core.events import BurstKey
from appliance.models.context_db import MomentContext
from appliance.runtime.background import background
from appliance.sensing.exchange_watch import NAMED_FOR_US, ExchangeWatch
from appliance.sensing.items import Found, Place, Prepared
from appliance.sensing.measure import Measurer, measurer
from tests.builders import a_burst, a_survey
from tests.english import all_english
from tests.hil.test_exchanged_channels import BUTT, ONE, OTHER
from tests.sensing.bench import until

EXCHANGED = (
    "6 arrows could not be placed, and by these channels 2 (N) and 5 (SE) look exchanged: "
    "swap their plugs at the board, or their places under Menu, Set up"
)
SESSION = uuid4()


class Watched(ExchangeWatch):
    """With a clock in our hands."""

    def __init__(self) -> None:
        self.us, self.shot, self.looks = 0.0, 0, 0
        self.dice = random.Random(3)
        self.measurer = measurer(a_survey())
        super().__init__(lambda: self.us)

    def place(self) -> tuple[float, float]:
        """Each arrow has one of its own."""
        self.shot += 1
        return 600.0 + 25 * (self.shot % 5), 580.0 + 25 * (self.shot // 5)

    def hear(
        self,
        count: int,
        *,
        is_crossed: bool = True,
        outcome: str = "unplaced",
        context: MomentContext | None = None,
        silent: int | None = None,
        by: Measurer | None = None,
        node: str = "archstats-1",
    ) -> None:
        """So many arrows."""
        for k in range(count):
            ticks: list[int | None] = [*BUTT.ticks(*self.place(), 0, self.dice)]
            if is_crossed:
                ticks[ONE], ticks[OTHER] = ticks[OTHER], ticks[ONE]
            if silent is not None:
                ticks[silent] = None
            burst = a_burst(ticks=tuple(ticks), key=BurstKey(node, 77, k + 1))
            place = Place(outcome)  # type: ignore[arg-type]
            prepared = Prepared(Found(Impact(burst, (), True), ()), None, place)
            self.note(prepared, context or a_context(), by or self.measurer)

    async def look(self) -> None:
        """Counted, and never without a pause."""
        self.looks += 1
        await asyncio.sleep(0)
        await super().look()

    async def troubles_after_a_look(self) -> list[str]:
        """What is told after a look."""
        await self.look()
        return all_english(self.troubles())


def a_context(session: UUID | None = SESSION, *, tapped: bool = False, is_test: bool = False) -> MomentContext:
    return MomentContext(session, True, uuid4() if tapped else None, 0, is_test)


@pytest.fixture
def watch() -> Watched:
    return Watched()


async def test_the_pair_is_named_and_no_sooner(watch: Watched) -> None:
    assert await watch.troubles_after_a_look() == []
    watch.hear(LEAST_ARROWS - 1)
    assert await watch.troubles_after_a_look() == []
    watch.hear(1)
    assert await watch.troubles_after_a_look() == [EXCHANGED]


async def test_an_arrow_beside_the_butt_or_a_noise_counts_too(watch: Watched) -> None:
    watch.hear(3, outcome="off_butt")
    watch.hear(3, outcome="noise")
    assert await watch.troubles_after_a_look() == [EXCHANGED]


async def test_it_ends_with_an_arrow_that_is_placed_as_it_is_drawn(watch: Watched) -> None:
    # before the first that was not placed there was nothing to contradict
    watch.hear(2, is_crossed=False, outcome="located")
    watch.hear(LEAST_ARROWS)
    assert await watch.troubles_after_a_look() == [EXCHANGED]
    watch.hear(1, is_crossed=False, outcome="located")
    assert await watch.troubles_after_a_look() == []


async def test_it_is_reported_for_half_an_hour(watch: Watched) -> None:
    watch.hear(LEAST_ARROWS)
    assert await watch.troubles_after_a_look() == [EXCHANGED]
    watch.us = NAMED_FOR_US
    assert all_english(watch.troubles()) == [EXCHANGED]
    watch.us += 1
    assert watch.troubles() == []


@pytest.mark.parametrize(
    "context", [a_context(None), a_context(tapped=True), a_context(is_test=True)], ids=["none", "taps", "test"]
)
async def test_outside_of_a_session_nothing_counts(watch: Watched, context: MomentContext) -> None:
    watch.hear(LEAST_ARROWS, context=context)
    assert await watch.troubles_after_a_look() == []


@pytest.mark.parametrize(
    "other",
    [
        {"context": a_context(uuid4())},
        {"node": "archstats-2"},
        {"by": measurer(a_survey(acoustics={"sigma_us": 5.0}))},
    ],
    ids=["session", "board", "survey"],
)
async def test_another_session_board_or_survey_begins_anew(watch: Watched, other: dict[str, Any]) -> None:
    watch.hear(LEAST_ARROWS)
    assert await watch.troubles_after_a_look() == [EXCHANGED]
    watch.hear(1, **other)
    assert await watch.troubles_after_a_look() == []
    watch.hear(LEAST_ARROWS - 1, **other)
    assert await watch.troubles_after_a_look() == [EXCHANGED]


async def test_arrows_that_a_channel_did_not_hear_tell_nothing(watch: Watched) -> None:
    watch.hear(LEAST_ARROWS, silent=3)
    assert await watch.troubles_after_a_look() == []


async def test_what_is_heard_is_looked_at_while_it_runs(watch: Watched) -> None:
    async with background(watch=watch.run()):
        for looks, outcome in enumerate(("unplaced", "noise"), 1):
            watch.hear(LEAST_ARROWS - 1, outcome=outcome, context=(context := a_context(uuid4())))
            for _ in range(10):
                await asyncio.sleep(0)
            # as long as there are too few nothing is worked out
            assert (watch.looks, watch.troubles()) == (looks - 1, [])
            watch.hear(1, outcome=outcome, context=context)
            await until(lambda: bool(watch.troubles()))
            assert watch.looks == looks
    assert all_english(watch.troubles()) == [EXCHANGED]
