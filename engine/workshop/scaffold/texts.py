"""The templates beside this module, filled in. What YAML would read as something else is quoted."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

_HERE = Path(__file__).parent
_PLAIN = re.compile(r"[^\W\d_]+(?:[ \-·/（）、，]?[\w（）]+)*")
_READ_AS_OTHERS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def filled(template: str, **fields: str) -> str:
    """The text of a template, such as `shapes/rule.yaml`, with its `$field`s filled."""
    return Template((_HERE / template).read_text(encoding="utf-8")).substitute(fields)


def one_line(text: str) -> str:
    """A text as people mean it: no space around it, one between its words."""
    return " ".join(text.split())


def title(zh: str, en: str, name: str) -> str:
    """A title in YAML: one text, or one in each language; where there is none, an id's words."""
    zh, en = one_line(zh), one_line(en)
    if zh and en:
        return f"{{zh: {scalar(zh)}, en: {scalar(en)}}}"
    return scalar(zh or en or name.replace("-", " ").capitalize())


def scalar(text: str) -> str:
    """A text of one line as a YAML scalar."""
    if _PLAIN.fullmatch(text) and text.lower() not in _READ_AS_OTHERS:
        return text
    return "'" + text.replace("'", "''") + "'"
