"""Documents -> `Model`: the vocabulary, the branches, and every policy as each branch has it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from engine.document.nodes import Document, Mapping, Scalar
from engine.model.branches import BASE, Branch, read_branches
from engine.model.cases import CaseFile, read_cases
from engine.model.order import in_order
from engine.model.read_facts import Upstream
from engine.model.read_policy import read_policy
from engine.model.read_vocabulary import read_settings, read_vocabulary
from engine.model.reading import entries, items, read_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.diagnostics import Report
    from engine.model.policy import Policy
    from engine.model.vocabulary import Settings, Vocabulary


@dataclass(frozen=True, slots=True)
class Model:
    """A library, understood. `policies` are the base's, by id; branches have the same until overrides come."""

    settings: Settings
    vocabulary: Vocabulary
    branches: tuple[Branch, ...]
    policies: dict[str, Policy]
    cases: tuple[CaseFile, ...]


def read_model(documents: Iterable[Document], report: Report) -> Model:
    """The model of a library's documents; what is wrong goes into the report."""
    by_kind: dict[str, list[Document]] = {}
    for document in documents:
        by_kind.setdefault(document.kind, []).append(document)
    settings = read_settings(_only(by_kind, "library"), report)
    vocabulary = read_vocabulary(_only(by_kind, "vocabulary"), report)
    branches = read_branches(by_kind.get("branch", []), report)
    documents = by_kind.get("policy", [])
    names = _names(documents)
    if "vocabulary" not in by_kind:
        _need_vocabulary(documents, names, report)
    policies = _read_policies(documents, names, vocabulary, settings, report)
    pairs = [(branch.id, policy) for branch in branches for policy in names]
    return Model(settings, vocabulary, branches, policies, read_cases(by_kind.get("cases", []), pairs, report))


def _only(by_kind: dict[str, list[Document]], kind: str) -> Document | None:
    found = by_kind.get(kind, [])
    return found[0] if found else None


def _need_vocabulary(documents: Iterable[Document], names: tuple[str, ...], report: Report) -> None:
    """Where there is no vocabulary, the first word that it should declare stands for them all."""
    words = (word for document in documents for word in _words(document.root, names))
    if first := next(words, None):
        report.add("GJ355", first.span)


def _words(root: Mapping, names: tuple[str, ...]) -> Iterator[Scalar]:
    """The kinds of a policy's consequences, and the events that its facts come from."""
    origins = (fact.get("from") for _, fact in entries(root.get("facts")) if isinstance(fact, Mapping))
    yield from (
        origin for origin in origins if isinstance(origin, Scalar) and origin.text.rpartition(".")[0] not in names
    )
    tables = (table.get("then") for _, table in entries(root.get("tables")) if isinstance(table, Mapping))
    rules = (rule.get("then") for rule in items(root.get("rules")) if isinstance(rule, Mapping))
    for then in (*(node for table in tables for _, node in entries(table)), *rules):
        kinds = (item.get("do") for item in items(then) if isinstance(item, Mapping))
        yield from (kind for kind in kinds if isinstance(kind, Scalar))


def _names(documents: Iterable[Document]) -> tuple[str, ...]:
    """The ids of all policies, even of those that can't be read: what refers to them isn't wrong.

    Nor is what refers to a policy by the name of its file, where the two differ: that is reported once, at the policy.
    """
    ids = (name for document in documents for name in (read_string(document.root.get("policy")), _stem(document)))
    return tuple(dict.fromkeys(name for name in ids if name))


def _stem(document: Document) -> str:
    return PurePosixPath(document.source.path).stem


def _read_policies(
    documents: list[Document], names: tuple[str, ...], vocabulary: Vocabulary, settings: Settings, report: Report
) -> dict[str, Policy]:
    """Every policy, each read after those that its facts come from."""
    named = _by_id((document for document in documents if document.usable), report)
    reads = {name: _upstream_names(document, named) for name, document in named.items()}
    order, cycle = in_order(reads)
    if cycle:
        origin = named[cycle[0]].root.key("facts")
        report.add("GJ321", origin.span if origin else None, cycle=" → ".join((*cycle, cycle[0])))
    policies: dict[str, Policy] = {}
    for name in order:
        upstream = Upstream(vocabulary, policies, frozenset(names))
        policies[name] = read_policy(named[name], BASE, settings, upstream, report)
    return {name: policies[name] for name in named}


def _by_id(documents: Iterable[Document], report: Report) -> dict[str, Document]:
    named: dict[str, Document] = {}
    for document in documents:
        name = document.root.get("policy")
        stem = _stem(document)
        if not isinstance(name, Scalar):
            named.setdefault(stem, document)
            continue
        if name.text in named:
            report.add("GJ323", name.span, name=name.text, path=named[name.text].source.path)
            continue
        if name.text != stem:
            report.add("GJ324", name.span, name=name.text, file=stem)
        named[name.text] = document
    return named


def _upstream_names(document: Document, named: dict[str, Document]) -> list[str]:
    """The policies that a document's facts name in `from:`."""
    origins = (
        read_string(fact.get("from")) for _, fact in entries(document.root.get("facts")) if isinstance(fact, Mapping)
    )
    return list(dict.fromkeys(name for name in (origin.rpartition(".")[0] for origin in origins) if name in named))
