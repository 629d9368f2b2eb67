"""Where something comes from, in lines: the branch whose word holds first, then those in whose place it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.cli.columns import aligned
from engine.diagnostics.phrases import phrase
from engine.workshop.overview import in_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from engine.workshop.overview import Overview
    from engine.workshop.provenance import Provenance, Statement

_DEEP = "      "


def provenance_text(found: Iterable[Provenance], lang: str) -> str:
    """The lines of each thing that was asked for; blank lines between several."""
    return "\n\n".join("\n".join(_lines(each, lang)) for each in found)


def overviews_text(made: Sequence[Overview], asked: str, day: dt.date, lang: str) -> str:
    """All changes that hold on a day, and those to come; a policy's lines stand under its name where there are more."""
    head = phrase("where", "changes", lang, asked=asked, day=day)
    told = [(_heading(each, lang), _overview(each, lang)) for each in made]
    if len(told) == 1 and "/" in asked:
        return "\n".join([head, *indented(told[0][1])])
    parts = [line for heading, lines in told for line in ("", heading, *indented(lines))]
    return "\n".join([head, *(parts or indented([phrase("where", "none", lang)]))])


def _heading(overview: Overview, lang: str) -> str:
    return f"{overview.branch}/{overview.policy}" if overview.policy else phrase("where", "all_policies", lang)


def _overview(overview: Overview, lang: str) -> Iterator[str]:
    """Who states the policy, where nobody changes it; what is changed; what will be."""
    stated = overview.stated
    if stated and (stated.branch == overview.branch or not (overview.changes or overview.to_come)):
        yield phrase("where", "stated", lang, branch=stated.branch, place=f"{stated.span.path}:{stated.span.line}")
    yield from in_words(overview.changes, lang)
    if overview.to_come:
        yield phrase("where", "to_come", lang)
        yield from indented(in_words(overview.to_come, lang))


def indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}".rstrip() for line in lines]


def _lines(found: Provenance, lang: str) -> Iterator[str]:
    title = found.title.in_language(lang)
    policy, section = f"{found.branch}/{found.policy}", phrase("where", found.section or "header", lang)
    shown = "" if title == found.name else title
    yield phrase("where", "head", lang, policy=policy, name=found.name, title=shown, section=section, day=found.day)
    if not found.in_force:
        yield f"  {phrase('where', 'not_then', lang, day=found.day)}"
    heads = aligned([_row(statement, lang) for statement in found.statements])
    for head, statement in zip(heads, found.statements, strict=True):
        yield head
        yield from (f"{_DEEP}{line}" for line in _below(statement, lang))


def _row(statement: Statement, lang: str) -> tuple[str, ...]:
    value = statement.text if "\n" not in statement.text else ""
    place = f"{statement.span.path}:{statement.span.line}"
    return statement.branch, phrase("where", statement.how, lang), value, place, _period(statement, lang)


def _period(statement: Statement, lang: str) -> str:
    since = phrase("where", "since", lang, since=statement.since) if statement.since else ""
    until = phrase("where", "until", lang, until=statement.until) if statement.until else ""
    joiner, always = phrase("where", "joiner", lang), phrase("where", "always", lang)
    return joiner.join(part for part in (since, until) if part) or always


def _below(statement: Statement, lang: str) -> Iterator[str]:
    """Why, and what is written where that takes several lines."""
    if statement.reason:
        yield phrase("where", "because", lang, reason=statement.reason.in_language(lang))
    yield from statement.text.splitlines() if "\n" in statement.text else ()
