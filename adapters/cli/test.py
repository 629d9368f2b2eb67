"""`guiju test`: the cases beside the policies, and which rules they fire."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import options, streams
from adapters.cli.columns import aligned
from adapters.cli.faults import FINDINGS, FINE
from adapters.cli.language import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.cli.columns import Row
    from adapters.cli.streams import Format
    from adapters.wiring import Tools


@click.command(name="test", short_help="运行政策的案例 / Run the policies' cases.")
@options.library
@click.option("--policy", metavar="[BRANCH/]POLICY", help="只测一个政策 / Only this policy's cases.")
@options.format_of("text", "json", "github")
@options.lang
@click.pass_obj
def command(tools: Tools, folder: Path, policy: str | None, form: Format, lang: str) -> int:
    """运行政策旁边的案例（*.cases.yaml），列出与预期不符之处和没有案例触发的规则。

    Run the cases beside the policies: what differs from what they expect, and which rules no case fires.
    """
    report = tools.load(options.folder_at(folder)).test(policy)
    if form == "json":
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    elif report.diagnostics:
        streams.show(report.diagnostics, form, lang)
    if form == "text":
        click.echo("\n".join([*aligned(list(_coverage(report, lang))), report.summary(lang)]))
    return FINE if report.passed else FINDINGS


def _coverage(report: Any, lang: str) -> Iterator[Row]:
    """A row per policy that has cases: how many passed, how many of its rules they fire."""
    for name in dict.fromkeys((case.branch, case.policy) for case in report.cases):
        cases = [case.passed for case in report.cases if (case.branch, case.policy) == name]
        rules = [bool(rule.cases) for rule in report.coverage if (rule.branch, rule.policy) == name]
        passed = phrase("cases_passed", lang, passed=sum(cases), cases=len(cases))
        yield ("/".join(name), passed, phrase("rules_fired", lang, fired=sum(rules), rules=len(rules)))
