"""What a switch and a shock sensor do, and which of it is an arrow that left."""

import itertools
import subprocess

import pytest

from appliance.core.bow_pairing import LEAST_BETWEEN_S
from drivers.bow.rest_sensor import BETWEEN_US, BOUNCE_US, LAID_US, TOGETHER_US, RestSensor
from tests.node.micropython import MICROPYTHON, ROOT

S = 1_000_000
NONE = (0, 0)


def test_an_arrow_that_lay_on_the_rest_and_is_gone_was_shot() -> None:
    sensor = RestSensor()
    sensor.laid(10 * S)
    assert sensor.release(12 * S) == NONE
    sensor.left(13 * S)
    assert sensor.release(13 * S + BOUNCE_US - 1) == NONE
    assert sensor.release(13 * S + BOUNCE_US) == (13 * S, 10 * S)
    assert sensor.release(14 * S) == NONE


def test_an_arrow_that_lay_there_from_the_first_instant_on_was_shot() -> None:
    sensor = RestSensor()
    sensor.laid(0)
    sensor.left(5 * S)
    assert sensor.release(6 * S) == (5 * S, 0)


@pytest.mark.parametrize(("lay_us", "is_shot"), [(LAID_US - 1, False), (LAID_US, True)])
def test_a_contact_that_bounces_is_no_arrow(lay_us: int, is_shot: bool) -> None:
    sensor = RestSensor()
    sensor.laid(10 * S)
    sensor.left(10 * S + lay_us)
    assert (sensor.release(11 * S) != NONE) is is_shot


def test_an_arrow_that_trembles_on_the_rest_is_drawn_once() -> None:
    sensor = RestSensor()
    sensor.laid(10 * S)
    for k in range(5):
        sensor.left(11 * S + 100_000 * k)
        sensor.laid(11 * S + 100_000 * k + BOUNCE_US - 1)
    sensor.left(12 * S)
    assert sensor.release(13 * S) == (12 * S, 10 * S)


def test_what_rings_after_a_release_is_none() -> None:
    sensor = RestSensor()
    sensor.laid(10 * S)
    sensor.left(13 * S)
    assert sensor.release(14 * S) != NONE
    sensor.laid(13 * S + 100_000)
    sensor.left(13 * S + BETWEEN_US - 1)
    assert sensor.release(15 * S) == NONE
    sensor.laid(16 * S)
    sensor.left(18 * S)
    assert sensor.release(19 * S) == (18 * S, 16 * S)


def test_an_arrow_that_has_left_has_left_also_where_the_switch_closes_before_anybody_looked() -> None:
    sensor = RestSensor()
    sensor.laid(10 * S)
    sensor.left(13 * S)
    # it rings, or a hand lays the next one there, while the program is busy elsewhere
    sensor.laid(13 * S + BOUNCE_US)
    assert sensor.release(13 * S + BOUNCE_US) == (13 * S, 10 * S)
    # what was laid there lies there
    sensor.left(16 * S)
    assert sensor.release(17 * S) == (16 * S, 13 * S + BOUNCE_US)


def test_what_was_laid_there_and_is_gone_again_before_anybody_looked_is_no_second_arrow() -> None:
    sensor = RestSensor()
    sensor.laid(10 * S)
    sensor.left(13 * S)
    sensor.laid(13 * S + 100_000)
    sensor.left(13 * S + 110_000)
    assert sensor.release(13 * S + 120_000) == (13 * S, 10 * S)
    sensor.left(16 * S)
    assert sensor.release(17 * S) == NONE


def test_a_loose_contact_is_found_out_by_what_it_releases() -> None:
    sensor, released_us = RestSensor(), []
    for at_us in range(10 * S, 20 * S, 100_000):
        sensor.laid(at_us)
        sensor.left(at_us + LAID_US)
        found_us, _ = sensor.release(at_us + LAID_US + BOUNCE_US)
        released_us += [found_us] if found_us else []
    apart_us = [later - before for before, later in itertools.pairwise(released_us)]
    assert len(apart_us) >= 5
    # each is nearer to the next than any two arrows are
    assert max(apart_us) < LEAST_BETWEEN_S * 1e6


@pytest.mark.parametrize("apart_us", [-TOGETHER_US - 1, -TOGETHER_US, 0, TOGETHER_US, TOGETHER_US + 1])
def test_with_a_shock_sensor_an_arrow_that_a_hand_takes_off_is_no_shot(apart_us: int) -> None:
    sensor = RestSensor(has_shock=True)
    sensor.laid(10 * S)
    for at_us, signal in sorted([(13 * S, sensor.left), (13 * S + apart_us, sensor.shock)], key=lambda one: one[0]):
        signal(at_us)
    assert sensor.release(13 * S + TOGETHER_US - 1) == NONE
    assert (sensor.release(14 * S) != NONE) is (abs(apart_us) <= TOGETHER_US)


def test_a_shock_alone_knows_no_draw() -> None:
    sensor = RestSensor(has_switch=False, has_shock=True)
    sensor.shock(10 * S)
    sensor.shock(10 * S + 20_000)
    assert sensor.release(10 * S + 30_000) == (10 * S, 0)
    assert sensor.release(11 * S) == NONE


@pytest.mark.parametrize("name", ["main", "pico", "wifi"])
def test_the_files_of_the_board_are_words_of_micropython(name: str) -> None:
    path = ROOT / "drivers" / "bow" / f"{name}.py"
    done = subprocess.run(
        [*MICROPYTHON, "-c", f"compile(open({str(path)!r}).read(), 'board', 'exec')"],
        capture_output=True, check=False, timeout=30,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
