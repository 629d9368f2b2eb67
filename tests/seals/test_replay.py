"""Decisions decided again under the rules that the ledger holds."""

from __future__ import annotations

import base64
import json
import random
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.ledger import queries
from adapters.ledger.database import Database
from adapters.service import decisions
from adapters.service.bundles import from_entry, read_bundle, to_entry
from adapters.service.replay import differing
from engine import Library
from tests.seals.commands import guiju
from tests.seals.forging import forge

POLICIES = Path(__file__).parents[1] / "faults" / "policies"

OPENED = {"id": "o", "type": "complaint.opened", "at": "2026-03-02T09:00:00.000001+08:00", "level": "high"}
SOLVED = {"id": "s", "type": "complaint.solved", "at": "2026-03-02T13:30:00+08:00"}
DONE = {"id": "d", "type": "work.done", "at": "2026-03-02T18:00:00+08:00"}
FAILED = [
    {"id": f"f{day}", "type": "work.failed", "at": f"2026-03-0{day}T09:00:00+08:00", "crew": "甲", "cost": "12.30"}
    for day in (1, 2, 3)
]

ASKED: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("base/assessment", {"score": 93}, {}),
    ("xian/assessment", {"score": Decimal("59.999999999999999999"), "name": "王\u2028\"'\\"}, {"as_of": "2026-03-02"}),
    ("base/assessment", {"score": Decimal("1E+1"), "points": Decimal("-0.10")}, {"as_of": "2026-03-02T10:00:00+08:00"}),
    ("base/complaint", {"events": [OPENED]}, {}),
    ("xian/complaint", {"events": [SOLVED, OPENED, OPENED]}, {"now": "2026-03-02T12:00:00.5+00:00"}),
    ("base/complaint", {"events": [OPENED]}, {"as_of": "2026-03-02", "now": "2026-03-02T10:00:00+08:00"}),
    ("base/callbacks", {"events": [DONE]}, {"now": "2026-03-04T10:00:00+08:00", "horizon": "2026-04-01"}),
    ("base/failures", {"events": FAILED}, {"now": "2026-03-04T10:00:00+08:00"}),
]


@dataclass
class Kept:
    """A ledger that holds a decision of each question of `ASKED`, from its second entry on."""

    file: Path
    folder: Path

    def decide(self) -> None:
        bundle, library = read_bundle(self.folder), Library.load(self.folder)
        entries = [to_entry(bundle, 1)]
        for number, (name, facts, moments) in enumerate(ASKED):
            branch, _, policy = name.partition("/")
            decision = library.branch(branch).policy(policy).decide(facts, **moments)
            answer, case = decision.to_json(), f"case-{number}"
            entries.append(decisions.to_entry(decision, facts, answer, bundle=bundle.hash, case=case, key=""))
        with closing(Database.open(str(self.file))) as database, database.writing() as transaction:
            transaction.append(entries)

    def forge(self, statement: str, **values: object) -> None:
        with closing(Database.open(str(self.file))) as database:
            forge(database, statement, **values)

    def body(self, seq: int) -> str:
        """What an entry holds, without spaces between its members."""
        with closing(Database.open(str(self.file), readonly=True)) as database, database.reading() as connection:
            found = queries.entry(connection, seq)
        assert found
        return json.dumps(json.loads(found.entry.body), ensure_ascii=False, separators=(",", ":"))

    def replayed(self, *arguments: str) -> Any:
        return guiju("replay", "--format", "json", *arguments, database=self.file).json


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    monkeypatch.setenv("GUIJU_CACHE", "off")
    found = Kept(tmp_path / "guiju.db", shutil.copytree(POLICIES, tmp_path / "policies"))
    found.decide()
    return found


def test_every_decision_comes_out_as_it_did(kept: Kept) -> None:
    answer = guiju("replay", database=kept.file)
    assert (answer.code, answer.output) == (0, "decided again: 8, identical: 8, different: 0\n")


