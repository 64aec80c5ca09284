"""Means of few values, their standard errors and their 95 % intervals."""

import math

import pytest

from appliance.core.scoring.interval import LEAST_VALUES, STUDENT, mean_and_doubt, mean_and_sigma, student


def test_the_standard_error_of_a_mean() -> None:
    assert mean_and_sigma([1.0, 3.0]) == pytest.approx((2, 1))
    assert mean_and_sigma([2.0, 4.0, 4.0, 6.0]) == pytest.approx((4, math.sqrt(8 / 3) / 2))
    assert mean_and_sigma([5.0]) == (5, math.inf)


def test_students_t_falls_to_the_normal() -> None:
    assert (student(1), student(10), student(30), student(500)) == (12.706, 2.228, 2.042, 2.042)
    assert list(STUDENT) == sorted(STUDENT, reverse=True)
    # one degree of freedom is Cauchy's, two have a closed form
    assert STUDENT[0] == pytest.approx(math.tan(math.pi * 0.475), rel=1e-4)
    assert STUDENT[1] == pytest.approx(0.95 / math.sqrt(2 * 0.975 * 0.025), rel=1e-4)


def test_an_interval_is_wider_the_fewer_values_there_are_and_none_below_three() -> None:
    assert [mean_and_doubt([1.0, 3.0, 2.0][:n]) for n in (1, 2)] == [(1, None), (2, None)]
    assert mean_and_doubt([1.0, 3.0, 2.0][:LEAST_VALUES]) == pytest.approx((2, 4.303 / math.sqrt(3)))
    assert mean_and_doubt([1.0, 3.0] * 500)[1] == pytest.approx(2.042 / math.sqrt(999))
