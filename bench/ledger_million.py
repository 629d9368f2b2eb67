"""A ledger of a million decisions: what it takes to append, keep, look up, seal and verify them.

The peer is one plain table in SQLite with the same settings, written and read with SQLAlchemy Core as ours is: a
primary key, an index on the case, the same JSON; no places, no hashes, no seals, nothing that refuses a change. The
decisions are a hundred real ones under a million ids, ten for each case.
"""

from __future__ import annotations

import tempfile
import time
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, Engine, MetaData, Table, Text, create_engine, event, insert, select

from adapters.ledger import queries
from adapters.ledger.database import Database
from adapters.ledger.sealing import audit, batches, signing
from adapters.service.bundles import EMPTY
from adapters.service.decisions import to_entry
from bench.benchmark import Benchmark, Measured, rates
from bench.memory import peak_of
from engine import Library

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.ledger.entries import Entry, Kind

DECISIONS, OF_A_CASE, GROUP = 1_000_000, 10, 1000
LOOKED_UP = range(0, DECISIONS, DECISIONS // 500)
PEER = "a plain table"
POLICIES = Path(__file__).parent.parent / "policies"
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL")

plain = Table(
    "decisions",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("case_id", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)


class Both(NamedTuple):
    """The two databases, filled; seconds that it took to append to each, and to seal ours."""

    file: Path
    ours: Database
    theirs: Engine
    appending: tuple[float, float]
    sealing: float


@cache
def both() -> Both:
    """Made once; the system clears the files away."""
    folder = Path(tempfile.mkdtemp(prefix="guiju-ledger-"))
    ours, theirs = Database.open(str(folder / "ours.db")), _plain(folder / "theirs.db")
    seconds = [0.0, 0.0]
    for group in _groups():
        for side, append in enumerate((partial(_append, ours), partial(_insert, theirs))):
            start = time.perf_counter()
            append(group)
            seconds[side] += time.perf_counter() - start
    start = time.perf_counter()
    batches.seal_waiting(ours, signing.made(folder / "guiju.key"), at_once=True)
    return Both(folder, ours, theirs, (seconds[0], seconds[1]), time.perf_counter() - start)


def _plain(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", lambda driver, _: [driver.execute(f"PRAGMA {each}") for each in PRAGMAS])
    plain.create(engine)
    return engine


def _append(database: Database, group: Sequence[Entry]) -> None:
    with database.writing() as transaction:
        transaction.append(group)


def _insert(engine: Engine, group: Sequence[Entry]) -> None:
    with engine.begin() as connection:
        connection.execute(insert(plain), [{"id": each.id, "case_id": each.case, "body": each.body} for each in group])


def _groups() -> Iterator[list[Entry]]:
    real = _real()
    for start in range(0, DECISIONS, GROUP):
        yield [_numbered(real[number % len(real)], number) for number in range(start, start + GROUP)]


def _numbered(entry: Entry, number: int) -> Entry:
    return entry._replace(id=_id(number), case=_case(number))


def _id(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def _case(number: int) -> str:
    """The decisions of a case are as far apart in time as they can be."""
    return f"case-{number % (DECISIONS // OF_A_CASE)}"


def _real() -> list[Entry]:
    policy = Library.load(POLICIES).branch("xian").policy("drawing-review")
    return [_decided(policy.decide({"score": score, "signed": score % 2 == 0})) for score in range(100)]


def _decided(decision: Any) -> Entry:
    return to_entry(decision, {"score": 79, "signed": False}, decision.to_json(), bundle=EMPTY, case="", key="key_1")


def appended() -> Measured:
    mine, other = (DECISIONS / seconds for seconds in both().appending)
    return Measured(mine, other, "decisions/s", mine / other)


def sealed() -> Measured:
    made = both()
    mine, other = made.sealing, made.appending[0]
    return Measured(mine, other, "s", mine / other)


def size() -> Measured:
    mine, other = (_mebibytes(both().file / name) for name in ("ours.db", "theirs.db"))
    return Measured(mine, other, "MiB", mine / other)


def _mebibytes(file: Path) -> float:
    return sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*")) / 2**20


def by_id() -> Measured:
    wanted = [_id(number) for number in LOOKED_UP]
    made = both()
    with made.ours.reading() as mine, made.theirs.connect() as other:
        return rates(
            lambda: [queries.by_id(mine, "decision", each) for each in wanted],
            lambda: [other.execute(select(plain).where(plain.c.id == each)).all() for each in wanted],
            len(wanted),
            "look-ups/s",
        )


def by_case() -> Measured:
    wanted = [_case(number) for number in LOOKED_UP]
    kinds: tuple[Kind, ...] = ("decision",)
    made = both()
    with made.ours.reading() as mine, made.theirs.connect() as other:
        return rates(
            lambda: [queries.of_case(mine, "xian", each, kinds) for each in wanted],
            lambda: [other.execute(select(plain).where(plain.c.case_id == each)).all() for each in wanted],
            len(wanted),
            "look-ups/s",
        )


def verified() -> Measured:
    """Beside reading the plain table once, row by row, in the order of its file."""
    made = both()
    start = time.perf_counter()
    verify(made.file)
    middle = time.perf_counter()
    with made.theirs.connect() as connection:
        rows = connection.execute(select(plain), execution_options={"yield_per": GROUP})
        assert sum(1 for _ in rows) == DECISIONS  # noqa: S101  nothing is measured that didn't happen
    mine, other = middle - start, time.perf_counter() - middle
    return Measured(mine, other, "s", mine / other)


def verify(folder: Path) -> None:
    database = Database.open(str(folder / "ours.db"), readonly=True)
    key = signing.signing_key(folder / "guiju.key").public
    found = audit.verified(database, {key.id: key})
    database.close()
    assert (found.sealed, found.findings) == (DECISIONS, ())  # noqa: S101


def memory() -> Measured:
    """The greatest resident set of a process that verifies, beside one that only opens the ledger."""
    opened = f"from bench import ledger_million as b; d = b.Database.open({str(both().file / 'ours.db')!r})"
    verifying = f"from bench import ledger_million as b; b.verify(b.Path({str(both().file)!r}))"
    mine, other = peak_of(verifying), peak_of(opened)
    return Measured(mine, other, "MiB", mine / other)


BENCHMARKS = (
    Benchmark("ledger: append a million decisions", PEER, None, "least", appended),
    Benchmark("ledger: size of a million decisions", PEER, None, "most", size),
    Benchmark("ledger: look up by id, in a million", PEER, None, "least", by_id),
    Benchmark("ledger: look up by case, in a million", PEER, None, "least", by_case),
    Benchmark("ledger: seal a million decisions", "appending them", 1, "most", sealed),
    Benchmark("ledger: verify a million decisions", "reading them", None, "most", verified),
    Benchmark("ledger: memory of verifying a million", "opening it", 2, "most", memory),
)
