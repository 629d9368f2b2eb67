"""The words of one policy in one language, as lines: its names and values, and phrases with lines put into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, text
from engine.diagnostics.catalog import entry, fill
from engine.feel.operators import FUNCTIONS, PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.wording import Wording

_FIELD = re.compile(r"\{(\w+)\}")
_NAMES = {overload.id: function.name for function in FUNCTIONS for overload in function.overloads} | {
    overload.id: f".{name}" for name, overloads in PROPERTIES.items() for overload in overloads
}


@dataclass(frozen=True, slots=True)
class Speech:
    """`values`: what parameters stand for; `anchors`: where names are explained; `events`: titles of events.

    `fields`: titles of what an entry of a list consists of.
    """

    words: Wording
    values: Mapping[str, str]
    anchors: Mapping[str, str]
    fields: Mapping[str, str]
    events: Mapping[str, str]

    @property
    def lang(self) -> str:
        return self.words.lang

    def say(self, name: str, /, **fields: object) -> str:
        """A phrase of the handbook as text."""
        texts = {field: str(value) for field, value in fields.items()}
        return fill(entry("handbook")[name][self.lang], texts)

    def tell(self, name: str, /, **fields: Line) -> Line:
        """A phrase of the handbook with lines in its fields."""
        return filled(entry("handbook")[name][self.lang], fields)

    def compare(self, name: str, /, **fields: Line) -> Line:
        """The same of the comparisons."""
        return filled(entry("comparisons")[name][self.lang], fields)

    def name(self, name: str) -> Line:
        """Something declared, by its title."""
        return (Inline(self.words.name(name), "name", self.anchors.get(name, "")),)

    def param(self, name: str) -> Line:
        """A parameter with its value behind it."""
        return (*self.name(name), Inline(self.say("param_values", values=self.values[name]), "value"))

    def listed(self, lines: Sequence[Line], last: str = "") -> Line:
        """Lines as a list inside a sentence; `last`: the phrase before the last one."""
        comma = text(self.say("list_comma"))
        if not last or len(lines) == 1:
            return joined(comma, lines)
        return (*joined(comma, lines[:-1]), *text(self.say(last)), *lines[-1])


def joined(separator: Line, lines: Iterable[Line]) -> Line:
    found: list[Inline] = []
    for line in lines:
        found += [*separator, *line] if found else line
    return tuple(found)


def filled(template: str, fields: Mapping[str, Line]) -> Line:
    """The template's text with lines in the place of its `{name}`s."""
    parts = _FIELD.split(template)
    return tuple(part for index, said in enumerate(parts) for part in (fields[said] if index % 2 else text(said)))


def operator_name(op: str) -> str:
    """The operator, function or property (`.year`) that an overload belongs to, as people write it."""
    return _NAMES[op]


def operator_phrase(op: str, kind: str, lang: str, positive: bool = True) -> str | None:
    """How people say an operator whose first argument is of a kind (`{0}`, `{1}`: its arguments); None: no phrase."""
    table = entry("operators")
    name = operator_name(op)
    keys = (op, f"{name} {kind}", name)
    found: Mapping[str, str] = next((table[key] for key in keys if key in table), {})
    return found.get(lang if positive else f"not_{lang}")
