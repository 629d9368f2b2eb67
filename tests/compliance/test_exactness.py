"""Of random policies in two versions: cases are decided otherwise where the comparison says so, and nowhere else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given
from hypothesis import strategies as st

from engine import FactError, PolicyError
from engine.compliance.comparison import compare_policies
from tests.compliance.membership import lies_in
from tests.compliance.mutations import mutated
from tests.compliance.sides import DAY, compared, policy
from tests.properties.generated import policies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn

    from engine import Decision, Policy
    from engine.ir.differences import Comparison, Difference
    from tests.properties.generated import Generated


@st.composite
def versions(draw: DrawFn) -> tuple[Generated, Generated]:
    one = draw(policies())
    return one, draw(mutated(one))


def opened(generated: Generated) -> Policy:
    try:
        return policy(generated.text)
    except PolicyError:
        assume(condition=False)
        raise


def content(decision: Decision) -> tuple[Any, ...]:
    """What is decided, by whichever rules."""
    rules = {rule.id: rule for rule in decision.program.rules}
    outcomes = Counter((o.do, o.to, tuple(sorted(o.attributes.items()))) for o in decision.outcomes)
    unsure = [rules[each.rule] for each in decision.undecided if not each.conflict]
    undecided = {(c.do, c.to and c.to.text) for rule in unsure for c in rule.then}
    return outcomes, decision.outputs, undecided


def frame_of(decision: Decision, side: Policy) -> Mapping[str, Any]:
    return side.tracer(decision.program).frame([decision.facts[fact.name] for fact in decision.program.facts])


def is_certain(difference: Difference) -> bool:
    """Whether it differs whatever formulas come to: there are none."""
    amounts = [a for side in difference.sides for effect in side.effects for a in effect.amounts]
    outputs = [output for side in difference.sides for output in side.outputs]
    told = not any(effect.to.startswith("=") for side in difference.sides for effect in side.effects)
    return told and all(amount.formula is None for amount in (*amounts, *outputs))


def check(sides: list[Policy], found: Comparison, case: dict[str, Any]) -> None:
    try:
        decisions = [side.decide(case, as_of=DAY) for side in sides]
    except FactError:
        return
    frame = frame_of(decisions[0], sides[0])
    regions = [difference for difference in found.differences if lies_in(difference.region, frame)]
    if content(decisions[0]) != content(decisions[1]):
        assert regions, (case, *map(content, decisions))
    else:
        assert not any(map(is_certain, regions)), (case, regions)


@given(versions())
def test_cases_differ_where_the_comparison_says_so(both: tuple[Generated, Generated]) -> None:
    sides = [opened(version) for version in both]
    found = compare_policies(sides, ("old", "new"), DAY)
    if found.proof.verdict == "complete":
        for case in both[0].cases:
            check(sides, found, case)


LISTED = """\
policy: listed
title: Listed
facts:
  other: {title: Other, type: number, range: 0..100}
  loss: {title: Loss, type: money}
  scores: {title: Scores, type: list, of: number}
rules:
"""
COUNTED = """\
  - id: counted
    when: count(scores) = other
    then: [{do: fine, to: agent, amount: loss * other}, {do: notice, to: crew, points: 'scores[1]'}]
"""
TOLD = """\
  - id: told
    when: %s
    then: [{do: notice, to: crew, points: 1}]
"""


def test_a_list_has_the_length_that_is_compared() -> None:
    """One test reads the list as a whole, another only how long it is."""
    never = "(some score in scores satisfies score <= 59.9) and false"
    found = compared(LISTED + COUNTED + TOLD % "true", LISTED + TOLD % never)
    assert found.proof.verdict == "complete"
    assert all(difference.region.witness for difference in found.differences)
    assert len(found.differences) == 2


@given(policies(), st.randoms())
def test_the_order_of_rules_makes_no_difference(generated: Generated, chance: Any) -> None:
    shuffled = replace(generated, rules=tuple(chance.sample(generated.rules, len(generated.rules))))
    found = compare_policies([policy(generated.text), policy(shuffled.text)], ("old", "new"), DAY)
    assert (found.differences, found.classes) == ((), ((0, 1),))
    assert found.proof.verdict == "complete"


@given(policies(), st.sampled_from(("signed = true", 'grade = "high"', 'note != "a"')))
def test_a_rule_in_two_halves_is_the_same_rule(generated: Generated, dividing: str) -> None:
    """The condition that divides them is never null."""
    whole, *others = generated.rules
    halves = (_narrowed(whole, "a", dividing), _narrowed(whole, "b", f"not({dividing})"))
    split = replace(generated, rules=(halves[0], *others, halves[1]))
    found = compare_policies([policy(generated.text), policy(split.text)], ("old", "new"), DAY)
    assert (found.differences, found.classes) == ((), ((0, 1),))


def _narrowed(rule: str, name: str, condition: str) -> str:
    """The rule under another name, where the condition holds."""
    head, rest = rule.split("when: '", maxsplit=1)
    when, then = rest.split("'\n", maxsplit=1)
    return f"{head.rstrip()}-{name}\n    when: '({when}) and ({condition})'\n{then}"
