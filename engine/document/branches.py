"""Which files in the folders of branches are overlays: those whose policy one of the branches above has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import Report
from engine.document.compose import compose
from engine.document.encoding import decode
from engine.document.nodes import Mapping, Scalar
from engine.document.text import file_text
from engine.files import contents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.diagnostics import Kept
    from engine.files import File

    Name = tuple[str, ...]
    """A file's path below the library's folder."""

BASE = "base"
"""Head office: what every branch extends."""
CASES = ".cases.yaml"
_BRANCH = "branch.yaml"


def overlays(files: Iterable[File], kept: Kept) -> frozenset[Name]:
    """Those of a library's files that change a policy of the branches above theirs, by name."""
    files = tuple(files)
    extends = dict(_extends(file, kept) for file in files if _owner(file.name) and file.name[-1] == _BRANCH)
    stated: dict[str, set[str]] = {}
    for branch, policy in (_policy(file.name) for file in files):
        stated.setdefault(branch, set()).add(policy)
    return frozenset(file.name for file in files if _is_above(*_policy(file.name), extends, stated))


def _owner(name: Name) -> str:
    """The branch in whose folder a file stands; empty where it is none."""
    match name:
        case ("branches", branch, _):
            return branch
        case _:
            return ""


def _policy(name: Name) -> tuple[str, str]:
    """Whose policy a file is, by its name; two empty names where it is none."""
    if not name[-1].endswith(".yaml") or name[-1].endswith(CASES) or name[-1] == _BRANCH:
        return "", ""
    owner = BASE if name[0] == BASE else _owner(name)
    return (owner, name[-1].removesuffix(".yaml")) if owner else ("", "")


def _is_above(branch: str, policy: str, extends: dict[str, str], stated: dict[str, set[str]]) -> bool:
    return bool(policy) and any(policy in stated.get(above, ()) for above in _above(branch, extends))


def _above(branch: str, extends: dict[str, str]) -> Iterator[str]:
    """The branches that a branch extends, the nearest first; it ends where it would come round again."""
    passed = {branch}
    while branch != BASE:
        branch = extends.get(branch, BASE)
        if branch in passed:
            return
        passed.add(branch)
        yield branch


def _extends(file: File, kept: Kept) -> tuple[str, str]:
    """A branch's id, and whom its `branch.yaml` says that it extends."""
    data = contents(file, kept)
    return file.name[1], kept.get(("extends", file.name, data), (), lambda: _read(data))


def _read(data: object) -> str:
    """What can't be read extends the base: the file is reported where it is read as a document."""
    source = decode(_BRANCH, data, Report()) if isinstance(data, bytes) else None
    root = compose(file_text(source), Report()) if source else None
    named = root.get("extends") if isinstance(root, Mapping) else None
    return named.text if isinstance(named, Scalar) else BASE
