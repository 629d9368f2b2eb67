"""The policies of a library, each read after those that its facts come from."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from engine.document.nodes import Document, Mapping, Scalar
from engine.model.branches import BASE
from engine.model.order import in_order
from engine.model.read_facts import Upstream
from engine.model.read_policy import read_policy
from engine.model.reading import entries, read_string

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Kept, Report
    from engine.model.policy import Policy
    from engine.model.vocabulary import Settings, Vocabulary


class Head(NamedTuple):
    """What must be known of a policy's document before any policy is read.

    `name`: what it calls itself; `stem`: its file; `origins`: what its facts come from, events among them.
    """

    document: Document
    name: Scalar | None
    stem: str
    origins: tuple[str, ...]


def read_head(document: Document) -> Head:
    name = document.root.get("policy")
    facts = (fact for _, fact in entries(document.root.get("facts")) if isinstance(fact, Mapping))
    origins = (read_string(fact.get("from")).rpartition(".")[0] for fact in facts)
    stem = PurePosixPath(document.source.path).stem
    return Head(document, name if isinstance(name, Scalar) else None, stem, tuple(dict.fromkeys(origins)))


def names_of(heads: Iterable[Head]) -> tuple[str, ...]:
    """The ids of all policies, even of those that can't be read: what refers to them isn't wrong.

    Nor is what refers to a policy by the name of its file, where the two differ: that is reported once, at the policy.
    """
    names = (name for head in heads for name in (head.name.text if head.name else "", head.stem) if name)
    return tuple(dict.fromkeys(names))


def read_policies(
    heads: Iterable[Head], words: Vocabulary, settings: Settings, kept: Kept, report: Report
) -> dict[str, Policy]:
    """The policies by id, in the order of their files."""
    heads = tuple(heads)
    named = _by_id((head for head in heads if head.document.usable), report)
    reads = {name: [origin for origin in head.origins if origin in named] for name, head in named.items()}
    order, cycle = in_order(reads)
    if cycle:
        origin = named[cycle[0]].document.root.key("facts")
        report.add("GJ321", origin.span if origin else None, cycle=" → ".join((*cycle, cycle[0])))
    names = frozenset(names_of(heads))
    policies: dict[str, Policy] = {}
    upstream = Upstream(words, policies, kept.get(("known", names), (), lambda: names))
    for name in order:
        document = named[name].document
        sources = (document, settings, words, upstream.names, *map(policies.get, reads[name]))
        read = partial(read_policy, document, BASE, settings, upstream)
        policies[name] = kept.reported(("policy", name), sources, report, read)
    return {name: policies[name] for name in named}


def _by_id(heads: Iterable[Head], report: Report) -> MappingOf[str, Head]:
    named: dict[str, Head] = {}
    for head in heads:
        name = head.name
        if name is None:
            named.setdefault(head.stem, head)
            continue
        if name.text in named:
            report.add("GJ323", name.span, name=name.text, path=named[name.text].document.source.path)
            continue
        if name.text != head.stem:
            report.add("GJ324", name.span, name=name.text, file=head.stem)
        named[name.text] = head
    return named
