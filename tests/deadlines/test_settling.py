"""Rungs told once, withdrawn where a back-dated event undoes them, told anew where they are reached again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.ledger.tables import deliveries
from adapters.notify import endpoints
from adapters.service.deadlines.settling import apply, in_force, prepare
from tests.deadlines.world import FAILING, HANDLING, POLICIES, World, instant, short, world_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def service(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path, {"handling": HANDLING, "failing": FAILING}) as made:
        yield made


def test_each_rung_is_told_once_when_it_is_reached(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    assert short(service.at("03-02 11:00")) == []
    assert short(service.at("03-02 11:01")) == ["warning answer.50% 03-02 11:00"]
    assert short(service.at("03-02 12:59")) == []
    assert short(service.at("03-02 15:01")) == [
        "breached answer.breach 03-02 13:00",
        "escalated answer.due 03-02 13:00",
        "escalated answer.+2h 03-02 15:00",
    ]
    assert short(service.at("03-09 09:00")) == []


def test_what_was_told_says_what_follows_from_it(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    message = service.at("03-02 15:01")[-1]
    assert message["type"] == "guiju.clock.escalated"
    assert (message["subject"], message["source"], message["time"]) == (
        "c",
        f"/guiju/{service.database.id}",
        "2026-03-02T15:00:00+08:00",
    )
    data = message["data"]
    assert (data["branch"], data["policy"], data["case"], data["key"]) == ("base", "handling", "c", None)
    assert (data["cycle"], data["due"], data["title"]["zh"]) == ("e1", "2026-03-02T13:00:00+08:00", "答复")
    assert [(each["to"], each["points"]) for each in data["outcomes"]] == [("manager", "2"), ("foreman", "1")]


def test_instants_have_the_offset_of_the_library_whatever_the_senders_have(service: World) -> None:
    service.happened("f1", "work.failed", instant("03-02 09:00").astimezone(dt.UTC))
    service.happened("f2", "work.failed", dt.datetime(1890, 1, 1, tzinfo=dt.UTC))
    told = service.at("03-02 09:00")
    assert [each["data"]["at"] for each in told] == ["1890-01-01T08:06:00+08:06", "2026-03-02T09:00:00+08:00"]
    assert [each["time"] for each in told] == [each["data"]["at"] for each in told]


def test_a_back_dated_stop_withdraws_every_rung_that_it_undoes(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    told = service.at("03-02 14:00")
    service.happened("e2", "case.closed", "03-02 12:00")
    withdrawn = service.at("03-02 14:01")
    assert short(withdrawn) == ["withdrawn answer.breach 03-02 13:00", "withdrawn answer.due 03-02 13:00"]
    assert [each["data"]["withdraws"] for each in withdrawn] == [each["id"] for each in told[1:]]
    assert short(service.at("03-09 09:00")) == []


def test_what_is_reached_again_is_told_under_another_id(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    first = service.at("03-02 14:00")
    service.happened("e2", "case.waiting", "03-02 10:00")
    service.happened("e3", "case.resumed", "03-02 12:00")
    assert len(service.at("03-02 14:00")) == 2
    again = service.at("03-02 15:30")
    assert short(again) == ["breached answer.breach 03-02 15:00", "escalated answer.due 03-02 15:00"]
    ids = [each["id"] for each in (*first, *again)]
    assert len(set(ids)) == len(ids)


def test_an_appeal_withdraws_the_rung_of_a_ladder(service: World) -> None:
    service.happened("f1", "work.failed", "03-02 09:00")
    service.happened("f2", "work.failed", "03-02 10:00")
    assert short(service.at("03-02 10:00")) == [
        "reached failures.1 03-02 09:00",
        "reached failures.2 03-02 10:00",
    ]
    service.happened("a1", "work.appealed", "03-02 11:00", of="f2")
    assert short(service.at("03-02 11:30")) == ["withdrawn failures.2 03-02 10:00"]


def test_a_missed_visit_is_told_until_it_turns_out_to_have_been_made(tmp_path: Path) -> None:
    with world_in(tmp_path) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        service.happened("e2", "case.closed", "03-02 10:00")
        assert short(service.at("03-05 09:00")) == ["missed visit.missed 03-05 00:00"]
        service.happened("v", "visit.done", "03-04 09:00")
        assert short(service.at("03-05 09:30")) == ["withdrawn visit.missed 03-05 00:00"]


def test_a_clock_that_goes_back_withdraws_nothing_and_doubles_nothing(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    service.at("03-02 14:00")
    service.happened("e2", "other.happened", "03-02 10:00")
    assert service.at("03-02 09:30") == []
    service.happened("e3", "case.closed", "03-02 12:00")
    assert len(service.at("03-02 09:30")) == 2
    service.happened("e4", "other.happened", "03-02 10:00")
    assert service.at("03-02 09:30") == []
    assert service.at("03-09 09:30") == []


def test_an_event_that_is_yet_to_come_counts_when_it_has(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 12:00")
    assert service.at("03-02 09:00") == []
    assert service.projection()["clocks"] == set()
    assert short(service.at("03-02 14:30")) == ["warning answer.50% 03-02 14:00"]


def test_bare_facts_are_facts_of_the_case(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    service.happened("e2", "guiju.facts", "03-02 09:00", level="high")
    assert short(service.at("03-02 10:30")) == ["warning answer.50% 03-02 10:00"]


def test_a_receiver_gets_a_delivery_of_each_message(service: World) -> None:
    with service.database.writing() as transaction:
        endpoints.add(transaction.connection, "http://127.0.0.1:1/hook", (), (), 0)
    service.happened("e1", "case.opened", "03-02 09:00")
    told = service.at("03-02 14:00")
    with service.database.reading() as connection:
        assert set(connection.scalars(select(deliveries.c.message))) == {each["id"] for each in told}


def test_a_case_that_no_policy_reads_is_looked_at_once(service: World) -> None:
    service.happened("e1", "other.happened", "03-02 09:00")
    assert (service.at("03-02 09:00"), service.sweeper.sweep()) == ([], 0)
    (row,) = service.projection()["cases"]
    assert row[-2:] == (None, "{}")


def test_a_policy_that_cannot_be_decided_says_why_and_the_others_go_on(tmp_path: Path) -> None:
    needy = HANDLING.replace("policy: handling", "policy: needy").replace(", from: case.graded.level", "")
    with world_in(tmp_path, {"handling": HANDLING, "needy": needy}) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        assert {each["data"]["policy"] for each in service.at("03-02 11:30")} == {"handling"}
        (row,) = service.projection()["cases"]
        assert '"needy": [{"code": "GJ4' in row[-1]
        service.happened("e2", "guiju.facts", "03-02 09:00", level="low")
        assert {each["data"]["policy"] for each in service.at("03-02 11:30")} == {"needy"}


def test_a_case_that_breaks_the_sweeper_holds_up_no_other(service: World, caplog: pytest.LogCaptureFixture) -> None:
    service.happened("e1", "case.opened", "03-02 09:00", case="good")
    with service.database.writing() as transaction:
        transaction.connection.exec_driver_sql(
            "INSERT INTO clocks VALUES ('base', 'handling', 'bad', 'x', '', 'running', 0, 0, '', 'no JSON')"
        )
    service.happened("e2", "case.opened", "03-02 08:00", case="bad")
    assert {each["subject"] for each in service.at("03-02 12:00")} == {"good"}
    assert "case bad of branch base" in caplog.text


def test_only_what_is_in_force_settles(service: World, tmp_path: Path) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    old = service.served
    service.serve(POLICIES)
    service.served = old
    assert service.at("03-02 12:00") == []
    service.serve(POLICIES)
    assert len(service.at("03-02 12:00")) == 1
    assert service.now == instant("03-02 12:00")


def test_what_several_have_worked_out_is_written_once(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    with service.database.reading() as connection:
        force = in_force(connection, service.served)
        assert force
        both = [prepare(connection, force, ("base", "c"), instant(at)) for at in ("03-02 09:30", "03-02 11:30")]
    with service.database.writing() as transaction:
        assert apply(transaction, both[:1]) == 1
    with service.database.writing() as transaction:
        assert apply(transaction, both[1:]) == 0
    assert service.messages() == []
    assert len(service.at("03-02 11:30")) == 1


def test_what_happens_while_a_case_is_read_is_not_overlooked(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    with service.database.reading() as connection:
        force = in_force(connection, service.served)
        assert force
        prepared = prepare(connection, force, ("base", "c"), instant("03-02 11:30"))
    service.happened("e2", "case.closed", "03-02 10:00")
    with service.database.writing() as transaction:
        assert apply(transaction, [prepared]) == 0
    assert service.at("03-02 11:30") == []
