"""Typed expressions as sentences: conditions, and the values that they compare.

What has no phrase of its own is told as its owner wrote it, set as code with titles in the place of names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.handbook.logic import Between, Compared, Junction, OneOf, Truth, logic, same
from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.speech import filled, joined, operator_name, operator_phrase
from engine.feel.typed import (
    And,
    Apply,
    Const,
    ContextOf,
    Expr,
    Field,
    Filter,
    ForEach,
    If,
    ListOf,
    Or,
    Quantifier,
    Ref,
)
from engine.feel.types import Kind
from engine.feel.walk import references
from engine.model.parts import ROUND_MONEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.logic import Logic
    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.typed import Expression
    from engine.feel.types import Type

LOOSE, SUM, PRODUCT, TIGHT = range(4)
"""How closely the parts of what was said hold together: what is looser than its place asks for goes into brackets."""
_LEVELS = {"+": SUM, "-": SUM, "unary -": PRODUCT, "*": PRODUCT, "/": PRODUCT}
_TRANSPARENT = frozenset({ROUND_MONEY, "is-true"})
_FAMILIES = {Kind.DATE: "date", Kind.DATE_TIME: "date", Kind.TIME: "date", Kind.SPAN: "span"}
_COUNTS = {("gt", 0): "some", ("ge", 1): "some", ("eq", 1): "one", ("gt", 1): "several", ("ge", 2): "several"} | {
    ("eq", 0): "empty",
    ("lt", 1): "empty",
    ("le", 0): "empty",
}


class Said(NamedTuple):
    line: Line
    level: int = TIGHT


class Sentences(NamedTuple):
    """Says the expressions of one text.

    `subject`: what a table's column is about, left out in its cells. `inside`: of each entry of a list, whose fields
    are said without it.
    """

    speech: Speech
    text: str = ""
    subject: Expr | None = None
    inside: bool = False

    # Conditions

    def condition(self, expr: Expr) -> Line:
        """A condition inside a sentence."""
        return self.told(logic(expr))

    def told(self, asked: Logic) -> Line:
        match asked:
            case Junction(every, parts):
                return self._joined(parts, every)
            case Truth(expr, positive):
                return self._test(expr, positive)
            case Compared():
                return self._compared(asked)
            case OneOf():
                return self._one_of(asked)
            case Between():
                return self._between(asked)

    def _joined(self, parts: tuple[Logic, ...], every: bool) -> Line:
        last = self.speech.say("and" if every else "or")
        lines = [self._part(part) for part in parts]
        return (*joined(text(self.speech.say("comma")), lines[:-1]), *text(last), *lines[-1])

    def _part(self, part: Logic) -> Line:
        line = self.told(part)
        return self.speech.tell("grouped", inner=line) if isinstance(part, Junction) else line

    def _test(self, expr: Expr, positive: bool) -> Line:
        speech = self.speech
        if self._is_subject(expr):
            return text(speech.words.say("yes" if positive else "no"))
        match expr:
            case Const(bool() as value):
                return speech.tell("ever" if value is positive else "never")
            case Ref(kind="local") | Field():
                return speech.tell("is_true" if positive else "is_false", value=self.value(expr))
            case Ref(name):
                return speech.tell("holds", name=speech.name(name)) if positive else speech.unsaid(name)
            case Apply("is-null" | "not-null" as op, (inner,)):
                return self._known(inner, (op == "not-null") is positive)
            case Quantifier(quantifier, _, source, condition):
                some = quantifier if positive else f"{quantifier}_not"
                return speech.tell(some, source=self.value(source), condition=self._of_each(condition))
            case Apply(op, args) if phrase := operator_phrase(op, args[0].type.kind, speech.lang, positive):
                return self._filled(phrase, args)
            case Apply():
                return speech.tell("is_true" if positive else "is_false", value=self._as_written(expr))
            case _:
                return speech.tell("is_true" if positive else "is_false", value=self._within(expr, TIGHT))

    def _of_each(self, condition: Expr) -> Line:
        return self._replace(inside=True).condition(condition)

    def _known(self, expr: Expr, known: bool) -> Line:
        phrase = "known" if known else "unknown"
        answer = isinstance(expr, Ref) and expr.type.kind is Kind.BOOLEAN
        return self.speech.tell(f"{phrase}_answer" if answer else phrase, value=self.value(expr))

    def _quoted(self, expr: Expr) -> Line:
        """A value; a name that reads as a statement in quotes."""
        value = self.value(expr)
        states = isinstance(expr, Ref) and expr.type.kind is Kind.BOOLEAN
        return self.speech.tell("quoted_name", value=value) if states else value

    def _compared(self, asked: Compared) -> Line:
        left, right, sign = asked.left, asked.right, asked.sign
        cell = self._is_subject(left)
        counted = isinstance(left, Apply) and left.op == "count"
        if counted and isinstance(left, Apply):
            said = self._counted(sign, right, left.args[0].type)
            return said if cell else self.speech.tell("about_entries", left=self.value(left.args[0]), said=said)
        shown = self._side(right, left, quoted=not cell)
        if cell and sign == "eq":
            return shown
        said = self.speech.compare(_comparison(sign, left.type), right=shown)
        return self._with_unknown(said if cell else self._about(left, said), asked.or_null)

    def _about(self, left: Expr, said: Line) -> Line:
        return self.speech.tell("about", left=self._quoted(left), said=said)

    def _with_unknown(self, line: Line, or_null: bool) -> Line:
        return self.speech.tell("or_unknown", said=line) if or_null else line

    def _counted(self, sign: str, right: Expr, counted: Type) -> Line:
        known = _COUNTS.get((sign, int(right.value))) if _is_whole(right) else None  # type: ignore[union-attr,arg-type]
        whole = counted.unique or (counted.element or counted).kind is Kind.CONTEXT
        unit = text(self.speech.say("unit_of_things" if whole else "unit"))
        return self.speech.compare(known or f"{sign}_count", right=self.value(right), unit=unit)

    def _one_of(self, asked: OneOf) -> Line:
        cell = self._is_subject(asked.left)
        lines = [self._side(value, asked.left, quoted=not cell) for value in asked.values]
        values = self.speech.listed(lines, "last_or" if asked.positive else "last_nor")
        if cell:
            return values if asked.positive else self.speech.tell("none_of_cell", values=values)
        phrase = "one_of" if asked.positive else "none_of"
        line = self.speech.tell(phrase, left=self.value(asked.left), values=values)
        return self._with_unknown(line, asked.or_null)

    def _between(self, asked: Between) -> Line:
        """Bounds that are plain values read as a range, others as two comparisons."""
        cell = self._is_subject(asked.left)
        if not (isinstance(asked.low, Const) and isinstance(asked.high, Const)):
            return self._two_bounds(asked)
        low = self._bound(asked.low, asked.left, asked.low_included)
        high = self._bound(asked.high, asked.left, asked.high_included)
        phrase = "within" if asked.positive else "outside"
        left = () if cell else self.value(asked.left)
        return self.speech.tell(f"{phrase}_cell" if cell else phrase, left=left, low=low, high=high)

    def _bound(self, bound: Expr, left: Expr, included: bool) -> Line:
        return self.speech.tell("included" if included else "excluded", value=self._side(bound, left))

    def _two_bounds(self, asked: Between) -> Line:
        signs = ("ge" if asked.low_included else "gt", "le" if asked.high_included else "lt")
        if not asked.positive:
            signs = ("lt" if asked.low_included else "le", "gt" if asked.high_included else "ge")
        bounds = zip(signs, (asked.low, asked.high), strict=True)
        left = asked.left
        said = [
            self.speech.compare(_comparison(sign, left.type), right=self._side(bound, left)) for sign, bound in bounds
        ]
        both = self.speech.tell("both" if asked.positive else "either", low=said[0], high=said[1])
        return both if self._is_subject(left) else self._about(left, both)

    def _is_subject(self, expr: Expr) -> bool:
        return self.subject is not None and same(expr, self.subject)

    # Values

    def value(self, expr: Expr) -> Line:
        """A value inside a sentence."""
        return self.said(expr).line

    def said(self, expr: Expr) -> Said:
        speech = self.speech
        match expr:
            case Const():
                return Said(self._side(expr, expr))
            case Ref():
                return Said(self._ref(expr))
            case Apply(op, (inner,)) if op in _TRANSPARENT:
                return self.said(inner)
            case Apply() if expr.type.kind is Kind.BOOLEAN:
                return Said(self.condition(expr), LOOSE)
            case Apply():
                return self._applied(expr)
            case If(condition, then, otherwise):
                fields = {"then": self.value(then), "otherwise": self.value(otherwise)}
                return Said(speech.tell("if", condition=self.condition(condition), **fields), LOOSE)
            case And() | Or() | Quantifier():
                return Said(self.condition(expr), LOOSE)
            case _:
                return self._collected(expr)

    def _collected(self, expr: ListOf | ContextOf | Field | ForEach | Filter) -> Said:
        """Lists, their entries, and what these consist of."""
        speech = self.speech
        match expr:
            case ListOf(items):
                return Said(speech.listed([self._tight(item) for item in items]))
            case Field(Ref(kind="local"), name) if self.inside:
                return Said(self._field(name))
            case Field(base, name):
                return Said(speech.tell("field", base=self.value(base), name=self._field(name)))
            case ForEach(_, source, Field(Ref(kind="local"), name)):
                return Said(speech.tell("each_field", source=self.value(source), name=self._field(name)))
            case ForEach(_, source, body):
                fields = {"source": self.value(source), "body": self._replace(inside=True).value(body)}
                return Said(speech.tell("for_body", **fields), LOOSE)
            case Filter(_, source, condition):
                fields = {"source": self.value(source), "condition": self._of_each(condition)}
                return Said(speech.tell("filtered", **fields))
            case ContextOf():
                return Said(self._as_written(expr))

    def _ref(self, ref: Ref) -> Line:
        if ref.kind == "local":
            return self.speech.tell("the_item")
        return self.speech.param(ref.name) if ref.kind == "param" else self.speech.name(ref.name)

    def _field(self, name: str) -> Line:
        known = self.speech.fields.get(name)
        return text(known) if known else (Inline(name, "code"),)

    def _applied(self, expr: Apply) -> Said:
        phrase = operator_phrase(expr.op, expr.args[0].type.kind, self.speech.lang)
        if phrase is None:
            return Said(self._as_written(expr))
        if phrase == "{0}":
            return self.said(expr.args[0])
        level = _LEVELS.get(operator_name(expr.op)) if expr.type.is_numeric else None
        if level is None:
            return Said(self._filled(phrase, expr.args), LOOSE)
        left, *right = expr.args
        sides = (self._within(left, level), *(self._within(side, level + 1) for side in right))
        return Said(filled(phrase, {str(place): side for place, side in enumerate(sides)}), level)

    def _filled(self, phrase: str, args: tuple[Expr, ...]) -> Line:
        """A phrase with its arguments; one that is compared with an enum's value has its title."""
        first, *rest = args
        others = (self._side(arg, first) if isinstance(arg, Const) else self._tight(arg) for arg in rest)
        lines = [self._tight(first), *others]
        return filled(phrase, {str(place): line for place, line in enumerate(lines)})

    def _tight(self, expr: Expr) -> Line:
        return self.value(expr) if expr.type.kind is Kind.LIST else self._within(expr, TIGHT)

    def _within(self, expr: Expr, level: int) -> Line:
        said = self.said(expr)
        return said.line if said.level >= level else self.speech.tell("grouped", inner=said.line)

    def _side(self, expr: Expr, other: Expr, quoted: bool = True) -> Line:
        """A side of a comparison; a constant has the labels of the other side."""
        if not isinstance(expr, Const):
            return self._within(expr, SUM)
        if expr.value is None:
            return self.speech.tell("nothing")
        words = self.speech.words
        declared = _labelled(expr.type, other.type)
        shown = words.value(expr.value, declared, _owner(other))
        value = (Inline(shown, "value"),)
        return self.speech.tell("quoted", value=value) if quoted and isinstance(expr.value, str) else value

    def _as_written(self, expr: Expr) -> Line:
        """The owner's own text, titles in the place of names."""
        start, end = expr.at
        return tuple(self._pieces(expr, start, end)) or (Inline(self.text, "code"),)

    def _pieces(self, expr: Expr, start: int, end: int) -> Iterator[Inline]:
        written = {ref.at: ref for ref in references(expr) if self.text[slice(*ref.at)] == ref.name}
        for at, ref in sorted(written.items(), key=lambda pair: pair[0]):
            if at[0] > start:
                yield Inline(self.text[start : at[0]], "code")
            yield from self._ref(ref)
            start = at[1]
        if start < end:
            yield Inline(self.text[start:end], "code")


def sentences(expression: Expression, speech: Speech, subject: Expr | None = None) -> Sentences:
    """What says an expression's parts."""
    return Sentences(speech, expression.text, subject, speech.of_event)


def _comparison(sign: str, of: Type) -> str:
    if sign in ("eq", "ne"):
        return f"{sign}_number" if of.is_numeric else sign
    return f"{sign}_{_FAMILIES.get(of.kind, 'number')}"


def _labelled(own: Type, other: Type) -> Type:
    """The type whose labels a constant has."""
    element = other.element or other
    return element if element.values and not own.values else own


def _owner(expr: Expr) -> str:
    """The name whose labels apply: where the other side is just a name."""
    return expr.name if isinstance(expr, Ref) else ""


def _is_whole(expr: Expr) -> bool:
    return isinstance(expr, Const) and isinstance(expr.value, int) and not isinstance(expr.value, bool)
