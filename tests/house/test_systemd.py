"""Units are checked by systemd's own tool: any word it says is a failure, since it exits 0 on typos."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.updates.steps import Reach, properties

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
SOCKETS = sorted([*SYSTEMD.glob("*.socket"), *SYSTEMD.glob("*.path")])
MAX_EXPOSURE = 1.2
MAX_EXPOSURE_OF_PAGE = 0.4


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    assert shutil.which("systemd-analyze"), "systemd is missing: scripts/test.bash installs it"
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def checkable(unit: Path, folder: Path) -> Path:
    """A copy whose commands exist on this machine; where the program is installed is not what is checked here."""
    for other in SOCKETS:
        (folder / other.name).write_text(other.read_text())
    for other in UNITS:
        lines = []
        for line in other.read_text().splitlines():
            name, _, value = line.partition("=")
            lines.append(f"{name}=/bin/true {value.partition(' ')[2]}" if name.startswith("ExecStart") else line)
        (folder / other.name).write_text("\n".join(lines) + "\n")
    return folder / unit.name


@pytest.mark.parametrize("unit", [*UNITS, *SOCKETS], ids=lambda p: p.name)
def test_verify_says_nothing_at_all(unit: Path, tmp_path: Path) -> None:
    result = analyze("verify", "--man=no", str(checkable(unit, tmp_path)))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_typo_would_be_noticed(tmp_path: Path) -> None:
    unit = checkable(UNITS[0], tmp_path)
    unit.write_text(unit.read_text().replace("ProtectHome=yes", "ProtectHome=yse\nProtectHoem=yes"))
    assert "ProtectHoem" in analyze("verify", "--man=no", str(unit)).stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.name)
def test_exposure_is_small(unit: Path) -> None:
    result = exposed(unit, MAX_EXPOSURE)
    assert result.returncode == 0, result.stdout[-200:]


@pytest.mark.parametrize(
    ("user", "reach", "most"),
    [("postgres", "database", 0.3), ("arch-stats", "own_network", 0.7), (None, "page", MAX_EXPOSURE)],
)
def test_steps_of_an_update_are_hardly_exposed(tmp_path: Path, user: str | None, reach: Reach, most: float) -> None:
    """They have no file of their own: an update asks systemd for them."""
    step = tmp_path / "step.service"
    step.write_text("\n".join(["[Service]", "ExecStart=/bin/true", *properties(user, reach)]) + "\n")
    assert analyze("verify", "--man=no", str(step)).stderr == ""
    result = exposed(step, most)
    assert result.returncode == 0, result.stdout[-200:]


def exposed(unit: Path, most: float) -> subprocess.CompletedProcess[str]:
    return analyze("security", "--offline=true", f"--threshold={round(most * 10)}", "--no-pager", str(unit))


def test_apart_from_the_sensors_the_page_is_hardly_exposed(tmp_path: Path) -> None:
    """As systemd reads it: what stands in the file beside the unit comes after what stands in the unit."""
    apart = (SYSTEMD / "arch-stats-split.conf").read_text().partition("[Service]")[2]
    page = tmp_path / "arch-stats.service"
    unit = (SYSTEMD / "arch-stats.service").read_text()
    page.write_text(unit.replace("[Install]", f"[Service]{apart}\n[Install]"))
    assert exposed(page, MAX_EXPOSURE_OF_PAGE).returncode == 0
    assert exposed(SYSTEMD / "arch-stats.service", MAX_EXPOSURE_OF_PAGE).returncode != 0


def test_the_commands_are_where_the_installer_puts_them() -> None:
    installer = (SYSTEMD.parent / "scripts" / "install.bash").read_text()
    for unit in [*UNITS, *SOCKETS]:
        assert unit.name in installer
    for unit in UNITS:
        for line in unit.read_text().splitlines():
            if line.startswith("ExecStart"):
                assert line.partition("=")[2].lstrip("+-").startswith("/opt/arch-stats/")


def test_only_a_stick_is_mounted_with_more_rights_than_its_unit_has() -> None:
    """What a plus begins, no figure of a unit counts."""
    lines = [(unit.name, line) for unit in UNITS for line in unit.read_text().splitlines() if line.startswith("Exec")]
    above = [(name, line.partition("+")[2].split()[0]) for name, line in lines if re.match(r"Exec\w+=[-:@]*[+!]", line)]
    mounting = ("arch-stats-stick@.service", "/opt/arch-stats/current/system/arch-stats-stick-mount")
    assert set(above) == {mounting}


def test_what_dates_arrows_is_told_the_boot_that_it_cannot_read() -> None:
    for unit in UNITS:
        text = unit.read_text()
        if "ProcSubset=pid" in text and "arch-stats serve" in text:
            assert "\nEnvironment=KERNEL_BOOT=%b\n" in text, unit.name


def test_no_unit_is_given_sockets_that_it_would_wait_in() -> None:
    """Whether a call waits belongs to the socket, which systemd sets back for everybody each time it hands one out."""
    given = [unit for unit in UNITS if "\nSockets=" in unit.read_text()]
    assert [unit.name for unit in given] == ["arch-stats.service"]
    assert all("\nNonBlocking=yes\n" in unit.read_text() for unit in given)


def test_nothing_is_tried_that_the_units_forbid() -> None:
    """A call that is refused everywhere it matters does nothing but look as if it did."""
    forbidden = re.compile(r"os\.(nice|setpriority|sched_set\w+)\(|ioprio_set")
    for unit in UNITS:
        text = unit.read_text()
        if "arch-stats serve" in text:
            assert re.search(r"SystemCallFilter=~.*@resources", text), unit.name
    program = [*(SYSTEMD.parent / "appliance").rglob("*.py"), *(SYSTEMD.parent / "drivers").rglob("*.py")]
    assert [path.name for path in program if forbidden.search(path.read_text(encoding="utf-8"))] == []
