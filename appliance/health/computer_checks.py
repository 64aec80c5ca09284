"""Checks of the computer itself: clock, card, supply, heat. What cannot be checked is reported as unknown, not as
well."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from appliance.computer import kernel_is_synchronised
from appliance.core.message import Message, message, message_of
from appliance.health.board import Board
from appliance.health.card import Card
from appliance.health.findings import Finding, ill, unknown, well
from appliance.health.monitor import FIRST_CREDIBLE_YEAR, HOT_C, LOW_DISK_MB

WORN_PERCENT = 80


def look_at_computer(data_dir: Path, now: datetime, system: Path = Path("/sys")) -> list[Finding]:
    """All checks of the computer; reads files, so call it from a thread."""
    board, card = Board(system), Card(data_dir, system)
    return [
        *look_at_clock(now, kernel_is_synchronised(), (system / "class" / "rtc" / "rtc0").exists()),
        look_at_space(data_dir),
        *look_at_card(card),
        look_at_supply(board),
        look_at_heat(board),
    ]


def look_at_clock(now: datetime, is_synchronised: bool, has_hardware_clock: bool) -> Iterator[Finding]:
    """Check the clock; `now` is in the time zone of the box."""
    time = f"{now:%Y-%m-%d %H:%M} {now.tzname()}"
    if now.year < FIRST_CREDIBLE_YEAR:
        yield ill(message("doctor_clock", time=time), message("doctor_clock_wrong"))
    elif is_synchronised:
        yield well(message("doctor_clock_kept", time=time))
    else:
        yield unknown(message("doctor_clock_unkept", time=time))
    if has_hardware_clock:
        yield well(message("doctor_hardware_clock"))
    elif not is_synchronised:
        yield unknown(message("doctor_no_hardware_clock"))


def look_at_space(data_dir: Path) -> Finding:
    """Check the free space of the disk with the data."""
    try:
        free_mb = shutil.disk_usage(data_dir).free // 2**20
    except OSError as error:
        return ill(message("doctor_card"), message("data_directory_unreadable", folder="", why=message_of(error)))
    what = message("doctor_card_free", free=free_mb)
    return well(what) if free_mb >= LOW_DISK_MB else ill(what, message("doctor_disk_low"))


def look_at_card(card: Card) -> Iterator[Finding]:
    """Check wear and errors of the card."""
    used = card.life_used_percent()
    if used is None:
        yield unknown(message("doctor_wear_unknown"))
    elif used < WORN_PERCENT:
        yield well(message("doctor_wear", used=used))
    else:
        yield ill(message("doctor_wear", used=used), message("doctor_worn"))
    counted = [count for count in (card.file_system_errors(), card.device_errors()) if count is not None]
    if not counted:
        yield unknown(message("doctor_card_errors_unknown"))
    elif sum(counted) == 0:
        yield well(message("doctor_card_errors", count=0))
    else:
        yield ill(message("doctor_card_errors", count=sum(counted)), message("doctor_card_failing"))


def look_at_supply(board: Board) -> Finding:
    """Check whether the supply voltage is high enough, and was since the start."""
    is_low, was_low = board.is_under_voltage(), board.was_under_voltage()
    if is_low or was_low:
        return ill(message("doctor_voltage"), _voltage_advice(is_low))
    return unknown(message("doctor_voltage_unknown")) if is_low is None else well(message("doctor_voltage"))


def _voltage_advice(is_low: bool | None) -> Message:
    return message("doctor_voltage_low") if is_low else message("doctor_voltage_was_low")


def look_at_heat(board: Board) -> Finding:
    """Check the temperature of the processor."""
    temperature_c = board.temperature_c()
    if temperature_c is None:
        return unknown(message("doctor_temperature_unknown"))
    what = message("doctor_temperature", degrees=f"{temperature_c:.0f}")
    return well(what) if temperature_c < HOT_C else ill(what, message("doctor_hot"))
