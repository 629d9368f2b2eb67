"""A comparison's differences as findings at their places: for a review of a change, line by line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.comparison.material import QUIET
from engine.backends.prose.handbook.parts import plain
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.phrases import phrases
from engine.backends.prose.regions.decided import decided_lines
from engine.backends.prose.regions.extents import region_line
from engine.backends.prose.regions.sides import speech_of_sides
from engine.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.comparison.material import Cell, Entry, Material, Row
    from engine.backends.prose.handbook.parts import Line
    from engine.diagnostics import Span
    from engine.ir.differences import Difference

LANGUAGES = ("zh", "en")


def to_findings(material: Material) -> Iterator[Diagnostic]:
    """GJ650: an item that says otherwise than the baseline's; GJ651: cases decided otherwise; GJ652: unsettled."""
    for entry in material.entries:
        for row in entry.rows:
            yield from (_item(row, cell, side, entry, material) for side, cell in enumerate(row.cells) if _tells(cell))
        yield from (_region(difference, entry, material) for difference in entry.comparison.differences)
        for unknown in entry.comparison.proof.unknown:
            args = (("text", unknown.text), ("reason", unknown.reason))
            yield Diagnostic("GJ652", _place(unknown.span, material), args)


def _tells(cell: Cell) -> bool:
    return cell.source is not None and cell.state not in QUIET


def _place(span: Span | None, material: Material) -> Span | None:
    return replace(span, path=material.place(span).rpartition(":")[0]) if span else None


def _plain(line: Line, lang: str) -> str:
    return plain(spaced(line, lang))


def _item(row: Row, cell: Cell, side: int, entry: Entry, material: Material) -> Diagnostic:
    args = [("id", f"{entry.policy}.{row.id}")]
    baseline = row.cells[0].said
    for lang in LANGUAGES:
        args += [
            (f"title.{lang}", row.title.in_language(lang)),
            (f"side.{lang}", material.sides[side].title.in_language(lang)),
            (f"state.{lang}", phrases(lang, "comparison_states")(cell.state)),
            (f"said.{lang}", _plain(cell.said.in_language(lang), lang) if cell.said else ""),
            (f"baseline.{lang}", _plain(baseline.in_language(lang), lang) if baseline else ""),
        ]
    return Diagnostic("GJ650", _place(cell.source.span if cell.source else None, material), tuple(args))


def _region(difference: Difference, entry: Entry, material: Material) -> Diagnostic:
    """At the rule of the last side that brings a consequence."""
    effects = (effect for decided in reversed(difference.sides) for effect in decided.effects)
    span = next((effect.span for effect in effects), None)
    args = [("policy", entry.policy)]
    for lang in LANGUAGES:
        speech = speech_of_sides([program for program in entry.programs if program], lang)
        said = "; ".join(_decisions(difference, entry, material, lang))
        args += [(f"region.{lang}", _plain(region_line(difference.region, speech), lang)), (f"said.{lang}", said)]
    return Diagnostic("GJ651", _place(span, material), tuple(args))


def _decisions(difference: Difference, entry: Entry, material: Material, lang: str) -> Iterator[str]:
    say = phrases(lang, "comparison")
    for side, decided, program in zip(material.sides, difference.sides, entry.programs, strict=True):
        if program:
            lines = decided_lines(decided, difference.sides, speech_of_sides([program], lang))
            told = say("comma").join(_plain(line, lang) for line in lines)
            yield f"{say('lead', said=side.title.in_language(lang))}{told}"
