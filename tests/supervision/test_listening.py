"""Phones reach the appliance over either address family."""

import errno
import socket

import pytest

from appliance.commands.serve import page_address
from appliance.errors import StartError
from appliance.runtime import listening
from appliance.runtime.listening import listening_sockets
from appliance.settings import Settings

IPV4 = listening.IPV4_EVERYWHERE


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def closed(sockets: list[socket.socket]) -> set[int]:
    found = {int(each.family) for each in sockets}
    for each in sockets:
        each.close()
    return found


@pytest.mark.parametrize("host", [Settings().server_host, "::"])
def test_both_families_on_one_port(host: str) -> None:
    sockets = listening_sockets(host, 0)
    assert len({each.getsockname()[1] for each in sockets}) == 1
    expected = {socket.AF_INET, socket.AF_INET6} if has_ipv6() else {socket.AF_INET}
    assert closed(sockets) == expected


def test_ipv4_alone_where_it_is_asked_for() -> None:
    assert closed(listening_sockets(IPV4, 0)) == {socket.AF_INET}


def test_a_machine_without_ipv6_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    real = listening._bound

    def without_ipv6(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        return real(family, address, port)

    monkeypatch.setattr(listening, "_bound", without_ipv6)
    assert closed(listening_sockets("*", 0)) == {socket.AF_INET}
    with pytest.raises(StartError, match="port 0 on ::1 cannot be used"):
        listening_sockets("::1", 0)


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 to take a port in")
def test_a_port_that_is_taken_in_one_family_is_in_use() -> None:
    with socket.socket(socket.AF_INET6) as taken:
        taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        taken.bind(("::", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"port {port} on \\* cannot be used"):
            listening_sockets("*", port)


@pytest.mark.parametrize(
    ("host", "own"),
    [("*", "127.0.0.1"), ("::", "127.0.0.1"), (IPV4, "127.0.0.1"), ("::1", "[::1]"), ("10.0.0.7", "10.0.0.7")],
)
def test_addresses_that_are_shown_work(host: str, own: str) -> None:
    settings = Settings(server_host=host)
    assert settings.own_host == own
    shown = page_address(settings, 8000)
    assert shown.endswith(":8000/app/")
    assert not {"*", "://::", IPV4} & {shown[7:8], shown[4:9], shown[7:14]}


@pytest.mark.parametrize("host", ["", "192.0.2.77", "nosuchhost.invalid", "a" * 300, "x..y"])
def test_a_host_that_is_not_ours_is_told_with_the_setting_to_change(host: str) -> None:
    with pytest.raises(StartError, match=r"set ARCH_STATS_SERVER_HOST to an address of this machine"):
        listening_sockets(host, 0)
