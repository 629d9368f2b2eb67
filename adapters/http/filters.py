"""What a list is narrowed to: the branches that a key is for, the names that a call gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.http.access import refuse_branch, visible
from adapters.http.problems import refused
from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from adapters.ledger.keys import ApiKey


def branches_of(key: ApiKey, branch: str | None) -> tuple[str, ...] | None:
    """The branches of which something is listed; None for all. Raises `Refused`, 404, where the key isn't for one."""
    if branch is None:
        return key.branches or None
    refuse_branch(key, branch)
    return (branch,)


def refuse_unknown(request: Request, key: ApiKey, asked: Mapping[str, Any]) -> None:
    """Raises `Refused`, 400, where the branch or the policy that is asked about is nowhere.

    For lists that are empty: what was served once may have left something behind.
    """
    library = request.app.state.service.live.current.library
    _refuse("branch", asked["branch"], visible(key, library.branches))
    _refuse("policy", asked["policy"], library.policies)


def _refuse(name: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        near, choices = did_you_mean(value, known), ", ".join(known)
        raise refused(400, "GJ869", name=name, value=value, near=near, wanted="choice", choices=choices)
