"""Trees and proofs: the vectors of Certificate Transparency's reference code, and the definitions as laws."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ledger.sealing import merkle

DATA = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""By the number of leaves."""
LEAVES = [sha256(b"\0" + bytes.fromhex(data)).digest() for data in DATA]

trees = st.integers(1, 70).map(lambda size: [sha256(bytes([number])).digest() for number in range(size)])


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word by word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = next(size for size in (64, 32, 16, 8, 4, 2, 1) if size < len(leaves))
    return merkle.node(by_definition(leaves[:half]), by_definition(leaves[half:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


@given(trees)
def test_a_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == by_definition(leaves)


@given(trees, st.data())
def test_every_leaf_is_proved_and_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, top, size = merkle.inclusion(leaves, index), merkle.root(leaves), len(leaves)
    assert merkle.included(leaves[index], index, size, proof, top)
    assert not merkle.included(b"other" + leaves[index], index, size, proof, top)
    assert not merkle.included(leaves[index], index, size, (*proof, top), top)
    assert not merkle.included(leaves[index], size, size, proof, top)
    if proof:
        assert not merkle.included(leaves[index], index, size, proof[:-1], top)
        assert not merkle.included(leaves[index], index ^ 1, size, proof, top)
