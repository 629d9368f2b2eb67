"""Another version of a generated policy: a bound moved, an operator exchanged, a rule dropped, the order changed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from tests.properties.generated import Generated

EXCHANGED = (
    *(("<", "<="), (">", ">="), ("=", "!="), ("and", "or"), ("some", "every")),
    *(("80", "60"), ("100", "1"), ("60", "79.9"), ('"high"', '"low"'), ("true", "false"), ("CNY)", "CNY + 1 CNY)")),
)
"""Words of expressions, and what is put in their place."""


@st.composite
def mutated(draw: DrawFn, generated: Generated) -> Generated:
    """A version in which one or two words are others, or a rule is gone; rules in any order."""
    rules, tables = list(generated.rules), list(generated.tables)
    for _ in range(draw(st.integers(1, 2))):
        old, new = draw(st.sampled_from(EXCHANGED))
        part = draw(st.sampled_from((rules, tables)))
        places = [(k, found.start()) for k, text in enumerate(part) for found in re.finditer(_word(old), text)]
        if places:
            k, at = draw(st.sampled_from(places))
            part[k] = part[k][:at] + new + part[k][at + len(old) :]
    if draw(st.integers(0, 4)) == 0:
        rules.pop(draw(st.integers(0, len(rules) - 1)))
    return replace(generated, rules=tuple(draw(st.permutations(rules))), tables=tuple(tables))


def _word(text: str) -> str:
    """The text where it stands alone: not within a number, a date or an id."""
    return rf"(?<![\w.<>=!@\"-]){re.escape(text)}(?![\w.<>=%-])"
