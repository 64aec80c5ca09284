"""What the computer tells of card, supply and clock, and that nothing is called well that it does not tell."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.health.board import Board
from appliance.health.card import Card
from appliance.health.computer_checks import look_at_card, look_at_clock, look_at_computer, look_at_supply
from appliance.health.findings import Finding
from tests.english import english
from tests.live.test_health import a_board

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
MMC = 179 << 8 | 2


def a_card(system: Path, life: str | None = None, errors: str | None = None) -> Card:
    disk = system / "devices" / "mmcblk0"
    (disk / "mmcblk0p2").mkdir(parents=True)
    (disk / "device").mkdir()
    link = system / "dev" / "block" / "179:2"
    link.parent.mkdir(parents=True)
    link.symlink_to(disk / "mmcblk0p2")
    if life is not None:
        (disk / "device" / "life_time").write_text(life + "\n")
    if errors is not None:
        folder = system / "fs" / "ext4" / "mmcblk0p2"
        folder.mkdir(parents=True)
        (folder / "errors_count").write_text(errors + "\n")
    return Card(Path("/"), system, MMC)


def states(findings: list[Finding]) -> list[str]:
    return [finding.state for finding in findings]


@pytest.mark.parametrize(
    ("life", "percent", "state"),
    [
        (None, None, "unknown"),
        ("0x01 0x01", 10, "well"),
        ("0x02 0x08", 80, "ill"),
        ("0x0b 0x01", 110, "ill"),
        ("0x00 0x00", None, "unknown"),
        ("nonsense", None, "unknown"),
    ],
)
def test_wear_is_reported_by_emmc_alone(tmp_path: Path, life: str | None, percent: int | None, state: str) -> None:
    card = a_card(tmp_path, life)
    assert card.name == "mmcblk0p2"
    assert card.life_used_percent() == percent
    assert states(list(look_at_card(card))) == [state, "unknown"]


@pytest.mark.parametrize(("errors", "state"), [("0", "well"), ("3", "ill"), (None, "unknown"), ("x", "unknown")])
def test_errors_of_the_file_system(tmp_path: Path, errors: str | None, state: str) -> None:
    assert states(list(look_at_card(a_card(tmp_path, errors=errors))))[1] == state


def test_a_folder_on_no_disk_tells_nothing(tmp_path: Path) -> None:
    assert states(list(look_at_card(Card(tmp_path, tmp_path, 0)))) == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("now", "is_kept", "has_clock", "expected"),
    [
        (NOW, True, False, ["well"]),
        (NOW, True, True, ["well", "well"]),
        (NOW, False, True, ["unknown", "well"]),
        (NOW, False, False, ["unknown", "unknown"]),
        (datetime(1970, 1, 1, tzinfo=UTC), False, False, ["ill", "unknown"]),
    ],
)
def test_a_clock_is_well_only_where_somebody_keeps_it(
    now: datetime, is_kept: bool, has_clock: bool, expected: list[str]
) -> None:
    assert states(list(look_at_clock(now, is_kept, has_clock))) == expected


def test_a_supply_that_was_too_low_once_is_reported(tmp_path: Path) -> None:
    system = a_board(tmp_path)
    throttled = system / "devices/platform/soc/soc:firmware/get_throttled"
    throttled.parent.mkdir(parents=True)
    for value, state in (("0x0", "well"), ("50000", "ill"), ("0x20000", "well")):
        throttled.write_text(value + "\n")
        assert look_at_supply(Board(system)).state == state
    assert look_at_supply(Board(tmp_path / "nowhere")).state == "unknown"


def test_where_nothing_is_told_nothing_is_well_but_the_room(tmp_path: Path) -> None:
    found = look_at_computer(tmp_path, NOW, tmp_path / "nowhere")
    by_name = {english(finding.what).split(":")[0]: finding.state for finding in found}
    assert (by_name["temperature"], by_name["card's wear"], by_name["supply voltage"]) == ("unknown",) * 3
    assert [finding.state for finding in found if "MB free" in english(finding.what)] != ["unknown"]
