"""A phone's time is taken where nobody keeps the clock, and only as exactly as it was measured."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance import MADE_ON
from appliance.clock_setting.errors import ClockNotTaken, ImplausibleTime, NoSuchExchange
from appliance.clock_setting.exchanges import MOST, Exchanges
from appliance.computer import program_made_at
from appliance.schema.clock import ClockSettingRead
from tests.clock_setting.helpers import MADE_AT, Computer
from tests.english import refusing

HOURS = timedelta(hours=3)


async def test_the_clock_is_set_to_the_middle_of_the_round_trip(tmp_path: Path) -> None:
    computer, socket = Computer(), tmp_path / "clock"
    setting = computer.setting(socket)
    async with computer.helped(socket):
        assert setting.read().is_settable
        exchange_id = setting.begin()
        wanted = computer.wall + HOURS
        computer.pass_by(0.4)
        # the phone's word was said at some time within these 0.4 s
        done = await setting.take(exchange_id, wanted)
    assert (round(done.by_s, 3), done.within_s) == (HOURS.total_seconds() - 0.2, 0.2)
    assert abs(computer.wall - (wanted + timedelta(seconds=0.2))) < timedelta(milliseconds=1)


async def test_a_clock_that_is_right_is_left_alone(tmp_path: Path) -> None:
    computer, socket = Computer(), tmp_path / "clock"
    setting, before = computer.setting(socket), computer.wall
    async with computer.helped(socket):
        done = await setting.take(setting.begin(), before + timedelta(seconds=0.9))
    assert done == ClockSettingRead(by_s=0.0, within_s=0.0)
    assert computer.wall == before


async def test_more_than_a_second_is_set(tmp_path: Path) -> None:
    computer, socket = Computer(), tmp_path / "clock"
    setting, before = computer.setting(socket), computer.wall
    async with computer.helped(socket):
        assert (await setting.take(setting.begin(), before + timedelta(seconds=1))).by_s == 0.0
        assert (await setting.take(setting.begin(), before + timedelta(seconds=1, milliseconds=1))).by_s == 1.001
    assert computer.wall - before == timedelta(seconds=1, milliseconds=1)


async def test_an_answer_counts_once_and_only_where_it_was_asked_for(tmp_path: Path) -> None:
    computer, socket = Computer(), tmp_path / "clock"
    setting = computer.setting(socket)
    async with computer.helped(socket):
        exchange_id = setting.begin()
        await setting.take(exchange_id, computer.wall + HOURS)
        for unknown in (exchange_id, uuid4()):
            with refusing(NoSuchExchange, "no exchange that waits"):
                await setting.take(unknown, computer.wall)


async def test_an_answer_that_took_too_long_is_not_exact_enough(tmp_path: Path) -> None:
    computer, socket = Computer(), tmp_path / "clock"
    setting = computer.setting(socket)
    async with computer.helped(socket):
        exchange_id = setting.begin()
        computer.pass_by(2.5)
        with refusing(ClockNotTaken, "your answer took 2.5 s"):
            await setting.take(exchange_id, computer.wall + HOURS)
        exchange_id = setting.begin()
        computer.pass_by(2.0)
        assert (await setting.take(exchange_id, computer.wall + HOURS)).within_s == 1.0


@pytest.mark.parametrize("days", [-2, 732, 3652])
async def test_no_phone_is_believed_that_cannot_be_right(days: int, tmp_path: Path) -> None:
    computer = Computer()
    setting = computer.setting(tmp_path / "clock")
    with refusing(ImplausibleTime, "can be no time of today.*from 2026-11-01 on.*until two years later"):
        await setting.take(setting.begin(), MADE_AT + timedelta(days=days))


def test_the_earliest_time_is_the_versions_own_and_no_files() -> None:
    # a box puts the program on its card while its clock may be in any year
    assert program_made_at() == datetime.fromisoformat(f"{MADE_ON}T00:00:00+00:00")


async def test_what_a_time_server_keeps_stays_whoever_knows_of_it(tmp_path: Path) -> None:
    computer, socket = Computer(is_kept=True), tmp_path / "clock"
    setting, before = computer.setting(socket), computer.wall
    async with computer.helped(socket):
        assert (setting.read().is_kept, setting.read().is_settable) == (True, False)
        with refusing(ClockNotTaken, "a time server keeps the clock"):
            await setting.take(setting.begin(), before + HOURS)
        # the page's server may not ask the kernel; who sets it may
        computer.is_kept, computer.is_kept_for_helper = False, True
        with refusing(ClockNotTaken, "a time server keeps the clock"):
            await setting.take(setting.begin(), before + HOURS)
    assert computer.wall == before


async def test_where_nobody_can_set_it_that_is_reported(tmp_path: Path) -> None:
    computer = Computer()
    setting = computer.setting(tmp_path / "nothing")
    assert not setting.read().is_settable
    with refusing(ClockNotTaken, "cannot be set from here"):
        await setting.take(setting.begin(), computer.wall + HOURS)


@pytest.mark.parametrize("answer", [b"failed\n", b"implausible\n", b"unreadable\n", b"", b"x" * 100])
async def test_whatever_else_the_helper_says_the_clock_was_not_set(tmp_path: Path, answer: bytes) -> None:
    async def on_line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        writer.close()

    computer, socket = Computer(), tmp_path / "clock"
    setting = computer.setting(socket)
    async with await asyncio.start_unix_server(on_line, socket):
        with refusing(ClockNotTaken, "cannot be set from here"):
            await setting.take(setting.begin(), computer.wall + HOURS)


def test_of_many_phones_the_first_are_forgotten() -> None:
    exchanges = Exchanges()
    begun = [exchanges.begin(float(k)) for k in range(MOST + 1)]
    assert exchanges.end(begun[0]) is None
    assert exchanges.end(begun[1]) == 1.0
