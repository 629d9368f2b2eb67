"""Rules as Python statements: conditions, what follows, what is undecided, what is held."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.codegen.lines import comment, indented, tuple_of
from engine.backends.scalar.codegen.outcomes import is_constant_rule
from engine.feel.typed import Ref
from engine.ir.program import Table
from engine.ir.reads import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.scalar.codegen.context import Context
    from engine.backends.scalar.codegen.expressions import Expressions
    from engine.backends.scalar.codegen.outcomes import Outcomes
    from engine.backends.scalar.codegen.tables import Tables
    from engine.feel.typed import Expression
    from engine.ir.program import Program, Requires, Rule


class RowOf(NamedTuple):
    """The table row that a rule stands for."""

    table: Table
    place: int


class Rules:
    """Writes the rules of one program."""

    def __init__(self, context: Context, tables: Tables, outcomes: Outcomes, expressions: Expressions) -> None:
        self._context = context
        self._tables = tables
        self._outcomes = outcomes
        self._expressions = expressions
        self._rows = dict(_rows(context.program))

    def lines(self) -> list[str]:
        """Statements for every rule, in the program's order; plain rows of one table go together."""
        lines: list[str] = []
        for table, rules in groupby(self._context.program.rules, key=self.plain_row_of):
            if table:
                lines += self._row_rules(table, list(rules))
            else:
                lines += [line for rule in rules for line in (self._revoked if rule.revokes else self._rule)(rule)]
        return lines

    def plain_row_of(self, rule: Rule) -> Table | None:
        """The table whose row the rule is, where what follows from it is constant."""
        row = self._row_of(rule)
        return row.table if row and not rule.requires and is_constant_rule(rule) else None

    def ids_by_row(self, table: Table, rules: Sequence[Rule]) -> list[str]:
        """Source of the ids of the rules that each row of the table fires; the last is for no row."""
        return self._by_row(table, {self._place(rule): f"({rule.id!r},)" for rule in rules})

    def outcomes_by_row(self, table: Table, rules: Sequence[Rule]) -> list[str]:
        """Source of the outcomes of each row of the table; the last is for no row."""
        return self._by_row(table, {self._place(rule): self._outcomes.constant(rule) for rule in rules})

    def _by_row(self, table: Table, sources: dict[int | None, str]) -> list[str]:
        return [*(sources.get(index, "()") for index in range(len(table.rows))), "()"]

    def _place(self, rule: Rule) -> int | None:
        row = self._row_of(rule)
        return row.place if row else None

    def _row_of(self, rule: Rule) -> RowOf | None:
        when = rule.when.root if rule.when else None
        return self._rows.get(when.name) if isinstance(when, Ref) and when.kind == "hit" else None

    def _row_rules(self, table: Table, rules: list[Rule]) -> list[str]:
        matched = self._constant(rules, "MATCHED", self.ids_by_row(table, rules))
        outcomes = self._constant(rules, "OUTCOMES", self.outcomes_by_row(table, rules))
        hit = self._tables.hit(table)
        head = comment(f"rules {rules[0].id} to {rules[-1].id}" if len(rules) > 1 else f"rule {rules[0].id}")
        if self._tables.single(table):
            return [head, f"matched += {matched}[{hit}]", f"outcomes += {outcomes}[{hit}]"]
        row = self._context.names.of("row of", f"{table.id}_row")
        body = [f"matched += {matched}[{row}]", f"outcomes += {outcomes}[{row}]"]
        return [head, f"for {row} in {hit}:", *indented(body)]

    def _constant(self, rules: Sequence[Rule], suffix: str, rows: list[str]) -> str:
        """Named after the first of the rules: those of one table may stand in several groups."""
        name = self._context.names.of("constant", f"{rules[0].id}_{suffix}".upper())
        self._context.constants.define(name, tuple_of(rows))
        return name

    def _rule(self, rule: Rule) -> list[str]:
        head = comment(f"rule {rule.id}" + (f": {rule.when.text}" if rule.when else ""))
        body = [f"matched += ({rule.id!r},)", *self._then(rule)]
        return [head, *(self._when(rule.id, rule.when, body) if rule.when else body)]

    def _revoked(self, rule: Rule) -> list[str]:
        """What a rung had brought before an appeal undid it: nothing is matched."""
        return [comment(f"revoked {rule.id}"), *(self._outcomes.lines(rule, "revoked") if rule.then else [])]

    def _when(self, rule: str, when: Expression, body: list[str]) -> list[str]:
        if not self._expressions.may_be_null(when.root):
            return [f"if {self._expressions.condition(when.root)}:", *indented(body)]
        truth = self._context.names.temporary()
        facts = self._context.null_facts(facts_of(when.root, self._context.behind))
        return [
            f"{truth} = {self._expressions.value(when.root)}",
            f"if {truth}:",
            *indented(body),
            f"elif {truth} is None:",
            *indented([f"undecided += (Undecided({rule!r}, NULL_FACTS({facts})),)"]),
        ]

    def _then(self, rule: Rule) -> list[str]:
        if not rule.then:
            return []
        if not rule.requires:
            return self._outcomes.lines(rule, "outcomes")
        return ["then = ()", *self._outcomes.lines(rule, "then"), *self._required(rule, rule.requires)]

    def _required(self, rule: Rule, requires: Requires) -> list[str]:
        evidence = requires.evidence_fact
        given = f"{self._context.names.of('fact', evidence)} or ()" if evidence else "()"
        waiting = self._context.names.temporary()
        position = self._context.position(rule)
        return [
            f"{waiting} = WAITING_FOR(RULES[{position}].requires, {given}, history.approvals)",
            f"if {waiting} is None:",
            *indented(["outcomes += then"]),
            "else:",
            *indented([f"held += tuple([Held(outcome, *{waiting}) for outcome in then])"]),
        ]


def _rows(program: Program) -> Iterator[tuple[str, RowOf]]:
    for step in program.steps:
        if isinstance(step, Table):
            for index, row in enumerate(step.rows):
                yield f"{step.id}.{row.id}", RowOf(step, index)
