"""The tracing evaluator and the fast path give the same results."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.scalar.compiler import compile_program
from engine.backends.scalar.tracing import Tracer
from engine.ir.trace import result_of
from tests.trace.building import case
from tests.trace.strategies import VALUES, programs

if TYPE_CHECKING:
    from engine.ir.program import Program

halves = st.integers(0, 24).map(lambda n: Decimal(n) / 2)
whole = st.integers(0, 12)
with_nulls = st.tuples(
    whole | halves | st.none(),
    whole | halves | st.none(),
    *(st.sampled_from([*VALUES[name], None]) for name in ("flag", "level")),
)


@settings(max_examples=200, deadline=None)
@given(programs, st.lists(with_nulls, min_size=1, max_size=5))
def test_trace_and_fast_path_agree(program: Program, cases: list[tuple[Any, ...]]) -> None:
    run, tracer = compile_program(program).run, Tracer(program)
    for values in cases:
        assert run(case(*values)) == result_of(tracer.trace(case(*values)))
