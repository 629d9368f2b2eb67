"""Decision tables analysed: `analyse(case)`, for tables of whatever project.

A case is `{"a": TABLE}`, or `{"a": TABLE, "b": TABLE}` with the same columns (by name; `a`'s declarations count). JSON
or the like of it: nothing is changed, and the same case gets the same answer.

    TABLE    {"policy": "unique" | "any" | "first" | "priority", "columns": [COLUMN, …], "rules": [RULE, …]}
    COLUMN   {"name", "type": "decimal" | "int" | "date" | "enum" | "bool" | "string", …}
               "domain": {"min", "max"}   of the first three: both included; an end that is left out is without bound
               "values": […]              of an enum, all that there are
               "scale": n                 of a decimal: it has n places, so nothing lies between 4.99 and 5 at 2;
                                          left out: any number of places
               "nullable": true           null is a value, too
             A string may be any text.
    RULE     {"id", "when": {column name: [ITEM, …]}, "then": outcome, "priority": number}
             It matches where each column that `when` names has one of the items. A column that isn't named matches
             everything, null included; an empty list nothing. `id` may be left out: then the place among the rules,
             from 0. Outcomes are equal if they are as JSON. The higher priority goes first, equal ones as written.
    ITEM     {"min", "max", "min_open": true, "max_open": true}: an interval, either end may be left out; open ends are
             excluded. {"null": true}: null, which no other item matches. {"other": true}: of a string, any text that
             no rule of the case names. Else one value: a number, a text, true.
    Decimals are texts or numbers, dates ISO texts (or ordinals). What lies beyond the domain is no case.

The answer:

    gaps         [{"box", "witness"}]  where no rule of `a` matches
    overlaps     [{"rules": [id, id], "same": bool, "box", "witness"}]  every pair of rules of `a` that match together
                 somewhere, in their order in the table; `same`: with equal outcomes; the box is all of where they do
    subsumed     [{"rule", "by", "box", "witness"}]  `by` matches wherever `rule` does, which does somewhere; the box is
                 where. Two rules with equal boxes are told both ways
    masked       [{"rule", "by": [id, …], "box", "witness"}]  under first and priority: the rule matches in the box, but
                 everywhere one of `by`, which go before it, answers
    dead         [{"rule", "why"}]  rules of `a` that never answer. `empty`: it matches nothing; `masked`: as above;
                 `conflict`: wherever it matches, it contradicts another, as `unique` or `any` forbid
    differences  [{"box", "a": DECISION, "b": DECISION, "witness"}]  where the tables decide differently; [] proves that
                 they never do. Only with `b`
    proof        {name of a list above: "complete" | "stopped after N"}

    DECISION     {"then": outcome}, or "none" where no rule matches, or "conflict": under unique where several match,
                 under any where several do with different outcomes. Two conflicts are alike
    box          the `when` of a rule that matches there and nowhere else: the same items, both ends given where the
                 domain has them; columns that don't matter are left out
    witness      facts in the box, {column name: value}, the plainest: decimals and dates as texts, null as None

Boxes of `gaps` are disjoint, those of `differences` too, and together they are exactly all there is.
A case that isn't of this form raises ValueError or KeyError.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from engine.backends.proof.boxes.differing import differing
from engine.backends.proof.boxes.gaps import uncovered
from engine.backends.proof.boxes.masking import masked
from engine.backends.proof.boxes.masks import box_within, common
from engine.backends.proof.boxes.merging import merge
from engine.backends.proof.boxes.pairs import contained, meeting
from tests.proof.decision_tables import lay, told, witness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.found import Answer, Found
    from engine.backends.proof.boxes.grid import Box
    from tests.proof.decision_tables import Laid

Finding = dict[str, Any]


def analyse(case: Mapping[str, Any]) -> dict[str, Any]:
    """What there is to say of a table, and how another differs from it: see above."""
    laid = lay([case["a"], *([case["b"]] if case.get("b") else [])])
    gaps = uncovered(laid.grid, 0)
    found: dict[str, Any] = {
        "gaps": [_at(laid, box) for box, _ in gaps.boxes],
        "overlaps": [*_overlaps(laid)],
        "subsumed": [*_subsumed(laid)],
        "masked": [*_masked(laid)],
        "dead": [*_dead(laid)],
    }
    proof = {**dict.fromkeys(found, "complete"), "gaps": _verdict(gaps)}
    if case.get("b"):
        differing_boxes = differing(laid.grid, alike=_alike)
        decided = merge((box, _decisions(answers)) for box, answers in differing_boxes.boxes)
        found["differences"] = [_difference(laid, box, decisions) for box, decisions in decided]
        proof["differences"] = _verdict(differing_boxes)
    return {**found, "proof": proof}


def _at(laid: Laid, box: Box) -> Finding:
    return {"box": told(laid, box), "witness": witness(laid, box)}


def _verdict(found: Found[Any]) -> str:
    return f"stopped after {found.stopped}" if found.stopped else "complete"


def _box(laid: Laid, *rules: int) -> Box:
    """Where rules of `a` match together: a box, since each of them is one."""
    pieces = laid.grid.layers[0].pieces
    return reduce(common, (box_within(laid.grid.sizes, pieces[rule].cells) for rule in rules))


def _overlaps(laid: Laid) -> Iterator[Finding]:
    labels, order = laid.grid.layers[0].labels, laid.order[0]
    for pair in meeting(laid.grid, 0):
        ids = [laid.rule(0, rule) for rule in sorted(pair, key=order.__getitem__)]
        yield {"rules": ids, "same": labels[pair[0]] == labels[pair[1]], **_at(laid, _box(laid, *pair))}


def _subsumed(laid: Laid) -> Iterator[Finding]:
    for inner, outer in contained(laid.grid, 0):
        yield {"rule": laid.rule(0, inner), "by": laid.rule(0, outer), **_at(laid, _box(laid, inner))}


def _masked(laid: Laid) -> Iterator[Finding]:
    for rule, by in _hidden(laid).items():
        if by:
            ids = [laid.rule(0, each) for each in by]
            yield {"rule": laid.rule(0, rule), "by": ids, **_at(laid, _box(laid, rule))}


def _hidden(laid: Laid) -> dict[int, tuple[int, ...]]:
    """By rule that never answers those that mask it; none where it matches nothing."""
    return dict(masked(laid.grid, 0).rules) if laid.grid.layers[0].hit == "first" else {}


def _dead(laid: Laid) -> Iterator[Finding]:
    hidden = _hidden(laid)
    beside = _contradicting(laid)
    for rule in range(len(laid.grid.layers[0].pieces)):
        if not all(_box(laid, rule)):
            yield {"rule": laid.rule(0, rule), "why": "empty"}
        elif rule in hidden:
            yield {"rule": laid.rule(0, rule), "why": "masked"}
        elif rule in beside and _is_covered(laid, rule, beside[rule]):
            yield {"rule": laid.rule(0, rule), "why": "conflict"}


def _contradicting(laid: Laid) -> dict[int, list[int]]:
    """By rule those that must not match together with it, but do somewhere."""
    layer = laid.grid.layers[0]
    found: dict[int, list[int]] = {}
    for one, other in meeting(laid.grid, 0) if layer.hit != "first" else ():
        if layer.hit == "unique" or layer.labels[one] != layer.labels[other]:
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def _is_covered(laid: Laid, rule: int, others: Iterable[int]) -> bool:
    layer = laid.grid.layers[0]
    rest = laid.grid._replace(layers=[layer._replace(pieces=[layer.pieces[other] for other in others])])
    return not uncovered(rest, 0, within=layer.pieces[rule]).boxes


def _alike(answers: Sequence[Answer]) -> bool:
    return len({_outcome(answer) for answer in answers}) == 1


def _outcome(answer: Answer) -> int | str:
    """The label of what is answered, or the word for why there is none."""
    return "conflict" if answer.conflict else answer.labels[0] if answer.labels else "none"


def _decisions(answers: Sequence[Answer]) -> tuple[int | str, ...]:
    return tuple(map(_outcome, answers))


def _difference(laid: Laid, box: Box, decisions: Sequence[int | str]) -> Finding:
    told_as = (each if isinstance(each, str) else {"then": laid.outcomes[each]} for each in decisions)
    return {**dict(zip("ab", told_as, strict=True)), **_at(laid, box)}
