"""The unit that sets clocks is nobody's, has that one right, and answers; none is set, for it is this machine's."""

from pathlib import Path

from tests.box.guest import PHONE, Guest, cable, in_the_network_of

SOCKET = "/run/arch-stats-clock.socket"
ASK = f"""import socket
asked = socket.socket(socket.AF_UNIX)
asked.connect("{SOCKET}")
asked.sendall(b"noon\\n")
print(asked.makefile().read())"""
DROP_IN = "/etc/systemd/system/arch-stats-clock@.service.d"
INSTALL = f"""mkdir -p {DROP_IN} && cat >{DROP_IN}/tell.conf <<EOT && systemctl daemon-reload
[Service]
ExecStart=
ExecStart=/bin/sh -c "read -r noon; exec grep -E '^(Uid|CapEff|CapBnd)' /proc/self/status"
EOT"""
CAP_SYS_TIME = 1 << 25


async def asked(guest: Guest) -> str:
    """As the page's server."""
    return await guest.inside(
        "setpriv", "--reuid=arch-stats", "--regid=arch-stats", "--clear-groups", "python3", "-c", ASK
    )


async def test_it_has_that_one_right(card: Path, tmp_path: Path) -> None:
    async with cable():
        guest = Guest(card, tmp_path / "changes", "--capability=CAP_SYS_TIME")
        try:
            await guest.switch_on()
            with in_the_network_of(PHONE):
                await guest.ready()
            assert (await asked(guest)).strip() == "unreadable"
            await guest.inside("sh", "-c", INSTALL)
            status = dict(line.split(":", 1) for line in (await asked(guest)).strip().splitlines())
            assert "0" not in status["Uid"].split()
            assert (int(status["CapEff"], 16), int(status["CapBnd"], 16)) == (CAP_SYS_TIME, CAP_SYS_TIME)
        finally:
            await guest.switch_off()
