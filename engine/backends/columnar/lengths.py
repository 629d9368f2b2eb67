"""Spans out of texts, as `engine.feel.spans.parse_span` reads them: `25 minutes`, `1h30m`, `3个工作日`, `P1DT2H`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.nodes import (
    both,
    call,
    either,
    equal,
    is_there,
    lambda_of,
    negated,
    quoted,
    struct,
    text,
    when,
    whole,
)
from engine.backends.columnar.reading import TEXTS, TOO_WIDE, WRONG, Reading, like
from engine.backends.columnar.terms import number
from engine.backends.columnar.widths import LONGEST_SPAN, SPAN_FIELDS, decimal_type, digits, sql_type
from engine.feel.spans import SPELLINGS
from engine.feel.types import NUMBER, SPAN, Kind
from engine.feel.values import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.columnar.reading import Faults

SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What Python takes for white space; RE2 by itself knows ASCII only."""
_SPACE = f"[{SPACES}]"
_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,9})?"
_LONGEST_FIRST = sorted((name for names in SPELLINGS.values() for name in names), key=len, reverse=True)
_UNIT = "|".join(name.replace(" ", f"{_SPACE}+") for name in _LONGEST_FIRST)
_PIECE = f"{_NUMBER}{_SPACE}*(?:h[0-9]+m|{_UNIT})"
_WORDED = f"{_PIECE}(?:{_SPACE}*{_PIECE})*"
_TOKEN = f"({_NUMBER}){_SPACE}*({_UNIT}|m)"
_ISO_MONTHS = r"-?P(?:([0-9]{1,15})Y)?(?:([0-9]{1,15})M)?"
_CLOCK = r"(?:([0-9]{1,15})H)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15}(?:\.[0-9]{1,9})?)S)?"
_ISO_TIME = rf"-?P(?:([0-9]{{1,15}})D)?(?:T{_CLOCK})?"
_ISO = ((_ISO_MONTHS, Unit.MONTHS, (12, 1)), (_ISO_TIME, Unit.SECONDS, (86400, 3600, 60, 1)))
_IN_SECONDS = (Unit.SECONDS, Unit.WORKING_SECONDS)
_LIMIT = 10**15
_EXACT = decimal_type(38, 9)
"""Of the sums: numbers of 15 digits and 9 decimals, times the seconds of a day."""
