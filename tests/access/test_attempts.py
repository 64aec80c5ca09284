"""Guessing is bounded, by one address and in all, and so is what is remembered of it."""

import pytest

from appliance.access.attempts import (
    IN_ALL,
    IN_ALL_WITHIN_S,
    MOST_ADDRESSES,
    PER_ADDRESS,
    PER_ADDRESS_WITHIN_S,
    Attempts,
    network_of,
)


def test_an_address_may_fail_five_times_a_minute() -> None:
    attempts = Attempts()
    for second in range(PER_ADDRESS):
        assert attempts.wait_s("192.0.2.1", float(second)) == 0
        attempts.fail("192.0.2.1", float(second))
    assert attempts.wait_s("192.0.2.1", 5.0) == PER_ADDRESS_WITHIN_S - 5
    assert attempts.wait_s("192.0.2.2", 5.0) == 0
    assert attempts.wait_s("192.0.2.1", PER_ADDRESS_WITHIN_S) == 0


def test_all_together_may_fail_sixty_times_an_hour() -> None:
    attempts = Attempts()
    for number in range(IN_ALL):
        attempts.fail(f"192.0.2.{number}", float(number))
    assert attempts.wait_s("198.51.100.1", IN_ALL) == IN_ALL_WITHIN_S - IN_ALL
    assert attempts.wait_s("198.51.100.1", IN_ALL_WITHIN_S) == 0


def test_what_was_right_does_not_count() -> None:
    attempts = Attempts()
    for second in range(IN_ALL * 2):
        attempts.fail("192.0.2.1", float(second))
        attempts.forgive("192.0.2.1", float(second))
    assert attempts.wait_s("192.0.2.1", IN_ALL * 2.0) == 0


def test_so_many_addresses_are_remembered_and_no_more() -> None:
    attempts = Attempts()
    for number in range(MOST_ADDRESSES * 3):
        attempts.fail(f"10.0.{number // 256}.{number % 256}", number * IN_ALL_WITHIN_S)
    assert len(attempts._by_address) == MOST_ADDRESSES


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_the_addresses_of_one_ipv6_network_are_one(address: str, network: str) -> None:
    assert network_of(address) == network
