"""Every character of every scalar stands where its place says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from engine.document.traps import walk
from tests.document.reading import composed

if TYPE_CHECKING:
    from engine.document import Node, Scalar
    from engine.document.text import FileText

TRICKY = {
    "plain": "a: score < 80\n",
    "plain, several lines": "a: score < 80\n  and signed\n\n  or 整改\nb: 2\n",
    "plain, CRLF": "a: score < 80\r\n  and signed\r\nb: 整改\r\n",
    "plain, lone CR": "a: one\rb: two\r",
    "plain in flow": "{a: x y, b: [一, 二,\n  三 四\n  五]}\n",
    "single quotes": "a: 'it''s ''quoted'''\n",
    "single quotes, folded": "a: '第一行\n  second  \n\n  third'\n",
    "double quotes": 'a: "x = \\"未整改\\" and\\ty"\n',
    "double quotes, unicode escapes": 'a: "\\u6574\\x41改\\U0001F600b"\n',
    "double quotes, folded": 'a: "one\n  two \n\n  three\\\n  four\\n\\\n  \\ five"\n',
    "double quotes, break first": 'a: "\\\n  one"\n',
    "literal": "a: |\n  | score || grade |\n  | < 80  || 不合格 |\nb: 1\n",
    "literal, kept": "a: |+\n  x\n\n   y\n\nb: 1\n",
    "literal, stripped": "a: |-\n  x\n    y\n\n  z\n",
    "literal, indentation given": "a: |2\n    x\n   y\n  z\n",
    "literal, comment": "a: | # the rows\n  x\n",
    "literal, CRLF": "a: |\r\n  一\r\n  二\r\nb: 3\r\n",
    "literal, blank lines first": "a: |\n\n\n  x\n",
    "folded": "a: >\n  one\n  two\n\n  three\n   more\n   indented\n\n  last\n",
    "folded, stripped": "a: >-\n  整改\n  情况\n",
    "in lists": "- - a\n  - |\n    b\n    c\n- {d: 'e'}\n",
    "astral": "a: 😀 x\nb: '😀''y'\n",
}


@pytest.mark.parametrize("text", TRICKY.values(), ids=TRICKY.keys())
def test_places_of_tricky_files(text: str) -> None:
    node, file, report = composed(text)
    assert not report.found
    assert node is not None
    assert plain_values(node) == plain_values_of_yaml(text)
    check_scalars(node, file)


TEXTS = st.text(st.sampled_from("ab 整改,:#'\"\\\n|>{}[]-?&*!%@`～😀"), max_size=40)


@given(
    st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from([None, "'", '"', "|", ">"]), st.booleans(), st.booleans()
)
@example(["a\n\nb c\n", " d"], ">", True, False)
def test_places_of_any_text(texts: list[str], style: str | None, unicode: bool, flow: bool) -> None:
    """What PyYAML writes, in every style, folded at 20 columns."""
    written = yaml.safe_dump(
        {"x": texts}, default_style=style, allow_unicode=unicode, default_flow_style=flow, width=20
    )
    node, file, _ = composed(written)
    assert node is not None
    assert [scalar.text for _, scalar in walk(node)] == texts
    check_scalars(node, file)


def check_scalars(node: Node, file: FileText) -> None:
    for _, scalar in walk(node):
        check_span(scalar, file)
        check_place(scalar, file)


def check_span(scalar: Scalar, file: FileText) -> None:
    """What stands at the span is the scalar as it was written: YAML reads the same from it alone."""
    span = scalar.span
    written = file.text[file.offset(span.line, span.column) : file.offset(span.end_line, span.end_column)]
    if scalar.style == "plain":
        assert written.split() == scalar.text.split()
    else:
        assert written[:1] == {"single": "'", "double": '"', "literal": "|", "folded": ">"}[scalar.style]
        assert not written[-1:].isspace()
    if scalar.quoted:
        assert yaml.safe_load(written) == scalar.text


def check_place(scalar: Scalar, file: FileText) -> None:
    """Each character stands at its position; only line breaks become spaces, and escapes become what they mean."""
    last = -1
    for offset, char in enumerate(scalar.text):
        position = file.offset(*scalar.place.position(offset))
        assert position > last or char in " \n"
        last = max(last, position)
        there = file.text[position : position + 1]
        escaped = (scalar.style == "double" and there == "\\") or (scalar.style == "single" and there == "'")
        assert there == char or char in " \n" or escaped


def plain_values(node: Node) -> list[str]:
    return [scalar.text for _, scalar in walk(node)]


def plain_values_of_yaml(text: str) -> list[str]:
    return list(_leaves(yaml.load(text, yaml.BaseLoader)))  # noqa: S506 the base loader makes nothing but texts


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else [value]
