"""Programs built by hand: a few words for expressions, whose places are found in the text that they stand for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from engine.backends.scalar.checked import NO_HISTORY, Checked, History
from engine.diagnostics import Place, Span
from engine.feel import types
from engine.feel.operators import lookup
from engine.feel.typed import And, Apply, Const, Expr, Expression, If, ListOf, Or, Ref
from engine.feel.walk import children
from engine.ir.program import (
    Attribute,
    Consequence,
    Derived,
    Fact,
    Origin,
    Output,
    Param,
    Program,
    Requires,
    Row,
    Rule,
    Table,
    Text,
)

PATH = "policies/base/example.yaml"
NOWHERE = (0, 0)
BOOLEAN = types.BOOLEAN


def score(low: int = 0, high: int = 100, scale: int | None = None, *, optional: bool = False) -> types.Type:
    return replace(types.NUMBER, low=Decimal(low), high=Decimal(high), scale=scale, optional=optional)


def enum(*values: str, optional: bool = False) -> types.Type:
    return types.Type(types.Kind.ENUM, values=values, optional=optional)


def fact(name: str, of: types.Type = types.NUMBER) -> Ref:
    return Ref(name, "fact", of, NOWHERE)


def param(name: str, of: types.Type = types.NUMBER) -> Ref:
    return Ref(name, "param", of, NOWHERE)


def derived(name: str, of: types.Type = types.NUMBER) -> Ref:
    return Ref(name, "derived", of, NOWHERE)


def output(name: str, of: types.Type = types.STRING) -> Ref:
    return Ref(name, "output", of, NOWHERE)


def local(name: str, of: types.Type = types.ANY) -> Ref:
    return Ref(name, "local", of, NOWHERE)


def const(value: Any, of: types.Type = types.NUMBER) -> Const:
    return Const(value, of, NOWHERE)


def text(value: str) -> Const:
    return Const(value, types.STRING, NOWHERE)


def call(op: str, *args: Expr) -> Apply:
    return Apply(op, args, lookup(op).type_of(tuple(arg.type for arg in args)), NOWHERE)


def both(*args: Expr) -> And:
    return And(args, _truth(args), NOWHERE)


def either(*args: Expr) -> Or:
    return Or(args, _truth(args), NOWHERE)


def _truth(args: tuple[Expr, ...]) -> types.Type:
    return replace(BOOLEAN, optional=any(arg.type.optional for arg in args))


def choose(condition: Expr, then: Expr, otherwise: Expr) -> If:
    optional = then.type.optional or otherwise.type.optional
    return If(condition, then, otherwise, replace(then.type, optional=optional), NOWHERE)


def listed(*items: Expr) -> ListOf:
    return ListOf(items, types.list_of(items[0].type), NOWHERE)


def expression(root: Expr, written: str = "", line: int = 1) -> Expression:
    """The expression with every node placed at its words in `written`."""
    return Expression(_placed(root, written), written, Place(PATH, ((0, line, 11),)))


def _placed(node: Any, written: str) -> Any:
    match node:
        case Ref(name):
            return replace(node, at=_words(name, written))
        case Const(value):
            return replace(node, at=_words(str(value), written))
        case And(args) | Or(args) | Apply(_, args):
            return _around(replace(node, args=tuple(_placed(arg, written) for arg in args)), written)
        case If(condition, then, otherwise):
            if_, then_, else_ = (_placed(part, written) for part in (condition, then, otherwise))
            return If(if_, then_, else_, node.type, (0, len(written)))
        case ListOf(items):
            return _around(replace(node, items=tuple(_placed(item, written) for item in items)), written)
        case _:
            return replace(node, at=(0, len(written)))


def _words(words: str, written: str) -> tuple[int, int]:
    start = written.find(words)
    return (start, start + len(words)) if start >= 0 else (0, len(written))


def _around(node: Any, written: str) -> Any:
    """From the first to the last of its parts, quotation marks included."""
    ends = [child.at for child in children(node)] or [(0, len(written))]
    start, end = min(at[0] for at in ends), max(at[1] for at in ends)
    return replace(node, at=(start, end + (written[end : end + 1] == '"')))


def span(line: int = 1) -> Span:
    return Span(PATH, line, 3, line, 20)


def titled(zh: str, en: str) -> Text:
    return Text(zh, en)


def a_fact(name: str, of: types.Type, zh: str = "", en: str = "", **labels: tuple[str, str]) -> Fact:
    names = tuple((key, Text(*pair)) for key, pair in labels.items())
    return Fact(name, of, Text(zh or name, en or name), None, None, None, names, span(), "example")


def a_param(name: str, value: Any, of: types.Type = types.NUMBER, zh: str = "", en: str = "", **origin: Any) -> Param:
    where = Origin(origin.get("branch", "base"), span(origin.get("line", 9)), origin.get("since"), origin.get("until"))
    return Param(name, of, Text(zh or name, en or name), value, where, origin.get("text", str(value)))


def a_rule(
    name: str,
    when: Expression | None,
    *then: Consequence,
    cites: tuple[str, ...] = (),
    requires: Requires | None = None,
    **more: Any,
) -> Rule:
    title = Text(more.get("zh", name), more.get("en", name))
    return Rule(name, title, when, more.get("each"), requires, then, cites, span(more.get("line", 20)))


def does(do: str, to: str | None = None, **attributes: Expression) -> Consequence:
    target = expression(text(to), to) if to else None
    return Consequence(do, target, tuple(Attribute(name, value) for name, value in attributes.items()), span())


def a_table(name: str, hit: Any, inputs: list[Expression], outputs: list[Output], rows: list[Row]) -> Table:
    return Table(name, Text(name, name), hit, tuple(inputs), tuple(outputs), tuple(rows), span(30))


def an_output(name: str, of: types.Type, result: types.Type | None = None, **labels: tuple[str, str]) -> Output:
    names = tuple((key, Text(*pair)) for key, pair in labels.items())
    return Output(name, Text(name, name), of, result or of, names)


def row_rules(table: Table, **then: tuple[Consequence, ...]) -> list[Rule]:
    return [
        a_rule(
            f"{table.id}.{row.id}",
            expression(Ref(f"{table.id}.{row.id}", "hit", BOOLEAN, NOWHERE), row.id),
            *then.get(row.id, ()),
        )
        for row in table.rows
    ]


def a_program(
    facts: list[Fact],
    rules: list[Rule],
    params: list[Param] | None = None,
    steps: list[Derived | Table] | None = None,
    outputs: tuple[str, ...] = (),
    titles: dict[str, tuple[str, str]] | None = None,
) -> Program:
    return Program(
        policy="example",
        branch="base",
        title=Text("示例", "Example"),
        currency="CNY",
        zone="Asia/Shanghai",
        since=None,
        until=None,
        in_force=True,
        dated_by=None,
        events=(),
        facts=tuple(facts),
        params=tuple(params or ()),
        steps=tuple(steps or ()),
        rules=tuple(rules),
        outputs=outputs,
        titles=tuple((key, Text(*pair)) for key, pair in (titles or {}).items()),
    )


def a_derived(name: str, value: Expression) -> Derived:
    return Derived(name, Text(name, name), value)


def case(*values: Any, history: History = NO_HISTORY) -> Checked:
    return Checked((*values, history))
