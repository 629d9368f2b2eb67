"""What nobody took is listed, and sent again when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.notify import deliveries, endpoints
from adapters.notify.endpoints import WebhookError
from tests.faults.receivers import Receiver
from tests.notify.answers import by_turns
from tests.notify.house import until

if TYPE_CHECKING:
    from adapters.notify.endpoints import Endpoint
    from tests.notify.house import House

IN_BOTH = pytest.mark.parametrize("house", ["sqlite", "postgresql"], indirect=True)


def resend(house: House, name: str | None) -> int:
    count: int = house.change(lambda connection: deliveries.resend(connection, name))
    return count


def dead_letters(house: House, *receivers: Receiver) -> list[Endpoint]:
    """Two messages that neither of the receivers took, and the receivers' endpoints."""
    added = [house.endpoint(receiver.url) for receiver in receivers]
    for name in ("msg_1", "msg_2"):
        house.tell(name, case=name)
    with house.sending(""):
        until(lambda: set(house.states()) == {"dead"})
    return added


@IN_BOTH
def test_dead_letters_are_sent_again(house: House) -> None:
    with Receiver(by_turns(500)) as one, Receiver(by_turns(500)) as two:
        dead_letters(house, one, two)
        assert deliveries.words(house.deliveries()[0], "en") == "answered 500"
        one.answer = two.answer = by_turns(204)
        with house.sending():
            assert resend(house, None) == 4
            until(lambda: set(house.states()) == {"delivered"})
    assert sorted(told.id for told in one.told) == ["msg_1", "msg_1", "msg_2", "msg_2"]
    assert sum(house.change(deliveries.counted).values()) == 4


def test_by_the_id_of_a_delivery_a_message_or_an_endpoint(house: House) -> None:
    with Receiver(by_turns(500)) as one, Receiver(by_turns(500)) as two:
        endpoint, _ = dead_letters(house, one, two)
    assert resend(house, house.deliveries()[0].id) == 1
    assert resend(house, "msg_2") == 2
    assert resend(house, None) == 1
    with pytest.raises(WebhookError, match="GJ833"):
        resend(house, endpoint.id)


def test_again_with_all_attempts(house: House) -> None:
    with Receiver(by_turns(500)) as receiver:
        dead_letters(house, receiver)
        resend(house, "msg_1")
        with house.sending("0s 0s"):
            until(lambda: house.states() == ["dead", "dead"])
    assert [delivery.attempts for delivery in house.deliveries()] == [3, 1]


def test_not_to_a_disabled_receiver_until_it_is_enabled(house: House) -> None:
    with Receiver(by_turns(410)) as receiver:
        (endpoint,) = dead_letters(house, receiver)
    assert resend(house, None) == 0
    with pytest.raises(WebhookError, match="GJ834"):
        resend(house, "msg_1")
    house.change(lambda connection: endpoints.enable(connection, endpoint.id))
    assert resend(house, endpoint.id) == 2


def test_listed_page_by_page(house: House) -> None:
    for path in ("a", "b"):
        house.endpoint(f"http://127.0.0.1:9/{path}")
    for number in range(3):
        house.tell(f"msg_{number}")
    seen: list[str] = []
    after = (0, "")
    with house.database.reading() as connection:
        while page := deliveries.listed(connection, "pending", limit=4, after=after):
            seen += [delivery.id for delivery in page]
            after = (page[-1].seq, page[-1].endpoint)
        assert not deliveries.listed(connection, "dead")
    assert len(seen) == len(set(seen)) == 6
    assert [name[:5] for name in seen] == ["msg_0", "msg_0", "msg_1", "msg_1", "msg_2", "msg_2"]


def test_forgotten_with_its_receiver(house: House) -> None:
    with Receiver(by_turns(500)) as one, Receiver(by_turns(500)) as two:
        endpoint, other = dead_letters(house, one, two)
    house.change(lambda connection: endpoints.remove(connection, endpoint.id))
    assert {delivery.endpoint for delivery in house.deliveries()} == {other.id}
