"""Comparisons made by hand over programs of the shipped library and of an edited copy of it."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import Library
from engine.backends.prose.comparison.material import Entry, Material, Side
from engine.compliance.matrix import Sided, matrix
from engine.ir.differences import Amount, Change, Comparison, Decided, Difference, Effect, Stated, TimedDifference
from engine.ir.program import Clock
from engine.ir.regions import COMPLETE, Between, Extent, Proof, Region, Subject, Unknown, Witness
from engine.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.feel.types import Type
    from engine.ir.program import Program, Rule

DAY = dt.date(2026, 11, 22)
POLICIES = Path(__file__).parents[3] / "policies"
BASE = Side("base", Text("集团", "Group"))
XIAN = Side("xian", Text("西安分公司", "Xi'an branch"))
EDITS = {
    "drawing-review": (("value: 80", "value: 75"), ("value: 0.5%", "value: 0.8%")),
    "complaint-handling": (("value: 48h", "value: 1440 minutes"), ("value: 24h", "value: 1440 minutes")),
}
"""What the copy has instead, by policy."""


def edited(folder: Path, edits: Mapping[str, Sequence[tuple[str, str]]]) -> Library:
    """A copy of the shipped base, as it stands in the folder `branches/xian`, with other texts."""
    target = folder / "branches" / "xian"
    shutil.copytree(POLICIES, target, ignore=shutil.ignore_patterns("branches", "*.cases.yaml", "guardrails.yaml"))
    for policy, pairs in edits.items():
        file = target / "base" / f"{policy}.yaml"
        text = file.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    return Library.load(target)


def program(library: Library, policy: str) -> Program:
    return library.branch("base").policy(policy).timeline.at(DAY)


def rule(found: Program, name: str) -> Rule:
    return next(each for each in found.rules if each.id == name)


def effect(found: Program, name: str, *amounts: Amount) -> Effect:
    """A rule's first consequence."""
    of = rule(found, name)
    return Effect(of.then[0].do, "designer", amounts, of.id, of.title, of.cites, of.span)


def fact(found: Program, name: str) -> Subject:
    return Subject("fact", name, next(each.type for each in found.facts if each.name == name))


def drawing_review(base: Program, other: Program) -> Comparison:
    """Warned below 80 or below 75; 0.5% or 0.8% of the commission, known or not."""
    score, revision, commission = (fact(base, name) for name in ("score", "revision", "commission"))
    warned = Region(
        (Extent(score, (Between(Decimal(75), False, Decimal(80), True),)),),
        Witness({"score": Decimal(75)}, (), DAY, replayed=True),
    )
    partial = Region(
        (Extent(revision, values=("partial",)), Extent(commission, (Between(Decimal(0), True),), null=True)),
        Witness({"score": Decimal(80), "revision": "partial", "commission": Decimal(100)}, (), DAY, replayed=True),
    )
    rate = next(each.type for each in base.params if each.name == "partial_rate")
    mild, strict = (_deducted(side, rate, value) for side, value in ((base, "0.005"), (other, "0.008")))
    points = Decimal("0.003")
    changes = (
        Change(1, "commission-deduction.rate", rate, points, points),
        Change(1, "commission-deduction.amount", commission.type, Decimal(0), None),
    )
    differences = (
        Difference(partial, (Decided((mild,)), Decided((strict,), direction="stricter")), changes),
        Difference(warned, (Decided((effect(base, "below-pass"),)), Decided((), direction="milder"))),
    )
    return Comparison("drawing-review", base.title, DAY, ("base", "xian"), (), differences, (), ((0,), (1,)), True)


def _deducted(side: Program, rate: Type, value: str) -> Effect:
    amount = rule(side, "not-all-fixed").then[0].attributes[1].expression
    amounts = (Amount("rate", rate, Decimal(value)), Amount("amount", amount.type, None, amount, Decimal(0)))
    return effect(side, "not-all-fixed", *amounts)


def complaint_handling(base: Program, other: Program) -> Comparison:
    """48 or 24 hours; and something that could not be settled."""
    since = dt.datetime(2026, 11, 20, 17, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    clocks = [
        step for side in (base, other) for step in side.steps if isinstance(step, Clock) and step.name == "onsite"
    ]
    slow = Stated("48h", None, since + dt.timedelta(hours=48), span=clocks[0].span, cites=("MAN-13",))
    quick = Stated("24h", None, since + dt.timedelta(hours=24), span=clocks[1].span, direction="stricter")
    timed = TimedDifference("onsite", "clock", clocks[0].title, "within", (slow, quick), since)
    proof = Proof("unknown", 0, (Unknown("total / share > 2", "nonlinear", clocks[0].span),))
    classes = ((0,), (1,))
    return Comparison("complaint-handling", base.title, DAY, ("base", "xian"), (), (), (timed,), classes, True, proof)


def unchanged(found: Program) -> Comparison:
    return Comparison(found.policy, found.title, DAY, ("base", "xian"), (), (), (), ((0, 1),), False, COMPLETE)


def material(folder: Path, policies: Sequence[str] = ("drawing-review", "complaint-handling", "warranty")) -> Material:
    """The shipped base against the edited copy."""
    base, other = Library.load(POLICIES), edited(folder, EDITS)
    made = {"drawing-review": drawing_review, "complaint-handling": complaint_handling}
    calendars = {name: found.line[0].title for name, found in base.loaded.model.calendars.items()}
    entries = []
    for name in policies:
        both = (program(base, name), program(other, name))
        compared = made[name](*both) if name in made else unchanged(both[0])
        owner = base.loaded.model.of("base")[name].latest.owner
        expected: tuple[tuple[Sequence[dict[str, Any]] | None, ...], ...] = (
            ([{"do": "commission-deduction", "to": "designer", "rate": "0.005"}], [{"do": "commission-deduction"}]),
            ([{"do": "warning", "to": "designer"}], []),
        )
        rows = matrix([Sided(each, {}) for each in both], calendars)
        entries.append(Entry(name, both[0].title, owner, rows, compared, both, expected))
    return Material(Text("集团制度库", "The group's policies"), DAY, (BASE, XIAN), tuple(entries))
