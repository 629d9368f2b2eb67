"""Values as Python source. What Python has no literal for becomes a named constant at the head of the module."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.backends.scalar.codegen.lines import tuple_of
from engine.feel.values import TimeSpan, Value


class Constants:
    """The named constants of one generated module; equal values share a name."""

    def __init__(self) -> None:
        self._defined: dict[str, str] = {}
        self._names: dict[str, str] = {}

    @property
    def lines(self) -> list[str]:
        return [f"{name} = {written}" for name, written in self._defined.items()]

    def text(self, value: Value) -> str:
        """An expression for the value: a literal, or the name of a constant."""
        written = literal(value)
        plain = isinstance(value, bool | int | str | None) or (isinstance(value, Decimal) and "(" not in written)
        return written if plain else self.named(written)

    def named(self, written: str) -> str:
        """The name of a constant that is computed once, when the module is loaded."""
        if written not in self._names:
            self._names[written] = f"K{len(self._names) + 1}"
            self.define(self._names[written], written)
        return self._names[written]

    def define(self, name: str, written: str) -> None:
        """A constant by a name of its own."""
        self._defined[name] = written


def literal(value: Value) -> str:
    """Python source of the value, whole numbers as `int`."""
    match value:
        case Decimal():
            return f"Decimal({str(value)!r})" if value != value.to_integral_value() else str(int(value))
        case dt.datetime():
            return _instant(value)
        case dt.date() | dt.time():
            return f"{type(value).__name__}.fromisoformat({value.isoformat()!r})"
        case TimeSpan(unit, amount):
            return f"TimeSpan(Unit({str(unit)!r}), Decimal({str(amount)!r}))"
        case tuple():
            return tuple_of([literal(item) for item in value])
        case dict():
            return "{" + ", ".join(f"{name!r}: {literal(item)}" for name, item in value.items()) + "}"
        case _:
            return repr(value)


def _instant(value: dt.datetime) -> str:
    """With its zone where it has one, which is more than its offset."""
    if isinstance(value.tzinfo, ZoneInfo) and value.fold == 0:
        local = value.replace(tzinfo=None).isoformat()
        return f"datetime.fromisoformat({local!r}).replace(tzinfo=ZoneInfo({value.tzinfo.key!r}))"
    return f"datetime.fromisoformat({value.isoformat()!r})"
