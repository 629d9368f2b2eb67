"""The SQL of a span's canonical text: what `engine.feel.spans.canonical_span` says, in DuckDB's words."""

from __future__ import annotations

_SIZE = "abs({0}.amount)"
_WHOLE = f"CAST(floor({_SIZE}) AS BIGINT)"
_HOURS = f"{_WHOLE} // 3600"
_MINUTES = f"({_WHOLE} // 60) % 60"
_SECONDS = f"{_SIZE} - CAST(({_WHOLE} // 60) * 60 AS DECIMAL(24, 6))"


def _plain(amount: str) -> str:
    """A decimal without trailing zeros."""
    return f"rtrim(rtrim(CAST({amount} AS VARCHAR), '0'), '.')"


def _letter(number: str, letter: str) -> str:
    return f"CASE WHEN {number} > 0 THEN CAST({number} AS VARCHAR) || '{letter}' ELSE '' END"


def _clock() -> str:
    seconds = f"CASE WHEN {_SECONDS} > 0 THEN {_plain(_SECONDS)} || 'S' ELSE '' END"
    parts = f"{_letter(_HOURS, 'H')} || {_letter(_MINUTES, 'M')} || {seconds}"
    return f"'PT' || CASE WHEN {_SIZE} = 0 THEN '0S' ELSE {parts} END"


def _words(number: str, text: str, word: str) -> str:
    return f"{text} || CASE WHEN {number} = 1 THEN ' {word}' ELSE ' {word}s' END"


def _part(number: str, word: str) -> str:
    """A part that isn't told where it is zero, and goes before others."""
    return f"CASE WHEN {number} > 0 THEN {_words(number, f'CAST({number} AS VARCHAR)', word)} || ' ' ELSE '' END"


def _working_time() -> str:
    told = f"{_SECONDS} > 0 OR {_SIZE} = 0"
    seconds = f"CASE WHEN {told} THEN {_words(_SECONDS, _plain(_SECONDS), 'working second')} ELSE '' END"
    return f"rtrim({_part(_HOURS, 'working hour')} || {_part(_MINUTES, 'working minute')} || {seconds})"


CANONICAL = (
    "CASE WHEN {0}.amount < 0 THEN '-' ELSE '' END || CASE {0}.unit"
    f" WHEN 'seconds' THEN {_clock()}"
    f" WHEN 'working-seconds' THEN {_working_time()}"
    f" WHEN 'months' THEN 'P' || {_plain(_SIZE)} || 'M'"
    f" WHEN 'days' THEN {_words(_SIZE, _plain(_SIZE), 'calendar day')}"
    f" WHEN 'working-days' THEN {_words(_SIZE, _plain(_SIZE), 'working day')} END"
)
