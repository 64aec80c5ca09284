"""An arrow's tag, written by a PN532 on a real pseudo-terminal: asked for by a phone, told to every phone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.core.tags import arrow_id_of
from appliance.runtime.background import background
from drivers.arrow_reader import chip as asking
from drivers.sim.pty_line import PtyLine
from drivers.sim.simulated_ntag import UID, SimulatedNtag
from drivers.sim.simulated_pn532 import BAUD, SimulatedPn532
from drivers.wire.ndef import arrow_in
from tests.builders import an_arrow
from tests.hil.conftest import WAIT_S, Bench, Start


class Table:
    """The appliance with a PN532, and one arrow."""

    def __init__(self, bench: Bench, chip: SimulatedPn532) -> None:
        self.bench, self.chip = bench, chip
        self.arrow_id = str(uuid4())

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        async with self.bench.http.request(method, f"{self.bench.base}/api/v0{path}", json=body) as response:
            answer = {"data": None} if response.status == 204 else await response.json()
            return response.status, answer["data"] or answer.get("errors")

    async def register(self, arrow_id: str, name: str) -> None:
        arrow = an_arrow(human_identifier=name) | {"id": arrow_id, "is_programmed": False}
        assert (await self.call("POST", "/arrow", arrow))[0] == 201

    async def reader_is(self, state: str | None) -> dict[str, Any]:
        """Until the health says so: it is told when that changes, and read where it was told before."""
        async with asyncio.timeout(WAIT_S):
            while True:
                health: dict[str, Any] = (await self.call("GET", "/health"))[1]
                if health["tag_reader"] == state:
                    return health
                await self.bench.message("health")

    async def ask(self) -> None:
        assert (await self.call("POST", f"/arrow/{self.arrow_id}/programming"))[0] == 201

    async def outcome(self) -> str:
        """What became of it, as every phone is told, and as it reads afterwards."""
        while (programming := (await self.bench.message("programming"))["data"])["outcome"] == "waiting":
            pass
        assert await self.call("GET", f"/arrow/{self.arrow_id}/programming") == (200, programming)
        return str(programming["outcome"])

    async def is_programmed(self) -> bool:
        return bool((await self.call("GET", f"/arrow/{self.arrow_id}"))[1]["is_programmed"])


@asynccontextmanager
async def table_of(start: Start, **changes: Any) -> AsyncIterator[Table]:
    line = PtyLine(BAUD)
    chip = SimulatedPn532(line)
    try:
        async with (
            background(chip=chip.run()),
            start(reader_url=line.url, reader_protocol="pn532", **changes) as bench,
        ):
            table = Table(bench, chip)
            await table.register(table.arrow_id, "7")
            yield table
    finally:
        line.unplug()


@pytest.fixture
async def table(start: Start) -> AsyncIterator[Table]:
    async with table_of(start) as table:
        await table.reader_is("writes")
        yield table


def on_tag(tag: SimulatedNtag) -> UUID | int | None:
    return arrow_in(bytes(tag.memory[16:]))


async def test_a_tag_is_programmed_verified_and_read_as_its_arrow(table: Table) -> None:
    tag = SimulatedNtag()
    await table.ask()
    table.chip.tags = [tag]
    assert await table.outcome() == "programmed"
    assert await table.is_programmed()
    assert str(on_tag(tag)) == table.arrow_id
    seen = (await table.bench.message("tag"))["data"]
    assert (seen["arrow_id"], seen["human_identifier"]) == (table.arrow_id, "7")


async def test_a_tag_that_is_taken_away_half_way_is_reported_and_its_arrow_is_not_programmed(table: Table) -> None:
    tag = SimulatedNtag()

    def leave(command: bytes) -> None:
        if command[:2] == b"\xa2\x0a":
            table.chip.tags = []

    table.chip.before_exchange = leave
    table.chip.tags = [tag]
    await table.ask()
    assert await table.outcome() == "taken_away"
    assert not await table.is_programmed()
    assert on_tag(tag) is None
    table.chip.before_exchange = lambda command: None
    table.chip.tags = [tag]
    await table.ask()
    assert await table.outcome() == "programmed"
    assert await table.is_programmed()


def locked() -> SimulatedNtag:
    tag = SimulatedNtag()
    tag.lock(9)
    return tag


@pytest.mark.parametrize(
    ("tags", "outcome"),
    [
        (lambda: [SimulatedNtag(storage=0x0B)], "too_small"),
        (lambda: [locked()], "read_only"),
        (lambda: [SimulatedNtag(storage=None)], "unsuitable"),
        (lambda: [SimulatedNtag(), SimulatedNtag(uid=bytes.fromhex("04112233445566"))], "two_tags"),
    ],
)
async def test_what_cannot_be_written_is_reported_and_left_alone(
    table: Table, tags: Callable[[], list[SimulatedNtag]], outcome: str
) -> None:
    table.chip.tags = tags()
    await table.ask()
    assert await table.outcome() == outcome
    assert not await table.is_programmed()
    assert [tag.written for tag in table.chip.tags] == [[]] * len(table.chip.tags)


async def test_the_tag_of_another_arrow_is_told_by_its_name(table: Table) -> None:
    await table.register(str(arrow_id_of(UID.hex())), "12")
    table.chip.tags = [SimulatedNtag()]
    await table.ask()
    assert await table.outcome() == "another_arrow"
    shown = (await table.call("GET", f"/arrow/{table.arrow_id}/programming"))[1]["message"]["text"]
    assert shown == "This is the tag of arrow 12. Nothing was written"


async def test_a_line_that_spoils_every_ninth_frame_is_no_matter(table: Table) -> None:
    count = 0

    def spoil(frame: bytes) -> bytes:
        nonlocal count
        count += 1
        return b"\x00\x00\xff\x20\xe0" + frame[:-3] if count % 9 == 0 else frame

    table.chip.on_wire = spoil
    tag = SimulatedNtag()
    table.chip.tags = [tag]
    await table.ask()
    assert await table.outcome() == "programmed"
    assert str(on_tag(tag)) == table.arrow_id


async def test_a_reader_at_another_baud_is_named_and_nothing_is_asked_of_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_WITHIN_S", 0.05)
    async with table_of(start, reader_baud=9600) as table:
        health = await table.reader_is("away")
        while not any("at 9600 baud" in shown["text"] for shown in health["warnings"]):
            health = (await table.bench.message("health"))["data"]
        code, errors = await table.call("POST", f"/arrow/{table.arrow_id}/programming")
        assert (code, errors) == (422, ["path.id: the reader of arrow tags does not answer: look at its cable"])


async def test_a_reader_that_only_reads_is_asked_to_write_nothing(start: Start) -> None:
    line = PtyLine(9600)
    try:
        async with start(reader_url=line.url) as bench:
            table = Table(bench, SimulatedPn532(line))
            await table.register(table.arrow_id, "7")
            await table.reader_is("reads")
            code, errors = await table.call("POST", f"/arrow/{table.arrow_id}/programming")
            assert (code, errors) == (
                422,
                ["path.id: this reader can read tags and not write them; a PN532 can do both"],
            )
    finally:
        line.unplug()
