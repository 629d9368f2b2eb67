"""Ladders of a policy: rungs per key with what they tell, appeals, windows, and the histories that can't be judged."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import FactError
from tests.timed.building import brought, decided, event, instant

if TYPE_CHECKING:
    from engine import Decision

NOW = instant("12-31 12:00")
FAILED = [event(f"f{day}", "work.failed", f"03-0{day} 09:00", project="P") for day in range(1, 5)]


def ladder(more: str = "", rungs: str = "{at: 2, then: [{do: notice, to: manager}]}", per: str = "project") -> str:
    return f"""\
facts: {{}}
ladders:
  failures:
    counts: work.failed
    {f"per: {per}" if per else ""}
    removes: work.appealed
    rungs:
      - {rungs}
{more}"""


def told(sections: str, events: list[dict[str, Any]], now: str = NOW) -> Decision:
    return decided(sections, {"events": events}, now=now)


def test_a_rung_tells_its_key_count_and_event() -> None:
    decision = told(ladder(), FAILED[:2])
    assert brought(decision) == [("failures.2", "P", Decimal(2), "f2")]
    assert decision.outcomes[0].at == dt.datetime.fromisoformat(instant("03-02 09:00"))
    assert decision.matched == ("failures.2",)
    assert decision.to_dict()["ladders"] == [{"id": "failures", "key": "P", "count": "2"}]


def test_keys_in_their_order_and_none_before_there_is_one() -> None:
    others = [
        event("g1", "work.failed", "03-05 09:00", project="A"),
        event("g2", "work.failed", "03-06 09:00", project="A"),
    ]
    decision = told(ladder(), [*FAILED, *others])
    assert brought(decision) == [("failures.2", "A", Decimal(2), "g2"), ("failures.2", "P", Decimal(2), "f2")]
    assert told(ladder(), []).to_dict()["ladders"] == []
    assert told(ladder(per=""), []).to_dict()["ladders"] == [{"id": "failures", "count": "0"}]


def test_an_appeal_revokes_what_its_strike_had_brought() -> None:
    appeal = event("a1", "work.appealed", "03-08 09:00", of="f1")
    decision = told(ladder(), [*FAILED[:2], appeal])
    assert (decision.matched, brought(decision)) == ((), [])
    assert [(outcome.rule, outcome.do, outcome.event) for outcome in decision.revoked] == [
        ("failures.2", "notice", "f2")
    ]
    assert decision.to_dict()["revoked"][0]["event"] == "f2"
    assert brought(told(ladder(), [*FAILED[:2], appeal], instant("03-07 12:00"))) == [
        ("failures.2", "P", Decimal(2), "f2")
    ]


def test_an_appeal_that_names_no_strike_is_refused() -> None:
    with pytest.raises(FactError) as refused:
        told(ladder(), [event("a1", "work.appealed", "03-08 09:00")])
    assert [found.code for found in refused.value.diagnostics] == ["GJ472"]


def test_only_strikes_must_say_whose_they_are() -> None:
    """What a pattern doesn't mean needn't say what the ladder is kept per."""
    dear = ladder().replace("counts: work.failed", "counts: work.failed where event.cost > 100 CNY")
    nobodys = {name: value for name, value in FAILED[0].items() if name != "project"}
    assert told(dear, [nobodys | {"cost": 100}]).to_dict()["ladders"] == []
    with pytest.raises(FactError) as refused:
        told(dear, [FAILED[1], nobodys | {"cost": 101}])
    assert [(found.code, found.pointer) for found in refused.value.diagnostics] == [("GJ472", "/events/1")]


def test_what_breaks_a_run_must_say_whose_run() -> None:
    """Of months that follow one another, those that don't count are somebody's, too."""
    run = ladder("    window: consecutive days of event.at\n").replace(
        "work.failed", "work.failed where event.cost > 100 CNY"
    )
    nobodys = {name: value for name, value in FAILED[0].items() if name != "project"}
    with pytest.raises(FactError) as refused:
        told(run, [nobodys | {"cost": 1}])
    assert [found.code for found in refused.value.diagnostics] == ["GJ472"]


def test_what_each_strike_costs_is_no_share_of_a_sum() -> None:
    """Three thirds of a cent each: were they shares, one of them would get the residual cent."""
    rungs = "{from: 1, then: [{do: fine, to: foreman, amount: event.cost / 3}]}"
    events = [event(f"f{day}", "work.failed", f"03-0{day} 09:00", project="P", cost="0.01") for day in (1, 2, 3)]
    decision = told(ladder(rungs=rungs), events)
    assert [outcome.amount for outcome in decision.outcomes] == [Decimal("0.00")] * 3


MONTHS = """\
facts: {}
ladders:
  run:
    counts: work.failed where event.severe
    window: consecutive months of event.month
    rungs:
      - {at: 2, then: [{do: notice, to: manager}]}
