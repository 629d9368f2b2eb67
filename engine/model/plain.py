"""YAML as JSON has it: what cases are written in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.document.nodes import Mapping, Scalar, Sequence
from engine.model.reading import entries

if TYPE_CHECKING:
    from engine.document.nodes import Node

Plain = Decimal | bool | str | list[Any] | dict[str, Any] | None
"""A YAML value as JSON has it: only `true`, `false`, `null` and JSON's numbers are not text, and nothing quoted is."""

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_CONSTANTS: dict[str, Plain] = {"true": True, "false": False, "null": None}


def plain_value(node: Node | None) -> Plain:
    """A node as JSON has it."""
    match node:
        case Scalar():
            return _plain_scalar(node)
        case Sequence():
            return [plain_value(item) for item in node.items]
        case Mapping():
            return {key.text: plain_value(value) for key, value in entries(node)}
        case None:
            return None


def _plain_scalar(scalar: Scalar) -> Plain:
    if scalar.style != "plain":
        return scalar.text
    if scalar.text in _CONSTANTS:
        return _CONSTANTS[scalar.text]
    return Decimal(scalar.text) if _NUMBER.fullmatch(scalar.text) else scalar.text
