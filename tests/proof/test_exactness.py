"""What is found of decision tables is what trying every case finds: equal, no more and no fewer."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

from hypothesis import given

from tests.proof.adapter import analyse
from tests.proof.any_table import pairs, tables
from tests.proof.enumeration import World, answering, cases, decision, matches, world_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Tried:
    """A table with, for every case, the places of the rules that match."""

    def __init__(self, table: Mapping[str, Any], world: World | None = None) -> None:
        self.table = table
        self.world = world or world_of(table)
        self.names = [rule["id"] for rule in table["rules"]]
        self.cases = [*cases(table)]
        whens = [rule["when"] for rule in table["rules"]]
        self.matching = [
            [place for place, when in enumerate(whens) if matches(when, facts, self.world)] for facts in self.cases
        ]
        self.where = [
            {number for number, found in enumerate(self.matching) if place in found} for place in range(len(whens))
        ]
        self.decisions = [decision(table, found) for found in self.matching]

    def numbers(self, box: Mapping[str, Any]) -> set[int]:
        """The cases that lie in a box."""
        return {n for n, facts in enumerate(self.cases) if matches(box, facts, self.world)}

    def answering(self) -> list[set[str]]:
        return [{self.names[place] for place in answering(self.table, found)} for found in self.matching]

    def check(self, findings: Iterable[Mapping[str, Any]]) -> None:
        for finding in findings:
            assert matches(finding["box"], finding["witness"], self.world)


@given(tables())
def test_gaps_are_all_cases_that_no_rule_matches(table: dict[str, Any]) -> None:
    tried, gaps = Tried(table), analyse({"a": table})["gaps"]
    tried.check(gaps)
    found = [number for gap in gaps for number in tried.numbers(gap["box"])]
    assert sorted(found) == [number for number, matching in enumerate(tried.matching) if not matching]


@given(tables())
def test_overlaps_are_all_pairs_that_match_together_and_where(table: dict[str, Any]) -> None:
    tried, overlaps = Tried(table), analyse({"a": table})["overlaps"]
    tried.check(overlaps)
    found = {tuple(one["rules"]): (one["same"], tried.numbers(one["box"])) for one in overlaps}
    thens = [rule["then"] for rule in table["rules"]]
    assert len(found) == len(overlaps)
    assert found == {
        (tried.names[one], tried.names[other]): (thens[one] == thens[other], together)
        for one, other in combinations(range(len(thens)), 2)
        if (together := tried.where[one] & tried.where[other])
    }


@given(tables())
def test_subsumed_rules_match_nowhere_but_where_another_does(table: dict[str, Any]) -> None:
    tried, subsumed = Tried(table), analyse({"a": table})["subsumed"]
    tried.check(subsumed)
    places = permutations(range(len(tried.names)), 2)
    wanted = {
        (inner, outer) for inner, outer in places if tried.where[inner] and tried.where[inner] <= tried.where[outer]
    }
    assert sorted((one["rule"], one["by"]) for one in subsumed) == sorted(
        (tried.names[inner], tried.names[outer]) for inner, outer in wanted
    )
    for one in subsumed:
        assert tried.numbers(one["box"]) == tried.where[tried.names.index(one["rule"])]


@given(tables())
def test_masked_and_dead_rules_are_all_that_never_answer(table: dict[str, Any]) -> None:
    tried, found = Tried(table), analyse({"a": table})
    tried.check(found["masked"])
    answering = tried.answering()
    silent = {name for name in tried.names if not any(name in those for those in answering)}
    empty = {name for name, where in zip(tried.names, tried.where, strict=True) if not where}
    why = "masked" if table["policy"] in {"first", "priority"} else "conflict"
    assert {one["rule"]: one["why"] for one in found["dead"]} == {
        name: "empty" if name in empty else why for name in silent
    }
    assert {one["rule"] for one in found["masked"]} == (silent - empty if why == "masked" else set())
    for one in found["masked"]:
        where = tried.where[tried.names.index(one["rule"])]
        assert tried.numbers(one["box"]) == where
        assert all(any(tried.names[place] in one["by"] for place in tried.matching[number]) for number in where)


@given(pairs())
def test_differences_are_all_cases_decided_differently_and_how(case: dict[str, Any]) -> None:
    world = world_of(case["a"], case["b"])
    a, b, differences = Tried(case["a"], world), Tried(case["b"], world), analyse(case)["differences"]
    a.check(differences)
    found = {number: (one["a"], one["b"]) for one in differences for number in a.numbers(one["box"])}
    assert len(found) == sum(len(a.numbers(one["box"])) for one in differences)
    both = enumerate(zip(a.decisions, b.decisions, strict=True))
    assert found == {number: decided for number, decided in both if decided[0] != decided[1]}
