"""Receivers that are slow, fail, lie or never end: a good one beside them is told all, and the service lives on."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.faults.audit import remains
from tests.faults.crm import Crm, event
from tests.faults.moving_clock import MORNING, MovingClock
from tests.faults.receivers import Call, Receiver, slowly, well
from tests.faults.service import Service, guiju, new_endpoint, new_key, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MESSAGES = 2
"""That a complaint brings which nobody has answered for an hour: breached, and escalated."""
TRIES = 2


def fail(call: Call) -> None:
    call.reply(500, b"no")


def hang_up(call: Call) -> None:
    call.close_connection = True


def say_nonsense(call: Call) -> None:
    call.wfile.write(b"\0\xff nonsense\r\n" * 100)
    call.close_connection = True


def send_elsewhere(call: Call) -> None:
    call.reply(307, Location=f"{call.server.url}/elsewhere")


def never_answer(call: Call) -> None:
    call.server.closing.wait()


def drip(call: Call) -> None:
    """An answer of which a byte comes every now and then."""
    call.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    _go_on(call, b".", 0.1)


def flood_header(call: Call) -> None:
    call.wfile.write(b"HTTP/1.1 200 OK\r\n")
    _go_on(call, b"X-More: " + b"x" * 1000 + b"\r\n")


def flood_body(call: Call) -> None:
    call.wfile.write(b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n")
    _go_on(call, b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def claim_too_much(call: Call) -> None:
    call.reply(500, b"short", **{"Content-Length": str(10**18)})
    call.close_connection = True


def answer_twice(call: Call) -> None:
    call.wfile.write(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def _go_on(call: Call, piece: bytes, pause: float = 0) -> None:
    """Until whoever listens has had enough."""
    while not call.server.closing.wait(pause):
        call.wfile.write(piece)


FAILING = (fail, hang_up, say_nonsense, send_elsewhere, flood_header, flood_body, claim_too_much, answer_twice)
STUCK = (never_answer, drip)


@pytest.fixture
def told_of(sqlite: str, tmp_path: Path) -> Iterator[Callable[[], Crm]]:
    """Starts a service, has a complaint go unanswered for two hours, and gives who may ask about it."""
    clock, key = MovingClock(tmp_path / "now"), new_key(sqlite)
    with ExitStack() as stack:

        def begin() -> Crm:
            service = stack.enter_context(Service(sqlite, clock.option, "--retry", "1s"))
            crm = stack.enter_context(Crm(service.url, key))
            crm.send(event("e1", "complaint.opened", "c1", MORNING))
            clock.advance(hours=2)
            crm.get("/v1/clocks")
            return crm

        yield begin


def states(database: str) -> Counter[tuple[str, str]]:
    """How many deliveries there are to a receiver's URL in a state."""
    found = remains(database)
    urls = {row.id: row.url for row in found.endpoints}
    return Counter((urls[row.endpoint], row.state) for row in found.deliveries)


def test_a_good_receiver_among_all_kinds(sqlite: str, told_of: Callable[[], Crm]) -> None:
    """It waits for none of them. Those that fail are given up when their tries are used up."""
    with ExitStack() as stack:
        good, late, *bad = (stack.enter_context(Receiver(answer)) for answer in (well, slowly, *FAILING, *STUCK))
        failing, stuck = bad[: len(FAILING)], bad[len(FAILING) :]
        for receiver in (*bad, late, good):
            new_endpoint(sqlite, receiver.url)
        told_of()
        wait_for(lambda: len(good.told) == MESSAGES, "messages to the good receiver")
        found = states(sqlite)
        assert [found[each.url, "pending"] for each in stuck] == [MESSAGES] * len(STUCK), "nobody has waited for them"
        ends = {(each.url, "dead") for each in failing} | {(each.url, "delivered") for each in (good, late)}
        wait_for(lambda: {end for end, count in states(sqlite).items() if count == MESSAGES} >= ends, "their end")
        tries = [len(each.told) for each in (*failing, good, late)]
        assert tries == [MESSAGES * TRIES] * len(failing) + [MESSAGES] * 2, "each try once, and nowhere else"


def test_what_was_given_up_is_sent_again_by_command(sqlite: str, told_of: Callable[[], Crm]) -> None:
    with Receiver(fail) as receiver:
        secret = new_endpoint(sqlite, receiver.url)
        told_of()
        wait_for(lambda: states(sqlite)[receiver.url, "dead"] == MESSAGES, "end of all tries")
        receiver.answer = well
        dead = json.loads(guiju("webhooks", "dead", "--db", sqlite, "--format=json"))
        before = len(receiver.told)
        guiju("webhooks", "resend", dead[0]["id"], "--db", sqlite)
        guiju("webhooks", "resend", "--all", "--db", sqlite)
        wait_for(lambda: states(sqlite)[receiver.url, "delivered"] == MESSAGES, "delivery of what was given up")
        assert {told.id for told in receiver.told[before:]} == {each["message"] for each in dead}
        assert all(told.is_signed(secret) for told in receiver.told)


def test_a_receiver_that_has_gone_for_good(sqlite: str, told_of: Callable[[], Crm]) -> None:
    """It is told once, then nothing any more."""
    with Receiver(partial(Call.reply, status=410)) as receiver:
        new_endpoint(sqlite, receiver.url)
        crm = told_of()
        wait_for(lambda: states(sqlite)[receiver.url, "dead"] == MESSAGES, "end of it")
        told = len(receiver.told)
        crm.send(event("e2", "complaint.opened", "c2", MORNING))
        crm.get("/v1/clocks")
        assert states(sqlite) == {(receiver.url, "dead"): MESSAGES}
        assert len(receiver.told) == told <= MESSAGES
