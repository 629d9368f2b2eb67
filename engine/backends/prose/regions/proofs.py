"""How sure a comparison is, in words: complete, stopped after so many, or unknown and why. Never silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.speech import filled
from engine.backends.prose.phrases import phrases
from engine.diagnostics.catalog import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backends.prose.handbook.parts import Line
    from engine.diagnostics import Span
    from engine.ir.differences import Comparison
    from engine.ir.regions import Proof, Unknown


def verdict(comparison: Comparison, lang: str) -> str:
    """What holds beyond the differences that are listed."""
    proof, say = comparison.proof, phrases(lang, "proofs")
    timed = any(not timed.same_in_effect for timed in comparison.timed)
    differs = bool(comparison.differences or timed or comparison.facts)
    match proof.verdict:
        case "complete" if differs:
            return say("otherwise")
        case "complete" if comparison.missing:
            return say("same_of_those")
        case "complete":
            return say("same_though" if comparison.text_differs else "same")
        case "stopped":
            return say("stopped" if comparison.differences else "stopped_early", after=proof.after)
        case "unknown":
            return say("unknown")


def doubts(proof: Proof, place: Callable[[Span], str], lang: str) -> tuple[Line, ...]:
    """Each thing that could not be settled, with its reason and its place."""
    return tuple(_doubt(unknown, place, lang) for unknown in proof.unknown)


def _doubt(unknown: Unknown, place: Callable[[Span], str], lang: str) -> Line:
    why = text(phrases(lang, "doubts")(unknown.reason))
    said = filled(entry("proofs")["doubt"][lang], {"text": (Inline(unknown.text, "code"),), "why": why})
    return (*said, *text(" "), Inline(place(unknown.span), "code")) if unknown.span else said


def classes_text(classes: Sequence[Sequence[int]], sides: Sequence[str], lang: str) -> str:
    """Those that behave alike: `集团、宜宾｜西安`; `sides`: their titles."""
    say = phrases(lang, "classes")
    groups = [say("joined").join(sides[side] for side in group) for group in classes]
    return say("alike", groups=say("parted").join(groups)) if len(groups) > 1 else say("all_alike")
