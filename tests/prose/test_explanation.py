"""What an explanation says of what waits, of targets, of tests that compare nothing: in titles, not in ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Library
from tests.conformance.examples import read

HERE = Path(__file__).parent
EXPLAINED = sorted(HERE.glob("explained/*.yaml"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", EXPLAINED, ids=lambda path: path.stem)
def test_what_is_said(path: Path, lang: str, tmp_path: Path) -> None:
    """Every line that the example asks for is there, word for word, and no id of what it calls by a title."""
    example = read(path)
    policy = Library.load(example.build(tmp_path)).branch("base").policy(path.stem)
    lines = policy.decide(example.facts, as_of=example.as_of).explain(lang=lang).splitlines()
    said = [line.strip() for line in lines]
    for asked in example.expect:
        assert asked[lang] in said
        assert not [line for line in said if asked.get("never", "\n") in line]
