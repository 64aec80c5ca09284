"""Small symmetric systems in closed form: plain floats are faster here than any array library."""

import math
from collections.abc import Sequence
from operator import mul

Sym3 = tuple[float, float, float, float, float, float]
"""Upper triangle of a symmetric 3 x 3 matrix: a00, a01, a02, a11, a12, a22."""
TINY_PIVOT = 1e-6
"""Smallest pivot of a regular matrix with ones on its diagonal, in double precision."""
SINGULAR_SHARE = 1e-12
"""Smallest determinant of a regular matrix relative to the product of the diagonal, or pivot relative to its diagonal
element."""
VARIANCE_FLOOR = 1e-12
"""Smallest variance, taken where rounding left less of a positive one: a picosecond squared, in us2."""
LEAST_DETERMINANT = 1e-300
"""Determinant of a matrix that rounding made singular: near the smallest double, so that its logarithm is finite."""

_NOT_DEFINITE = "the matrix is not positive definite"


def inverse3(m: Sym3) -> Sym3 | None:
    """Inverse of a symmetric 3 x 3 matrix; None when it is singular."""
    a, b, c, d, e, f = m
    c00 = d * f - e * e
    c01 = c * e - b * f
    c02 = b * e - c * d
    det = a * c00 + b * c01 + c * c02
    scale = a * d * f
    if not abs(det) > SINGULAR_SHARE * abs(scale):
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
        if not pivot > SINGULAR_SHARE * row[j]:
            raise ArithmeticError(_NOT_DEFINITE)
        root = math.sqrt(pivot)
        row[j] = root
        for i in range(j + 1, size):
            below = matrix[i]
            below[j] = (below[j] - sum(map(mul, below[:j], row[:j]))) / root
    eased: list[float] = []
    for j in range(size):
        eased.append((right[j] - sum(map(mul, matrix[j][:j], eased))) / matrix[j][j])
    solution = [0.0] * size
    for j in reversed(range(size)):
        rest = sum(matrix[i][j] * solution[i] for i in range(j + 1, size))
        solution[j] = (eased[j] - rest) / matrix[j][j]
    return solution


def cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Cholesky factor, lower triangle, row i of i + 1 elements.

    `matrix` must be positive definite, as a covariance with noise on its diagonal is; a pivot that rounding made too
    small is raised to VARIANCE_FLOOR.
    """
    rows: list[list[float]] = []
    for i, given in enumerate(matrix):
        row: list[float] = []
        for j in range(i):
            known = rows[j]
            row.append((given[j] - sum(map(mul, row, known))) / known[j])
        row.append(math.sqrt(max(given[i] - sum(map(mul, row, row)), VARIANCE_FLOOR)))
        rows.append(row)
    return rows


def forward(root: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solution x of root x = right for a lower triangular `root`."""
    found: list[float] = []
    for row, value in zip(root, right, strict=True):
        found.append((value - sum(map(mul, row, found))) / row[-1])
    return found


def forward_unit(root: Sequence[Sequence[float]], index: int) -> list[float]:
    """Column `index` of the inverse of a lower triangular `root`, without the zeros that it begins with."""
    found = [1 / root[index][-1]]
    for row in root[index + 1 :]:
        found.append(-sum(map(mul, row[index:], found)) / row[-1])
    return found


def backward(root: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solution x of root' x = right for a lower triangular `root`."""
    found = list(right)
    for j in reversed(range(len(found))):
        row = root[j]
        found[j] /= row[-1]
        for i, value in enumerate(row[:-1]):
            found[i] -= value * found[j]
    return found


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    """Inner product."""
    return math.fsum(map(mul, a, b))


def determinant3(m: tuple[float, float, float, float, float, float]) -> float:
    """Determinant of a symmetric 3 x 3 matrix, at least LEAST_DETERMINANT."""
    a, b, c, d, e, f = m
    return max(a * (d * f - e * e) + b * (c * e - b * f) + c * (b * e - c * d), LEAST_DETERMINANT)


def inverse_definite(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Inverse of a symmetric matrix. Raises ArithmeticError when it is not positive definite."""
    size = len(matrix)
    if any(matrix[k][k] <= 0 for k in range(size)):
        raise ArithmeticError(_NOT_DEFINITE)
    unit = [1 / math.sqrt(matrix[k][k]) for k in range(size)]
    root = cholesky([[matrix[i][j] * unit[i] * unit[j] for j in range(size)] for i in range(size)])
    if any(row[-1] < TINY_PIVOT for row in root):
        raise ArithmeticError(_NOT_DEFINITE)
    columns = [forward(root, [unit[i] if i == k else 0.0 for i in range(size)]) for k in range(size)]
    return [[dot(columns[i], columns[j]) for j in range(size)] for i in range(size)]
