"""Sealed roots outside the database: a file of JSON lines, the public key first, then seal by seal.

What was exported can't be taken back: held against it, a ledger whose end was cut off, or sealed anew, is found.
"""

from __future__ import annotations

import datetime as dt
import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.clock import instant, micros
from adapters.ledger import signing
from adapters.ledger.errors import fault
from adapters.ledger.seals import Seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from adapters.ledger.signing import Public

_FORMAT = "guiju ledger roots 1"
_WRONG = (ValueError, KeyError, TypeError, AttributeError)


class Export(NamedTuple):
    """`ledger`: the id of the database that the seals are of; `key`: the public one that signs them."""

    ledger: str
    key: Public
    seals: Iterator[Seal]


def lines(ledger: str, key: Public, seals: Iterable[Seal]) -> Iterator[str]:
    """The lines of an export, without their ends."""
    yield json.dumps({"format": _FORMAT, "ledger": ledger, "key_id": key.id, "public_key": key.pem()})
    for seal in seals:
        yield json.dumps(as_json(seal))


def as_json(seal: Seal) -> dict[str, Any]:
    """A seal as JSON data: hashes in hexadecimal, the signature in base64, the instant in ISO 8601."""
    return {
        **seal._asdict(),
        "root": seal.root.hex(),
        "previous": seal.previous.hex(),
        "sealed": instant(seal.sealed).isoformat(),
        "signature": b64encode(seal.signature).decode("ascii"),
    }


def read(path: Path) -> Export:
    """An export, its seals read as they are asked for. Raises `LedgerError` GJ819 where it is none."""
    found = _values(path)
    try:
        head = next(found)
        if head["format"] != _FORMAT:
            raise _unusable(path, 1)
        return Export(head["ledger"], signing.of_pem(head["public_key"].encode(), path), _seals(path, found))
    except (StopIteration, *_WRONG):
        raise _unusable(path, 1) from None


def _seals(path: Path, values: Iterator[Any]) -> Iterator[Seal]:
    for number, value in enumerate(values, 2):
        try:
            yield of_json(value)
        except _WRONG:
            raise _unusable(path, number) from None


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


def _values(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield json.loads(line)
            except ValueError:
                raise _unusable(path, number) from None


def _unusable(path: Path, line: int) -> Exception:
    return fault("GJ819", what="roots", how="roots", path=path, problem=f"line {line}")
