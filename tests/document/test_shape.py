"""What a schema refuses: one diagnostic for each fault, at the key or the value that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.document.reading import HEADER, read_files, read_policy

if TYPE_CHECKING:
    from pathlib import Path

RULES = HEADER + "rules:\n  - "

# file, then per finding: code, the text pointed at, what the English fix says
FAULTS: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("title: x\n", [("GJ151", "title", "policy: drawing-review"), ("GJ151", "title", "facts: {score:")]),
    ("hello\n", [("GJ113", "hello", "policy: drawing-review")]),
    ("- a\n", [("GJ113", "- a", "policy: drawing-review")]),
    (HEADER.replace("facts", "fact"), [("GJ150", "fact", "did you mean `facts`?")]),
    (HEADER + "rule: []\n", [("GJ150", "rule", "did you mean `rules`?")]),
    (HEADER + "Rules: []\n", [("GJ150", "Rules", "did you mean `rules`?")]),
    (HEADER.replace("type", "typ"), [("GJ150", "typ", "did you mean `type`?")]),
    (HEADER + "clocks: {a: {per: b}}\n", [("GJ151", "per", "starts: "), ("GJ151", "per", "within: 24h")]),
    (HEADER + "clocks: {a: {starts: b.c, deadline: 2h}}\n", [("GJ150", "deadline", "did you mean `within`?")]),
    (HEADER + "clocks: {a: {starts: {b: c}, within: 2h}}\n", [("GJ157", "{b: c}", "complaint.registered")]),
    (HEADER + "clocks: {Ab: {starts: b.c, within: 2h}}\n", [("GJ162", "Ab", "ab")]),
    (HEADER + "ladders: {a: {counts: b.c, rungs: []}}\n", [("GJ166", "[]", "then")]),
    (HEADER + "ladders: {a: {counts: b.c, rungs: [{then: [{do: x}]}]}}\n", [("GJ151", "then", "at: 3")]),
    (HEADER + "ladders: {a: {counts: b.c, per: [x, x], rungs: [{at: 1, then: [{do: y}]}]}}\n", [("GJ169", "x", "")]),
    (HEADER + "schedules: {a: {after: b.c}}\n", [("GJ151", "after", "[1 month, 3 months]")]),
    (HEADER + "schedules: {a: {每: week}}\n", [("GJ150", "每", "did you mean `every`?")]),
    (HEADER + "calendar: Office Hours\n", [("GJ167", "Office Hours", "office")]),
    (RULES + "{id: a, then: [{do: x}], change: drop}\n", [("GJ194", "change", "leave it out")]),
    (HEADER + "owner:\n", [("GJ152", "", "客服监察部")]),
    (HEADER + "owner: ''\n", [("GJ171", "''", "客服监察部")]),
    (HEADER + "owner: 2026\n", [("GJ173", "2026", "`'2026'`")]),
    (HEADER + "owner: [a]\n", [("GJ156", "[a]", "{zh: 名称, en: Name}")]),
    (HEADER + "owner: {de: x}\n", [("GJ150", "de", "known keys: zh, en")]),
    (HEADER + "params: 3\n", [("GJ153", "3", "for example")]),
    (HEADER + "rules: {a: b}\n", [("GJ154", "{a: b}", "begin each item with `- `")]),
    (HEADER + "cites: {a: b}\n", [("GJ157", "{a: b}", "several as")]),
    (HEADER + "cites: []\n", [("GJ166", "[]", "MAN-02")]),
    (HEADER + "effective: {from: 2026/1/5}\n", [("GJ164", "2026/1/5", "`2026-01-05`")]),
    (HEADER + "effective: {from: 2026年1月5日}\n", [("GJ164", "2026年1月5日", "`2026-01-05`")]),
    (HEADER + "effective: {until: 2026-02-30}\n", [("GJ165", "2026-02-30", "month")]),
    (HEADER + "effective: {}\n", [("GJ166", "{}", "from: ")]),
    (HEADER + "params: {a: {value: {2026: 1}}}\n", [("GJ164", "2026", "`2026-01-01`")]),
    (HEADER + "params: {a: {value: {2026-13-01: 1}}}\n", [("GJ165", "2026-13-01", "month")]),
    (HEADER + "params: {a: {value: [1]}}\n", [("GJ158", "[1]", "by date")]),
    (HEADER + "params: {a: {value: 1, stricter: hihger}}\n", [("GJ163", "hihger", "did you mean `higher`?")]),
    (HEADER + "params: {a: {}}\n", [("GJ151", "{}", "value: ")]),
    (HEADER + "params: {passScore: {value: 1}}\n", [("GJ162", "passScore", "write `pass_score`")]),
    (HEADER + "params: {及格分: {value: 1}}\n", [("GJ162", "及格分", "belongs in `title`")]),
    (HEADER + "  a: {type: nubmer}\n", [("GJ163", "nubmer", "did you mean `number`?")]),
    (HEADER + "  a: {type: 金额}\n", [("GJ163", "金额", "did you mean `money`?")]),
    (HEADER + "  a: {title: x}\n", [("GJ151", "title", "type: number")]),
    (HEADER + "  a: {type: enum}\n", [("GJ151", "type", "values: {")]),
    (HEADER + "  a: {type: enum, values: [x, y, x]}\n", [("GJ169", "x", "delete one")]),
    (HEADER + "  a: {type: enum, values: x}\n", [("GJ175", "x", "ids only")]),
    (HEADER + "  a: {type: list}\n", [("GJ151", "type", "of: string")]),
    (HEADER + "  a: {type: boolean, optional: yes}\n", [("GJ159", "yes", "`true`")]),
    (HEADER + "  a: {type: number, scale: two}\n", [("GJ160", "two", "2")]),
    (HEADER + "  a: {type: number, scale: 99}\n", [("GJ172", "99", "in that range")]),
    (HEADER + "  a: {type: number, from: score}\n", [("GJ167", "score", "review.completed.score")]),
    (HEADER + "targets: {score: {}}\n", [("GJ151", "{}", "at_least: 98%")]),
    (HEADER + "tables: {my_table: {rows: '|'}}\n", [("GJ161", "my_table", "write `my-table`")]),
    (HEADER + "tables: {t: {hit: frist, rows: '|'}}\n", [("GJ163", "frist", "did you mean `first`?")]),
    (HEADER + "tables: {t: {rows: x}}\n", [("GJ167", "x", "|")]),
    (HEADER + "tables:\n  t:\n    rows: |\n", [("GJ152", "|", "|")]),
    (RULES + "{id: a}\n", [("GJ151", "id", "then: [{do: ")]),
    (RULES + "{then: [{do: x}]}\n", [("GJ151", "then", "id: below-pass")]),
    (RULES + "{id: a, then: []}\n", [("GJ166", "[]", "do: ")]),
    (RULES + "{id: a, then: {do: x}}\n", [("GJ154", "{do: x}", "do: ")]),
    (RULES + "{id: a, then: [x]}\n", [("GJ153", "x", "do: ")]),
    (RULES + "{id: A B, then: [{do: x}]}\n", [("GJ161", "A B", "`a-b`")]),
    (RULES + "{id: a, then: [{do: x, to: =}]}\n", [("GJ167", "=", "designer")]),
    (HEADER + "规则: []\n", [("GJ150", "规则", "`rules`")]),
    (HEADER + "tables: {t: {hit: 唯一, rows: '|'}}\n", [("GJ163", "唯一", "`unique`")]),
    (RULES + "{id: a, when: [a], then: [{do: x}]}\n", [("GJ155", "[a]", "quote")]),
    (RULES + "{id: a, for: shares, then: [{do: x}]}\n", [("GJ167", "shares", "s in shares")]),
    (RULES + "{id: a, requires: {approvals: [x]}, then: [{do: x}]}\n", [("GJ167", "x", " by ")]),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[f"{rows[0][0]} {rows[0][1]}" for _, rows in FAULTS])
def test_fault(tmp_path: Path, text: str, expected: list[tuple[str, str, str]]) -> None:
    _, report = read_policy(tmp_path, text)
    found = sorted(report.found, key=lambda one: (one.span.start if one.span else ("", 0, 0), one.hint() != "policy"))
    assert [one.code for one in found] == [code for code, _, _ in expected]
    for one, (_, pointed, _) in zip(found, expected, strict=True):
        assert one.span is not None
        assert one.excerpt[one.span.column - 1 : one.span.end_column - 1] == pointed
    hints = " ".join(one.hint("en") for one in found)
    assert all(fix in hints for _, _, fix in expected)


def test_only_the_broken_part_goes(tmp_path: Path) -> None:
    text = HEADER + "  bad: {title: 坏的, typ: number}\nrules:\n  - {id: a}\n  - {id: b, then: [{do: x}]}\n"
    document, _ = read_policy(tmp_path, text)
    assert document.usable
    assert document.broken == (("facts", "bad"), ("rules", "0"))
    assert document.lost == {"bad", "坏的", "a"}
    facts, rules = document.root.get("facts"), document.root.get("rules")
    assert [entry.key.text for entry in facts.entries] == ["score"]  # type: ignore[union-attr]
    assert len(rules.items) == 1  # type: ignore[union-attr]


def test_outputs_of_a_broken_table_are_lost(tmp_path: Path) -> None:
    text = HEADER + "tables:\n  t:\n    hit: x\n    outputs: {grade: {title: 等级}}\n    rows: |\n      | a || tier |\n"
    document, _ = read_policy(tmp_path, text)
    assert document.lost == {"t", "grade", "等级", "tier"}


@pytest.mark.parametrize("text", ["", "policy: [\n", "title: x\n", HEADER.replace("facts:", "facts: 3 #")])
def test_a_file_that_cant_be_used(tmp_path: Path, text: str) -> None:
    document, report = read_policy(tmp_path, text)
    assert report.has_errors
    assert not document.usable


def test_other_files(tmp_path: Path) -> None:
    files = {
        "library.yaml": "guiju: 2\nzone: 8\ncurrency: yuan\n",
        "vocabulary.yaml": "subjects: {Agent: 客服}\nevents: {done: {}}\nconsequences: {x: {attributes: {a: rat}}}\n",
        "base/review.cases.yaml": "policy: review\ncases: [{case: x, given: {}, expects: {}}]\n",
        "branches/xian/branch.yaml": "branch: xian\n",
    }
    _, report = read_files(tmp_path, files)
    assert [(one.code, one.span.path.split("/")[-1]) for one in report.sorted() if one.span] == [
        ("GJ150", "review.cases.yaml"),
        ("GJ151", "branch.yaml"),
        ("GJ168", "library.yaml"),
        ("GJ173", "library.yaml"),
        ("GJ167", "library.yaml"),
        ("GJ161", "vocabulary.yaml"),
        ("GJ174", "vocabulary.yaml"),
        ("GJ163", "vocabulary.yaml"),
    ]
