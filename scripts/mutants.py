"""Every mutation of a file that is worth testing, by cosmic-ray's operators and by removing statements.

Annotations, decorators and logging statements are excluded, because no test should detect them.
"""

import ast
import random
from collections import defaultdict
from dataclasses import dataclass

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

REMOVED = "statement removed"
PASSED_OVER = ("core/NoOp", "core/RemoveDecorator", "core/VariableReplacer", "core/VariableInserter")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutation: the operator's `occurrence` in the file, or the statement that begins at this position."""

    path: str
    operator: str
    occurrence: int
    line: int
    column: int


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Return every mutation of this file, except those that no test should detect."""
    silent = _silent_ranges(source)
    tree = get_ast(source)
    found = [Mutant(path, REMOVED, k, *place) for k, place in enumerate(_removable(source))]
    for name in operator_names():
        operator_class = get_operator(name)
        if name in PASSED_OVER or operator_class.arguments():
            continue
        operator = operator_class()
        places = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        found += [Mutant(path, name, k, *start) for k, (start, _) in enumerate(places)]
    return [m for m in found if not any(start <= (m.line, m.column) < end for start, end in silent)]


def mutated(mutant: Mutant, source: str) -> str | None:
    """Return the mutated source; None if it equals the original, or does not compile, which any test would notice."""
    if mutant.operator == REMOVED:
        return _without_statement(source, mutant)
    changed = mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence)
    return None if changed == source or not _compiles(changed) else changed


def _compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _silent_ranges(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    nodes: list[ast.AST] = []
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
            case ast.stmt() if _is_of_the_log(node):
                nodes.append(node)
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in nodes]


def _is_of_the_log(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="log" | "log_rate")))):
            return True
    return False


def _removable(source: str) -> list[tuple[int, int]]:
    """Return the positions of statements that are only a call, an await of one, or a raise."""
    return [
        (node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await))
    ]


def _without_statement(source: str, mutant: Mutant) -> str:
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and (node.lineno, node.col_offset) == (mutant.line, mutant.column):
            first, last = node.lineno - 1, node.end_lineno
            return "".join([*lines[:first], " " * node.col_offset + "pass\n", *lines[last:]])
    raise LookupError(mutant)


def sampled(mutants: list[Mutant], sample: int | None, dice: random.Random) -> list[Mutant]:
    """Choose one mutation per position, and then `sample` of these."""
    by_place = defaultdict(list)
    for mutant in mutants:
        by_place[mutant.path, mutant.line, mutant.column].append(mutant)
    chosen = [dice.choice(there) for _, there in sorted(by_place.items(), key=lambda item: item[0])]
    return chosen if sample is None or sample >= len(chosen) else sorted(dice.sample(chosen, sample), key=_order)


def _order(mutant: Mutant) -> tuple[str, int, int]:
    return mutant.path, mutant.line, mutant.column


def described(mutant: Mutant, source: str, changed: str) -> str:
    """Return the file, line, operator, and the line before and after."""
    before, after = source.splitlines(), changed.splitlines()
    k = mutant.line - 1
    new = after[k].strip() if k < len(after) else ""
    return f"{mutant.path}:{mutant.line} {mutant.operator.removeprefix('core/')}: {before[k].strip()}  ->  {new}"
