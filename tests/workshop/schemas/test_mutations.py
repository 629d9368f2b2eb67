"""One text of a file replaced by another: what the editor then refuses, the engine refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.document.traps import walk
from tests.document.reading import composed
from tests.workshop.schemas.library import LIBRARY
from tests.workshop.schemas.reading import build, complaints, kind_of, made_for, refusals

if TYPE_CHECKING:
    from pathlib import Path

    from engine.document.nodes import Scalar
    from tests.workshop.schemas.reading import Schemas

WRITTEN = [name for name in LIBRARY if name.startswith("base/")]
ODD = [
    "007",
    "+5",
    ".5",
    "1e3",
    "0x1F",
    "True",
    "~",
    "null",
    "true",
    "50%",
    "50 %",
    "3",
    "-1",
    "2026-02-30",
    "'12'",
    "24h",
]
"""Texts that YAML and the engine may read in different ways."""
UNITED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def scalars(text: str) -> list[Scalar]:
    """The texts that stand on one line, unquoted."""
    root = composed(text)[0]
    found = [scalar for _, scalar in walk(root)] if root else []
    return [scalar for scalar in found if scalar.style == "plain" and scalar.text]


WORDS = sorted({scalar.text for text in LIBRARY.values() for scalar in scalars(text)} | set(ODD))


def replaced(text: str, scalar: Scalar, word: str) -> str:
    lines = text.splitlines(keepends=True)
    line = lines[scalar.span.line - 1]
    lines[scalar.span.line - 1] = line[: scalar.span.column - 1] + word + line[scalar.span.end_column - 1 :]
    return "".join(lines)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, str]:
    """A file's name, and its text with one text replaced: by another of the library, an odd one, or a misspelt one."""
    name = draw(st.sampled_from(WRITTEN))
    scalar = draw(st.sampled_from(scalars(LIBRARY[name])))
    misspelt = scalar.text[:1] + scalar.text[2:] or "x"
    return name, replaced(LIBRARY[name], scalar, draw(st.sampled_from([misspelt, *WORDS])))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    return made_for(build(tmp_path_factory.mktemp("library"), LIBRARY))


def test_the_library_is_good(tmp_path: Path, made: Schemas) -> None:
    folder = build(tmp_path, LIBRARY)
    assert complaints(folder) == []
    assert [refusals(kind_of(name), text, made) for name, text in LIBRARY.items()] == [[]] * len(LIBRARY)


@UNITED
@given(mutations())
def test_what_is_refused_is_wrong(tmp_path: Path, made: Schemas, mutation: tuple[str, str]) -> None:
    name, text = mutation
    found = refusals(kind_of(name), text, made)
    if found:
        assert complaints(build(tmp_path, LIBRARY | {name: text})), found
