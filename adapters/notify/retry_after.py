"""`Retry-After` (RFC 9110, 10.2.3): how long a receiver that is overloaded asks to be left alone."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

LONGEST = dt.timedelta(days=1)
_NONE = dt.timedelta()
_SECONDS = re.compile(r"[0-9]{1,9}")


def retry_after(text: str, now: dt.datetime) -> dt.timedelta:
    """Of seconds or a date, a day at most; none of what is neither, or over."""
    try:
        asked = dt.timedelta(seconds=int(text)) if _SECONDS.fullmatch(text) else _date(text) - now
    except (ValueError, OverflowError):
        return _NONE
    return max(_NONE, min(asked, LONGEST))


def _date(text: str) -> dt.datetime:
    date = parsedate_to_datetime(text)
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)
