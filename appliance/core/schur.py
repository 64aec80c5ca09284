"""Least squares over many shots, each with three unknowns of its own (x, y, time) and a few that all share, by the
Schur complement.

`own` is the upper triangle of a shot's normal matrix, `local` its right side; `shared` holds, for each common unknown
that the shot depends on, the mixed terms of the normal matrix with the shot's own three.
"""

from appliance.core.linalg import Sym3, multiply3


def add_own(own: list[float], local: list[float], derivatives: tuple[float, float, float], residual: float) -> None:
    """Add one reading by its derivatives by x, y and time and its residual, both in its standard deviations."""
    x, y, t = derivatives
    for i, value in enumerate((x * x, x * y, x * t, y * y, y * t, t * t)):
        own[i] += value
    local[0] += x * residual
    local[1] += y * residual
    local[2] += t * residual


def eliminate(
    matrix: list[list[float]],
    right: list[float],
    inverse: Sym3,
    local: list[float],
    shared: dict[int, list[float]],
) -> None:
    """Eliminate a shot's own unknowns from the common normal equations; `inverse`: the inverse of its own matrix."""
    for i, (p, q, s) in shared.items():
        x, y, t = multiply3(inverse, p, q, s)
        right[i] -= x * local[0] + y * local[1] + t * local[2]
        row = matrix[i]
        for j, (p2, q2, s2) in shared.items():
            row[j] -= x * p2 + y * q2 + t * s2


def back_substitute(
    inverse: Sym3, local: list[float], shared: dict[int, list[float]], moved: list[float]
) -> tuple[float, float, float]:
    """Corrections of the shot's own unknowns (x, y, time), given the corrections `moved` of the common unknowns."""
    rest = [local[i] - sum(row[i] * moved[index] for index, row in shared.items()) for i in range(3)]
    return multiply3(inverse, rest[0], rest[1], rest[2])
