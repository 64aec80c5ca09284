"""The far end of a serial line that tests and the demo use."""

import asyncio
import os

from drivers.sim.pty_line import PtyLine

MORE_THAN_A_LINE_HOLDS = 50_000


async def test_two_that_write_while_the_line_is_full_are_both_heard() -> None:
    line = PtyLine(baud=100_000_000)
    host = os.open(line.url, os.O_RDWR | os.O_NOCTTY)
    writing = [asyncio.create_task(line.write(letter * MORE_THAN_A_LINE_HOLDS)) for letter in (b"a", b"b")]
    heard = b""
    async with asyncio.timeout(20):
        while len(heard) < 2 * MORE_THAN_A_LINE_HOLDS:
            heard += await asyncio.to_thread(os.read, host, 4096)
        await asyncio.gather(*writing)
    assert (heard.count(b"a"), heard.count(b"b")) == (MORE_THAN_A_LINE_HOLDS, MORE_THAN_A_LINE_HOLDS)
    os.close(host)
    line.unplug()
