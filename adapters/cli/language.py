"""Which language to speak, and the command line's own phrases in it."""

from __future__ import annotations

import os
from itertools import zip_longest
from typing import TYPE_CHECKING

from engine.diagnostics import phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LANGUAGES = ("zh", "en")
_NEUTRAL = ("", "C", "POSIX")


def of_environment(environ: Mapping[str, str] | None = None) -> str:
    """The language of `LC_ALL`, `LC_MESSAGES` or `LANG`: Chinese where they say Chinese or nothing, else English."""
    environ = os.environ if environ is None else environ
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    name = locale.split(".")[0].split("@")[0]
    return "zh" if name in _NEUTRAL or name.startswith("zh") else "en"


def of_arguments(arguments: Sequence[str]) -> str:
    """The language that `--lang` asks for, known before the arguments are parsed; else the environment's."""
    asked = said(arguments, "--lang")
    return asked if asked in LANGUAGES else of_environment()


def said(arguments: Sequence[str], option: str) -> str | None:
    """The value that follows an option, `--option value` or `--option=value`; None where it isn't given."""
    for argument, value in zip_longest(arguments, arguments[1:], fillvalue=""):
        if argument == option:
            return value
        if argument.startswith(f"{option}="):
            return argument.removeprefix(f"{option}=")
    return None


def phrase(name: str, lang: str, **fields: object) -> str:
    """A phrase of the catalog's `cli` table, filled."""
    return phrases.phrase("cli", name, lang, **fields)
