"""YAML's syntax and its traps: each fault has its code, points at the very text, and says how to write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from engine.document import compose as compose_module
from tests.document.reading import HEADER, read_policy

if TYPE_CHECKING:
    from pathlib import Path

RULE = HEADER + "rules:\n  - id: a\n    then: [{do: warning}]\n    "
FLOW = HEADER + "rules:\n  - {id: a, then: [{do: warning, "

TABLE = HEADER + "tables:\n  t:\n    rows: |\n      | score || a |\n      | < 5 || 1 |\n"

# file, code, the text pointed at, what the English fix says
FAULTS: list[tuple[str, str, str, str]] = [
    (HEADER + "derived:\n\td: {is: score}\n", "GJ120", "\t", "use spaces"),
    (HEADER + " params: {}\n", "GJ121", "params: {}", "here 1, 3"),
    ("policy: review\n title: x\n", "GJ121", "title: x", "here 1"),
    (RULE + "title: 'x\n", "GJ122", "'", "put ' at the end"),
    (RULE + 'title: "x\n    cites: "y"\n', "GJ122", '"', 'put " at the end'),
    (HEADER + "params: {a: {value: 1}\nrules: []\n", "GJ123", "{", "put `}`"),
    (HEADER + "cites: [A, B\nrules: []\n", "GJ123", "[", "put `]`"),
    (HEADER + "params: {a: {value: 1}}}\n", "GJ124", "}", "pair"),
    (HEADER + "params: {a: {value: 1]}\n", "GJ124", "]", "pair"),
    (HEADER + "cites: ]\n", "GJ124", "]", "pair"),
    ("policy:review\ntitle: x\n", "GJ125", "policy:review", "write `policy: review`"),
    (HEADER + "owner:x\n", "GJ125", "owner:x", "write `owner: x`"),
    (HEADER + "params: {a: {value:80}}\n", "GJ125", "value:80", "write `value: 80`"),
    (HEADER + "rules:\n  - id:x\n", "GJ125", "id:x", "write `id: x`"),
    (HEADER + "owner\n", "GJ126", "owner", "write `name: value`"),
    (RULE + "title: 整改: 未完成\n", "GJ127", "整改: 未完成", "`'整改: 未完成'`"),
    *((RULE + f"title: {text}\n", "GJ128", text, f"`'{text}'`") for text in ("@x", "%x", "`x`", "* x", "& x", "|x")),
    (HEADER + "rules: - id: x\n", "GJ129", "- id: x", "new line"),
    (RULE + 'title: "50\\%"\n', "GJ130", "\\%", "single quotes"),
    (RULE + 'when: "a" = revision\n', "GJ131", '"a" = revision', "`'\"a\" = revision'`"),
    (FLOW + 'to: "a" = b}]}\n', "GJ131", '"a" = b', "`'\"a\" = b'`"),
    (RULE + "when: [1, 2][1] = score\n", "GJ132", "[1, 2][1] = score", "`'[1, 2][1] = score'`"),
    (HEADER + "rules:\n  - id: x\n  when: y\n", "GJ135", "when: y", "`- `"),
    (HEADER + "params: {a: {title: x value: 1}}\n", "GJ136", ":", "put a comma"),
    (HEADER + "params: {a: {title: x,, value: 1}}\n", "GJ137", ",", "delete it"),
    (FLOW + "amount: min(score, 80)}]}\n", "GJ140", "min(score, 80)", "`'min(score, 80)'`"),
    (FLOW + "amount: max(1, min(score, 80)), to: agent}]}\n", "GJ140", "max(1, min(score, 80))", "quote"),
    (FLOW + "amount: 1,000 CNY, to: agent}]}\n", "GJ140", "1,000 CNY", "thousands"),
    (FLOW + 'amount: f(x, "y"), to: agent}]}\n', "GJ140", 'f(x, "y")', "quote"),
    (HEADER + "rules:\n  - {id: a, when: score in [1..5], then: []}\n", "GJ140", "score in [1..5]", "quote"),
    (HEADER + "cites: [A, min(B, C)]\n", "GJ140", "min(B, C)", "quote"),
    (RULE + 'when: revision = "a #1"\n', "GJ141", 'revision = "a', "`'revision = \"a #1\"'`"),
    (RULE + "title: 房间 #3\n", "GJ142", "#3", "quote the whole text"),
    (HEADER + "owner：{zh: 客服部}\n", "GJ146", "：", "type the ASCII `:`"),
    (HEADER + "owner：{zh: 客服部, en: Service}\n", "GJ146", "：", "type the ASCII `:`"),
    (TABLE.replace("rows: |", "rows:"), "GJ133", "rows:", "`rows: |`"),
    (TABLE.replace("rows: |", "rows: >"), "GJ133", ">", "`rows: |`"),
    (TABLE.replace("      | < 5", "    | < 5"), "GJ134", "| < 5 || 1 |", "same column"),
    ("policy:\u00a0review\ntitle: x\n", "GJ138", "\u00a0", "ordinary space"),
    (HEADER + "\u3000\u3000age: {type: number}\n", "GJ138", "\u3000", "ordinary space"),
    (RULE + "\u3000title: x\n", "GJ138", "\u3000", "ordinary space"),
    (RULE + "when: > 5\n", "GJ143", "> 5", "`score > 5`"),
    (RULE + "when: >= 5\n", "GJ143", ">= 5", "`'>= 5'`"),
    (RULE + "when: >5\n", "GJ143", ">5", "`score > 5`"),
    (RULE + 'when: "major"\n', "GJ144", '"major"', '`fact = "major"`'),
    (HEADER + "derived: {d: {is: 'major'}}\n", "GJ144", "'major'", '`fact = "major"`'),
    (RULE + "when: !signed\n", "GJ108", "!signed", "quote it"),
    (HEADER + "  age: {type: number, range: [18..65]}\n", "GJ145", "[18..65]", "`'[18..65]'`"),
    (HEADER + "  age: {type: number, range: [18..65)}\n", "GJ145", "[18..65)", "`'[18..65)'`"),
    (HEADER + "  age:\n    type: number\n    range: [18..65)\n", "GJ145", "[18..65)", "`'[18..65)'`"),
    ("policy：review\ntitle: x\n", "GJ146", "：", "the ASCII `:`"),
    (HEADER + "params：\n  a: {value: 1}\n", "GJ146", "：", "the ASCII `:`"),
    (HEADER + "params: {a: {value：1}}\n", "GJ146", "：", "the ASCII `:`"),
    (HEADER + "params: {a: {title: 甲，value: 1}}\n", "GJ146", "，", "the ASCII `,`"),
    (HEADER + "cites: [A，B]\n", "GJ146", "，", "the ASCII `,`"),
    (HEADER + "effective: {from: 2026－01－01}\n", "GJ146", "2026－01－01", "the ASCII `-`"),
    (HEADER + "rules:\n  - id：x\n", "GJ146", "：", "the ASCII `:`"),
    (HEADER + "---\npolicy: other\n", "GJ105", "---", "a file of its own"),
    (HEADER + "params: &p {}\n", "GJ106", "&p", "write the value out"),
    (HEADER + "owner: *p\n", "GJ107", "*p", "write the value out"),
    (HEADER + "owner: !!str p\n", "GJ108", "!!str", "delete it"),
    (HEADER + "params: {<<: {a: 1}}\n", "GJ109", "<<", "write out"),
    (HEADER + "title: y\n", "GJ110", "title", "delete one"),
    (HEADER + "params: {[a]: {value: 1}}\n", "GJ111", "[a]", "name: value"),
]


@pytest.mark.parametrize(("text", "code", "pointed", "fix"), FAULTS, ids=[f"{fault[1]} {fault[2]}" for fault in FAULTS])
@pytest.mark.parametrize("loader", ["CBaseLoader", "BaseLoader"])
def test_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loader: str, text: str, code: str, pointed: str, fix: str
) -> None:
    """Both of PyYAML's readers lead to the same finding, and to no other."""
    monkeypatch.setattr(compose_module, "_LOADER", getattr(yaml, loader))
    _, report = read_policy(tmp_path, text)
    (found,) = report.sorted()
    assert found.code == code
    assert found.span is not None
    line = found.excerpt
    assert line[found.span.column - 1 :].startswith(pointed.split("\n", maxsplit=1)[0])
    if found.span.line == found.span.end_line:
        assert line[found.span.column - 1 : found.span.end_column - 1] == pointed
    assert fix in found.hint("en")
    assert found.message("zh") != found.message("en")


