"""Merkle trees over hashes of leaves: roots (RFC 6962 §2.1) and proofs that a leaf is in one (RFC 9162 §2.1.3)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NO_LEAVES = sha256(b"").digest()
"""The root of a tree without leaves."""


def node(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two; a leaf's begins with another byte, so that neither passes for the other."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of leaves. Level by level: a node without a neighbour goes up as it is."""
    level = list(leaves)
    while len(level) > 1:
        alone = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level += alone
    return level[0] if level else NO_LEAVES


def inclusion(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The inclusion proof of the leaf at `index`: the nodes beside its way to the root, the lowest first."""
    return tuple(_beside(leaves, index))


def _beside(leaves: Sequence[bytes], index: int) -> Iterator[bytes]:
    if len(leaves) < 2:  # noqa: PLR2004  a leaf alone is its own root
        return
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:half], leaves[half:]
    if index < half:
        yield from _beside(left, index)
        yield root(right)
    else:
        yield from _beside(right, index - half)
        yield root(left)


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Whether an inclusion proof shows the leaf at `index` of the tree of `size` leaves whose root is `top`."""
    if not 0 <= index < size:
        return False
    found, here, last = leaf, index, size - 1
    for beside in proof:
        if not last:
            return False
        if here & 1 or here == last:
            found = node(beside, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node(found, beside)
        here, last = here >> 1, last >> 1
    return not last and found == top
