"""What YAML cuts inside `{…}` and `[…]`: a comma ends a text there, even within parentheses or between digits.

Cuts are reported, and mended as far as the intent is plain, so that one fault doesn't cause ten more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.document.nodes import Entry, Node, Scalar

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.document.text import FileText

_LONGEST_CALL = 30
"""Items over which the end of a cut call is looked for."""
_QUOTED = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[^\W\d][\w-]*")
_JOINED = re.compile(r"(?P<key>[\w.-]+)(?P<colon>[:：])(?P<value>\S.*)")


def is_open(text: str) -> bool:
    """Whether a text ends before its brackets or its quotes are closed: it was cut."""
    bare = _QUOTED.sub("", text)
    return '"' in bare or any(bare.count(left) > bare.count(right) for left, right in ("()", "[]", "{}"))


def mend_entries(entries: list[Entry], file: FileText, report: Report) -> list[Entry]:
    """The entries of a flow mapping; those that a comma cut off are joined to the value that they belong to."""
    mended: list[Entry] = []
    bare = {id(entry) for entry in entries if _is_bare(entry, file)}
    if not bare:
        return entries
    for entry in entries:
        if id(entry) not in bare:
            mended.append(entry)
        elif split := _split(entry, file, report):
            mended.append(split)
        elif mended and _belongs(mended[-1].value, entry.key):
            mended[-1] = Entry(mended[-1].key, _join(mended[-1].value, entry.key, file))
        else:
            mended.append(entry)
    _report_joined(entries, mended, report)
    return mended


def mend_items(items: list[Node], file: FileText, report: Report) -> list[Node]:
    """The items of a flow sequence; a call that its commas cut is joined again."""
    mended: list[Node] = []
    index = 0
    while index < len(items):
        end = _end_of_call(items, index, file)
        if end > index:
            joined = _join(items[index], items[end], file)
            report.add("GJ140", joined.span, text=joined.text)
            mended.append(joined)
        else:
            mended.append(items[index])
        index = end + 1
    return mended


def _end_of_call(items: list[Node], index: int, file: FileText) -> int:
    """The index of the item that closes the parentheses that this one opens; itself where there is nothing to close."""
    if not _lacks_parenthesis(items[index]):
        return index
    for end in range(index + 1, min(index + _LONGEST_CALL, len(items))):
        if not _lacks_parenthesis(_join(items[index], items[end], file)):
            return end
    return index


def _lacks_parenthesis(node: Node) -> bool:
    if not isinstance(node, Scalar) or node.style != "plain" or "(" not in node.text:
        return False
    bare = _QUOTED.sub("", node.text)
    return bare.count("(") > bare.count(")")


def _is_bare(entry: Entry, file: FileText) -> bool:
    """A key alone, without a colon."""
    value, end = entry.value, entry.key.end
    if not isinstance(value, Scalar) or value.text or value.quoted:
        return False
    return value.start == end and file.text[end : end + 1] != ":"


def _split(entry: Entry, file: FileText, report: Report) -> Entry | None:
    """`score:80` as the entry that was meant."""
    found = _JOINED.fullmatch(entry.key.text)
    if not found or entry.key.quoted or is_open(entry.key.text):
        return None
    start = entry.key.start
    colon = file.span(start + found.start("colon"), start + found.end("colon"))
    if found["colon"] == ":":
        report.add("GJ125", entry.key.span, key=found["key"], value=found["value"])
    else:
        report.add("GJ146", colon, text=found["colon"], ascii=":")
    key, value = (_scalar(file, start + found.start(part), start + found.end(part)) for part in ("key", "value"))
    return Entry(key, value)


def _belongs(value: Node, key: Scalar) -> bool:
    """Whether a bare key is what a comma cut off from the value before it."""
    return isinstance(value, Scalar) and (is_open(value.text) or not _WORD.fullmatch(key.text))


def _join(first: Node, last: Node, file: FileText) -> Scalar:
    return _scalar(file, first.start, last.end)


def _scalar(file: FileText, start: int, end: int) -> Scalar:
    return Scalar(" ".join(file.text[start:end].split()), "plain", file, start, end)


def _report_joined(entries: list[Entry], mended: list[Entry], report: Report) -> None:
    values = {id(entry.value) for entry in entries}
    keys = {id(entry.key) for entry in entries}
    for entry in mended:
        if id(entry.value) not in values and id(entry.key) in keys and isinstance(entry.value, Scalar):
            report.add("GJ140", entry.value.span, text=entry.value.text)
