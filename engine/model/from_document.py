"""Documents -> `Model`: the vocabulary, the branches, and every policy as each branch has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from engine.diagnostics import Kept
from engine.document.nodes import Document, Mapping, Scalar
from engine.model.branches import Branch, read_branches
from engine.model.calendars import DeclaredCalendar, read_calendars, with_calendars
from engine.model.cases import CaseFile, read_cases
from engine.model.check_cases import check_cases
from engine.model.citations import check_citations
from engine.model.clauses import Clauses, read_clauses
from engine.model.read_policies import names_of, read_head, read_policies
from engine.model.read_steps import TIMED
from engine.model.read_vocabulary import read_settings, read_vocabulary
from engine.model.reading import entries, items, scalars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report
    from engine.model.policy import Policy
    from engine.model.read_policies import Head
    from engine.model.vocabulary import Settings, Vocabulary

_Read = TypeVar("_Read")
STARTING = ("counts", "starts", "done")
"""Keys of ladders, clocks and schedules under which nothing but events can stand."""


@dataclass(frozen=True, slots=True)
class Model:
    """A library, understood. `policies` are the base's, by id; branches have the same until overrides come."""

    settings: Settings
    vocabulary: Vocabulary
    clauses: Clauses
    calendars: MappingOf[str, DeclaredCalendar]
    branches: tuple[Branch, ...]
    policies: dict[str, Policy]
    cases: tuple[CaseFile, ...]


def read_model(documents: Iterable[Document], report: Report, kept: Kept | None = None) -> Model:
    """The model of a library's documents; what is wrong goes into the report.

    `kept`: what was read of documents before, of which only that is read again whose documents changed.
    """
    kept = Kept() if kept is None else kept
    by_kind: dict[str, list[Document]] = {}
    for document in documents:
        by_kind.setdefault(document.kind, []).append(document)
    settings, calendars = _settings(by_kind, kept, report)
    words = _read("vocabulary", read_vocabulary, by_kind, kept, report)
    clauses = _read("clauses", read_clauses, by_kind, kept, report)
    check_citations(clauses, by_kind, kept, report)
    branches = read_branches(by_kind.get("branch", []), report)
    heads = [kept.get(("head", d.source.path), (d,), partial(read_head, d)) for d in by_kind.get("policy", [])]
    if "vocabulary" not in by_kind:
        _need_vocabulary(heads, report)
    policies = read_policies(heads, words, settings, kept, report)
    files = by_kind.get("cases", [])
    check_cases(files, policies, words, kept, report)
    cases = read_cases(files, names_of(heads), {branch.id for branch in branches}, kept, report)
    return Model(settings, words, clauses, calendars, branches, policies, cases)


def _settings(
    by_kind: MappingOf[str, list[Document]], kept: Kept, report: Report
) -> tuple[Settings, MappingOf[str, DeclaredCalendar]]:
    """The library's settings, and the calendars, which count their hours in its zone."""
    written = _read("library", read_settings, by_kind, kept, report)
    library, documents = next(iter(by_kind.get("library", ())), None), tuple(by_kind.get("calendar", ()))
    calendars = kept.reported(
        ("calendars", written.zone), documents, report, partial(read_calendars, documents, written.zone)
    )
    settle = partial(with_calendars, written, library, calendars)
    return kept.reported("settings", (written, library, calendars), report, settle), calendars


def _read(
    kind: str,
    read: Callable[[Document | None, Report], _Read],
    by_kind: MappingOf[str, list[Document]],
    kept: Kept,
    report: Report,
) -> _Read:
    """What is read from the one file of a kind, or from there being none."""
    document = next(iter(by_kind.get(kind, ())), None)
    return kept.reported(kind, (document,), report, partial(read, document))


def _need_vocabulary(heads: Iterable[Head], report: Report) -> None:
    """Where there is no vocabulary, the first word that it should declare stands for them all."""
    names = names_of(heads)
    words = (word for head in heads for word in _words(head.document.root, names))
    if first := next(words, None):
        report.add("GJ355", first.span)


def _words(root: Mapping, names: tuple[str, ...]) -> Iterator[Scalar]:
    """The kinds of a policy's consequences, and the events that its facts come from and its timed steps go by."""
    origins = (fact.get("from") for _, fact in entries(root.get("facts")) if isinstance(fact, Mapping))
    yield from (
        origin for origin in origins if isinstance(origin, Scalar) and origin.text.rpartition(".")[0] not in names
    )
    timed = (value for section in TIMED for _, value in entries(root.get(section)) if isinstance(value, Mapping))
    yield from (event for item in timed for key in STARTING for event in scalars(item.get(key)))
    tables = (table.get("then") for _, table in entries(root.get("tables")) if isinstance(table, Mapping))
    rules = (rule.get("then") for rule in items(root.get("rules")) if isinstance(rule, Mapping))
    for then in (*(node for table in tables for _, node in entries(table)), *rules):
        kinds = (item.get("do") for item in items(then) if isinstance(item, Mapping))
        yield from (kind for kind in kinds if isinstance(kind, Scalar))
