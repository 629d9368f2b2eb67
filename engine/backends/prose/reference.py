"""The reference page of the expression language, written from the operator table: Markdown, in Chinese or English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics.catalog import catalog
from engine.diagnostics.phrases import phrase
from engine.feel.operators import FUNCTIONS, PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.feel.operators import Function, Overload


def reference(lang: str = "zh") -> str:
    """The whole page in `lang` ("zh" or "en"), ending in a newline."""
    words = {name: texts[lang] for name, texts in catalog()["reference"].items()}
    shown = [function for function in FUNCTIONS if not function.hidden]
    topics = dict.fromkeys(function.topic for function in shown)
    sections = [_section(words[topic], [f for f in shown if f.topic == topic], words, lang) for topic in topics]
    return "\n".join((f"# {words['title']}\n", f"{words['introduction']}\n", *sections, _properties(words)))


def _section(title: str, functions: list[Function], words: Mapping[str, str], lang: str) -> str:
    return "\n".join((f"## {title}\n", *(_entry(function, words, lang) for function in functions)))


def _entry(function: Function, words: Mapping[str, str], lang: str) -> str:
    lines = [f"### `{_heading(function)}`\n", f"{dict(function.doc)[lang]}\n"]
    lines += [f"- `{example.expression}` → `{example.value}`" for example in function.examples]
    lines += ["", f"{words['takes']} {_signatures(function.overloads)}", *_limits(function, words, lang), ""]
    return "\n".join(lines)


def _heading(function: Function) -> str:
    return function.name if function.operator else f"{function.name}({', '.join(function.parameters)})"


def _signatures(overloads: Iterable[Overload]) -> str:
    told = (", ".join(param.text for param in overload.params) for overload in overloads)
    return " / ".join(f"`({params})`" for params in dict.fromkeys(told))


def _limits(function: Function, words: Mapping[str, str], lang: str) -> list[str]:
    """Which arguments SQL can't compute, with the reasons."""
    scalar_only = [overload for overload in function.overloads if overload.sql is None]
    if not scalar_only:
        return []
    which = "" if len(scalar_only) == len(function.overloads) else f" {_signatures(scalar_only)}"
    reasons = dict.fromkeys(phrase("why_not_sql", overload.why_not_sql, lang) for overload in scalar_only)
    return ["", f"{words['not_in_sql']}{which}{words['colon']}{words['semicolon'].join(reasons)}"]


def _properties(words: Mapping[str, str]) -> str:
    header = f"## {words['properties']}\n\n| {words['property']} | {words['of']} |\n| --- | --- |"
    rows = (f"| `.{name}` | {_owners(overloads)} |" for name, overloads in PROPERTIES.items())
    return "\n".join((header, *rows, ""))


def _owners(overloads: Iterable[Overload]) -> str:
    kinds = (kind for overload in overloads for kind in overload.params[0].kinds)
    return ", ".join(dict.fromkeys(f"`{kind}`" for kind in kinds))
