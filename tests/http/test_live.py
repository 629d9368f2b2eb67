"""Policies that change while they are served."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from adapters.ledger import queries
from adapters.ledger.database import Database
from adapters.service.bundles import from_entry, read_bundle
from adapters.service.service import QUIET
from tests.faults.service import POLICIES, Service, wait_for
from tests.http.calling import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.ledger.entries import Kind


class Owner:
    """Who edits the policies of a service, and who asks it."""

    def __init__(self, folder: Path, service: Service, caller: Caller) -> None:
        self.folder = folder
        self.policy = folder / "base" / "assessment.yaml"
        self.text = self.policy.read_text(encoding="utf-8")
        self.service, self.caller = service, caller

    def write(self, *changes: tuple[str, str]) -> None:
        """The policy with some words for others; without any, as it was."""
        text = self.text
        for was, now in changes:
            assert was in text
            text = text.replace(was, now)
        self.policy.write_text(text, encoding="utf-8")

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
NOBODY = 65534
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


def test_a_library_without_policies_is_refused(owner: Owner) -> None:
    """Somebody moves its folders away, to put others in their place."""
    before = owner.ready()["revision"]
    for name in ("base", "branches"):
        (owner.folder / name).rename(owner.folder.parent / name)
    refused = owner.caller.post("/v1/reload")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "GJ183")
    assert (owner.ready()["revision"], owner.grade()) == (before, "qualified")


@pytest.mark.parametrize("name", ["base", "branches", "branches/xian"])
def test_a_folder_that_cannot_be_looked_into_is_refused(name: str) -> None:
    """To whoever serves it, that is; what is in it isn't taken for deleted."""
    with TemporaryDirectory() as home, as_somebody(Path(home)):
        folder = Path(home, "policies")
        shutil.copytree(POLICIES, folder)
        assert read_bundle(folder).files
        (folder / name).chmod(0)
        with pytest.raises(PermissionError):
            read_bundle(folder)
        (folder / name).chmod(0o700)


@contextmanager
def as_somebody(home: Path) -> Iterator[None]:
    """Not as root, who may look into every folder."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(home, NOBODY, -1)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


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


def test_a_hangup_while_it_starts_does_not_end_it(tmp_path: Path) -> None:
    with Service(f"sqlite:///{tmp_path / 'guiju.db'}") as service:
        service.stop()
        with ThreadPoolExecutor(1) as starting:
            started = starting.submit(service.start)
            wait_for(lambda: started.done() or _lets_pass_hangups(service.process.pid), "first line of ours")
            service.signal(signal.SIGHUP)
            started.result()
        assert service.stop() == 0


def _lets_pass_hangups(pid: int) -> bool:
    """Whether a process ignores them (Linux, proc(5)); not yet begun, or ended, it does nothing."""
    with suppress(FileNotFoundError):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        ignored = next((line.split()[1] for line in lines if line.startswith("SigIgn")), "0")
        return bool(int(ignored, 16) & 1 << signal.SIGHUP - 1)
    return False


def test_half_of_a_change_is_not_put_in_force(owner: Owner) -> None:
    """Whoever writes on before files have been left alone for long enough has not yet saved."""
    before, written = owner.ready()["revision"], []
    with owner.policy.open("w", encoding="utf-8") as file:
        for line in [*owner.text.splitlines(keepends=True), "# the end\n"]:
            file.write(line)
            file.flush()
            written.append(time.monotonic())
            time.sleep(QUIET / 5)
    wait_for(lambda: owner.ready()["revision"] != before, "new policy")
    if max(later - earlier for earlier, later in pairwise(written)) > QUIET:
        pytest.skip("the machine is too busy to write without a pause")
    assert "refused" not in owner.service.log


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
