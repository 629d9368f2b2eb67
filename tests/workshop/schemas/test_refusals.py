"""What an editor marks while it is written: each line is wrong in one way, and is refused by the library's schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workshop.schemas.library import LIBRARY
from tests.workshop.schemas.reading import build, complaints, kind_of, made_for, refusals, shipped_refusals

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workshop.schemas.reading import Schemas

REVIEW, REVIEW_CASES = "base/review.yaml", "base/review.cases.yaml"
BONUS, BONUS_CASES = "base/bonus.yaml", "base/bonus.cases.yaml"
WRONG = [
    (REVIEW, "do: warning", "do: warnnig"),
    (REVIEW, "to: finance}]\n    cites", "to: finace}]\n    cites"),
    (REVIEW, "rate: rate, amount", "rte: rate, amount"),
    (REVIEW, "about: well", "abuot: well"),
    (REVIEW, "amount: wage * rate", "amount: true"),
    (REVIEW, "cites: MAN-02}", "cites: MAN-20}"),
    (REVIEW, "cites: [MAN-03]", "cites: [MAN-03, MAN-30]"),
    (REVIEW, "cites: [MAN-01, MAN-02]", "cites: [MNA-01, MAN-02]"),
    (BONUS, "from: review.grade", "from: review.grades"),
    (REVIEW, "from: review.completed.points", "from: reviewed.completed.points"),
    (REVIEW_CASES, "policy: review", "policy: reveiw"),
    (REVIEW_CASES, "points: 95", "ponits: 95"),
    (REVIEW_CASES, "points: 95", "points: 950"),
    (REVIEW_CASES, "points: 95", "points: many"),
    (REVIEW_CASES, "state: open", "state: opened"),
    (REVIEW_CASES, "signed: true", "signed: 'true'"),
    (REVIEW_CASES, "signed: true, ", ""),
    (REVIEW_CASES, "share: 50%", "share: a half"),
    (REVIEW_CASES, "waited: 3h", "waited: 3"),
    (REVIEW_CASES, "reviewed_on: 2026-11-22", "reviewed_on: 22.11.2026"),
    (REVIEW_CASES, "reviewed_on: 2026-11-22", "reviewed_on: 2026-02-30"),
    (REVIEW_CASES, "papers: [bill]", "papers: bill"),
    (REVIEW_CASES, "papers: [bill]", "papers: [bil]"),
    (REVIEW_CASES, "{party: finance", "{partie: finance"),
    (REVIEW_CASES, "{party: finance", "{party: finace"),
    (REVIEW_CASES, "wage: 9000", "wage: 9000 yuan"),
    (REVIEW_CASES, "type: review.completed", "type: review.complete"),
    (REVIEW_CASES, "passed: false", "pased: false"),
    (REVIEW_CASES, "outputs: {grade: good}", "outputs: {grad: good}"),
    (REVIEW_CASES, "outputs: {grade: good}", "outputs: {grade: god}"),
    (REVIEW_CASES, "matched: [grades.high]", "matched: [grades.hihg]"),
    (REVIEW_CASES, "rule: grades.high", "rule: grade.high"),
    (REVIEW_CASES, "rule: shared", "rule: share"),
    (REVIEW_CASES, "needs: [parts]", "needs: [part]"),
    (REVIEW_CASES, "do: fine", "do: fines"),
    (REVIEW_CASES, "to: designer, rate", "to: designers, rate"),
    (REVIEW_CASES, "amount: 60.00", "sum: 60.00"),
    (BONUS_CASES, "sold: 200", "grade: good"),
    ("vocabulary.yaml", "cites: MAN-01", "cites: MAN-10"),
    ("branches/xian/branch.yaml", "extends: base", "extends: bas"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    return made_for(build(tmp_path_factory.mktemp("library"), LIBRARY))


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG, ids=[wrong or "nothing" for _, _, wrong in WRONG])
def test_only_the_narrowed_schema_refuses(name: str, right: str, wrong: str, made: Schemas, tmp_path: Path) -> None:
    text = LIBRARY[name].replace(right, wrong, 1)
    assert text != LIBRARY[name]
    assert refusals(kind_of(name), text, made)
    assert not shipped_refusals(kind_of(name), text)
    assert complaints(build(tmp_path, LIBRARY | {name: text}))


NOT_REFUSED = [
    (REVIEW, "to: = p.party", "to: = if p.part > 50% then p.party else null"),
    (REVIEW, "dated_by: reviewed_on", "dated_by: added_a_moment_ago"),
    (REVIEW, "when: waited > limit", "when: added_a_moment_ago > 3"),
    (REVIEW, "evidence: [photos]", "evidence: [added_a_moment_ago]"),
    (REVIEW, "wage: {at_least", "added_a_moment_ago: {at_least"),
    (REVIEW_CASES, "points: 95", "points: '95'"),
    (REVIEW_CASES, "share: 50%", "share: 0.5"),
    (REVIEW_CASES, "share: 50%", "share: null"),
    (REVIEW_CASES, "state: open", "state: 未完"),
    (REVIEW_CASES, "points: 950, signed: yes", "ponits: 950, sgined: yes"),
]
"""Titles, other spellings of a value; what the file itself may declare by now; facts that are meant to be refused."""


@pytest.mark.parametrize(("name", "before", "after"), NOT_REFUSED, ids=[after for _, _, after in NOT_REFUSED])
def test_not_refused(name: str, before: str, after: str, made: Schemas) -> None:
    text = LIBRARY[name].replace(before, after, 1)
    assert text != LIBRARY[name]
    assert refusals(kind_of(name), text, made) == []
