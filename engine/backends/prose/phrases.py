"""The phrases of generated prose, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Say = Callable[..., str]
    """A phrase by its name, filled: `say("needs", needs="提成")`."""


def phrases(lang: str, table: str = "explain") -> Say:
    """The phrases of a table of the catalog in `lang` ("zh" or "en")."""
    return lambda name, /, **fields: phrase(table, name, lang, **fields)


def joined(say: Say, items: Iterable[str]) -> str:
    """Items as a list inside a sentence."""
    return say("separator").join(items)
