"""What an editor is made to offer: the library's words with their meaning, and expressions that the engine accepts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.diagnostics import Place, Report
from engine.feel.scope import Scope, Symbol
from engine.feel.types import Kind
from engine.model.declared_types import label_titles
from engine.model.policy import TimedItem
from engine.model.reading import parse_text, typed
from engine.pipeline import load
from engine.workshop.schemas import schemas
from engine.workshop.schemas.expressions import amounts, conditions, loops, names_of
from tests.workshop.schemas.library import LIBRARY
from tests.workshop.schemas.reading import build, kind_of, made_for, refusals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.model.timed.shapes import Timed
    from engine.workshop.schemas.expressions import Name
    from tests.workshop.schemas.reading import Schemas


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    return made_for(build(tmp_path_factory.mktemp("library"), LIBRARY))


def constants(schema: Any) -> dict[str, str]:
    """The closed choices of a schema with their descriptions."""
    return {part["const"]: part["description"] for part in schema["anyOf"] if "const" in part}


def snippets(schema: Any) -> dict[str, str]:
    """The open ones."""
    return {part["bodyText"]: part["description"] for part in schema["defaultSnippets"]}


def test_consequences(made: Schemas) -> None:
    properties = made["policy"]["$defs"]["consequence"]["properties"]
    assert (
        constants(properties["do"])["fine"]
        == "罚款；属性：`rate` 比例, `amount` 金额\nFine; attributes: `rate` Rate, `amount` Amount"
    )
    assert constants(properties["to"]) == {"designer": "设计师\nDesigner", "finance": "财务部\nFinance"}


def test_clauses(made: Schemas) -> None:
    for kind in ("policy", "cases", "vocabulary"):
        parts = made[kind]["$defs"]
        clauses = constants(parts["clause"])
        assert clauses == {"MAN-01": "审核\nReviews", "MAN-02": "罚款\nFines", "MAN-03": "材料\nEvidence"}
        assert snippets(parts["cites"]["items"]) == clauses


def test_sources_of_facts(made: Schemas) -> None:
    origin = made["policy"]["$defs"]["fact"]["properties"]["from"]
    assert list(constants(origin)) == [
        "review.completed.points",
        "review.completed.passed",
        "payment.approved.by",
        "review.grade",
    ]


def test_facts_of_cases(made: Schemas) -> None:
    facts = made["cases"]["$defs"]["review.facts"]
    assert list(facts["properties"]) == [
        "points",
        "reviewed_on",
        "state",
        "wage",
        "signed",
        "share",
        "waited",
        "papers",
        "parts",
    ]
    assert facts["required"] == ["signed"]
    points = facts["properties"]["points"]
    assert (points["title"], points["description"]) == ("分数 / Points", "分数：数字，0..100\nPoints: number, 0..100")
    assert (points["minimum"], points["maximum"]) == (0, 100)
    assert constants(facts["properties"]["state"]) == {"done": "完成\nDone", "open": "未完\nOpen"}


def test_facts_of_the_policies_that_one_reads_from(made: Schemas) -> None:
    assert set(made["cases"]["$defs"]["bonus.facts"]["properties"]) == {"points", "sold"}


def test_rules_and_outputs_of_cases(made: Schemas) -> None:
    parts = made["cases"]["$defs"]
    rules = ["grades.high", "grades.low", "unsigned", "paid", "late", "shared"]
    assert list(constants(parts["review.rule"])) == rules
    assert list(snippets(parts["review.rules"]["items"])) == rules
    assert constants(parts["review.outputs"]["properties"]["grade"]) == {"good": "好\nGood", "bad": "差\nBad"}


def test_conditions_of_rules(made: Schemas) -> None:
    offered = snippets(made["policy"]["$defs"]["review.conditions"])
    assert offered["points < pass"] == "分数 < 及格分\nPoints < Pass mark"
    assert offered['state = "done"'] == "情况 = 完成\nState = Done"
    assert offered["not(signed)"] == "已签\nSigned"
    assert offered["rate"] == "扣减比例：比例，1%\nDeduction: percent, 1%"
    assert {"failed", "waited < limit", 'list contains(papers, "photos")', 'grade = "good"'} <= offered.keys()


def test_amounts_of_attributes(made: Schemas) -> None:
    attributes = made["policy"]["$defs"]["review.then"]["items"]["properties"]
    assert list(snippets(attributes["amount"])) == ["wage", "wage * share", "wage * rate"]
    assert list(snippets(attributes["rate"])) == ["share", "rate"]


@pytest.mark.parametrize("shipped", [True, False], ids=["shipped", "small"])
def test_the_engine_accepts_every_expression_offered(shipped: bool, tmp_path: Path) -> None:
    folder = Path("policies") if shipped else build(tmp_path, LIBRARY)
    for policy in load(folder, "library").model.policies.values():
        names = names_of(policy)
        steps = [item.step for item in policy.steps if isinstance(item, TimedItem)]
        bare = {name.id for name in names if name.type.kind is not Kind.BOOLEAN}
        for choice in conditions(names):
            assert kind_of_expression(choice.word, names, steps) is Kind.BOOLEAN or choice.word in bare
        for choice in amounts(names, Kind.MONEY):
            assert kind_of_expression(choice.word, names, steps) is Kind.MONEY
        for choice in loops(names):
            assert kind_of_expression(choice.word.partition(" in ")[2], names, steps) is Kind.LIST


def kind_of_expression(text: str, names: Iterable[Name], steps: Iterable[Timed]) -> Kind:
    """The kind of a text's value. `steps` have the names that are written with a dot: `handover.state`."""
    symbols = [
        Symbol(name.id, "fact", name.type, name.title.spellings, label_titles(name.labels))
        for name in names
        if "." not in name.id
    ]
    symbols += [Symbol(step.name, "derived", step.type, per=step.per) for step in steps]
    scope, report, place = Scope.of(symbols), Report(), Place("offer", ((0, 1, 1),))
    parsed = parse_text(text, place, scope, report)
    assert parsed, text
    found = typed(parsed, scope, report).type.kind
    assert not report.found, f"{text}: {report.found}"
    return found


