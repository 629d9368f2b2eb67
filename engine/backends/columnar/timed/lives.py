"""What tells one life of a clock or a ladder from another: its case, and a text for each name of its `per`."""

from __future__ import annotations

from typing import NamedTuple


class Life(NamedTuple):
    """The columns of a life. A clock or a ladder that is kept `per` nothing has one life in every case."""

    per: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(f'"key {place}"' for place, _ in enumerate(self.per, 1))

    @property
    def columns(self) -> str:
        """For SELECT, USING, PARTITION BY."""
        return ", ".join(('"case"', *self.keys))

    @property
    def key(self) -> str:
        """All keys as one list, null where there are none."""
        return f"[{', '.join(self.keys)}]" if self.per else "NULL"

    @property
    def named(self) -> str:
        """A mark names its life in full."""
        return " AND ".join(f"{key} IS NOT NULL" for key in self.keys) or "TRUE"

    def of(self, relation: str) -> str:
        """A relation's columns."""
        return ", ".join(f"{relation}.{column}" for column in ('"case"', *self.keys))

    def same(self, one: str, other: str) -> str:
        """Rows of two relations are of one life."""
        return " AND ".join(f"{one}.{column} = {other}.{column}" for column in ('"case"', *self.keys))

    def about(self, marks: str, *data: str) -> str:
        """Each mark for every life of the relation `lives` that it is about: all that agree with what it names."""
        columns = "".join(f", m.{name}" for name in ("id", "moment", *data))
        if not self.per:
            return f'SELECT m."case"{columns} FROM ({marks}) AS m'
        agree = "".join(f" AND (m.{key} IS NULL OR m.{key} = l.{key})" for key in self.keys)
        return f'SELECT {self.of("l")}{columns} FROM lives AS l JOIN ({marks}) AS m ON m."case" = l."case"{agree}'
