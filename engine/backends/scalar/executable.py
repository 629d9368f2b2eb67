"""A program made executable: its generated source, compiled, with the names that the source uses bound."""

from __future__ import annotations

import datetime as dt
import marshal
from decimal import Decimal
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.backends.scalar.checked import NO_HISTORY, Checked
from engine.backends.scalar.coerce import Unfit
from engine.backends.scalar.inspection import Inspector, fact_reader, float_reader
from engine.backends.scalar.requirements import waiting_for
from engine.backends.scalar.support import SUPPORT
from engine.feel.runtime import NAMESPACE
from engine.feel.values import TimeSpan, Unit
from engine.ir.decision import Held, Outcome, Result, Undecided
from engine.ir.hits import select
from engine.ir.steps import is_timed
from engine.late import room

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType

    from engine.ir.program import Program


class Executable:
    """Decides cases by one program.

    `check(facts, now=None)` gives the facts checked and coerced; it raises FactError, with a diagnostic per problem.
    `run(checked)` decides. `decide(facts, now=None)` does both in one and gives (result, checked), where `checked`
    may hold floats: read `checked.facts`, which is exact. All three are pure, and safe in threads. A program with timed
    steps takes a `horizon` after `now`, and its `run` may raise FactError, too.

    It is rebuilt from `program` and `source` alone. A pickle also keeps the compiled code, for the same version of
    Python.
    """

    __slots__ = ("_code", "check", "decide", "program", "run", "source")

    check: Callable[..., Checked]
    run: Callable[[Checked], Result]
    decide: Callable[..., tuple[Result, Checked]]

    def __init__(self, program: Program, source: str, code: CodeType | None = None) -> None:
        self.program = program
        self.source = source
        self._code = code or compile(source, f"<{program.branch}/{program.policy}>", "exec", dont_inherit=True)
        names = _names(program)
        exec(self._code, names)  # noqa: S102 - our own source, no text of a user's
        names["INSPECT"].checks.update(names["CHECKS"])
        self.check, self.run, self.decide = names["check"], names["run"], names["decide"]

    def __reduce__(self) -> tuple[Callable[..., Executable], tuple[Program, str, bytes, bytes]]:
        return _restored, (self.program, self.source, MAGIC_NUMBER, marshal.dumps(self._code))


def _restored(program: Program, source: str, magic: bytes, code: bytes) -> Executable:
    """An executable from a pickle; another Python's code is compiled again."""
    kept = marshal.loads(code) if magic == MAGIC_NUMBER else None  # noqa: S302 - of our own pickle
    return Executable(program, source, kept)


def _names(program: Program) -> dict[str, Any]:
    """A fresh module's names: the shared ones, and those of this program."""
    readers = tuple(fact_reader(fact, program.zone) for fact in program.facts)
    return {
        **_SHARED,
        "INSPECT": Inspector(program, readers),
        "READ": readers,
        "READ_FLOAT": tuple(float_reader(reader) for reader in readers),
        "RULES": program.rules,
        "STEPS": program.steps,
        "TIMED": room("timed").Runs(program) if is_timed(program) else {},
    }


_SHARED: Mapping[str, Any] = {
    **NAMESPACE,
    **SUPPORT,
    "Checked": Checked,
    "Decimal": Decimal,
    "Held": Held,
    "NO_HISTORY": NO_HISTORY,
    "Outcome": Outcome,
    "Result": Result,
    "SELECT": select,
    "TimeSpan": TimeSpan,
    "UNFIT": (Unfit, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    "UNUSUAL": Unfit,
    "Undecided": Undecided,
    "Unit": Unit,
    "WAITING_FOR": waiting_for,
    "ZoneInfo": ZoneInfo,
    "date": dt.date,
    "datetime": dt.datetime,
    "new": tuple.__new__,
    "time": dt.time,
}
