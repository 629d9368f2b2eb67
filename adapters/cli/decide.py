"""`guiju decide`: one case, decided."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from adapters.cli import options, streams
from adapters.cli.decision_text import decision_text
from adapters.cli.facts import read_case

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.wiring import Tools


@click.command(name="decide", short_help="裁定一个个案 / Decide one case.")
@options.policy
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
    policy: str,
    facts: str | None,
    events: str | None,
    as_of: str | None,
    now: str | None,
    horizon: str | None,
    folder: Path,
    form: str,
    lang: str,
) -> None:
    """按政策裁定一个个案，给出后果、规则和条款。

    Decide one case by BRANCH/POLICY, for example xian/drawing-review; `base` is the group itself.
    """
    given = read_case(facts, events)
    decision = options.find_policy(tools, folder, policy).decide(given, as_of=as_of, now=now, horizon=horizon)
    streams.warn(decision.warnings, lang)
    data = decision.to_dict()
    click.echo(json.dumps(data, ensure_ascii=False) if form == "json" else decision_text(data, lang))
