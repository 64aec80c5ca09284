"""What is said of this machine's addresses where the kernel does not tell them."""

import asyncio
import errno
import logging
import socket

import ifaddr
import pytest

from appliance.runtime.addresses import Addresses, address_changes, own_addresses


async def test_where_the_kernel_tells_nothing_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Under rules that forbid netlink: it is looked every few seconds, for months."""

    def refused(*_: object) -> socket.socket:
        raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")

    monkeypatch.setattr(ifaddr, "get_adapters", refused)
    monkeypatch.setattr("appliance.runtime.addresses.LOOK_AGAIN_S", 0.0)
    with monkeypatch.context() as forbidden, caplog.at_level(logging.INFO):
        forbidden.setattr("appliance.runtime.addresses.socket.socket", refused)
        async with address_changes() as changed:
            forbidden.undo()
            for _ in range(5):
                async with asyncio.timeout(10):
                    await changed.wait()
                changed.clear()
                assert own_addresses() == Addresses((), ())
    assert len(caplog.records) == 1
