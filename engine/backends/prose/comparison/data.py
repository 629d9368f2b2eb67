"""A comparison as JSON: everything that the page shows, texts in both languages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.backends.prose.handbook.parts import plain
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.regions.boxes import box_json
from engine.backends.prose.regions.cases import case_json
from engine.backends.prose.regions.changes import how_far
from engine.backends.prose.regions.decided import decided_lines
from engine.backends.prose.regions.extents import region_line
from engine.backends.prose.regions.proofs import verdict
from engine.backends.prose.regions.sides import speech_of_sides
from engine.feel.runtime.texts import plain_number
from engine.ir.moments import moment_json
from engine.ir.value_wire import value_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from engine.backends.prose.comparison.material import Cell, Entry, Material, Row, Source
    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.ir.differences import (
        Amount,
        Change,
        Difference,
        Effect,
        FactDifference,
        Stated,
        TimedDifference,
    )
    from engine.ir.regions import Proof
    from engine.model.text import Text

    Json = dict[str, Any]
    Speeches = Sequence[Speech]
    """In Chinese and in English."""


def to_data(material: Material) -> str:
    """One JSON object, ending in a newline."""
    written = {
        "as_of": material.as_of.isoformat(),
        "title": _text(material.title),
        "sides": [{"id": side.id, "title": _text(side.title)} for side in material.sides],
        "baseline": material.sides[0].id,
        "differs": material.differs,
        "equal_rows": material.hidden,
        "unchanged": material.unchanged,
        "not_in_force": [_text(title) for title in material.not_in_force],
        "policies": [_Policy(entry, material).written() for entry in material.entries],
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def _text(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}


def _lines(speeches: Speeches, tell: Callable[[Speech], Line]) -> Json:
    return {speech.lang: plain(spaced(tell(speech), speech.lang)) for speech in speeches}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain_number(value)


class _Policy:
    """Writes one policy."""

    def __init__(self, entry: Entry, material: Material) -> None:
        self._entry = entry
        self._material = material
        programs = [program for program in entry.programs if program]
        self._speeches = [speech_of_sides(programs, lang) for lang in ("zh", "en")]
        self._own = [[speech_of_sides([p], lang) for lang in ("zh", "en")] if p else None for p in entry.programs]
        self._zone = ZoneInfo(programs[0].zone)
        self._types = {fact.name: fact.type for program in reversed(programs) for fact in program.facts}

    def written(self) -> Json:
        found = self._entry.comparison
        return {
            "policy": self._entry.policy,
            "title": _text(self._entry.title),
            **({"branches": list(self._entry.branches)} if self._entry.branches else {}),
            "missing": [self._side(side) for side in found.missing],
            "classes": [[self._side(side) for side in group] for group in found.classes],
            "text_differs": found.text_differs,
            "proof": self._proof(found.proof),
            "verdict": {lang: verdict(found, lang) for lang in ("zh", "en")},
            "rows": [self._row(row) for row in self._entry.rows],
            "differences": [self._difference(place, one) for place, one in enumerate(found.differences)],
            "timed": [self._timed(one) for one in found.timed],
            "facts": [self._fact(one) for one in found.facts],
        }

    def _side(self, number: int) -> str:
        return self._material.sides[number].id

    def _proof(self, proof: Proof) -> Json:
        unknown = [
            {"text": one.text, "reason": one.reason, "at": self._material.place(one.span) if one.span else None}
            for one in proof.unknown
        ]
        return {"verdict": proof.verdict, "after": proof.after, "unknown": unknown}

    # Rows

    def _row(self, row: Row) -> Json:
        cells = {self._side(side): self._cell(cell) for side, cell in enumerate(row.cells)}
        return {"kind": row.kind, "id": row.id, "title": _text(row.title), "differs": row.differs, "cells": cells}

    def _cell(self, cell: Cell) -> Json:
        said = cell.said
        told = {"zh": plain(spaced(said.zh, "zh")), "en": plain(spaced(said.en, "en"))} if said else None
        written = {"state": cell.state, "said": told, "text": cell.text or None, "cites": list(cell.cites)}
        return written | (self._source(cell.source) if cell.source else {})

    def _source(self, source: Source) -> Json:
        return {
            "branch": source.branch,
            "at": self._material.place(source.span),
            "since": source.since.isoformat() if source.since else None,
            "until": source.until.isoformat() if source.until else None,
            "reason": _text(source.reason) if source.reason else None,
            "instead": self._instead(source),
        }

    def _instead(self, source: Source) -> Json | None:
        """What it stands in the place of."""
        return {"at": self._material.place(source.instead), "text": source.instead_said} if source.instead else None

    # Regions

    def _difference(self, place: int, one: Difference) -> Json:
        witness = one.region.witness
        expected = self._entry.expected[place] if place < len(self._entry.expected) else ()
        outcomes = {self._side(side): found for side, found in enumerate(expected) if found is not None}
        case = case_json(witness, self._types, self._zone) | {"replayed": witness.replayed} if witness else None
        return {
            "region": _lines(self._speeches, lambda speech: region_line(one.region, speech)),
            "box": box_json(one.region, self._zone),
            "share": float(one.region.share),
            "sides": {self._side(side): self._decided(side, one) for side in range(len(one.sides))},
            "changes": [self._change(change) for change in one.changes],
            "witness": case and case | {"outcomes": outcomes},
        }

    def _decided(self, side: int, difference: Difference) -> Json | None:
        speeches, decided = self._own[side], difference.sides[side]
        if speeches is None:
            return None
        lines = {s.lang: decided_lines(decided, difference.sides, s) for s in speeches}
        told = {lang: [plain(spaced(line, lang)) for line in said] for lang, said in lines.items()}
        return {
            "direction": decided.direction,
            "said": told,
            "effects": [self._effect(effect) for effect in decided.effects],
            "outputs": [self._amount(output) for output in decided.outputs],
            "contradiction": list(decided.contradiction),
        }

    def _effect(self, effect: Effect) -> Json:
        return {
            "do": effect.do,
            "to": effect.to or None,
            "rule": effect.rule,
            "cites": list(effect.cites),
            "at": self._material.place(effect.span),
            "undecided": effect.undecided,
            "held": effect.held,
            "attributes": [self._amount(amount) for amount in effect.amounts],
        }

    def _amount(self, amount: Amount) -> Json:
        if amount.formula is None:
            return {"name": amount.name, "value": value_json(amount.value, amount.type, self._zone)}
        bounds = {"low": _number(amount.low), "high": _number(amount.high)}
        return {"name": amount.name, "formula": amount.formula.text, **bounds}

    def _change(self, change: Change) -> Json:
        said = {speech.lang: how_far(change, speech.words) for speech in self._speeches}
        bounds = {"low": _number(change.low), "high": _number(change.high)}
        return {"side": self._side(change.side), "name": change.name, **bounds, "exact": change.exact, "said": said}

    # In time, and in what is asked for

    def _timed(self, one: TimedDifference) -> Json:
        return {
            "item": one.item,
            "kind": one.kind,
            "title": _text(one.title),
            "point": one.point,
            "example": moment_json(one.example, self._zone) if one.example else None,
            "same_in_effect": one.same_in_effect,
            "sides": {self._side(side): self._stated(stated) for side, stated in enumerate(one.sides)},
        }

    def _fact(self, one: FactDifference) -> Json:
        sides = {self._side(side): self._stated(stated) for side, stated in enumerate(one.sides)}
        return {"fact": one.fact, "title": _text(one.title), "point": one.point, "sides": sides}

    def _stated(self, stated: Stated | None) -> Json | None:
        if stated is None:
            return None
        return {
            "text": stated.text,
            "due": moment_json(stated.due, self._zone) if stated.due else None,
            "provisional": stated.provisional,
            "direction": stated.direction,
            "at": self._material.place(stated.span) if stated.span else None,
            "cites": list(stated.cites),
        }
