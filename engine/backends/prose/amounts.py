"""Money and instants as people write them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.diagnostics.catalog import entry, fill
from engine.ir.value_wire import money_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from zoneinfo import ZoneInfo


def currency_amount(currency: str, lang: str) -> Callable[[Decimal | int], str]:
    """How money is written: `12,345.67 元`, `CNY 12,345.67`."""
    template = entry("explain")["money"][lang]
    name = currency_name(currency, lang)
    return lambda value: fill(template, {"amount": _grouped(money_text(value)), "currency": name})


def currency_name(currency: str, lang: str) -> str:
    name: str = entry("currencies").get(currency, {}).get(lang, currency)
    return name


def _grouped(amount: str) -> str:
    """Thousands set apart; whole amounts without cents."""
    sign = "−" if amount.startswith("-") else ""
    whole, _, cents = amount.lstrip("-").partition(".")
    return f"{sign}{int(whole):,}" + ("" if set(cents) <= {"0"} else f".{cents}")


def moment_text(moment: dt.date, zone: ZoneInfo) -> str:
    """`2026-03-02`, `2026-03-02 09:00`, with seconds where it has some."""
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    local = moment.astimezone(zone).replace(tzinfo=None)
    return local.isoformat(" ", "seconds" if local.second or local.microsecond else "minutes")
