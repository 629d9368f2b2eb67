"""What is written in a form of its own: the patterns of the schemas take what the engine reads, and nothing else."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from engine.backends.scalar.coerce import Unfit, reader
from engine.feel.types import DATE, DATE_TIME, SPAN, TIME, Kind, Type
from engine.feel.values import scale_of
from engine.workshop.requests import texts
from engine.workshop.requests.numerals import numerals
from tests.openapi.given import near

PATTERNS = {Kind.DATE: texts.DATE, Kind.DATE_TIME: texts.INSTANT, Kind.TIME: texts.TIME, Kind.SPAN: texts.SPAN}
ZONE = "Asia/Shanghai"

numbers = st.one_of(
    st.decimals(-20, 20, places=2), st.decimals(-2000, 2000, places=1), st.integers(-3, 200).map(Decimal)
)
bounds = st.one_of(st.none(), numbers)
steps = st.sampled_from(["0", "0", "0.01", "-0.01", "1", "-1", "0.001"]).map(Decimal)
spellings = st.sampled_from(["{}", "{}", "00{}", "+{}", "{}00", "{} ", "{}."])


def read(type_: Type, text: str) -> bool:
    try:
        reader(type_, ZONE)(text)
    except Unfit:
        return False
    return True


@pytest.mark.parametrize("type_", [DATE, DATE_TIME, TIME, SPAN], ids=lambda type_: type_.kind)
@given(data=st.data())
def test_a_form_is_what_is_read(type_: Type, data: st.DataObject) -> None:
    text = data.draw(near(type_).filter(lambda value: isinstance(value, str)))
    assert bool(re.fullmatch(PATTERNS[type_.kind], text)) == read(type_, text), text


@example("02-29", 2024)
@example("02-29", 1900)
@example("02-29", 2000)
@given(
    st.sampled_from(["01-31", "02-28", "02-29", "02-30", "04-30", "04-31", "12-31", "00-01", "13-01", "01-00"]),
    st.integers(0, 9999),
)
def test_days_that_there_are(day: str, year: int) -> None:
    text = f"{year:04}-{day}"
    assert bool(re.fullmatch(texts.DATE, text)) == read(DATE, text)


@given(bounds, bounds, st.sampled_from([None, 0, 1, 2]), st.data())
def test_numerals_are_those_between_their_bounds(
    low: Decimal | None, high: Decimal | None, places: int | None, data: st.DataObject
) -> None:
    step = Decimal(1).scaleb(-3 if places is None else -places)
    least = None if low is None else low.quantize(step, ROUND_CEILING)
    most = None if high is None else high.quantize(step, ROUND_FLOOR)
    assume(least is None or most is None or least <= most)
    near_by = data.draw(st.sampled_from([low or Decimal(0), high or Decimal(0)])) + data.draw(steps)
    text = data.draw(spellings).format(f"{near_by:f}") if near_by > 0 else f"{near_by or Decimal(0):f}"
    value = Decimal(text) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) else None
    fits = (
        value is not None
        and (low is None or value >= low)
        and (high is None or value <= high)
        and (places is None or scale_of(value) <= places)
    )
    assert bool(re.fullmatch(numerals(low, high, places), text)) == fits, (text, numerals(low, high, places))
