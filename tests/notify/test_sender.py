"""The sender before receivers of every kind: real sockets, which take their time or none."""

from __future__ import annotations

import json
import socket
from functools import partial
from typing import TYPE_CHECKING

import pytest

from adapters.clock import micros, system
from adapters.notify import claims, deliveries, endpoints, outbox
from adapters.notify.post import Answer
from adapters.notify.retries import STANDARD
from tests.faults.receivers import Receiver, slowly
from tests.notify import answers
from tests.notify.house import BREACHED, message, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adapters.ledger.transaction import Transaction
    from tests.faults.receivers import Call
    from tests.notify.house import House


def test_delivers_what_is_told_signed_and_once(house: House) -> None:
    with Receiver() as receiver, house.sending() as sender:
        endpoint = house.endpoint(receiver.url)
        name = house.tell("msg_1")
        sender.wake()
        until(lambda: house.states() == ["delivered"])
    (told,) = receiver.told
    assert told.id == name
    assert told.is_signed(endpoint.secrets[0][0])
    assert told.headers["content-type"] == "application/cloudevents+json"
    assert json.loads(told.body)["data"] == "办结"
    (delivery,) = house.deliveries()
    assert (delivery.attempts, delivery.status, delivery.problem, delivery.next_at) == (1, 204, "", None)


def test_tells_each_receiver_what_it_wants(house: House) -> None:
    with Receiver() as everything, Receiver() as breaches, Receiver() as xian:
        house.endpoint(everything.url)
        house.endpoint(breaches.url, BREACHED)
        house.endpoint(xian.url, branches=("xian",))
        house.tell("msg_1")
        house.tell("msg_2", kind="guiju.clock.warning", branch="xian")
        with house.sending():
            until(lambda: house.states() == ["delivered"] * 4)
    assert {told.id for told in everything.told} == {"msg_1", "msg_2"}
    assert [told.id for told in breaches.told] == ["msg_1"]
    assert [told.id for told in xian.told] == ["msg_2"]


HOUR = 60 * 60 * 1_000_000
IN_BOTH = pytest.mark.parametrize("house", ["sqlite", "postgresql"], indirect=True)

FAILING = {
    "never": (answers.never, None, "timeout"),
    "dripping": (answers.dripping, None, "timeout"),
    "dripping body": (answers.dripping_body, 200, "timeout"),
    "cut off": (answers.cut_off, 200, "closed"),
    "hung up": (answers.hung_up, None, "closed"),
    "gibberish": (answers.gibberish, None, "closed"),
    "failing": (answers.by_turns(500), 500, "status"),
    "without meaning": (answers.by_turns(404), 404, "status"),
}


def test_failures_wait_for_their_next_attempt_each_with_its_reason(house: House) -> None:
    receivers = [Receiver(answer) for answer, _, _ in FAILING.values()]
    for receiver in receivers:
        receiver.__enter__()
        house.endpoint(receiver.url)
    house.tell("msg_1")
    try:
        with house.sending("1h"):
            until(lambda: all(delivery.attempts for delivery in house.deliveries()))
    finally:
        for receiver in receivers:
            receiver.__exit__()
    expected = sorted((status or 0, problem) for _, status, problem in FAILING.values())
    found = house.deliveries()
    assert sorted((delivery.status or 0, delivery.problem) for delivery in found) == expected
    assert all(delivery.state == "pending" for delivery in found)
    assert all(deliveries.words(delivery, lang) for delivery in found for lang in ("zh", "en"))
    waits = [(delivery.next_at or 0) - delivery.changed for delivery in found]
    assert all(HOUR <= wait <= HOUR * 1.1 for wait in waits)
    assert len(set(waits)) == len(waits)


@pytest.mark.parametrize(("status", "asked", "wait"), [(429, "7200", 2 * HOUR), (503, "1", HOUR), (500, "7200", HOUR)])
def test_who_is_overloaded_is_left_alone_as_long_as_it_asks(house: House, status: int, asked: str, wait: int) -> None:
    with Receiver(lambda call: call.reply(status, b"", **{"Retry-After": asked})) as receiver, house.sending("1h"):
        house.endpoint(receiver.url)
        house.tell("msg_1")
        until(lambda: house.deliveries()[0].attempts == 1)
    (delivery,) = house.deliveries()
    assert wait <= (delivery.next_at or 0) - delivery.changed <= wait * 1.1


