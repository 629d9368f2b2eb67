"""Policies with clocks, ladders and schedules, decided: both executors agree, and the JSON is as its schema says."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import jsonschema

from engine import Library
from engine.ir.trace import result_of

if TYPE_CHECKING:
    from engine import Decision, Policy

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "decision.schema.json").read_text(encoding="utf-8"))
ORDINARY = """\
calendar: ordinary
title: Ordinary
zone: Asia/Shanghai
weekly: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
"""
LIBRARY = "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\ncalendar: ordinary\n"
VOCABULARY = """\
subjects: {manager: Manager, foreman: Foreman}
events:
  case.opened: {title: Opened, data: {case: string, level: {type: enum, values: {high: High, low: Low}, title: Level}}}
  case.graded: {title: Graded, data: {level: {type: enum, values: {high: High, low: Low}, title: Level}}}
  case.closed: {title: Closed, data: {case: string}}
  case.waiting: {title: Waiting, data: {case: string}}
  case.resumed: {title: Resumed, data: {case: string}}
  case.reopened: {title: Reopened, data: {case: string}}
  case.dropped: {title: Dropped, data: {case: string}}
  work.failed: {title: Failed, data: {project: string, month: string, severe: boolean, cost: money}}
  work.appealed: {title: Appealed, data: {of: string}}
  work.ended: {title: Ended, data: {project: string}}
  visit.done: {title: Visited, data: {project: string}}
consequences:
  notice: {title: Notice, attributes: {points: number, until: date}}
  fine: {title: Fine, attributes: {amount: money}}
"""


@cache
def policy(sections: str, calendar: str = ORDINARY) -> Policy:
    """The policy with these sections."""
    text = "policy: example\ntitle: Example\n" + dedent(sections)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = {"library": LIBRARY, "vocabulary": VOCABULARY, "base/example": text, "calendars/ordinary": calendar}
        for name, content in files.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / f"{name}.yaml").write_text(content, encoding="utf-8")
        return Library.load(root).branch("base").policy("example")


def decided(sections: str, given: dict[str, Any], **asked: Any) -> Decision:
    """The decision, on which generated code and evaluator agree, at the policy's `now` or as asked."""
    decision = policy(sections).decide(given, **asked)
    agree(decision)
    return decision


def agree(decision: Decision) -> None:
    assert result_of(decision.trace()) == decision.result
    jsonschema.validate(decision.to_dict(), SCHEMA)


def event(name: str, kind: str, at: str, **data: Any) -> dict[str, Any]:
    """`at` as `03-02 09:00`, of 2026."""
    return {"id": name, "type": kind, "at": f"2026-{at.replace(' ', 'T')}:00+08:00", **data}


def instant(at: str) -> str:
    return f"2026-{at.replace(' ', 'T')}:00+08:00"


def brought(decision: Decision) -> list[tuple[Any, ...]]:
    """Each consequence in short: its rule, and what its rung tells."""
    told = ("key", "count", "event")
    return [
        (each.rule, *(each.attributes[name] for name in told if name in each.attributes)) for each in decision.outcomes
    ]
