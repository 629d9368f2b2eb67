"""`guiju analyse`: what is wrong with policies whatever the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from adapters.cli import complete, options, streams
from adapters.cli.extras import installed_extras
from adapters.cli.faults import FINDINGS, FINE
from adapters.cli.language import phrase

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.cli.streams import Format
    from adapters.wiring import Tools

    Form = Format | Literal["cases"]


@click.command(name="analyse", short_help="查找政策的漏洞与矛盾 / Find gaps and contradictions.")
@click.argument("names", nargs=-1, metavar="[[BRANCH/]POLICY]...", shell_complete=complete.policies)
@options.policies
@options.as_of
@options.format_of("text", "json", "github", "sarif", "cases")
@options.lang
@click.pass_obj
def command(tools: Tools, names: tuple[str, ...], folder: Path, as_of: str | None, form: Form, lang: str) -> int:
    """不看具体案件，查找政策本身的问题：没有回答的情形、互相矛盾的行、永远用不到的规则、可以合并的行。

    Find what is wrong with policies whatever the case: cases that no row answers, rows that contradict each other,
    rules that are never used, rows that could be one. By default every policy of every branch. --format cases prints
    the examples as cases to copy. Exit code 1 where there are errors or warnings.
    """
    library = tools.load(options.folder_at(folder))
    with installed_extras():
        reports = [library.analyse(*_asked(name), as_of) for name in names or ("",)]
        found = tuple(diagnostic for report in reports for diagnostic in report.diagnostics)
        cases = "".join(report.cases(lang) for report in reports)
    if form == "cases":
        click.echo(cases, nl=False)
    else:
        streams.show(found, form, lang)
        if form == "text" and not found:
            click.echo(phrase("analysed_all", lang))
    return FINDINGS if any(diagnostic.severity != "hint" for diagnostic in found) else FINE


def _asked(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The branches and the policies that a name stands for; none where it leaves them open."""
    branch, _, policy = name.rpartition("/")
    return ((branch,) if branch else ()), ((policy,) if policy else ())
