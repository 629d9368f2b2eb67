"""`guiju schedule`: what is to be done and when, as a list or as a file for people's calendars."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import options, streams
from adapters.cli.facts import read_facts
from adapters.cli.faults import fault
from adapters.cli.schedule_text import schedule_text
from engine.workshop.agenda import agenda_of, calendar_file

if TYPE_CHECKING:
    from pathlib import Path

    import engine
    from adapters.wiring import Tools

_HEAD = ("policy", "branch", "revision", "as_of")


@click.command(name="schedule", short_help="排出日期，可导入日历 / Plan days, as a list or a calendar file.")
@options.policy
@options.facts_of(required=False)
@click.option("--until", type=options.Instant(), help="排到哪天，默认一年 / The last day; by default a year ahead.")
@options.as_of
@options.now
@options.policies
@options.format_of("text", "json", "ics")
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    policy: str,
    facts: str | None,
    until: str | None,
    as_of: str | None,
    now: str | None,
    folder: Path,
    form: str,
    lang: str,
) -> None:
    """排出 BRANCH/POLICY 的日期：哪天该做、做了没有、为什么挪了日子；`--format ics` 可以导入手机和电脑的日历。

    Plan the days of BRANCH/POLICY: when each thing is to be done, whether it was, why it was moved. `--format ics`
    writes a file that calendars import (RFC 5545). Without facts only standing duties are planned.
    """
    given = read_facts(facts) if facts else {}
    horizon = dt.datetime.fromisoformat(until).date() if until else None
    decision = options.find_policy(tools, folder, policy).decide(given, as_of=as_of, now=now, horizon=horizon)
    agenda = agenda_of(decision, horizon)
    if not agenda.schedules:
        raise fault("GJ770", policy=policy)
    streams.warn(decision.warnings, lang)
    match form:
        case "ics":
            click.echo(calendar_file(agenda, decision.now, lang), nl=False)
        case "json":
            click.echo(json.dumps(_json(decision, horizon), ensure_ascii=False))
        case _:
            click.echo(schedule_text(agenda, decision.now.date(), lang))


def _json(decision: engine.Decision, horizon: dt.date | None) -> dict[str, Any]:
    """Those parts of the decision that are about days."""
    whole = decision.to_dict()
    days = [day for day in whole["schedule"] if horizon is None or day["date"] <= horizon.isoformat()]
    return {**{name: whole[name] for name in _HEAD}, "schedule": days}
