"""`guiju test`: the cases beside the policies, the rules that they fire and the boundaries that they hit."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import click

from adapters.cli import complete, options, streams, watching
from adapters.cli.columns import aligned
from adapters.cli.faults import FINDINGS, FINE
from adapters.cli.language import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.cli.columns import Row
    from adapters.cli.streams import Format
    from adapters.wiring import Tools

    Form = Format | Literal["junit"]


@click.command(name="test", short_help="运行政策的案例 / Run the policies' cases.")
@options.library
@click.option(
    "--policy",
    metavar="[BRANCH/]POLICY",
    help="只测一个政策 / Only this policy's cases.",
    shell_complete=complete.policies_alone,
)
@click.option("-v", "--verbose", is_flag=True, help="列出每个案例触发的规则 / Show the rules that each case fires.")
@click.option(
    "--strict", is_flag=True, help="没有案例的规则和边界也算问题 / Uncovered rules and boundaries are findings."
)
@watching.option
@options.format_of("text", "json", "junit", "github", "sarif")
@options.lang
@click.pass_obj
def command(
    tools: Tools, folder: Path, policy: str | None, verbose: bool, strict: bool, watch: bool, form: Form, lang: str
) -> int:
    """运行政策旁边的案例（*.cases.yaml），列出与预期不符之处，以及没有案例检验的规则和边界。

    Run the cases beside the policies: what differs from what they expect, and which rules and boundaries no case tests.
    """
    folder = options.folder_at(folder)
    show = partial(_show, with_cases=verbose or policy is not None, strict=strict, form=form, lang=lang)
    if not watch:
        return show(tools.load(folder).test(policy))
    workspace = tools.follow(folder)
    watching.watch(workspace, tools.changes(folder), partial(workspace.test, policy), show, lang)
    return FINE


def _show(report: Any, with_cases: bool, strict: bool, form: Form, lang: str) -> int:
    match form:
        case "json":
            click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
        case "junit":
            click.echo(report.to_junit(lang, strict=strict), nl=False)
        case "text":
            _show_text(report, with_cases, lang)
            if strict and report.passed and not report.complete:
                click.echo(phrase("test_strict", lang))
        case _:
            streams.show(report.diagnostics, form, lang)
    return FINE if report.passed and (report.complete or not strict) else FINDINGS


def _show_text(report: Any, with_cases: bool, lang: str) -> None:
    if report.diagnostics:
        streams.show(report.diagnostics, "text", lang)
    click.echo("\n".join(_lines(report, with_cases, lang)))


def _lines(report: Any, with_cases: bool, lang: str) -> Iterator[str]:
    """Where they are asked for, the cases with the rules that they fire; a row per policy; the totals."""
    if with_cases:
        yield from aligned(list(_cases(report, lang)))
    yield from aligned(list(_policies(report, lang)))
    yield report.summary(lang)
    if not with_cases:
        yield phrase("test_verbose", lang)


def _cases(report: Any, lang: str) -> Iterator[Row]:
    for case in report.cases:
        mark = phrase("case_passed" if case.passed else "case_failed", lang)
        refused = phrase("refused", lang, codes=" ".join(case.refused)) if case.refused else ""
        yield mark, case.title.in_language(lang), " ".join(case.fired) or refused or phrase("fires_nothing", lang)


def _policies(report: Any, lang: str) -> Iterator[Row]:
    """A row per policy that has any: cases passed, rules fired, boundaries hit."""
    for policy in report.policies:
        if any(tally.total for tally in policy.tallies):
            yield (f"{policy.branch}/{policy.policy}", *policy.tallies.told(lang))
