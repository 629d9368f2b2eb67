"""The word that was probably meant."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

Name = TypeVar("Name")

NAMED = 100
"""Unknown names of one object that are looked at: who sends thousands is told of these, and waits for no more."""

_SLIPS_EACH = 3
"""One slip of the hand in so many characters still lets a word be known."""
_DIGITS = re.compile(r"\d+")


def unknown(names: Iterable[Name], known: Container[object]) -> Iterator[Name]:
    """The names that nothing is known by, the first `NAMED` of them."""
    return islice((name for name in names if name not in known), NAMED)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The known word nearest to `word`, or "" where none is near enough.

    Near is what a few slips make of it, what has its letters in another order, and what holds it for at least half its
    length (`资料` of `移交资料`). Another number is another thing: `MAN-99` is no slip for `MAN-29`.
    """
    near = [(slips, name) for name in known if (slips := _slips_within_reason(word, name)) is not None]
    return min(near, key=lambda found: found[0], default=(0, ""))[1]


def _slips_within_reason(word: str, name: str) -> int | None:
    short, long = sorted((word, name), key=len)
    if _holds(long, short) or (len(short) == len(long) and sorted(short) == sorted(long)):
        return _slips(word, name)
    allowed = len(long) // _SLIPS_EACH
    if len(long) - len(short) > allowed or _differ_in_number(word, name):
        return None
    slips = _slips(word, name)
    return slips if slips <= allowed else None


def _differ_in_number(word: str, name: str) -> bool:
    numbers = [[int(digits) for digits in _DIGITS.findall(text)] for text in (word, name)]
    return all(numbers) and numbers[0] != numbers[1]


def _holds(long: str, short: str) -> bool:
    return len(short) * 2 >= len(long) and short in long


def _slips(word: str, name: str) -> int:
    """How many characters are left out, put in, exchanged, or swapped with their neighbour."""
    above: list[int] = []
    row = list(range(len(name) + 1))
    for line, (before, char) in enumerate(pairwise(" " + word), 1):
        two_above, above, row = above, row, [line]
        for column, (name_before, name_char) in enumerate(pairwise(" " + name), 1):
            best = min(above[column] + 1, row[-1] + 1, above[column - 1] + (char != name_char))
            swapped = line > 1 and column > 1 and (char, before) == (name_before, name_char)
            row.append(min(best, two_above[column - 2] + 1) if swapped else best)
    return row[-1]
