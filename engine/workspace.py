"""A library while it is being edited: asked again, it works out again only what a change touches."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cache import Cache
from engine.diagnostics import Kept, PolicyError
from engine.late import room
from engine.library import Library, checked, index_of
from engine.pipeline import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Diagnostic, Source
    from engine.document.nodes import Document
    from engine.model.cases import CaseFile
    from engine.pipeline import Loaded
    from engine.policy import Policy


class Workspace:
    """A folder of policies. Every question is answered as the files are now.

    A document is read again where its file's content has changed; a policy where its document has, or the words, or a
    policy that it reads from; it is compiled, and its cases run, where one of these is another.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._read = Kept()
        self._compiled = Kept()
        self._ran = Kept()
        self._documents: dict[str, Document] = {}
        self.changed: tuple[str, ...] = ()
        """The paths of the files that were new, changed or gone when a question was asked last."""

    def check(self) -> tuple[Diagnostic, ...]:
        """Every finding, sorted by place: errors, warnings, hints; of guardrails too."""
        loaded = self._load()
        if not loaded.has_errors:
            self._compiled.turn()
        return checked(self._library(loaded))

    def library(self) -> Library:
        """The library. Raises `PolicyError` with every finding where it has errors."""
        loaded = self._load()
        if loaded.has_errors:
            raise PolicyError(loaded.found)
        return self._library(loaded)

    def _library(self, loaded: Loaded) -> Library:
        return Library(self._folder, Cache(None), index_of(loaded), loaded, self._compiled)

    def test(self, only: str | None = None) -> Any:
        """Run the cases beside the policies, as `Library.test` does: a `TestReport`."""
        library = self.library()
        self._compiled.turn()
        self._ran.turn()
        return room("casebook").run(library, only, self._run_file)

    def _load(self) -> Loaded:
        loaded = load(self._folder, str(self._folder), self._read)
        now = {document.source.path: document for document in loaded.documents}
        paths = sorted(self._documents.keys() | now.keys())
        self.changed = tuple(path for path in paths if self._documents.get(path) is not now.get(path))
        self._documents = now
        return loaded

    def _run_file(self, file: CaseFile, policy: Policy, sources: Mapping[str, Source]) -> Any:
        """Cases without a date are decided by today's rules: they run again on another day."""
        name = (file.branch, file.policy, file.source.path, dt.datetime.now(policy.zone).date())
        made_of = (file.cases, policy.timeline)
        return self._ran.get(name, made_of, lambda: room("casebook").run_file(file, policy, sources))
