"""Whole policies and cases for them, made at random: well typed, small, fond of nulls and of bounds.

Policies are made as text and go through the real pipeline, so that every stage sees what no example thought of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

NUMBERS = ("0", "0.1", "1", "2.5", "59.9", "60", "79.9", "80", "80.1", "99.9", "100")
SUMS = ("0", "0.01", "0.1", "1", "33.33", "99.99", "100", "500.5", "1000")
SHARES = ("0%", "0.5%", "1%", "33.3%", "50%", "99.9%", "100%")
DAYS = ("2024-02-29", "2025-08-31", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-01", "2026-06-30")
SPANS = ("0 s", "PT10M", "0.5h", "90 minutes", "36h", "-1h", "1 month", "P1Y", "3天", "3 working days", "900000 years")
INSTANTS = ("2026-03-02T09:00:00+08:00", "2026-03-02T09:00:00.5+08:00", "2026-03-02T01:10:00+00:00")
GRADES = ("high", "middle", "low")
TEXTS = ("", "a", "退单", "A|b", "it's")
HITS = (
    *("unique", "first", "any", "priority", "rule order", "output order"),
    *("collect", "collect sum", "collect min", "collect max", "collect count"),
)
FACTS = {
    "score": ("number", "range: 0..100, scale: 1"),
    "other": ("number", "range: 0..100, scale: 1"),
    "wage": ("money", "range: 0..1000"),
    "loss": ("money", "range: 0..1000"),
    "share": ("percent", "scale: 3"),
    "signed": ("boolean", ""),
    "paid": ("boolean", ""),
    "grade": ("enum", f"values: [{', '.join(GRADES)}]"),
    "note": ("string", ""),
    "made_on": ("date", ""),
    "sold_on": ("date", ""),
    "scores": ("list", "of: number"),
    "lasted": ("span", ""),
    "least": ("span", ""),
    "begun": ("date-time", ""),
    "ended": ("date-time", ""),
}
"""Every fact that a generated policy has: its type, and what else its declaration says."""
COLUMNS = ("score", "grade", "signed", "wage", "made_on")
PARAMS = {"bound": ("number", "80"), "fee": ("money", "500.5 CNY"), "rate": ("percent", "33.3%")}
LITERALS = {
    "number": NUMBERS,
    "money": tuple(f"{amount} CNY" for amount in SUMS),
    "percent": SHARES,
    "boolean": ("true", "false"),
    "enum": tuple(f'"{grade}"' for grade in GRADES),
    "string": tuple(f'"{text}"' for text in TEXTS),
    "date": tuple(f'@"{day}"' for day in DAYS),
    "span": ("0 s", "10 minutes", "1h30m", "36h"),
    "date-time": tuple(f'@"{instant}"' for instant in INSTANTS),
}
"""Literals of each type, ascending where the type has an order."""
VALUES: dict[str, SearchStrategy[Any]] = {
    "number": st.sampled_from(NUMBERS) | st.decimals(0, 100, places=1).map(str),
    "money": st.sampled_from(SUMS) | st.decimals(0, 1000, places=2).map(str),
    "percent": st.sampled_from(SHARES),
    "boolean": st.booleans(),
    "enum": st.sampled_from(GRADES),
    "string": st.sampled_from(TEXTS),
    "date": st.sampled_from(DAYS),
    "span": st.sampled_from(SPANS),
    "date-time": st.sampled_from((*INSTANTS, "2026-03-02 09:00", "0001-01-01T08:00Z", "9999-12-31T00:00+08:00")),
    "list": st.lists(st.sampled_from(NUMBERS), max_size=3),
}


@dataclass(frozen=True, slots=True)
class Generated:
    """A policy `generated`, in parts that can be put together in any order, and cases for it."""

    facts: tuple[str, ...]
    params: tuple[str, ...]
    derived: tuple[str, ...]
    tables: tuple[str, ...]
    rules: tuple[str, ...]
    cases: tuple[dict[str, Any], ...]

    @property
    def text(self) -> str:
        sections = {
            "facts": self.facts,
            "params": self.params,
            "derived": self.derived,
            "tables": self.tables,
            "rules": self.rules,
        }
        parts = (f"{name}:\n{''.join(items)}" for name, items in sections.items() if items)
        return "policy: generated\ntitle: Generated\n" + "".join(parts)


@st.composite
def policies(draw: DrawFn) -> Generated:
    """A policy and a handful of cases."""
    optional = draw(st.fixed_dictionaries({name: st.booleans() for name in FACTS}))
    derived, names = _derived(draw)
    return Generated(
        facts=tuple(_fact(name, *FACTS[name], optional[name]) for name in FACTS),
        params=tuple(f"  {name}: {{title: {name}, value: {value}}}\n" for name, (_, value) in PARAMS.items()),
        derived=derived,
        tables=tuple(_table(draw, k) for k in range(draw(st.integers(0, 2)))),
        rules=tuple(_rule(draw, k, names) for k in range(draw(st.integers(1, 4)))),
        cases=tuple(draw(_case(optional)) for _ in range(draw(st.integers(1, 6)))),
    )


def _fact(name: str, kind: str, more: str, optional: bool) -> str:
    keys = [f"title: {name}", f"type: {kind}", more, "optional: true" if optional else ""]
    return f"  {name}: {{{', '.join(key for key in keys if key)}}}\n"


def _case(optional: dict[str, bool]) -> SearchStrategy[dict[str, Any]]:
    """Values for every fact; an optional one may be null or left out."""
    absent = st.none()
    values = {name: VALUES[kind] | absent if optional[name] else VALUES[kind] for name, (kind, _) in FACTS.items()}
    return st.fixed_dictionaries(values)


def _derived(draw: DrawFn) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Derived values, each of which may read those before it; and all names by type."""
    names: dict[str, list[str]] = {}
    for name, (kind, _) in (*FACTS.items(), *PARAMS.items()):
        names.setdefault(kind, []).append(name)
    derived = []
    for k in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(("number", "money", "boolean", "date")))
        derived.append(f"  step_{k}: {{title: step_{k}, is: '{_quoted(Writer(draw, names).write(kind, 2))}'}}\n")
        names[kind] = [*names[kind], f"step_{k}"]
    return tuple(derived), names


