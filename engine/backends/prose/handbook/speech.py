"""The words of one policy in one language, as lines: its names and values, and phrases with lines put into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, text
from engine.diagnostics.catalog import entry, fill
from engine.feel.operators import FUNCTIONS, PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.backends.prose.handbook.material import Notes
    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.wording import Wording

_SEVERAL = re.compile("[且并或及和与而又、，；,;不未没无非]")
"""In a title that may be several statements, or the negation of one."""
_OF_MANY = re.compile("[都均全各每任所皆凡只仅]")
"""In a title of which `not all` and `all not` must not be confused."""
_FIELD = re.compile(r"\{(\w+)\}")
_NAMES = {overload.id: function.name for function in FUNCTIONS for overload in function.overloads} | {
    overload.id: f".{name}" for name, overloads in PROPERTIES.items() for overload in overloads
}


@dataclass(frozen=True, slots=True)
class Speech:
    """`values`: what parameters stand for; `anchors`: where names are explained; `events`: titles of events.

    `fields`: titles of what an entry of a list consists of; `data`: the same of each event; `notes`: what the owner
    says of the policy's items. `of_event`: what is said is about an event, whose data go without saying whose they are.
    """

    words: Wording
    values: Mapping[str, str]
    anchors: Mapping[str, str]
    fields: Mapping[str, str]
    events: Mapping[str, str]
    notes: Notes = field(default_factory=dict)
    data: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    of_event: bool = False

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

    def note(self, *path: str) -> Line:
        """What the owner says of an item, text in backticks as code; nothing where they say nothing."""
        found = self.notes.get(path)
        pieces = found.in_language(self.lang).split("`") if found else []
        return tuple(Inline(said, "code" if odd % 2 else "quiet") for odd, said in enumerate(pieces) if said)

    def note_lines(self, *path: str) -> tuple[Line, ...]:
        """The same as a line of a cell or a definition, if there is one."""
        said = self.note(*path)
        told = self.tell("note", said=said)
        return (tuple(part._replace(role="quiet") if part.role == "text" else part for part in told),) if said else ()

    def about(self, event: str) -> Speech:
        """The words for what is said of an event of a type (empty: of an occurrence)."""
        known = {name: words[self.lang] for name, words in entry("timed_values").items()}
        known |= {} if event else {"date": known["day"]}
        return replace(self, fields={**self.fields, **known, **self.data.get(event, {})}, of_event=True)

    def unsaid(self, name: str) -> Line:
        """The opposite of something declared that is true or false: `未处理` for `已经处理`."""
        opposite = negated(self.words.name(name)) if self.lang == "zh" else ""
        if not opposite:
            return self.tell("fails", name=self.name(name))
        return (Inline(opposite, "name", self.anchors.get(name, "")),)

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


def negated(title: str) -> str:
    """The opposite of a Chinese title, empty where none is certain: `客户不满意` of `客户满意`."""
    if _SEVERAL.search(title):
        return ""
    for start, opposite in entry("negated_beginnings").items():
        if title.startswith(start):
            return f"{opposite['zh']}{title.removeprefix(start)}"
    for end, opposite in entry("negated_endings").items():
        if title.endswith(end) and not _OF_MANY.search(title):
            return f"{title.removesuffix(end)}{opposite['zh']}"
    return ""


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