def test_an_answer_without_end_is_cut_off_and_counts(house: House) -> None:
    with Receiver(answers.endless) as receiver, house.sending():
        house.endpoint(receiver.url)
        house.tell("msg_1")
        until(lambda: house.states() == ["delivered"])


def test_redirects_are_not_followed(house: House) -> None:
    with Receiver() as other, Receiver(answers.sent_on(other.url)) as receiver, house.sending("1h"):
        house.endpoint(receiver.url)
        house.tell("msg_1")
        until(lambda: house.deliveries()[0].attempts == 1)
        assert house.deliveries()[0].problem == "redirect"
    assert not other.told


def test_nobody_there(house: House) -> None:
    with socket.socket() as bound, house.sending("1h"):
        bound.bind(("127.0.0.1", 0))
        house.endpoint(f"http://127.0.0.1:{bound.getsockname()[1]}/")
        house.tell("msg_1")
        until(lambda: house.deliveries()[0].attempts == 1)
    assert house.deliveries()[0].problem == "unreachable: Connection refused"


def test_no_such_name(house: House) -> None:
    with house.sending("1h"):
        house.endpoint("http://no-such-host.invalid/")
        house.tell("msg_1")
        until(lambda: house.deliveries()[0].attempts == 1)
    assert house.deliveries()[0].problem.startswith("unreachable: ")


def test_a_certificate_that_nobody_vouches_for(house: House, tmp_path: Path) -> None:
    with Receiver() as receiver, house.sending("1h"):
        house.endpoint(answers.behind_tls(receiver, tmp_path))
        house.tell("msg_1")
        until(lambda: house.deliveries()[0].attempts == 1)
        assert house.deliveries()[0].problem == "tls: self-signed certificate"
    assert not receiver.told


def test_tries_again_under_the_same_id(house: House) -> None:
    with Receiver(answers.by_turns(500, 503, 200)) as receiver, house.sending("0s 0s"):
        house.endpoint(receiver.url)
        house.tell("msg_1")
        until(lambda: house.states() == ["delivered"])
    assert [told.id for told in receiver.told] == ["msg_1"] * 3
    assert house.deliveries()[0].attempts == 3


def test_dead_after_the_last_attempt(house: House) -> None:
    with Receiver(answers.by_turns(500)) as receiver, house.sending("0s"):
        house.endpoint(receiver.url)
        house.tell("msg_1")
        until(lambda: house.states() == ["dead"])
    (dead,) = house.deliveries()
    assert (dead.attempts, dead.status, dead.next_at) == (2, 500, None)


@IN_BOTH
def test_who_is_gone_is_told_nothing_more(house: House) -> None:
    with Receiver(answers.by_turns(410)) as receiver, house.sending() as sender:
        endpoint = house.endpoint(receiver.url)
        house.tell("msg_1")
        house.tell("msg_2")
        sender.wake()
        until(lambda: house.states() == ["dead", "dead"])
        house.tell("msg_3")
    assert [told.id for told in receiver.told] == ["msg_1"]
    assert [delivery.problem for delivery in house.deliveries()] == ["status", "disabled"]
    assert house.change(lambda connection: endpoints.find(connection, endpoint.id)).disabled


@pytest.mark.parametrize("answer", [answers.never, answers.dripping])
def test_no_receiver_waits_for_another(house: House, answer: Callable[[Call], None]) -> None:
    """Many messages to one that answers none, and one after them to another."""
    with Receiver(answer) as slow, Receiver() as fast, house.sending(seconds=600):
        house.endpoint(slow.url)
        for number in range(20):
            house.tell(f"msg_{number}", case=f"c{number}")
        until(lambda: len(slow.told) == 8)
        house.endpoint(fast.url)
        house.tell("msg_last")
        until(lambda: [told.id for told in fast.told] == ["msg_last"])
        assert len(slow.told) == 8


@IN_BOTH
def test_a_case_is_told_in_order(house: House) -> None:
    with Receiver(answers.by_turns(500, 500, 200)) as receiver:
        house.endpoint(receiver.url)
        names = [house.tell(f"msg_{number}") for number in range(5)]
        with house.sending("0s 1s"):
            until(lambda: house.states() == ["delivered"] * 5)
    assert [told.id for told in receiver.told] == [names[0], names[0], *names]


