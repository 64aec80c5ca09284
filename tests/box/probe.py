"""Tries to get out of a unit, from inside: run by the unit's own rules in its place. Prints what was open, one a line.

    probe.py KIND      page, sensors or joined, database, stick; of an update: copying (PostgreSQL's commands), version
                       (its programs), watch (which asks the page): what each may have is not tried

Standard library alone, as it runs as whoever the unit runs as, on the machine's own Python.
"""

import contextlib
import ctypes
import errno
import mmap
import os
import pathlib
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator

PTRACE_ATTACH, CLONE_NEWUSER, CLONE_NEWNS = 16, 0x10000000, 0x00020000
PATIENCE_S = 2.0
LIBC = ctypes.CDLL(None, use_errno=True)
DATABASE = "/run/arch-stats-postgres/.s.PGSQL.5432"
PAGE = ("127.0.0.1", 8000)
Attempt = Callable[[], object]


def call(name: str, *arguments: object) -> int:
    """A function of libc. Raises OSError."""
    result = int(getattr(LIBC, name)(*arguments))
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result


def write(path: str) -> Attempt:
    def attempt() -> None:
        with pathlib.Path(path).open("ab") as file:
            file.write(b"x")

    return attempt


def read(path: str) -> Attempt:
    return lambda: pathlib.Path(path).read_bytes()[:1] or b"empty"


def make(path: str) -> Attempt:
    def attempt() -> None:
        pathlib.Path(path).write_text("x")
        pathlib.Path(path).unlink()

    return attempt


def listing(path: str) -> Attempt:
    return lambda: next(pathlib.Path(path).iterdir())


def connect(family: int, address: tuple[str, int] | str) -> Attempt:
    def attempt() -> None:
        with socket.socket(family, socket.SOCK_STREAM) as one:
            one.settimeout(PATIENCE_S)
            one.connect(address)

    return attempt


def opened(family: int, kind: int, protocol: int = 0) -> Attempt:
    return lambda: socket.socket(family, kind, protocol).close()


