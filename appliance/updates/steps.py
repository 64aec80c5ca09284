"""Runs a step of an update as another user: a service of its own without any of root's rights, which root awaits.

So what is root itself can become no other user, and has no network. systemd runs a step by the properties here, which
tests/house/test_systemd.py rates like the units in systemd/.
"""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from appliance.updates.commands import TIMEOUT_S, passed_on, run
from appliance.updates.versions import HOME

Reach = Literal["database", "own_network", "page"]
"""What a step reaches: PostgreSQL's socket; a network of its own besides; the page that the computer serves."""
ENDED_AFTER_S = TIMEOUT_S - 60.0
"""systemd ends a step that takes longer, s, before the wait for it ends."""
# without RemoveIPC=, which would take the shared memory of the database's server
ALL_STEPS = (
    "CapabilityBoundingSet=",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "PrivateUsers=yes",
    "PrivateMounts=yes",
    "PrivateIPC=yes",
    "ProtectHostname=yes",
    "ProtectClock=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes",
    "ProtectProc=invisible",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "MemoryDenyWriteExecute=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "SystemCallErrorNumber=EPERM",
    "IPAddressDeny=any",
    "UMask=0077",
    "MemoryMax=512M",
    "TasksMax=128",
)
REACHES: Mapping[Reach, tuple[str, ...]] = {
    "database": ("PrivateNetwork=yes", "RestrictAddressFamilies=AF_UNIX", "ProcSubset=pid"),
    # NETLINK to list the addresses of that network
    "own_network": (
        "PrivateNetwork=yes",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
        "IPAddressAllow=localhost",
    ),
    "page": ("RestrictAddressFamilies=AF_INET", "IPAddressAllow=localhost", "ProcSubset=pid"),
}


def properties(user: str | None, reach: Reach) -> list[str]:
    """The properties of a service, as in a unit's file, that runs a step with this reach as this user; None: as a user
    that no other process has."""
    return ["DynamicUser=yes" if user is None else f"User={user}", *ALL_STEPS, *REACHES[reach]]


def unit_of(user: str) -> str:
    """The name of the service that runs a user's steps, one at a time."""
    return f"arch-stats-step-{user}.service"


def run_as(
    user: str,
    words: Sequence[str],
    reach: Reach,
    environment: Mapping[str, str] | None = None,
    given: str = "",
    writable: str | None = None,
    is_output_kept: bool = True,
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end as `user`, with `given` as its input; the return code is 0 or 1.

    `writable`: the one folder to which it may write. `is_output_kept`: capture standard output; standard error always
    is.
    """
    unit = unit_of(user)
    # a step of an update that was killed
    end_step(unit)
    with _files(user) as folder:
        (folder / "input").write_text(given, encoding="utf-8")
        of_step = [
            *properties(user, reach),
            f"TimeoutStartSec={ENDED_AFTER_S:.0f}",
            f"StandardInput=file:{folder / 'input'}",
            f"StandardOutput=truncate:{folder / 'output'}" if is_output_kept else "StandardOutput=null",
            f"StandardError=truncate:{folder / 'errors'}",
            *([] if writable is None else [f"ReadWritePaths=-{writable}"]),
        ]
        started = start_step(unit, "oneshot", words, of_step, environment)
        errors = _text(folder / "errors") or started.stderr
        return subprocess.CompletedProcess(list(words), started.returncode, _text(folder / "output"), errors)


def start_step(
    unit: str,
    kind: Literal["oneshot", "exec"],
    words: Sequence[str],
    of_step: Sequence[str],
    environment: Mapping[str, str] | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Start a service with these properties, and wait until it has ended (`oneshot`) or begun (`exec`)."""
    options = [f"--unit={unit}", f"--description={unit}", f"--service-type={kind}", "--quiet", "--collect"]
    settings = [f"--setenv={name}={value}" for name, value in {**passed_on(), **(environment or {})}.items()]
    # systemd would replace variables
    literal = [word.replace("$", "$$") for word in words]
    return run(["systemd-run", *options, *(f"--property={each}" for each in of_step), *settings, "--", *literal])


def end_step(unit: str) -> None:
    """End a step, if there is one."""
    run(["systemctl", "stop", unit])


@contextmanager
def _files(user: str) -> Iterator[Path]:
    """A folder for a step's input and output, which only root can enter; systemd opens its files for the step."""
    folder = HOME / f"step-{user}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.exists() else ""
