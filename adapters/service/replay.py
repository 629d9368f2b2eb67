"""Recorded decisions, decided again under the rules that they were made by: the same question, the same answer."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from adapters.ledger.queries import by_id, entry, listing, places
from adapters.service.bundles import from_entry, unpack
from adapters.service.cases import body_of
from engine import GuijuError, Library
from engine.diagnostics.pointers import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Self

    import engine
    from adapters.ledger.database import Database
    from adapters.ledger.entries import Entry, Recorded
    from adapters.ledger.queries import Wanted
    from engine.diagnostics import Diagnostic

    Rules = Callable[[str, str, str], engine.Policy]
    """The policy of a bundle (its hash), a branch and a name. Raises `NoRules`, `GuijuError`."""

What = Literal["answer", "id", "undecided", "no_rules", "unreadable"]

SHOWN = "policies"
"""The folder of a recalled library in explanations: where it lay isn't recorded, this is where libraries lie."""
PAGE = 1000
"""Decisions that are read at once."""
LIBRARIES, POLICIES = 4, 256
"""How many are kept open; decisions come in the order of time, so mostly of one library."""
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class NoRules(Exception):
    """The ledger doesn't hold a bundle, or holds another under its name."""


class Place(NamedTuple):
    """Where two answers differ: a JSON pointer, with what each has there, None where it has nothing."""

    pointer: str
    recorded: Any
    again: Any


class Difference(NamedTuple):
    """A recorded decision that doesn't come out as it did.

    `what`: another answer (`places`), another id (one place), it can't be decided (`why`), its bundle isn't in the
    ledger or not what its name says, or what was recorded can't be read.
    """

    decision: Recorded
    what: What
    places: tuple[Place, ...] = ()
    why: tuple[Diagnostic, ...] = ()


class Recalled:
    """The libraries of bundles that the ledger holds, unpacked into a temporary folder until it is closed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder = TemporaryDirectory(prefix="guiju-replay-")
        self._library = lru_cache(LIBRARIES)(self._opened)
        self.policy: Rules = lru_cache(POLICIES)(self._found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def _found(self, bundle: str, branch: str, policy: str) -> engine.Policy:
        return self._library(bundle).branch(branch).policy(policy)

    def _opened(self, bundle: str) -> Library:
        with self._database.reading() as connection:
            found = by_id(connection, "bundle", bundle, limit=1)
        try:
            files = from_entry(found[0].entry)
        except (IndexError, ValueError):
            raise NoRules(bundle) from None
        folder = Path(self._folder.name) / bundle.removeprefix("sha256:")
        return Library.load(unpack(files, folder), SHOWN)


def replay(database: Database, wanted: Wanted, sample: int | None = None) -> Iterator[Difference | None]:
    """Decide the decisions that are wanted again, all or a random `sample`: for each None, or how it differs."""
    with Recalled(database) as recalled:
        for decision in _sampled(database, wanted, sample) if sample is not None else _all(database, wanted):
            yield again(decision, recalled.policy)


def again(decision: Recorded, rules: Rules) -> Difference | None:
    """One decision, decided again."""
    try:
        asked = body_of(decision.entry)
        return _difference(decision, asked["answer"], decided(asked, decision.entry, rules))
    except GuijuError as error:
        return Difference(decision, "undecided", why=error.diagnostics)
    except NoRules:
        return Difference(decision, "no_rules")
    except _UNREADABLE:
        return Difference(decision, "unreadable")


def decided(asked: Mapping[str, Any], entry: Entry, rules: Rules) -> engine.Decision:
    """The decision that an entry's body asks for, made now. Raises `NoRules`, `GuijuError`, and of odd bodies more."""
    policy = rules(str(asked["bundle"]), entry.branch, entry.policy)
    return policy.decide(asked["facts"], asked["as_of"], asked["now"], horizon=asked["horizon"])


def _difference(decision: Recorded, recorded: Any, made: engine.Decision) -> Difference | None:
    if made.id != decision.entry.id:
        return Difference(decision, "id", (Place("/decision", decision.entry.id, made.id),))
    found = tuple(differing(recorded, json.loads(made.to_json(), parse_float=Decimal)))
    return Difference(decision, "answer", found) if found else None


def differing(recorded: Any, again: Any, pointer: str = "") -> Iterator[Place]:
    """The places at which two JSON values differ, as deep as they can be told apart."""
    match recorded, again:
        case dict(), dict():
            for key in dict.fromkeys(chain(recorded, again)):
                place, old, new = f"{pointer}/{escaped(key)}", recorded.get(key), again.get(key)
                if key in recorded and key in again:
                    yield from differing(old, new, place)
                else:
                    yield Place(place, old, new)
        case list(), list() if len(recorded) == len(again):
            for index, (old, new) in enumerate(zip(recorded, again, strict=True)):
                yield from differing(old, new, f"{pointer}/{index}")
        case _:
            if recorded != again or type(recorded) is not type(again):
                yield Place(pointer, recorded, again)


def _all(database: Database, wanted: Wanted) -> Iterator[Recorded]:
    """Page by page, each in a transaction of its own: nobody is held up, however long it takes."""
    after = 0
    while True:
        with database.reading() as connection:
            page = listing(connection, wanted, after=after, limit=PAGE)
        if not page:
            return
        yield from page
        after = page[-1].seq


def _sampled(database: Database, wanted: Wanted, sample: int) -> Iterator[Recorded]:
    """Another sample each time, in the ledger's order."""
    with database.reading() as connection:
        found = places(connection, wanted)
    for seq in sorted(random.sample(found, min(sample, len(found)))):
        with database.reading() as connection:
            decision = entry(connection, seq)
        if decision:
            yield decision
