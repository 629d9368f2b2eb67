"""All the words that a trace is told with, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.statements import speech_of_program, statements
from engine.backends.prose.tables import row_reasons
from engine.backends.prose.timed.instants import tongue
from engine.backends.prose.timed.reasons import rung_reasons
from engine.backends.prose.wording import wording

if TYPE_CHECKING:
    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.statements import State
    from engine.backends.prose.tables import RowReasons
    from engine.backends.prose.timed.instants import Tongue
    from engine.backends.prose.wording import Wording
    from engine.ir.trace import Trace


class Spoken(NamedTuple):
    """`rows`: why each row of a table was selected or not; `rungs`: why each rung was reached or not, by its rule.

    `state`: what tests say that compare nothing. `tongue`: how times are told.
    """

    words: Wording
    speech: Speech
    rows: RowReasons
    state: State
    rungs: dict[str, list[str]]
    tongue: Tongue


def spoken(trace: Trace, lang: str) -> Spoken:
    words = wording(trace.program, lang)
    speech = speech_of_program(trace.program, words)
    times = tongue(lang, words.zone)
    rows, rungs = row_reasons(trace, speech), rung_reasons(trace, times)
    return Spoken(words, speech, rows, statements(trace.program, speech), rungs, times)
