"""Decision tables as plain data, laid out as boxes; and boxes told in the same form as the tables' cells.

The form is described in `adapter`, which is what others call.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.proof.boxes.grid import Grid, Layer, Piece
from engine.backends.proof.coordinates.axis import Cut
from engine.backends.proof.coordinates.building import Rest, axis_of
from engine.backends.proof.coordinates.cells import cell_of, ruler_of
from engine.backends.proof.coordinates.extents import region_of
from engine.backends.proof.coordinates.quantities import DAY, NUMBER, UNORDERED
from engine.backends.proof.coordinates.samples import sample
from engine.backends.proof.space import Column, Space
from engine.feel.types import BOOLEAN, DATE, INTEGER, STRING, Kind, Type
from engine.feel.types import NUMBER as DECIMAL
from engine.ir.regions import Between, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box, Hit
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.coordinates.building import Ends
    from engine.feel.values import Value
    from engine.ir.regions import Extent

TYPES = {"decimal": DECIMAL, "int": INTEGER, "date": DATE, "enum": Type(Kind.ENUM), "bool": BOOLEAN, "string": STRING}
QUANTITIES = {"decimal": NUMBER, "int": NUMBER, "date": DAY}
HITS: Mapping[str, Hit] = {"unique": "unique", "any": "any", "first": "first", "priority": "first"}


class Said(NamedTuple):
    """What a cell says: intervals by their cuts, and what has no order."""

    ranges: tuple[tuple[Cut, Cut], ...]
    rest: Rest


class Laid(NamedTuple):
    """Tables over the same columns in one grid, a layer each.

    `order`: per table, by a rule's number in the layer its place in the table. `outcomes`: by label.
    """

    tables: Sequence[Mapping[str, Any]]
    space: Space
    grid: Grid
    order: Sequence[Sequence[int]]
    outcomes: Sequence[Any]

    def rule(self, table: int, number: int) -> Any:
        """The id of a rule by its number in the layer."""
        rules = self.tables[table]["rules"]
        place = self.order[table][number]
        return rules[place].get("id", place)


def lay(tables: Sequence[Mapping[str, Any]]) -> Laid:
    """Raises ValueError for what isn't such a table."""
    columns = tables[0]["columns"]
    _require_alike(tables)
    orders = [_order(table) for table in tables]
    rules = [[table["rules"][place] for place in order] for table, order in zip(tables, orders, strict=True)]
    axes, cells = [], []
    for column in columns:
        said = [[_said(column, rule["when"].get(column["name"])) for rule in each] for each in rules]
        axis = _axis(column, [one for each in said for one in each if one])
        ruler = ruler_of(axis)
        axes.append(axis)
        cells.append([[one and cell_of(ruler, *one) for one in each] for each in said])
    labels: dict[str, int] = {}
    outcomes: list[Any] = []
    layers = [
        Layer(
            HITS[table["policy"]],
            [Piece([column[side][number] for column in cells], number) for number in range(len(asked))],
            [_label(rule.get("then"), labels, outcomes) for rule in asked],
            side,
        )
        for side, (table, asked) in enumerate(zip(tables, rules, strict=True))
    ]
    subjects = (Subject("fact", column["name"], TYPES[column["type"]]) for column in columns)
    space = Space(tuple(map(Column, subjects, axes)), ())
    return Laid(tables, space, Grid([axis.size for axis in axes], layers), orders, outcomes)


def _require_alike(tables: Sequence[Mapping[str, Any]]) -> None:
    names = {column["name"] for column in tables[0]["columns"]}
    for table in tables:
        _require(table["policy"] in HITS, "policy", table["policy"])
        _require({column["name"] for column in table["columns"]} == names, "columns", table["columns"])
        strange = {name for rule in table["rules"] for name in rule["when"]} - names
        _require(not strange, "columns", strange)
    for column in tables[0]["columns"]:
        _require(column["type"] in TYPES, "type", column["type"])


def _require(holds: bool, what: str, found: Any) -> None:
    if not holds:
        msg = f"{what} can't be {found!r}"
        raise ValueError(msg)


def _order(table: Mapping[str, Any]) -> list[int]:
    rules = table["rules"]
    if table["policy"] != "priority":
        return [*range(len(rules))]
    return sorted(range(len(rules)), key=lambda place: (-(rules[place].get("priority") or 0), place))


