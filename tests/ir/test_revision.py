"""The content hash: another value is another revision, another spelling of it isn't."""

from __future__ import annotations

from decimal import Decimal

from engine.ir.revision import revision_of
from tests.trace.building import a_param, a_program


def revision(value: Decimal | int) -> str:
    return revision_of([a_program([], [], [a_param("limit", value)])], 1)


def test_the_last_digit_counts() -> None:
    ones = "1" * 33
    assert revision(Decimal(f"0.{ones}1")) != revision(Decimal(f"0.{ones}2"))
    assert revision(int(f"{ones}1")) != revision(int(f"{ones}2"))


def test_spelling_does_not_count() -> None:
    assert revision(80) == revision(Decimal("80.00")) == revision(Decimal("8E+1"))
