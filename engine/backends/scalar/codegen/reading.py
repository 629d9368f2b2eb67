"""Facts read from a mapping: the usual cases in place, everything else by the fact's reader (see `coerce`).

What is written here only ever lets through what a reader would return unchanged. A reader that refuses raises
`Unfit`, and then the facts are inspected again, slowly, to name every problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.codegen.lines import comment, indented
from engine.backends.scalar.codegen.nulls import fact_may_be_null
from engine.backends.scalar.coerce import bounds
from engine.feel.types import Kind
from engine.feel.walk import references

if TYPE_CHECKING:
    from engine.backends.scalar.codegen.context import Context
    from engine.backends.scalar.codegen.expressions import Expressions
    from engine.ir.program import Fact

SAFE = 10**15
"""Numbers up to here are short enough (`coerce.DIGITS`), as int and as float; readers see to the longer ones."""


class Reading:
    """Writes how the facts are read; facts in `floats` may stay floats."""

    def __init__(self, context: Context, floats: frozenset[str]) -> None:
        self._context = context
        self._floats = floats

    def lines(self) -> list[str]:
        """Statements that bind every fact's local; they raise where something is not as usual."""
        lines = ["get = facts.get"] if self._context.program.facts else []
        for fact in self._context.program.facts:
            lines += self._fact(fact)
        return lines + self._unknown() + [line for fact in self._context.program.facts for line in self._check(fact)]

    def values(self) -> str:
        """Source of what is known of the case: every fact's value, and no history."""
        names = [self._local(fact) for fact in self._context.program.facts]
        return f"new(Checked, ({', '.join([*names, 'NO_HISTORY'])},))"

    def _local(self, fact: Fact) -> str:
        return self._context.names.of("fact", fact.name)

    def _fact(self, fact: Fact) -> list[str]:
        name = self._local(fact)
        unusual = self._unusual(fact, name)
        number = self._context.program.facts.index(fact)
        reader = f"READ_FLOAT[{number}]" if fact.name in self._floats else f"READ[{number}]"
        reading = f"{name} = {reader}({name})"
        got = f"{name} = get({fact.name!r})"
        if unusual is None:
            guard = [f"if {name} is not None:", *indented([reading])] if fact_may_be_null(fact) else [reading]
            return [got, *guard]
        return [got, f"if {unusual}:", *indented([reading])]

    def _unusual(self, fact: Fact, name: str) -> str | None:
        """The condition under which a value needs its reader; None: always (but for null)."""
        optional = fact_may_be_null(fact)
        match fact.type.kind:
            case Kind.ENUM:
                values = ", ".join(map(repr, fact.type.values)) + (", None" if optional else "")
                return f"{name} not in {{{values}}}"
            case Kind.NUMBER | Kind.MONEY | Kind.PERCENT:
                test = self._unusual_number(fact, name)
            case Kind.BOOLEAN:
                test = f"{name} is not True and {name} is not False"
            case Kind.STRING | Kind.CALENDAR:
                test = f"type({name}) is not str or not {name}.isascii()"
            case _:
                test = None
        return f"{name} is not None and ({test})" if test and optional else test

    def _unusual_number(self, fact: Fact, name: str) -> str | None:
        """Not of the usual type, or out of bounds; bounds that aren't small whole numbers are left to the reader."""
        low, high = bounds(fact.type)
        if not all(bound is None or (isinstance(bound, int) and abs(bound) <= SAFE) for bound in (low, high)):
            return None
        kind = f"type({name}) is not int"
        if fact.name in self._floats:
            kind = f"type({name}) is not float and {kind}"
        lowest = f"{'-10**15' if low is None else low} <="
        highest = f"<= {'10**15' if high is None else high}"
        return f"{kind} or not {lowest} {name} {highest}"

    def _unknown(self) -> list[str]:
        """A key that is no fact makes the mapping longer than it can be."""
        program = self._context.program
        spare = [fact for fact in program.facts if fact.type.optional or fact.default is not None]
        required = len(program.facts) - len(spare)
        if not spare:
            return [f"if len(facts) != {required}:", *indented(["raise UNUSUAL"])]
        present = " + ".join(f"({fact.name!r} in facts)" for fact in spare)
        return [
            f"extra = len(facts) - {required}" if required else "extra = len(facts)",
            f"if extra and extra != {present}:",
            *indented(["raise UNUSUAL"]),
        ]

    def _check(self, fact: Fact) -> list[str]:
        if not fact.check:
            return []
        call = f"if not {check_name(self._context, fact)}({', '.join(check_arguments(self._context, fact))}):"
        lines = [call, *indented(["raise UNUSUAL"])]
        return [f"if {self._local(fact)} is not None:", *indented(lines)] if fact_may_be_null(fact) else lines


def check_name(context: Context, fact: Fact) -> str:
    return context.names.of("check", f"check_{fact.name}")


def check_arguments(context: Context, fact: Fact) -> list[str]:
    """The locals of the facts that a fact's check reads, in the program's order."""
    read = {ref.name for ref in references(fact.check.root) if ref.kind == "fact"} if fact.check else set()
    return [context.names.of("fact", other.name) for other in context.program.facts if other.name in read]


def check_function(context: Context, fact: Fact, expressions: Expressions) -> list[str]:
    """The function that says whether a fact's value passes its `check`: where that is null, it does."""
    if not fact.check:
        return []
    root = fact.check.root
    unsure = expressions.may_be_null(root)
    passes = f"({expressions.value(root)}) is not False" if unsure else expressions.condition(root)
    arguments = ", ".join(check_arguments(context, fact))
    return [
        f"def {check_name(context, fact)}({arguments}):  {comment(fact.check.text)}",
        *indented([f"return {passes}"]),
    ]
