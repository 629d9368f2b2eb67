"""What people write instead of FEEL, character by character: another keyboard, another language, and what is meant."""

from __future__ import annotations

_FULL_WIDTH_OFFSET = ord("！") - ord("!")
_FULL_WIDTH = {chr(code + _FULL_WIDTH_OFFSET): chr(code) for code in range(ord("!"), ord("~") + 1)}
_TYPOGRAPHIC = {
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": '"',
    "’": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "《": '"',
    "》": '"',
    "＇": '"',
    "【": "[",
    "】": "]",
    "〔": "(",
    "〕": ")",
    "、": ",",
    "。": ".",
    "…": "..",
    "～": "..",
    "〜": "..",
    "≥": ">=",
    "≧": ">=",
    "≤": "<=",
    "≦": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "—": "-",
}
ASCII_FORMS = _FULL_WIDTH | _TYPOGRAPHIC
"""Characters of Chinese input methods and word processors, with what FEEL writes."""

FOREIGN_OPERATORS = {
    "==": "=",
    "===": "=",
    "!==": "!=",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "^": "**",
    "%": "modulo(a, b)",
    "...": "..",
}
"""Operators of other languages. A `%` that follows its number at once is a percent and doesn't come here."""

FOREIGN_WORDS = {
    "elif": "else if",
    "elseif": "else if",
    "elsif": "else if",
    "mod": "modulo(a, b)",
    "is not": "!=",
    "is": "=",
    "equals": "=",
    "并且": "and",
    "而且": "and",
    "且": "and",
    "或者": "or",
    "或": "or",
    "不是": "not",
    "非": "not",
    "如果": "if",
    "那么": "then",
    "则": "then",
    "否则": "else",
    "介于": "between",
    "属于": "in",
    "大于等于": ">=",
    "不小于": ">=",
    "小于等于": "<=",
    "不大于": "<=",
    "大于": ">",
    "小于": "<",
    "不等于": "!=",
    "等于": "=",
}
"""Words where FEEL has an operator or a keyword, longer ones before those they begin with."""
