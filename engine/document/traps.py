"""What YAML reads without complaint, but not as it was meant: comments that cut a text, quotes that vanish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.document import full_width
from engine.document.flow import is_open
from engine.document.names import item_names
from engine.document.nodes import Mapping, Node, Scalar, Sequence
from engine.document.shape import Fault, Path, as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.document.text import FileText

    Scalars = tuple[tuple[Path, Scalar], ...]

_COMMENT = re.compile("#")
_REFERENCE = re.compile("[&*!]")
_BEFORE_NODES = ("", *"-?:,[{")
"""What a node may follow: `&`, `*` and `!` stand in expressions too."""
_REFERENCES = {"&": "GJ106", "*": "GJ107", "!": "GJ108"}
_NUMBER_SIGN = re.compile(r" #[0-9]")
_WORD = re.compile(r"[^\W\d][\w-]*")
_LITERALS = frozenset({"true", "false", "null", "not"})
_EXPRESSIONS = frozenset({"when", "is", "check"})
_WATCHED = _EXPRESSIONS | {"rows", "cites"}
_NAMING = ("facts", "params", "derived", "tables", "targets", "ladders", "clocks", "schedules")


def trap_faults(kind: str, file: FileText, root: Mapping) -> Iterator[Fault]:
    """Texts that are certainly not what was meant."""
    yield from _references(file, root)
    yield from _cut_by_comment(file, root)
    if kind in ("policy", "overlay"):
        scalars = tuple(walk(root, _WATCHED))
        if kind == "policy":  # an overlay's names are declared above it
            yield from _lost_quotes(scalars, root)
        yield from _folded_tables(scalars)
        yield from _joined_cites(scalars)


def trap_hints(file: FileText, root: Mapping) -> Iterator[Fault]:
    """Texts that may not be what was meant: `title: 房间 #3`."""
    for path, scalar, rest in _before_comments(file, root):
        if _NUMBER_SIGN.match(rest) and not is_open(scalar.text):
            comment = rest.strip()
            span = file.span(scalar.end + 1, scalar.end + 1 + len(comment))
            yield Fault(path, "GJ142", span, (("text", scalar.text), ("comment", comment)))


def walk(root: Node, keys: frozenset[str] | None = None) -> Iterator[tuple[Path, Scalar]]:
    """Every scalar value with its path, in the order of the file.

    `keys`: only what stands under one of these, by itself or in a list.
    """
    ahead: list[tuple[Path, Node]] = [((), root)]
    while ahead:
        path, node = ahead.pop()
        if isinstance(node, Scalar):
            yield path, node
        elif isinstance(node, Mapping):
            wanted = (e for e in node.entries if keys is None or e.key.text in keys or not isinstance(e.value, Scalar))
            ahead += [((*path, entry.key.text), entry.value) for entry in wanted][::-1]
        elif keys is None or path[-1] in keys or not all(isinstance(item, Scalar) for item in node.items):
            ahead += [((*path, str(index)), item) for index, item in enumerate(node.items)][::-1]


def _references(file: FileText, root: Mapping) -> Iterator[Fault]:
    """Anchors, aliases and tags: the file would no longer say where a value comes from."""
    befores = (_before(match, file) for match in _REFERENCE.finditer(file.text))
    if not any(before[-1:] in _BEFORE_NODES for before, _ in befores):
        return
    for path, node in _nodes(root):
        if file.text[node.start : node.start + 1] in _REFERENCES:
            name = file.rest_of_line(node.start).split()[0].rstrip(",]}:")
            yield Fault(path, _REFERENCES[name[0]], file.span(node.start, node.start + len(name)), (("name", name),))


def _nodes(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node with its path; a key has its value's."""
    yield path, node
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield (*path, entry.key.text), entry.key
            yield from _nodes(entry.value, (*path, entry.key.text))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _nodes(item, (*path, str(index)))


def _before_comments(file: FileText, root: Mapping) -> Iterator[tuple[Path, Scalar, str]]:
    """Plain scalars that a comment follows on their line, with what follows them."""
    ends = {end for match in _COMMENT.finditer(file.text) for before, end in [_before(match, file)] if before}
    for path, scalar in walk(root) if ends else ():
        if scalar.end in ends and scalar.style == "plain" and scalar.text:
            yield path, scalar, file.rest_of_line(scalar.end)


def _before(match: re.Match[str], file: FileText) -> tuple[str, int]:
    """The line's text before a match without the blanks at its end, and where it ends."""
    start = file.starts[file.position(match.start())[0] - 1]
    before = file.text[start : match.start()].rstrip()
    return before, start + len(before)


def _cut_by_comment(file: FileText, root: Mapping) -> Iterator[Fault]:
    for path, scalar, rest in _before_comments(file, root):
        if is_open(scalar.text):
            args = (("text", scalar.text), ("fixed", as_yaml(scalar.text + rest)))
            yield Fault(path, "GJ141", scalar.span, args)


def _lost_quotes(scalars: Scalars, root: Mapping) -> Iterator[Fault]:
    """`when: "major"`: YAML takes the quotes, and the expression is a name that nobody declared."""
    quoted = [(path, scalar) for path, scalar in scalars if scalar.quoted and path[-1] in _EXPRESSIONS]
    declared = frozenset(_declared(root) if quoted else ()) | _LITERALS
    for path, scalar in quoted:
        if _WORD.fullmatch(scalar.text) and scalar.text not in declared:
            yield Fault(path, "GJ144", scalar.span, (("text", scalar.text),))


def _folded_tables(scalars: Scalars) -> Iterator[Fault]:
    """`rows: >`: YAML joins the table's lines into one."""
    for path, scalar in scalars:
        if path[0] == "tables" and path[-1] == "rows" and scalar.style == "folded":
            yield Fault(path, "GJ133", scalar.span)


def _declared(root: Mapping) -> Iterator[str]:
    """Every name that an expression of the policy may use: ids and titles."""
    for section in map(root.get, _NAMING):
        for entry in section.entries if isinstance(section, Mapping) else ():
            yield from item_names(entry.key.text, entry.value)


def _joined_cites(scalars: Scalars) -> Iterator[Fault]:
    """`cites: [MAN-02，MAN-03]`: one clause of a strange name instead of two."""
    for path, scalar in scalars:
        wide = full_width.find(scalar.text) if "cites" in path and not scalar.quoted else None
        if wide and wide.group() in full_width.COMMAS:
            span = scalar.place.span(wide.start(), wide.end())
            yield Fault(path, "GJ146", span, (("text", wide.group()), ("ascii", ",")))
