"""Who may do what: every endpoint but health asks `granted` first. Nothing is allowed that a key doesn't allow.

A key comes as `Authorization: Bearer KEY` (RFC 6750). A branch that a key isn't for doesn't exist for it: 404, as for
one that is nowhere.
"""

from __future__ import annotations

from math import ceil
from time import monotonic
from typing import TYPE_CHECKING

from adapters.http.problems import Refused, found
from adapters.http.shared import Shared
from adapters.ledger.keys import ApiKey, all_keys, parts_of
from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from starlette.requests import Request

    from adapters.ledger.database import Database
    from engine.diagnostics import Diagnostic

FRESH = 0.5
"""Seconds for which keys are taken as they were last read; so a revoked one is refused within a second."""

_SCHEME = "bearer"
_BOUND = {"WWW-Authenticate": 'Bearer realm="guiju", error="insufficient_scope"'}
_UNKNOWN = {"WWW-Authenticate": 'Bearer realm="guiju", error="invalid_token"'}


class Keyring:
    """The keys of the database, read anew when they are no longer fresh, or lack one that is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: Mapping[str, ApiKey] = {}
        self._reading = Shared(self._read, "keys")

    async def find(self, key_id: str) -> ApiKey | None:
        """The key of an id, revoked or not. Raises `LedgerError`."""
        now = monotonic()
        await self._reading.since(now - FRESH if key_id in self._keys else now)
        return self._keys.get(key_id)

    def _read(self) -> None:
        with self._database.reading() as connection:
            self._keys = {key.id: key for key in all_keys(connection)}


async def granted(request: Request, scope: str | None, branch: str | None = None) -> ApiKey:
    """The key of a request, if it may do what `scope` says (None: any key may), in `branch`.

    Raises `Refused`: 401 without a key that opens, 429 where it calls too fast, 403 without the scope, 404 where it
    isn't for the branch.
    """
    key = await _authentic(request)
    if key.rate and (wait := request.app.state.rates.wait(key.id, key.rate, monotonic())):
        raise Refused(429, found("GJ863", rate=key.rate), headers=_too_fast(key.rate, wait))
    if scope is not None and scope not in key.scopes:
        raise Refused(403, found("GJ862", scope=scope, scopes=", ".join(key.scopes)), headers=_lacking(scope))
    if branch is not None:
        refuse_branch(key, branch)
    return key


def refuse_bound(key: ApiKey) -> None:
    """Raises `Refused`, 403, where the key is for some branches only: what is asked concerns them all."""
    if key.branches:
        raise Refused(403, found("GJ882", branches=", ".join(key.branches)), headers=_BOUND)


def refuse_branch(key: ApiKey, branch: str) -> None:
    """Raises `Refused`, 404, where the key isn't for a branch."""
    if not visible(key, (branch,)):
        raise Refused(404, no_branch(branch, key.branches))


def no_branch(branch: str, there: Collection[str], pointer: str | None = None) -> Diagnostic:
    """That a key finds no such branch; `there`: those that it does. `pointer`: where in the body it stands."""
    return found("GJ864", pointer, branch=branch, near=did_you_mean(branch, there), branches=", ".join(there))


def visible(key: ApiKey, branches: Iterable[str]) -> tuple[str, ...]:
    """Those of some branches that a key is for."""
    return tuple(branch for branch in branches if not key.branches or branch in key.branches)


async def _authentic(request: Request) -> ApiKey:
    given = request.headers.getlist("authorization")
    scheme, _, text = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != _SCHEME:
        raise Refused(401, found("GJ860"), headers={"WWW-Authenticate": 'Bearer realm="guiju"'})
    parts = parts_of(text.strip())
    keyring: Keyring = request.app.state.keyring
    key = await keyring.find(parts[0]) if parts else None
    if parts is None or key is None or not key.opens(parts[1]) or key.revoked is not None:
        raise Refused(401, found("GJ861"), headers=_UNKNOWN)
    return key


def _lacking(scope: str) -> dict[str, str]:
    """RFC 6750, section 3.1."""
    return {"WWW-Authenticate": f'Bearer realm="guiju", error="insufficient_scope", scope="{scope}"'}


def _too_fast(rate: int, wait: float) -> dict[str, str]:
    """`Retry-After` (RFC 9110), and what draft-ietf-httpapi-ratelimit-headers has for it."""
    seconds = ceil(wait)
    return {
        "Retry-After": str(seconds),
        "RateLimit-Policy": f'"key";q={rate};w=1',
        "RateLimit": f'"key";r=0;t={seconds}',
    }
