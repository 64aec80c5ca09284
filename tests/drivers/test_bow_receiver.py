"""A link of bows that is not there: a port that is gone is told, a bow in the Wi-Fi that is switched off is not."""

import asyncio

import pytest

from appliance.core.message import message
from appliance.runtime.background import background
from drivers.bow import receiver
from drivers.bow.receiver import BowReceiver
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink
from drivers.sim.pty_line import PtyLine
from drivers.sim.simulated_bow import SimulatedBow
from tests.drivers.collected import WAIT_S
from tests.english import all_english


@pytest.mark.parametrize(("url", "is_told"), [("/dev/ttyUSB7", True), ("socket://10.0.0.9:5005", False)])
async def test_a_port_that_is_gone_is_told(url: str, is_told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asyncio.Event()

    async def refuse(url: str, baud: int) -> SerialLink:
        asked.set()
        raise LinkLost(message("link_unanswered", link=url, seconds=baud))

    monkeypatch.setattr(receiver, "open_link", refuse)
    bows = BowReceiver(url, 115200, lambda released: True)
    assert bows.problems() == []
    async with background(bows=bows.run()):
        await asyncio.wait_for(asked.wait(), WAIT_S)
        told = all_english(bows.problems())
    assert [url in said and "is gone" in said for said in told] == [True] * is_told


async def test_a_port_that_is_there_again_is_no_problem_any_more() -> None:
    cable, bow, told = PtyLine(), SimulatedBow(), asyncio.Event()

    def take(released: object) -> bool:
        told.set()
        return True

    bows = BowReceiver(cable.url, 115200, take)
    bows._lost = message("link_silent", link=cable.url)
    assert len(bows.problems()) == 1
    async with background(bow=bow.on_line(cable), bows=bows.run()):
        bow.loose()
        await asyncio.wait_for(told.wait(), WAIT_S)
        assert bows.problems() == []
    cable.unplug()
