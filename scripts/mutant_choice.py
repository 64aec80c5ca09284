"""What is mutated otherwise than by cosmic-ray's operators, and what is not mutated at all, each with its reason.

Whatever is left out is left out of the noticed as well as of the survivors. It needs nothing of cosmic-ray, so that
the suite, which is run without it, tests it.
"""

import ast

Place = tuple[int, int]
"""A line, from one, and a column, from zero."""

LARGE = 1000
"""From here on a number is doubled and halved: 1,800,000,001 us for 1,800,000,000 us is nothing that anybody sees,
whereas half an hour that became an hour is. Smaller ones become one more and one less."""

EQUAL = frozenset(f"core/ReplaceComparisonOperator_{one}" for one in ("Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq"))
"""Operators that compare the same by another word: members of an enumeration, literals and small numbers are equal
only if they are identical, and other numbers are never identical, which says nothing of a test either."""


def other_number(text: str, index: int) -> str:
    """Return the literal that takes this one's place: the larger one (index 0) or the smaller one (index 1)."""
    value = ast.literal_eval(text)
    if isinstance(value, complex) or value < LARGE:
        return str(value + (1, -1)[index])
    return str(value * 2 if index == 0 else value // 2 if isinstance(value, int) else value / 2)


def left_out(source: str) -> list[tuple[Place, Place]]:
    """Return the ranges that no test should detect, or that any would.

    Annotations, decorators, aliases of types and entries of the log; assertions, which are true by construction (also
    `assert_never`, and `strict` of lists that are as long, which is an assertion of their lengths).
    """
    nodes: list[ast.expr | ast.stmt | ast.keyword] = []
    for node in ast.walk(ast.parse(source)):
        nodes += getattr(node, "decorator_list", [])
        match node:
            case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.expr() as annotation):
                nodes.append(annotation)
            case ast.FunctionDef(returns=ast.expr() as returns) | ast.AsyncFunctionDef(returns=ast.expr() as returns):
                nodes.append(returns)
            case ast.Assign(value=ast.BinOp(op=ast.BitOr()) as alias) if node.col_offset == 0:
                nodes.append(alias)
            case ast.If() if all(_is_of_the_log(one) for one in (*node.body, *node.orelse)):
                nodes.append(node)
            case ast.Call(func=ast.Name(id="zip" | "map"), keywords=keywords):
                nodes += [keyword for keyword in keywords if keyword.arg == "strict"]
            case ast.Assert():
                nodes.append(node)
            case ast.stmt() if _is_of_the_log(node) or _is_never_reached(node):
                nodes.append(node)
    return [((n.lineno, n.col_offset), (n.end_lineno or 0, n.end_col_offset or 0)) for n in nodes]


def _is_of_the_log(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="log" | "log_rate")))):
            return True
    return False


def _is_never_reached(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            return True
    return False
