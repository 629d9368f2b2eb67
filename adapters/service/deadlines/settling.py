"""Cases settled in the database: read in a snapshot, written where nothing has happened to them since.

So reading, which takes a while, holds up nobody who writes; what several processes work out at once is written once.
"""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from adapters.ledger.queries import COLUMNS, latest, recorded, setting
from adapters.ledger.tables import cases, entries
from adapters.ledger.tables import clocks as table
from adapters.notify import outbox
from adapters.service.activations import activated_by
from adapters.service.deadlines.reading import ClockName, ClockState
from adapters.service.deadlines.settlement import Known, Rules, settlement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from adapters.ledger.transaction import Transaction
    from adapters.service.deadlines.due import CaseName
    from adapters.service.deadlines.settlement import Settlement
    from adapters.service.live import Served
    from engine import Diagnostic

    Clocks = Mapping[ClockName, ClockState]
    Stood = Callable[[Known], Clocks]
    """The clocks of a case as the library read them by which it was last read."""


class InForce(NamedTuple):
    """A library while it is in force: see `Rules`."""

    served: Served
    activation: str
    activated: int
    source: str

    def rules(self, branch: str) -> Rules:
        """Its rules in a branch; none in one that it hasn't got."""
        library, policies = self.served.library, self.served.policies
        names = library.policies_of(branch) if branch in library.branches else ()
        own = tuple([policies[branch, name] for name in names])
        return Rules(own, self.served.bundle, self.activation, self.activated, self.source)


class Seen(NamedTuple):
    """What changes whenever a case is told of or settled: the place of the last that was told, and `look_at`."""

    last: int
    look_at: int | None


class Prepared(NamedTuple):
    """A case settled, not yet written. `seen`: how it was when it was read."""

    known: Known
    seen: Seen
    activation: str
    bundle: str
    settlement: Settlement


def in_force(connection: Connection, served: Served) -> InForce | None:
    """None where another library is in force: then somebody else settles by that."""
    last = latest(connection, "activation")
    if last is None or activated_by(last.entry) != served.bundle:
        return None
    return InForce(served, last.entry.id, last.entry.at, f"/guiju/{setting(connection, 'id')}")


def prepare(
    connection: Connection, force: InForce, case: CaseName, now: dt.datetime, stood: Stood = attrgetter("clocks")
) -> Prepared:
    """A case settled as of `now`, from one state of the database. `stood`: by default what the tables say."""
    known, seen = _known(connection, *case)
    found = settlement(known._replace(clocks=stood(known)), force.rules(known.branch), now)
    return Prepared(known, seen, force.activation, force.served.bundle, found)


def apply(transaction: Transaction, batch: Sequence[Prepared]) -> int:
    """Write what was prepared by one library: how many cases. Not those to which anything has happened meanwhile.

    Nothing is written where another library is in force by now. What is left out is due still, or done.
    """
    last = latest(transaction.connection, "activation")
    if last is None or any(prepared.activation != last.entry.id for prepared in batch):
        return 0
    current = [each for each in batch if _seen(transaction.connection, each.known) == each.seen]
    for prepared in current:
        write(transaction, prepared)
    return len(current)


def write(transaction: Transaction, prepared: Prepared) -> None:
    """Write what was prepared in this very transaction, or is as true as when it was."""
    known, found = prepared.known, prepared.settlement
    appended = transaction.append(found.messages) if found.messages else ()
    outbox.enqueue(transaction, [each.recorded for each in appended if not each.known])
    _write_clocks(transaction.connection, known, found.clocks)
    _write_case(transaction.connection, prepared)


def _known(connection: Connection, branch: str, case: str) -> tuple[Known, Seen]:
    named = {"its_branch": branch, "its_case": case}
    found = [recorded(row) for row in connection.execute(_ENTRIES, named)]
    events = [each.entry for each in found if each.entry.kind == "event"]
    messages = [each.entry for each in found if each.entry.kind == "message"]
    bundle, read_to, look_at = connection.execute(_CASE, named).first() or ("", 0, None)
    known = Known(branch, case, events, messages, bundle, read_to, _clocks(connection, named))
    return known, Seen(found[-1].seq if found else 0, look_at)


