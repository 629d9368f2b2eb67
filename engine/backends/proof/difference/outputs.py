"""What a table gives where certain rows of it are hit, as far as that can be told without the facts."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

from engine.backends.proof.difference.amounts import formula_in
from engine.backends.proof.difference.choices import meet
from engine.backends.proof.difference.forms import Constant, Several, constant
from engine.backends.proof.difference.labels import Given
from engine.backends.proof.theory.formulas import greatest, least, may_be_null
from engine.backends.proof.theory.polynomials import Polynomial, plus
from engine.feel.typed import ListOf
from engine.feel.types import ANY, Kind
from engine.ir.hits import SINGLE_HIT, select
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.difference.sheets import Entry
    from engine.feel.typed import Expression
    from engine.ir.program import HitPolicy, Table

LISTED: frozenset[HitPolicy] = frozenset({"collect", "rule order", "output order"})
"""Those that list the outputs, in an order of their rows."""
RANKED: frozenset[HitPolicy] = frozenset({"any", "priority", "output order"})
"""Those that hold what rows give against each other."""
AGGREGATED: Mapping[HitPolicy, str] = {"collect sum": "sum", "collect min": "min", "collect max": "max"}


def given_where(table: Table, hit: Sequence[Entry]) -> Iterator[Given]:
    """The table's outputs where the entries of `hit` are those that count."""
    ordered = sorted(hit, key=lambda entry: entry.row)
    for index, output in enumerate(table.outputs):
        given = [entry.gives[index] for entry in ordered]
        if all(isinstance(each.form, Constant) for each in given):
            values = [tuple(each.value for each in entry.gives) for entry in ordered]
            value = select(table, [entry.row for entry in ordered], values).outputs[index]
            yield Given(output.name, output.result, constant(output.result.kind, value))
        elif table.hit in SINGLE_HIT:
            yield given[0]._replace(type=output.result)
        else:
            yield Given(output.name, output.result, _together(table.hit, given), _written(table.hit, given))


def _together(hit: HitPolicy, given: Sequence[Given]) -> Form:
    """What they come to together: a sum, the least or the greatest of them, how many there are; else each by itself."""
    formulas = [formula for each in given if (formula := formula_in(each.form)) is not None]
    if len(formulas) == len(given):
        match hit:
            case "collect count" if not any(map(may_be_null, formulas)):
                return constant(Kind.NUMBER, len(given))
            case "collect sum" if all(isinstance(formula, Polynomial) for formula in formulas):
                return reduce(plus, (formula for formula in formulas if isinstance(formula, Polynomial)))
            case "collect min" | "collect max":
                return least(formulas) if hit == "collect min" else greatest(formulas)
            case _:
                pass
    return Several(hit, tuple(each.form for each in given))


def _written(hit: HitPolicy, given: Sequence[Given]) -> Expression | None:
    """What they come to together as it would be written."""
    written = [each.expression for each in given if each.expression]
    if not written:
        return None
    first, listed = written[0], f"[{', '.join(each.text for each in written)}]"
    text = f"{AGGREGATED[hit]}({listed})" if hit in AGGREGATED else listed
    return replace(first, root=ListOf(tuple(each.root for each in written), ANY, first.root.at), text=text)


def untold(table: Table, entries: Sequence[Entry]) -> Iterator[Unknown]:
    """What the table gives and can't be compared: formulas ranked, or held against each other, where rows meet."""
    formulas = [any(not isinstance(given.form, Constant) for given in entry.gives) for entry in entries]
    pairs = combinations(zip(entries, formulas, strict=True), 2)
    if table.hit in RANKED and any(
        (is_formula or also) and one.row != other.row and one.outputs != other.outputs and meet(one.parts, other.parts)
        for (one, is_formula), (other, also) in pairs
    ):
        yield Unknown(table.id, "other", table.span)
