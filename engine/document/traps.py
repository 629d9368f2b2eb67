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

_COMMENT = re.compile(r"[^\s#] +#")
_REFERENCE = re.compile(r"(?:^|[\s\[{,])[&*!]")
_REFERENCES = {"&": "GJ106", "*": "GJ107", "!": "GJ108"}
_NUMBER_SIGN = re.compile(r" #[0-9]")
_WORD = re.compile(r"[^\W\d][\w-]*")
_LITERALS = frozenset({"true", "false", "null", "not"})
_EXPRESSIONS = frozenset({"when", "is", "check"})
_NAMING = ("facts", "params", "derived", "tables", "targets")


def trap_faults(kind: str, file: FileText, root: Mapping) -> Iterator[Fault]:
    """Texts that are certainly not what was meant."""
    yield from _references(file, root)
    yield from _cut_by_comment(file, root)
    if kind == "policy":
        yield from _lost_quotes(root)
        yield from _folded_tables(root)
        yield from _joined_cites(root)


def trap_hints(file: FileText, root: Mapping) -> Iterator[Fault]:
    """Texts that may not be what was meant: `title: 房间 #3`."""
    for path, scalar, rest in _before_comments(file, root):
        if _NUMBER_SIGN.match(rest) and not is_open(scalar.text):
            start = file.offset(scalar.span.end_line, scalar.span.end_column) + 1
            comment = rest.strip()
            span = file.span(start, start + len(comment))
            yield Fault(path, "GJ142", span, (("text", scalar.text), ("comment", comment)))


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """Every scalar value with its path."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from walk(entry.value, (*path, entry.key.text))
    else:
        for index, item in enumerate(node.items):
            yield from walk(item, (*path, str(index)))


def _references(file: FileText, root: Mapping) -> Iterator[Fault]:
    """Anchors, aliases and tags: the file would no longer say where a value comes from."""
    if not _REFERENCE.search(file.text):
        return
    for path, node in _nodes(root):
        start = file.offset(node.span.line, node.span.column)
        if file.text[start : start + 1] in _REFERENCES:
            name = file.rest_of_line(start).split()[0].rstrip(",]}:")
            yield Fault(path, _REFERENCES[name[0]], file.span(start, start + len(name)), (("name", name),))


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
    if not _COMMENT.search(file.text):
        return
    for path, scalar in walk(root):
        if scalar.style == "plain" and scalar.text:
            rest = file.rest_of_line(file.offset(scalar.span.end_line, scalar.span.end_column))
            if rest.lstrip().startswith("#"):
                yield path, scalar, rest


def _cut_by_comment(file: FileText, root: Mapping) -> Iterator[Fault]:
    for path, scalar, rest in _before_comments(file, root):
        if is_open(scalar.text):
            args = (("text", scalar.text), ("fixed", as_yaml(scalar.text + rest)))
            yield Fault(path, "GJ141", scalar.span, args)


def _lost_quotes(root: Mapping) -> Iterator[Fault]:
    """`when: "major"`: YAML takes the quotes, and the expression is a name that nobody declared."""
    declared = frozenset(_declared(root))
    for path, scalar in walk(root):
        bare = path[-1] in _EXPRESSIONS and scalar.quoted and _WORD.fullmatch(scalar.text)
        if bare and scalar.text not in declared and scalar.text not in _LITERALS:
            yield Fault(path, "GJ144", scalar.span, (("text", scalar.text),))


def _folded_tables(root: Mapping) -> Iterator[Fault]:
    """`rows: >`: YAML joins the table's lines into one."""
    for path, scalar in walk(root):
        if path[0] == "tables" and path[-1] == "rows" and scalar.style == "folded":
            yield Fault(path, "GJ133", scalar.span)


def _declared(root: Mapping) -> Iterator[str]:
    """Every name that an expression of the policy may use: ids and titles."""
    for section in map(root.get, _NAMING):
        for entry in section.entries if isinstance(section, Mapping) else ():
            yield from item_names(entry.key.text, entry.value)


def _joined_cites(root: Mapping) -> Iterator[Fault]:
    """`cites: [MAN-02，MAN-03]`: one clause of a strange name instead of two."""
    for path, scalar in walk(root):
        wide = full_width.find(scalar.text) if "cites" in path and not scalar.quoted else None
        if wide and wide.group() in full_width.COMMAS:
            span = scalar.place.span(wide.start(), wide.end())
            yield Fault(path, "GJ146", span, (("text", wide.group()), ("ascii", ",")))
