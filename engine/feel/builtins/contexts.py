"""Functions of contexts. A context's entries are named in its type, so a value is got by a literal key."""

from __future__ import annotations

from engine.feel.builtins import accepts
from engine.feel.builtins.overload import Overload, function
from engine.feel.types import ANY, STRING, Kind, Type, list_of

NOT_IN_SQL = "undefined"


def _entries(types: tuple[Type, ...]) -> Type:
    fields = [field for _, field in types[0].fields]
    value = fields[0] if len({field.kind for field in fields}) == 1 else ANY
    return list_of(Type(Kind.CONTEXT, fields=(("key", STRING), ("value", value))))


FUNCTIONS = (
    function(
        "get entries",
        "m",
        Overload("get-entries", (accepts.CONTEXT,), _entries, "ENTRIES({0})", None, NOT_IN_SQL),
        zh="列出各项，每项有 `key` 和 `value`。",
        en="The entries, each with `key` and `value`.",
        examples=(("get entries({a: 1})[1].key", '"a"'),),
    ),
)
