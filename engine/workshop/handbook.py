"""The handbook of a library: its policies with the cases that show them best, as files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.from_material import to_handbook
from engine.backends.prose.handbook.html import to_html
from engine.backends.prose.handbook.markdown import to_markdown
from engine.backends.prose.handbook.material import Entry, Material, as_of
from engine.document.branches import BASE
from engine.document.nodes import Scalar
from engine.workshop.branches import changed_in, of_branches
from engine.workshop.examples import examples_of
from engine.workshop.file import File
from engine.workshop.notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.backends.prose.handbook.material import Notes
    from engine.document.nodes import Document
    from engine.library import Library

LANGUAGES = ("zh", "en")
FORMATS = ("md", "html")
NAME = "handbook"


def handbook(
    library: Library,
    branch: str = BASE,
    policy: str | None = None,
    day: dt.date | None = None,
    formats: Collection[str] = FORMATS,
) -> tuple[File, ...]:
    """The handbook of a branch: a Markdown file per language and one HTML page with both.

    `policy`: of that policy only, in files of its name. `day`: with the rules and values of that day only; else with
    every dated value. The files depend on the policies and these arguments, on nothing else. Raises `PolicyError`.
    """
    material = _material(library, branch, policy, day)
    return tuple(_files(material, policy or NAME, formats))


def _files(material: Material, name: str, formats: Collection[str]) -> Iterator[File]:
    books = [to_handbook(material, lang) for lang in LANGUAGES]
    if "md" in formats:
        yield from (File(f"{name}.{book.lang}.md", to_markdown(book)) for book in books)
    if "html" in formats:
        yield File(f"{name}.html", to_html(books))


def _material(library: Library, branch: str, policy: str | None, day: dt.date | None) -> Material:
    model = library.loaded.model
    found = library.branch(branch)
    names = [found.policy(policy).id] if policy else found.policies
    stated = {model.of(branch)[name].on(day or dt.date.max).document.source.path for name in names}
    files = [document for document in library.loaded.documents if document.source.path in stated]
    notes = {name: notes_of(document) for document in files if (name := _named(document)) in names}
    return Material(
        title=model.settings.title,
        branch=next(item.title for item in model.branches if item.id == branch),
        as_of=day,
        settings=model.stocks[branch].settings,
        vocabulary=model.vocabulary,
        clauses=model.clauses,
        calendars=model.calendars,
        titles={name: editions.latest.title for name, editions in model.of(branch).items()},
        entries=tuple(_entry(library, branch, name, day, notes.get(name, {})) for name in names),
        branches=of_branches(model) if branch == BASE and policy is None else (),
    )


def _entry(library: Library, branch: str, name: str, day: dt.date | None, notes: Notes) -> Entry:
    model = library.loaded.model
    policy = library.branch(branch).policy(name)
    beside = {file.branch: file.cases for file in model.cases if file.policy == name}
    cases = beside.get(branch, beside.get(BASE, ()))
    editions = model.of(branch)[name]
    told = as_of(editions.on(day).policy, day) if day else editions.latest
    changes = changed_in(library, branch, name, day)
    return Entry(told, policy.revision, examples_of(policy, cases, day), notes, changes)


def _named(document: Document) -> str:
    """The policy that a file is about."""
    name = document.root.get("policy")
    return name.text if isinstance(name, Scalar) else ""
