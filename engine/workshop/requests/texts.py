"""Dates, instants, times and spans as they may be written, as regular expressions; spans by the one table of units.

All of them are of the plain kind that ECMA-262, Python and Rust read alike, and say exactly what is taken: no
30 February, no parts that don't add up. Left out are amounts of ten digits and more, odd fractions that sum up to whole
days, and instants with an offset in the calendar's first and last year.
"""

from __future__ import annotations

from engine.feel.spans import SPELLINGS
from engine.feel.values import Unit

_DAYS = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_FOURTH = "(0[48]|[2468][048]|[13579][26])"
_LEAP_DAYS = f"([0-9]{{2}}{_FOURTH}|{_FOURTH}00)-02-29"
_INNER_YEAR = "(000[2-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])"
_OUTER_YEAR = "(0001|9999)"
"""Whose instants may fall outside the calendar in another zone."""

TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_OFFSET = "(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])"
DATE = f"(({_INNER_YEAR}|{_OUTER_YEAR})-{_DAYS}|{_LEAP_DAYS})"
INSTANT = f"(({_INNER_YEAR}-{_DAYS}|{_LEAP_DAYS})[T ]{TIME}{_OFFSET}?|{_OUTER_YEAR}-{_DAYS}[T ]{TIME})"
"""Without an offset it is in the library's zone."""

TIMESTAMP = (
    f"({_INNER_YEAR}-{_DAYS}|{_LEAP_DAYS})"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
"""An instant as RFC 3339 has it."""

_FRACTION = r"[0-9]{1,9}(\.[0-9]{1,9})?"
_WHOLE = r"[0-9]{1,9}(\.0{1,9})?"
_QUARTERS = r"[0-9]{1,9}(\.(0{1,9}|[27]50{0,7}|50{0,8}))?"
_NUMBERS = {Unit.SECONDS: _FRACTION, Unit.WORKING_SECONDS: _FRACTION}
_MINUTES_AFTER_HOURS = "h([0-9]{1,9}m)?"


def _pieces(unit: Unit) -> str:
    """Amounts of one unit, which add up."""
    sizes = [(size, texts) for (of, size), texts in SPELLINGS.items() if of is unit]
    piece = "|".join(_piece(unit, size, texts) for size, texts in sizes)
    return f"({piece})( *({piece}))*"


def _piece(unit: Unit, size: int, spellings: tuple[str, ...]) -> str:
    """A number and a word. A quarter of a year is whole months."""
    number = _QUARTERS if (unit, size) == (Unit.MONTHS, 12) else _NUMBERS.get(unit, _WHOLE)
    words = sorted(spellings, key=len, reverse=True)
    spelled = "|".join(_MINUTES_AFTER_HOURS if word == "h" else word.replace(" ", " +") for word in words)
    return f"{number} *({spelled})"


_ISO_TIME = rf"T({_FRACTION}S|[0-9]{{1,9}}M({_FRACTION}S)?|[0-9]{{1,9}}H([0-9]{{1,9}}M)?({_FRACTION}S)?)"
_ISO = rf"P([0-9]{{1,9}}D({_ISO_TIME})?|{_ISO_TIME}|[0-9]{{1,9}}M|[0-9]{{1,9}}Y([0-9]{{1,9}}M)?)"
SPAN = f" *(-?{_ISO}|-? *({'|'.join(map(_pieces, Unit))})) *"
SPAN_LENGTH = 80
"""So many characters can't say more than the engine counts."""
