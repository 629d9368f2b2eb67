"""Full-width punctuation, as Chinese input methods type it, where the syntax wants ASCII."""

from __future__ import annotations

import re
import unicodedata

NARROW = {
    "，": ",",
    "、": ",",
    "：": ":",
    "；": ";",
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "％": "%",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "－": "-",
    "—": "-",
    "＿": "_",
    "．": ".",
    "。": ".",
    "｜": "|",
    "\u3000": " ",
    "\u00a0": " ",
}
"""What to type instead."""

_WIDE = re.compile("[" + "".join(NARROW) + "]")
_TABLE = str.maketrans(NARROW)
COLON = "："
COMMAS = "，、"
OPENERS = "【［｛"
SPACES = "\u3000\u00a0"


def find(text: str) -> re.Match[str] | None:
    """The first full-width punctuation mark of a text."""
    return _WIDE.search(text)


def narrow(text: str) -> str:
    """The text as the syntax wants it: punctuation, letters and digits in ASCII."""
    return unicodedata.normalize("NFKC", text.translate(_TABLE))
