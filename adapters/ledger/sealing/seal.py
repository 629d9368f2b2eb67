"""A seal: a batch of entries under the signed root of their Merkle tree, and under what the seal before says."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

NOTHING_BEFORE = bytes(32)
"""The `previous` of the first seal."""


class Seal(NamedTuple):
    """A row of `seals`: batches count from 1; `sealed` in microseconds; `previous`: the `digest` of the seal before."""

    batch: int
    first: int
    last: int
    root: bytes
    previous: bytes
    sealed: int
    key_id: str
    signature: bytes


def statement(ledger: str, seal: Seal) -> bytes:
    """What a seal's signature signs; `ledger`: the database's own id, so that no seal passes in another one."""
    lines = (
        "guiju ledger seal 1",
        ledger,
        f"batch {seal.batch}",
        f"entries {seal.first} {seal.last}",
        f"root {seal.root.hex()}",
        f"previous {seal.previous.hex()}",
        f"sealed {seal.sealed}",
    )
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def digest(ledger: str, seal: Seal) -> bytes:
    """What the next seal says of this one: SHA-256 of its statement."""
    return sha256(statement(ledger, seal)).digest()
