"""Functions of lists; positions count from 1, -1 is the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins import accepts, widths
from engine.feel.builtins.overload import Function, Overload, function
from engine.feel.builtins.widths import boolean
from engine.feel.types import NUMBER

if TYPE_CHECKING:
    from engine.feel.builtins.overload import Accepts, TypeRule

ORDER_OF_ELEMENTS = "element-order"
NO_EXACT_MEAN = "decimals-of-mean"
NOT_IN_SQL = "no-list-function"

_FULL = "len({0}) = list_count({0})"
_POSITION = "CAST(trunc({1}) AS BIGINT)"
_LIST_AND_ANY = (accepts.LIST, accepts.ANYTHING)
_LIST_AND_NUMBER = (accepts.LIST, accepts.NUMBER)

INDEX = Overload(
    "index", _LIST_AND_NUMBER, widths.element, "INDEX({0}, {1})", f"list_extract({{0}}, {_POSITION})", partial=True
)
LIST_CONTAINS = (
    Overload(
        "list-contains",
        (accepts.LIST, accepts.PRESENT),
        boolean,
        "{1} in {0}",
        "list_contains({0}, {1})",
        together=accepts.element_of_first,
    ),
    Overload(
        "list-contains-null",
        _LIST_AND_ANY,
        boolean,
        "({1} in {0} if {0} is not None else None)",
        "CASE WHEN {1} IS NULL THEN len({0}) <> list_count({0}) ELSE list_contains({0}, {1}) END",
        strict=False,
        partial=True,
        together=accepts.element_of_first,
    ),
)
RANGE_LIST = Overload(
    "range-list",
    (accepts.NUMBER, accepts.NUMBER),
    widths.list_of_integers,
    "RANGE_LIST({0}, {1})",
    None,
    "list-of-numbers",
    partial=True,
)
CONCATENATE = (
    Overload(
        "concatenate",
        (accepts.FULL_LIST_LIST,),
        widths.flattened_once,
        "CONCATENATE({0})",
        "flatten({0})",
        variadic=True,
    ),
    Overload(
        "concatenate-or-null",
        (accepts.LIST_LIST,),
        widths.flattened_once,
        "CONCATENATE({0})",
        f"CASE WHEN {_FULL} THEN flatten({{0}}) END",
        partial=True,
        variadic=True,
    ),
)


def _aggregate(op: str, accepted: Accepts, rule: TypeRule, python: str, sql: str | None, why: str = "") -> Overload:
    """Of one list; null where it is empty or has a null element."""
    guarded = None if sql is None else f"CASE WHEN {_FULL} THEN {sql} END"
    return Overload(op, (accepted,), rule, python, guarded, why, partial=True, variadic=True, listed=True)


SUM = _aggregate("sum", accepts.NUMERIC_LIST, widths.total, "SUM({0})", "list_sum({0})")
MIN = _aggregate("min", accepts.ORDERED_LIST, widths.element, "MIN({0})", "list_min({0})")
MAX = _aggregate("max", accepts.ORDERED_LIST, widths.element, "MAX({0})", "list_max({0})")
COUNT = Overload("count", (accepts.LIST,), widths.counted, "len({0})", "CAST(len({0}) AS {type})")


def _of_list(
    name: str, overload: Overload, zh: str, en: str, *examples: tuple[str, str], parameters: str = "list"
) -> Function:
    return function(name, parameters, overload, zh=zh, en=en, examples=examples)


FUNCTIONS = (
    function(
        "index",
        "list, position",
        INDEX,
        zh="列表的第几个元素，即 `list[n]`；没有则为空。",
        en="An element by its position, written `list[n]`; null where there is none.",
        examples=(("[1, 2, 3][-1]", "3"), ("[1][2]", "null")),
    ),
    function(
        "list contains",
        "list, element",
        *LIST_CONTAINS,
        zh="列表中是否有此元素。",
        en="Whether a list has an element.",
        examples=(("list contains([1, 2], 2)", "true"), ("list contains([1, null], null)", "true")),
    ),
    _of_list("count", COUNT, "元素个数。", "The number of elements.", ("count([1, 2, null])", "3"), ("count([])", "0")),
    _of_list(
        "sum",
        SUM,
        "和；空列表为空。",
        "The sum; null for an empty list.",
        ("sum([0.1, 0.2])", "0.3"),
        ("sum(1, 2, 3)", "6"),
        ("sum([])", "null"),
    ),
    _of_list(
        "min",
        MIN,
        "最小者；空列表为空。",
        "The least element; null for an empty list.",
        ("min([3, 1, 2])", "1"),
        ("min(500 CNY, 300 CNY)", "300 CNY"),
    ),
    _of_list(
        "max",
        MAX,
        "最大者；空列表为空。",
        "The greatest element; null for an empty list.",
        ("max([3, 1, 2])", "3"),
        ("max([])", "null"),
    ),
    _of_list(
        "mean",
        _aggregate("mean", accepts.NUMERIC_LIST, widths.quotient_of_total, "MEAN({0})", None, NO_EXACT_MEAN),
        "平均数；空列表为空。",
        "The mean; null for an empty list.",
        ("mean([1, 2])", "1.5"),
    ),
    _of_list(
        "median",
        _aggregate("median", accepts.NUMERIC_LIST, widths.quotient_of_total, "MEDIAN({0})", None, NO_EXACT_MEAN),
        "中位数；空列表为空。",
        "The median; null for an empty list.",
        ("median([3, 1, 2, 6])", "2.5"),
    ),
    _of_list(
        "stddev",
        _aggregate("stddev", accepts.NUMERIC_LIST, widths.deviation, "STDDEV({0})", None, NO_EXACT_MEAN),
        "样本标准差；不足两个为空。",
        "The sample standard deviation; null for fewer than two.",
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ),
    _of_list(
        "mode",
        Overload(
            "mode",
            (accepts.FULL_NUMERIC_LIST,),
            widths.same_list,
            "MODE({0})",
            None,
            NOT_IN_SQL,
            variadic=True,
            listed=True,
        ),
        "出现最多的数，升序。",
        "The most frequent numbers, ascending.",
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("mode([])", "[]"),
    ),
    _of_list(
        "product",
        _aggregate("product", accepts.NUMBER_LIST, widths.always(NUMBER), "PRODUCT({0})", None, NOT_IN_SQL),
        "积；空列表为空。",
        "The product; null for an empty list.",
        ("product([2, 3, 4])", "24"),
    ),
    _of_list(
        "all",
        Overload(
            "all",
            (accepts.BOOLEAN_LIST,),
            boolean,
            "ALL({0})",
            f"CASE WHEN list_contains({{0}}, FALSE) THEN FALSE WHEN {_FULL} THEN TRUE END",
            partial=True,
            variadic=True,
            listed=True,
        ),
        "是否都为真；空列表为真。",
        "Whether all are true; true for an empty list.",
        ("all([true, false])", "false"),
        ("all([true, null])", "null"),
        ("all([])", "true"),
    ),
    _of_list(
        "any",
        Overload(
            "any",
            (accepts.BOOLEAN_LIST,),
            boolean,
            "ANY({0})",
            f"CASE WHEN list_contains({{0}}, TRUE) THEN TRUE WHEN {_FULL} THEN FALSE END",
            partial=True,
            variadic=True,
            listed=True,
        ),
        "是否有一个为真；空列表为假。",
        "Whether any is true; false for an empty list.",
        ("any([true, null])", "true"),
        ("any([])", "false"),
    ),
    function(
        "sublist",
        "list, start position, length",
        Overload("sublist", _LIST_AND_NUMBER, widths.same_list, "SUBLIST({0}, {1})", None, NOT_IN_SQL, partial=True),
        Overload(
            "sublist-of-length",
            (accepts.LIST, accepts.NUMBER, accepts.NUMBER),
            widths.same_list,
            "SUBLIST({0}, {1}, {2})",
            None,
            NOT_IN_SQL,
            partial=True,
        ),
        zh="从某位置起的一段；位置不存在为空。",
        en="The part from a position on, of a length; null where there is no such position.",
        examples=(("sublist([4, 5, 6], 1, 2)", "[4, 5]"),),
    ),
    function(
        "append",
        "list, item",
        Overload(
            "append",
            (accepts.LIST, accepts.LIST),
            widths.appended,
            "{0} + {1}",
            "list_concat({0}, {1})",
            variadic=True,
            together=accepts.lists_alike,
        ),
        zh="在末尾加上元素。",
        en="The list with items at its end.",
        examples=(("append([1], 2, 3)", "[1, 2, 3]"),),
    ),
    function(
        "concatenate",
        "list",
        *CONCATENATE,
        zh="把几个列表接起来。",
        en="The lists one after the other.",
        examples=(("concatenate([1, 2], [3])", "[1, 2, 3]"),),
    ),
    function(
        "insert before",
        "list, position, newItem",
        Overload(
            "insert-before",
            (accepts.LIST, accepts.NUMBER, accepts.ANYTHING),
            widths.appended,
            "INSERT_BEFORE({0}, {1}, {2})",
            None,
            NOT_IN_SQL,
            strict=False,
            partial=True,
            together=accepts.element_of_first,
        ),
        zh="在某位置前插入。",
        en="The list with an item before a position.",
        examples=(("insert before([1, 3], 1, 2)", "[2, 1, 3]"),),
    ),
    function(
        "remove",
        "list, position",
        Overload("remove", _LIST_AND_NUMBER, widths.same_list, "REMOVE({0}, {1})", None, NOT_IN_SQL, partial=True),
        zh="去掉某位置的元素。",
        en="The list without the element at a position.",
        examples=(("remove([1, 2, 3], 2)", "[1, 3]"),),
    ),
    function(
        "list replace",
        "list, position, newItem",
        Overload(
            "list-replace",
            (accepts.LIST, accepts.NUMBER, accepts.ANYTHING),
            widths.appended,
            "LIST_REPLACE({0}, {1}, {2})",
            None,
            NOT_IN_SQL,
            strict=False,
            partial=True,
            together=accepts.element_of_first,
        ),
        zh="换掉某位置的元素。",
        en="The list with another element at a position.",
        examples=(("list replace([2, 4, 7], 2, 5)", "[2, 5, 7]"),),
    ),
    _of_list(
        "reverse",
        Overload("reverse", (accepts.LIST,), widths.same_list, "{0}[::-1]", "list_reverse({0})"),
        "倒序。",
        "The list from its end.",
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
    ),
    function(
        "index of",
        "list, match",
        Overload(
            "index-of",
            _LIST_AND_ANY,
            widths.list_of_positions,
            "INDEX_OF({0}, {1})",
            None,
            NOT_IN_SQL,
            strict=False,
            partial=True,
            together=accepts.element_of_first,
        ),
        zh="相等元素的所有位置。",
        en="The positions of the equal elements.",
        examples=(("index of([1, 2, 3, 2], 2)", "[2, 4]"),),
    ),
    _of_list(
        "union",
        Overload(
            "union",
            (accepts.LIST_LIST,),
            widths.flattened_once,
            "UNION({0})",
            None,
            ORDER_OF_ELEMENTS,
            partial=True,
            variadic=True,
        ),
        "并集，去重，保持先后。",
        "The lists one after the other, without doubles.",
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ),
    _of_list(
        "distinct values",
        Overload("distinct-values", (accepts.LIST,), widths.distinct, "DISTINCT({0})", None, ORDER_OF_ELEMENTS),
        "去重，保持先后。",
        "The list without doubles.",
        ("distinct values([1, 2, 3, 2, 1])", "[1, 2, 3]"),
    ),
    _of_list(
        "flatten",
        Overload("flatten", (accepts.LIST,), widths.flattened, "FLATTEN({0})", None, NOT_IN_SQL),
        "把嵌套的列表摊平。",
        "Nested lists made one.",
        ("flatten([[[1, 2]], [[3], [4]]])", "[1, 2, 3, 4]"),
    ),
    _of_list(
        "sort",
        Overload("sort", (accepts.FULL_ORDERED_LIST,), widths.same_list, "tuple(sorted({0}))", "list_sort({0})"),
        "升序。",
        "In ascending order.",
        ("sort([3, 1, 2])", "[1, 2, 3]"),
    ),
    Function(
        "range list",
        ("from", "to"),
        (RANGE_LIST,),
        (
            ("zh", "从一数到另一数的整数；多于一百万个则为空。"),
            ("en", "The whole numbers from one to another; null where they are more than a million."),
        ),
        hidden=True,
    ),
)
