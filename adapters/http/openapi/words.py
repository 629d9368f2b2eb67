"""The words of the document: the parts that are written by hand, and phrases of the catalog; in one language."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    from engine.workshop.requests import Manner

_LANGUAGES = {"zh", "en"}


def written(name: str, lang: str) -> Any:
    """The data of a file beside this one; texts in both languages are those of `lang`."""
    text = (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
    return _in_language(yaml.load(text, yaml.CSafeLoader), lang)


def say(name: str, manner: Manner, **fields: object) -> str:
    """A phrase of the catalog's table `openapi`, in the manner's language."""
    return phrase("openapi", name, manner.lang, **fields)


def _in_language(value: Any, lang: str) -> Any:
    match value:
        case dict() if value.keys() == _LANGUAGES and isinstance(value[lang], str):
            return value[lang].strip()
        case dict():
            return {name: _in_language(item, lang) for name, item in value.items()}
        case list():
            return [_in_language(item, lang) for item in value]
        case _:
            return value
