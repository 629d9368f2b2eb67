"""The hash of an entry: of everything in its row, and of nothing else."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from adapters.ledger.entries import Entry, Recorded
from adapters.ledger.leaves import leaf

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=3)
PLACES = st.integers(-(2**63), 2**63 - 1)
ROWS = st.builds(
    Recorded,
    PLACES,
    PLACES,
    st.builds(Entry, st.sampled_from(["event", "decision"]), TEXTS, TEXTS, TEXTS, TEXTS, PLACES, TEXTS),
)


@given(row=ROWS)
def test_the_encoding_is_as_documented(row: Recorded) -> None:
    kind, ident, branch, policy, case, at, body = row.entry
    texts = [each.encode() for each in (kind, ident, branch, policy, case, body)]
    numbers = [row.seq, row.recorded, at, *map(len, texts)]
    encoded = b"".join([number.to_bytes(8, "big", signed=True) for number in numbers] + texts)
    assert leaf(*row) == sha256(b"\0" + encoded).digest()


@given(one=ROWS, other=ROWS)
def test_different_rows_have_different_leaves(one: Recorded, other: Recorded) -> None:
    assert (leaf(*one) == leaf(*other)) == (one == other)
