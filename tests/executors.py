"""The executors side by side: what each answers for the same facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import PolicyError
from engine.backends.columnar import decide_many
from engine.instants import day_of
from engine.ir.trace import result_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from engine import Decision, Policy
    from engine.ir.decision import Result


def fast(decision: Decision) -> Result:
    """What the generated Python answered."""
    return decision.result


def traced(decision: Decision) -> Result:
    """What the tracing evaluator answers for the same facts."""
    return result_of(decision.trace())


def in_sql(
    policy: Policy, rows: Sequence[Mapping[str, Any]], as_of: dt.date | dt.datetime
) -> list[Result | tuple[str, ...]] | str:
    """DuckDB's answer for each row of facts (codes, where it refuses them); or the code that refuses the policy."""
    program = policy.timeline.at(day_of(as_of, policy.zone))
    try:
        return decide_many(program, rows)
    except PolicyError as error:
        return error.diagnostics[0].code
