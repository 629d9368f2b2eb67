"""Many cases, a line each."""

from __future__ import annotations

import json
import socket
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.lines import Line, LineReader
from tests.faults.service import wait_for
from tests.http.calling import Caller, code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.faults.service import Service

BULK = "/v1/branches/base/policies/assessment/decide/bulk"
NDJSON = {"content-type": "application/x-ndjson"}


def ask(caller: Caller, content: bytes | Iterable[bytes], **headers: str) -> httpx.Response:
    return caller.post(BULK, content=content, headers=NDJSON | headers)


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def question(score: object) -> bytes:
    return json.dumps({"facts": {"score": score}}).encode()


def head(caller: Caller, *headers: str) -> bytes:
    """The beginning of a request whose lines come in chunks."""
    own = ("host: x", f"authorization: Bearer {caller.key}", "content-type: application/x-ndjson")
    return "\r\n".join([f"POST {BULK} HTTP/1.1", *own, "transfer-encoding: chunked", *headers, "", ""]).encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_each_line_has_its_answer_in_order(everything: Caller) -> None:
    scores = [score % 100 for score in range(1000)]
    answers = lines(ask(everything, b"\n".join(map(question, scores))))
    grades = ["excellent" if score >= 90 else "qualified" if score >= 60 else "failed" for score in scores]
    assert [answer["outputs"]["grade"] for answer in answers] == grades


def test_a_bad_line_is_told_with_its_number_and_spoils_no_other(everything: Caller) -> None:
    content = b"\n".join([question(70), b"", question(101), b"{", question(95)])
    good, range_, syntax, best = lines(ask(everything, content))
    assert (good["outputs"], best["outputs"]) == ({"grade": "qualified"}, {"grade": "excellent"})
    assert (range_["line"], range_["error"]["status"], range_["error"]["errors"][0]["pointer"]) == (
        3,
        422,
        "/facts/score",
    )
    assert (syntax["line"], syntax["error"]["status"]) == (4, 400)
    assert [(each["line"], each["column"]) for each in syntax["error"]["errors"]] == [(4, 1)]


def test_a_line_that_is_too_long_is_passed_over(everything: Caller) -> None:
    long = b'{"facts": {"score": 1, "name": "' + b"x" * (1 << 20) + b'"}}'
    first, second = lines(ask(everything, iter([long, b"\n", question(70)])))
    assert (first["line"], first["error"]["status"], first["error"]["type"]) == (1, 413, "urn:guiju:problem:GJ842")
    assert second["outputs"] == {"grade": "qualified"}


GOOD = b'{"facts": {"score": 70}}'
FOUND = "qualified"
ODD = [
    (GOOD + b"\r\n" + GOOD + b"\r\n", [FOUND, FOUND]),
    (b"\n\r\n  \n" + GOOD, [FOUND]),
    (GOOD + b"\n" + GOOD, [FOUND, FOUND]),
    (b"\xef\xbb\xbf" + GOOD + b"\n" + GOOD, [(1, "GJ854"), FOUND]),
    (GOOD + b"\n" + b"x" * (2 << 20) + b"\n" + GOOD, [FOUND, (2, "GJ842"), FOUND]),
    (GOOD + b"\n" + b"x" * (2 << 20), [FOUND, (2, "GJ842")]),
    (GOOD + GOOD + b"\n" + GOOD, [(1, "GJ710"), FOUND]),
    (b"[" + GOOD + b"]\n\0\n" + GOOD, [(1, "GJ848"), (2, "GJ710"), FOUND]),
    (b'{"facts": {"score": "\xff"}}\n' + GOOD, [(1, "GJ853"), FOUND]),
    (b'{"facts": {"score": 70}, "as_of": "soon"}\n' + GOOD, [(1, "GJ470"), FOUND]),
]
"""Bodies, and what is answered: a grade, or the line with the code of what is wrong there."""


@pytest.mark.parametrize(("content", "found"), ODD)
def test_lines_of_all_sorts(content: bytes, found: list[object], everything: Caller) -> None:
    assert [_grade_or_fault(line) for line in lines(ask(everything, content))] == found


def _grade_or_fault(answer: dict[str, Any]) -> object:
    if "error" not in answer:
        return answer["outputs"]["grade"]
    problem = answer["error"]
    found = problem["errors"][0]["code"] if "errors" in problem else problem["type"].rpartition(":")[2]
    return answer["line"], found


