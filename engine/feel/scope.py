"""What an expression may name: ids, and titles that read as names.

A title, or an enum value's title, stands for its id where it belongs to one declaration only and reads as one name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.feel.keywords import KEYWORDS
from engine.feel.typed import Expr, Ref
from engine.feel.types import Kind
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.typed import At, RefKind
    from engine.feel.types import Type

_NAME = re.compile(r"[^\W\d]\w*(?: \w+)*")


Labels = tuple[tuple[str, tuple[str, ...]], ...]
"""An enum's values, each with its titles."""


@record
class Symbol:
    """A declared name. `titles` may name it too; `labels`: an enum's (id, titles) pairs.

    `per`: what it is kept per; then it has many values, none that an expression could name.
    """

    name: str
    kind: RefKind
    type: Type
    titles: tuple[str, ...] = ()
    labels: Labels = ()
    per: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression sees; `local` are the innermost: loop variables, entries of a filtered item.

    `names`: every name that is declared, by id or title; the parser must know those with spaces or keywords within.
    `choices`: the enums that stand within a local, as the data of events.
    """

    symbols: tuple[Symbol, ...] = ()
    currency: str = "CNY"
    local: tuple[tuple[str, Expr], ...] = ()
    names: frozenset[str] = frozenset()
    choices: tuple[Labels, ...] = ()
    _by_name: dict[str, tuple[Symbol, ...]] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(symbols: Iterable[Symbol], currency: str = "CNY", choices: tuple[Labels, ...] = ()) -> Scope:
        kept = tuple(symbols)
        index = _index(kept)
        return Scope(kept, currency, (), frozenset(index), choices, index)

    def plus(self, *symbols: Symbol) -> Scope:
        """With more declarations; one of a name that is there already takes its place."""
        by_id = {symbol.name: symbol for symbol in self.symbols} | {symbol.name: symbol for symbol in symbols}
        kept = tuple(by_id.values())
        index = _index(kept)
        return replace(self, symbols=kept, names=frozenset(index), _by_name=index)

    def with_local(self, name: str, element: Type) -> Scope:
        """With a loop variable that an executor binds by this name."""
        return self.bind(((name, Ref(name, "local", element, (0, 0))),))

    def bind(self, names: Iterable[tuple[str, Expr]]) -> Scope:
        """With names that stand for expressions, the last being innermost."""
        return replace(self, local=(*self.local, *names))

    def find(self, name: str, at: At) -> Expr | None:
        """What a name stands for, at its place in the text; None where it is unknown or ambiguous."""
        for local, expr in reversed(self.local):
            if local == name:
                return replace(expr, at=at)
        symbols = self._by_name.get(name, ())
        return Ref(symbols[0].name, symbols[0].kind, symbols[0].type, at) if len(symbols) == 1 else None

    def per(self, found: Ref) -> tuple[str, ...]:
        """What a declared name is kept per."""
        symbols = self._by_name.get(found.name, ()) if found.kind != "local" else ()
        return symbols[0].per if symbols else ()

    def declares(self, name: str) -> bool:
        """Whether something is declared by this very id."""
        return any(symbol.name == name for symbol in self.symbols)

    def rivals(self, name: str) -> tuple[str, ...]:
        """The ids of all declarations whose title is `name`."""
        return tuple(symbol.name for symbol in self._by_name.get(name, ()))

    def canonical(self, name: str) -> str:
        """The id that a name or title stands for; the name itself where it is unknown or ambiguous."""
        symbols = self._by_name.get(name, ())
        return symbols[0].name if len(symbols) == 1 else name

    def near(self, name: str) -> str:
        """The known name, by id or title, nearest to `name`; empty where none is near enough."""
        return did_you_mean(name, [*self._by_name, *(local for local, _ in self.local)])

    def is_value(self, name: str) -> bool:
        """Whether it is the id or title of some enum's value."""
        if any(name in (_enum_values(symbol.type) or ()) for symbol in self.symbols):
            return True
        labels = (*(symbol.labels for symbol in self.symbols), *self.choices)
        return any(name == value or name in titles for labelled in labels for value, titles in labelled)

    def value_titles(self, values: tuple[str, ...]) -> dict[str, str]:
        """Ids by title of an enum's values; a title of two ids is left out."""
        declared = [symbol.labels for symbol in self.symbols if _enum_values(symbol.type) == values]
        within = [labels for labels in self.choices if tuple(value for value, _ in labels) == values]
        owners = defaultdict(set)
        for value, titles in chain.from_iterable((*declared, *within)):
            for title in titles:
                owners[title].add(value)
        return {title: next(iter(ids)) for title, ids in owners.items() if len(ids) == 1}


def reads_as_name(title: str) -> bool:
    """Whether a title can stand in an expression as one name."""
    return _NAME.fullmatch(title) is not None and title not in KEYWORDS


def _enum_values(given: Type) -> tuple[str, ...] | None:
    inner = given.element if given.kind is Kind.LIST and given.element else given
    return inner.values if inner.kind is Kind.ENUM else None


def _index(symbols: tuple[Symbol, ...]) -> dict[str, tuple[Symbol, ...]]:
    """Ids first; a title that is somebody's id names that one only."""
    ids = {symbol.name: (symbol,) for symbol in symbols}
    titled: dict[str, tuple[Symbol, ...]] = {}
    for symbol in symbols:
        for title in dict.fromkeys(symbol.titles):
            if reads_as_name(title) and title not in ids:
                titled[title] = (*titled.get(title, ()), symbol)
    return ids | titled
