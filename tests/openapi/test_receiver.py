"""The receiver that `docs/crm.md` shows: a process of its own, sent every kind of message."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from standardwebhooks import Webhook

from examples.webhook import genuine
from tests.notify.house import until

if TYPE_CHECKING:
    from collections.abc import Iterator

RECEIVER = Path(__file__).parents[2] / "examples" / "receiver.py"
SECRET, STRANGERS = "whsec_Z3VpanU=", "whsec_c3RyYW5nZXI="
DUE = "2026-03-06T20:20:00+08:00"
POINT = {"timer": "handover", "rung": "handover.due", "at": DUE, "outcomes": [{"do": "escalate", "to": "manager"}]}
CHANGED = {"timer": "handover", "old": {"due": DUE}}


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Ends when it has had one message."""
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    command = (sys.executable, RECEIVER, tmp_path, "1")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        yield process
        process.kill()


def send(folder: Path, data: dict[str, Any], secret: str = SECRET) -> int:
    """The status of the answer to a message with such data."""
    address = folder / "address"
    until(lambda: address.exists() and address.read_text().endswith("\n"))
    body = json.dumps({"id": "msg_1", "type": "guiju.of.a.kind", "subject": "TS-1", "data": data})
    now = dt.datetime.now(dt.UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    return httpx.post(address.read_text().strip(), content=body, headers=headers).status_code


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (POINT, f"handover.due     {DUE}，escalate → manager（"),
        (POINT | {"withdraws": "msg_0"}, "handover.due     收回 msg_0（"),
        (CHANGED | {"new": {"due": "2026-03-06T18:20:00+08:00"}}, "改为 2026-03-06T18:20:00+08:00 到期（"),
        (CHANGED | {"new": None}, "handover         不再计时（"),
    ],
)
def test_every_kind_of_message_is_shown(
    receiver: subprocess.Popen[str], tmp_path: Path, data: dict[str, Any], said: str
) -> None:
    assert send(tmp_path, data, STRANGERS) == 401
    assert send(tmp_path, data) == 204
    shown, _ = receiver.communicate()
    assert said in shown
    assert shown.count("\n") == 1


AT_ONCE, LATER = dt.timedelta(0), dt.timedelta(hours=1)
BODY = '{"data": "评分"}'


@pytest.mark.parametrize(
    ("secrets", "after", "body", "is_genuine"),
    [
        ([SECRET], AT_ONCE, BODY, True),
        ([STRANGERS, SECRET], AT_ONCE, BODY, True),
        ([STRANGERS], AT_ONCE, BODY, False),
        ([SECRET], AT_ONCE, BODY.replace("评", "平"), False),
        ([SECRET], LATER, BODY, False),
    ],
    ids=["signed", "rotated", "a stranger's", "changed", "sent again later"],
)
def test_a_message_is_checked_without_any_package(
    secrets: list[str], after: dt.timedelta, body: str, *, is_genuine: bool
) -> None:
    sent = dt.datetime.now(dt.UTC) - after
    signatures = " ".join(Webhook(secret).sign("msg_1", sent, BODY) for secret in secrets)
    when = str(int(sent.timestamp()))
    headers = {"webhook-id": "msg_1", "webhook-timestamp": when, "webhook-signature": signatures}
    assert genuine(SECRET, headers, body.encode()) == is_genuine