def test_a_library_with_errors_is_offered_what_could_be_read(tmp_path: Path) -> None:
    """A misspelt kind in one policy: all is still offered, but the policy's cases are no longer held to its names."""
    broken = LIBRARY["base/review.yaml"].replace("do: warning", "do: warnnig")
    made = made_for(build(tmp_path, LIBRARY | {"base/review.yaml": broken}))
    parts = made["cases"]["$defs"]
    assert snippets(parts["review.rule"])["paid"] == "付款\nPaid"
    assert "signed" in parts["review.facts"]["properties"]
    assert "additionalProperties" not in parts["review.facts"]
    assert len(refusals("policy", broken, made)) == 1
    assert refusals("cases", LIBRARY["base/review.cases.yaml"].replace("points: 95", "ponts: 95"), made) == []


@pytest.mark.parametrize("name", ["vocabulary.yaml", "clauses.yaml", "base/review.yaml", "library.yaml"])
@pytest.mark.parametrize("text", ["", "policy: [", "\x00", "- 1", "consequences: 7"])
def test_files_that_cannot_be_used(name: str, text: str, tmp_path: Path) -> None:
    """Nothing is refused for words that a file that can't be read may have declared."""
    made = made_for(build(tmp_path, LIBRARY | {name: text}))
    others = {other: good for other, good in LIBRARY.items() if other not in (name, "base/bonus.yaml")}
    assert [refusals(kind_of(other), good, made) for other, good in others.items()] == [[]] * len(others)


def test_a_folder_that_holds_nothing(tmp_path: Path) -> None:
    made = made_for(tmp_path)
    assert refusals("policy", LIBRARY["base/bonus.yaml"], made) == []


def test_the_same_library_has_the_same_schemas(tmp_path: Path) -> None:
    folder = build(tmp_path, LIBRARY)
    assert schemas(folder) == schemas(folder)
