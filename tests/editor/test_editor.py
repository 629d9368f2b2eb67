"""The shipped files in a real editor's language server: nothing marked that is right, the library's words offered."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from adapters.cli import files
from engine.workshop.schemas import schemas
from tests.editor.language_server import LanguageServer, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    TypeIn = Callable[[str, str, str], "Place"]

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
NODE = shutil.which("node")
SHIPPED = Path("policies")
POINTER = "‸"
DRAWING, DRAWING_CASES = "base/drawing-review.yaml", "base/drawing-review.cases.yaml"
MONTHLY_CASES = "base/monthly-assessment.cases.yaml"
NEW_CASE = "  - case: 新案例\n    given:\n      facts:\n"

if not NODE:
    pytest.skip("there is no node", allow_module_level=True)
if not PROGRAM.exists():
    pytest.skip("the language server isn't installed: npm ci --prefix tests/editor", allow_module_level=True)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped library, with schemas made for it."""
    folder = tmp_path_factory.mktemp("editor") / "policies"
    shutil.copytree(SHIPPED, folder)
    files.write(schemas(folder), folder)
    return folder


@pytest.fixture(scope="module")
def server(library: Path) -> Iterator[LanguageServer]:
    with running([str(NODE), str(PROGRAM)], library) as started:
        yield started


def test_nothing_is_marked_in_a_shipped_file(server: LanguageServer, library: Path) -> None:
    paths = sorted(library.rglob("*.yaml"))
    for path in paths:
        server.open(path, path.read_text(encoding="utf-8"))
    assert {path.name: found for path in paths if (found := server.problems(path))} == {}


class Place(NamedTuple):
    """A line and a character of a file, counted from 0."""

    path: Path
    line: int
    character: int


@pytest.fixture
def type_in(server: LanguageServer, library: Path) -> TypeIn:
    """Opens a shipped file as somebody types in it: one text replaced, the pointer where the `‸` stands."""

    def typed(name: str, before: str, after: str) -> Place:
        path = library / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        head, _, tail = text.replace(before, after, 1).partition(POINTER)
        server.open(path, head + tail)
        return Place(path, head.count("\n"), len(head) - (head.rfind("\n") + 1))

    return typed


OFFERED = [
    (DRAWING, "[{do: warning, to: designer}]", "[{do: ‸, to: designer}]", {"warning": "警告\nWarning"}),
    (DRAWING, "[{do: warning, to: designer}]", "\n      - do: ‸", {"public-criticism": "通报批评\nPublic criticism"}),
    (DRAWING, "to: designer}]", "to: ‸}]", {"designer": "设计师\nDesigner"}),
    (
        DRAWING,
        "rate: partial_rate, amount",
        "r‸: 1%, amount",
        {"rate": "比例：比例，0%..100%\nRate: percent, 0%..100%"},
    ),
    (DRAWING, "amount: commission * partial_rate", "amount: ‸", {"commission * partial_rate": ""}),
    (DRAWING, "when: score < pass_score", "when: ‸", {"score < pass_score": "审核分数 < 及格分", "not(signed)": ""}),
    (DRAWING, 'when: revision = "partial"', "when: rev‸", {'revision = "partial"': "整改情况 = 部分整改"}),
    (DRAWING, "cites: MAN-02", "cites: ‸", {"MAN-02": "图纸报价审核不到 80 分"}),
    (DRAWING, "cites: [MAN-02, MAN-03, MAN-04]", "cites: [MAN-02, ‸]", {"MAN-03": "复核时发现问题没有全部改完"}),
    (DRAWING, "\nrules:", "\ntargets:\n  ‸\nrules:", {"score": "审核分数：数字，0..100", "commission": ""}),
    (DRAWING_CASES, "policy: drawing-review", "policy: ‸", {"drawing-review": "图纸报价审核奖惩"}),
    (DRAWING_CASES, "cases:\n", f"cases:\n{NEW_CASE}        sc‸\n", {"score": "审核分数：数字，0..100"}),
    (DRAWING_CASES, "cases:\n", f"cases:\n{NEW_CASE}        revision: ‸\n", {"partial": "部分整改\nNot all fixed"}),
    (DRAWING_CASES, "facts: {score: 79", "facts: {‸score: 79", {"事实 / Facts": "事实名和值"}),
    (DRAWING_CASES, "do: warning", "do: ‸", {"commission-deduction": "扣减提成"}),
    (MONTHLY_CASES, "grade: unqualified", "grade: ‸", {"excellent": "优秀\nExcellent", "unqualified": ""}),
]


@pytest.mark.parametrize(
    ("name", "before", "after", "wanted"), OFFERED, ids=[after.strip() for _, _, after, _ in OFFERED]
)
def test_offered(
    server: LanguageServer, type_in: TypeIn, name: str, before: str, after: str, wanted: dict[str, str]
) -> None:
    offered = {item.label: item.about for item in server.offers(*type_in(name, before, after))}
    for label, about in wanted.items():
        assert about in offered[label]


def test_only_the_attributes_of_the_kind_are_offered(server: LanguageServer, type_in: TypeIn) -> None:
    place = type_in(DRAWING, "[{do: warning, to: designer}]", "\n      - do: warning\n        ‸\n")
    assert [item.label for item in server.offers(*place)] == ["to"]


TOLD = [
    (DRAWING, "do: warning", "do: war‸ning", "警告"),
    (DRAWING, "cites: MAN-02", "cites: MAN‸-02", "图纸报价审核不到 80 分，设计师记警告一次。"),
    (DRAWING, "to: designer", "to: desi‸gner", "设计师"),
    (DRAWING_CASES, "score: 79", "sc‸ore: 79", "审核分数 / Review score"),
    (DRAWING_CASES, "revision: partial", "revision: par‸tial", "部分整改"),
]


@pytest.mark.parametrize(("name", "before", "after", "wanted"), TOLD, ids=[after for _, _, after, _ in TOLD])
def test_told(server: LanguageServer, type_in: TypeIn, name: str, before: str, after: str, wanted: str) -> None:
    assert wanted in server.hover(*type_in(name, before, after))


MARKED = [
    (DRAWING, "do: warning", "do: warnnig", '"warning"'),
    (DRAWING, "to: designer}]", "to: desinger}]", '"designer"'),
    (DRAWING, "rate: partial_rate", "rte: partial_rate", "Property rte is not allowed"),
    (DRAWING, "cites: MAN-02", "cites: MAN-2", '"MAN-02"'),
    (DRAWING_CASES, "score: 79", "scroe: 79", "Property scroe is not allowed"),
    (DRAWING_CASES, "score: 79", "score: 790", "maximum of 100"),
    (DRAWING_CASES, "revision: partial", "revision: partly", '"partial"'),
]


@pytest.mark.parametrize(("name", "before", "after", "told"), MARKED, ids=[after for _, _, after, _ in MARKED])
def test_marked(server: LanguageServer, type_in: TypeIn, name: str, before: str, after: str, told: str) -> None:
    place = type_in(name, before, after)
    assert any(told in problem for problem in server.problems(place.path))