def test_decisions_are_decided_by_their_own_rules(kept: Kept) -> None:
    """A policy has changed since, so its questions have got other answers; the ledger holds both libraries."""
    path = kept.folder / "base" / "assessment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("90", "95"), encoding="utf-8")
    kept.decide()
    shutil.rmtree(kept.folder)
    assert guiju("replay", database=kept.file).output == "decided again: 12, identical: 12, different: 0\n"


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("--sample", "3"), 3),
        (("--sample", "100"), 8),
        (("--branch", "xian"), 2),
        (("--branch", "xian", "--branch", "base"), 8),
        (("--policy", "assessment"), 3),
        (("--policy", "assessment", "--branch", "xian", "--sample", "1"), 1),
    ],
)
def test_some_of_them(kept: Kept, arguments: tuple[str, ...], count: int) -> None:
    assert kept.replayed(*arguments) == {"decisions": count, "identical": count, "differences": []}


@pytest.mark.parametrize(
    ("arguments", "near"), [(("--branch", "xiann"), "xian"), (("--policy", "assesment"), "assessment")]
)
def test_a_slip_of_the_pen_is_no_good_news(kept: Kept, arguments: tuple[str, ...], near: str) -> None:
    answer = guiju("replay", *arguments, database=kept.file)
    assert (answer.code, answer.output) == (2, "")
    assert f"GJ781 there is no branch or policy called `{arguments[1]}`" in answer.complaint
    assert f"did you mean `{near}`?" in answer.complaint


FORGED = {
    "another outcome": ('"bonus"', '"fine"', "answer", "/outcomes/0/do"),
    "another value": ('"rate":"0.1"', '"rate":"0.2"', "answer", "/outcomes/0/rate"),
    "one more member": ('"currency"', '"more":1,"currency"', "answer", "/more"),
    "another question": ('"score":93', '"score":94', "id", "/decision"),
    "a question that can't be asked": ('"score":93', '"score":930', "undecided", None),
    "another fact": ('"score":93', '"scroe":93', "undecided", None),
    "another bundle": ('"sha256:', '"sha256:0', "no_rules", None),
    "no bundle": ('"bundle":"sha256:', '"bundle":null,"was":"', "no_rules", None),
    "brackets without end": ('"facts":', '"facts":' + "[" * 5000, "unreadable", None),
    "no JSON": ('"facts"', "facts", "unreadable", None),
    "no question": ('"facts"', '"fact"', "unreadable", None),
}
"""What is written instead of something, and what is found of it."""


@pytest.mark.parametrize(("old", "new", "what", "pointer"), FORGED.values(), ids=FORGED)
def test_what_was_forged_is_named(kept: Kept, old: str, new: str, what: str, pointer: str | None) -> None:
    kept.forge("UPDATE entries SET body = :body WHERE seq = 2", body=kept.body(2).replace(old, new))
    found = kept.replayed()
    assert (found["decisions"], found["identical"]) == (8, 7)
    (difference,) = found["differences"]
    assert (difference["seq"], difference["branch"], difference["policy"]) == (2, "base", "assessment")
    assert difference["what"] == what
    assert [place["pointer"] for place in difference["places"]] == ([pointer] if pointer else [])
    words = guiju("replay", database=kept.file)
    assert words.code == 1
    assert "GJ818" in words.output
    assert "{" not in words.output
    assert words.output.endswith("decided again: 8, identical: 7, different: 1\n")


def test_rules_that_were_forged_decide_nothing(kept: Kept) -> None:
    other = shutil.copytree(kept.folder, kept.folder.with_name("other"))
    (other / "base" / "assessment.yaml").write_text("policy: assessment\n", encoding="utf-8")
    kept.forge("UPDATE entries SET body = :body WHERE kind = 'bundle'", body=to_entry(read_bundle(other), 1).body)
    assert {each["what"] for each in kept.replayed()["differences"]} == {"no_rules"}


def test_a_bundle_in_which_any_byte_was_changed_decides_nothing() -> None:
    kept, dice = to_entry(read_bundle(POLICIES), 1), random.Random(6)  # noqa: S311  the same each time
    packed = base64.b64decode(json.loads(kept.body)["zip"])
    for _ in range(400):
        forged = bytearray(packed)
        forged[dice.randrange(len(forged))] ^= dice.randrange(1, 256)
        body = json.dumps({"zip": base64.b64encode(forged).decode()})
        with suppress(ValueError):  # else it was a byte that says nothing, such as a file's date
            assert from_entry(kept._replace(body=body)) == from_entry(kept)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab/~", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, json_values)
@example({}, {"": None})
def test_values_differ_somewhere_or_are_the_same_text(one: Any, other: Any) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert bool(list(differing(one, other))) != same
