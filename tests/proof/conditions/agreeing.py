"""What a space says of a program, held against the scalar executor, case by case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.proof.conditions import lay
from engine.backends.proof.space import Side
from engine.backends.scalar.evaluator import evaluator
from engine.feel.operators import lookup
from engine.feel.typed import Apply, Expression, Ref
from engine.feel.types import BOOLEAN, Kind
from engine.ir.program import Table
from tests.proof.conditions.cases import frame_at_random
from tests.proof.conditions.standing import covers, point_of, truth_at

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from engine.backends.proof.space import Laid, Space
    from engine.feel.typed import Expr
    from engine.ir.program import Program


def laid_out(*programs: Program) -> Space:
    """The programs in one space; of each it is also asked what its tables hit and what comes out of them."""
    return lay([Side(program, tuple(asked_of(program))) for program in programs], evaluator)


def asked_of(program: Program) -> Iterator[Expression]:
    for table in (step for step in program.steps if isinstance(step, Table)):
        for row in table.rows:
            yield _asked(Ref(f"{table.id}.{row.id}", "hit", BOOLEAN, (0, 0)), table)
        for output in table.outputs:
            if output.result.kind is Kind.LIST:
                continue
            ref = Ref(output.name, "output", output.result.or_null(), (0, 0))
            yield _asked(_apply("is-null", ref), table)
            for constant in {str(row.outputs): row.outputs for row in table.rows}.values():
                told = constant[table.outputs.index(output)].root
                if told.type.kind is output.result.kind:
                    yield _asked(_apply("eq-null", ref, told), table)


def _apply(op: str, *args: Expr) -> Apply:
    return Apply(op, args, lookup(op).type_of(tuple(arg.type for arg in args)), (0, 0))


def _asked(root: Expr, table: Table) -> Expression:
    return Expression(root, "?", next(iter(table.inputs)).place)


def check(space: Space, programs: tuple[Program, ...], chance: random.Random, times: int) -> None:
    """Every condition is at the case's point what the executor says."""
    for program, laid in zip(programs, space.sides, strict=True):
        for _ in range(times):
            frame = frame_at_random(program, space, chance)
            for other in programs:
                for fact in other.facts:
                    frame.setdefault(fact.name, None)
            _check_case(space, laid, frame)


def _check_case(space: Space, laid: Laid, frame: dict[str, Any]) -> None:
    try:
        point = point_of(space, frame)
    except AssertionError:  # a null of a fact that another side never has
        if len(space.sides) > 1:
            return
        raise
    program = laid.program
    for parts in laid.rules:
        when = parts.rule.when
        wanted = evaluator(when.root)(frame) if when else True
        assert truth_at(parts.truth, point) is wanted, (parts.rule.id, frame)
    for table in laid.tables:
        for row, found in zip(table.table.rows, table.rows, strict=True):
            wanted = all(evaluator(cell.root)(frame) is True for cell in row.cells if cell)
            assert covers(found, point) is wanted, (row.id, frame)
    for asked, truth in zip(asked_of(program), laid.asked, strict=True):
        assert truth_at(truth, point) is evaluator(asked.root)(frame), (asked.root, frame)
    checks = ((fact, evaluator(fact.check.root)) for fact in program.facts if fact.check)
    refused = any(frame[fact.name] is not None and holds(frame) is False for fact, holds in checks)
    if len(space.sides) == 1:
        assert covers(space.outside, point) is refused, frame
