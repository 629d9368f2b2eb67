"""Decimal numerals between two bounds as a regular expression: the bounds of JSON Schema are for numbers only.

The expressions are of the plain kind that ECMA-262, Python and Rust read alike. A numeral may have a plus, leading
zeros and decimals, as a fact's may (`+007.50`).
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_ZERO = Decimal(0)


def numerals(low: Decimal | None, high: Decimal | None, places: int | None = None) -> str:
    """Those from `low` to `high`, both included (None: no bound), as an expression without anchors.

    `places`: how many decimals there may be, zeros at the end not counted (None: any number of them). A minus stands
    only where there are negative numbers: what begins at 0 has no `-0`.
    """
    least, most = _rounded(low, places, ROUND_CEILING), _rounded(high, places, ROUND_FLOOR)
    if most is not None and most < 0:
        return f"-{_magnitudes(-most, None if least is None else -least, places)}"
    positive = _magnitudes(max(least or _ZERO, _ZERO), most, places)
    if least is not None and least >= 0:
        return rf"\+?{positive}"
    negative = _magnitudes(_ZERO, None if least is None else -least, places)
    return f"[+-]?{positive}" if positive == negative else rf"(\+?{positive}|-{negative})"


def _rounded(bound: Decimal | None, places: int | None, rounding: str) -> Decimal | None:
    """The outermost number of so many decimals."""
    if bound is None or places is None:
        return bound
    return bound.quantize(Decimal(1).scaleb(-places), rounding)


def _magnitudes(low: Decimal, high: Decimal | None, places: int | None) -> str:
    """Numerals without a sign."""
    whole, decimals = _split(low)
    if high is None:
        return f"0*{_from(whole, decimals, places)}" if low else f"[0-9]+{_decimals('', None, places)}"
    last, last_decimals = _split(high)
    if whole == last:
        return f"0*{whole}{_decimals(decimals, last_decimals, places)}"
    found = [f"{whole}{_decimals(decimals, None, places)}"] if decimals else []
    first = whole + 1 if decimals else whole
    if first < last:
        found.append(f"{_wholes(first, last - 1)}{_decimals('', None, places)}")
    found.append(f"{last}{_decimals('', last_decimals, places)}")
    return f"0*{_any_of(found)}"


def _from(whole: int, decimals: str, places: int | None) -> str:
    """Numerals from a bound on."""
    beyond = f"{_wholes(whole + 1 if decimals else whole, None)}{_decimals('', None, places)}"
    return _any_of([f"{whole}{_decimals(decimals, None, places)}", beyond]) if decimals else beyond


def _split(bound: Decimal) -> tuple[int, str]:
    """The whole part, and the decimals without zeros at the end."""
    whole, _, decimals = f"{bound:f}".partition(".")
    return int(whole), decimals.rstrip("0")


def _wholes(first: int, last: int | None) -> str:
    """Whole numbers without leading zeros."""
    low, digits = str(first), len(str(first))
    if last is not None and len(str(last)) == digits:
        return _same_length(low, str(last))
    found = [_same_length(low, "9" * digits)]
    if last is None:
        return _any_of([*found, f"[1-9][0-9]{{{digits},}}"])
    high = str(last)
    if len(high) - digits > 1:
        found.append(f"[1-9][0-9]{{{digits},{len(high) - 2}}}")
    return _any_of([*found, _same_length("1" + "0" * (len(high) - 1), high)])


def _same_length(low: str, high: str) -> str:
    """Numbers of as many digits as both bounds have."""
    if len(low) == 1:
        return _one_of(low, high)
    rest = len(low) - 1

    def after(digit: str) -> str:
        lowest = low[1:] if digit == low[0] else "0" * rest
        highest = high[1:] if digit == high[0] else "9" * rest
        free = lowest == "0" * rest and highest == "9" * rest
        return f"[0-9]{{{rest}}}" if free and rest > 1 else _same_length(lowest, highest)

    return _by_digit(low[0], high[0], after)


def _decimals(low: str, high: str | None, places: int | None) -> str:
    """What may follow a whole part: a point with digits; nothing, where they needn't reach `low`."""
    return rf"(\.{_digits(low, high, places, 1)}){'' if low else '?'}"


def _digits(low: str, high: str | None, places: int | None, least: int) -> str:
    """At least so many digits that, behind a point, are neither less than `low` nor more than `high` (None: any)."""
    if not low and high is None and places != 0:
        return f"[0-9]{'*+'[least]}" if places is None else f"[0-9]{{{least},{places}}}0*"
    if not low and not high:
        return f"0{'*+'[least]}"
    lowest, highest = low[:1] or "0", "9" if high is None else high[:1] or "0"
    left = None if places is None else places - 1

    def after(digit: str) -> str:
        still_low = low[1:] if low and digit == lowest else ""
        still_high = high[1:] if high is not None and digit == highest else None
        return _digits(still_low, still_high, left, 1 if still_low else 0)

    found = _by_digit(lowest, highest, after)
    return found if low or least else f"({found})?"


def _by_digit(first: str, last: str, after: Callable[[str], str]) -> str:
    """One digit and what may come after it, digits with the same after them together."""
    digits = [str(digit) for digit in range(int(first), int(last) + 1)]
    runs = [(rest, list(run)) for rest, run in groupby(digits, after)]
    return _any_of([f"{_one_of(run[0], run[-1])}{rest}" for rest, run in runs])


def _one_of(first: str, last: str) -> str:
    return first if first == last else f"[{first}-{last}]"


def _any_of(found: Iterable[str]) -> str:
    alternatives = list(found)
    return alternatives[0] if len(alternatives) == 1 else f"({'|'.join(alternatives)})"