def _label(then: Any, labels: dict[str, int], outcomes: list[Any]) -> int:
    """Outcomes are equal if they are as JSON."""
    key = json.dumps(then, sort_keys=True, default=str)
    if key not in labels:
        labels[key] = len(outcomes)
        outcomes.append(then)
    return labels[key]


def _axis(column: Mapping[str, Any], said: Sequence[Said]) -> Axis:
    quantity = QUANTITIES.get(column["type"], UNORDERED)
    rest = Rest(_values(column, said), column["type"] == "string", bool(column.get("nullable")))
    cuts = [cut for one in said for pair in one.ranges for cut in pair]
    return axis_of(quantity, cuts, step=_step(column), ends=_ends(column), rest=rest)


def _values(column: Mapping[str, Any], said: Sequence[Said]) -> Sequence[Value]:
    if column["type"] == "string":
        return sorted({str(value) for one in said for value in one.rest.values})
    return (*column.get("values", (False, True)),) if column["type"] in {"enum", "bool"} else ()


def _step(column: Mapping[str, Any]) -> Fraction | None:
    scale = 0 if column["type"] == "int" else column.get("scale")
    return None if scale is None else Fraction(1, 10**scale)


def _ends(column: Mapping[str, Any]) -> Ends:
    domain = column.get("domain") or {}
    low, high = (None if domain.get(end) is None else _number(column, domain[end]) for end in ("min", "max"))
    return low, high


def _number(column: Mapping[str, Any], written: Any) -> Fraction:
    """The position of a value as it is written."""
    return _day(written) if column["type"] == "date" else _exact(written)


@cache
def _day(written: str | int) -> Fraction:
    return Fraction(written if isinstance(written, int) else dt.date.fromisoformat(written).toordinal())


@cache
def _exact(written: str | float) -> Fraction:
    return Fraction(str(written))


def _said(column: Mapping[str, Any], items: Sequence[Any] | None) -> Said | None:
    """None for a cell that isn't there: it takes everything."""
    if items is None:
        return None
    null, other = ({key: True} in items for key in ("null", "other"))
    values = [item for item in items if item not in ({"null": True}, {"other": True})]
    if column["type"] not in QUANTITIES:
        return Said((), Rest(values, other, null))
    return Said(tuple(_range(column, value) for value in values), Rest((), other, null))


def _range(column: Mapping[str, Any], item: Any) -> tuple[Cut, Cut]:
    if not isinstance(item, dict):
        item = {"min": item, "max": item}
    low, high = item.get("min"), item.get("max")
    return (
        Cut(None) if low is None else Cut(_number(column, low), bool(item.get("min_open"))),
        Cut(None, after=True) if high is None else Cut(_number(column, high), not item.get("max_open")),
    )


def told(laid: Laid, box: Box) -> dict[str, list[Any]]:
    """A box as the `when` of a rule."""
    written = {column["name"]: column for column in laid.tables[0]["columns"]}
    extents = region_of(laid.space, box).extents
    return {extent.subject.name: [*_items(written[extent.subject.name], extent)] for extent in extents}


def _items(column: Mapping[str, Any], extent: Extent) -> Iterable[Any]:
    yield from (_item(column, between) for between in extent.ranges)
    yield from extent.values
    yield from [{"other": True}] * extent.others
    yield from [{"null": True}] * extent.null


def _item(column: Mapping[str, Any], between: Between) -> dict[str, Any]:
    """With both its ends, where the column has any."""
    domain = column.get("domain") or {}
    low = domain.get("min") if between.low is None else plain(column, between.low)
    high = domain.get("max") if between.high is None else plain(column, between.high)
    item = {"min": low, "max": high, "min_open": between.low_open or None, "max_open": between.high_open or None}
    return {key: value for key, value in item.items() if value is not None}


def plain(column: Mapping[str, Any], value: Value) -> Any:
    """A value as tables write it."""
    match value:
        case Decimal():
            return int(value) if column["type"] == "int" else f"{value:f}"
        case dt.date():
            return value.isoformat()
        case _:
            return value


def witness(laid: Laid, box: Box) -> dict[str, Any]:
    """The plainest facts that lie in a box."""
    columns = zip(laid.tables[0]["columns"], laid.space.columns, box, strict=True)
    return {written["name"]: plain(written, _plainest(column.axis, mask)) for written, column, mask in columns}


def _plainest(axis: Axis, mask: int) -> Value:
    return sample(axis, (mask & -mask).bit_length() - 1)
