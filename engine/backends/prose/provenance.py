"""Who set what, where, since when and why, and what holds in its place in the branch that is extended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.prose.layout import indented
from engine.diagnostics.width import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.backends.prose.phrases import Say
    from engine.ir.program import Change, Origin

    Json = dict[str, Any]


def place(origin: Origin) -> str:
    """`policies/base/drawing-review.yaml:38`."""
    return f"{origin.span.path}:{origin.span.line}"


def period(origin: Origin, say: Say) -> str:
    """Since when and until when; empty where it always holds."""
    since = say("since", since=origin.since.isoformat()) if origin.since else ""
    until = say("until", until=origin.until.isoformat()) if origin.until else ""
    return say("joiner").join(part for part in (since, until) if part)


def behind(origin: Origin, say: Say, lang: str) -> Iterator[str]:
    """Why a branch set something, and what the branch above it says, and so on."""
    if origin.reason:
        yield say("because", reason=origin.reason.in_language(lang))
    if origin.instead:
        short = origin.said if "\n" not in origin.said else ""
        yield say("instead_of", branch=origin.instead.branch, said=short, at=place(origin.instead))
        yield from behind(origin.instead, say, lang)


def change_lines(changes: Iterable[Change], say: Say, lang: str) -> list[str]:
    """Every change of an item: what, by whom, where, when; below it why, and where what it stands for is written."""
    changes = tuple(changes)
    heads = columns(
        (
            say(f"whole_{change.name}") if not change.section and change.change == "patch" else change.name,
            f"{say(f'change_{change.change}')} {change.text}".rstrip(),
            change.origin.branch,
            place(change.origin),
            period(change.origin, say),
        )
        for change in changes
    )
    told = zip(heads, changes, strict=True)
    return [line for head, change in told for line in (head, *indented(behind(change.origin, say, lang)))]


def origin_data(origin: Origin) -> Json:
    """As one JSON object; `instead` is another, with what it says as `written`."""
    instead = origin.instead
    return {
        "branch": origin.branch,
        "at": str(origin.span),
        "since": origin.since.isoformat() if origin.since else None,
        "until": origin.until.isoformat() if origin.until else None,
        "reason": {"zh": origin.reason.zh, "en": origin.reason.en} if origin.reason else None,
        "instead": {"written": origin.said, **origin_data(instead)} if instead else None,
    }


def change_data(change: Change) -> Json:
    told = {"section": change.section, "name": change.name, "change": change.change, "written": change.text or None}
    return told | origin_data(change.origin)
