"""What SQL can't do exactly is refused: raised where it is found, reported by whoever knows the place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from engine.diagnostics import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.diagnostics import Diagnostic, Span
    from engine.feel.typed import At, Expression

T = TypeVar("T")


class Refused(Exception):
    """Something that SQL can't compute exactly. `at`: offsets in the expression's text, None where it is the whole.

    An empty `code` means that it builds on something refused already, which is not reported twice.
    """

    def __init__(self, code: str = "", at: At | None = None, **args: object) -> None:
        super().__init__(code, args)
        self.code = code
        self.at = at
        self.details = args


@dataclass(slots=True)
class Refusals:
    """The refusals of one translation, with the rule or step under way as their `item`."""

    report: Report = field(default_factory=Report)
    item: str = ""

    def attempt(self, span: Span, work: Callable[[], T]) -> T | None:
        """What `work` yields; None where it is refused, which is then reported at `span`."""
        try:
            return work()
        except Refused as refused:
            self._add(refused, span)
            return None

    def add_in(self, expression: Expression, refused: Refused) -> None:
        """Reports at the part of the expression that was refused."""
        self._add(refused, expression.place.span(*(refused.at or (0, len(expression.text)))))

    def _add(self, refused: Refused, span: Span) -> None:
        if refused.code:
            self.report.add(refused.code, span, pointer=None, item=self.item, **refused.details)

    def sorted(self) -> tuple[Diagnostic, ...]:
        return self.report.sorted()