def test_a_case_does_not_wait_long_for_one_message(house: House) -> None:
    with Receiver(answers.by_turns(500, 200)) as receiver:
        house.endpoint(receiver.url)
        house.tell("msg_1")
        house.tell("msg_2")
        with house.sending("5m"):
            until(lambda: house.states() == ["pending", "delivered"])
    assert [told.id for told in receiver.told] == ["msg_1", "msg_2"]


@IN_BOTH
def test_several_senders_share_the_work(house: House) -> None:
    with Receiver() as receiver:
        house.endpoint(receiver.url)
        names = [house.tell(f"msg_{number}", case=f"c{number % 7}") for number in range(60)]
        with house.sending(seconds=60), house.sending(seconds=60), house.sending(seconds=60):
            until(lambda: house.states() == ["delivered"] * 60)
    assert sorted(told.id for told in receiver.told) == sorted(names)


@IN_BOTH
def test_what_a_dead_process_had_in_hand_is_sent_by_another(house: House) -> None:
    with Receiver() as receiver:
        endpoint = house.endpoint(receiver.url)
        house.tell("msg_1")
        now = micros(system())
        lease = 2_000_000

        def taken_by_one_that_dies() -> int:
            with house.database.writing() as tx:
                found = claims.due(tx.connection, endpoint, 8, now, lease)
                return len(claims.take(tx.connection, found, now))

        assert taken_by_one_that_dies() == 1
        assert taken_by_one_that_dies() == 0
        with house.sending():
            until(lambda: house.states() == ["delivered"])
    assert micros(system()) >= now + lease
    assert [told.id for told in receiver.told] == ["msg_1"]


def test_what_is_broken_off_is_given_back(house: House) -> None:
    with Receiver(answers.never) as receiver:
        house.endpoint(receiver.url)
        house.tell("msg_1")
        with house.sending(seconds=600):
            until(lambda: bool(receiver.told))
        (delivery,) = house.deliveries()
        assert (delivery.state, delivery.attempts) == ("pending", 0)
        receiver.answer = answers.by_turns(200)
        with house.sending():
            until(lambda: house.states() == ["delivered"])


def test_a_late_failure_changes_nothing_that_another_has_in_hand(house: House) -> None:
    """A process that slept past its lease: only its success counts."""
    endpoint = house.endpoint("http://127.0.0.1:9/")
    house.tell("msg_1")
    now = micros(system())
    with house.database.writing() as tx:
        (first,) = claims.take(tx.connection, claims.due(tx.connection, endpoint, 8, now, 10), now)
        (second,) = claims.take(tx.connection, claims.due(tx.connection, endpoint, 8, now + 10, 10), now + 10)
        claims.settle(tx.connection, first, Answer(500, "status"), STANDARD, now + 11)
    assert house.deliveries()[0].attempts == 0
    assert second.until == now + 20


def test_nothing_is_enqueued_of_what_was_not_recorded(house: House) -> None:
    house.endpoint("http://127.0.0.1:9/")

    def told_then_undone(tx: Transaction) -> None:
        outbox.enqueue(tx, [each.recorded for each in tx.append([message("msg_1")])])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        house.writer.run(told_then_undone).result()
    assert not house.deliveries()


def test_a_stop_waits_for_what_is_under_way(house: House) -> None:
    with Receiver(partial(slowly, seconds=0.5)) as receiver:
        house.endpoint(receiver.url)
        house.tell("msg_1")
        with house.sending() as sender:
            until(lambda: bool(receiver.told))
            sender.stop(grace=60)
        assert house.states() == ["delivered"]


def test_receivers_leave_no_cookies(house: House) -> None:
    with Receiver(lambda call: call.reply(200, b"", **{"Set-Cookie": "a=1"})) as receiver, house.sending() as sender:
        house.endpoint(receiver.url)
        for name in ("msg_1", "msg_2"):
            house.tell(name)
            sender.wake()
        until(lambda: house.states() == ["delivered"] * 2)
    assert not any("cookie" in told.headers for told in receiver.told)
