"""A recorded decision made again by the rules of its own time, so that it can be asked why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.service.cases import body_of
from adapters.service.replay import NoRules, decided
from engine import GuijuError
from engine.diagnostics import Diagnostic, phrases

if TYPE_CHECKING:
    import engine
    from adapters.ledger.entries import Recorded
    from adapters.service.replay import Rules


class NotTheSame(GuijuError):
    """A decision that doesn't come out again as it was recorded: nobody can say why it was made."""


def made_again(recorded: Recorded, rules: Rules) -> engine.Decision:
    """The decision, decided again. Raises `NotTheSame`."""
    entry = recorded.entry
    try:
        decision = decided(body_of(entry), entry, rules)
    except NoRules:
        raise _not_the_same(recorded, "no_rules") from None
    except GuijuError as error:
        raise _not_the_same(recorded, "undecided", problem=error.diagnostics[0].code) from None
    if decision.id != entry.id:
        raise _not_the_same(recorded, "id", pointer="/decision", recorded=entry.id, again=decision.id)
    return decision


def _not_the_same(recorded: Recorded, what: str, /, **fields: Any) -> NotTheSame:
    entry = recorded.entry
    args = {
        "id": entry.id,
        "seq": str(recorded.seq),
        "policy": f"{entry.branch}/{entry.policy}",
        **{f"what.{lang}": phrases.phrase("seals", what, lang, **fields) for lang in ("zh", "en")},
    }
    return NotTheSame([Diagnostic("GJ818", args=tuple(args.items()))])
