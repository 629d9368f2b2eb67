"""The parts of the document that are written by hand, in one language."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

_LANGUAGES = {"zh", "en"}


def written(name: str, lang: str) -> Any:
    """The data of a file beside this one; texts in both languages are those of `lang`."""
    text = (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
    return _in_language(yaml.load(text, yaml.CSafeLoader), lang)


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
