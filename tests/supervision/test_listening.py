"""Phones reach the appliance over either address family."""

import errno
import os
import socket
import subprocess
import sys

import pytest

from appliance.commands.address import addresses_text
from appliance.commands.qr_code import qr_code
from appliance.commands.serve import page_address
from appliance.errors import StartError
from appliance.runtime import listening
from appliance.runtime.listening import listening_sockets
from appliance.settings import Settings
from tests.english import refusing

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
    with refusing(StartError, "port 0 on ::1 cannot be used"):
        listening_sockets("::1", 0)


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 to take a port in")
def test_a_port_that_is_taken_in_one_family_is_in_use() -> None:
    with socket.socket(socket.AF_INET6) as taken:
        taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        taken.bind(("::", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with refusing(StartError, f"port {port} on \\* cannot be used"):
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
def test_a_host_that_is_not_ours_is_reported_with_the_setting_to_change(host: str) -> None:
    with refusing(StartError, r"set ARCH_STATS_SERVER_HOST to an address of this machine"):
        listening_sockets(host, 0)


def test_sockets_that_systemd_hands_over_are_taken_once() -> None:
    program = """
import os, sys
from appliance.runtime.inherited import inherited_sockets
os.environ["LISTEN_PID"] = str(os.getpid() + int(sys.argv[1]))
found = inherited_sockets(os.environ)
for held in found:
    print([s.getsockname()[1] for s in held], [os.get_inheritable(s.fileno()) for s in held])
print("LISTEN_FDS" in os.environ, "LISTEN_FDNAMES" in os.environ)
print(*inherited_sockets(os.environ))
"""
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        ports = [each.getsockname()[1] for each in (first, second)]

        def printed(for_another: int) -> list[str]:
            result = subprocess.run(
                ["bash", "-c", f'exec 3<&{first.fileno()} 4<&{second.fileno()}; exec "$@"', "bash",
                 sys.executable, "-c", program, str(for_another)],
                pass_fds=(first.fileno(), second.fileno()),
                env={**os.environ, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "arch-stats.socket:https"},
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            return result.stdout.splitlines()

        assert printed(0) == [f"[{ports[0]}] [False]", f"[{ports[1]}] [False]", "False False", "[] []"]
        # for another process: ours are opened as ever
        assert printed(1) == ["[] []", "[] []", "False False", "[] []"]


@pytest.mark.parametrize(("port", "address"), [(80, "http://192.0.2.7/app/"), (8000, "http://192.0.2.7:8000/app/")])
def test_an_address_has_its_port_where_one_must_be_typed(port: int, address: str) -> None:
    assert page_address(Settings(server_host="192.0.2.7"), port) == address
    text = addresses_text(Settings(server_host="192.0.2.7", name="range"), port)
    assert address in text
    assert f"{address.replace('192.0.2.7', 'range.local')} (where" in text
    assert "range.local" not in addresses_text(Settings(server_host="192.0.2.7", mdns=False), port)


@pytest.mark.parametrize(("encoding", "has_blocks"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_a_code_is_drawn_in_what_the_terminal_can_show(encoding: str, has_blocks: bool) -> None:
    code = qr_code("http://192.0.2.7/app/", encoding)
    code.encode(encoding)
    assert ("█" in code) is has_blocks
    assert len({len(line) for line in code.splitlines()}) == 1
