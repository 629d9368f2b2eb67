"""Documents -> `Model`: the vocabulary, the branches, and every policy as each branch has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from engine.diagnostics import Kept, Severity
from engine.document.branches import BASE
from engine.document.nodes import Document, Mapping, Scalar
from engine.model.branches import Branch, read_branches
from engine.model.calendars import DeclaredCalendar, read_calendars, with_calendars
from engine.model.cases import CaseFile, read_cases
from engine.model.check_cases import check_cases
from engine.model.citations import check_citations
from engine.model.clauses import Clauses, read_clauses
from engine.model.guardrails import Guardrail, Known, read_guardrails
from engine.model.heads import names_of, read_head
from engine.model.overlays.plans import Reading
from engine.model.overlays.stocks import read_stocks
from engine.model.read_steps import TIMED
from engine.model.read_vocabulary import read_settings, read_vocabulary
from engine.model.reading import entries, items, scalars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report
    from engine.model.heads import Head
    from engine.model.overlays.editions import Editions
    from engine.model.policy import Policy
    from engine.model.read_policies import Stock
    from engine.model.vocabulary import Settings, Vocabulary

_Read = TypeVar("_Read")
STARTING = ("counts", "starts", "done")
"""Keys of ladders, clocks and schedules under which nothing but events can stand."""


@dataclass(frozen=True, slots=True)
class Model:
    """A library, understood. `stocks`: the policies of each branch, the base's first, by the branch's id."""

    settings: Settings
    vocabulary: Vocabulary
    clauses: Clauses
    calendars: MappingOf[str, DeclaredCalendar]
    branches: tuple[Branch, ...]
    stocks: MappingOf[str, Stock]
    cases: tuple[CaseFile, ...]
    guardrails: tuple[Guardrail, ...] = ()

    @property
    def policies(self) -> dict[str, Policy]:
        """The base's own, by id."""
        return {name: editions.latest for name, editions in self.of(BASE).items()}

    def editions(self) -> tuple[Policy, ...]:
        """Every policy of every branch, each edition of it once."""
        found = (edition.policy for name in self.stocks for each in self.of(name).values() for edition in each.editions)
        return tuple({id(policy): policy for policy in found}.values())

    def of(self, branch: str) -> dict[str, Editions]:
        """The policies that a branch has, by id."""
        return self.stocks[branch].held()


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
    reading = Reading(words, frozenset(names_of(heads)), kept, report)
    stocks = read_stocks(branches, settings, heads, by_kind, reading)
    guardrails = _guardrails(by_kind, _guarded(stocks, words, settings), kept, report)
    files = by_kind.get("cases", [])
    check_cases(files, stocks, words, kept, report)
    cases = read_cases(files, _case_names(stocks, heads), kept, report)
    return Model(settings, words, clauses, calendars, branches, stocks, cases, guardrails)


def _case_names(stocks: MappingOf[str, Stock], heads: Iterable[Head]) -> dict[str, tuple[str, ...]]:
    """What each branch's cases may be cases of; policies that can't be read among them."""
    heads = tuple(heads)
    names: dict[str, tuple[str, ...]] = {}
    for branch, stock in stocks.items():
        stated = names_of(head for head in heads if head.document.branch in (BASE, branch))
        dropped = stock.policies.keys() - stock.held().keys()
        names[branch] = tuple(dict.fromkeys(name for name in (*stated, *stock.policies) if name not in dropped))
    return names


def _guarded(stocks: MappingOf[str, Stock], words: Vocabulary, settings: Settings) -> Known:
    """What guardrails may name: every policy that some branch has."""
    held = {branch: stock.held() for branch, stock in stocks.items()}
    policies = {name: each.latest for policies in reversed(held.values()) for name, each in policies.items()}
    having = {name: tuple(branch for branch, names in held.items() if name in names) for name in policies}
    return Known(policies, having, words, settings, frozenset(stocks))


def _guardrails(
    by_kind: MappingOf[str, list[Document]], known: Known, kept: Kept, report: Report
) -> tuple[Guardrail, ...]:
    """Nothing is said of what guardrails read of a policy of whose file an error was reported."""
    document = next(iter(by_kind.get("guardrails", ())), None)
    faulty = {each.span.path for each in report.found if each.span and each.severity is Severity.ERROR}
    doubtful = frozenset(name for name, policy in known.policies.items() if policy.span.path in faulty)
    sources = (document, known.words, known.settings, *known.policies.values())
    read = partial(read_guardrails, document, known._replace(doubtful=doubtful))
    return kept.reported(("guardrails", doubtful, tuple(known.having.items())), sources, report, read)


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
