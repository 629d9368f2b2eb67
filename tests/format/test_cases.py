"""The cases of `cases/`: texts before and after. A case is an item of a file; a topic is a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import engine.document.format as format_module
from tests.format.laying_out import laid_out, refused

CASES = {
    f"{path.stem}: {case['shows']}": case
    for path in sorted(Path(__file__).parent.glob("cases/*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    kind, schema = case.get("kind", "policy"), case.get("schema", "")
    assert laid_out(case["before"], kind, schema) == case["after"]
    assert laid_out(case["after"], kind, schema) == case["after"]


UNREADABLE = {
    "a tab in the indentation": ("policy: x\nfacts:\n\ta: 1\n", ["GJ120"]),
    "an open bracket": ("policy: x\ncites: [a, b\nowner: y\n", ["GJ123"]),
    "a key twice": ("policy: x\npolicy: y\n", ["GJ110"]),
    "a text that a comma cuts": ("policy: x\nrules: [{when: min(a,b) > 1}]\n", ["GJ140"]),
    "two documents": ("policy: x\n---\npolicy: y\n", ["GJ105"]),
    "a list": ("- a\n-   b\n", ["GJ113"]),
    "a text": ("no policy at\n   all\n", ["GJ113"]),
    "nothing": ("# only a comment\n", ["GJ102"]),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_for_certain_is_left_alone(name: str) -> None:
    text, codes = UNREADABLE[name]
    assert refused(text) == codes


MISTAKES = {
    "a comment is lost": lambda lines, _kind: [line for line in lines if not line.is_comment],
    "a line is lost": lambda lines, _kind: lines[:-1],
    "a text is changed": lambda lines, _kind: [line._replace(text=line.text.replace("80", "8")) for line in lines],
    "what comes out is no YAML": lambda lines, _kind: [line._replace(text="]" + line.text) for line in lines],
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_of_the_formatter_leaves_the_text_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_module, "parted", MISTAKES[name])
    assert refused("policy: x\n# note\nowner:   y\nfacts: {a: 80}\n") == ["GJ190"]