def _rule(draw: DrawFn, k: int, names: dict[str, list[str]]) -> str:
    writer = Writer(draw, names)
    when = _quoted(writer.write("boolean", 3))
    amount = _quoted(writer.write("money", 2))
    until = _quoted(writer.write("date", 1))
    within = _quoted(writer.write("span", 2))
    each = draw(st.sampled_from(("", "", "scores", f"scores[item > {writer.leaf('number')}]")))
    points = "n" if each else _quoted(writer.write("number", 2))
    return (
        f"  - id: rule-{k}\n    when: '{when}'\n"
        + (f"    for: n in {each}\n" if each else "")
        + f"    then:\n      - {{do: fine, to: agent, amount: '{amount}'}}\n"
        f"      - {{do: notice, to: crew, points: '{points}', until: '{until}', within: '{within}'}}\n"
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _table(draw: DrawFn, k: int) -> str:
    hit = draw(st.sampled_from(HITS))
    numeric = hit.startswith("collect ")
    columns = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=2, unique=True))
    outputs = tuple(str(n) for n in range(4)) if numeric else tuple(f'"{grade}"' for grade in GRADES)
    declared = "type: number, scale: 0, range: 0..10" if numeric else f"values: [{', '.join(GRADES)}]"
    lines = [f"      | id | {' | '.join(columns)} || result_{k} |\n"]
    for row in range(draw(st.integers(1, 4))):
        cells = (draw(_cell(FACTS[column][0])) for column in columns)
        lines.append(f"      | row-{row} | {' | '.join(cells)} || {draw(st.sampled_from(outputs))} |\n")
    then = "    then: {row-0: [{do: warning, to: agent}]}\n"
    head = f"  table-{k}:\n    hit: {hit}\n    outputs: {{result_{k}: {{title: Result, {declared}}}}}\n"
    return f"{head}    rows: |\n{''.join(lines)}{then}"


def _cell(kind: str) -> SearchStrategy[str]:
    if kind == "boolean":
        return st.sampled_from(("-", "true", "false"))
    if kind == "enum":
        return st.sampled_from(("-", '"high"', '"high", "low"', 'not("middle")'))
    value = st.sampled_from(LITERALS[kind])
    ends = st.tuples(_pair(LITERALS[kind]), st.sampled_from("[("), st.sampled_from(")]"))
    return st.one_of(
        st.just("-"),
        value,
        st.tuples(st.sampled_from(("<", "<=", ">", ">=", "!=")), value).map(" ".join),
        ends.map(lambda range_: f"{range_[1]}{range_[0][0]}..{range_[0][1]}{range_[2]}"),
        st.tuples(value, value).map(lambda v: f"not({v[0]}, {v[1]})"),
        value.map(lambda v: f"? > {v}"),
    )


