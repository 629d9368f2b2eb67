"""Cases of several kinds: what is told of one is nothing to policies whose cases are something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.service.deadlines.rebuild import rebuild
from adapters.service.ingest import Unfit
from tests.deadlines.world import HANDLING, World, event, instant, world_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORDERS = HANDLING.replace("policy: handling", "policy: orders\ncase: order")
POLICIES = {
    "handling": HANDLING.replace("policy: handling", "policy: handling\ncase: complaint"),
    "orders": ORDERS,
    "unsaid": HANDLING.replace("policy: handling", "policy: unsaid"),
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path, POLICIES) as made:
        yield made


def told(id_: str, kind: str, case_kind: str, at: str = "03-02 09:00", **data: Any) -> dict[str, Any]:
    return event(id_, kind, instant(at), **data) | {"casekind": case_kind}


def policies(messages: list[dict[str, Any]]) -> list[str]:
    return sorted({each["data"]["policy"] for each in messages})


def test_an_event_of_a_kind_is_read_by_its_policies_only(service: World) -> None:
    service.take(told("e1", "case.opened", "complaint"))
    assert policies(service.at("03-02 11:01")) == ["handling"]
    service.take(told("e2", "case.opened", "order"))
    assert policies(service.at("03-02 11:01")) == ["orders"]


def test_an_event_of_no_kind_is_read_by_all(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    assert policies(service.at("03-02 11:01")) == ["handling", "orders", "unsaid"]
    service.take(told("e2", "case.closed", "order", "03-02 10:00"))
    assert policies(service.at("03-02 11:02")) == ["orders"]


def test_bare_facts_of_a_kind_are_facts_for_its_policies_only(service: World) -> None:
    service.happened("e1", "case.opened", "03-02 09:00")
    service.take(told("e2", "guiju.facts", "order", level="high"))
    assert policies(service.at("03-02 10:30")) == ["orders"]


def test_what_is_rebuilt_is_what_stood(service: World) -> None:
    service.take(told("e1", "case.opened", "order"), event("e2", "case.opened", instant("03-02 09:00"), case="d"))
    service.at("03-02 11:01")
    before = service.projection()
    assert rebuild(service.database, lambda: service.now).mended == 0
    assert service.projection() == before
    assert {row[1:3] for row in before["clocks"]} == {
        ("orders", "c"),
        ("handling", "d"),
        ("orders", "d"),
        ("unsaid", "d"),
    }


@pytest.mark.parametrize("other", [{"casekind": "order"}, {}])
def test_an_id_stands_for_an_event_of_one_kind(service: World, other: dict[str, str]) -> None:
    first = told("e1", "case.opened", "complaint")
    service.take(first, first)
    with pytest.raises(Unfit) as refused:
        service.take({name: value for name, value in first.items() if name != "casekind"} | other)
    assert [(each.code, each.pointer) for each in refused.value.diagnostics] == [("GJ876", "/0/id")]
