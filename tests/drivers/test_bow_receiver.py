"""A link of bows that is not there: a port that is gone is told, a bow in the Wi-Fi that is switched off is not."""

import asyncio
import itertools
from collections.abc import Callable, Iterator

import pytest

from appliance.core.events import BowReleased
from appliance.core.message import message
from appliance.runtime.background import background
from drivers.bow import receiver
from drivers.bow.receiver import BowReceiver
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink
from drivers.sim.pty_line import PtyLine
from drivers.sim.simulated_bow import SimulatedBow
from drivers.wire.bow_codec import Release, encode_bow
from drivers.wire.messages import Header
from tests.drivers.collected import WAIT_S
from tests.english import all_english


@pytest.mark.parametrize(("url", "is_reported"), [("/dev/ttyUSB7", True), ("socket://10.0.0.9:5005", False)])
async def test_a_port_that_is_gone_is_told(url: str, is_reported: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asyncio.Event()

    async def refuse(url: str, baud: int) -> SerialLink:
        asked.set()
        raise LinkLost(message("link_unanswered", link=url, seconds=baud))

    monkeypatch.setattr(receiver, "open_link", refuse)
    bows = BowReceiver(url, 115200, lambda released: True)
    assert bows.problems() == []
    async with background(bows=bows.run()):
        await asyncio.wait_for(asked.wait(), WAIT_S)
        problems = all_english(bows.problems())
    assert [url in problem and "is gone" in problem for problem in problems] == [True] * is_reported


class HandLink(SerialLink):
    """A link whose other end is the test."""

    def __init__(self) -> None:
        super().__init__("hand")
        self.reads = 0
        self.is_closed = False
        self.news = asyncio.Event()

    async def read(self) -> bytes:
        self.reads += 1
        self.news.set()
        return await super().read()

    def close(self) -> None:
        self.is_closed = True
        self.news.set()


class Bench:
    """A receiver on links that the test holds, at a time that the test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, url: str, emit: Callable[[BowReleased], bool]) -> None:
        self.now_us = 1e9
        self.links: list[HandLink] = []
        self.began = 0
        self._opened = asyncio.Event()
        monkeypatch.setattr(receiver, "open_link", self._open)
        monkeypatch.setattr(receiver, "_now_us", lambda: self.now_us)
        monkeypatch.setattr(receiver, "delays_s", self._delays)
        self.bows = BowReceiver(url, 115200, emit)

    def _delays(self) -> Iterator[float]:
        self.began += 1
        return itertools.repeat(0.0)

    async def _open(self, url: str, baud: int) -> SerialLink:
        self.links.append(HandLink())
        self._opened.set()
        return self.links[-1]

    async def opened(self, many: int) -> HandLink:
        """The link that is opened as the so-and-so-many-th."""
        async with asyncio.timeout(WAIT_S):
            while len(self.links) < many:
                self._opened.clear()
                await self._opened.wait()
        return self.links[many - 1]

    async def goes_round(self, link: HandLink, later_us: float = 0.0) -> None:
        """So much later the receiver has looked at everything once more, or given the link up."""
        self.now_us += later_us
        until = link.reads + 2
        async with asyncio.timeout(WAIT_S):
            while link.reads < until and not link.is_closed:
                link.news.clear()
                await link.news.wait()

    async def hears_one_release(self, times: int) -> None:
        """The bow sends the same release so many times over the first link, and each time it is looked at."""
        async with background(bows=self.bows.run()):
            link = await self.opened(1)
            for _ in range(times):
                link.data_received(RELEASE)
                await self.goes_round(link)


RELEASE = encode_bow(Release(Header(0xE6260C01B6A37564, 1, 1), 100, 50, None))


async def test_what_found_no_room_is_taken_when_it_comes_again_and_what_was_taken_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [False, True]
    taken: list[BowReleased] = []

    def emit(released: BowReleased) -> bool:
        taken.append(released)
        return answers[len(taken) - 1]

    bench = Bench(monkeypatch, "/dev/bow", emit)
    await bench.hears_one_release(4)
    assert len(taken) == 2


async def test_a_fault_of_whoever_takes_it_is_logged_once_and_the_release_comes_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    taken: list[BowReleased] = []

    def emit(released: BowReleased) -> bool:
        taken.append(released)
        if len(taken) < 3:
            raise KeyError("unforeseen")
        return True

    bench = Bench(monkeypatch, "/dev/bow", emit)
    await bench.hears_one_release(4)
    assert (len(taken), len(bench.links)) == (3, 1)
    assert caplog.text.count("an unforeseen fault was contained") == 1


@pytest.mark.parametrize(("url", "is_opened_anew"), [("socket://10.0.0.9:5005", True), ("/dev/bow", False)])
async def test_a_bow_in_the_wifi_that_is_silent_for_long_is_met_anew(
    url: str, is_opened_anew: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(monkeypatch, url, lambda released: True)
    async with background(bows=bench.bows.run()):
        link = await bench.opened(1)
        # three seconds until it is silent, eight until it is given up
        await bench.goes_round(link, 2.9e6)
        await bench.goes_round(link, 0.2e6)
        await bench.goes_round(link, 7.9e6)
        assert not link.is_closed
        await bench.goes_round(link, 0.2e6)
        if is_opened_anew:
            await bench.opened(2)
        assert link.is_closed is is_opened_anew
        assert len(bench.links) == 1 + is_opened_anew


@pytest.mark.parametrize(("lived_us", "began"), [(4.9e6, 1), (5.1e6, 2)])
async def test_pauses_begin_anew_after_a_link_that_lived(
    lived_us: float, began: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(monkeypatch, "/dev/bow", lambda released: True)
    async with background(bows=bench.bows.run()):
        link = await bench.opened(1)
        bench.now_us += lived_us
        link.connection_lost(None)
        await bench.opened(2)
        assert bench.began == began


async def test_much_work_makes_room_for_others_and_ends_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(delay_s: float) -> None:
        pauses.append(delay_s)
        await sleep(0)

    bench = Bench(monkeypatch, "/dev/bow", lambda released: True)

    def slow(released: BowReleased) -> bool:
        bench.now_us += 1e5
        return True

    bench.bows._emit = slow
    async with background(bows=bench.bows.run()):
        link = await bench.opened(1)
        await bench.goes_round(link)
        monkeypatch.setattr(asyncio, "sleep", noted)
        link.data_received(RELEASE)
        await bench.goes_round(link)
        monkeypatch.setattr(asyncio, "sleep", sleep)
    assert any(pause == pytest.approx(0.2) for pause in pauses)
    assert len(bench.links) == 1


async def test_a_port_that_is_there_again_is_no_problem_any_more() -> None:
    cable, bow, was_acknowledged = PtyLine(), SimulatedBow(), asyncio.Event()

    def take(released: object) -> bool:
        was_acknowledged.set()
        return True

    bows = BowReceiver(cable.url, 115200, take)
    bows._lost = message("link_silent", link=cable.url)
    assert len(bows.problems()) == 1
    async with background(bow=bow.on_line(cable), bows=bows.run()):
        bow.loose()
        await asyncio.wait_for(was_acknowledged.wait(), WAIT_S)
        assert bows.problems() == []
    cable.unplug()


@pytest.mark.parametrize(("due_in_us", "waits_s"), [(500_000.0, 0.5), (10_000.0, 0.02), (-1e6, 0.02)])
async def test_a_line_whose_time_is_over_is_waited_for_a_moment_so_that_others_have_their_turn(
    monkeypatch: pytest.MonkeyPatch, due_in_us: float, waits_s: float
) -> None:
    waits: list[float] = []

    def timeout(seconds: float) -> asyncio.Timeout:
        waits.append(seconds)
        return real(0)

    real = asyncio.timeout
    bows = BowReceiver("hand", 115200, lambda released: True)
    monkeypatch.setattr(receiver, "_now_us", lambda: 7e6)
    monkeypatch.setattr(bows._line, "due_us", lambda: 7e6 + due_in_us)
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "timeout", timeout)
        assert await bows._read(HandLink()) == b""
    assert waits == [waits_s]
