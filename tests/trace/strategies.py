"""Random programs over facts with few values each, so that brute force can check what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine.feel.types import BOOLEAN, NUMBER, STRING
from engine.ir.program import Program, Row
from tests.trace.building import (
    a_derived,
    a_fact,
    a_program,
    a_rule,
    a_table,
    an_output,
    both,
    call,
    choose,
    const,
    derived,
    does,
    either,
    enum,
    expression,
    fact,
    listed,
    output,
    row_rules,
    score,
    span,
    text,
)

if TYPE_CHECKING:
    from engine.feel.typed import Expr

TOP = 12
MEAN, BAND = NUMBER.or_null(), STRING.or_null()
MAYBE = BOOLEAN.or_null()
GRID = score(0, TOP, 0, optional=True)
LEVEL = enum("low", "middle", "high", optional=True)
FACTS = [a_fact("a", GRID), a_fact("b", GRID), a_fact("flag", MAYBE), a_fact("level", LEVEL)]
VALUES: dict[str, list[Any]] = {
    "a": list(range(TOP + 1)),
    "b": list(range(TOP + 1)),
    "flag": [False, True],
    "level": list(LEVEL.values),
}
ORDERS = ("lt", "le", "gt", "ge", "eq", "ne")
constants = st.integers(-6, 18).map(const)


def combined(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    sums = st.tuples(st.sampled_from(["add", "subtract"]), inner, inner).map(lambda t: call(*t))
    products = st.tuples(inner, st.integers(-3, 3).map(const)).map(lambda pair: call("multiply", *pair))
    halves = inner.map(lambda part: call("divide", part, const(2)))
    least = st.tuples(inner, inner).map(lambda pair: call("min", listed(*pair)))
    positive = inner.map(lambda part: call("abs", part))
    return sums | products | halves | least | positive


numbers: st.SearchStrategy[Expr] = st.recursive(
    st.sampled_from([fact("a", GRID), fact("b", GRID), derived("mean", MEAN)]) | constants, combined, max_leaves=4
)
comparisons = st.tuples(st.sampled_from(ORDERS), numbers, numbers).map(lambda t: call(*t))
named = st.sampled_from(
    [
        fact("flag", MAYBE),
        call("eq", fact("level", LEVEL), text("middle")),
        call("ne", fact("level", LEVEL), text("high")),
        call("eq", output("band", BAND), text("upper")),
        call("lt", output("limit", MEAN), fact("a", GRID)),
    ]
)


def joined(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    pairs = st.tuples(inner, inner)
    negations = inner.map(lambda part: call("not", part))
    chosen = st.tuples(inner, inner, inner).map(lambda t: choose(*t))
    return pairs.map(lambda p: both(*p)) | pairs.map(lambda p: either(*p)) | negations | chosen


conditions = st.recursive(comparisons | named, joined, max_leaves=4)


def bands(bound: Expr) -> Any:
    """A table whose outputs are a name and a number."""
    tests: list[Expr] = [
        call("is-true", call("ge", fact("a", GRID), bound)),
        call("is-true", call("lt", fact("a", GRID), bound)),
    ]
    words: list[tuple[str, Expr]] = [("upper", const(4)), ("lower", fact("b", GRID))]
    rows = [
        Row(name, (expression(test, "cell"),), (expression(text(name), name), expression(limit, "limit")), span())
        for test, (name, limit) in zip(tests, words, strict=True)
    ]
    columns = [an_output("band", STRING, BAND), an_output("limit", MEAN)]
    return a_table("bands", "unique", [expression(fact("a", GRID), "a")], columns, rows)


def program_of(conditions: list[Expr], bound: Expr, mean: Expr) -> Program:
    table = bands(bound)
    rules = [
        a_rule(f"rule-{index}", expression(when, "when"), does("warning")) for index, when in enumerate(conditions)
    ]
    steps = [a_derived("mean", expression(mean, "mean")), table]
    return a_program(FACTS, [*row_rules(table), *rules], steps=steps, outputs=("band", "limit"))


programs = st.builds(
    program_of,
    st.lists(conditions, min_size=1, max_size=2),
    st.integers(0, TOP).map(const) | st.just(call("subtract", const(TOP), fact("b", GRID))),
    st.just(call("divide", call("add", fact("a", GRID), fact("b", GRID)), const(2))),
)
cases = st.tuples(*(st.sampled_from(values) for values in VALUES.values()))
