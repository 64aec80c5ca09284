"""A box is found whenever its network comes, by a browser on another machine."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from appliance.runtime.host_claim import QUESTIONS
from tests.hil.machines import (
    BOX,
    BOX_IPV4,
    OTHER_BOX,
    OTHER_BOX_IPV4,
    PEER,
    PEER_IPV4,
    machines_on_a_switch,
    needs,
    plugged_in,
    run_all,
)

FOUND_WITHIN_S = 5.0
"""What is promised; it takes a second or two."""
WAIT_S = 40
OTHER_IPV4 = "10.77.0.9"
FIRST = "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"
SECOND = "1d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"
ADVERTISE = """
import asyncio, logging, sys
from uuid import UUID
from appliance.runtime.discovery import keep_advertised

logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
asyncio.run(keep_advertised("butt", UUID(sys.argv[1]), 8000))
"""
# what a browser on another machine knows, a line whenever it changes; asked anew, as somebody does who looks for it
BROWSE = """
import asyncio, json, sys
from zeroconf import AddressResolverIPv4, IPVersion
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

KIND = "_arch-stats._tcp.local."

async def main():
    zc = AsyncZeroconf(interfaces=[sys.argv[1]], ip_version=IPVersion.V4Only)
    names, said = set(), None
    browser = AsyncServiceBrowser(zc.zeroconf, KIND, handlers=[
        lambda zeroconf, service_type, name, state_change:
            (names.discard if state_change.name == "Removed" else names.add)(name)])
    while True:
        known = {}
        for name in sorted(names):
            info = AsyncServiceInfo(KIND, name)
            if await info.async_request(zc.zeroconf, 300):
                known[name.removesuffix("." + KIND)] = [info.server, *info.parsed_addresses()]
        plain = AddressResolverIPv4("butt.local.")
        if await plain.async_request(zc.zeroconf, 300):
            known["butt.local"] = plain.parsed_addresses()
        if known != said:
            print(json.dumps(known), flush=True)
            said = known
        await asyncio.sleep(0.05)

asyncio.run(main())
"""
# it answers every question for a name with a claim of its own
GREEDY = """
import asyncio, socket, sys
from zeroconf import DNSIncoming
from zeroconf._dns import DNSAddress, DNSPointer
from zeroconf._protocol.outgoing import DNSOutgoing
from zeroconf.const import _CLASS_IN, _CLASS_UNIQUE, _FLAGS_AA, _FLAGS_QR_RESPONSE, _TYPE_A, _TYPE_PTR

async def main():
    loop = asyncio.get_running_loop()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(("", 5353))
    me = socket.inet_aton(sys.argv[1])
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("224.0.0.251") + me)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, me)
    sock.setblocking(False)
    print("claiming", flush=True)
    answered = 0
    while True:
        data, sender = await loop.sock_recvfrom(sock, 9000)
        if sender[0] == sys.argv[1]:
            continue
        asked = DNSIncoming(data)
        if not asked.is_query():
            continue
        out = DNSOutgoing(_FLAGS_QR_RESPONSE | _FLAGS_AA)
        for question in asked.questions:
            if question.type == _TYPE_PTR:
                for k in range(1, 40):
                    name = ("butt" if k == 1 else f"butt-{k}") + "." + question.name
                    out.add_answer_at_time(DNSPointer(question.name, _TYPE_PTR, _CLASS_IN, 4500, name), 0)
            else:
                out.add_answer_at_time(DNSAddress(question.name, _TYPE_A, _CLASS_IN | _CLASS_UNIQUE, 120, me), 0)
        for packet in out.packets():
            sock.sendto(packet, ("224.0.0.251", 5353))
        answered += 1
        print(answered, flush=True)

asyncio.run(main())
"""


class Process:
    """A Python program on one of the machines, line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> str:
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode().strip()

    async def end(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()

    async def rest(self) -> list[str]:
        """The lines that nobody has read yet, of a program that has ended."""
        assert self._process.stdout is not None
        return (await self._process.stdout.read()).decode().split()

    async def prints(self, words: str) -> None:
        """Until a line has these words."""
        while words not in (line := await self.line()):
            assert line, f"it ended without: {words}"


@asynccontextmanager
async def running(machine: str, program: str, *words: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        "ip", "netns", "exec", machine, sys.executable, "-c", program, *words, stdout=asyncio.subprocess.PIPE
    )
    running_process = Process(process)
    try:
        yield running_process
    finally:
        await running_process.end()


async def knows(browser: Process, wanted: dict[str, Any]) -> None:
    """Until the browser knows this, and nothing else."""
    while json.loads(await browser.line()) != wanted:
        pass


def butt(*addresses: str) -> dict[str, Any]:
    return {"butt": ["butt-0d9c3a52.local.", *addresses], "butt.local": [*addresses]}


async def test_a_network_that_comes_after_the_start_is_announced_on_and_followed() -> None:
    needs("ip")
    async with (
        machines_on_a_switch(box_has_address=False),
        running(PEER, BROWSE, PEER_IPV4) as browser,
        running(BOX, ADVERTISE, FIRST) as box,
    ):
        await asyncio.wait_for(box.prints("advertised as butt-0d9c3a52.local. on 127.0.0.1"), WAIT_S)
        await run_all(*plugged_in(BOX, "box0", BOX_IPV4))
        await asyncio.wait_for(knows(browser, butt(BOX_IPV4)), FOUND_WITHIN_S)
        # as when DHCP gives another one
        await run_all(f"ip -n {BOX} addr add {OTHER_IPV4}/24 dev box0", f"ip -n {BOX} addr del {BOX_IPV4}/24 dev box0")
        await run_all(f"ip -n {BOX} addr replace {OTHER_IPV4}/24 dev box0")
        await asyncio.wait_for(knows(browser, butt(OTHER_IPV4)), FOUND_WITHIN_S)


async def test_of_two_boxes_of_one_name_both_are_found_and_one_has_the_plain_name() -> None:
    needs("ip")
    async with (
        machines_on_a_switch(),
        running(BOX, ADVERTISE, FIRST) as first,
        running(PEER, BROWSE, PEER_IPV4) as browser,
    ):
        await asyncio.wait_for(first.prints("this appliance is butt.local"), WAIT_S)
        async with running(OTHER_BOX, ADVERTISE, SECOND) as second:
            await asyncio.wait_for(second.prints("butt.local is somebody else's here"), WAIT_S)
            both = {**butt(BOX_IPV4), "butt-2": ["butt-1d9c3a52.local.", OTHER_BOX_IPV4]}
            await asyncio.wait_for(knows(browser, both), WAIT_S)


async def test_where_somebody_claims_every_name_the_box_has_its_own_after_a_few_questions() -> None:
    needs("ip")
    async with machines_on_a_switch(), running(PEER, GREEDY, PEER_IPV4) as greedy:
        await asyncio.wait_for(greedy.prints("claiming"), WAIT_S)
        async with running(BOX, ADVERTISE, FIRST) as box:
            await asyncio.wait_for(box.prints("butt.local is somebody else's here"), WAIT_S)
            await greedy.end()
            # of two services nine names each, each asked for three times at most, and the plain host
            assert max(int(line) for line in await greedy.rest()) <= 2 * 9 * 3 + QUESTIONS
            async with running(PEER, BROWSE, PEER_IPV4) as browser:
                while "butt-0d9c3a52" not in json.loads(await asyncio.wait_for(browser.line(), WAIT_S)):
                    pass
