"""What the commands of `guiju ledger` answer: lines for people, JSON for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.cli.columns import aligned
from adapters.clock import moment
from engine.diagnostics import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.ledger.sealing.audit import Shown
    from adapters.ledger.sealing.findings import Finding
    from adapters.ledger.sealing.seal import Seal
    from adapters.ledger.sealing.verify import Verified

_HEADS = ("batch", "entries", "sealed", "key", "root")
_SHORT = 16
"""Characters of a hash that people compare."""
_SHOWN = 4000
"""Characters of an entry that a terminal is given."""


def verified(found: Verified, lang: str) -> str:
    """How many entries are as they were sealed, and of how many nobody can say."""
    doubted = found.entries - found.sealed - found.unsealed
    lines = [_say("entries", lang, **found._asdict() | {"doubted": doubted})]
    if found.unsealed:
        lines.append(_say("unsealed", lang, unsealed=found.unsealed, since=moment(found.since)))
    if found.more:
        lines.insert(0, _say("more", lang, more=found.more))
    return "\n".join(lines)


def verified_json(found: Verified, lang: str) -> dict[str, Any]:
    """The same, with every finding and its words."""
    return {
        "entries": found.entries,
        "sealed": found.sealed,
        "unsealed": found.unsealed,
        "unsealed_since": found.since and moment(found.since),
        "seals": found.seals,
        "findings": [_finding_json(finding, lang) for finding in found.findings],
        "more_findings": found.more,
    }


def _finding_json(finding: Finding, lang: str) -> dict[str, Any]:
    diagnostic = finding.diagnostic()
    return {
        "code": finding.code,
        "entries": [finding.first, finding.last],
        "seals": [finding.batch, finding.until] if finding.batch else None,
        "message": diagnostic.message(lang),
        "hint": diagnostic.hint(lang),
    }


def sealed(found: Sequence[Seal], lang: str) -> str:
    """How many entries the new seals are of."""
    entries = sum(seal.last - seal.first + 1 for seal in found)
    return _say("sealed", lang, entries=entries, seals=len(found))


def seals(found: Sequence[Seal], lang: str) -> Iterator[str]:
    """A table of seals; nothing but its head where there are none."""
    head = tuple(_say(f"head_{name}", lang) for name in _HEADS)
    return aligned([head, *map(_row, found)])


def _row(seal: Seal) -> tuple[str, ...]:
    root = seal.root.hex()[:_SHORT]
    return str(seal.batch), f"{seal.first}–{seal.last}", moment(seal.sealed), seal.key_id, root


def shown(found: Shown, lang: str) -> str:
    """An entry: what and where it is, whether it is sealed, what was recorded."""
    seq, recorded, kind, ident, branch, policy, case, *_, body, _ = found.row
    where = " ".join(part for part in ("/".join(filter(None, (branch, policy))), case) if part)
    lines = [
        _say("place", lang, seq=seq, kind=kind, id=ident),
        _say("recorded", lang, recorded=moment(recorded), where=where),
        _state(found, lang),
        _text(str(body), lang),
    ]
    return "\n".join(lines)


def _text(body: str, lang: str) -> str:
    """What was recorded; of a whole library's files no more than a screen of it."""
    return body if len(body) <= _SHOWN else f"{body[:_SHOWN]}…\n{_say('cut', lang, length=f'{len(body):,}')}"


def _state(found: Shown, lang: str) -> str:
    if found.seal is None:
        return _say("waiting", lang)
    name = "doubted" if found.proof is None else "under"
    return _say(name, lang, batch=found.seal.batch, sealed=moment(found.seal.sealed))


def shown_json(found: Shown, seal: dict[str, Any] | None) -> dict[str, Any]:
    """The row, its hash, and what proves that it was sealed: its batch's seal and the way to the root.

    `body` is the text that was recorded, which the hash is made of.
    """
    names = ("seq", "recorded", "kind", "id", "branch", "policy", "case", "at", "body")
    row = dict(zip(names, found.row, strict=False))
    return {
        **row,
        "recorded": moment(row["recorded"]),
        "at": moment(row["at"]),
        "leaf": found.leaf.hex(),
        "seal": seal,
        "proof": found.proof and [node.hex() for node in found.proof],
    }


def _say(name: str, lang: str, **fields: object) -> str:
    return phrases.phrase("seals", name, lang, **fields)
