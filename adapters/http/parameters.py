"""Query parameters, read strictly: what isn't known, stands twice or makes no sense is refused by its name."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from adapters.http.problems import refused
from adapters.service.cases import is_name
from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from starlette.requests import Request

    Reader = Callable[[str], Any]

PAGE, MOST = 100, 1000
"""Items of a page: if nothing is said, and at most."""

_NUMBER = re.compile(r"[0-9]{1,9}")
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:([Zz])|[ +](\d\d:?\d\d)|(-\d\d:?\d\d))", re.ASCII
)
_LONGEST = 2000
"""Characters of a cursor that are looked at."""
_TOO_LARGE = 2**63
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class NotThat(ValueError):
    """A value that a parameter can't have: what it may be, as a phrase of `parameter_values`, or one of `choices`."""

    def __init__(self, wanted: str, choices: Collection[str] = ()) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.choices = choices


def read(request: Request, known: Mapping[str, Reader]) -> dict[str, Any]:
    """The parameters of a query by name, None where one isn't given. Raises `Refused`, 400."""
    if not request.scope["query_string"]:
        return dict.fromkeys(known)
    given = request.query_params
    for name in given:
        if name not in known:
            raise refused(400, "GJ870", name=name, near=did_you_mean(name, known), known=", ".join(known))
        if len(given.getlist(name)) > 1:
            raise refused(400, "GJ869", name=name, value="&".join(given.getlist(name)), wanted="once")
    return {name: _value(name, given[name], reader) if name in given else None for name, reader in known.items()}


def _value(name: str, text: str, reader: Reader) -> Any:
    try:
        return reader(text)
    except NotThat as unfit:
        near, choices = did_you_mean(text, unfit.choices), ", ".join(unfit.choices)
        raise refused(400, "GJ869", name=name, value=text, near=near, wanted=unfit.wanted, choices=choices) from None


def name(text: str) -> str:
    """The id of something."""
    if not is_name(text):
        raise NotThat("name")
    return text


def limit(text: str) -> int:
    """How many items a page has at most."""
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= MOST:
        raise NotThat("limit")
    return int(text)


def one_of(choices: Collection[str]) -> Reader:
    """One of some words."""

    def read_choice(text: str) -> str:
        if text not in choices:
            raise NotThat("choice", choices)
        return text

    return read_choice


def instant(text: str) -> dt.datetime:
    """An instant with its offset; a `+` that wasn't escaped comes as a blank, and is meant all the same."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise NotThat("instant")
    local, _, east, west = match.groups()
    try:
        return dt.datetime.fromisoformat(f"{local}{f'+{east}' if east else west or 'Z'}").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise NotThat("instant") from None


def cursor(*types: type) -> Reader:
    """A place in a list, as `cursor_of` wrote it: values of these types."""

    def read_cursor(text: str) -> tuple[Any, ...]:
        try:
            values = json.loads(base64.b64decode(text[:_LONGEST].encode(), b"-_", validate=True))
        except (ValueError, binascii.Error, RecursionError):
            raise NotThat("cursor") from None
        if not isinstance(values, list) or tuple(map(type, values)) != types or not all(map(_can_be_asked, values)):
            raise NotThat("cursor")
        return tuple(values)

    return read_cursor


def _can_be_asked(value: int | str) -> bool:
    """Whether every database takes it."""
    return abs(value) < _TOO_LARGE if isinstance(value, int) else not _NO_TEXT.search(value)


def cursor_of(*values: object) -> str:
    """A place in a list as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