@pytest.mark.parametrize("begun", [0, 1, 1000], ids=["between two lines", "in a line", "after a line"])
def test_a_stream_that_broke_off_is_sent_again(service: Service, everything: Caller, begun: int) -> None:
    """`begun`: bytes of a line that comes as a part of a chunk."""
    key, line = uuid4().hex, json.dumps({"facts": {"score": 70}, "case": uuid4().hex}).encode() + b"\n"
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connection:
        connection.sendall(head(everything, f"idempotency-key: {key}") + chunk(50 * line))
        connection.sendall(b"fff\r\n" + line[:begun])
        assert connection.recv(1)
    answers = wait_for(lambda: _unless_busy(ask(everything, 60 * line, **{"idempotency-key": key})), "end of the first")
    assert len({each["decision"] for each in answers}) == 1
    assert len(answers) == 60


def _unless_busy(answer: httpx.Response) -> list[dict[str, Any]]:
    """Its lines; none as long as the service hasn't noticed that the other stream has ended."""
    return [] if answer.status_code == 409 else lines(answer)


def test_nothing_asked_nothing_answered(everything: Caller) -> None:
    assert ask(everything, b"\n \n").text == ""


def test_what_comes_again_is_answered_as_before(everything: Caller) -> None:
    content = b"\n".join(map(question, range(5)))
    first = ask(everything, content, **{"idempotency-key": "bulk-once"})
    again = ask(everything, content + b"\n" + question(99), **{"idempotency-key": "bulk-once"})
    assert lines(again)[:5] == lines(first)
    other = lines(ask(everything, question(98), **{"idempotency-key": "bulk-once"}))
    assert [(each["line"], each["error"]["type"]) for each in other] == [(1, "urn:guiju:problem:GJ866")]


def test_answers_come_while_questions_are_still_sent(service: Service, everything: Caller) -> None:
    """Whoever waits for an answer before he asks on isn't kept waiting."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connection:
        connection.sendall(head(everything))
        received = connection.makefile("rb")
        for score in (70, 95):
            connection.sendall(chunk(question(score) + b"\n"))
            assert b"decision" in next(line for line in received if line.startswith(b"{"))
        received.close()


def test_whoever_sends_all_before_reading_gets_all(everything: Caller) -> None:
    """Megabytes of answers, of which nobody takes any while he is still asking."""
    told = count()

    def content() -> Iterator[bytes]:
        for _ in range(150):
            yield b"".join(question(next(told) % 100) + b"\n" for _ in range(100))

    assert len(ask(everything, content()).text.splitlines()) == 15_000


def test_lines_that_nothing_is_kept_of_hold_nobody_up(everything: Caller) -> None:
    answers: list[httpx.Response] = []
    asking = Thread(target=lambda: answers.append(ask(everything, b"1\n" * 30_000)))
    asking.start()
    turns = 0
    while asking.is_alive():
        turns += httpx.get(f"{everything.base_url}/livez", trust_env=False).is_success
    assert turns > 10
    assert len(answers[0].text.splitlines()) == 30_000


def test_a_key_was_used_at_one_address(everything: Caller) -> None:
    key = {"idempotency-key": uuid4().hex}
    (first,) = lines(ask(everything, question(70), **key))
    other = BULK.replace("base", "xian")
    (refused,) = lines(everything.post(other, content=question(70), headers=NDJSON | key))
    assert (first["branch"], refused["error"]["type"]) == ("base", "urn:guiju:problem:GJ866")


def test_one_line_that_differs_spoils_no_other(everything: Caller) -> None:
    key = {"idempotency-key": uuid4().hex}
    ask(everything, question(70), **key)
    differing, good = lines(ask(everything, question(71) + b"\n" + question(95), **key))
    assert (differing["error"]["status"], good["outputs"]) == (422, {"grade": "excellent"})


def test_a_stream_that_is_none_is_refused_before_it_begins(everything: Caller) -> None:
    refused = everything.post(BULK, json={"facts": {}})
    assert code(refused) == (415, "GJ844")


@given(st.lists(st.binary(max_size=12).map(lambda text: text.replace(b"\n", b"")), max_size=8), st.data())
def test_lines_are_the_same_however_they_come_in(texts: list[bytes], data: st.DataObject) -> None:
    whole = b"\n".join(texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    reader = LineReader(longest=8)
    parts = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    found = [line for part in parts for line in reader.feed(part)] + reader.rest()
    numbered = ((number, text) for number, text in enumerate(texts or [b""], 1))
    assert found == [
        Line(number, text if len(text) <= 8 else None) for number, text in numbered if text.strip() or len(text) > 8
    ]
