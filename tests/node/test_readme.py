"""The builders' page says what the firmware does."""

import json
import re
from pathlib import Path

from drivers.node import lamp, pico_pins
from drivers.node.counts import LATE_US
from drivers.node.detector import CHIRP_US
from drivers.node.firmware import ROUND_EVERY_US
from drivers.node.pulses import CLEAR_US
from drivers.node.thresholds import LEAST_MV
from scripts.schematic import ACROSS_KOHM, FEEDBACK_KOHM, HOLDS_KOHM, INTO_INPUT_KOHM, TARGET, draw

ROOT = Path(__file__).parents[2]
BENCHMARKS = (ROOT / "tests" / "benchmarks" / "README.md").read_text(encoding="utf-8")
README = (ROOT / "drivers" / "node" / "README.md").read_text(encoding="utf-8")


def test_the_schematic_is_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == draw(), "run .venv/bin/python scripts/schematic.py"


def test_the_pins_are_those_of_the_firmware() -> None:
    lower, upper = pico_pins.FIRST_LOWER, pico_pins.FIRST_UPPER
    for row in (
        f"| GP{lower} to GP{lower + 7} | comparator of channel 1 to 8, lower",
        f"| GP{upper} to GP{upper + 7} | comparator of channel 1 to 8, upper",
        f"| GP{pico_pins.SDA}, GP{pico_pins.SCL} | SDA, SCL",
        f"| GP{pico_pins.TX}, GP{pico_pins.RX} | UART",
        f"| GP{pico_pins.GATE} | nothing",
        f"| GP{pico_pins.BURST} | enable (E3) of the decoder",
        f"| GP{pico_pins.FIRST_ADDRESS} to GP{pico_pins.FIRST_ADDRESS + 2} | its address",
    ):
        assert row in README


def test_a_comparators_feedback_does_not_hold_its_output_high_at_the_lowest_threshold() -> None:
    words = " ".join(README.split())
    to_ground_kohm = HOLDS_KOHM + INTO_INPUT_KOHM
    lift_mv = 3300 * to_ground_kohm / (to_ground_kohm + FEEDBACK_KOHM)
    assert lift_mv < LEAST_MV / 2
    assert f"lifts the input by {lift_mv:.0f} mV" in words
    assert f"the lowest threshold, {LEAST_MV} mV" in words
    assert f"whose far side {HOLDS_KOHM} kΩ hold at ground" in words
    assert (
        f"from there {INTO_INPUT_KOHM} kΩ to its plus input, and {FEEDBACK_KOHM / 1000:g} MΩ from its output" in words
    )


def test_what_chirps_cost_is_what_the_benchmark_says_of_this_firmware() -> None:
    words = " ".join(README.split())
    measured = re.findall(
        r"(\d+) chirps alone taken for one. Of all arrows ([\d.]+)% lost, ([\d.]+)% refused", BENCHMARKS
    )
    eight, six, four = (float(refused) for _, _, refused in measured)
    lost = sorted(float(lost) for _, lost, _ in measured)
    assert f"a round every {ROUND_EVERY_US // 1_000_000} s, that costs {eight:.2f} of a hundred" in words
    assert f"{six:.1f} with six and {four:.1f} with four" in words
    assert f"{lost[0]:.3f} to {lost[-1]:.2f} of a hundred are lost" in words
    assert f"Of {sum(int(chirps) for chirps, _, _ in measured):,} chirps none" in words
    assert f"some {(CHIRP_US + LATE_US) / 1000:.0f} ms" in words
    assert CLEAR_US == 1_000
    assert "hears both within a millisecond is left out" in words
    assert round(60e6 / ROUND_EVERY_US) == 8
    assert f"{ACROSS_KOHM} kΩ across the disc" in words


def test_no_pin_does_two_things() -> None:
    lower = range(pico_pins.FIRST_LOWER, pico_pins.FIRST_LOWER + 8)
    upper = range(pico_pins.FIRST_UPPER, pico_pins.FIRST_UPPER + 8)
    single = (pico_pins.GATE, pico_pins.SDA, pico_pins.SCL, pico_pins.TX, pico_pins.RX, pico_pins.SUPPLY_ADC)
    single += (pico_pins.BURST, *range(pico_pins.FIRST_ADDRESS, pico_pins.FIRST_ADDRESS + 3))
    pins = [*lower, *upper, *single]
    assert len(set(pins)) == len(pins)


def test_the_blinks_are_those_of_the_lamp() -> None:
    rows = re.findall(r"^\| (\d) \| (.+) \|$", README, re.M)
    assert [int(count) for count, _ in rows] == [lamp.LISTENS, lamp.NO_HOST, lamp.REFUSED, lamp.FAULT]


def test_the_channels_of_the_kits_are_in_the_order_of_the_page() -> None:
    kits = json.loads((ROOT / "web" / "src" / "domain" / "kits.json").read_text(encoding="utf-8"))
    text = " ".join(README.split())
    for kit in kits:
        if kit["kit"] != "freetarget":
            names = [sensor["id"] for sensor in kit["sensors"]]
            assert f"{len(names)} {'sensors are' if len(names) == 4 else 'are'} {', '.join(names)}" in text


def test_every_file_of_the_firmware_is_in_its_table() -> None:
    for path in (ROOT / "drivers" / "node").glob("*.py"):
        assert path.name == "__init__.py" or f"`{path.name}`" in README
