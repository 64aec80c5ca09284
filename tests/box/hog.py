"""Takes what a unit may not have, in that unit's control group: memory, or tasks. Run as root inside the box.

hog.py memory UNIT    600 MB that cannot be swapped, of which the unit's main process is to blame
hog.py tasks UNIT     threads until no more are let; prints how many
"""

import ctypes
import mmap
import pathlib
import subprocess
import sys
import threading

BYTES = 600 << 20
MOST_TASKS = 1000
MAP_LOCKED, MAP_POPULATE = 0x2000, 0x8000
GROUPS = pathlib.Path("/sys/fs/cgroup")


def main_process(unit: str) -> pathlib.Path:
    """Its place in /proc."""
    shown = ["systemctl", "show", "--property=MainPID", "--value", unit]
    return pathlib.Path("/proc", subprocess.run(shown, check=True, capture_output=True, text=True).stdout.strip())


def join(main: pathlib.Path) -> None:
    """Be one of the unit's processes, with its limits, which ends with the rest of it."""
    for line in (main / "cgroup").read_text(encoding="ascii").splitlines():
        _, controllers, path = line.split(":", 2)
        kind = controllers.removeprefix("name=")
        # one tree of all controllers, or one of each
        if kind in ("memory", "pids", "systemd") or (kind == "" and (GROUPS / "cgroup.controllers").exists()):
            (GROUPS / kind / path.strip("/") / "cgroup.procs").write_text("0", encoding="ascii")


def take_memory(main: pathlib.Path) -> None:
    # whom the kernel ends: as if it had taken all of this itself
    (main / "oom_score_adj").write_text("1000", encoding="ascii")
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    # in one call: above MemoryHigh each return from the kernel is held up
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE
    libc.mmap(None, BYTES, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)
    threading.Event().wait()


def take_tasks(_main: pathlib.Path) -> None:
    done = threading.Event()
    started = 1
    try:
        while started < MOST_TASKS:
            threading.Thread(target=done.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        sys.stdout.write(f"{started}\n")
        sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    of_unit = main_process(sys.argv[2])
    join(of_unit)
    {"memory": take_memory, "tasks": take_tasks}[sys.argv[1]](of_unit)