def _clocks(connection: Connection, named: Mapping[str, str]) -> Clocks:
    """The clocks of a case as they were last read."""
    rows = connection.execute(_CLOCKS, named)
    return {ClockName(*row[:3]): ClockState(*row[3:7], json.loads(row.reading)) for row in rows}


def _seen(connection: Connection, known: Known) -> Seen | None:
    row = connection.execute(_SEEN, {"its_branch": known.branch, "its_case": known.case}).first()
    return Seen(*row) if row else None


def _write_clocks(connection: Connection, known: Known, clocks: Clocks) -> None:
    """Only those that stand otherwise than before."""
    changed = {name: clock for name, clock in clocks.items() if known.clocks.get(name) != clock}
    gone = [name for name, clock in known.clocks.items() if clocks.get(name) != clock]
    of_case = {"branch": known.branch, "case_id": known.case}
    if gone:
        connection.execute(_DROP, [{f"its_{column}": value for column, value in _row(name, of_case)} for name in gone])
    if changed:
        rows = [dict(_row(name, of_case)) | _state_row(clock) for name, clock in changed.items()]
        connection.execute(insert(table), rows)


def _row(name: ClockName, of_case: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from (*of_case.items(), *name._asdict().items())


def _state_row(clock: ClockState) -> dict[str, Any]:
    return clock._asdict() | {"reading": json.dumps(clock.reading, ensure_ascii=False)}


def _write_case(connection: Connection, prepared: Prepared) -> None:
    known, found = prepared.known, prepared.settlement
    read = {
        "events": len(known.events),
        "bundle": prepared.bundle,
        "read_to": found.read_to,
        "look_at": found.look_at,
        "problems": json.dumps(_problems(found.problems), ensure_ascii=False),
    }
    of_case = {"its_branch": known.branch, "its_case": known.case}
    if not connection.execute(_READ, of_case | {f"new_{name}": value for name, value in read.items()}).rowcount:
        connection.execute(insert(cases), {"branch": known.branch, "case_id": known.case} | read)


def _problems(problems: Mapping[str, Sequence[Diagnostic]]) -> dict[str, list[dict[str, Any]]]:
    """By policy, each problem with its code, where it lies and what it is about."""
    return {
        policy: [{"code": one.code, "pointer": one.pointer, "args": dict(one.args)} for one in found]
        for policy, found in problems.items()
    }


_OF_CASE = (cases.c.branch == bindparam("its_branch"), cases.c.case_id == bindparam("its_case"))
_CASE = select(cases.c.bundle, cases.c.read_to, cases.c.look_at).where(*_OF_CASE)
_READ = (
    update(cases)
    .where(*_OF_CASE)
    .values({name: bindparam(f"new_{name}") for name in ("events", "bundle", "read_to", "look_at", "problems")})
)
_CLOCKS = select(
    table.c.policy,
    table.c.clock,
    table.c.key,
    table.c.state,
    table.c.started,
    table.c.due,
    table.c.revision,
    table.c.reading,
).where(table.c.case_id == bindparam("its_case"), table.c.branch == bindparam("its_branch"))
_DROP = delete(table).where(*[column == bindparam(f"its_{column.name}") for column in table.primary_key])
_TOLD = (
    entries.c.case_id == bindparam("its_case"),
    entries.c.branch == bindparam("its_branch"),
    entries.c.kind.in_(("event", "message")),
)
_ENTRIES = select(*COLUMNS).where(*_TOLD).order_by(entries.c.seq)
_SEEN = select(select(func.max(entries.c.seq)).where(*_TOLD).scalar_subquery(), cases.c.look_at).where(*_OF_CASE)
