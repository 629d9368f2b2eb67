"""Signatures, judged by the package of those who wrote the standard."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis.strategies import binary, text
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from adapters.clock import instant, micros, system
from adapters.notify import endpoints
from adapters.notify.signature import signed
from tests.faults.receivers import Receiver
from tests.notify.house import House, until

SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"]


def test_the_standards_own_example() -> None:
    at = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', SECRETS[:1], at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(text(), binary(min_size=24, max_size=64))
def test_any_body_is_verified_with_its_secret_and_no_other(body: str, key: bytes) -> None:
    headers = signed("msg_1", body, SECRETS, system())
    for secret in SECRETS:
        Webhook(secret).verify(body, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(key).verify(body, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[0]).verify(f"{body} ", headers, json_parse=False)


def test_a_rotated_secret_signs_beside_the_new_one_for_a_day(house: House) -> None:
    with Receiver() as receiver, house.sending():
        before = house.endpoint(receiver.url)
        now = micros(system())
        after = house.change(lambda connection: endpoints.rotate(connection, before.id, now))
        house.tell("msg_1")
        until(lambda: house.states() == ["delivered"])
    (told,) = receiver.told
    assert told.is_signed(before.secrets[0][0])
    assert told.is_signed(after.secrets[0][0])
    assert after.signing(micros(instant(now) + dt.timedelta(hours=24))) == (after.secrets[0][0],)
    assert house.change(lambda connection: endpoints.find(connection, before.id)) == after
