"""What a person at a terminal sees besides: colours, and where more can be read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.terminal import Terminal
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
POLICY = """\
policy: review
title: Review
facts:
  score: {title: Score, type: number, range: 0..100}
rules:
  - {id: below, when: scroe < 80, then: [{do: warning, to: agent}]}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with a library that has one fault."""
    for name, text in {**SHARED, "base/review.yaml": POLICY}.items():
        file = tmp_path / "policies" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def shown(folder: Path, *arguments: str, **environment: str) -> str:
    with Terminal(["guiju", *arguments], folder, TERM="xterm-256color", GUIJU_CACHE="off", **environment) as terminal:
        return terminal.read_all()


def test_check_ends_with_where_to_read_more(library: Path) -> None:
    lines = shown(library, "check", "--lang", "en").splitlines()
    assert lines[0].startswith("\x1b[1mpolicies/base/review.yaml:6:23: \x1b[0m\x1b[1;31merror GJ220\x1b[0m there is no")
    assert lines[-2:] == ["1 error.", "for why and how it comes about: `guiju explain GJ220`"]


def test_errors_of_a_library_that_is_to_decide_say_it_too(library: Path) -> None:
    assert "`guiju explain GJ220`" in shown(library, "decide", "base/review", "--facts", "{}")


def test_a_fault_of_the_call_says_all_there_is_to_say(library: Path) -> None:
    assert "guiju explain" not in shown(library, "decide", "review", "--facts", "{}")


def test_no_finding_needs_no_more(library: Path) -> None:
    policy = library / "policies/base/review.yaml"
    policy.write_text(POLICY.replace("scroe", "score"), encoding="utf-8")
    assert shown(library, "check", "--lang", "en") == "No problems.\n"


def test_data_are_data_on_a_terminal_too(library: Path) -> None:
    assert "guiju explain" not in shown(library, "check", "--format", "json")


@pytest.mark.parametrize("command", [["check"], ["explain", "GJ220"]])
def test_colour_can_be_declined(command: list[str], library: Path) -> None:
    assert "\x1b" in shown(library, *command)
    assert "\x1b" not in shown(library, *command, NO_COLOR="1")
