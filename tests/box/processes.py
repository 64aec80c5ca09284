"""The processes of a guest, seen from outside, and what they have of memory."""

from pathlib import Path

from tests.box.guest import Guest


def processes_in(guest: Guest) -> list[int]:
    """The guest's processes, by their numbers here."""
    namespace = Path(f"/proc/{guest.leader}/ns/pid").readlink()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if (entry / "ns" / "pid").readlink() == namespace:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def own_memory_mb(guest: Guest) -> float:
    """Memory of all processes; what several share is counted once."""
    kilobytes = 0
    for pid in processes_in(guest):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024
