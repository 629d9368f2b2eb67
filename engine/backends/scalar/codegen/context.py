"""What the writers of one program share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.backends.scalar.codegen.constants import Constants
from engine.backends.scalar.codegen.disjoint import rows_disjoint
from engine.backends.scalar.codegen.names import Names
from engine.backends.scalar.codegen.nulls import Nulls
from engine.ir.program import Table
from engine.ir.reads import facts_behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.feel.values import Value
    from engine.ir.program import Program, Rule
    from engine.ir.reads import Reads


@dataclass(frozen=True, slots=True)
class Context:
    """A program with its names, constants, nulls and reads.

    `disjoint`: ids of the tables whose rows exclude one another. `positions`: a rule's place among the program's, by
    its id and whether it `revokes`.
    """

    program: Program
    params: Mapping[str, Value]
    names: Names
    constants: Constants
    nulls: Nulls
    behind: Reads
    disjoint: frozenset[str]
    positions: Mapping[tuple[str, bool], int]

    def position(self, rule: Rule) -> int:
        return self.positions[rule.id, rule.revokes]

    def null_facts(self, read: Iterable[str]) -> str:
        """Source of a dict of those facts that may be null, by name, in the program's order."""
        wanted = frozenset(read)
        names = [fact.name for fact in self.program.facts if fact.name in wanted and self.nulls.of_fact(fact.name)]
        return "{" + ", ".join(f"{name!r}: {self.names.of('fact', name)}" for name in names) + "}"


def context_of(program: Program) -> Context:
    params = {param.name: param.value for param in program.params}
    tables = [step for step in program.steps if isinstance(step, Table)]
    disjoint = frozenset(table.id for table in tables if rows_disjoint(table, params))
    return Context(
        program,
        params,
        Names(program),
        Constants(),
        Nulls(program, disjoint),
        facts_behind(program),
        disjoint,
        {(rule.id, rule.revokes): index for index, rule in enumerate(program.rules)},
    )
