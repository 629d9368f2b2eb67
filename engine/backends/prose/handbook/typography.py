"""How the parts of a line stand beside one another: a space where Chinese meets Western letters or figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline
from engine.backends.prose.spacing import aired, meet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.parts import Line

_REFERENCES = frozenset({"clause", "code", "link"})


def spaced(line: Line, lang: str) -> Line:
    """The line with its spaces: between references that follow one another too. Code stays as it is."""
    return tuple(_spaced(line, lang))


def _spaced(line: Line, lang: str) -> Iterator[Inline]:
    last = Inline("")
    for part in line:
        if _parted(last, part, lang):
            yield Inline(" ")
        last = part if part.role == "code" else part._replace(text=aired(part.text, lang))
        yield last


def _parted(last: Inline, part: Inline, lang: str) -> bool:
    """Chinese clauses stand in brackets that bring their own space."""
    if {last.role, part.role} <= _REFERENCES:
        return lang != "zh" or {last.role, part.role} != {"clause"}
    border = last.text[-1:] + part.text[:1]
    return lang == "zh" and meet(border)
