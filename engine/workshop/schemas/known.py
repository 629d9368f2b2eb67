"""What is known of a library while its owner writes, errors or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import Severity
from engine.diagnostics.phrases import phrase
from engine.document.nodes import Mapping
from engine.model.chained import chain_of, path_of
from engine.model.policy import PolicySource, Table
from engine.model.reading import entries, read_string
from engine.workshop.schemas.choices import Choice, Choices, lines
from engine.workshop.schemas.everywhere import policies_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingOf

    from engine.document.nodes import Document
    from engine.model.from_document import Model
    from engine.model.policy import Fact, Policy
    from engine.model.vocabulary import ConsequenceKind
    from engine.pipeline import Loaded


@dataclass(frozen=True, slots=True)
class Known:
    """A library's words, from the files that could be read.

    `sound`: the policies in which, and in those that they read from, nothing was lost to an error. `everywhere`: the
    policies with what branches add to them.
    """

    model: Model
    sound: frozenset[str]
    everywhere: MappingOf[str, Policy]
    kinds: Choices
    subjects: Choices
    events: Choices
    clauses: Choices
    calendars: Choices
    branches: Choices
    policies: Choices
    sources: Choices


class Given(NamedTuple):
    """A fact that a case of a policy gives. `needed`: it can't be left out; `nullable`: null may be given."""

    fact: Fact
    needed: bool
    nullable: bool


def known_words(loaded: Loaded) -> Known:
    """What a library declares, as far as it could be understood."""
    model, words = loaded.model, loaded.model.vocabulary
    kinds = tuple(map(_kind, words.kinds.values()))
    subjects = tuple(Choice(name, lines(title)) for name, title in words.subjects.items())
    events = tuple(Choice(event.name, lines(event.title)) for event in words.events.values())
    clauses = tuple(Choice(clause.id, lines(clause.text)) for clause in model.clauses.by_id.values())
    calendars = tuple(Choice(name, lines(each.line[0].title)) for name, each in model.calendars.items())
    branches = tuple(Choice(branch.id, lines(branch.title)) for branch in model.branches)
    sound = frozenset(_sound(loaded) if words.complete else ())
    everything = len(sound) == len(_of_kind(loaded, "policy"))
    return Known(
        model=model,
        sound=sound,
        everywhere=policies_everywhere(model),
        kinds=Choices(kinds, words.complete),
        subjects=Choices(subjects, words.complete),
        events=Choices(events, words.complete),
        clauses=Choices(clauses, _unbroken(loaded, "clauses")),
        calendars=Choices(calendars, whole=True),
        branches=Choices(branches, _unbroken(loaded, "branch")),
        policies=Choices(tuple(_policies(loaded)), whole=True),
        sources=Choices(tuple(_sources(model)), everything),
    )


def facts_given(policy: Policy, policies: MappingOf[str, Policy]) -> tuple[Given, ...]:
    """The facts of a policy's cases, those of the policies that it reads from among them; each name once."""
    found: dict[str, Given] = {}
    for part in reversed(path_of(policy, policies)):
        for fact in part.facts:
            if not isinstance(fact.source, PolicySource):
                given = found.setdefault(fact.name, _given(fact))
                if not fact.type.optional:
                    found[fact.name] = given._replace(needed=_needed(given.fact))
    return tuple(found.values())


def _given(fact: Fact) -> Given:
    needed = _needed(fact) and not fact.type.optional
    return Given(fact, needed, fact.type.optional or not _needed(fact))


def _needed(fact: Fact) -> bool:
    """Whether nothing stands in for a fact that isn't given."""
    return fact.default is None and fact.default_from is None and fact.source is None


def _of_kind(loaded: Loaded, kind: str) -> list[Document]:
    return [document for document in loaded.documents if document.kind == kind]


def _unbroken(loaded: Loaded, kind: str) -> bool:
    return not any(document.broken for document in _of_kind(loaded, kind))


def _sound(loaded: Loaded) -> Iterator[str]:
    """The policies whose files, those of branches and of the policies that they read from too, lack nothing."""
    model = loaded.model
    wrong = {found.span.path for found in loaded.found if found.span and found.severity is Severity.ERROR}
    wrong |= {
        document.source.path for document in _of_kind(loaded, "policy") if _reads(document) - model.policies.keys()
    }
    for name, policy in model.policies.items():
        held = (
            stock.policies.get(part.id) for part in chain_of(policy, model.policies) for stock in model.stocks.values()
        )
        if not wrong.intersection(path for editions in held if editions for path in editions.paths):
            yield name


def _reads(document: Document) -> set[str]:
    """The policies that a policy's facts name in `from:`, known or not."""
    facts = (fact for _, fact in entries(document.root.get("facts")) if isinstance(fact, Mapping))
    origins = (read_string(fact.get("from")) for fact in facts)
    return {
        policy for policy, _, field in (origin.rpartition(".") for origin in origins) if field and "." not in policy
    }


def _kind(kind: ConsequenceKind) -> Choice:
    return Choice(kind.id, "\n".join(_about(kind, lang) for lang in ("zh", "en")))


def _about(kind: ConsequenceKind, lang: str) -> str:
    attributes = (f"`{name}` {attribute.title.in_language(lang)}" for name, attribute in kind.attributes.items())
    return phrase("editor", "kind", lang, title=kind.title.in_language(lang), attributes=", ".join(attributes))


def _policies(loaded: Loaded) -> Iterator[Choice]:
    """Every policy by its id, and by the name of its file where that is all that could be read."""
    policies = loaded.model.policies
    stems = (PurePosixPath(document.source.path).stem for document in _of_kind(loaded, "policy"))
    for name in dict.fromkeys((*policies, *stems)):
        yield Choice(name, lines(policies[name].title) if name in policies else name)


def _sources(model: Model) -> Iterator[Choice]:
    """What a fact may come from: the data of events, the outputs of policies."""
    for event in model.vocabulary.events.values():
        yield from (Choice(f"{event.name}.{field}", lines(event.title)) for field, _ in event.fields)
    for policy in model.policies.values():
        outputs = (output for step in policy.steps if isinstance(step, Table) for output in step.outputs)
        yield from (Choice(f"{policy.id}.{output.name}", lines(output.title)) for output in outputs)
