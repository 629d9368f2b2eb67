"""Sealed roots outside the database: a file of JSON lines, the public keys first, then seal by seal.

What was exported can't be taken back: held against it, a ledger whose end was cut off, or sealed anew, is found.
"""

from __future__ import annotations

import datetime as dt
import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.clock import micros, moment
from adapters.ledger.errors import fault
from adapters.ledger.sealing import signing
from adapters.ledger.sealing.seal import Seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from adapters.ledger.errors import LedgerError
    from adapters.ledger.sealing.signing import Public

_FORMAT = "guiju ledger roots 1"
_WRONG = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Export(NamedTuple):
    """`keys`: the public ones that go with it; `seals`: by batch."""

    keys: tuple[Public, ...]
    seals: Iterator[Seal]


def lines(ledger: str, keys: Iterable[Public], seals: Iterable[Seal]) -> Iterator[str]:
    """The lines of an export, without their ends. `ledger`: the id of the database that the seals are of."""
    yield json.dumps({"format": _FORMAT, "ledger": ledger, "public_keys": {key.id: key.pem() for key in keys}})
    for seal in seals:
        yield json.dumps(as_json(seal))


def as_json(seal: Seal) -> dict[str, Any]:
    """A seal as JSON data: hashes in hexadecimal, the signature in base64, the instant in ISO 8601."""
    return {
        **seal._asdict(),
        "root": seal.root.hex(),
        "previous": seal.previous.hex(),
        "sealed": moment(seal.sealed),
        "signature": b64encode(seal.signature).decode("ascii"),
    }


def read(written: Iterable[bytes], path: Path, ledger: str) -> Export:
    """The export whose lines these are, from a `path`; its seals are read as they are asked for.

    Raises `LedgerError`, `KeyFault` GJ819 where it is none, or of another ledger; so does asking for a seal.
    """
    rest = iter(written)
    try:
        head = json.loads(next(rest))
        if head["format"] != _FORMAT:
            raise _unusable(path, line=1)
        if head["ledger"] != ledger:
            raise _unusable(path, ledger=head["ledger"])
        keys = tuple(signing.of_pem(pem.encode(), path) for pem in head["public_keys"].values())
    except (StopIteration, *_WRONG):
        raise _unusable(path, line=1) from None
    return Export(keys, _seals(rest, path))


def _seals(written: Iterator[bytes], path: Path) -> Iterator[Seal]:
    before = 0
    for number, line in enumerate(written, 2):
        try:
            seal = of_json(json.loads(line))
        except _WRONG:
            raise _unusable(path, line=number) from None
        if seal.batch <= before:
            raise _unusable(path, line=number)
        before = seal.batch
        yield seal


def of_json(value: dict[str, Any]) -> Seal:
    """The seal that `as_json` gave as this."""
    return Seal(
        int(value["batch"]),
        int(value["first"]),
        int(value["last"]),
        bytes.fromhex(value["root"]),
        bytes.fromhex(value["previous"]),
        micros(dt.datetime.fromisoformat(value["sealed"])),
        str(value["key_id"]),
        b64decode(value["signature"], validate=True),
    )


def _unusable(path: Path, **why: object) -> LedgerError:
    return fault("GJ819", what="roots", how="roots", path=path, **why)
