"""Which changes scripts/mutate.bash makes to the code, and which it leaves out."""

import pytest

from scripts.mutant_choice import EQUAL, left_out, other_number


@pytest.mark.parametrize(
    ("text", "larger", "smaller"),
    [
        ("0", "1", "-1"),
        ("999", "1000", "998"),
        ("0.5", "1.5", "-0.5"),
        ("1000", "2000", "500"),
        ("1_800_000_000", "3600000000", "900000000"),
        ("1500.0", "3000.0", "750.0"),
        ("0x3e9", "2002", "500"),
        ("2j", "(1+2j)", "(-1+2j)"),
    ],
)
def test_a_large_number_is_doubled_and_halved(text: str, larger: str, smaller: str) -> None:
    assert (other_number(text, 0), other_number(text, 1)) == (larger, smaller)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("zip(a, b, strict=True)", ["strict=True"]),
        ("f(zip(a, b, strict=False), strict=True)", ["strict=False"]),
        ("model(strict=True)", []),
        ("zip(a, b[1:])", []),
        ("if one:\n    assert two == 2\n", ["assert two == 2"]),
        ("match one:\n    case 1:\n        two()\n    case _:\n        assert_never(one)\n", ["assert_never(one)"]),
        ("log.info('%d of %d', 1, 2)", ["log.info('%d of %d', 1, 2)"]),
        ("if one > 1:\n    log_rate.add('x', 1)\n", ["if one > 1:\n    log_rate.add('x', 1)", "log_rate.add('x', 1)"]),
        ("if one > 1:\n    log.info(1)\nelse:\n    two()", ["log.info(1)"]),
        ("@one(True)\ndef f(a: int | None = 3) -> int | str:\n    return a", ["one(True)", "int | None", "int | str"]),
        ("a: int = 3", ["int"]),
        ("Alias = int | str", ["int | str"]),
        ("def f():\n    a = one | two", []),
    ],
)
def test_what_is_true_by_construction_is_left_out(source: str, expected: list[str]) -> None:
    lines = source.splitlines()
    found = []
    for (first, column), (last, end) in left_out(source):
        within = lines[first - 1 : last]
        within[-1] = within[-1][:end]
        within[0] = within[0][column:]
        found.append("\n".join(within))
    assert sorted(found) == sorted(expected)


def test_an_order_is_no_other_word_for_the_same() -> None:
    assert "core/ReplaceComparisonOperator_Eq_Is" in EQUAL
    assert not any("Lt" in one or "Gt" in one for one in EQUAL)
