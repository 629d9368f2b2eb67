"""Clocks, ladders, schedules and calendars in the editor: the library's words and no others, conditions and spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workshop.schemas.reading import build, complaints, kind_of, made_for, refusals, shipped_refusals
from tests.workshop.schemas.test_offers import constants, snippets
from tests.workshop.schemas.timed_library import TIMED

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workshop.schemas.reading import Schemas

CALLS, CASES, STORE = "base/calls.yaml", "base/calls.cases.yaml", "calendars/store.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    return made_for(build(tmp_path_factory.mktemp("library"), TIMED))


def test_nothing_is_refused_that_is_right(made: Schemas, tmp_path: Path) -> None:
    assert complaints(build(tmp_path, TIMED)) == []
    assert [refusals(kind_of(name), text, made) for name, text in TIMED.items()] == [[]] * len(TIMED)


WRONG = [
    (CALLS, 'starts: call.received where event.kind = "claim"', 'starts: call.recieved where event.kind = "claim"'),
    (CALLS, "stops: [call.answered where", "stops: [call.answerd where"),
    (CALLS, "counts: call.received", "counts: call.recieved"),
    (CALLS, "line.closed until call.answered", "line.closed to call.answered"),
    (CALLS, "line.closed until call.answered", "line.closed until call.answred"),
    (CALLS, "per: line", "per: lines"),
    (CALLS, "per: line", "per: tags"),
    (CALLS, "done: call.received", "done: call.recieved"),
    (CALLS, "to: agent}]}]\nladders", "to: agnet}]}]\nladders"),
    (CALLS, "then: [{do: notice, to: agent}]\n", "then: [{do: notise, to: agent}]\n"),
    (CASES, "type: call.answered", "type: call.answred"),
    (CASES, "content: false", "contnt: false"),
    (CASES, "kind: claim", "kind: clam"),
    (CASES, "matched: [answer.80%]", "matched: [answer.81%]"),
    (CASES, "clocks: {answer:", "clocks: {anwser:"),
    (CASES, "id: repeated", "id: repeat"),
    (CASES, "id: again", "id: agin"),
    (CASES, "event: e1, within", "evnt: e1, within"),
    (STORE, "extends: office", "extends: ofice"),
    ("library.yaml", "calendar: office", "calendar: ofice"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG, ids=[wrong for _, _, wrong in WRONG])
def test_only_the_narrowed_schema_refuses(name: str, right: str, wrong: str, made: Schemas, tmp_path: Path) -> None:
    text = TIMED[name].replace(right, wrong, 1)
    assert text != TIMED[name]
    assert refusals(kind_of(name), text, made)
    assert not shipped_refusals(kind_of(name), text)
    assert complaints(build(tmp_path, TIMED | {name: text}))


NOT_REFUSED = [
    (CALLS, "per: line", "per: [line, kind]"),
    (CALLS, "line.closed until call.answered", "since line.closed"),
    (CALLS, "after: call.answered", "after: call.answered where event.content = null"),
    (CALLS, "after: call.answered", "after: added_a_moment_ago"),
    (CALLS, "within: limit\n", "within: added_a_moment_ago\n"),
    (CALLS, "calendar: hours", "calendar: added_a_moment_ago"),
    (CALLS, "window: 1 month", "window: line.closed until call.answered"),
    (CASES, "ladders: [{id: repeated, key: L-1, count: 1}]", "ladders: {repeated: {L-1: 1}}"),
]


@pytest.mark.parametrize(("name", "before", "after"), NOT_REFUSED, ids=[after for _, _, after in NOT_REFUSED])
def test_not_refused(name: str, before: str, after: str, made: Schemas) -> None:
    text = TIMED[name].replace(before, after, 1)
    assert text != TIMED[name]
    assert refusals(kind_of(name), text, made) == []


def test_events_and_what_is_asked_of_them(made: Schemas) -> None:
    parts = made["policy"]["$defs"]
    assert constants(parts["one-event"])["call.received"] == "来电\nCall received"
    asked = snippets(parts["patterns"])
    assert asked['call.received where event.kind = "claim"'] == "种类 = 投诉\nKind = Claim"
    assert {"call.answered where event.content", "call.answered where not(event.content)"} <= asked.keys()


def test_intervals_are_of_events_about_the_same_thing(made: Schemas) -> None:
    offered = snippets(made["policy"]["$defs"]["intervals"])
    assert list(offered) == ["call.received until call.answered", "call.answered until call.received"]
    assert offered["call.received until call.answered"].splitlines() == [
        "自来电起，至已答复止",
        "from Call received until Call answered",
    ]


def test_data_to_keep_apart_by_are_those_of_the_event_that_begins(made: Schemas) -> None:
    parts = made["policy"]["$defs"]
    assert snippets(parts["data"]["items"]) == {
        "line": "线路：文字\nLine: text",
        "kind": "种类：选项\nKind: one of several",
        "content": "满意：是否\nContent: yes or no",
    }
    assert list(constants(parts["data.1"])) == ["line", "kind"]


def test_spans_calendars_and_recurrences(made: Schemas) -> None:
    parts = made["policy"]["$defs"]
    assert snippets(parts["calls.spans"]) == {"limit": "时限：时长，24h\nLimit: span of time, 24h"}
    assert "3 working days" in snippets(parts["clockItem"]["properties"]["within"])
    assert {"office", "store", "round-the-clock"} <= snippets(parts["calendarName"]).keys()
    assert snippets(parts["calls.calendars"]) == {"hours": "日历：日历，store\nHours: calendar, store"}
    assert snippets(parts["scheduleItem"]["properties"]["every"])["Thursday"] == "每周四\nevery Thursday"


def test_what_reached_a_rung_may_be_told(made: Schemas) -> None:
    then = made["policy"]["$defs"]["calls.clocks.then"]["items"]["properties"]
    assert list(snippets(then["until"])) == ["again.next", "event.date"]


def test_names_kept_per_something_are_not_offered(made: Schemas) -> None:
    conditions = snippets(made["policy"]["$defs"]["calls.conditions"])
    assert conditions['answer.state = "breached"'] == "答复的状态 = 已超时\nthe state of Answered = breached"
    assert not [word for word in conditions if word.startswith("repeated.")]


def test_states_say_what_they_mean(made: Schemas) -> None:
    parts = made["cases"]["$defs"]
    assert constants(parts["clockState"])["met-late"] == "超时完成\nmet late"
    assert list(constants(parts["occurrence"]["properties"]["state"])) == ["upcoming", "due", "done", "missed", "past"]
