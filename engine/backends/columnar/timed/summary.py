"""What came of reading the clocks of a file: how many are in which state. Its words are in the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class ClockSummary:
    """`states`: (clock, state, how many), in the policy's order of clocks."""

    policy: str
    branch: str
    revision: str
    now: dt.datetime
    cases: int
    states: tuple[tuple[str, str, int], ...]

    @property
    def errors(self) -> bool:
        """No row is left out: a file with events that can't be used is refused as a whole."""
        return False

    def to_dict(self) -> dict[str, Any]:
        clocks: dict[str, dict[str, int]] = {}
        for clock, state, count in self.states:
            clocks.setdefault(clock, {})[state] = count
        return {
            "policy": self.policy,
            "branch": self.branch,
            "revision": self.revision,
            "now": self.now.isoformat(),
            "cases": self.cases,
            "clocks": clocks,
        }

    def text(self, lang: str = "en") -> str:
        """For people, in `lang` ("zh" or "en")."""
        return "\n".join(self._lines(lang))

    def _lines(self, lang: str) -> Iterator[str]:
        yield phrase("clocks_run", "cases", lang, cases=f"{self.cases:,}", now=self.now.isoformat(sep=" "))
        before = ""
        for clock, state, count in self.states:
            if clock != before:
                yield from ("", clock)
            yield f"  {count:>9,}  {phrase('clocks_run', state, lang)}"
            before = clock
