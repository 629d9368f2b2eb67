"""Python identifiers for the names of a program, each its own."""

from __future__ import annotations

import builtins
import re
from keyword import iskeyword
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from engine.feel.typed import RefKind
    from engine.ir.program import Program

OWN = frozenset(
    {
        "checked",
        "clocks",
        "extra",
        "facts",
        "frame",
        "get",
        "held",
        "history",
        "horizon",
        "ladders",
        "matched",
        "needs",
        "now",
        "outcomes",
        "revoked",
        "schedule",
        "then",
        "told",
        "undecided",
        "values",
    }
)
"""Local names of the generated functions. Only what the generated module holds has capitals."""

_NOT_A_WORD = re.compile(r"\W+")


class Names:
    """Hands out identifiers: a name keeps its spelling wherever Python lets it, but for capitals and wide letters."""

    def __init__(self, program: Program) -> None:
        self._taken = set(OWN)
        self._given: dict[tuple[str, str], str] = {}
        self._temporaries = 0
        for fact in program.facts:
            self.of("fact", fact.name)

    def of(self, kind: RefKind | str, name: str) -> str:
        """The identifier of a named value; a loop variable's is shared by all loops that call theirs so."""
        if (kind, name) not in self._given:
            spelling = name if kind == "constant" else normalize("NFKC", name.lower())
            self._given[kind, name] = self._free(_NOT_A_WORD.sub("_", spelling).strip("_") or "value")
        return self._given[kind, name]

    def temporary(self) -> str:
        self._temporaries += 1
        return self._free(f"t{self._temporaries}")

    def _free(self, wanted: str) -> str:
        name = f"v{wanted}" if wanted[0].isdigit() else wanted
        while name in self._taken or iskeyword(name) or name in _BUILTINS or not name.isidentifier():
            name += "_"
        self._taken.add(name)
        return name


_BUILTINS = frozenset({*dir(builtins), "new"})
"""What generated code or a template of the operator table may call by a name without capitals."""
