"""What a branch's file changes of a policy: overrides, each with its reason and the days on which it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from engine.document.nodes import Mapping, Scalar
from engine.model.overlays.items import HEADER, SECTIONS, items_of
from engine.model.policy import Effective
from engine.model.reading import entries, read_date, read_effective, read_string, read_strings, read_text
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Report, Span
    from engine.document.nodes import Document, Node
    from engine.model.text import Text

Change = Literal["patch", "add", "replace", "drop"]


@record
class Override:
    """What a branch says of one item, on the days on which it does; `key` is the item's name as it is written.

    `patch`: another value, of a parameter or of the calendar in the header. `name` is the policy's where it is dropped.
    """

    section: str
    key: Scalar
    change: Change
    reason: Text
    cites: tuple[str, ...]
    effective: Effective
    node: Node

    @property
    def name(self) -> str:
        return self.key.text

    @property
    def span(self) -> Span:
        return self.key.span


@record
class Overlay:
    """What a branch changes of one policy."""

    branch: str
    document: Document
    overrides: tuple[Override, ...]

    @property
    def span(self) -> Span:
        """The name of the policy at its head."""
        name = self.document.root.get("policy")
        return name.span if name else self.document.root.span

    def of(self, section: str, name: str) -> tuple[Override, ...]:
        """The overrides of one item."""
        return tuple(each for each in self.overrides if (each.section, each.name) == (section, name))


def read_overlay(document: Document, report: Report) -> Overlay:
    """The overrides of a document, in its order; an override without a reason is reported."""
    header = _Header(document.root, report)
    return Overlay(document.branch, document, tuple(_overrides(document.root, header)))


class _Header:
    """What stands at the head of the file for every item that doesn't say its own."""

    def __init__(self, root: Mapping, report: Report) -> None:
        self.report = report
        self._reason = root.get("reason")
        self._effective = root.get("effective")

    def override(self, section: str, name: Scalar, change: Change, node: Node) -> Override:
        """One override; what it doesn't say itself is the header's."""
        own = node if isinstance(node, Mapping) else None
        reason = (own and own.get("reason")) or self._reason
        if reason is None:
            self.report.add("GJ290", name.span, name=name.text)
        window = read_effective((own and own.get("effective")) or self._effective, self.report)
        window = _from_first_day(window, own.get("value") if own else None, self.report)
        cites = read_strings(own.get("cites") if own else None)
        return Override(section, name, change, read_text(reason), cites, window, node)


def _from_first_day(window: Effective, value: Node | None, report: Report) -> Effective:
    """Dated values begin with the first of them."""
    days = [day for day in (read_date(key, report) for key, _ in entries(value)) if day]
    begins = max([*([window.since] if window.since else []), min(days)]) if days else window.since
    return Effective(begins, window.until)


def _overrides(root: Mapping, header: _Header) -> Iterator[Override]:
    name, calendar = root.get("policy"), root.get("calendar")
    if isinstance(name, Scalar) and read_string(root.get("change")) == "drop":
        yield header.override(HEADER, name, "drop", name)
    if calendar and (key := root.key("calendar")):
        yield header.override(HEADER, key, "patch", calendar)
    for section in SECTIONS:
        for key, item in items_of(root.get(section)):
            yield header.override(section, key, _change(item), item)


def _change(item: Node) -> Change:
    """What the schema allows, or another value of a parameter, which says nothing of it."""
    return cast("Change", read_string(item.get("change") if isinstance(item, Mapping) else None) or "patch")
