"""`guiju explain`: one case, decided, with the reasons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from adapters.cli import options, streams
from adapters.cli.facts import read_facts

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.wiring import Tools


@click.command(name="explain", short_help="说明裁定的理由 / Explain a decision.")
@options.policy
@options.facts
@options.as_of
@options.now
@options.policies
@options.format_of("text", "json")
@options.lang
@click.pass_obj
def command(
    tools: Tools, policy: str, facts: str, as_of: str | None, now: str | None, folder: Path, form: str, lang: str
) -> None:
    """裁定一个个案，逐条说明哪些规则适用、哪些不适用、为什么，以及差多少就会改变。

    Decide one case and tell for each rule whether it applied and why, and the smallest change of facts that would
    change it.
    """
    given = read_facts(facts)
    decision = options.find_policy(tools, folder, policy).decide(given, as_of=as_of, now=now)
    streams.warn(decision.warnings, lang)
    if form == "json":
        click.echo(json.dumps({**decision.to_dict(), "reasons": decision.reasons()}, ensure_ascii=False))
    else:
        click.echo(decision.explain(lang=lang).rstrip("\n"))
