"""The library in service: compiled before it is served, swapped as a whole, never replaced by a broken one."""

from __future__ import annotations

import gc
import os
import shutil
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from adapters.ledger.errors import Unavailable
from adapters.service.bundles import EMPTY, read_bundle, unpack
from engine import GuijuError, Library, PolicyError
from engine.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from adapters.service.bundles import Bundle
    from engine import Policy


class Served(NamedTuple):
    """A library as it is served: whoever decides takes it once, and is through with it when the answer is there.

    `bundle`: its hash; `folder`: of the copy that it was loaded from; `policies`: all of them, by (branch, policy).
    """

    library: Library
    bundle: str
    folder: Path
    policies: Mapping[tuple[str, str], Policy]

    @property
    def revisions(self) -> dict[str, str]:
        """By `branch/policy`: the content hash of its rules."""
        return {f"{branch}/{policy}": found.revision for (branch, policy), found in self.policies.items()}


class Refusal(NamedTuple):
    """A newer state of the files that isn't served, and why not."""

    bundle: str
    diagnostics: tuple[Diagnostic, ...]


class Live:
    """The library of a folder, loaded from copies of its files. Raises `GuijuError` where it can't be served at all.

    `activate` is told of each library before it is served; where it raises, that isn't served.
    """

    def __init__(self, folder: Path, activate: Callable[[Served, Bundle], object]) -> None:
        self._folder = folder.absolute()
        self._activate = activate
        self._copies = TemporaryDirectory(prefix="guiju-")
        self._loading = threading.Lock()
        self.refused: Refusal | None = None
        """The files as they are now, where they aren't what is served."""
        try:
            self.current = self._before = self._load(read_bundle(folder), str(folder))
            """What is served."""
        except BaseException:
            self._copies.cleanup()
            raise

    def reload(self) -> tuple[Diagnostic, ...]:
        """Serve the files as they are now, and have them in force; what is said is why not. Threads may call it.

        Raises `Unavailable` where the ledger can't be told of it now.
        """
        with self._loading:
            bundle = EMPTY
            try:
                found = read_bundle(self._folder)
                bundle = found.hash
                if bundle == self.current.bundle:
                    self._activate(self.current, found)
                else:
                    self._swap(found)
                self.refused = None
            except Unavailable:
                raise
            except GuijuError as error:
                self.refused = Refusal(bundle, error.diagnostics)
            except OSError as error:
                self.refused = Refusal(bundle, (_unreadable(error, self._folder),))
            return self.refused.diagnostics if self.refused else ()

    def close(self) -> None:
        """Remove the copies."""
        self._copies.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def _swap(self, bundle: Bundle) -> None:
        """By what was served until now somebody may still be deciding: its copy stays until the next swap.

        What is said of the files is said to callers, too: of where they are no more than the folder's name.
        """
        try:
            self._before, self.current = self.current, self._load(bundle, self._folder.name)
        finally:
            kept = {self.current.folder, self._before.folder}
            for copy in set(Path(self._copies.name).iterdir()) - kept:
                shutil.rmtree(copy, ignore_errors=True)

    def _load(self, bundle: Bundle, shown: str) -> Served:
        copy = unpack(bundle, Path(self._copies.name) / bundle.hash.removeprefix("sha256:"))
        served = compiled(bundle.hash, copy, shown)
        if not served.policies:
            raise PolicyError([Diagnostic("GJ183", None, (("folder", shown),))])
        _set_aside()
        self._activate(served, bundle)
        return served


def compiled(bundle: str, folder: Path, shown: str) -> Served:
    """The library of a folder that holds the files of a bundle, every policy ready to decide. Raises `PolicyError`.

    `shown`: the folder's name in messages.
    """
    library = Library.load(folder, shown)
    names = [(branch, policy) for branch in library.branches for policy in library.policies_of(branch)]
    policies = {(branch, policy): library.branch(branch).policy(policy) for branch, policy in names}
    return Served(library, bundle, folder, policies)


def _set_aside() -> None:
    """A library is a million objects that stay: to look through them for garbage holds up requests again and again.

    It is done here, once, for what was served before.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _unreadable(error: OSError, folder: Path) -> Diagnostic:
    path = os.path.relpath(error.filename or folder, folder.parent)
    args = (("path", path), ("problem", error.strerror or type(error).__name__))
    return Diagnostic("GJ707", None, args)
