"""The rows of the operator table: a `Function` has `Overload`s, whose parameters are `Accepts`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.feel.types import Kind, Type

TypeRule = Callable[[tuple[Type, ...]], Type]
"""Result type from the argument types, all taken as not optional (ranges and scales propagate here)."""


@dataclass(frozen=True, slots=True)
class Accepts:
    """What a parameter takes: values of these kinds (none named: of every kind), in a list `element`, and `only` such.

    A type that is `ANY` is taken everywhere: what is broken is not reported twice.
    """

    kinds: tuple[Kind, ...] = ()
    element: Accepts | None = None
    only: Callable[[Type], bool] | None = None

    @property
    def text(self) -> str:
        """In words: `number`, `list of string`, `any`."""
        kinds = " | ".join(self.kinds) or "any"
        return f"{kinds} of {self.element.text}" if self.element else kinds

    def __call__(self, given: Type) -> bool:
        if given.kind is Kind.ANY:
            return True
        if self.kinds and given.kind not in self.kinds:
            return False
        if self.element and given.element and not self.element(given.element):
            return False
        return self.only is None or self.only(given)


@dataclass(frozen=True, slots=True)
class Example:
    expression: str
    value: str
    """The value as a FEEL literal; checked by the tests."""


@dataclass(frozen=True, slots=True)
class Overload:
    """One operator or function on one tuple of argument types.

    `python` and `sql` are templates with `{0}`, `{1}`, … for the arguments, which the executor puts in parentheses
    unless they are atoms or calls; an argument may occur several times. `python` may use the names that
    `engine.feel.runtime.NAMESPACE` binds. `sql` is DuckDB's dialect; it may use `{type}`, the SQL type of the result,
    and `{unit}`, one unit of its last decimal as a literal (`0.01` for DECIMAL(9,2)); where the result's scale is not
    known, a template that uses either can't be used. None where SQL can't compute it exactly: `why_not_sql` says why,
    by a key of the catalog's table of that name.

    `strict`: null where any argument is null (the executors see to it; the templates may rely on arguments not being
    null). Not strict: the templates handle nulls themselves. `partial`: may give null for arguments that are not null.
    """

    id: str
    params: tuple[Accepts, ...]
    result: TypeRule
    python: str
    sql: str | None
    why_not_sql: str = ""
    strict: bool = True
    partial: bool = False
    variadic: bool = False
    """The last parameter repeats; executors see its arguments packed into one list."""
    listed: bool = False
    """A variadic one that takes the list itself too: `max([1, 2])` as `max(1, 2)`."""
    together: Callable[[tuple[Type, ...]], bool] | None = None
    """What must hold between the arguments' types, beyond each parameter's own."""

    def takes(self, types: tuple[Type, ...]) -> bool:
        """Whether these are argument types of this overload."""
        if len(types) != len(self.params):
            return False
        for param, given in zip(self.params, types, strict=True):
            if not param(given):
                return False
        return self.together is None or self.together(types)

    def type_of(self, types: tuple[Type, ...]) -> Type:
        """The result's type: optional where the overload is partial or, being strict, where an argument is optional."""
        may_be_null = self.strict and True in [t.optional for t in types]
        result = self.result(tuple([t.required() for t in types]) if may_be_null else types)
        return result.or_null() if self.partial or may_be_null else result


@dataclass(frozen=True, slots=True)
class Function:
    """An operator (`+`) or a built-in function (`string length`): a name with its overloads and its reference text.

    `parameters`: the names for named arguments, of the longest overload. `operator`: it is written between or before
    its operands. `hidden`: the compiler's own, not for people. `topic` groups the reference page.
    """

    name: str
    parameters: tuple[str, ...]
    overloads: tuple[Overload, ...]
    doc: tuple[tuple[str, str], ...]
    """(language, text) pairs."""
    examples: tuple[Example, ...] = ()
    operator: bool = False
    hidden: bool = False
    topic: str = ""


def function(
    name: str,
    parameters: str,
    *overloads: Overload,
    zh: str,
    en: str,
    examples: tuple[tuple[str, str], ...] = (),
) -> Function:
    """A built-in function; `parameters` are separated by commas."""
    names = tuple(part.strip() for part in parameters.split(",") if part.strip())
    return Function(name, names, overloads, (("zh", zh), ("en", en)), tuple(Example(*pair) for pair in examples))
