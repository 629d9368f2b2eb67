"""What the Python templates of the operator table call: `NAMESPACE` binds each name that a template uses.

All functions are pure and take values that are not null unless they say so; a partial one gives None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel.runtime import lists, numbers, texts, time
from engine.feel.values import ARITHMETIC

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAMESPACE: Mapping[str, Callable[..., Any]] = {
    "ADD": ARITHMETIC.add,
    "SUBTRACT": ARITHMETIC.subtract,
    "MULTIPLY": ARITHMETIC.multiply,
    "DIVIDE": ARITHMETIC.divide,
    "MINUS": ARITHMETIC.minus,
    "ABS": ARITHMETIC.abs,
    **numbers.NAMES,
    **texts.NAMES,
    **lists.NAMES,
    **time.NAMES,
}
