"""What the ledger holds: entries of a few kinds, each with the JSON text of its own."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["decision", "event", "message", "bundle", "activation"]


class Entry(NamedTuple):
    """Something that was decided, happened or was told. There is one of a kind, branch, case and id.

    `id`: of a decision its hash, of an event the sender's, of a message what its receivers know it by, of a bundle the
    hash of its files. `branch`, `policy`, `case`: empty where it has none. `at`: microseconds since 1970; when an event
    happened, the `now` of a decision, when a message's point was reached. `body`: JSON; of each kind see its maker.
    """

    kind: Kind
    id: str
    branch: str
    policy: str
    case: str
    at: int
    body: str


class Recorded(NamedTuple):
    """An entry in its place: `seq` counts from 1 without a gap; `recorded` is when it was appended, in microseconds."""

    seq: int
    recorded: int
    entry: Entry


class Appended(NamedTuple):
    """What became of an entry: its place, or that of the one which was there before (`known`)."""

    recorded: Recorded
    known: bool
