"""Every tree survives being written and read again, and every node knows exactly where it stands."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from engine.feel import syntax
from engine.feel.parser import SyntaxProblem, parse, parse_tests
from tests.feel.unparse import unparse, unparse_tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SPACED = ("审核 分数", "days in weekend", "date and time")
NOWHERE = (0, 0)
COMPARATORS = ["=", "!=", "<", "<=", ">", ">="]

words = st.sampled_from(["x", "score", "审核分数", "i", "not_x", "andy"])
names = st.builds(syntax.Name, words | st.sampled_from(SPACED), at=st.just(NOWHERE))
locals_ = st.builds(syntax.Name, words, at=st.just(NOWHERE))
numbers = st.decimals(0, 10**6, places=3).map(lambda number: Decimal(f"{number:f}"))


def built(node: type, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(node, *parts, at=st.just(NOWHERE))


leaves = st.one_of(
    names,
    built(syntax.NumberLiteral, numbers),
    built(syntax.PercentLiteral, numbers.map(lambda number: number.scaleb(-2))),
    built(syntax.MoneyLiteral, numbers, st.sampled_from(["CNY", "USD"])),
    built(syntax.SpanLiteral, st.sampled_from(["24h", "3 working days", "2个工作日", "1年6个月", "1h30m"])),
    built(syntax.StringLiteral, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
    built(syntax.BooleanLiteral, st.booleans()),
    built(syntax.NullLiteral),
    built(syntax.AtLiteral, st.sampled_from(["2026-01-31", "P1M"])),
)


def forms(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    tests = inner | built(syntax.OperatorTest, st.sampled_from(COMPARATORS), inner)
    several = st.lists(inner, max_size=3).map(tuple)
    pairs = st.lists(st.tuples(words | st.sampled_from(["a b", "then", 'odd "key"']), inner), max_size=3).map(tuple)
    iterations = built(syntax.Iteration, locals_, inner, st.none() | inner)
    loops = st.lists(iterations, min_size=1, max_size=2).map(tuple)
    arguments = st.tuples(several, st.just(())) | st.tuples(st.just(()), named_of(inner))
    return st.one_of(
        built(syntax.Path, inner, words),
        built(syntax.Filter, inner, inner),
        st.builds(lambda name, given: syntax.Call(name, given[0], given[1], NOWHERE), names, arguments),
        built(syntax.Negation, inner),
        built(syntax.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
        built(syntax.Comparison, st.sampled_from(COMPARATORS), inner, inner),
        built(syntax.Between, inner, inner, inner),
        built(syntax.In, inner, st.lists(tests, min_size=1, max_size=3).map(tuple)),
        built(syntax.Not, inner),
        built(syntax.And, inner, inner),
        built(syntax.Or, inner, inner),
        built(syntax.If, inner, inner, inner),
        built(syntax.For, loops, inner),
        built(syntax.Quantified, st.sampled_from(["some", "every"]), loops, inner),
        built(syntax.Range, inner, inner, st.booleans(), st.booleans()),
        built(syntax.ListLiteral, several),
        built(syntax.ContextLiteral, pairs),
    )


def named_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = words | st.just("start position")
    return st.lists(st.tuples(keys, inner), min_size=1, max_size=2).map(tuple)


expressions = st.recursive(leaves, forms, max_leaves=12)
cells = st.lists(
    expressions | built(syntax.OperatorTest, st.sampled_from(COMPARATORS), expressions), min_size=1, max_size=3
)


def without_places(node: Any) -> Any:
    if isinstance(node, tuple):
        return tuple(map(without_places, node))
    if not is_dataclass(node):
        return node
    return type(node), *(without_places(getattr(node, field.name)) for field in fields(node) if field.name != "at")


def inside(node: Any) -> Iterator[Any]:
    """The nodes directly within a node."""
    for part in node if isinstance(node, tuple) else [getattr(node, field.name) for field in fields(node)]:
        if is_dataclass(part):
            yield part
        elif isinstance(part, tuple):
            yield from inside(part)


def check_places(node: Any, text: str) -> None:
    start, end = node.at
    assert 0 <= start < end <= len(text)
    assert text[start:end].strip() == text[start:end]
    match node:
        case syntax.Name(name):
            assert text[start:end] == name
        case syntax.SpanLiteral(written):
            assert text[start:end] == written
        case syntax.NumberLiteral(value):
            assert Decimal(text[start:end]) == value
        case syntax.StringLiteral():
            assert text[start] == text[end - 1] == '"'
        case _:
            pass
    for part in inside(node):
        assert start <= part.at[0] < part.at[1] <= end
        check_places(part, text)


@given(expressions)
def test_what_is_written_is_read_again_as_the_same_tree(tree: syntax.Syntax) -> None:
    text = unparse(tree)
    assert without_places(parse(text, SPACED)) == without_places(tree)


@given(expressions)
def test_a_node_stands_within_its_parent_and_shows_its_own_text(tree: syntax.Syntax) -> None:
    text = unparse(tree)
    check_places(parse(text, SPACED), text)


@given(cells)
def test_cells_too(tests: list[syntax.Test]) -> None:
    text = unparse_tests(tests)
    read = parse_tests(text, SPACED)
    for test in read:
        check_places(test, text)
    if len(tests) > 1 or not isinstance(tests[0], syntax.Not):
        assert without_places(read) == without_places(tuple(tests))


@given(st.text(st.sampled_from(list("aA1 .,:()[]{}<>=!+-*/?@\"'%¥元天hm且，“\\\n")) | st.characters(), max_size=30))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    for start, end in (refused_at(parse, text), refused_at(parse_tests, text)):
        assert 0 <= start <= end <= len(text)


def refused_at(read: Callable[[str], object], text: str) -> tuple[int, int]:
    try:
        read(text)
    except SyntaxProblem as problem:
        return problem.start, problem.end
    return 0, len(text)
