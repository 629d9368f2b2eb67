"""Standard output for data, standard error for the rest: UTF-8 whatever the locale, colour only where it is welcome."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import click

import engine
from adapters.cli import language

if TYPE_CHECKING:
    from collections.abc import Sequence

Format = Literal["text", "json", "github", "sarif"]

_OF_CALLS = "GJ7"
"""Codes of the command line, which say all there is to say."""


def prepare() -> None:
    """Make both streams write UTF-8; what has no UTF-8 (half a surrogate pair) is written as an escape.

    One that the caller has closed is replaced by an empty one, and so is standard input.
    """
    nothing = Path(os.devnull)
    sys.stdin = sys.stdin or nothing.open(encoding="utf-8")
    sys.stdout = sys.stdout or nothing.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nothing.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def abandon() -> None:
    """Give up standard output, which can't be written, so that the interpreter's last flush is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def coloured(stream: TextIO) -> bool:
    """Whether the stream is a terminal that wants colour."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def answer(data: Any, lines: Sequence[str], form: str) -> None:
    """Write to standard output what was asked for: `data` as JSON, or its `lines` for people."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if form == "json" else "\n".join(lines))


def show(diagnostics: tuple[engine.Diagnostic, ...], form: Format, lang: str) -> None:
    """Write diagnostics to standard output."""
    _write(diagnostics, form, lang, err=False)


def warn(diagnostics: tuple[engine.Diagnostic, ...], lang: str) -> None:
    """Write what the engine left out to standard error, in words."""
    if diagnostics:
        _write(diagnostics, "text", lang, err=True)


def complain(diagnostics: Sequence[engine.Diagnostic], arguments: Sequence[str]) -> None:
    """Write diagnostics to standard error, in the language and (JSON or not) the format that the call asks for."""
    form: Format = "json" if language.said(arguments, "--format") == "json" else "text"
    _write(diagnostics, form, language.of_arguments(arguments), err=True)


def _write(diagnostics: Sequence[engine.Diagnostic], form: Format, lang: str, *, err: bool) -> None:
    """To a person at a terminal it is also said where more can be read."""
    stream = sys.stderr if err else sys.stdout
    click.echo(engine.render(diagnostics, form, lang, color=coloured(stream)), err=err, nl=False)
    codes = (diagnostic.code for diagnostic in diagnostics if not diagnostic.code.startswith(_OF_CALLS))
    if form == "text" and stream.isatty() and (code := next(codes, None)):
        click.echo(language.phrase("more", lang, code=code), err=err)
