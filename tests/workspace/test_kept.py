"""Results that stay as long as what they are made of does."""

from __future__ import annotations

from engine.diagnostics import Kept, Report


def test_the_same_things_give_the_same_result_and_others_another() -> None:
    kept, source = Kept(), ["made of"]
    first = kept.get("name", (source,), object)
    assert kept.get("name", (source,), object) is first
    alike = ["made of"]
    second = kept.get("name", (alike,), object)
    assert second is not first
    assert kept.get("name", (alike, alike), object) is not second


def test_what_a_round_does_not_ask_for_is_forgotten_with_the_next() -> None:
    kept = Kept()
    first = kept.get("name", (), object)
    kept.turn()
    assert kept.get("name", (), object) is first
    kept.turn()
    kept.turn()
    assert kept.get("name", (), object) is not first


def test_findings_come_again_with_a_kept_result() -> None:
    def read(report: Report) -> str:
        report.add("GJ183", folder="policies")
        return "read"

    kept = Kept()
    for _ in range(2):
        report = Report()
        report.add("GJ180", folder="policies")
        assert kept.reported("name", (), report, read) == "read"
        assert [found.code for found in report.found] == ["GJ180", "GJ183"]
