"""What was worked out before, and stays as long as what it was made of does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from engine.diagnostics.diagnostic import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_Result = TypeVar("_Result")


class _Entry(NamedTuple):
    sources: tuple[object, ...]
    result: Any


class Kept:
    """Results by name. Whoever asks brings what the result is made of: the very same things give the very same result.

    To read a library once is to ask of an empty one. `turn` begins a new round: what the round before didn't ask for
    is forgotten.
    """

    __slots__ = ("_before", "_now")

    def __init__(self) -> None:
        self._before: dict[Hashable, _Entry] = {}
        self._now: dict[Hashable, _Entry] = {}

    def turn(self) -> None:
        self._before, self._now = self._now, {}

    def get(self, name: Hashable, sources: tuple[object, ...], make: Callable[[], _Result]) -> _Result:
        """What `make` gives for these sources. A name that says by its value what it stands for needs none."""
        entry = self._now.get(name) or self._before.get(name)
        if entry is None or not _same(entry.sources, sources):
            entry = _Entry(sources, make())
        self._now[name] = entry
        result: _Result = entry.result
        return result

    def reported(
        self, name: Hashable, sources: tuple[object, ...], report: Report, read: Callable[[Report], _Result]
    ) -> _Result:
        """What `read` reads; what it reports comes into `report`, whether it is read now or was before."""
        result, found = self.get(name, sources, lambda: _with_findings(read, report))
        report.found += found
        return result


def _same(ones: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(ones) == len(others) and all(one is other for one, other in zip(ones, others, strict=True))


def _with_findings(read: Callable[[Report], _Result], report: Report) -> tuple[_Result, list[Any]]:
    fresh = Report(report.sources)
    return read(fresh), fresh.found
