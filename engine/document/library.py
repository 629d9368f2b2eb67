"""The folder of a library, read: which files there are, what each one is, and their documents."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.diagnostics import Kept, Report, Source, Span, did_you_mean
from engine.document.branches import BASE, CASES, overlays
from engine.document.compose import compose
from engine.document.encoding import decode
from engine.document.nodes import Document, Mapping
from engine.document.prune import prune
from engine.document.shape import Fault, faults
from engine.document.text import FileText, file_text
from engine.document.traps import trap_faults, trap_hints
from engine.files import Unreadable, contents, files_in

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import PurePath

    from engine.document.branches import Name
    from engine.document.nodes import Node
    from engine.files import File

Kind = Literal["library", "vocabulary", "clauses", "guardrails", "policy", "overlay", "cases", "branch", "calendar"]

_SINGLE: dict[str, Kind] = {
    "library.yaml": "library",
    "vocabulary.yaml": "vocabulary",
    "clauses.yaml": "clauses",
    "guardrails.yaml": "guardrails",
}
"""Files of which a library has one, at its top."""
_KNOWN = (*_SINGLE, "base", "branches", "calendars")


class _Place(NamedTuple):
    """What a file is by where it stands, and whose."""

    kind: Kind
    branch: str


def read_library(folder: Path, shown: str, kept: Kept | None = None) -> tuple[tuple[Document, ...], Report]:
    """Every document of a policies folder, and what is wrong with their shape. Never raises for what files contain.

    `shown` is the folder as diagnostics name it. Documents come in the order of their paths; one that can't be used at
    all is there too, with the path `()` in `broken`. `kept`: what was read before, of which only changed files are read
    again.
    """
    report = Report()
    shown = shown.rstrip("/")
    if not folder.is_dir():
        report.add("GJ180", _top(shown), folder=shown)
        return (), report
    kept = Kept() if kept is None else kept
    files = files_in(folder)
    documents = tuple(_documents(files, overlays(files, kept), shown, kept, report))
    if not files:
        report.add("GJ183", _top(shown), folder=shown)
    _check_branches([file.name for file in files], shown, report)
    return documents, report


def _documents(
    files: Iterable[File], changing: Container[Name], folder: str, kept: Kept, report: Report
) -> Iterator[Document]:
    for file in files:
        path = "/".join((folder, *file.name))
        place = _classify(file.name, path, changing, report)
        if place:
            data = contents(file, kept)
            read = partial(_read, place, path, data)
            document = kept.reported((place, path, data), (), report, read)
            if document.source.text:
                report.sources[path] = document.source
            yield document


def names_in(folder: Path) -> list[Path]:
    """The YAML files of a library, relative to its folder and sorted; dangling links among them, hidden files not."""
    return [Path(*file.name) for file in files_in(folder)]


def kind_of(name: PurePath, changing: Container[Name] = ()) -> Kind | None:
    """What a file is by its place in the library's folder; None where nothing reads it. `changing`: its overlays."""
    file = _classify(name.parts, "", changing, Report())
    return file.kind if file else None


def overlays_in(folder: Path) -> frozenset[Name]:
    """The files of a library that change a policy of the branches above."""
    return overlays(files_in(folder), Kept())


def _classify(parts: Name, path: str, changing: Container[Name], report: Report) -> _Place | None:
    """What a file is, by where it stands; None, and a report, where it isn't read."""
    name = parts[-1]
    match parts:
        case _ if not name.endswith(".yaml"):
            report.add("GJ189", _top(path), name=name, right=name.rpartition(".")[0] + ".yaml")
        case (only,) if only in _SINGLE:
            return _Place(_SINGLE[only], BASE)
        case ("calendars", _):
            return _Place("calendar", BASE)
        case ("base", _, *_):
            return _Place("cases" if name.endswith(CASES) else "policy", BASE)
        case ("branches", branch, "branch.yaml"):
            return _Place("branch", branch)
        case ("branches", branch, _) if name.endswith(CASES):
            return _Place("cases", branch)
        case ("branches", branch, _):
            return _Place("overlay" if parts in changing else "policy", branch)
        case _:
            report.add("GJ186", _top(path), path=path, near=did_you_mean(parts[0], _KNOWN))
    return None


def _read(place: _Place, path: str, data: bytes | Unreadable, report: Report) -> Document:
    """The document of one file, with its broken parts taken out."""
    text = _text(path, data, report)
    root = compose(text, report) if text else None
    place = place if _states_itself(place, root) else place._replace(kind="overlay")
    if text is None or root is None:
        source = report.sources.get(path, Source(path, ""))
        return Document(place.kind, place.branch, source, Mapping((), file_text(source), 0, 0), ((),))
    found = list(_faults(place.kind, text, root))
    for fault in found:
        report.add(fault.code, fault.span, **dict(fault.args))
    if not isinstance(root, Mapping):
        return Document(place.kind, place.branch, text.source, Mapping((), text, root.start, root.end), ((),))
    _add_hints(text, root, report)
    return Document(place.kind, place.branch, text.source, *prune(place.kind, root, (fault.path for fault in found)))


def _states_itself(place: _Place, root: Node | None) -> bool:
    """A branch's policy without a title is an overlay of a policy that isn't there."""
    own = place.kind == "policy" and place.branch != BASE
    return not (own and isinstance(root, Mapping) and root.get("title") is None)


def _text(path: str, data: bytes | Unreadable, report: Report) -> FileText | None:
    if isinstance(data, Unreadable):
        report.add("GJ100", _top(path), reason=data.reason)
        return None
    source = decode(path, data, report)
    return file_text(source) if source else None


def _faults(kind: Kind, text: FileText, root: Node) -> Iterator[Fault]:
    """What is wrong with a document: its traps, then its shape where no trap says it better."""
    trapped = list(trap_faults(kind, text, root)) if isinstance(root, Mapping) else []
    yield from trapped
    places = {fault.path for fault in trapped}
    yield from (fault for fault in faults(kind, root) if fault.path not in places)


def _add_hints(text: FileText, root: Mapping, report: Report) -> None:
    for hint in trap_hints(text, root):
        report.add(hint.code, hint.span, **dict(hint.args))


def _check_branches(names: list[Name], shown: str, report: Report) -> None:
    """Every folder of `branches` says in its `branch.yaml` what it is."""
    there = frozenset(names)
    first: dict[str, Name] = {}
    for name in names:
        match name:
            case ("branches", branch, file) if file.endswith(".yaml"):
                first.setdefault(branch, name)
    for branch, name in first.items():
        if ("branches", branch, "branch.yaml") not in there:
            report.add("GJ182", _top("/".join((shown, *name))), branch=branch)


def _top(path: str) -> Span:
    return Span(path, 1, 1, 1, 1)