def others() -> list[int]:
    """Processes of other users that can be seen at all."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if int(entry.name) != os.getpid() and entry.stat().st_uid != os.getuid():
                found.append(int(entry.name))
    return found


def see_others() -> None:
    if not others():
        raise PermissionError("nobody is seen")


def executable_memory() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def set_user_bit() -> None:
    path = SHARED / "probe"
    path.write_text("x")
    path.chmod(0o4755)


SHARED = pathlib.Path("/tmp")  # noqa: S108  (the unit's own, if it has what it should)
FOLDERS = ("/etc", "/usr", "/usr/local/bin", "/opt/arch-stats", "/boot", "/var/lib", "/var/log", "/home", "/root")
FILES_OF_OTHERS = ("/etc/shadow", "/root/.bashrc", "/proc/1/environ")
KERNEL = (
    "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper",
    "/sys/fs/cgroup/cgroup.procs", "/proc/self/oom_score_adj_of_all",
)  # fmt: skip
DEVICES = (
    "/dev/mem",
    "/dev/kmsg",
    "/dev/sda",
    "/dev/mmcblk0",
    "/dev/loop-control",
    "/dev/fuse",
    "/dev/tty0",
    "/dev/watchdog",
)


def attempts(kind: str) -> Iterator[tuple[str, Attempt]]:
    """Each with its name."""
    for folder in FOLDERS:
        yield f"make a file in {folder}", make(f"{folder}/probe")
    for path in FILES_OF_OTHERS:
        yield f"read {path}", read(path)
    for path in KERNEL:
        yield f"write {path}", write(path)
    for path in DEVICES:
        yield f"read {path}", read(path)
        yield f"write {path}", write(path)
    yield "make a device", lambda: os.mknod(SHARED / "device", 0o20666, os.makedev(1, 1))
    yield "write the program", write(sys.executable)
    yield "write the settings", write("/etc/arch-stats/arch-stats.toml")
    yield "see other people's processes", see_others
    yield "trace the first process", lambda: call("ptrace", PTRACE_ATTACH, 1, 0, 0)
    yield "end the first process", lambda: os.kill(1, signal.SIGCONT)
    yield "become root", lambda: os.setuid(0)
    yield "join root's group", lambda: os.setgid(0)
    yield "change groups", lambda: os.setgroups([0])
    yield "a namespace of users", lambda: call("unshare", CLONE_NEWUSER)
    yield "a namespace of mounts", lambda: call("unshare", CLONE_NEWNS)
    yield "mount", lambda: call("mount", b"none", bytes(SHARED), b"tmpfs", 0, None)
    yield "change the root", lambda: os.chroot(SHARED)
    yield "name of the machine", lambda: socket.sethostname("probe")
    yield "set the clock", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time())
    yield "restart the machine", lambda: call("reboot", 0x1234567)
    yield "memory to write and run", executable_memory
    yield "a file that runs as its owner", set_user_bit
    yield "real-time priority", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    yield "packets of the network", opened(socket.AF_PACKET, socket.SOCK_RAW, 3)
    yield "raw packets", opened(socket.AF_INET, socket.SOCK_RAW, 1)
    yield "the kernel's keys", lambda: call("syscall", 248, b"user", b"x", b"x", 1, -4)
    yield "a module of the kernel", lambda: call("syscall", 175, b"", 0, b"")
    yield "a program for the kernel", lambda: call("syscall", 321, 5, ctypes.c_char_p(bytes(120)), 120)
    yield "performance of others", lambda: call("syscall", 298, ctypes.c_char_p(bytes(112)), 1, -1, -1, 0)
    yield "another address, far away", connect(socket.AF_INET, ("192.0.2.1", 80))
    yield from ATTEMPTS_OF[kind]


DATABASE_FILES = ("the database's files", read("/var/lib/arch-stats-postgres/cluster/PG_VERSION"))
SENSORS_PLACE = ("the sensors' place", make("/var/lib/arch-stats-sensing/probe"))
PAGES_PLACE = ("the page's place", listing("/var/lib/arch-stats"))
ADDRESSES = ("the addresses of the machine", opened(socket.AF_NETLINK, socket.SOCK_RAW, 0))
DEVICES_OF_OURS = (("a serial port", read("/dev/ttyUSB0")), ("the pins", read("/dev/gpiochip0")))
NO_NETWORK = (
    ("the internet protocol", opened(socket.AF_INET, socket.SOCK_STREAM)),
    ("the newer internet protocol", opened(socket.AF_INET6, socket.SOCK_DGRAM)),
    ADDRESSES,
)
WITHOUT_DEVICES = (
    SENSORS_PLACE,
    ("the sensors' journal, to write", make("/var/lib/arch-stats-sensing/journal/probe")),
    *DEVICES_OF_OURS,
)
ATTEMPTS_OF: dict[str, tuple[tuple[str, Attempt], ...]] = {
    "database": (),
    "joined": (DATABASE_FILES, SENSORS_PLACE),
    "page": (DATABASE_FILES, *WITHOUT_DEVICES, *NO_NETWORK),
    "stick": (DATABASE_FILES, *WITHOUT_DEVICES, *NO_NETWORK),
    "sensors": (DATABASE_FILES, PAGES_PLACE, ("the page's backups", listing("/var/lib/arch-stats/backups")), ADDRESSES),
    "copying": (
        ("the database's place, to write", make("/var/lib/arch-stats-postgres/probe")),
        PAGES_PLACE,
        *WITHOUT_DEVICES,
        *NO_NETWORK,
    ),
    "version": (
        DATABASE_FILES,
        *WITHOUT_DEVICES,
        ("the page, by the machine's network", connect(socket.AF_INET, PAGE)),
    ),
    "watch": (
        DATABASE_FILES,
        PAGES_PLACE,
        *WITHOUT_DEVICES,
        ("sockets of the machine", opened(socket.AF_UNIX, socket.SOCK_STREAM)),
        ADDRESSES,
    ),
}


def is_open(attempt: Attempt) -> bool:
    try:
        attempt()
    except (OSError, AttributeError) as error:
        # a name that is not there says nothing of rights, and is closed all the same
        return getattr(error, "errno", errno.EPERM) in (errno.EINPROGRESS,)
    return True


def main() -> int:
    """Exit status 1 where anything is open, or where the unit could not do its work either."""
    kind = sys.argv[1]
    tried = list(attempts(kind))
    open_ = [name for name, attempt in tried if is_open(attempt)]
    family, place = (socket.AF_INET, PAGE) if kind == "watch" else (socket.AF_UNIX, DATABASE)
    if not is_open(connect(family, place)):
        open_.append("(what it is for is out of reach: nothing was proven)")
    for line in [f"OPEN: {name}" for name in open_] or [f"{kind}: {len(tried)} attempts, nothing open"]:
        sys.stdout.write(f"{line}\n")
    return bool(open_)


if __name__ == "__main__":
    sys.exit(main())
