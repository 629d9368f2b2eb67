"""How the parts of a line stand beside one another: a space where Chinese meets Western letters or figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.parts import Line

_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_WESTERN = r"[A-Za-z0-9%]"
_BORDER = re.compile(rf"(?<={_HAN})(?={_WESTERN})|(?<={_WESTERN})(?={_HAN})")


_ANY_HAN = re.compile(_HAN)
_REFERENCES = frozenset({"clause", "code", "link"})


def spaced(line: Line, lang: str) -> Line:
    """The line with its spaces: between references that follow one another too. Code stays as it is."""
    return tuple(_spaced(line, lang))


def has_han(said: str) -> bool:
    return bool(_ANY_HAN.search(said))


def _spaced(line: Line, lang: str) -> Iterator[Inline]:
    last = Inline("")
    for part in line:
        if _parted(last, part, lang):
            yield Inline(" ")
        last = part if part.role == "code" or lang != "zh" else part._replace(text=_BORDER.sub(" ", part.text))
        yield last


def _parted(last: Inline, part: Inline, lang: str) -> bool:
    """Chinese clauses stand in brackets that bring their own space."""
    if {last.role, part.role} <= _REFERENCES:
        return lang != "zh" or {last.role, part.role} != {"clause"}
    border = last.text[-1:] + part.text[:1]
    return lang == "zh" and bool(_BORDER.search(border))