"""


def of_month(name: str, month: str, *, severe: bool) -> dict[str, Any]:
    return event(name, "work.failed", "09-01 09:00", month=month, severe=severe)


def test_a_run_is_broken_by_a_month_that_fails_the_condition() -> None:
    bad = [
        of_month("a", "2026-01", severe=True),
        of_month("b", "2026-02", severe=False),
        of_month("c", "2026-03", severe=True),
    ]
    assert brought(told(MONTHS, bad)) == []
    assert brought(told(MONTHS, [*bad, of_month("d", "2026-04", severe=True)])) == [("run.2", Decimal(2), "d")]


@pytest.mark.parametrize("month", ["spring", "2026-13", None])
def test_a_month_that_nobody_can_read_is_refused(month: str | None) -> None:
    with pytest.raises(FactError) as refused:
        told(MONTHS, [event("a", "work.failed", "09-01 09:00", severe=True, **({"month": month} if month else {}))])
    (found,) = refused.value.diagnostics
    assert (found.code, dict(found.args)["id"]) == ("GJ474", "a")


def test_a_rung_below_is_judged_when_its_window_closes() -> None:
    below = """\
facts: {}
ladders:
  visits:
    counts: visit.done
    window: case.opened until case.closed
    rungs:
      - {below: 2, then: [{do: notice, to: manager}]}
"""
    events = [event("o", "case.opened", "03-01 09:00"), event("v", "visit.done", "03-02 09:00")]
    assert brought(told(below, events)) == []
    assert brought(told(below, [*events, event("c", "case.closed", "03-03 09:00")])) == [
        ("visits.below", Decimal(1), "c")
    ]


def test_a_rule_may_read_a_count() -> None:
    rules = "rules:\n  - {id: many, when: failures.count >= 3, then: [{do: notice, to: foreman}]}\n"
    sections = ladder(rules, per="")
    assert "many" not in told(sections, FAILED[:2]).matched
    assert "many" in told(sections, FAILED[:3]).matched


@given(st.permutations([*FAILED, *FAILED[:2], event("a1", "work.appealed", "03-08 09:00", of="f3")]))
def test_the_order_of_arrival_and_duplicates_change_nothing(events: list[dict[str, Any]]) -> None:
    decision = told(ladder(), events)
    assert brought(decision) == [("failures.2", "P", Decimal(2), "f2")]
    assert decision.ladders[0].reading.count == 3
    assert decision == told(ladder(), [*FAILED, event("a1", "work.appealed", "03-08 09:00", of="f3")])


def test_an_appeal_of_what_is_not_there_is_warned_of() -> None:
    sections = """\
facts: {}
ladders:
  failures:
    counts: work.failed
    window: all
    removes: work.appealed
    rungs: [{at: 1, then: [{do: notice, to: manager}]}]
"""
    failed = event("work-1", "work.failed", "03-02 09:00")
    for struck, codes in (("wrok-1", ["GJ477"]), ("work-1", [])):
        appeal = event("a1", "work.appealed", "03-03 09:00", of=struck)
        decision = decided(sections, {"events": [failed, appeal]}, now=instant("03-04 09:00"))
        assert [found.code for found in decision.warnings] == codes
        if codes:
            assert dict(decision.warnings[0].args)["near"] == "work-1"
