"""`guiju explain CODE`: what a diagnostic means, how it comes about, what mends it; without a code, all of them."""

from __future__ import annotations

import json
import re
import sys
from itertools import groupby
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import streams
from adapters.cli.columns import aligned
from adapters.cli.faults import fault
from adapters.cli.language import phrase
from engine.diagnostics import did_you_mean
from engine.diagnostics.codes import codes, example_of, meaning_of, meanings
from engine.diagnostics.render import as_object, block, severity_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics.codes import Example, Meaning

_WRITTEN = re.compile(r"(?:GJ|gj|Gj)?(\d{1,6})")
_ORDINARY = "check"
"""The call that need not be said: whoever reads a diagnostic has made it."""
_INDENT = "  "
_AREA = 3
"""How much of a code says its area: GJ2 for expressions."""


def is_code(text: str) -> bool:
    """Whether an argument is meant for a code: `GJ220`, `gj220` or `220`."""
    return bool(_WRITTEN.fullmatch(text))


def explain(text: str, form: str, lang: str) -> None:
    """Write what a code means. Raises `UsageFault` where there is none of it."""
    meaning = _known(text)
    if form == "json":
        click.echo(json.dumps(_object(meaning, lang), ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_parts(meaning, lang)))


def list_all(form: str, lang: str) -> None:
    """Write all codes with their titles."""
    if form == "json":
        click.echo(json.dumps([_head(meaning, lang) for meaning in meanings()], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_index(lang)))


def _known(text: str) -> Meaning:
    code = _WRITTEN.sub(r"GJ\1", text)
    meaning = meaning_of(code)
    if meaning is None:
        raise fault("GJ725", name=code, near=did_you_mean(code, codes()))
    return meaning


def _parts(meaning: Meaning, lang: str) -> Iterator[str]:
    """What stands between empty lines: the title, the explanation, the example, its mend."""
    bold = streams.coloured(sys.stdout)
    yield f"{_bold(f'{severity_word(meaning.severity, lang)} {meaning.code}', bold)}  {meaning.title(lang)}"
    if about := meaning.about(lang):
        yield indent(about, _INDENT)
    if example := example_of(meaning.code):
        yield from _example(example, lang, bold)
    elif remedy := meaning.remedy(lang):
        yield f"{_bold(phrase('remedy', lang), bold)}\n{indent(remedy, _INDENT)}"


def _example(example: Example, lang: str, bold: bool) -> Iterator[str]:
    call = "" if example.call == _ORDINARY else f"$ guiju {example.call}\n"
    yield f"{_bold(phrase('example', lang), bold)}\n{indent(call + block(example.found, lang, color=bold), _INDENT)}"
    if example.mended:
        lines = "\n".join(map(_mended_line, example.mended))
        yield f"{_bold(phrase('mended', lang), bold)}\n{indent(lines, _INDENT)}"


def _mended_line(line: str) -> str:
    """Lines of files stand under those of the diagnostic, which are two further in."""
    return f"{_INDENT}{line}" if line[:1].isdigit() else line


def _index(lang: str) -> Iterator[str]:
    for area, group in groupby(meanings(), lambda meaning: meaning.code[:_AREA]):
        yield phrase(f"area_{area}", lang)
        yield from aligned([(meaning.code, meaning.title(lang)) for meaning in group])


def _object(meaning: Meaning, lang: str) -> dict[str, Any]:
    example = example_of(meaning.code)
    shown = example and {
        "call": f"guiju {example.call}",
        "diagnostic": as_object(example.found, lang),
        "mended": list(example.mended),
    }
    return {**_head(meaning, lang), "about": meaning.about(lang), "fix": meaning.remedy(lang), "example": shown}


def _head(meaning: Meaning, lang: str) -> dict[str, str]:
    return {"code": meaning.code, "severity": str(meaning.severity), "title": meaning.title(lang)}


def _bold(text: str, bold: bool) -> str:
    return click.style(text, bold=True) if bold else text
