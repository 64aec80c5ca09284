"""Small symmetric systems in closed form: plain floats are faster here than any array library."""

import math
from operator import mul

Sym3 = tuple[float, float, float, float, float, float]
"""Upper triangle of a symmetric 3 x 3 matrix: a00, a01, a02, a11, a12, a22."""


def inverse3(m: Sym3) -> Sym3 | None:
    """Inverse of a symmetric 3 x 3 matrix; None when it is singular."""
    a, b, c, d, e, f = m
    c00 = d * f - e * e
    c01 = c * e - b * f
    c02 = b * e - c * d
    det = a * c00 + b * c01 + c * c02
    scale = a * d * f
    if not abs(det) > 1e-12 * abs(scale):
        return None
    return (
        c00 / det,
        c01 / det,
        c02 / det,
        (a * f - c * c) / det,
        (b * c - a * e) / det,
        (a * d - b * b) / det,
    )


def multiply3(m: Sym3, x: float, y: float, z: float) -> tuple[float, float, float]:
    """Symmetric 3 x 3 matrix times a vector."""
    a, b, c, d, e, f = m
    return a * x + b * y + c * z, b * x + d * y + e * z, c * x + e * y + f * z


def solve_symmetric(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solution of a positive definite system by Cholesky's method; `matrix` is overwritten.

    Raises ArithmeticError when it is not positive definite.
    """
    size = len(right)
    for j in range(size):
        row = matrix[j]
        pivot = row[j] - sum(v * v for v in row[:j])
        if not pivot > 0:
            raise ArithmeticError("the matrix is not positive definite")
        root = math.sqrt(pivot)
        row[j] = root
        for i in range(j + 1, size):
            below = matrix[i]
            below[j] = (below[j] - sum(map(mul, below[:j], row[:j]))) / root
    forward: list[float] = []
    for j in range(size):
        forward.append((right[j] - sum(map(mul, matrix[j][:j], forward))) / matrix[j][j])
    solution = [0.0] * size
    for j in reversed(range(size)):
        rest = sum(matrix[i][j] * solution[i] for i in range(j + 1, size))
        solution[j] = (forward[j] - rest) / matrix[j][j]
    return solution
