"""A decision in a few lines: what follows, by which rule and clause. The reasons are `explain`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.cli.columns import aligned
from adapters.cli.language import phrase
from adapters.cli.shown import shown
from adapters.cli.timed_text import left_out, timed_sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.cli.columns import Row

_ID = 12
"""How much of a decision's id is shown."""
_HEAD = ("branch", "policy", "as_of")
_NOTES = ("needs", "missing", "next")
_NAMED = ("do", "to", "rule", "cites", *_NOTES)
"""Keys of an outcome that are not attributes of its kind."""


def decision_text(decision: Mapping[str, Any], lang: str) -> str:
    """The lines for a decision in the shape of `Decision.to_dict`."""
    head = phrase("decision", lang, id=decision["decision"][:_ID], **{name: decision[name] for name in _HEAD})
    sections: dict[str, list[Row]] = {
        "outcomes": [_outcome(outcome, lang) for outcome in decision["outcomes"]] or [(phrase("nothing", lang),)],
        "outputs": [(name, shown(value)) for name, value in decision.get("outputs", {}).items()],
        "held": [_outcome(outcome, lang) for outcome in decision.get("held", ())],
        "undecided": [_undecided(rule, lang) for rule in decision.get("undecided", ())],
        **timed_sections(decision, lang),
        "revoked": [_outcome(outcome, lang) for outcome in decision.get("revoked", ())],
    }
    more = left_out(decision, lang)
    lines = [
        line
        for name, rows in sections.items()
        if rows
        for line in (phrase(name, lang), *aligned(rows), *aligned([(more[name],)] if name in more else []))
    ]
    return "\n".join([head, *lines])


def _outcome(outcome: Mapping[str, Any], lang: str) -> Row:
    attributes = [f"{name}={shown(value)}" for name, value in outcome.items() if name not in _NAMED]
    given = [name for name in _NOTES if outcome.get(name)]
    notes = [phrase(name, lang, **{name: shown(outcome[name])}) for name in given]
    receiver = f"{outcome['do']} → {outcome['to']}" if outcome.get("to") else outcome["do"]
    return (receiver, outcome["rule"], shown(outcome.get("cites", ())), "  ".join(attributes + notes))


def _undecided(rule: Mapping[str, Any], lang: str) -> Row:
    if rule.get("conflict"):
        return (rule["rule"], phrase("conflict", lang, rows=shown(rule["conflict"])))
    return (rule["rule"], phrase("needs", lang, needs=shown(rule["needs"])))
