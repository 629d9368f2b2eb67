"""A ledger with seals, and somebody who has its database but not its key."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from adapters.ledger.entries import Entry
from adapters.ledger.leaves import leaf
from adapters.ledger.sealing import audit, batches, roots, signing

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.ledger.database import Database
    from adapters.ledger.sealing.findings import Finding
    from adapters.ledger.sealing.seal import Seal
    from adapters.ledger.sealing.signing import Signing
    from adapters.ledger.sealing.verify import Verified

BATCH = 10

TRIGGERS = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
        WHERE NOT tgisinternal""",
}
"""What takes away everything that refuses a change."""


def forge(database: Database, *statements: str, **values: Any) -> None:
    """What the forger does: first away with the triggers."""
    with database.writing() as transaction:
        connection = transaction.connection
        for drop in connection.scalars(text(TRIGGERS[database.dialect])).all():
            connection.execute(text(drop))
        for statement in statements:
            connection.execute(text(statement), values)


@dataclass
class Ledger:
    """Its entries 1 to 35: three batches of ten, and five that have no seal yet."""

    database: Database
    key: Signing
    folder: Path

    def append(self, count: int, name: str = "e") -> None:
        with self.database.writing() as transaction:
            transaction.append([entry(f"{name}{number}") for number in range(count)])

    def seal(self) -> tuple[Seal, ...]:
        return batches.seal_waiting(self.database, self.key, at_once=True)

    def export(self, name: str = "roots.json") -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8") as file:
            audit.export_roots(self.database, [self.key.public], lambda line: file.write(f"{line}\n"))
        return path

    def verified(self, exported: Path | None = None, *keys: signing.Public) -> Verified:
        trusted = {key.id: key for key in keys or (self.key.public,)}
        return audit.verified(self.database, trusted, self._read(exported) if exported else None)

    def _read(self, exported: Path) -> roots.Export:
        return roots.read(exported.read_bytes().splitlines(), exported, self.database.id)

    def found(self, exported: Path | None = None) -> list[Finding]:
        return list(self.verified(exported).findings)

    def forge(self, *statements: str, **values: Any) -> None:
        forge(self.database, *statements, **values)

    def rows(self) -> dict[int, dict[str, Any]]:
        with self.database.reading() as connection:
            found = connection.execute(text("SELECT * FROM entries ORDER BY seq")).mappings().all()
        return {row["seq"]: dict(row) for row in found}

    def hash_anew(self, *places: int) -> None:
        """Give rows the hashes that they should have."""
        rows = self.rows()
        for place in places:
            self.forge("UPDATE entries SET leaf = :leaf WHERE seq = :seq", leaf=hash_of(rows[place]), seq=place)

    def seals(self) -> list[Seal]:
        return list(audit.listed(self.database))


def entry(name: str) -> Entry:
    return Entry("event", name, "xian", "", "case-1", 1, f'{{"id": "{name}", "customer": "王"}}')


def hash_of(row: dict[str, Any]) -> bytes:
    kept = Entry(row["kind"], row["id"], row["branch"], row["policy"], row["case_id"], row["at"], row["body"])
    return leaf(row["seq"], row["recorded"], kept)


def filled(database: Database, folder: Path) -> Ledger:
    ledger = Ledger(database, signing.made(folder / "guiju.key"), folder)
    for batch in range(3):
        ledger.append(BATCH, f"{batch}-")
        ledger.seal()
    ledger.append(5, "unsealed-")
    return ledger


def stranger(folder: Path) -> Signing:
    """The forger's own key."""
    return signing.made(folder / "forger.key")


def noise(name: str) -> bytes:
    return sha256(name.encode()).digest()
