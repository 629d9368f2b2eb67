"""The generated module: readable, the same each time, rebuilt from its source."""

from __future__ import annotations

import pickle

from engine.backends.scalar.codegen.program import source_of
from engine.backends.scalar.executable import Executable
from tests.scalar.building import executable, program, table

SECTIONS = """\
facts:
  score: {title: Score, type: number}
  now: {title: A name of the generated code, type: number, optional: true}
  class: {title: A word of Python, type: number, optional: true}
params:
  pass_score: {title: Pass, type: number, value: 79.5}
  day: {title: Day, type: date, value: 2026-01-31}
rules:
  - {id: below-pass, when: score < pass_score, then: [{do: notice, to: agent, points: score + now, until: day}]}
  - {id: odd, when: class = 1, then: [{do: warning, to: agent}]}
"""
FACTS = {"score": 79, "now": 1, "class": 1}


def test_the_source_names_its_rules() -> None:
    source = source_of(program(SECTIONS))
    assert "# rule below-pass: score < pass_score" in source
    assert "if score < K2:" in source
    assert source == source_of(program(SECTIONS))


def test_rows_are_named() -> None:
    rows = "| id | score || out |\n| small | < 5 || 1 |\n| great | >= 5 || 2 |"
    source = source_of(program("facts:\n  score: {title: Score, type: number}\n" + table(rows)))
    assert "t_hit = 0  # small" in source


def test_rebuilt_from_source_and_from_a_pickle() -> None:
    made = executable(SECTIONS)
    wanted = made.run(made.check(FACTS))
    assert wanted.matched == ("below-pass", "odd")
    for again in (Executable(made.program, made.source), pickle.loads(pickle.dumps(made))):  # noqa: S301 - our own
        assert again.run(again.check(FACTS)) == wanted
        assert again.source == made.source
