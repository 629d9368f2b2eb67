"""The templates beside this module, filled in."""

from __future__ import annotations

import sys
from pathlib import Path
from string import Template

import yaml

_HERE = Path(__file__).parent


def filled(template: str, **fields: str) -> str:
    """The text of a template, such as `shapes/rule.yaml`, with its `$field`s filled."""
    return Template((_HERE / template).read_text(encoding="utf-8")).substitute(fields)


def one_line(text: str) -> str:
    """A text as people mean it: no space around it, one between its words."""
    return " ".join(text.split())


def title(zh: str, en: str, name: str) -> str:
    """A title in YAML: one text, or one in each language; where there is none, an id's words."""
    zh, en = one_line(zh), one_line(en)
    return in_flow({"zh": zh, "en": en} if zh and en else zh or en or name.replace("-", " ").capitalize())


def in_flow(value: str | dict[str, str]) -> str:
    """A value in one line of YAML, quoted where it would be read as something else."""
    written: str = yaml.safe_dump(
        [value], default_flow_style=True, allow_unicode=True, sort_keys=False, width=sys.maxsize
    )
    return written.strip().removeprefix("[").removesuffix("]")
