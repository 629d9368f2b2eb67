"""Lists are tuples; positions count from 1, -1 is the last."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING, Any

from engine.feel.values import ARITHMETIC

if TYPE_CHECKING:
    from collections.abc import Callable

Number = int | Decimal
Items = tuple[Any, ...]
_LONGEST = 1_000_000


def _offset(items: Items, position: Number) -> int | None:
    """The offset from 0 of a position, None where the list has no such position."""
    place = int(position)
    if place == 0 or abs(place) > len(items):
        return None
    return place - 1 if place > 0 else len(items) + place


def index(items: Items, position: Number) -> Any:
    offset = _offset(items, position)
    return None if offset is None else items[offset]


def _whole(aggregate: Callable[[Items], Any]) -> Callable[[Items], Any]:
    """Null for a list that is empty or has a null element."""
    return lambda items: aggregate(items) if items and None not in items else None


def _sum(items: Items) -> Any:
    return reduce(ARITHMETIC.add, items)


def _mean(items: Items) -> Decimal:
    return ARITHMETIC.divide(_sum(items), len(items))


def _median(items: Items) -> Any:
    ordered, middle = sorted(items), len(items) // 2
    return ordered[middle] if len(items) % 2 else _mean((ordered[middle - 1], ordered[middle]))


def _stddev(items: Items) -> Decimal | None:
    if len(items) == 1:
        return None
    mean = _mean(items)
    squares = tuple(ARITHMETIC.power(ARITHMETIC.subtract(item, mean), 2) for item in items)
    return ARITHMETIC.sqrt(ARITHMETIC.divide(_sum(squares), len(items) - 1))


def mode(items: Items) -> Items:
    counts = Counter(items)
    most = max(counts.values(), default=0)
    return tuple(sorted(item for item, count in counts.items() if count == most))


def all_true(items: Items) -> bool | None:
    return False if False in items else None if None in items else True


def any_true(items: Items) -> bool | None:
    return True if True in items else None if None in items else False


def range_list(start: Number, end: Number) -> Items | None:
    first, last = int(start), int(end)
    if abs(last - first) >= _LONGEST:
        return None
    step = 1 if first <= last else -1
    return tuple(range(first, last + step, step))


def concatenate(lists: Items) -> Items | None:
    return None if None in lists else tuple(chain.from_iterable(lists))


def distinct(items: Items) -> Items:
    kept: list[Any] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return tuple(kept)


def union(lists: Items) -> Items | None:
    joined = concatenate(lists)
    return None if joined is None else distinct(joined)


def flatten(items: Items) -> Items:
    return tuple(chain.from_iterable(flatten(item) if isinstance(item, tuple) else (item,) for item in items))


def sublist(items: Items, start: Number, length: Number | None = None) -> Items | None:
    first = _offset(items, start)
    if first is None:
        return None
    if length is None:
        return items[first:]
    return items[first : first + int(length)] if int(length) >= 1 else None


def insert_before(items: Items | None, position: Number | None, item: Any) -> Items | None:
    offset = None if items is None or position is None else _offset(items, position)
    return None if items is None or offset is None else (*items[:offset], item, *items[offset:])


def list_replace(items: Items | None, position: Number | None, item: Any) -> Items | None:
    offset = None if items is None or position is None else _offset(items, position)
    return None if items is None or offset is None else (*items[:offset], item, *items[offset + 1 :])


def remove(items: Items, position: Number) -> Items | None:
    offset = _offset(items, position)
    return None if offset is None else items[:offset] + items[offset + 1 :]


def index_of(items: Items | None, match: Any) -> Items | None:
    return None if items is None else tuple(place for place, item in enumerate(items, 1) if item == match)


def entries(context: dict[str, Any]) -> Items:
    return tuple({"key": key, "value": value} for key, value in context.items())


NAMES: dict[str, Callable[..., Any]] = {
    "INDEX": index,
    "SUM": _whole(_sum),
    "MIN": _whole(min),
    "MAX": _whole(max),
    "MEAN": _whole(_mean),
    "MEDIAN": _whole(_median),
    "STDDEV": _whole(_stddev),
    "PRODUCT": _whole(lambda items: reduce(ARITHMETIC.multiply, items)),
    "MODE": mode,
    "ALL": all_true,
    "ANY": any_true,
    "RANGE_LIST": range_list,
    "CONCATENATE": concatenate,
    "DISTINCT": distinct,
    "UNION": union,
    "FLATTEN": flatten,
    "SUBLIST": sublist,
    "INSERT_BEFORE": insert_before,
    "LIST_REPLACE": list_replace,
    "REMOVE": remove,
    "INDEX_OF": index_of,
    "ENTRIES": entries,
}
