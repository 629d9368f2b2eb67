"""Policies that change while they are served."""

from __future__ import annotations

import json
import os
import shutil
import signal
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from adapters.ledger import queries
from adapters.ledger.database import Database
from adapters.service.bundles import from_entry
from tests.faults.service import POLICIES, Service, wait_for
from tests.http.calling import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.ledger.entries import Kind


class Owner:
    """Who edits the policies of a service, and who asks it."""

    def __init__(self, folder: Path, service: Service, caller: Caller) -> None:
        self.folder = folder
        self._policy = folder / "base" / "assessment.yaml"
        self._text = self._policy.read_text(encoding="utf-8")
        self.service, self.caller = service, caller

    def write(self, *changes: tuple[str, str]) -> None:
        """The policy with some words for others; without any, as it was."""
        text = self._text
        for was, now in changes:
            assert was in text
            text = text.replace(was, now)
        self._policy.write_text(text, encoding="utf-8")

    def grade(self) -> str:
        found: str = self.caller.decide({"score": 85}).json()["outputs"]["grade"]
        return found

    def ready(self) -> dict[str, Any]:
        answer = httpx.get(f"{self.service.url}/readyz", headers={"accept-language": "en"}, trust_env=False)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    with Service(f"sqlite:///{tmp_path / 'guiju.db'}", policies=folder) as service, Caller(service) as caller:
        yield Owner(folder, service, caller)


LENIENT = (("[90..100]", "[80..100]"), ("[60..90)", "[60..80)"))
ACTIVATIONS: tuple[Kind, ...] = ("activation",)
BUNDLES: tuple[Kind, ...] = ("bundle",)
BROKEN = (("score     ||", "skore     ||"),)


def test_a_change_is_served_as_it_is_saved(owner: Owner) -> None:
    before = owner.ready()["revision"]
    assert owner.grade() == "qualified"
    owner.write(*LENIENT)
    wait_for(lambda: owner.grade() == "excellent", "new policy")
    assert owner.ready()["revision"] != before
    owner.write()
    wait_for(lambda: owner.ready()["revision"] == before, "old policy")
    assert owner.grade() == "qualified"


def test_a_broken_library_is_refused_and_the_running_one_stays(owner: Owner) -> None:
    before = owner.ready()
    owner.write(*BROKEN)
    wait_for(lambda: "refused" in owner.ready(), "refusal")
    refused = owner.ready()["refused"]
    assert {each["severity"] for each in refused["diagnostics"]} == {"error"}
    place = refused["diagnostics"][0]["place"]
    assert place.startswith("policies/base/assessment.yaml:")
    assert str(owner.folder) not in json.dumps(refused)
    assert place in owner.service.log
    assert (owner.ready()["revision"], owner.grade()) == (before["revision"], "qualified")
    owner.write()
    wait_for(lambda: "refused" not in owner.ready(), "end of the refusal")
    wait_for(lambda: f"INFO guiju: serving {owner.ready()['revision']}" in owner.service.log, "news of it")


def test_a_reload_that_is_asked_for_says_what_became_of_it(owner: Owner) -> None:
    owner.write(*LENIENT)
    assert owner.caller.post("/v1/reload").is_success
    assert owner.grade() == "excellent"
    owner.write(*BROKEN)
    refused = owner.caller.post("/v1/reload")
    assert refused.status_code == 409
    assert refused.json()["errors"]


def test_a_name_that_is_no_text_ends_no_watch(owner: Owner) -> None:
    """The library that watches the folder fails at it, wherever in the folder it is."""
    odd = Path(os.fsdecode(os.fsencode(owner.folder) + b"/\xff.txt"))
    odd.write_text("", encoding="utf-8")
    wait_for(lambda: "decode path" in owner.service.log, "complaint")
    owner.write(*LENIENT)
    wait_for(lambda: owner.grade() == "excellent", "new policy")


def test_many_hangups_hold_nobody_up(owner: Owner) -> None:
    owner.write(*BROKEN)
    for _ in range(1000):
        owner.service.signal(signal.SIGHUP)
    assert owner.ready()["status"] == "ready"
    wait_for(lambda: "refused" in owner.ready(), "refusal")
    owner.write()
    wait_for(lambda: "refused" not in owner.ready(), "end of the refusal")


def test_a_hangup_reloads(owner: Owner) -> None:
    owner.write(*LENIENT)
    owner.service.signal(signal.SIGHUP)
    wait_for(lambda: owner.grade() == "excellent", "new policy")


def test_each_library_is_in_the_ledger_with_when_it_took_over(owner: Owner) -> None:
    first = owner.ready()["revision"]
    owner.write(*LENIENT)
    assert owner.caller.post("/v1/reload").is_success
    second = owner.ready()["revision"]
    owner.write()
    assert owner.caller.post("/v1/reload").is_success
    database = Database.open(owner.service.database)
    with closing(database), database.reading() as connection:
        activations = queries.listing(connection, queries.Wanted(ACTIVATIONS))
        bundles = queries.listing(connection, queries.Wanted(BUNDLES))
    assert [each.entry.id for each in activations] == [f"{first}@1", f"{second}@2", f"{first}@3"]
    assert [from_entry(each.entry).hash for each in bundles] == [first, second]
    assert json.loads(activations[2].entry.body)["previous"] == second
