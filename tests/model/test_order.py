"""The order of steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.model.order import in_order


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, list[str]]:
    """Steps in any order, each reading some of those before it in another order."""
    names = draw(st.permutations([f"s{k}" for k in range(draw(st.integers(1, 8)))]))
    reads = {name: draw(st.sets(st.sampled_from(names[:k]))) if k else set[str]() for k, name in enumerate(names)}
    return {name: sorted(reads[name]) for name in draw(st.permutations(names))}


@given(acyclic())
def test_each_step_follows_those_it_reads(steps: dict[str, list[str]]) -> None:
    order, cycle = in_order(steps)
    assert not cycle
    assert sorted(order) == sorted(steps)
    for step, reads in steps.items():
        assert all(order.index(other) < order.index(step) for other in reads)


def test_a_cycle_is_named_once_round() -> None:
    _, cycle = in_order({"a": ["b"], "b": ["c"], "c": ["b"]})
    assert cycle == ["b", "c"]
