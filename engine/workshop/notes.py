"""What owners write above an item of a policy, as notes of it: comments are where they say why.

A note is the comment lines right above the line on which an item begins, as far in as the item. Lines in Chinese and
lines in English are told apart. What begins like code that was set aside, or as a reminder, is no note.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.material import Note
from engine.document.nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.backends.prose.handbook.material import Notes
    from engine.document.nodes import Document, Node
    from engine.document.text import FileText

_TIMED = ("clocks", "ladders", "schedules")
_SECTIONS = ("facts", "params", "derived", "tables", "targets", *_TIMED)
_NO_NOTE = re.compile(r"(?:- )?[a-z_][\w.-]*:(?:\s|$)|(?:TODO|FIXME|XXX)\b|[-=#*~]{3}|yaml-language-server")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")


def notes_of(document: Document) -> Notes:
    """The notes of a policy's file by path: `("params", "pass_score")`, `("rules", "below-pass")`, `("facts",)`.

    Notes above the consequences of a table's row go by `("tables", table, row)`, above a key or a rung of a clock by
    `("clocks", clock, "within")` and `("clocks", clock, "escalate", "0")`; ladders and schedules alike.
    """
    return {path: note for path, start in _items(document.root) if (note := _note(document.root.file, start))}


def _items(root: Mapping) -> Iterator[tuple[tuple[str, ...], int]]:
    """What may have a note, with the offset at which it begins."""
    for entry in root.entries:
        section = entry.key.text
        if section in (*_SECTIONS, "rules"):
            yield (section,), entry.key.start
        if section in _SECTIONS:
            yield from (((section, key.text), key.start) for key, _ in _entries(entry.value))
    yield from _rules(root.get("rules"))
    for table, value in _entries(root.get("tables")):
        rows = value.get("then") if isinstance(value, Mapping) else None
        yield from ((("tables", table.text, row.text), row.start) for row, _ in _entries(rows))

    yield from (found for section in _TIMED for found in _timed(section, root.get(section)))


def _timed(section: str, node: Node | None) -> Iterator[tuple[tuple[str, ...], int]]:
    """The keys of clocks, ladders and schedules, and the items of those that are lists."""
    for name, value in _entries(node):
        for key, inner in _entries(value):
            path = (section, name.text, key.text)
            yield path, key.start
            listed = inner.items if isinstance(inner, Sequence) else ()
            yield from (((*path, str(index)), item.start) for index, item in enumerate(listed))


def _entries(node: Node | None) -> Iterable[tuple[Scalar, Node]]:
    return ((entry.key, entry.value) for entry in node.entries) if isinstance(node, Mapping) else ()


def _rules(node: Node | None) -> Iterator[tuple[tuple[str, ...], int]]:
    for rule in node.items if isinstance(node, Sequence) else ():
        name = rule.get("id") if isinstance(rule, Mapping) else None
        if isinstance(name, Scalar):
            yield ("rules", name.text), rule.start


def _note(file: FileText, start: int) -> Note | None:
    """The comment above the line in which something starts, where nothing but a list's dash stands before it."""
    number, _ = file.position(start)
    indent = re.match(r"\s*", file.line(number))[0]  # type: ignore[index]  # matches always
    if not re.fullmatch(r"\s*(?:-\s+)?", file.text[file.offset(number, 1) : start]):
        return None
    lines: list[str] = []
    while (above := file.line(number - 1 - len(lines))).startswith(f"{indent}#"):
        lines.append(above.strip().lstrip("#").strip())
    return _told(lines[::-1])


def _told(lines: list[str]) -> Note | None:
    if not any(lines) or _NO_NOTE.match(lines[0]):
        return None
    chinese = [line for line in lines if _is_chinese(line)]
    return Note(_joined(chinese), " ".join(line for line in lines if line and line not in chinese))


def _is_chinese(line: str) -> bool:
    """Chinese with Western words in it, not a Western sentence that quotes Chinese."""
    return len(_HAN.findall(line)) * 2 > len(_LETTER.findall(line))


def _joined(lines: Iterable[str]) -> str:
    """Lines as one text: a space only between Western letters."""
    return re.sub(r"(?<=[!-~])\n(?=[!-~])", " ", "\n".join(lines)).replace("\n", "")