QUIET = [
    RULE + "title: 甲，乙：丙（丁）“戊”\n",
    RULE + "when: score < 80  # 及格\n",
    RULE + "when: score < 80 #及格\n",
    RULE + 'title: "#1"\n',
    RULE + "when: 'score in [1..5]'\n",
    RULE + 'when: "score"\n',
    RULE + 'when: "分数"\n',
    RULE + "when: >\n      score < 80\n      and score > 3\n",
    RULE + "title: it's 10:30, a-b?\n",
    FLOW + "amount: 'min(a, b)', to: agent}]}\n",
    HEADER + "cites: [MAN-02, MAN-03]\n",
    "\ufeff" + HEADER,
    HEADER.replace("\n", "\r\n"),
    "---\n" + HEADER,
    HEADER + "...\n",
]


@pytest.mark.parametrize("text", QUIET)
def test_nothing_to_find(tmp_path: Path, text: str) -> None:
    document, report = read_policy(tmp_path, text)
    assert not report.found
    assert document.usable
    assert not document.broken
    assert not document.lost


def test_a_cut_text_is_mended(tmp_path: Path) -> None:
    """One fault doesn't take its rule away: what was meant is plain."""
    document, report = read_policy(tmp_path, FLOW + "amount: min(score, 80), to: agent}]}\n")
    assert [found.code for found in report.found] == ["GJ140"]
    assert document.usable
    assert not document.broken
