"""`guiju explain`: one case, decided, with the reasons; or a diagnostic's code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from adapters.cli import complete, explain_code, options, streams
from adapters.cli.facts import read_case

if TYPE_CHECKING:
    from pathlib import Path

    import engine
    from adapters.wiring import Tools


@click.command(name="explain", short_help="说明裁定的理由，或诊断代码 / Explain a decision, or a code.")
@click.argument("what", metavar="[BRANCH/POLICY|CODE]", required=False, shell_complete=complete.policies_and_codes)
@click.option("--list", "listed", is_flag=True, help="列出全部代码 / List all codes.")
@options.facts_of(required=False)
@options.events
@options.as_of
@options.now
@options.until
@options.policies
@options.format_of("text", "json")
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    what: str | None,
    listed: bool,
    facts: str | None,
    events: str | None,
    as_of: str | None,
    now: str | None,
    horizon: str | None,
    folder: Path,
    form: str,
    lang: str,
) -> None:
    """裁定一个个案，逐条说明规则适用与否、为什么、差多少就会改变；或说明一个诊断代码（如 GJ220）。

    Decide one case and tell for each rule whether it applied and why, and the smallest change of facts that would
    change it. Given the code of a diagnostic, such as GJ220, tell what it means, how it comes about, what mends it;
    given nothing, list them all.
    """
    if listed or what is None:
        explain_code.list_all(form, lang)
    elif explain_code.is_code(what):
        explain_code.explain(what, form, lang)
    else:
        options.parts_of(what)
        given = read_case(facts, events)
        policy = options.find_policy(tools, folder, what)
        _explain_case(policy.decide(given, as_of=as_of, now=now, horizon=horizon), form, lang)


def _explain_case(decision: engine.Decision, form: str, lang: str) -> None:
    streams.warn(decision.warnings, lang)
    if form == "json":
        click.echo(json.dumps({**decision.to_dict(), "reasons": decision.reasons()}, ensure_ascii=False))
    else:
        click.echo(decision.explain(lang=lang).rstrip("\n"))
