"""The order of steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.model.order import in_order

ACYCLIC = st.integers(1, 8).flatmap(
    lambda n: st.permutations(range(n)).flatmap(
        lambda names: st.tuples(
            *(st.sets(st.sampled_from(names[:k])) if k else st.just(set[int]()) for k in range(n))
        ).map(lambda reads: {f"s{name}": [f"s{other}" for other in used] for name, used in zip(names, reads, strict=True)})
    )
)


@given(ACYCLIC)
def test_each_step_follows_those_it_reads(steps: dict[str, list[str]]) -> None:
    order, cycle = in_order(steps)
    assert not cycle
    assert sorted(order) == sorted(steps)
    for step, reads in steps.items():
        assert all(order.index(other) < order.index(step) for other in reads)


def test_a_cycle_is_named_once_round() -> None:
    _, cycle = in_order({"a": ["b"], "b": ["c"], "c": ["b"]})
    assert cycle == ["b", "c"]
