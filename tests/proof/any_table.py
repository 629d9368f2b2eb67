"""Random small decision tables, in which all sorts of cells occur: of several intervals, open, empty, null, beyond."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

COLUMNS: tuple[dict[str, Any], ...] = (
    {"type": "decimal", "domain": {"min": "0", "max": "2"}},
    {"type": "decimal", "domain": {"min": "0", "max": "0.8"}, "scale": 1},
    {"type": "int", "domain": {"min": -2, "max": 4}},
    {"type": "date", "domain": {"min": "2024-02-26", "max": "2024-03-02"}},
    {"type": "enum", "values": ["a", "b", "c"]},
    {"type": "bool"},
    {"type": "string"},
)
DAYS = ["2024-02-25", "2024-02-26", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-03"]
ENDS: dict[str, st.SearchStrategy[Any]] = {
    "decimal": st.sampled_from(["-0.5", "0", "0.5", "1", "1.5", "2", "2.5"]),
    "int": st.integers(-3, 5),
    "date": st.sampled_from(DAYS),
}
NAMES: dict[str, list[Any]] = {
    "enum": ["a", "b", "c", "d"],
    "bool": [False, True],
    "string": ["north", "south", "east"],
}


@st.composite
def items(draw: st.DrawFn, kind: str) -> Any:
    if draw(st.integers(0, 5)) == 0:
        return {"null": True}
    if kind in NAMES:
        return draw(st.sampled_from([*NAMES[kind], {"other": True}] if kind == "string" else NAMES[kind]))
    if draw(st.booleans()):
        return draw(ENDS[kind])
    return draw(
        st.fixed_dictionaries(
            {}, optional={"min": ENDS[kind], "max": ENDS[kind], "min_open": st.booleans(), "max_open": st.booleans()}
        )
    )


@st.composite
def rules(draw: st.DrawFn, columns: list[dict[str, Any]]) -> dict[str, Any]:
    chosen = [column for column in columns if draw(st.integers(0, 3))]
    when = {column["name"]: draw(st.lists(items(column["type"]), max_size=3)) for column in chosen}
    return {"when": when, "then": draw(st.integers(1, 3)), "priority": draw(st.integers(0, 2))}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3))
    columns = [{"name": f"c{n}", "nullable": draw(st.booleans()), **column} for n, column in enumerate(chosen)]
    return _table(columns, draw(st.lists(rules(columns), max_size=7)), draw(POLICIES))


def _table(columns: list[dict[str, Any]], written: list[dict[str, Any]], policy: str) -> dict[str, Any]:
    named = [{"id": f"R{n}", **rule} for n, rule in enumerate(written, 1)]
    return {"policy": policy, "columns": columns, "rules": named}


POLICIES = st.sampled_from(["unique", "any", "first", "priority"])


def _versions(rule: dict[str, Any], columns: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    outcomes = st.integers(1, 3).map(lambda then: {**rule, "then": then})
    return st.just(rule) | outcomes | rules(columns).map(lambda fresh: {**rule, **fresh})


@st.composite
def pairs(draw: st.DrawFn) -> dict[str, Any]:
    """A table and a version of it: rules changed, dropped, added, moved, sometimes another policy."""
    a = draw(tables())
    b = copy.deepcopy(a)
    b["rules"] = [draw(_versions(rule, a["columns"])) for rule in b["rules"]]
    if draw(st.booleans()):
        b["rules"] = draw(st.permutations(b["rules"]))[: draw(st.integers(0, 7))]
    return {"a": a, "b": {**b, "policy": draw(st.just(a["policy"]) | POLICIES)}}
