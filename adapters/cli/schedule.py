"""`guiju schedule`: what is to be done and when, as a list or as a file for people's calendars."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import options, streams
from adapters.cli.facts import read_case
from adapters.cli.faults import fault
from adapters.cli.schedule_text import schedule_text
from engine.workshop.agenda import agenda_of, calendar_file, plans_days

if TYPE_CHECKING:
    from pathlib import Path

    import engine
    from adapters.wiring import Tools

_HEAD = ("policy", "branch", "revision", "as_of", "now")


@click.command(name="schedule", short_help="排出日期，可导入日历 / Plan days, as a list or a calendar file.")
@options.policy
@options.facts_of(required=False)
@options.events
@options.until
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
    events: str | None,
    horizon: str | None,
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
    given = read_case(facts, events) if facts or events else {}
    last = dt.datetime.fromisoformat(horizon).date() if horizon else None
    found = options.find_policy(tools, folder, policy)
    if not plans_days(found):
        raise fault("GJ770", policy=policy)
    decision = found.decide(given, as_of=as_of, now=now, horizon=horizon)
    agenda = agenda_of(decision, last)
    streams.warn(decision.warnings, lang)
    match form:
        case "ics":
            click.echo(calendar_file(agenda, decision.now, lang), nl=False)
        case "json":
            click.echo(json.dumps(_json(decision, last), ensure_ascii=False))
        case _:
            click.echo(schedule_text(agenda, decision.now.date(), lang))


def _json(decision: engine.Decision, last: dt.date | None) -> dict[str, Any]:
    """Those parts of the decision that are about days."""
    whole = decision.to_dict()
    days = [day for day in whole["schedule"] if last is None or day["date"] <= last.isoformat()]
    return {**{name: whole[name] for name in _HEAD}, "schedule": days}
