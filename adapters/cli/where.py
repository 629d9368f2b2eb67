"""`guiju where`: who set what a policy says, where, since when, why, and what the branches above say."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import complete, options
from adapters.cli.faults import fault
from adapters.cli.where_text import overviews_text, provenance_text
from engine.diagnostics import did_you_mean
from engine.workshop.overview import as_data, of_branch, of_branches, of_policy
from engine.workshop.provenance import today, where

if TYPE_CHECKING:
    from pathlib import Path

    import engine
    from adapters.wiring import Tools
    from engine.workshop.overview import Overview
    from engine.workshop.provenance import Provenance, Statement


BASE = "base"


@click.command(name="where", short_help="某项规定的出处 / Who set what a policy says.")
@click.argument("what", metavar="BRANCH[/POLICY[.NAME]]", shell_complete=complete.policies)
@options.as_of
@options.policies
@options.format_of("text", "json")
@options.lang
@click.pass_obj
def command(tools: Tools, what: str, as_of: str | None, folder: Path, form: str, lang: str) -> None:
    """某项规定是谁定的、写在哪里、从何时起、为什么，上级原来怎么写；只写分公司或政策，就列出全部改动。

    Tell where NAME of BRANCH/POLICY comes from: who set it, in which file and line, since when, why, and what the
    branches above say. NAME is a param, a rule, a table or a row of it (assessment.failed), a clock or a point of it
    (onsite.due), a fact, calendar or zone. BRANCH/POLICY lists what was changed of a policy, BRANCH all that a branch
    changed, POLICY alone what each branch changed of it.
    """
    library = tools.load(options.folder_at(folder))
    asked, _, name = what.rstrip("/").partition(".")
    branch, _, policy = asked.partition("/")
    day = dt.datetime.fromisoformat(as_of).date() if as_of else None
    if name:
        branch, policy = options.parts_of(asked)
        found = where(library, branch, policy, name, day or today(library, branch))
        click.echo(_dumped([_json(each) for each in found]) if form == "json" else provenance_text(found, lang))
        return
    day = day or today(library, branch if branch in library.branches else BASE)
    made = _overviews(library, branch, policy, day)
    data = _dumped([as_data(each, day) for each in made])
    click.echo(data if form == "json" else overviews_text(made, asked, day, lang))


def _overviews(library: engine.Library, branch: str, policy: str, day: dt.date) -> tuple[Overview, ...]:
    """Of a policy in a branch, of a branch, or of a policy that is named alone. Raises `UsageFault`, `PolicyError`."""
    if policy:
        return (of_policy(library, branch, policy, day),)
    if branch in library.branches:
        return of_branch(library, branch, day)
    if branch in library.policies:
        return of_branches(library, branch, day)
    known = (*library.branches, *library.policies)
    raise fault("GJ781", name=branch, near=did_you_mean(branch, known), known=", ".join(library.branches))


def _dumped(found: list[dict[str, Any]]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _json(found: Provenance) -> dict[str, Any]:
    """One thing that was asked for; `statements` begin with the one that holds."""
    return {
        "policy": found.policy,
        "branch": found.branch,
        "name": found.name,
        "section": found.section or "header",
        "title": {"zh": found.title.zh, "en": found.title.en},
        "as_of": found.day.isoformat(),
        "in_force": found.in_force,
        "statements": [_statement(each) for each in found.statements],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    reason = statement.reason
    return {
        "branch": statement.branch,
        "how": statement.how,
        "at": str(statement.span),
        "since": statement.since.isoformat() if statement.since else None,
        "until": statement.until.isoformat() if statement.until else None,
        "reason": {"zh": reason.zh, "en": reason.en} if reason else None,
        "written": statement.text,
    }
