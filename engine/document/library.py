"""The folder of a library, read: which files there are, what each one is, and their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.diagnostics import Report, Source, Span, did_you_mean
from engine.document.compose import compose
from engine.document.encoding import decode
from engine.document.nodes import Document, Mapping
from engine.document.prune import prune
from engine.document.shape import Fault, faults
from engine.document.text import FileText, file_text
from engine.document.traps import trap_faults, trap_hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from engine.document.nodes import Node

Kind = Literal["library", "vocabulary", "policy", "cases", "branch"]

BASE = "base"
"""Head office: what every branch extends."""
_CASES = ".cases.yaml"
_KNOWN = ("library.yaml", "vocabulary.yaml", "guardrails.yaml", "base", "branches", "calendars")


class _File(NamedTuple):
    """A file of a library: what it is, and whose it is."""

    kind: Kind
    branch: str


def read_library(folder: Path, shown: str) -> tuple[tuple[Document, ...], Report]:
    """Every document of a policies folder, and what is wrong with their shape. Never raises for what files contain.

    `shown` is the folder as diagnostics name it. Documents come in the order of their paths; one that can't be used at
    all is there too, with the path `()` in `broken`.
    """
    report = Report()
    if not folder.is_dir():
        report.add("GJ180", Span(shown, 1, 1, 1, 1), folder=shown)
        return (), report
    documents: list[Document] = []
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if _is_read(path, folder))
    for name in names:
        path = f"{shown.rstrip('/')}/{name.as_posix()}"
        file = _classify(name.parts, path, report)
        if file:
            documents.append(_read(file, folder / name, path, report))
    if not names:
        report.add("GJ183", _top(shown), folder=shown)
    _check_branches(names, shown, report)
    return tuple(documents), report


def _is_read(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    there = path.is_file() or (path.is_symlink() and not path.exists())
    return path.suffix.lower() in (".yaml", ".yml") and not hidden and there


def _classify(parts: tuple[str, ...], path: str, report: Report) -> _File | None:
    """What a file is, by where it stands; None, and a report, where it isn't read."""
    name = parts[-1]
    match parts:
        case ("guardrails.yaml",) | ("calendars", *_):
            report.add("GJ185", _top(path), path=path)
        case _ if not name.endswith(".yaml"):
            report.add("GJ189", _top(path), name=name, right=name.rpartition(".")[0] + ".yaml")
        case ("library.yaml",):
            return _File("library", BASE)
        case ("vocabulary.yaml",):
            return _File("vocabulary", BASE)
        case ("base", _, *_):
            return _File("cases" if name.endswith(_CASES) else "policy", BASE)
        case ("branches", branch, "branch.yaml"):
            return _File("branch", branch)
        case ("branches", branch, _) if name.endswith(_CASES):
            return _File("cases", branch)
        case ("branches", branch, _):
            report.add("GJ181", _top(path), branch=branch, policy=name.removesuffix(".yaml"))
        case _:
            report.add("GJ186", _top(path), path=path, near=did_you_mean(parts[0], _KNOWN))
    return None


def _read(file: _File, location: Path, path: str, report: Report) -> Document:
    """The document of one file, with its broken parts taken out."""
    text = _load(location, path, report)
    root = compose(text, report) if text else None
    if text is None or root is None:
        source = report.sources.get(path, Source(path, ""))
        return Document(file.kind, file.branch, source, Mapping((), _top(path)), ((),))
    found = list(_faults(file.kind, text, root))
    for fault in found:
        report.add(fault.code, fault.span, **dict(fault.args))
    if not isinstance(root, Mapping):
        return Document(file.kind, file.branch, text.source, Mapping((), root.span), ((),))
    _add_hints(text, root, report)
    return Document(file.kind, file.branch, text.source, *prune(file.kind, root, (fault.path for fault in found)))


def _load(location: Path, path: str, report: Report) -> FileText | None:
    try:
        data = location.read_bytes()
    except OSError as error:
        report.add("GJ100", _top(path), reason=error.strerror or str(error))
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


def _check_branches(names: Iterable[Path], shown: str, report: Report) -> None:
    """Every folder of `branches` says in its `branch.yaml` what it is."""
    inside = [name for name in names if name.match("branches/*/*.yaml")]
    there = {name.as_posix() for name in inside}
    for branch, name in {name.parts[1]: name for name in reversed(inside)}.items():
        if f"branches/{branch}/branch.yaml" not in there:
            report.add("GJ182", _top(f"{shown.rstrip('/')}/{name.as_posix()}"), branch=branch)


def _top(path: str) -> Span:
    return Span(path, 1, 1, 1, 1)
