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

LANGUAGES = ("zh", "en")


def to_findings(material: Material) -> Iterator[Diagnostic]:
    """GJ650: an item that says otherwise than the baseline's; GJ651: cases decided otherwise; GJ652: unsettled."""
    for entry in material.entries:
        for row in entry.rows:
            for side, cell in enumerate(row.cells):
                if cell.source and cell.state not in QUIET:
                    yield _item(row, cell, side, entry, material)
        yield from _regions(entry, material)
        for unknown in entry.comparison.proof.unknown:
            yield Diagnostic(
                "GJ652", _place(unknown.span, material), (("text", unknown.text), ("reason", unknown.reason))
            )


def _place(span: Span | None, material: Material) -> Span | None:
    return replace(span, path=material.place(span).rpartition(":")[0]) if span else None


def _item(row: Row, cell: Cell, side: int, entry: Entry, material: Material) -> Diagnostic:
    args = [("id", f"{entry.policy}.{row.id}")]
    for lang in LANGUAGES:
        baseline = row.cells[0].said
        args += [
            (f"title.{lang}", row.title.in_language(lang)),
            (f"side.{lang}", material.sides[side].title.in_language(lang)),
            (f"state.{lang}", phrases(lang, "comparison_states")(cell.state)),
            (f"said.{lang}", _plain(cell.said.in_language(lang), lang) if cell.said else ""),
            (f"baseline.{lang}", _plain(baseline.in_language(lang), lang) if baseline else ""),
        ]
    return Diagnostic("GJ650", _place(cell.source.span, material) if cell.source else None, tuple(args))


def _regions(entry: Entry, material: Material) -> Iterator[Diagnostic]:
    programs = [program for program in entry.programs if program]
    speeches = [speech_of_sides(programs, lang) for lang in LANGUAGES]
    for difference in entry.comparison.differences:
        effects = (effect for decided in reversed(difference.sides) for effect in decided.effects)
        span = next((effect.span for effect in effects), None)
        args = [("policy", entry.policy)]
        for speech in speeches:
            told = zip(material.sides, difference.sides, strict=True)
            said = [
                f"{side.title.in_language(speech.lang)}: "
                + "; ".join(_plain(line, speech.lang) for line in decided_lines(decided, speech))
                for side, decided in told
            ]
            args += [
                (f"region.{speech.lang}", _plain(region_line(difference.region, speech), speech.lang)),
                (f"said.{speech.lang}", " / ".join(said)),
            ]
        yield Diagnostic("GJ651", _place(span, material), tuple(args))


def _plain(line: Line, lang: str) -> str:
    return plain(spaced(line, lang))
