"""API keys: made, found, revoked. The database has a hash of each secret, which can't be turned back into it.

A key reads `guiju_<id>_<secret>`. Its secret is 256 random bits, so one round of SHA-256 is as good as a slow hash:
there is nothing to guess.
"""

from __future__ import annotations

import json
import re
import secrets
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select, update

from adapters.ledger.tables import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

_KEY = re.compile(r"guiju_(?P<id>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})")


class ApiKey(NamedTuple):
    """`branches`: those it is for, empty for all. `rate`: requests a second, 0 for any number. `hash`: of its secret.

    `created`, `revoked`: microseconds since 1970, None while it isn't revoked.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    branches: tuple[str, ...]
    rate: int
    created: int
    revoked: int | None
    hash: bytes

    def opens(self, secret: str) -> bool:
        """Whether the secret is this key's, in a time that doesn't tell how nearly."""
        return compare_digest(self.hash, _hash(secret))


def parts_of(key: str) -> tuple[str, str] | None:
    """The id and the secret of a key as its owner has it; None where it can't be one."""
    found = _KEY.fullmatch(key)
    return (found["id"], found["secret"]) if found else None


def create(
    connection: Connection, scopes: Sequence[str], branches: Sequence[str], name: str, rate: int, now: int
) -> tuple[ApiKey, str]:
    """A new key, and its text, which nobody can be told again."""
    identity, secret = secrets.token_hex(6), secrets.token_hex(32)
    key = ApiKey(identity, name, tuple(scopes), tuple(branches), rate, now, None, _hash(secret))
    row = key._asdict() | {"scopes": json.dumps(key.scopes), "branches": json.dumps(key.branches)}
    connection.execute(insert(keys), row)
    return key, f"guiju_{identity}_{secret}"


def all_keys(connection: Connection) -> tuple[ApiKey, ...]:
    """Every key, revoked ones too, in the order they were made in."""
    return tuple(_key(row) for row in connection.execute(select(keys).order_by(keys.c.created, keys.c.id)))


def revoke(connection: Connection, key_id: str, now: int) -> bool:
    """Whether there is such a key: from now on it is revoked, or was before."""
    known = connection.execute(select(keys.c.id).where(keys.c.id == key_id)).first() is not None
    connection.execute(update(keys).where(keys.c.id == key_id, keys.c.revoked.is_(None)).values(revoked=now))
    return known


def _key(row: Row[tuple[object, ...]]) -> ApiKey:
    values = row._asdict()
    lists = {name: tuple(json.loads(values[name])) for name in ("scopes", "branches")}
    return ApiKey(**{**values, **lists})


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
