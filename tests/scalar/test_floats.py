"""A float that is only compared stays a float, and still means the decimal that it prints as."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.backends.scalar.codegen.floats import float_facts
from tests.scalar.building import decided, program

BOUNDS = ("0.1", "79.95", "0.3", "89.5", "80", "9007199254740991", "0.000001")
SECTIONS = "facts:\n  x: {title: x, type: number}\nrules:\n" + "".join(
    f"  - {{id: r{index}-{name}, when: x {sign} {bound}, then: [{{do: warning, to: agent}}]}}\n"
    for index, bound in enumerate(BOUNDS)
    for name, sign in (("lt", "<"), ("le", "<="), ("eq", "="), ("ne", "!="), ("ge", ">="), ("gt", ">"))
)
LONG = SECTIONS.replace("0.000001", "0.12345678901234567")


def near(bound: str) -> st.SearchStrategy[float | int | str]:
    value = float(bound)
    steps = st.integers(-3, 3).map(lambda step: value + step * max(abs(value) * 2**-52, 5e-324))
    return st.one_of(steps, st.just(bound), st.just(int(value)))


NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e30, max_value=1e30),
    st.integers(-(10**20), 10**20),
    st.sampled_from(BOUNDS).flatmap(near),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-1000, max_value=1000).map(str),
)


@settings(deadline=None)
@given(NUMBERS)
@example(0.1)
@example("0.1")
@example(0.1 + 0.2)
@example(79.95)
@example(2**53 + 1)
def test_comparing_floats_is_comparing_decimals(x: float | str) -> None:
    exact = Decimal(x) if isinstance(x, str) else Decimal(repr(x))
    signs = {"lt": "__lt__", "le": "__le__", "eq": "__eq__", "ne": "__ne__", "ge": "__ge__", "gt": "__gt__"}
    wanted = [
        f"r{index}-{name}"
        for index, bound in enumerate(BOUNDS)
        for name, method in signs.items()
        if getattr(exact, method)(Decimal(bound))
    ]
    assert list(decided(SECTIONS, {"x": x}).matched) == wanted


def test_the_fact_stays_a_float() -> None:
    assert float_facts(program(SECTIONS)) == {"x"}


@pytest.mark.parametrize(
    "sections",
    [
        LONG,
        SECTIONS + "derived:\n  d: {is: x + 1}\n",
        SECTIONS.replace("type: number", "type: number, scale: 2"),
        SECTIONS.replace("type: number", "type: number, check: x > 0"),
    ],
    ids=["a bound that no float prints as", "computed with", "decimals are counted", "checked"],
)
def test_the_fact_has_to_be_exact(sections: str) -> None:
    assert float_facts(program(sections)) == frozenset()
