"""Diagnostics for people and machines: text with the source line and carets, JSON, GitHub's commands, SARIF."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal

from engine.diagnostics.catalog import entry, fill
from engine.diagnostics.diagnostic import LIMIT, Diagnostic, Severity
from engine.diagnostics.width import width
from engine.late import room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Format = Literal["text", "json", "github", "sarif"]

_WIDTH = 110
"""Terminal columns of a source line that are shown; a longer one is cut around the place."""
_LEAD = 30
"""Columns kept before the place where a long line is cut."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def render(
    diagnostics: Iterable[Diagnostic],
    format: Format = "text",  # noqa: A002 the public name, as on the command line
    lang: str = "zh",
    *,
    color: bool = False,
) -> str:
    """Diagnostics in the order given, as one text that ends in a newline; for GitHub it is empty where there are none.

    `lang` is "zh" or "en". `color` adds terminal colours to the text format. Text and GitHub show the first `LIMIT`.
    """
    return _FORMATS[format](tuple(diagnostics), lang, color)


def _text(diagnostics: Sequence[Diagnostic], lang: str, color: bool) -> str:
    shown = [block(diagnostic, lang, color=color) for diagnostic in diagnostics[:LIMIT]]
    return "\n\n".join([*shown, _summary(diagnostics, lang)]) + "\n"


def block(diagnostic: Diagnostic, lang: str, *, color: bool) -> str:
    """One diagnostic as text, without a newline at its end: place and message, the source line with carets, the fix."""
    paint = _paint if color else _plain
    words = _words(lang)
    colour = _COLOURS[diagnostic.severity]
    label = paint(f"{words[diagnostic.severity]} {diagnostic.code}", f"1;{colour}")
    where = f"{diagnostic.span or diagnostic.pointer or ''}: ".removeprefix(": ")
    lines = [f"{paint(where, '1')}{label} {diagnostic.message(lang)}", *_frame(diagnostic, paint, colour)]
    if fix := diagnostic.hint(lang):
        lines.append(f"{' ' * _gutter(diagnostic)}= {fill(words['fix'], {'fix': fix})}")
    return "\n".join(lines)


def severity_word(severity: Severity, lang: str) -> str:
    """`error`, `warning` or `hint` in a language."""
    return _words(lang)[severity]


def _gutter(diagnostic: Diagnostic) -> int:
    """Columns before the bar beside the source line."""
    return len(str(diagnostic.span.line)) + 3 if diagnostic.span and diagnostic.excerpt.strip() else 2


def _frame(diagnostic: Diagnostic, paint: Callable[[str, str], str], colour: str) -> list[str]:
    """The source line behind its number, and the carets below it."""
    span = diagnostic.span
    if span is None or not diagnostic.excerpt.strip():
        return []
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(diagnostic.excerpt.rstrip())
    line, start, end = _window(_CONTROL.sub(" ", diagnostic.excerpt.rstrip()), start, max(end, start + 1))
    carets = " " * width(line[:start]) + "^" * max(1, width(line[start:end]))
    return [
        f"  {span.line} | {line}".rstrip(),
        f"  {' ' * len(str(span.line))} | {paint(carets, colour)}",
    ]


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a long line around start..end, with both counted in it."""
    if width(line) <= _WIDTH:
        return line, start, end
    first = start
    while first > 0 and width(line[first - 1 : start]) <= _LEAD:
        first -= 1
    last = first
    while last < len(line) and width(line[first : last + 1]) <= _WIDTH:
        last += 1
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    shift = first - len(head)
    return f"{head}{line[first:last]}{tail}", start - shift, min(end, last) - shift


def _summary(diagnostics: Sequence[Diagnostic], lang: str) -> str:
    words = _words(lang)
    if not diagnostics:
        return str(words["none"])
    counts = {severity: sum(one.severity is severity for one in diagnostics) for severity in Severity}
    parts = [_count(severity, count, words) for severity, count in counts.items() if count]
    total = fill(words["total"], {"counts": words["separator"].join(parts)})
    rest = len(diagnostics) - LIMIT
    more = fill(words["rest"], {"count": str(rest)}) if rest > 0 else ""
    return f"{total}{' ' if more and lang == 'en' else ''}{more}"


def _count(severity: Severity, count: int, words: dict[str, str]) -> str:
    word = words.get(f"{severity}s", words[severity]) if count != 1 else words[severity]
    return fill(words["count"], {"count": str(count), "severity": word})


def _words(lang: str) -> dict[str, str]:
    words: dict[str, str] = entry("rendering")[lang]
    return words


def _paint(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m"


def _plain(text: str, _style: str) -> str:
    return text


def _json(diagnostics: Sequence[Diagnostic], lang: str, _color: bool) -> str:
    """A list of objects."""
    return json.dumps([as_object(one, lang) for one in diagnostics], ensure_ascii=False, indent=2) + "\n"


def as_object(diagnostic: Diagnostic, lang: str) -> dict[str, Any]:
    """For JSON: `path` to `end_column` are null for a place in facts, `pointer` is for one in a file."""
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message(lang),
        "fix": diagnostic.hint(lang),
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "pointer": diagnostic.pointer,
        "excerpt": diagnostic.excerpt,
    }


def _github(diagnostics: Sequence[Diagnostic], lang: str, _color: bool) -> str:
    """Workflow commands: GitHub shows them at the lines of a pull request."""
    return "".join(_command(diagnostic, lang) for diagnostic in diagnostics[:LIMIT])


def _command(diagnostic: Diagnostic, lang: str) -> str:
    place = _github_place(diagnostic)
    properties = ",".join(f"{name}={_property(value)}" for name, value in (*place, ("title", diagnostic.code)))
    text = "\n".join(part for part in (diagnostic.message(lang), diagnostic.hint(lang)) if part)
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{_data(text)}\n"


def _github_place(diagnostic: Diagnostic) -> tuple[tuple[str, object], ...]:
    span = diagnostic.span
    if span is None:
        return ()
    lines = (("file", span.path), ("line", span.line), ("endLine", span.end_line))
    same_line = span.line == span.end_line
    return (*lines, ("col", span.column), ("endColumn", span.end_column)) if same_line else lines


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def _sarif(diagnostics: Sequence[Diagnostic], lang: str, _color: bool) -> str:
    log: str = room("sarif").sarif(diagnostics, lang)
    return log


_FORMATS: dict[Format, Callable[[Sequence[Diagnostic], str, bool], str]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}
