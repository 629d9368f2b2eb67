"""What a name or a title stands for."""

from __future__ import annotations

import pytest

from engine.feel.scope import Scope, Symbol, reads_as_name
from engine.feel.typed import Ref
from engine.feel.types import BOOLEAN, DATE, NUMBER
from tests.feel.reading import REVISION, SCOPE

AT = (0, 1)


@pytest.mark.parametrize(
    ("title", "usable"),
    [
        ("审核分数", True),
        ("days in weekend", True),
        ("得分 2", True),
        ("and", False),
        ("a-b", False),
        ("3月", False),
        ("", False),
    ],
)
def test_reads_as_name(title: str, usable: bool) -> None:
    assert reads_as_name(title) is usable


def test_title_stands_for_its_id() -> None:
    assert SCOPE.find("审核分数", AT) == Ref("score", "fact", SCOPE.symbols[0].type, AT)
    assert SCOPE.canonical("审核分数") == "score"
    assert SCOPE.canonical("unknown") == "unknown"


def test_title_of_two_is_no_name() -> None:
    assert SCOPE.find("日期", AT) is None
    assert SCOPE.rivals("日期") == ("made_on", "bought_on")


def test_id_wins_over_title() -> None:
    scope = Scope.of((Symbol("a", "fact", NUMBER), Symbol("b", "fact", DATE, ("a",))))
    assert scope.find("a", AT) == Ref("a", "fact", NUMBER, AT)


def test_later_declaration_takes_the_place() -> None:
    scope = Scope.of((Symbol("a", "derived", NUMBER),)).plus(Symbol("a", "derived", BOOLEAN, ("甲",)))
    assert scope.find("甲", AT) == Ref("a", "derived", BOOLEAN, AT)


def test_local_hides_declaration() -> None:
    assert SCOPE.with_local("score", DATE).find("score", AT) == Ref("score", "local", DATE, AT)


def test_titles_of_values() -> None:
    assert SCOPE.value_titles(REVISION.values) == {"全部整改": "complete", "部分整改": "partial", "未整改": "none"}


def test_ambiguous_title_of_values_is_left_out() -> None:
    labels = (("complete", ("整改",)), ("partial", ("整改",)), ("none", ("无",)))
    assert Scope.of((Symbol("r", "fact", REVISION, (), labels),)).value_titles(REVISION.values) == {"无": "none"}
