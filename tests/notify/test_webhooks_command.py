"""`guiju webhooks`, called by an administrator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from adapters.notify.messages import TYPES
from tests.faults.receivers import Receiver
from tests.notify.answers import by_turns
from tests.notify.house import until

if TYPE_CHECKING:
    from click.testing import Result

    from tests.notify.house import House

URL = "https://crm.example.com/guiju"


def call(house: House, *arguments: str) -> Result:
    return CliRunner(env={"LANG": "en_GB.UTF-8", "GUIJU_DB": house.url}).invoke(guiju, ["webhooks", *arguments])


def test_the_secret_stands_alone_on_stdout_and_is_never_shown_again(house: House) -> None:
    added = call(house, "add", URL)
    secret = added.stdout.strip()
    assert (added.exit_code, secret[:6]) == (0, "whsec_")
    for form in ("text", "json"):
        shown = call(house, "list", "--format", form)
        assert URL in shown.stdout
        assert secret not in shown.output


def test_every_type_of_message_can_be_asked_for(house: House) -> None:
    asked = [argument for kind in TYPES.values() for argument in ("--type", kind)]
    assert json.loads(call(house, "add", URL, *asked, "--format", "json").stdout)["types"] == [*TYPES.values()]


def test_as_json(house: House) -> None:
    added = json.loads(
        call(house, "add", URL, "--type", "guiju.withdrawn", "--branch", "西安", "--format", "json").stdout
    )
    (listed,) = json.loads(call(house, "list", "--format", "json").stdout)
    assert added.pop("secret").startswith("whsec_")
    assert added == listed
    assert (listed["types"], listed["branches"], listed["disabled"]) == (["guiju.withdrawn"], ["西安"], None)


def test_the_list_says_of_each_receiver_what_it_is_told(house: House) -> None:
    call(house, "add", URL)
    call(house, "add", f"{URL}/xian", "--type", "guiju.withdrawn", "--branch", "xian")
    first, second = call(house, "list").stdout.splitlines()
    assert first.split("  ", 3)[2] == URL
    assert (first.count("all messages"), first.count("all branches")) == (1, 1)
    assert second.endswith(f"{URL}/xian  guiju.withdrawn  xian")
    assert second.index("guiju.withdrawn") == first.index("all messages")


def test_dead_letters_from_the_list_to_their_receiver(house: House) -> None:
    with Receiver(by_turns(503)) as receiver:
        secret = call(house, "add", receiver.url).stdout.strip()
        house.tell("msg_1")
        with house.sending(""):
            until(lambda: house.states() == ["dead"])
        (dead,) = json.loads(call(house, "dead", "--format", "json").stdout)
        assert (dead["message"], dead["attempts"], dead["status"]) == ("msg_1", 1, 503)
        assert "answered 503" in call(house, "dead").stdout
        receiver.answer = by_turns(200)
        assert "1 to be sent again" in call(house, "resend", dead["id"]).stderr
        with house.sending():
            until(lambda: house.states() == ["delivered"])
    assert [told.is_signed(secret) for told in receiver.told] == [True, True]
    assert call(house, "dead", "--lang", "zh").stdout == "没有投递失败的消息\n"


def test_a_receiver_that_is_gone_is_listed_as_disabled_and_can_come_back(house: House) -> None:
    with Receiver(by_turns(410)) as receiver:
        name = json.loads(call(house, "add", receiver.url, "--format", "json").stdout)["id"]
        house.tell("msg_1")
        with house.sending():
            until(lambda: house.states() == ["dead"])
        assert "disabled since" in call(house, "list").stdout
        assert "GJ834" in call(house, "resend", "msg_1").stderr
        call(house, "enable", name)
        assert "disabled" not in call(house, "list").stdout
        assert call(house, "resend", "--all").exit_code == 0
    call(house, "remove", name)
    assert not house.deliveries()


UNUSABLE = {
    "no address": (["add", "crm.example.com"], "GJ830"),
    "no host": (["add", "https:///guiju"], "GJ830"),
    "another scheme": (["add", "ftp://crm.example.com"], "GJ830"),
    "a password": (["add", "https://me:secret@crm.example.com"], "GJ830"),
    "no port": (["add", "https://crm.example.com:99999"], "GJ830"),
    "blanks": (["add", "https://crm.example.com/a b"], "GJ830"),
    "misspelt type": (["add", URL, "--type", "guiju.withdrawm"], "did you mean `guiju.withdrawn`?"),
    "unknown webhook": (["remove", "wh_1"], "GJ832"),
    "nothing dead": (["resend", "msg_1"], "GJ833"),
    "nothing said": (["resend"], "GJ703"),
    "all and one": (["resend", "msg_1", "--all"], "GJ703"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_can_not_be_done_is_said_and_changes_nothing(house: House, name: str) -> None:
    arguments, expected = UNUSABLE[name]
    result = call(house, *arguments)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert result.stdout == ""
    assert call(house, "list", "--format", "json").stdout == "[]\n"
