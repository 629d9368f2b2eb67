"""Examples of what may be asked: the cases beside a policy, those that its facts' refusal is the point of left out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.diagnostics import FactError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.library import Library
    from engine.model.cases import Case
    from engine.model.plain import Plain
    from engine.model.text import Text
    from engine.policy import Policy

BASE = "base"


class CaseExample(NamedTuple):
    """A question: the facts as JSON data, events among them; `as_of` and `now` as the case has them."""

    title: Text
    facts: dict[str, Any]
    as_of: str | None
    now: str | None


def case_examples(library: Library, branch: str, policy: str) -> tuple[CaseExample, ...]:
    """The branch's own cases of a policy, then head office's; those that the branch's policy takes the facts of."""
    found = library.branch(branch).policy(policy)
    cases = [*_cases(library, branch, policy), *(_cases(library, BASE, policy) if branch != BASE else ())]
    return tuple(_of_case(case) for case in cases if _is_taken(case, found))


def _cases(library: Library, branch: str, policy: str) -> Iterator[Case]:
    for file in library.loaded.model.cases:
        if (file.branch, file.policy) == (branch, policy):
            yield from file.cases


def _is_taken(case: Case, policy: Policy) -> bool:
    if case.expected.errors:
        return False
    try:
        policy.check(case.facts, case.as_of, case.now)
    except FactError:
        return False
    return True


def _of_case(case: Case) -> CaseExample:
    facts = {name: _json(value) for name, value in case.facts.items()}
    return CaseExample(case.title, facts, case.as_of, case.now)


def _json(value: Plain) -> Any:
    """A value of a case as JSON has it: whole numbers without a point, others as the float that prints the same."""
    match value:
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case Decimal():
            return float(value) if Decimal(repr(float(value))) == value else str(value)
        case list():
            return [_json(item) for item in value]
        case dict():
            return {name: _json(item) for name, item in value.items()}
        case _:
            return value
