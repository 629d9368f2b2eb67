"""Two versions for each construct of the language: what is found, held against cases about every threshold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from engine import FactError
from engine.compliance.comparison import compare_policies
from engine.compliance.replay import contradictions
from engine.ir.regions import Witness
from tests.compliance.membership import lies_in
from tests.compliance.sides import DAY, policy
from tests.compliance.test_exactness import content, frame_of, is_certain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine import Decision, Policy
    from engine.ir.differences import Comparison, Difference

CONSTRUCTS = yaml.safe_load((Path(__file__).parent / "constructs.yaml").read_text(encoding="utf-8"))
CENT = Decimal("0.01")


@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_what_is_found_is_so(construct: dict[str, Any]) -> None:
    sides = [policy(written(construct["facts"], construct[version])) for version in ("old", "new")]
    found = compare_policies(sides, ("old", "new"), DAY)
    assert found.proof.verdict == construct.get("verdict", "complete"), found.proof.unknown
    assert len(found.differences) == construct.get("regions", len(found.differences))
    apart = {change.name: [str(change.low), str(change.high)] for each in found.differences for change in each.changes}
    assert apart == construct.get("apart", apart)
    assert all(each.region.witness and each.region.witness.replayed for each in found.differences)
    for case in cases(construct["values"]):
        held_against(case, sides, found)


def cases(values: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    return (dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))


def held_against(case: dict[str, Any], sides: list[Policy], found: Comparison) -> None:
    try:
        decisions = [side.decide(case, as_of=DAY) for side in sides]
    except FactError:
        return
    frame = frame_of(decisions[0], sides[0])
    regions = [each for each in found.differences if lies_in(each.region, frame)]
    differ = told(decisions[0]) != told(decisions[1])
    assert not differ or regions or found.proof.verdict == "unknown", case
    assert differ or not any(map(is_certain, regions)), case
    for region in regions:
        assert_so(case, region, sides)
        assert_within(decisions, region)


def told(decision: Decision) -> tuple[Any, ...]:
    held = [(each.outcome.do, each.outcome.to, each.missing) for each in decision.held]
    return *content(decision), held, any(each.conflict for each in decision.undecided)


def assert_so(case: dict[str, Any], region: Difference, sides: list[Policy]) -> None:
    """Every side decides the case as the region says; where formulas decide, both may come to the same."""
    shown = replace(region, region=replace(region.region, witness=Witness(case, (), DAY)))
    wrong = contradictions(sides, shown, DAY)
    assert not wrong or (wrong == ["all sides decide alike"] and not is_certain(region)), (case, wrong)


def assert_within(decisions: list[Decision], region: Difference) -> None:
    """What amounts are apart is within the bounds; money is rounded after them."""
    for change in region.changes:
        amounts = [amount_of(decision, change.name) for decision in decisions]
        if all(isinstance(amount, int | Decimal) for amount in amounts):
            apart = amounts[1] - amounts[0]
            assert change.low is None or apart >= change.low - CENT
            assert change.high is None or apart <= change.high + CENT


def amount_of(decision: Decision, name: str) -> Any:
    do, _, attribute = name.partition(".")
    if not attribute:
        return decision.outputs[name]
    return next((each.attributes.get(attribute) for each in decision.outcomes if each.do == do), None)


def written(facts: dict[str, dict[str, Any]], version: Any) -> str:
    """The policy with one rule, or one table."""
    asked = {name: {"title": name, **fact} for name, fact in facts.items()}
    head = {"policy": "constructs", "title": "Constructs", "facts": asked}
    return yaml.safe_dump(head | (table(version) if "rows" in version else rule(version)), sort_keys=False)


def rule(version: Any) -> dict[str, Any]:
    said = version if isinstance(version, dict) else {"when": version}
    until = {"until": said["until"]} if "until" in said else {"amount": said.get("amount", "1 CNY")}
    brought = {"do": said.get("do", "fine"), "to": said.get("to", "agent"), **until}
    more = {name: said[name] for name in ("requires",) if name in said}
    return {"rules": [{"id": "r", "when": said.get("when", "true"), **more, "then": [brought]}]}


def table(version: dict[str, Any]) -> dict[str, Any]:
    rows = "\n".join(f"| {name} | {score} || {given} |" for name, (score, given) in version["rows"].items())
    output = {"title": "Level", **yaml.safe_load(version.get("given", "type: number"))}
    return {
        "tables": {
            "t": {"hit": version["hit"], "outputs": {"level": output}, "rows": f"| id | score || level |\n{rows}\n"}
        }
    }
