"""What a CRM is sent, checked: only the service knows the secret. Needs nothing but Python."""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from hmac import compare_digest, digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIVE_MINUTES = 300


def genuine(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the service sent it (Standard Webhooks): signed are the id, the time and the body, as they came."""
    sent = headers["webhook-timestamp"]
    signed = f"{headers['webhook-id']}.{sent}.".encode() + body
    own = b64encode(digest(b64decode(secret.removeprefix("whsec_")), signed, "sha256")).decode()
    known = any(compare_digest(f"v1,{own}", each) for each in headers["webhook-signature"].split())
    return known and abs(time.time() - int(sent)) < FIVE_MINUTES
