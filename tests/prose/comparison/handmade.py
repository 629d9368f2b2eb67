"""Comparisons made by hand over programs of the shipped library and of an edited copy of it."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Library
from engine.backends.prose.comparison.material import Entry, Material, Side
from engine.compliance.matrix import matrix
from engine.feel.types import ANY
from engine.ir.differences import Amount, Change, Comparison, Decided, Difference, Effect, Stated, TimedDifference
from engine.ir.regions import COMPLETE, Between, Extent, Proof, Region, Subject, Unknown, Witness
from engine.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    to = of.then[0].to
    return Effect(of.then[0].do, to.text if to else "", amounts, of.id, of.title, of.cites, of.span)


def fact(found: Program, name: str) -> Subject:
    return Subject("fact", name, next(each.type for each in found.facts if each.name == name))


def drawing_review(base: Program, other: Program) -> Comparison:
    """Warned below 80 or below 75; 0.5% or 0.8%."""
    score, revision, commission = (fact(base, name) for name in ("score", "revision", "commission"))
    warned = Region(
        (Extent(score, (Between(Decimal(75), False, Decimal(80), True),)),),
        Witness({"score": Decimal(75)}, (), DAY, replayed=True),
        Fraction(1, 20),
    )
    partial = Region(
        (Extent(revision, values=("partial",)), Extent(commission, (Between(Decimal(0), True),), null=True)),
        Witness({"score": Decimal(80), "revision": "partial", "commission": Decimal(100)}, (), DAY, replayed=True),
        Fraction(1, 4),
    )
    rate = next(p.type for p in base.params if p.name == "partial_rate")
    amount = rule(base, "not-all-fixed").then[0].attributes[1].expression
    effects = [
        effect(
            side,
            "not-all-fixed",
            Amount("rate", rate, value),
            Amount("amount", commission.type, None, rule(side, "not-all-fixed").then[0].attributes[1].expression, Decimal(0)),
        )
        for side, value in ((base, Decimal("0.005")), (other, Decimal("0.008")))
    ]
    differences = (
        Difference(
            partial,
            (Decided((effects[0],)), Decided((effects[1],), direction="stricter")),
            (
                Change(1, "rate", rate, Decimal("0.003"), Decimal("0.003")),
                Change(1, "amount", amount.type, Decimal(0), None),
            ),
        ),
        Difference(warned, (Decided((effect(base, "below-pass"),)), Decided((), direction="milder"))),
    )
    return Comparison("drawing-review", base.title, DAY, ("base", "xian"), (), differences, (), ((0,), (1,)), True)


def complaint_handling(base: Program, other: Program) -> Comparison:
    zone = dt.timezone(dt.timedelta(hours=8))
    since = dt.datetime(2026, 11, 20, 17, tzinfo=zone)
    clocks = [next(step for step in side.steps if getattr(step, "name", "") == "onsite") for side in (base, other)]
    stated = [
        Stated(text, None, since + dt.timedelta(hours=hours), False, clock.span, ("MAN-13",), direction)  # type: ignore[union-attr,arg-type]
        for clock, text, hours, direction in zip(clocks, ("48h", "24h"), (48, 24), ("same", "stricter"), strict=True)
    ]
    timed = TimedDifference("onsite", "clock", clocks[0].title, "within", tuple(stated), since)
    doubt = Unknown("total / share > 2", "nonlinear", clocks[0].span)  # type: ignore[union-attr]
    proof = Proof("unknown", 0, (doubt,))
    return Comparison(
        "complaint-handling", base.title, DAY, ("base", "xian"), (), (), (timed,), ((0,), (1,)), True, proof
    )


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
        owner = base.loaded.model.policies[name].owner
        expected = (
            ([{"do": "commission-deduction", "to": "designer", "rate": "0.005"}], [{"do": "commission-deduction"}]),
            ([{"do": "warning", "to": "designer"}], []),
        )
        entries.append(Entry(name, both[0].title, owner, matrix(both, calendars), compared, both, expected))
    return Material(Text("集团制度库", "The group's policies"), DAY, (BASE, XIAN), tuple(entries), "CNY", "Asia/Shanghai")


__all__ = ["ANY", "material", "replace"]
