"""`guiju schema`: schemas of a library's own words, by which an editor completes and checks its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli import files, options, streams
from adapters.cli.faults import FINDINGS, FINE
from adapters.cli.language import phrase
from engine import Diagnostic
from engine.diagnostics import Span
from engine.workshop.schemas import schemas

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.cli.streams import Format


@click.command(name="schema", short_help="编辑器的补全 / Completion for editors.")
@options.library
@click.option("--check", is_flag=True, help="只看是否过时 / Only tell whether they are up to date.")
@options.format_of("text", "json", "github")
@options.lang
def command(folder: Path, check: bool, form: Format, lang: str) -> int:
    """生成政策库的 JSON Schema（.schemas/），编辑器据此补全后果、岗位、条款、事实和表达式，并标出写错的。

    Write JSON Schemas made for the library in PATH (by default ./policies) into its folder .schemas/: by them an editor
    completes consequences, subjects, clauses, facts and expressions, and marks misspelt ones. Errors in the library are
    no obstacle.
    """
    made = schemas(options.folder_at(folder))
    if check:
        stale = tuple(map(_stale, files.differing(made, folder)))
        streams.show(stale, form, lang)
        return FINDINGS if stale else FINE
    for place in files.write(made, folder):
        click.echo(phrase("schema_written", lang, path=place), err=True)
    return FINE


def _stale(place: Path) -> Diagnostic:
    command_line = f"guiju schema {place.parent.parent.as_posix()}"
    return Diagnostic("GJ736", Span(place.as_posix(), 1, 1, 1, 1), (("path", place.name), ("command", command_line)))
