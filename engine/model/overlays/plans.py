"""What a branch's policies are made of, before any is read: its own documents, its overlays, what it takes over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.model.heads import by_id, check_name, read_head
from engine.model.overlays.drafts import drafts_of
from engine.model.overlays.editions import Draft, Editions
from engine.model.overlays.override import read_overlay
from engine.model.policy import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.diagnostics import Kept, Report, Span
    from engine.document.nodes import Document
    from engine.model.heads import Head
    from engine.model.overlays.override import Overlay
    from engine.model.vocabulary import Vocabulary


class Reading(NamedTuple):
    """What all branches' policies are read with. `names`: of all policies that any branch states."""

    words: Vocabulary
    names: frozenset[str]
    kept: Kept
    report: Report


class Plan(NamedTuple):
    """A policy of a branch before it is read. `origins`: what its facts come from, on any day.

    `overlay`: what the branch changes of `above`; without one it takes `above` over. Neither: it states the policy.
    """

    drafts: tuple[Draft, ...]
    origins: tuple[str, ...]
    overlay: Overlay | None = None
    above: Editions | None = None


def plans(
    heads: Iterable[Head], overlays: Iterable[Document], above: Mapping[str, Editions], reading: Reading
) -> dict[str, Plan]:
    """By the policies' ids. `heads`: of what the branch states; `above`: what the branch that it extends has."""
    held = {name: editions for name, editions in above.items() if not editions.dropped}
    return dict(_taken_over(held)) | dict(_changed(overlays, above, reading)) | _stated(heads, above, reading)


def _taken_over(above: Mapping[str, Editions]) -> Iterator[tuple[str, Plan]]:
    for name, editions in above.items():
        drafts = tuple(Draft(each.effective, each.document, each.dropped) for each in editions.editions)
        yield name, Plan(drafts, _origins(drafts), None, editions)


def _changed(
    documents: Iterable[Document], above: Mapping[str, Editions], reading: Reading
) -> Iterator[tuple[str, Plan]]:
    for document in documents:
        if name := _overlaid(document, above, reading):
            read = partial(read_overlay, document)
            overlay = reading.kept.reported(("overlay", document.source.path), (document,), reading.report, read)
            drafts = drafts_of(overlay, above[name], reading.kept)
            yield name, Plan(drafts, _origins(drafts), overlay, above[name])


def _overlaid(document: Document, above: Mapping[str, Editions], reading: Reading) -> str:
    """The policy that a document changes; empty, and a report, where the branches above have none of that name."""
    head = read_head(document)
    if head.name is None:
        return ""
    name = head.name.text
    if name in above and above[name].dropped:
        dropped = _drop_of(above[name])
        place = f"{dropped.path}:{dropped.line}" if dropped else ""
        reading.report.add("GJ299", head.name.span, name=name, place=place)
        return ""
    if name in above:
        check_name(head, reading.report)
        return name
    if name not in reading.names:
        near = did_you_mean(name, above)
        remedy = "file" if document.root.get("change") else "own"
        reading.report.add("GJ291", head.name.span, branch=document.branch, name=name, near=near, remedy=remedy)
    return ""


def _drop_of(editions: Editions) -> Span | None:
    """Where a policy is dropped that no branch above has any more."""
    while editions.above and editions.above.dropped:
        editions = editions.above
    return editions.overlay.span if editions.overlay else None


def _stated(heads: Iterable[Head], above: Mapping[str, Editions], reading: Reading) -> dict[str, Plan]:
    taken = {name: editions.editions[0].document.source.path for name, editions in above.items()}
    named = by_id((head for head in heads if head.document.usable), taken, reading.report)
    return {name: Plan((Draft(ALWAYS, head.document),), head.origins) for name, head in named.items()}


def _origins(drafts: Iterable[Draft]) -> tuple[str, ...]:
    found = (origin for draft in drafts for origin in read_head(draft.document).origins)
    return tuple(dict.fromkeys(found))
