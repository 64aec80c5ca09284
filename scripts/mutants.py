"""Every mutation of a file that is worth testing, by cosmic-ray's operators and by removing statements.

What is left out, and why, stands in mutant_choice.py.
"""

import ast
import random
from collections import defaultdict
from dataclasses import dataclass

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names
from mutant_choice import EQUAL, left_out, other_number
from parso.python.tree import Number

REMOVED = "statement removed"
NUMBERS = "core/NumberReplacer"
PASSED_OVER = EQUAL | {"core/NoOp", "core/RemoveDecorator", "core/VariableReplacer", "core/VariableInserter"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutation: the operator's `occurrence` in the file, or the statement that begins at this position."""

    path: str
    operator: str
    occurrence: int
    line: int
    column: int


class Numbers(NumberReplacer):
    """One more and one less, twice and half for a large number."""

    def mutate(self, node: Number, index: int) -> Number:
        return Number(f" {other_number(node.value, index)}", node.start_pos)


def _operator(name: str) -> Operator:
    return Numbers() if name == NUMBERS else get_operator(name)()


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Return every mutation of this file, except those that no test should detect."""
    silent = left_out(source)
    tree = get_ast(source)
    found = [Mutant(path, REMOVED, k, *place) for k, place in enumerate(_removable(source))]
    for name in operator_names():
        if name in PASSED_OVER or get_operator(name).arguments():
            continue
        operator = _operator(name)
        places = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        found += [Mutant(path, name, k, *start) for k, (start, _) in enumerate(places)]
    return [m for m in found if not any(start <= (m.line, m.column) < end for start, end in silent)]


def mutated(mutant: Mutant, source: str) -> str | None:
    """Return the mutated source; None if it equals the original, or does not compile, which any test would notice."""
    if mutant.operator == REMOVED:
        return _without_statement(source, mutant)
    changed = mutate_code(source, _operator(mutant.operator), mutant.occurrence)
    return None if changed == source or not _compiles(changed) else changed


def _compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


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
