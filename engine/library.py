"""The public face: a `Library` of policies. Its branches are in `branch.py`, what decides in `policy.py`."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.branch import Branch, unknown
from engine.cache import Cache, Compiled, Index
from engine.diagnostics import Diagnostic, Kept, PolicyError, Report
from engine.files import files_in
from engine.late import PROOF, room

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.instants import Moment
    from engine.pipeline import Loaded


class Library:
    """A folder of policies, read and free of errors."""

    def __init__(
        self,
        folder: Path,
        cache: Cache,
        index: Index,
        loaded: Loaded | None,
        kept: Kept | None = None,
        shown: str | None = None,
    ) -> None:
        self._folder = folder
        self._shown = shown
        self._cache = cache
        self._index = index
        self._loaded = loaded
        self._branches = {name: Branch(self, name) for name in index.branches}
        self.kept = kept or Kept()
        """Policies compiled in this process."""

    @classmethod
    def load(cls, folder: str | Path, shown: str | None = None) -> Library:
        """Open the library in `folder`. Raises `PolicyError` with every diagnostic where it has errors.

        `shown`: the folder's name in messages, where it is a copy of another.
        """
        path = Path(folder)
        cache = Cache.of(path, shown)
        index = cache.index()
        if index is not None:
            return cls(path, cache, index, None, shown=shown)
        loaded = _read(path, shown)
        index = index_of(loaded)
        cache.keep(index)
        return cls(path, cache, index, loaded, shown=shown)

    @staticmethod
    def check(folder: str | Path) -> tuple[Diagnostic, ...]:
        """Every finding in the library's files, sorted by place: errors, warnings, hints; of guardrails too."""
        path = Path(folder)
        loaded: Loaded = room("pipeline").load(path, str(folder))
        return checked(Library(path, Cache.of(path), index_of(loaded), loaded))

    @staticmethod
    def files(folder: str | Path) -> tuple[Path, ...]:
        """The files that make the library in `folder`, below it and sorted, whether it has errors or not.

        The YAML files, and links that lead to none, which can't be read; hidden files and folders not.
        """
        return tuple(Path(*file.name) for file in files_in(Path(folder)))

    @property
    def branches(self) -> tuple[str, ...]:
        return self._index.branches

    def branch(self, name: str) -> Branch:
        """A branch by its id; "base" is the group's own. Raises `PolicyError` where there is none."""
        if name not in self.branches:
            raise unknown("GJ360", name, self.branches)
        return self._branches[name]

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies of the base, then those that only branches have."""
        return tuple(dict.fromkeys(chain.from_iterable(self._index.policies)))

    def policies_of(self, branch: str) -> tuple[str, ...]:
        """The policies that a branch has."""
        return self._index.policies[self.branches.index(branch)]

    @property
    def kinds(self) -> tuple[str, ...]:
        """What cases there are, by the ids that the vocabulary has for them."""
        return self._index.kinds

    @property
    def loaded(self) -> Loaded:
        """The library as read from its files, which a warm cache puts off until it is needed."""
        if self._loaded is None:
            self._loaded = _read(self._folder, self._shown)
        return self._loaded

    def compiled(self, branch: str, policy: str) -> Compiled:
        """A policy's programs in a branch, compiled; from the cache where it has them."""
        found = self._cache.policy(branch, policy)
        if found is not None:
            return found
        sources = room("pipeline").made_of(self.loaded, branch, policy)
        return self.kept.get((branch, policy), sources, lambda: self._compile(branch, policy))

    def _compile(self, branch: str, policy: str) -> Compiled:
        timeline = room("pipeline").compile_policy(self.loaded, branch, policy)
        compile_program = room("compiler").compile_program
        programs = (compile_program(program) if program.in_force else None for program in timeline.programs)
        fresh = Compiled(timeline, tuple(programs))
        self._cache.keep_policy(fresh)
        return fresh

    def test(self, only: str | None = None) -> Any:
        """Run the cases beside the policies (all, or those of one policy): a `TestReport`."""
        return room("casebook").run(self, only)

    def compare(
        self, branches: Iterable[str], policies: Iterable[str] = (), as_of: Moment = None, *, all_rows: bool = False
    ) -> Any:
        """Branches side by side, the first of them the baseline (default: all their policies): a `SideBySide`.

        `all_rows`: rows in which all say the same are shown at once, too. Needs the extra `proof`.
        """
        return room("side_by_side").of_branches(self, tuple(branches), tuple(policies), as_of, all_rows=all_rows)

    def changes_since(
        self,
        old: Library,
        names: tuple[str, str] = ("old", "new"),
        as_of: Moment = None,
        *,
        roots: tuple[tuple[str, str], ...] = (),
        all_rows: bool = False,
    ) -> Any:
        """What differs from an `old` state of the library, policy by policy and branch by branch: a `SideBySide`.

        `names`: of the two states; `roots`: what their paths begin with, and what is shown instead. Needs the extra
        `proof`.
        """
        return room("side_by_side").of_states(old, self, names, as_of, roots=roots, all_rows=all_rows)

    def analyse(
        self, branches: Iterable[str] = (), policies: Iterable[str] = (), as_of: Moment = None, *, grave: bool = False
    ) -> Any:
        """What is wrong with policies (default: all of all branches) whatever the case: an `AnalysisReport`.

        `grave`: only what makes them decide wrongly. Needs the extra `proof`. Raises `PolicyError` where there is no
        such branch, or none of the branches has a policy that is named.
        """
        chosen, wanted = tuple(branches) or self.branches, tuple(policies)
        for name in wanted:
            if not any(name in self.branch(each).policies for each in chosen):
                self.branch(chosen[0]).policy(name)
        return room("analysis").analyse(self, chosen, wanted or self.policies, as_of, grave=grave)

    def faults(self) -> tuple[Diagnostic, ...]:
        """What makes policies decide wrongly whatever the case, beyond what was found when they were read.

        Nothing where the extra `proof` isn't installed.
        """
        try:
            found: tuple[Diagnostic, ...] = self.analyse(grave=True).beyond(self.loaded.found).diagnostics
        except ModuleNotFoundError as error:
            if error.name not in PROOF:
                raise
            return ()
        return found

    def guard(self, only: Iterable[str] = (), as_of: Moment = None, *, forgiving: bool = False) -> Any:
        """Hold the guardrails (all, or those of some ids) against every branch from a day on: a `GuardReport`.

        `forgiving`: what takes the extra `proof`, where that isn't installed, is told as unproved.
        """
        return room("guardrails").guard(self, tuple(only), as_of, forgiving=forgiving)

    def __repr__(self) -> str:
        return f"<Library {self._folder}: branches {', '.join(self.branches)}; policies {', '.join(self.policies)}>"


def checked(library: Library) -> tuple[Diagnostic, ...]:
    """What was found when a library was read; where that are no errors, also what its policies and guardrails do."""
    loaded = library.loaded
    if loaded.has_errors:
        return loaded.found
    found = [*loaded.found, *library.faults()]
    if loaded.model.guardrails:
        found += library.guard(forgiving=True).diagnostics
    return Report(found=found).sorted()


def index_of(loaded: Loaded) -> Index:
    branches = tuple(branch.id for branch in loaded.model.branches)
    policies = tuple(tuple(loaded.model.of(branch)) for branch in branches)
    return Index(branches, policies, tuple(loaded.model.vocabulary.cases))


def _read(folder: Path, shown: str | None) -> Loaded:
    loaded: Loaded = room("pipeline").load(folder, shown or str(folder))
    if loaded.has_errors:
        raise PolicyError(loaded.found)
    return loaded
