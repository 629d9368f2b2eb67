"""Endpoints: who is told what, where, and signed with which secret.

Secrets stand in the database as they are, because every process that sends must sign. Whoever gets hold of the database
could write to receivers in our name until the secrets are rotated; it would not let them call the service, read what is
sent over TLS, or touch what is sealed. Keep its file, and its backups, as the secrets that they are.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
from sqlalchemy import delete, insert, select, update

from adapters.ledger import tables
from adapters.notify.messages import TYPES
from engine.diagnostics import Diagnostic, GuijuError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

OVERLAP = 24 * 60 * 60 * 1_000_000
"""How long, in microseconds, a secret that was replaced signs beside the new one."""

_PORTS = {None, *range(1, 2**16)}
_SECRET_BYTES = 32
_ID_BYTES = 5


class WebhookError(GuijuError):
    """What is asked of a webhook can't be done; nothing was changed."""


class Endpoint(NamedTuple):
    """A receiver. No `types` or `branches` are all of them; `disabled`: since when it isn't sent to.

    `secrets`: each with the instant until which it signs, None without end; the first is the one that counts. Instants
    are microseconds since 1970.
    """

    id: str
    url: str
    types: tuple[str, ...]
    branches: tuple[str, ...]
    secrets: tuple[tuple[str, int | None], ...]
    created: int
    disabled: int | None

    def wants(self, kind: str, branch: str) -> bool:
        """Whether it is told of messages of a type, in a branch."""
        return (not self.types or kind in self.types) and (not self.branches or branch in self.branches)

    def signing(self, now: int) -> tuple[str, ...]:
        """The secrets that sign at an instant."""
        return tuple(secret for secret, until in self.secrets if until is None or now < until)


def problem(code: str, **args: str) -> WebhookError:
    """One fault, ready to be raised."""
    return WebhookError([Diagnostic(code, None, tuple(args.items()))])


def listed(connection: Connection) -> tuple[Endpoint, ...]:
    """Every endpoint, the oldest first."""
    rows = connection.execute(select(tables.endpoints).order_by(tables.endpoints.c.created, tables.endpoints.c.id))
    return tuple(map(_endpoint, rows))


def enabled(connection: Connection) -> tuple[Endpoint, ...]:
    """The endpoints that are sent to."""
    return tuple(endpoint for endpoint in listed(connection) if endpoint.disabled is None)


def find(connection: Connection, name: str) -> Endpoint:
    """The endpoint with an id. Raises `WebhookError` (GJ832)."""
    known = {endpoint.id: endpoint for endpoint in listed(connection)}
    if name not in known:
        raise problem("GJ832", id=name, near=did_you_mean(name, known), known=", ".join(known))
    return known[name]


def add(connection: Connection, url: str, types: Sequence[str], branches: Sequence[str], now: int) -> Endpoint:
    """A new endpoint, with a secret of its own. Raises `WebhookError` (GJ830 the URL, GJ831 a type)."""
    _check_url(url)
    known = tuple(TYPES.values())
    for kind in types:
        if kind not in known:
            raise problem("GJ831", type=kind, near=did_you_mean(kind, known), known=", ".join(known))
    name = f"wh_{secrets.token_hex(_ID_BYTES)}"
    endpoint = Endpoint(name, url, tuple(types), tuple(branches), ((_new_secret(), None),), now, None)
    connection.execute(insert(tables.endpoints).values(_columns(endpoint)))
    return endpoint


def remove(connection: Connection, name: str) -> None:
    """Forget an endpoint and what was to be sent to it. Raises `WebhookError` (GJ832)."""
    find(connection, name)
    connection.execute(delete(tables.deliveries).where(tables.deliveries.c.endpoint == name))
    connection.execute(delete(tables.endpoints).where(tables.endpoints.c.id == name))


def enable(connection: Connection, name: str) -> None:
    """Send to an endpoint again: what is told from now on, and what is re-sent. Raises `WebhookError` (GJ832)."""
    _put(connection, find(connection, name)._replace(disabled=None))


def rotate(connection: Connection, name: str, now: int) -> Endpoint:
    """The endpoint with a new secret; the one before signs beside it for `OVERLAP`. Raises `WebhookError` (GJ832)."""
    endpoint = find(connection, name)
    former = tuple((secret, now + OVERLAP) for secret in endpoint.signing(now)[:1])
    rotated = endpoint._replace(secrets=((_new_secret(), None), *former))
    _put(connection, rotated)
    return rotated


def _put(connection: Connection, endpoint: Endpoint) -> None:
    connection.execute(
        update(tables.endpoints).where(tables.endpoints.c.id == endpoint.id).values(_columns(endpoint)),
    )


def _check_url(url: str) -> None:
    """Any host will do: receivers of one's own network are what this is for, and only its administrators name them."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        raise problem("GJ830", url=url) from None
    whole = parts.scheme in {"http", "https"} and parts.host and parts.port in _PORTS
    if not whole or parts.userinfo or parts.fragment or " " in url:
        raise problem("GJ830", url=url)


def _new_secret() -> str:
    """A secret as Standard Webhooks writes them."""
    return "whsec_" + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def _columns(endpoint: Endpoint) -> dict[str, object]:
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "types": json.dumps(endpoint.types),
        "branches": json.dumps(endpoint.branches, ensure_ascii=False),
        "secret": json.dumps(endpoint.secrets),
        "created": endpoint.created,
        "disabled": endpoint.disabled,
    }


def _endpoint(row: Row[Any]) -> Endpoint:
    pairs = tuple((secret, until) for secret, until in json.loads(row.secret))
    types, branches = tuple(json.loads(row.types)), tuple(json.loads(row.branches))
    return Endpoint(row.id, row.url, types, branches, pairs, row.created, row.disabled)
