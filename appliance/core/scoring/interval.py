"""Uncertainty of a mean of few values: its standard error, and the 95 % interval by Student's t."""

import math
from collections.abc import Sequence

LEAST_VALUES = 3
"""Minimum number of values for an interval: for two its half width would be 13 standard errors."""
STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""Student's t, 97.5 %, by degrees of freedom (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2)."""


def mean_and_sigma(values: Sequence[float]) -> tuple[float, float]:
    """The mean of independent values and its standard error, which is infinite for a single value."""
    n = len(values)
    mean = math.fsum(values) / n
    if n < 2:
        return mean, math.inf
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1) / n)


def mean_and_doubt(values: Sequence[float]) -> tuple[float, float | None]:
    """The mean of independent values and the half width of its 95 % interval, None below LEAST_VALUES."""
    mean, sigma = mean_and_sigma(values)
    return mean, None if len(values) < LEAST_VALUES else student(len(values) - 1) * sigma


def student(freedom: int) -> float:
    """Half width of a 95 % interval in standard errors; slightly too large above 30 degrees of freedom."""
    return STUDENT[min(freedom, len(STUDENT)) - 1]
