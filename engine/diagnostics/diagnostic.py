"""A `Diagnostic` is data; its words come from the catalog, in the language asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.late import room

if TYPE_CHECKING:
    from engine.diagnostics.span import Source, Span

LIMIT = 100
"""How many diagnostics are shown; a library that has more gets a count of the rest."""
REPEATED = 1000
"""Characters that a message repeats at most of a text that somebody gave."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `args` fill the catalog's templates; `pointer` is a JSON pointer where the finding is in facts.

    What is told in words of its own is there in each language: `region.zh` and `region.en` for `{region}`.
    """

    code: str
    span: Span | None = None
    args: tuple[tuple[str, str], ...] = ()
    excerpt: str = ""
    pointer: str | None = None

    @property
    def severity(self) -> Severity:
        return Severity(room("catalog").entry(self.code)["severity"])

    def message(self, lang: str = "en") -> str:
        """The cause, in `lang` ("zh" or "en")."""
        return self._words("cause", lang)

    def hint(self, lang: str = "en") -> str:
        """What to do about it, in `lang`; may be empty."""
        return self._words("fix", lang)

    def _words(self, part: str, lang: str) -> str:
        catalog = room("catalog")
        entry = catalog.entry(self.code)
        args = {name.removesuffix(f".{lang}"): brief(value) for name, value in self.args}
        for name, table in entry.get("phrases", {}).items():
            args[name] = catalog.entry(table)[args[name]][lang]
        text: str = catalog.fill(entry.get(part, {}).get(lang, ""), args)
        return text.rstrip()

    def __str__(self) -> str:
        where = str(self.span) if self.span else self.pointer or ""
        text = f"{where}: {self.code} {self.message()}" if where else f"{self.code} {self.message()}"
        return f"{text} ({self.hint()})" if self.hint() else text


def brief(text: str) -> str:
    """A text as messages repeat it: of a long one the beginning."""
    return text if len(text) <= REPEATED else f"{text[: REPEATED - 1]}…"


@dataclass(slots=True)
class Report:
    """Collects the diagnostics of one run. `sources` (path to source) lets each carry its line of text."""

    sources: dict[str, Source] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, span: Span | None = None, /, *, pointer: str | None = None, **args: object) -> None:
        source = self.sources.get(span.path) if span else None
        excerpt = source.line(span.line) if source and span else ""
        texts = tuple((name, str(value)) for name, value in args.items())
        self.found.append(Diagnostic(code, span, texts, excerpt, pointer))

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Every finding once, ordered by place, then code."""
        return tuple(sorted(dict.fromkeys(self.found), key=_order))

    @property
    def has_errors(self) -> bool:
        return self.has_errors_since(0)

    def has_errors_since(self, count: int) -> bool:
        """Whether an error came after the first `count` findings."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.found[count:])


def _order(diagnostic: Diagnostic) -> tuple[tuple[str, int, int], str, str]:
    where = diagnostic.span.start if diagnostic.span else (diagnostic.pointer or "", 0, 0)
    return where, diagnostic.code, str(diagnostic.args)
