"""`guiju where`: who set what a policy says, where, since when, why, and what the branches above say."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import complete, options
from adapters.cli.where_text import changes_text, provenance_text
from engine.workshop.provenance import changes, changes_as_data, today, where

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.wiring import Tools
    from engine.workshop.provenance import Provenance, Statement


@click.command(name="where", short_help="某项规定的出处 / Who set what a policy says.")
@click.argument("what", metavar="BRANCH/POLICY[.NAME]", shell_complete=complete.policies)
@options.as_of
@options.policies
@options.format_of("text", "json")
@options.lang
@click.pass_obj
def command(tools: Tools, what: str, as_of: str | None, folder: Path, form: str, lang: str) -> None:
    """某项规定是谁定的、写在哪里、从何时起、为什么，上级原来怎么写；不写 NAME 就列出分公司的全部改动。

    Tell where NAME of BRANCH/POLICY comes from: who set it, in which file and line, since when, why, and what the
    branches above say. NAME is a param, a rule, a table or a row of it (assessment.failed), a clock or a point of it
    (onsite.due), a fact, or calendar. Without NAME all changes of the branch are listed.
    """
    policy, _, name = what.partition(".")
    branch, policy_id = options.parts_of(policy)
    library = tools.load(options.folder_at(folder))
    day = dt.datetime.fromisoformat(as_of).date() if as_of else today(library, branch)
    if name:
        found = where(library, branch, policy_id, name, day)
        click.echo(_dumped([_json(each) for each in found]) if form == "json" else provenance_text(found, lang))
    else:
        made = changes(library, branch, policy_id, day)
        data = changes_as_data(made)
        click.echo(_dumped(data) if form == "json" else changes_text(made, policy, day, lang))


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
