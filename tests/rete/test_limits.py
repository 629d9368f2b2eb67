"""What a net can't hold is refused, and the library's known traps are out of reach."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from engine.backends.rete import Unread
from engine.backends.rete.facts import MOST_FACTS, scene
from engine.backends.rete.from_ladder import KINDS, MOST_RUNGS, rules
from engine.backends.rete.terms import LARGEST, as_durable
from engine.temporal.ladders import PythonCorrelator
from engine.temporal.ladders.counting import in_utc, standing
from engine.temporal.ladders.reading import AllTime, Chronicle, Removal, Strike, Threshold
from tests.rete.asking import needs_durable_rules
from tests.temporal.ladders.any_history import BEGINNING

if TYPE_CHECKING:
    from engine.backends.rete import ReteCorrelator

SHANGHAI = ZoneInfo("Asia/Shanghai")
END = BEGINNING + dt.timedelta(days=9000)
READ = PythonCorrelator()


def strikes(count: int) -> Chronicle:
    return Chronicle(tuple(Strike(f"验收-{number}", BEGINNING + dt.timedelta(days=number)) for number in range(count)))


def refusal(rete: ReteCorrelator, thresholds: list[Threshold], chronicle: Chronicle) -> str:
    with pytest.raises(Unread) as raised:
        rete.read(AllTime(), thresholds, chronicle, END, SHANGHAI)
    (found,) = raised.value.diagnostics
    assert found.message("zh")
    assert found.hint("en")
    return found.code


@needs_durable_rules
@pytest.mark.parametrize("test", ["at", "from"])
def test_as_many_rungs_as_fire_at_once(rete: ReteCorrelator, test: str) -> None:
    """More than 64 matches of one fact, or 255 rules over one condition, and the library fires nothing or crashes."""
    rungs = [Threshold(test, 1 + number // 8) for number in range(MOST_RUNGS)]  # type: ignore[arg-type]
    told = (AllTime(), rungs, strikes(12), END, SHANGHAI)
    assert rete.read(*told) == READ.read(*told)


def test_more_rungs_are_refused(rete: ReteCorrelator) -> None:
    assert refusal(rete, [Threshold("at", 1)] * (MOST_RUNGS + 1), strikes(1)) == "GJ281"


def test_a_history_too_long_is_refused(rete: ReteCorrelator) -> None:
    assert refusal(rete, [Threshold("at", 1)], strikes(MOST_FACTS + 1)) == "GJ282"


@pytest.mark.parametrize("count", [LARGEST, -LARGEST, 10**30])
def test_a_count_too_large_is_refused(rete: ReteCorrelator, count: int) -> None:
    assert refusal(rete, [Threshold("from", count)], strikes(1)) == "GJ283"


@needs_durable_rules
@pytest.mark.parametrize("count", [0, -1, -(2**40), 2**40, LARGEST - 1, 1 - LARGEST])
@pytest.mark.parametrize("test", ["at", "from", "below"])
def test_counts_that_nobody_asks_for(rete: ReteCorrelator, test: str, count: int) -> None:
    told = (AllTime(), [Threshold(test, count)], strikes(3), END, SHANGHAI)  # type: ignore[arg-type]
    assert rete.read(*told) == READ.read(*told)


def test_without_the_extra(rete: ReteCorrelator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.backends.rete.executor.find_spec", lambda _: None)
    assert refusal(rete, [], strikes(1)) == "GJ280"


@needs_durable_rules
def test_more_ladders_than_nets_are_kept(rete: ReteCorrelator) -> None:
    for count in [*range(1, 150), 1]:
        told = (AllTime(), [Threshold("at", count)], strikes(3), END, SHANGHAI)
        assert rete.read(*told) == READ.read(*told)


@needs_durable_rules
def test_a_state_in_which_nothing_counts(rete: ReteCorrelator) -> None:
    """The library crashes where it deletes a state in which no rule ever fired."""
    removed = Chronicle((Strike("s", BEGINNING),), (Removal("s", BEGINNING, "r"),))
    for chronicle in (Chronicle(()), removed):
        told = (AllTime(), [Threshold("at", 1)], chronicle, END, SHANGHAI)
        assert rete.read(*told) == READ.read(*told)


def fnv32(text: str) -> int:
    """The hash by which the library tells ids and fields apart, without ever comparing them."""
    code = 0x811C9DC5
    for byte in text.encode():
        code = ((code ^ byte) * 0x01000193) & 0xFFFFFFFF
    return code


def test_no_two_ids_or_fields_are_one_to_the_library() -> None:
    state = standing(in_utc(strikes(3)), END)
    fields = {field for fact in scene(AllTime(), state, SHANGHAI).facts for field in fact} | {"id", "sid", "_t"}
    names = [*map(str, range(MOST_FACTS)), "prime", *fields]
    assert len({fnv32(name) for name in names}) == len(names)


def test_a_join_that_may_be_false_never_comes_last() -> None:
    """Where it is, the library reads past the end of the rule."""
    for rule in rules([Threshold("at", 1), Threshold("from", 2), Threshold("below", 3)]).values():
        _, later = as_durable(rule)
        assert later["later"]["$and"][-1] == {"_t": {"earlier": "_t"}}


def test_nothing_of_the_owners_text_is_told() -> None:
    """Texts are cut at 64 KiB, decimals rounded, missing fields an error: so there are whole numbers only, and all."""
    told = scene(AllTime(), standing(in_utc(strikes(3)), END), SHANGHAI).facts
    kinds = {fact["kind"]: {field for field in fact if field != "kind"} for fact in told}
    assert set(kinds) == {"spell", "strike", "now"} <= {"spell", *KINDS}
    assert all(fact.keys() - {"kind"} == kinds[fact["kind"]] for fact in told)
    assert all(
        type(value) is int and abs(value) < LARGEST for fact in told for name, value in fact.items() if name != "kind"
    )
