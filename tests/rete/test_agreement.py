"""durable-rules reads every ladder as pure Python does, and brings nothing into our own process."""

from __future__ import annotations

import datetime as dt
import random
import sys
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from engine.temporal.ladders import PythonCorrelator
from engine.temporal.ladders.reading import AllTime, Chronicle, Rolling, Strike, Threshold
from tests.rete.asking import needs_durable_rules
from tests.temporal.ladders.any_history import BEGINNING, COUNTING, INSTANTS, ROLLING, History, histories
from tests.temporal.ladders.histories import case, instant
from tests.temporal.ladders.test_cases import CASES

if TYPE_CHECKING:
    from engine.backends.rete import ReteCorrelator

pytestmark = needs_durable_rules

READ = PythonCorrelator()
SHANGHAI = ZoneInfo("Asia/Shanghai")
RUNGS = [Threshold("at", 1), Threshold("at", 2), Threshold("from", 3)]


@settings(max_examples=300, deadline=None)
@given(history=histories(), now=INSTANTS)
def test_both_executors_agree(rete: ReteCorrelator, history: History, now: dt.datetime) -> None:
    assert history.read(rete, now) == history.read(READ, now)


@settings(max_examples=60, deadline=None)
@given(opening=histories(), history=histories(COUNTING), now=INSTANTS)
def test_they_agree_on_what_another_ladder_opens(
    rete: ReteCorrelator, opening: History, history: History, now: dt.datetime
) -> None:
    opened = opening.opens(history)
    assert opened.read(rete, now) == opened.read(READ, now)


@pytest.mark.parametrize("written", CASES.values(), ids=CASES)
def test_a_ladder_reads_as_written(rete: ReteCorrelator, written: dict[str, Any]) -> None:
    ladder = case(written)
    for at, expected in written["readings"].items():
        assert ladder.read(rete, instant(at, ladder.zone)) == expected, at


def test_many_keys(rete: ReteCorrelator) -> None:
    """Keys by the hundred, with ids that the library would take for one another: it is told none of them."""
    chance = random.Random(4)  # noqa: S311 - the same days each time
    same_to_the_library = ["PRJ-6ac1f9d6", "PRJ-fd8e57e2"]
    for number in range(300):
        ids = [*same_to_the_library, f"项目-{number}", "第二次验收", '"}\n', "\ud800", ""]
        strikes = [Strike(one, BEGINNING + dt.timedelta(days=chance.randrange(90))) for one in ids]
        told = (AllTime(), RUNGS, Chronicle(tuple(strikes)), BEGINNING + dt.timedelta(days=90), SHANGHAI)
        assert rete.read(*told) == READ.read(*told)


def test_a_long_history(rete: ReteCorrelator) -> None:
    strikes = tuple(Strike(f"e{number}", BEGINNING + dt.timedelta(hours=7 * number)) for number in range(400))
    told = (Rolling(ROLLING[0]), RUNGS, Chronicle(strikes), BEGINNING + dt.timedelta(days=120), SHANGHAI)
    assert rete.read(*told) == READ.read(*told)


def test_our_process_never_imports_it(rete: ReteCorrelator) -> None:
    rete.read(AllTime(), RUNGS, Chronicle((Strike("s", BEGINNING),)), BEGINNING, SHANGHAI)
    assert not {"durable", "durable.engine", "durable_rules_engine"} & sys.modules.keys()
