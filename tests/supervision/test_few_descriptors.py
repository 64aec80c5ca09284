"""A process that runs out of file descriptors answers again as soon as there are some, and its log stays readable."""

import asyncio
import logging
import os
import resource

import pytest

from appliance.runtime.listening import listening_sockets
from appliance.runtime.loop_errors import log_loop_errors

WAIT_S = 20


async def test_too_many_open_files_end_nothing(caplog: pytest.LogCaptureFixture) -> None:
    log_loop_errors(asyncio.get_running_loop())

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        writer.write(b"here")
        writer.close()

    (sock,) = listening_sockets("127.0.0.1", 0)
    server = await asyncio.start_server(answer, sock=sock)
    port = sock.getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert await reader.read() == b"here"
    writer.close()
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208
    try:
        # one more for the client's end; none is left for the server's
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, limits[1]))
        held = []
        while True:
            try:
                held.append(os.open("/dev/null", os.O_RDONLY))
            except OSError:
                break
        os.close(held.pop())
        with caplog.at_level(logging.WARNING):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            async with asyncio.timeout(WAIT_S):
                while "accept" not in caplog.text:  # noqa: ASYNC110  (a log tells nobody)
                    await asyncio.sleep(0)
        for fd in held:
            os.close(fd)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert await asyncio.wait_for(reader.read(), WAIT_S) == b"here"
    writer.close()
    server.close()
    await server.wait_closed()
    assert [record.exc_info for record in caplog.records] == [None]
