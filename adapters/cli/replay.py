"""`guiju replay`: recorded decisions, decided again under their own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from adapters import json_text, wiring
from adapters.cli import options, streams
from adapters.cli.database import opened
from adapters.cli.faults import FINDINGS, FINE, fault
from adapters.cli.shown import shown
from engine.diagnostics import Diagnostic, did_you_mean, phrases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from adapters.ledger.database import Database
    from adapters.ledger.queries import Wanted
    from adapters.service.replay import Difference


@click.command(name="replay", short_help="重判当初的裁定 / Decide recorded decisions again.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="随机抽 N 个 / N of them, chosen at random.")
@click.option("--branch", "branches", multiple=True, metavar="BRANCH", help="只看这家分公司 / Only this branch's.")
@click.option("--policy", metavar="POLICY", help="只看这个政策 / Only by this policy.")
@options.db
@options.format_of("text", "json")
@options.lang
def command(sample: int | None, branches: tuple[str, ...], policy: str | None, db: str, form: str, lang: str) -> int:
    """把账本里的裁定按当时的政策重判一遍，编号和结果都应当与当初相同；不同的逐一指出。

    Decide every recorded decision (or a sample) again, under the policies that it was made by: the same id, the same
    answer. Exit code 1 where one differs.
    """
    total, found = 0, []
    with opened(db, readonly=True) as database:
        for difference in _replayed(database, branches, policy, sample):
            total += 1
            if difference is not None:
                found.append(difference)
        if not total:
            _refuse_unknown(database, branches, policy)
    if form == "json":
        click.echo(json_text.write(_report(total, found)))
    else:
        if found:
            streams.show(tuple(map(_diagnostic, found)), "text", lang)
        counts = {"decisions": total, "identical": total - len(found), "different": len(found)}
        click.echo(phrases.phrase("seals", "replayed", lang, **counts))
    return FINDINGS if found else FINE


def _replayed(
    database: Database, branches: tuple[str, ...], policy: str | None, sample: int | None
) -> Iterator[Difference | None]:
    wanted: Wanted = wiring.room("ledger.queries").Wanted(("decision",), branches or None, policy)
    replayed: Iterator[Difference | None] = wiring.room("service.replay").replay(database, wanted, sample)
    return replayed


def _refuse_unknown(database: Database, branches: tuple[str, ...], policy: str | None) -> None:
    """A name that nobody knows would pass for all being well. Raises `UsageFault`."""
    with database.reading() as connection:
        in_force = wiring.room("service.activations").policies(connection)
        recorded = wiring.room("ledger.queries").policies(connection, "decision")
    named = [name.split("/") for name in in_force | recorded]
    known = sorted({branch for branch, _ in named})
    for name in branches:
        _refuse(name, known, known)
    if policy:
        _refuse(policy, {policy for _, policy in named}, known)


def _refuse(name: str, known: Collection[str], branches: Sequence[str]) -> None:
    if known and name not in known:
        raise fault("GJ781", name=name, near=did_you_mean(name, known), known=", ".join(branches))


def _report(total: int, found: list[Difference]) -> dict[str, Any]:
    return {
        "decisions": total,
        "identical": total - len(found),
        "differences": [_difference_json(difference) for difference in found],
    }


def _difference_json(difference: Difference) -> dict[str, Any]:
    entry = difference.decision.entry
    return {
        "decision": entry.id,
        "seq": difference.decision.seq,
        "branch": entry.branch,
        "policy": entry.policy,
        "what": difference.what,
        "places": [place._asdict() for place in difference.places],
        "why": [f"{each.code} {each.message()}" for each in difference.why],
    }


def _diagnostic(difference: Difference) -> Diagnostic:
    entry = difference.decision.entry
    args = {
        "id": entry.id,
        "seq": str(difference.decision.seq),
        "policy": f"{entry.branch}/{entry.policy}",
        "what.zh": _what(difference, "zh"),
        "what.en": _what(difference, "en"),
    }
    return Diagnostic("GJ818", None, tuple(args.items()))


def _what(difference: Difference, lang: str) -> str:
    place = next(iter(difference.places), None)
    fields = {
        "pointer": place.pointer if place else "",
        "recorded": shown(place.recorded) if place else "",
        "again": shown(place.again) if place else "",
        "more": len(difference.places) - 1 or "",
        "problem": "; ".join(f"{each.code} {each.message(lang)}" for each in difference.why),
    }
    return phrases.phrase("seals", difference.what, lang, **fields)
