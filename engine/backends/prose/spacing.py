"""A space where Chinese meets Western letters or figures."""

from __future__ import annotations

import re

_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_WESTERN = r"[A-Za-z0-9%]"
_ANY_HAN = re.compile(_HAN)
_RUN_TOGETHER = re.compile(rf"{_WESTERN}{_WESTERN}")
_BORDER = re.compile(rf"(?<={_HAN})(?={_WESTERN})|(?<={_WESTERN})(?={_HAN})")


def aired(said: str, lang: str) -> str:
    """The text with its spaces; only Chinese has them."""
    return _BORDER.sub(" ", said) if lang == "zh" else said


def meet(said: str) -> bool:
    """Whether Chinese and Western stand side by side."""
    return bool(_BORDER.search(said))


def run_together(before: str, after: str) -> bool:
    """Whether Western letters or figures would stand side by side without a space: `Score100`."""
    return bool(_RUN_TOGETHER.match(before[-1:] + after[:1]))


def has_han(said: str) -> bool:
    return bool(_ANY_HAN.search(said))
