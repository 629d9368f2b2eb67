"""What holds of every layout: what a text says stays, doing it twice changes nothing more, damage is undone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.diagnostics import Report, Source
from engine.document.format import format_text
from engine.document.library import kind_of, names_in
from tests.conformance import examples
from tests.format.laying_out import laid_out
from tests.format.untidy import damaged, documents, scraps

LIBRARY = Path(__file__).parents[2] / "policies"
SHIPPED = {name.as_posix(): (LIBRARY / name).read_text(encoding="utf-8") for name in names_in(LIBRARY)}
KINDS = {name: kind_of(Path(name)) or "" for name in SHIPPED}
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
KEPT = ("style", "flow_style", "anchor", "tag")
TABLE_ROW = re.compile(r"\s*\|")


def said(text: str) -> list[tuple[Any, ...]]:
    """What YAML reads: nothing of this is the formatter's own. Of rows of tables the blanks don't count."""
    return [
        (type(event), _bare(getattr(event, "value", "")), *(getattr(event, name, None) for name in KEPT))
        for event in yaml.parse(text, Loader=LOADER)
    ]


def _bare(value: str) -> str:
    return re.sub(r"[ \t]+", "", value) if TABLE_ROW.match(value) else value


@MANY
@given(documents(), st.sampled_from(["policy", "cases", "calendar"]))
def test_what_a_text_says_stays_and_twice_is_once(text: str, kind: str) -> None:
    report = Report()
    after = format_text(Source("x.yaml", text), kind, "", report)
    assert "GJ190" not in [found.code for found in report.found]
    assume(after is not None)
    assert after is not None
    ended = text if text.endswith("\n") else text + "\n"
    assert said(after) == said(ended)
    assert re.findall(r"c\d+", after) == re.findall(r"c\d+", text)
    assert laid_out(after, kind) == after


@MANY
@given(scraps())
def test_whatever_a_text_is_it_is_refused_or_keeps_what_it_says(text: str) -> None:
    report = Report()
    after = format_text(Source("x.yaml", text), "policy", "", report)
    assert "GJ190" not in [found.code for found in report.found]
    assert after is None or laid_out(after) == after


@MANY
@given(damaged(SHIPPED))
def test_damage_of_layout_is_undone(hurt: tuple[str, str]) -> None:
    name, text = hurt
    assert laid_out(text, KINDS[name]) == SHIPPED[name]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_files_are_well_kept(name: str) -> None:
    assert laid_out(SHIPPED[name], KINDS[name]) == SHIPPED[name]


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind in ("policy", "cases")])
def test_blank_lines_between_parts_come_back(name: str) -> None:
    assert laid_out(re.sub(r"\n\n+", "\n", SHIPPED[name]), KINDS[name]) == SHIPPED[name]


def test_examples_of_conformance() -> None:
    """Odd files enough: those that can be laid out say the same, and twice is once."""
    for path in [*examples.paths("good"), *examples.paths("bad")]:
        for name, text in examples.read(path).files.items():
            kind = kind_of(Path(name)) or ""
            report = Report()
            after = format_text(Source(name, text), kind, "", report)
            assert "GJ190" not in [found.code for found in report.found]
            if after is not None:
                assert said(after) == said(text if text.endswith("\n") else text + "\n"), path
                assert laid_out(after, kind) == after
