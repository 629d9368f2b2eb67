"""The hash of an entry in its place: a leaf of the Merkle tree of its batch."""

from __future__ import annotations

from hashlib import sha256
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.ledger.entries import Entry

_HEAD = Struct(">cqqq").pack
_LENGTHS = Struct(">6q").pack
_LEAF = b"\0"
"""What tells a leaf from an inner node (RFC 6962, section 2.1)."""


def leaf(seq: int, recorded: int, entry: Entry) -> bytes:
    """SHA-256 of everything in the row: 0x00, seq, recorded and at; the texts' lengths in bytes; the texts in UTF-8.

    Numbers have eight bytes, big-endian; the texts are kind, id, branch, policy, case and body. 32 bytes come back.
    """
    kind, ident, branch, policy, case, at, body = entry
    texts = (
        kind.encode(),
        ident.encode(),
        branch.encode(),
        policy.encode(),
        case.encode(),
        body.encode(),
    )
    return sha256(_HEAD(_LEAF, seq, recorded, at) + _LENGTHS(*map(len, texts)) + b"".join(texts)).digest()
