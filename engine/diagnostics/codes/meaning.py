"""What a code of the catalog means, whoever gets it: for `explain CODE`, and for tools that keep a list of rules."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from engine.diagnostics.catalog import catalog, entry
from engine.diagnostics.diagnostic import Severity

CODE = re.compile(r"GJ\d{3}")
_OPTIONAL = re.compile(r"\[\[.*?\]\]")
_FIELD = re.compile(r"\{\w+\}")
_DIFFERS = "…"
_ABOUT = Path(__file__).with_name("about.toml")


class Meaning(NamedTuple):
    """A code of the catalog; its texts come in `lang` ("zh" or "en")."""

    code: str

    @property
    def severity(self) -> Severity:
        return Severity(entry(self.code)["severity"])

    def title(self, lang: str) -> str:
        """The cause in one line, with `…` for what differs from case to case."""
        return self._template("cause", lang)

    def remedy(self, lang: str) -> str:
        """What to do, with `…` for what differs; empty where all of it does."""
        return self._template("fix", lang)

    def about(self, lang: str) -> str:
        """Why it is a fault and how it comes about, in lines and paragraphs; empty where the title says it all."""
        return about().get(self.code, {}).get(lang, "").strip()

    def _template(self, part: str, lang: str) -> str:
        return _FIELD.sub(_DIFFERS, _OPTIONAL.sub("", entry(self.code).get(part, {}).get(lang, "")))


def codes() -> tuple[str, ...]:
    """Every code of the catalog, in order."""
    return tuple(sorted(filter(CODE.fullmatch, catalog())))


def meanings() -> tuple[Meaning, ...]:
    """What each of them means."""
    return tuple(map(Meaning, codes()))


def meaning_of(code: str) -> Meaning | None:
    """A code's meaning; None where the catalog has no such code."""
    return Meaning(code) if CODE.fullmatch(code) and code in catalog() else None


@cache
def about() -> dict[str, dict[str, str]]:
    """The long texts by code and language."""
    return tomllib.loads(_ABOUT.read_text(encoding="utf-8"))
