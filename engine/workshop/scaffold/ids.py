"""Whether something may be called as somebody wants to call it, and if not, how."""

from __future__ import annotations

import re

from engine.diagnostics import Diagnostic, PolicyError

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+")


def require_id(name: str) -> None:
    """Raises `PolicyError`: GJ731 where `name` is no id, GJ732 where it names a folder as well."""
    if _ID.fullmatch(name):
        return
    folder, slash, last = name.strip("/").rpartition("/")
    code = "GJ732" if slash else "GJ731"
    raise refusal(code, name=name, near=_near(last), folder=folder)


def refusal(code: str, **args: str) -> PolicyError:
    return PolicyError([Diagnostic(code, None, tuple(args.items()))])


def _near(name: str) -> str:
    """The id that is probably meant; empty where the name has other letters than English ones."""
    near = "-".join(_WORD.findall(name)).lower()
    return near if name.isascii() and _ID.fullmatch(near) else ""
