"""Policies as text made executable, and what both scalar executors say of them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

from engine.backends.scalar.compiler import compile_program
from engine.backends.scalar.tracing import trace
from engine.ir.trace import result_of
from engine.pipeline import compile_policy, load

if TYPE_CHECKING:
    from engine.backends.scalar.executable import Executable
    from engine.ir.decision import Result
    from engine.ir.program import Program

LIBRARY = "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\nlanguages: [zh, en]\n"
VOCABULARY = """\
subjects: {agent: Agent, finance: Finance, manager: Manager}
events:
  review.completed: {title: Review, data: {score: number}}
  money.stated: {title: Money stated, data: {by: subject}}
  payment.approved: {title: Approved, data: {by: subject}}
consequences:
  warning: {title: Warning}
  notice: {title: Notice, attributes: {points: number, until: date, bearer: id}}
  fine: {title: Fine, attributes: {rate: percent, amount: money}}
"""


@cache
def program(sections: str) -> Program:
    """The one program of a policy, given its sections."""
    text = "policy: example\ntitle: Example\n" + dedent(sections)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "base").mkdir()
        for name, content in (("library", LIBRARY), ("vocabulary", VOCABULARY), ("base/example", text)):
            (root / f"{name}.yaml").write_text(content, encoding="utf-8")
        loaded = load(root, "")
        if loaded.has_errors:
            msg = "\n".join(map(str, loaded.found))
            raise AssertionError(msg)
        return compile_policy(loaded, "base", "example").programs[-1]


@cache
def executable(sections: str) -> Executable:
    return compile_program(program(sections))


def decided(sections: str, facts: dict[str, Any]) -> Result:
    """The decision, on which generated code (from checked facts and from the mapping) and evaluator agree."""
    made = executable(sections)
    checked = made.check(facts)
    result = made.run(checked)
    fast, known = made.decide(facts)
    assert fast == result
    assert (known.facts, known.history) == (checked.facts, checked.history)
    assert result_of(trace(made.program, checked)) == result
    return result


def table(rows: str, hit: str = "unique", outputs: str = "") -> str:
    """A `tables` section with one table `t`."""
    head = f"tables:\n  t:\n    hit: {hit}\n" + (f"    outputs: {outputs}\n" if outputs else "")
    return head + "    rows: |\n" + indent(dedent(rows).strip("\n"), " " * 6) + "\n"
