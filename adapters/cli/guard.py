"""`guiju guard`: head office's guardrails, held against every branch."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import options, streams
from adapters.cli.columns import aligned
from adapters.cli.extras import installed_extras
from adapters.cli.faults import FINDINGS, FINE
from adapters.cli.language import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.cli.columns import Row
    from adapters.cli.streams import Format
    from adapters.wiring import Tools


@click.command(name="guard", short_help="证明底线守得住 / Prove the guardrails.")
@click.argument("names", nargs=-1, metavar="[ID]...")
@options.policies
@options.as_of
@options.format_of("text", "json", "github", "sarif")
@options.lang
@click.pass_obj
def command(tools: Tools, names: tuple[str, ...], folder: Path, as_of: str | None, form: Format, lang: str) -> int:
    """证明总部的底线（guardrails.yaml）在每个分公司都守得住，从今天（或 --as-of 那天）起的每个时期；守不住的给出案例。

    Prove that head office's guardrails (guardrails.yaml; all, or those of the IDs) hold in every branch and period from
    today (or --as-of) on, or show a case in which one doesn't. Exit code 1 where one doesn't hold.
    """
    library = tools.load(options.folder_at(folder))
    with installed_extras():
        report = library.guard(names, as_of)
    match form:
        case "json":
            click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
        case "text":
            _show_text(report, lang)
        case _:
            streams.show(report.diagnostics, form, lang)
    return FINE if report.held else FINDINGS


def _show_text(report: Any, lang: str) -> None:
    if report.diagnostics:
        streams.show(report.diagnostics, "text", lang)
    for line in aligned(list(_rows(report, lang))):
        click.echo(line)
    click.echo(report.summary(lang))


def _rows(report: Any, lang: str) -> Iterator[Row]:
    """A row per guardrail and what became of it: in which branches."""
    for guardrail, results in groupby(report.results, key=lambda result: result.guardrail):
        states: dict[str, dict[str, None]] = {}
        for result in results:
            states.setdefault(result.state, {})[result.branch] = None
        for state, branches in states.items():
            title = guardrail.title.in_language(lang)
            yield phrase(f"guard_{state}", lang), guardrail.id, title, ", ".join(branches)
