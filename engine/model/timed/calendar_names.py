"""Which calendar a clock or a schedule goes by: its own, the policy's, the library's; an id, or a parameter's value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.document.nodes import Node, Scalar
from engine.feel.types import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report
    from engine.model.policy import Param
    from engine.model.vocabulary import Settings


class CalendarName(NamedTuple):
    """One of the two is empty; both are where no calendar is named."""

    id: str = ""
    param: str = ""

    def __bool__(self) -> bool:
        return bool(self.id or self.param)


NO_CALENDAR = CalendarName()


class Calendars(NamedTuple):
    """The calendars that there are, the parameters that name one, and the one that holds where none is named."""

    known: Collection[str]
    params: Collection[str]
    default: CalendarName

    def read(self, node: Node | None, report: Report) -> CalendarName:
        """What `calendar:` names; an unknown name is reported, and the default takes its place."""
        if not isinstance(node, Scalar):
            return self.default
        if node.text in self.params:
            return CalendarName(param=node.text)
        if node.text in self.known:
            return CalendarName(node.text)
        names = [*self.known, *self.params]
        report.add("GJ277", node.span, name=node.text, near=did_you_mean(node.text, names), known=", ".join(names))
        return self.default


NONE_KNOWN = Calendars((), (), NO_CALENDAR)


def read_calendars(
    node: Node | None, params: Iterable[Param], settings: Settings, lost: Collection[str], report: Report
) -> Calendars:
    """The calendars of a policy, `node` being what its header names. Names in `lost` are broken, so nobody is told."""
    named = [param for param in params if param.type.kind is Kind.CALENDAR]
    _check_values(named, settings.calendars, report)
    broken = lost if settings.calendars else ()
    library = Calendars(settings.calendars, [*(p.name for p in named), *broken], CalendarName(settings.calendar))
    return library._replace(default=library.read(node, report))


def _check_values(params: Iterable[Param], known: MappingOf[str, object], report: Report) -> None:
    """A parameter's calendars are there on every day."""
    for param in params:
        for value in param.values:
            if value.value is not None and value.value not in known:
                near = did_you_mean(str(value.value), known)
                report.add("GJ277", value.span, name=value.value, near=near, known=", ".join(known))