def _pair(ascending: tuple[str, ...]) -> SearchStrategy[tuple[str, ...]]:
    """Two values, or one twice, in their order: a range may not be turned round."""
    places = st.integers(0, len(ascending) - 1)
    return st.tuples(places, places).map(lambda pair: tuple(ascending[k] for k in sorted(pair)))


class Writer:
    """Writes expressions of a type, no deeper than asked."""

    def __init__(self, draw: DrawFn, names: dict[str, list[str]]) -> None:
        self.draw = draw
        self.names = names
        self.forms: dict[str, tuple[Callable[[int], str], ...]] = {
            "number": (self.number_arithmetic, self.number_of_list, self.number_if),
            "money": (self.money_sum, self.money_times, self.money_if),
            "boolean": (
                self.comparison,
                self.junction,
                self.negation,
                self.membership,
                self.quantifier,
            ),
            "date": (self.date_plus,),
            "span": (self.span_sum, self.time_between),
        }

    def write(self, kind: str, depth: int) -> str:
        if depth == 0 or kind not in self.forms or self.draw(st.integers(0, 3)) == 0:
            return self.leaf(kind)
        return self.draw(st.sampled_from(self.forms[kind]))(depth - 1)

    def leaf(self, kind: str) -> str:
        return self.draw(st.sampled_from(self.names[kind]) | st.sampled_from(LITERALS[kind]))

    def number_arithmetic(self, depth: int) -> str:
        operator = self.draw(st.sampled_from("+-*"))
        return f"({self.write('number', depth)} {operator} {self.write('number', depth)})"

    def number_of_list(self, _: int) -> str:
        return self.draw(st.sampled_from(("count(scores)", "sum(scores)", "min(scores)", "max(scores)", "scores[1]")))

    def number_if(self, depth: int) -> str:
        return self.conditional("number", depth)

    def money_if(self, depth: int) -> str:
        return self.conditional("money", depth)

    def conditional(self, kind: str, depth: int) -> str:
        condition = self.write("boolean", depth)
        return f"(if {condition} then {self.write(kind, depth)} else {self.write(kind, depth)})"

    def money_sum(self, depth: int) -> str:
        return f"({self.write('money', depth)} {self.draw(st.sampled_from('+-'))} {self.write('money', depth)})"

    def money_times(self, depth: int) -> str:
        factor = self.write(self.draw(st.sampled_from(("percent", "number"))), 0)
        return f"({self.write('money', depth)} * {factor})"

    def date_plus(self, depth: int) -> str:
        span = self.draw(st.sampled_from(("1 month", "6 months", "1 year", "30 days", "lasted", "least")))
        return f"({self.write('date', depth)} {self.draw(st.sampled_from('+-'))} {span})"

    def span_sum(self, depth: int) -> str:
        return f"({self.write('span', depth)} {self.draw(st.sampled_from('+-'))} {self.write('span', 0)})"

    def time_between(self, _: int) -> str:
        return f"({self.leaf('date-time')} - {self.leaf('date-time')})"

    def comparison(self, depth: int) -> str:
        kinds = ("number", "money", "percent", "enum", "string", "date", "boolean", "span", "span", "date-time")
        kind = self.draw(st.sampled_from(kinds))
        ordered = kind not in ("enum", "boolean", "string")
        operator = self.draw(st.sampled_from(("=", "!=", "<", "<=", ">", ">=") if ordered else ("=", "!=")))
        other = self.draw(st.sampled_from(("value", "value", "value", "null"))) if operator in ("=", "!=") else "value"
        left = self.draw(st.sampled_from(self.names[kind])) if other == "null" else self.write(kind, min(depth, 1))
        return f"({left} {operator} {'null' if other == 'null' else self.write(kind, 0)})"

    def junction(self, depth: int) -> str:
        operator = self.draw(st.sampled_from(("and", "or")))
        return f"({self.write('boolean', depth)} {operator} {self.write('boolean', depth)})"

    def negation(self, depth: int) -> str:
        return f"not({self.write('boolean', depth)})"

    def membership(self, depth: int) -> str:
        kind = self.draw(st.sampled_from(("number", "money", "date")))
        left = self.write(kind, min(depth, 1))
        low, high = self.draw(_pair(LITERALS[kind]))
        if self.draw(st.booleans()):
            return f"({left} between {low} and {high})"
        return f"({left} in {self.draw(st.sampled_from('[('))}{low}..{high}{self.draw(st.sampled_from(')]'))})"

    def quantifier(self, _: int) -> str:
        quantifier = self.draw(st.sampled_from(("some", "every")))
        operator = self.draw(st.sampled_from(("<", ">=", "=")))
        return f"({quantifier} s in scores satisfies s {operator} {self.leaf('number')})"
