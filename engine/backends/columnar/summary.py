"""What came of a run over a file: counts, totals, the first faults. Data first; its words are in the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.diagnostics import Diagnostic
from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A fact of a row that can't be used. `row` counts the file's rows of data from 1."""

    row: int
    column: str
    code: str
    value: str
    """As the file has it."""
    bounds: tuple[tuple[str, str], ...] = ()
    """What the value should have been, for the message: pairs of a field of its template and a text."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run over a file. Rows whose facts can't be used are `refused`: they decide nothing, and are in the target too.

    `rules`, `undecided`: (rule id, rows); `outputs`: (output, value, rows), text and boolean outputs only; `totals`:
    (`<rule>.<do>.<attribute>`, sum) of money that is due (what is held for evidence doesn't count); `problems`: the
    first ones; `renamed`: (name, name in the target) where the source has a column of that name.
    """

    policy: str
    branch: str
    revision: str
    rows: int
    decided: int
    refused: int
    rules: tuple[tuple[str, int], ...]
    undecided: tuple[tuple[str, int], ...]
    outputs: tuple[tuple[str, str, int], ...]
    totals: tuple[tuple[str, Decimal], ...]
    problems: tuple[RowProblem, ...]
    renamed: tuple[tuple[str, str], ...]

    @property
    def errors(self) -> bool:
        """Whether any row was refused."""
        return self.refused > 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: money as text."""
        values: dict[str, dict[str, int]] = {}
        for name, value, rows in self.outputs:
            values.setdefault(name, {})[value] = rows
        return {
            "policy": self.policy,
            "branch": self.branch,
            "revision": self.revision,
            "rows": self.rows,
            "decided": self.decided,
            "refused": self.refused,
            "rules": dict(self.rules),
            "undecided": dict(self.undecided),
            "outputs": values,
            "totals": {name: f"{total:f}" for name, total in self.totals},
            "problems": [_plain(problem) for problem in self.problems],
            "renamed": dict(self.renamed),
        }

    def text(self, lang: str = "en") -> str:
        """For people, in `lang` ("zh" or "en")."""
        return "\n".join(self._lines(lang))

    def _lines(self, lang: str) -> Iterator[str]:
        counts = {"rows": self.rows, "decided": self.decided, "refused": self.refused}
        yield phrase("run", "rows", lang, **{name: f"{count:,}" for name, count in counts.items()})
        yield from _section("rules", lang, self.rules)
        yield from _section("undecided", lang, self.undecided)
        yield from _section("outputs", lang, ((f"{name} = {value}", rows) for name, value, rows in self.outputs))
        yield from _section("totals", lang, self.totals)
        if self.problems:
            yield ""
            yield phrase("run", "problems", lang, count=len(self.problems))
            yield from (f"  {_problem(problem, lang)}" for problem in self.problems)
        if self.renamed:
            yield ""
            yield phrase("run", "renamed", lang)
            yield from (f"  {wanted} -> {name}" for wanted, name in self.renamed)


def _plain(problem: RowProblem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "code": problem.code, "value": problem.value}


def _section(title: str, lang: str, lines: Iterable[tuple[str, object]]) -> Iterator[str]:
    pairs = [(name, f"{value:,}") for name, value in lines]
    if not pairs:
        return
    yield ""
    yield phrase("run", title, lang)
    width = max(len(number) for _, number in pairs)
    yield from (f"  {number:>{width}}  {name}" for name, number in pairs)


def _problem(problem: RowProblem, lang: str) -> str:
    args = (("name", problem.column), ("given", problem.value), ("row", str(problem.row)), *problem.bounds)
    message = Diagnostic(problem.code, args=args).message(lang)
    return phrase("run", "problem", lang, row=problem.row, message=f"{problem.code} {message}")
