"""The headers of a webhook, by Standard Webhooks 1.0: id, instant of the attempt, signatures of both with the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standardwebhooks import Webhook

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


def signed(name: str, body: str, secrets: Iterable[str], now: dt.datetime) -> dict[str, str]:
    """The three headers of a message's attempt at an instant of UTC: a signature (`v1`) per secret."""
    signatures = (Webhook(secret).sign(name, now, body) for secret in secrets)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
