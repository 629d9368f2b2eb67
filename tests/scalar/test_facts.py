"""Facts as they come in: what is read as what, and how what can't be read is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.scalar.checked import Event
from engine.diagnostics import FactError
from engine.feel.values import TimeSpan, Unit
from tests.scalar.building import executable

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = """\
facts:
  n: {title: {zh: 数量, en: Number}, type: number, optional: true}
  score: {title: {zh: 分数, en: Score}, type: number, range: 0..100, optional: true}
  whole: {title: w, type: number, scale: 0, optional: true}
  pay: {title: p, type: money, optional: true}
  rate: {title: r, type: percent, optional: true}
  flag: {title: f, type: boolean, default: false}
  tier: {title: t, type: enum, values: {gold: 金卡, silver: {zh: 银卡, en: Silver card}}, optional: true}
  note: {title: t, type: string, optional: true}
  day: {title: d, type: date, optional: true}
  instant: {title: i, type: date-time, optional: true}
  wait: {title: w, type: span, optional: true}
  kinds: {title: k, type: set, of: string, optional: true}
  proofs: {title: p, type: set, values: {photo: 照片, receipt: 收据}, optional: true}
  items: {title: i, type: list, of: {name: string, size: number}, check: count(items) > 0, optional: true}
  seen: {title: s, type: number, from: review.completed.score}
rules:
  - {id: low, when: score < 80.5 or n > 7, then: [{do: warning, to: agent}]}
