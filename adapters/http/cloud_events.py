"""CloudEvents 1.0 as they come in over HTTP: binary, structured or in batches; each as one JSON object.

Of what the specification leaves open a case needs more: every event has a `subject`, which is the case, a `time`, and
JSON for its data. The extensions `branch` and `casekind` say whose case that is, and of what kind. Attributes that are
null are as good as absent.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from adapters import json_text
from adapters.http.problems import found, refused
from adapters.service.cases import KIND, is_name, odd_character
from engine.diagnostics import did_you_mean
from engine.diagnostics.pointers import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.datastructures import Headers

    from engine.diagnostics import Diagnostic

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
PREFIX = "ce-"

_JSON = re.compile(r"application/(?:[\w.-]+\+)?json(?:\s*;.*)?", re.IGNORECASE)
_EXTENSION = re.compile(r"[a-z0-9]{1,64}")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,6})?\d*([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")


def media_type(headers: Headers) -> str:
    """The media type of a request, without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_binary(headers: Headers) -> bool:
    return any(name.startswith(PREFIX) for name in headers) and media_type(headers) not in (ONE, BATCH)


def is_batch(headers: Headers) -> bool:
    return media_type(headers) == BATCH


def no_batch(value: object) -> Diagnostic:
    """What is said of a batch that is no array."""
    return found("GJ874", "", field="batch", given=json_text.write(value), meaning="batch", example="[]")


def from_headers(headers: Headers) -> dict[str, Any]:
    """The attributes of an event in binary mode: headers, unquoted, percent-decoded (HTTP binding, section 3.1.3.2).

    Raises `Refused` where one isn't UTF-8, or stands twice.
    """
    names = dict.fromkeys(name for name in headers if name.startswith(PREFIX))
    attributes = {name.removeprefix(PREFIX): _decoded(name, headers.getlist(name)) for name in names}
    given = headers.get("content-type")
    return attributes | ({"datacontenttype": given} if given else {})


def _decoded(name: str, values: list[str]) -> str:
    try:
        (value,) = values
        quoted = _QUOTED.fullmatch(value)
        plain = _ESCAPED.sub(r"\1", quoted[1]) if quoted else value
        return unquote(plain.encode("latin-1").decode(), errors="strict")
    except ValueError:
        field = name.removeprefix(PREFIX)
        raise refused(400, "GJ879", [_wrong(field, ", ".join(values))]) from None


def normal(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event as it is kept, so that the same event is the same, in whatever mode it came."""
    known = [name for name in ATTRIBUTES if event.get(name) is not None and name != "datacontenttype"]
    extensions = sorted(
        name for name, value in event.items() if name not in (*ATTRIBUTES, "data") and value is not None
    )
    written = {name: event[name] for name in (*known, *extensions)}
    data = event.get("data")
    return written | {"time": _normal_time(event["time"])} | ({} if data is None else {"data": data})


def faults(event: object) -> Iterator[Diagnostic]:
    """What no CloudEvent is, or no event of a case; pointers lead into it."""
    if not isinstance(event, dict):
        yield found("GJ874", "", field="event", given=json_text.write(event), meaning="event", example="{…}")
        return
    for name in REQUIRED:
        if event.get(name) is None:
            yield found("GJ873", f"/{name}", field=name, meaning=name, example=ATTRIBUTES[name])
    for name, value in event.items():
        if value is not None:
            yield from _attribute(name, value)


def _attribute(name: str, value: object) -> Iterator[Diagnostic]:
    if name not in _FITS and not _EXTENSION.fullmatch(name):
        near = did_you_mean(name, (*ATTRIBUTES, "data"))
        yield found("GJ875", f"/{escaped(name)}", field=name, near=near)
    elif not _FITS.get(name, _is_extension)(value):
        yield _wrong(name, value)


def _wrong(name: str, value: object) -> Diagnostic:
    meaning = name if name in _FITS else "extension"
    example = ATTRIBUTES.get(name, _EXAMPLES.get(meaning, "x"))
    given = value if isinstance(value, str) else json_text.write(value)
    return found("GJ874", f"/{name}", field=name, given=given, meaning=meaning, example=example)


def _is_text(value: object) -> bool:
    return _is_extension(value) and isinstance(value, str) and value != ""


def _is_extension(value: object) -> bool:
    return isinstance(value, bool | int) or (isinstance(value, str) and not odd_character(value))


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and dt.datetime.fromisoformat(_normal_time(value)).tzinfo is not None
    except ValueError:
        return False


def _normal_time(text: str) -> str:
    """An RFC 3339 instant with the microseconds that we count in, at most. ValueError where it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, time, fraction, offset = match.groups()
    return f"{day}T{time}{fraction or ''}{offset.upper()}"


def _is_json(value: object) -> bool:
    return isinstance(value, str) and _JSON.fullmatch(value) is not None


ATTRIBUTES = {
    "specversion": "1.0",
    "id": "e-1024",
    "source": "/crm",
    "type": "customer.contacted",
    "subject": "C-2026-17",
    "time": "2026-01-31T18:00:00+08:00",
    "datacontenttype": "application/json",
    "dataschema": "https://crm.example/schemas/event",
}
"""The specification's own, with an example each."""
REQUIRED = ("specversion", "id", "source", "type", "subject", "time")

_EXAMPLES = {"branch": "base", KIND: "complaint", "data": "{}"}

_FITS: Mapping[str, Callable[[object], bool]] = {
    "specversion": lambda value: value == "1.0",
    "id": is_name,
    "source": _is_text,
    "type": _is_text,
    "subject": is_name,
    "time": _is_time,
    "datacontenttype": _is_json,
    "dataschema": _is_text,
    "data": lambda value: isinstance(value, dict),
    "branch": is_name,
    KIND: is_name,
}
