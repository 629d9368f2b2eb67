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
COMPLAINT, COMPLAINT_CASES = "base/complaint-handling.yaml", "base/complaint-handling.cases.yaml"
ACCEPTANCE, ACCEPTANCE_CASES = "base/pre-acceptance.yaml", "base/pre-acceptance.cases.yaml"
CALLBACKS, CALLBACKS_CASES = "base/callbacks-after-completion.yaml", "base/callbacks-after-completion.cases.yaml"
OFFICE = "calendars/office.yaml"
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
    (
        COMPLAINT,
        "stops: complaint.handed-over",
        "stops: ‸",
        {"customer.verified": "Details verified with the customer"},
    ),
    (COMPLAINT, "stops: complaint.handed-over", "stops: [‸]", {"callback.done where event.satisfied": "客户满意"}),
    (
        COMPLAINT,
        "pauses: [customer.waiting until customer.resumed]",
        "pauses: [‸]",
        {"customer.waiting until customer.resumed": "等"},
    ),
    (COMPLAINT, "within: handover_within", "within: ‸", {"handover_within": "移交时限：时长，3h", "24h": "24小时"}),
    (COMPLAINT, "within: handover_within", "per: ‸\n    within: 3h", {"department": ""}),
    (COMPLAINT, "within: handover_within", "calendar: ‸\n    within: 3h", {"office": "", "duty_calendar": "值班日历"}),
    (COMPLAINT, "value: round-the-clock", "value: ‸", {"office": "", "round-the-clock": ""}),
    (COMPLAINT, "calendar: duty_calendar", "calendar: ‸", {"office": "", "duty_calendar": "值班日历"}),
    (COMPLAINT, "at: due\n", "at: ‸\n", {"80%": "", "due": "", "+8 working hours": ""}),
    (COMPLAINT, "[{do: escalate, to: customer-service-manager}]", "[{do: ‸}]", {"escalate": "", "warning": "警告"}),
    (ACCEPTANCE, "counts: inspection.failed", "counts: ‸", {"inspection.failed": ""}),
    (ACCEPTANCE, "per: project", "per: ‸", {"project": "", "foreman": ""}),
    (ACCEPTANCE, "window: all", "window: ‸", {"12 months": "1年", "since project.started": ""}),
    (ACCEPTANCE, "within: rectify_within", "within: ‸", {"rectify_within": "整改期限"}),
    (CALLBACKS, "after: project.completed", "after: ‸", {"project.completed": ""}),
    (CALLBACKS, "at: [1 month,", "at: [‸,", {"callback_grace": "回访宽限", "1 month": ""}),
    (CALLBACKS, "rest_day: next", "rest_day: ‸", {"previous": "", "skip": ""}),
    (CALLBACKS, "after: project.completed", "every: ‸", {"4th Wednesday of the month": "", "Thursday": "每周四"}),
    (COMPLAINT_CASES, "type: complaint.registered", "type: ‸", {"customer.waiting": ""}),
    (COMPLAINT_CASES, "complaint.registered, at", "complaint.registered, ch‸: x, at", {"channel": ""}),
    (
        COMPLAINT_CASES,
        "clocks: {handover: {state: met}}",
        "clocks:\n        handover: {state: met}\n        ‸\n",
        {"onsite": "上门解决"},
    ),
    (COMPLAINT_CASES, "state: running", "state: ‸", {"met-late": "超时完成\nmet late"}),
    (ACCEPTANCE_CASES, "ladders: [{id: failures", "ladders: [{id: ‸", {"failures": "预验收不合格次数"}),
    (CALLBACKS_CASES, "{id: callbacks", "{id: ‸", {"callbacks": "竣工后"}),
    (CALLBACKS_CASES, "state: upcoming", "state: ‸", {"missed": "错过了\nmissed"}),
    (OFFICE, "extends: china", "extends: ‸", {"china": ""}),
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
    (COMPLAINT, "stops: complaint.handed-over", "stops: complaint.handed‸-over", "Complaint handed over"),
    (COMPLAINT, "within: handover_within", "with‸in: handover_within", "时限 / Within"),
    (
        COMPLAINT_CASES,
        "handover: {state: running",
        "hand‸over: {state: running",
        "移交部门\n\nHandover to the department",
    ),
    (COMPLAINT_CASES, "state: running", "state: run‸ning", "计时中"),
    (COMPLAINT_CASES, "type: complaint.registered", "type: complaint.reg‸istered", "Complaint registered"),
    (ACCEPTANCE, "per: project", "per: pro‸ject", "工程：文字"),
    (OFFICE, "extends: china", "extends: chi‸na", "中国"),
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
    (COMPLAINT, "stops: complaint.handed-over", "stops: complaint.handover", '"complaint.handed-over"'),
    (
        COMPLAINT,
        "[customer.waiting until customer.resumed]",
        "[customer.waiting to customer.resumed]",
        "EVENT until EVENT",
    ),
    (ACCEPTANCE, "per: project", "per: projcet", '"project"'),
    (COMPLAINT_CASES, "state: running", "state: runing", '"running"'),
    (COMPLAINT_CASES, "handover: {state: running", "handovr: {state: running", "Property handovr is not allowed"),
    (CALLBACKS_CASES, "{id: callbacks", "{id: calbacks", '"callbacks"'),
    (OFFICE, "extends: china", "extends: chian", '"china"'),
]


@pytest.mark.parametrize(("name", "before", "after", "told"), MARKED, ids=[after for _, _, after, _ in MARKED])
def test_marked(server: LanguageServer, type_in: TypeIn, name: str, before: str, after: str, told: str) -> None:
    place = type_in(name, before, after)
    assert any(told in problem for problem in server.problems(place.path))