"""
NAMES = [line.split(":")[0].strip() for line in FACTS.splitlines() if line.startswith("  ") and "title" in line]
CHINA = dt.timezone(dt.timedelta(hours=8))

GOOD: tuple[tuple[str, Any, Any], ...] = (
    ("n", 7, 7),
    ("n", 7.5, Decimal("7.5")),
    ("n", 0.1, Decimal("0.1")),
    ("n", "0.10", Decimal("0.10")),
    ("n", "-12", -12),
    ("n", -0.0, 0),
    ("n", 10**33, 10**33),
    ("score", 100.0, 100),
    ("whole", "3.0", 3),
    ("pay", "1200.50", Decimal("1200.5")),
    ("rate", "98%", Decimal("0.98")),
    ("rate", "0.5％", Decimal("0.005")),
    ("rate", 0.98, Decimal("0.98")),
    ("rate", 1, 1),
    ("flag", None, False),
    ("flag", True, True),
    ("tier", "gold", "gold"),
    ("tier", "金卡", "gold"),
    ("tier", "Silver card", "silver"),
    ("note", "", ""),
    ("day", "2024-02-29", dt.date(2024, 2, 29)),
    ("day", dt.date(2026, 1, 1), dt.date(2026, 1, 1)),
    ("instant", "2026-01-31T18:00:00+00:00", dt.datetime(2026, 1, 31, 18, tzinfo=dt.UTC)),
    ("instant", "2026-01-31 18:00", dt.datetime(2026, 1, 31, 18, tzinfo=CHINA)),
    ("wait", "24h", TimeSpan(Unit.SECONDS, Decimal(86400))),
    ("wait", "3 working days", TimeSpan(Unit.WORKING_DAYS, Decimal(3))),
    ("kinds", ["b", "a", "b"], ("b", "a")),
    ("proofs", ["收据", "photo", "receipt"], ("receipt", "photo")),
    ("items", [{"name": "x", "size": "1.5"}], ({"name": "x", "size": Decimal("1.5")},)),
)

BAD: tuple[tuple[str, Any, str, str, str], ...] = (
    ("n", True, "GJ410", "/n", ""),
    ("n", "7,500", "GJ410", "/n", "7500"),
    ("n", "12a", "GJ410", "/n", ""),
    ("n", [1], "GJ410", "/n", ""),
    ("n", float("nan"), "GJ431", "/n", ""),
    ("n", float("inf"), "GJ431", "/n", ""),
    ("n", 10**34, "GJ434", "/n", ""),
    ("n", "0." + "1" * 35, "GJ434", "/n", ""),
    ("score", 100.01, "GJ430", "/score", "0..100"),
    ("score", "-1", "GJ430", "/score", ""),
    ("whole", 1.5, "GJ433", "/whole", ""),
    ("pay", "500 CNY", "GJ411", "/pay", ""),
    ("pay", 0.001, "GJ432", "/pay", "2"),
    ("rate", 98, "GJ430", "/rate", "98%"),
    ("rate", "high", "GJ412", "/rate", ""),
    ("flag", "yes", "GJ413", "/flag", "true"),
    ("flag", 1, "GJ413", "/flag", ""),
    ("tier", "glod", "GJ415", "/tier", "gold"),
    ("tier", [], "GJ415", "/tier", "silver"),
    ("note", "半\ud800", "GJ437", "/note", ""),
    ("note", 5, "GJ414", "/note", '"5"'),
    ("day", "2026-02-30", "GJ435", "/day", ""),
    ("day", "2026/3/1", "GJ416", "/day", "2026-03-01"),
    ("day", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "GJ416", "/day", ""),
    ("instant", "2026-01-31", "GJ417", "/instant", ""),
    ("instant", "9999-12-31T23:00:00-05:00", "GJ435", "/instant", ""),
    ("instant", "0001-01-01T00:00:00+14:00", "GJ435", "/instant", ""),
    ("wait", 24, "GJ419", "/wait", ""),
    ("wait", "24 houers", "GJ419", "/wait", "24 hours"),
    ("kinds", "a", "GJ420", "/kinds", '["a"]'),
    ("kinds", [None], "GJ422", "/kinds/0", ""),
    ("items", [{"name": "x", "size": 1}, {"nam": 1, "size": 2}], "GJ438", "/items/1/nam", "name"),
    ("items", [{"name": "x", "size": "big"}], "GJ410", "/items/0/size", ""),
    ("items", [{"name": "x"}], "GJ422", "/items/0/size", ""),
    ("items", [], "GJ436", "/items", "count(items) > 0"),
    ("scor", 1, "GJ401", "/scor", "score"),
    ("分数", 1, "GJ401", "/分数", "score"),
)


def value_of(name: str, raw: Any) -> Any:
    return executable(FACTS).check({name: raw}).facts[NAMES.index(name)]


@pytest.mark.parametrize(("name", "raw", "value"), GOOD)
def test_read(name: str, raw: Any, value: Any) -> None:
    found = value_of(name, raw)
    assert found == value
    assert type(found) is type(value) or isinstance(found, int | Decimal)


@pytest.mark.parametrize(("name", "raw", "code", "pointer", "told"), BAD)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refused(name: str, raw: Any, code: str, pointer: str, told: str, lang: str) -> None:
    with pytest.raises(FactError) as raised:
        executable(FACTS).check({name: raw})
    (diagnostic,) = raised.value.diagnostics
    assert (diagnostic.code, diagnostic.pointer) == (code, pointer)
    text = diagnostic.message(lang) + diagnostic.hint(lang)
    assert told in text
    assert "{" not in text.replace('{"', "").replace("{}", "")


def test_every_problem_is_named() -> None:
    made = executable("facts:\n  a: {title: 甲, type: number}\n  b: {title: 乙, type: date}\nderived:\n  d: {is: a}\n")
    with pytest.raises(FactError) as raised:
        made.check({"b": "x", "c": 1})
    found = [(diagnostic.pointer, diagnostic.code) for diagnostic in raised.value.diagnostics]
    assert found == [("/a", "GJ402"), ("/b", "GJ416"), ("/c", "GJ401")]


@pytest.mark.parametrize("facts", [[], "score", 5])
def test_not_an_object(facts: Any) -> None:
    with pytest.raises(FactError, match="GJ403"):
        executable(FACTS).check(facts)


def test_no_facts_at_all() -> None:
    assert executable(FACTS).check(None).facts == executable(FACTS).check({}).facts


def review(name: str, score: Any, at: str = "2026-11-02T09:00:00+08:00") -> dict[str, Any]:
    return {"id": name, "type": "review.completed", "at": at, "score": score}


def test_a_fact_from_the_latest_event() -> None:
    events = [review("b", 70), review("a", 60), review("c", 90, "2026-11-01T09:00:00+08:00"), review("b", 70)]
    checked = executable(FACTS).check({"events": events})
    assert checked.facts[-1] == 70
    assert [event.id for event in checked.history.events] == ["c", "a", "b"]
    assert executable(FACTS).check({"events": events, "seen": 1}).facts[-1] == 1


def test_events_later_than_now_are_left_out() -> None:
    now = dt.datetime(2026, 11, 2, 8, tzinfo=CHINA)
    history = executable(FACTS).check({"events": [review("a", 60)]}, now).history
    assert history.events == ()
    assert [warning.code for warning in history.warnings] == ["GJ455"]
    at_its_end = executable(FACTS).check({"events": [review("a", 60)]}, dt.date(2026, 11, 2)).history
    assert at_its_end.events == (
        Event("a", "review.completed", dt.datetime(2026, 11, 2, 9, tzinfo=CHINA), {"score": 60}),
    )


@pytest.mark.parametrize(
    ("events", "code", "pointer"),
    [
        ({}, "GJ450", "/events"),
        ([{"id": "a", "type": "review.completed"}], "GJ451", "/events/0"),
        ([review("a", 1) | {"type": "review.complete"}], "GJ452", "/events/0/type"),
        ([review("a", 1) | {"scor": 1}], "GJ453", "/events/0/scor"),
        ([review("a", "x")], "GJ410", "/events/0/score"),
        ([review("a", 1), review("a", 2)], "GJ454", "/events/1/id"),
        ([review("a", 1, "2026-13-01T00:00:00Z")], "GJ435", "/events/0/at"),
    ],
)
def test_events_refused(events: Any, code: str, pointer: str) -> None:
    with pytest.raises(FactError) as raised:
        executable(FACTS).check({"events": events})
    assert [(found.code, found.pointer) for found in raised.value.diagnostics] == [(code, pointer)]


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.sampled_from([value for _, value, _ in GOOD] + [row[1] for row in BAD]),
    st.text(max_size=5),
)


def refused(work: Callable[[], object]) -> list[str] | None:
    """What is wrong with the facts, in words; None where nothing is."""
    try:
        work()
    except FactError as error:
        return [str(diagnostic) for diagnostic in error.diagnostics]
    return None


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*NAMES[:-1], "other"]), ANYTHING))
def test_the_fast_way_reads_what_the_slow_way_reads(facts: dict[str, Any]) -> None:
    """`check` and `decide` take short cuts; `INSPECT`, which reads every fact by its reader, has the last word."""
    made = executable(FACTS)
    inspect = made.check.__globals__["INSPECT"]
    problems = refused(lambda: inspect(facts))
    assert refused(lambda: made.check(facts)) == refused(lambda: made.decide(facts)) == problems
    if problems is None:
        wanted = inspect(facts)
        result, known = made.decide(facts)
        assert made.check(facts) == wanted
        assert known.facts == wanted.facts
        assert result == made.run(wanted)


def test_of_unknown_names_by_the_thousand_some_are_told() -> None:
    """Each is held against all that is known: whoever sends thousands would keep others waiting."""
    with pytest.raises(FactError) as refused:
        executable(FACTS).check({f"scor{number}": 1 for number in range(5_000)})
    assert len(refused.value.diagnostics) == 100
