"""From a schema's errors to diagnostics: which key or value is wrong, what was expected, what was probably meant.

One fault gives one diagnostic: of several errors at one value the most telling is kept, and a key that is missing
because another was misspelt isn't reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.diagnostics import did_you_mean
from engine.document import conditional, full_width, synonyms
from engine.document.nodes import Mapping, Node, Scalar, Sequence
from engine.document.schema import Objection, objections, pattern_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.diagnostics import Span

Path = tuple[str, ...]

_EXPECTED: dict[frozenset[str], str] = {
    frozenset({"object"}): "GJ153",
    frozenset({"array"}): "GJ154",
    frozenset({"string", "object"}): "GJ156",
    frozenset({"string", "array"}): "GJ157",
    frozenset({"string", "number", "array"}): "GJ157",
    frozenset({"object", "array"}): "GJ175",
    frozenset({"string", "number", "boolean", "object"}): "GJ158",
    frozenset({"boolean"}): "GJ159",
    frozenset({"integer"}): "GJ160",
    frozenset({"number"}): "GJ160",
}
"""What is expected, by the schema's types; every other set of types is a single value (GJ155)."""
_FORMS = {"kebab": "GJ161", "snake": "GJ162", "date": "GJ164", "dotted": "GJ174"}
_BOOLEANS = {
    "yes": "true",
    "on": "true",
    "y": "true",
    "是": "true",
    "no": "false",
    "off": "false",
    "n": "false",
    "否": "false",
}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = {"kebab": "-", "snake": "_", "dotted": "."}
_DATE = re.compile(r"(?P<year>[0-9]{4})(?:[-/.年](?P<month>[0-9]{1,2})(?:[-/.月](?P<day>[0-9]{1,2})日?)?)?")
_JOINED = re.compile(r"(?P<key>[a-z][\w-]*):(?P<value>\S.*)")
_WIDE_KEY = re.compile(rf"[\w-]+(?P<colon>{full_width.COLON})")
_PLAIN = re.compile(r"[^\s\[\]{},#&*!|>'\"%@`:?-][^\[\]{},#:'\"|]*")
_RANK = ("not", "type", "const", "enum", "minLength", "pattern", "format")


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding: its diagnostic, and the path of what is wrong. `near`: the key that an unknown one may mean."""

    path: Path
    code: str
    span: Span
    args: tuple[tuple[str, str], ...] = ()
    near: str = ""

    def meaning(self, near: str) -> Fault:
        """The same, where its key probably means `near`."""
        return replace(self, near=near, args=tuple((dict(self.args) | {"near": near}).items()))


@dataclass(frozen=True, slots=True)
class _Error:
    """A schema's error, with the node that it is about, its path, and the key that it stands under."""

    objection: Objection
    kind: str
    path: Path
    node: Node
    key: Scalar | None

    @property
    def keyword(self) -> str:
        return self.objection.keyword

    @property
    def schema(self) -> dict[str, Any]:
        """The schema that the node fails."""
        return self.objection.schema

    @property
    def wanted(self) -> Any:
        """What the failing keyword asks for: the list of an `enum`, the keys of a `required`."""
        return self.objection.wanted

    @property
    def example(self) -> str:
        """The schema's first example, as YAML in one line."""
        examples = self.schema.get("examples", [])
        return as_yaml(examples[0]) if examples else ""

    @property
    def name(self) -> str:
        """The key that the node stands under; empty for the file as a whole."""
        return self.key.text if self.key else ""

    @property
    def where(self) -> str:
        """What the node is called: its id where it is an item of a list that has one."""
        identifier = self.node.get("id") if isinstance(self.node, Mapping) and self.item else None
        return identifier.text if isinstance(identifier, Scalar) else self.name

    @property
    def item(self) -> str:
        """The node's number in its list, from 1; empty where it is no item."""
        return str(int(self.path[-1]) + 1) if self.path and isinstance(self.objection.path[-1], int) else ""

    @property
    def unnamed_item(self) -> str:
        return self.item if self.where == self.name else ""

    @property
    def wrong_key(self) -> Scalar | None:
        """For an error of `propertyNames`: the key that it is about."""
        wrong = self.objection.key
        return self.node.key(wrong) if isinstance(self.node, Mapping) and wrong is not None else None

    def fault(self, code: str, span: Span | None = None, /, **args: str) -> Fault:
        return Fault(self.path, code, span or self.node.span, tuple(args.items()))


def faults(kind: str, root: Node) -> list[Fault]:
    """What is wrong with the shape of a document, in the order of the file."""
    errors = [_located(kind, root, objection) for objection in objections(kind, root)]
    found = _paired([fault for error in _most_telling(errors) for fault in _translate(error)])
    meant = {(fault.path[:-1], fault.near) for fault in found if fault.near}
    missing = {fault for fault in found if fault.code == "GJ151" and not meant.isdisjoint(_wanted(fault))}
    kept = (fault for fault in dict.fromkeys(found) if fault not in missing)
    return sorted(kept, key=lambda fault: (fault.span.start, fault.path))


def _wanted(missing: Fault) -> set[tuple[Path, str]]:
    """The key that is missing, and the other one that would do, each with the mapping's path."""
    return {(missing.path[:-1], key) for key in (missing.path[-1], dict(missing.args).get("or", "")) if key}


def _paired(found: list[Fault]) -> list[Fault]:
    """Where one key is unknown and one is missing, the unknown one is probably that."""
    unknown = _only(fault for fault in found if fault.code == "GJ150")
    missing = _only(fault for fault in found if fault.code == "GJ151")
    meant = {path: missing[path].path[-1] for path, fault in unknown.items() if path in missing and not fault.near}
    return [
        fault.meaning(meant[fault.path[:-1]]) if fault.code == "GJ150" and fault.path[:-1] in meant else fault
        for fault in found
    ]


def _only(faults: Iterator[Fault]) -> dict[Path, Fault]:
    """By the mapping that they are in: those that are the only one of it."""
    by_mapping: dict[Path, list[Fault]] = {}
    for fault in faults:
        by_mapping.setdefault(fault.path[:-1], []).append(fault)
    return {path: first for path, (first, *more) in by_mapping.items() if not more}


def as_yaml(value: Any) -> str:
    """A value as one line of YAML, as people write it."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return value if _PLAIN.fullmatch(value) else "'" + value.replace("'", "''") + "'"
        case list():
            return f"[{', '.join(map(as_yaml, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {as_yaml(item)}' for key, item in value.items())}}}"
        case _:
            return str(value)


def _located(kind: str, root: Node, objection: Objection) -> _Error:
    node: Node = root
    key: Scalar | None = None
    for step in objection.path:
        if isinstance(node, Mapping):
            key, node = node.key(str(step)), node.get(str(step)) or node
        elif isinstance(node, Sequence):
            node = node.items[int(step)]
    return _Error(objection, kind, tuple(map(str, objection.path)), node, key)


def _most_telling(errors: list[_Error]) -> Iterator[_Error]:
    """Of the errors about one key or value itself, the first in the order of `_RANK`; every other one."""
    best: dict[Path, _Error] = {}
    for error in errors:
        if error.keyword not in _RANK:
            yield error
            continue
        path = (*error.path, "?", error.wrong_key.text) if error.wrong_key else error.path
        if path not in best or _rank(error) < _rank(best[path]):
            best[path] = error
    yield from best.values()


def _rank(error: _Error) -> int:
    return _RANK.index(error.keyword)


def _translate(error: _Error) -> Iterator[Fault]:
    translate = _TRANSLATORS.get(error.keyword)
    if translate is None:
        yield error.fault("GJ167", key=error.name, value=_shown(error.node), example=error.example)
    else:
        yield from translate(error)


def _unknown_keys(error: _Error) -> Iterator[Fault]:
    known = list(error.schema.get("properties", {}))
    if not isinstance(error.node, Mapping):
        return
    missing = [key for key in known if error.node.get(key) is None]
    for entry in error.node.entries:
        key = entry.key
        if key.text in known:
            continue
        if other := _mistyped(error, key) or _said_elsewhere(error, key):
            yield other
            continue
        near = (
            next((name for name in synonyms.KEYS.get(_keyish(key.text), ()) if name in missing), "")
            or did_you_mean(_keyish(key.text), missing)
            or did_you_mean(_keyish(key.text), known)
            or _entitled(key.text, error.schema)
        )
        args = {
            "key": key.text,
            "where": error.where,
            "item": error.unnamed_item,
            "near": near,
            "known": ", ".join(_suggested(error)),
        }
        yield Fault((*error.path, key.text), "GJ150", key.span, tuple(args.items()), near)


def _mistyped(error: _Error, key: Scalar) -> Fault | None:
    """`facts：{title: x}`, and a key behind wide spaces: YAML takes the colon, the spaces, for letters of the key."""
    path = (*error.path, key.text)
    if wide := _WIDE_KEY.match(key.text):
        span = key.place.span(wide.start("colon"), wide.end("colon"))
        return Fault(path, "GJ146", span, (("text", full_width.COLON), ("ascii", ":")))
    if key.text[:1] in full_width.SPACES:
        return Fault(path, "GJ138", key.place.span(0, 1), (("name", f"U+{ord(key.text[0]):04X}"),))
    return None


def _said_elsewhere(error: _Error, key: Scalar) -> Fault | None:
    """What is said in another place of a policy: an exception in the condition, a later value by its day."""
    known = error.schema.get("properties", {})
    for words, there, advice in synonyms.ELSEWHERE:
        if _keyish(key.text) in words and there in known:
            args = {"key": key.text, "where": error.where, "item": error.unnamed_item, "advice": advice}
            return Fault((*error.path, key.text), "GJ177", key.span, tuple(args.items()))
    return None


def _suggested(error: _Error) -> list[str]:
    """The keys that may be used here; in a policy none of those that only overlays have."""
    elsewhere = _elsewhere_only(error) if error.kind == "policy" else ()
    return [key for key in error.schema.get("properties", {}) if key not in elsewhere]


def _elsewhere_only(error: _Error) -> tuple[str, ...]:
    lasting = error.path[:1] in (("facts",), ("params",), ("targets",))
    return ("change", "effective") if lasting else ("change",)


def _entitled(text: str, schema: dict[str, Any]) -> str:
    """The key whose title, in Chinese or English, is the text: `规则` is `rules`."""
    titles = {key: value.get("title", "").split(" / ") for key, value in schema.get("properties", {}).items()}
    return next((key for key, names in titles.items() if text in names), "")


def _keyish(text: str) -> str:
    return full_width.narrow(text).strip().lower().replace("-", "_").replace(" ", "_")


def _missing_keys(error: _Error) -> Iterator[Fault]:
    if not isinstance(error.node, Mapping):
        return
    if _bare_pair(error.node):
        yield error.fault("GJ178", key=error.name)
        return
    for key in error.wanted:
        if error.node.get(key) is None:
            args = {"key": key, "where": error.where, "item": error.unnamed_item, "example": _example_of(error, key)}
            args["or"] = conditional.alternative(error.path[0] if error.path else "", key)
            yield Fault((*error.path, key), "GJ151", _heading(error.node), tuple(args.items()))


def _bare_pair(node: Mapping) -> bool:
    """`to: designer` of `[do: warning, to: designer]`, where YAML makes an entry of its own of each pair."""
    return node.flow and node.file.text[node.start] != "{"


def _example_of(error: _Error, key: str) -> str:
    """How the missing key may look; the schema that asks for it may not be the one that describes it."""
    if key in error.schema.get("properties", {}):
        examples = error.schema["properties"][key].get("examples", [])
        return f"{key}: {as_yaml(examples[0])}" if examples else ""
    return conditional.example(error.path[0] if error.path else "", key)


def _heading(node: Mapping) -> Span:
    """The first key of a mapping: short enough to point at."""
    return node.entries[0].key.span if node.entries else node.span


def _wrong_kind(error: _Error) -> Iterator[Fault]:
    node = error.node
    types = frozenset([error.wanted] if isinstance(error.wanted, str) else error.wanted)
    if isinstance(node, Scalar):
        yield _wrong_scalar(error, node, types)
    elif not error.path:
        yield error.fault("GJ113")
    elif _is_range(node):
        yield error.fault("GJ145", text=_shown(node))
    elif types == {"array"} and isinstance(node, Mapping) and node.entries[0].key.text.startswith("-"):
        key = node.entries[0].key
        yield error.fault("GJ176", key.span, text=f"{key.text.lstrip('-')}: …")
    else:
        yield error.fault(
            _EXPECTED.get(types, "GJ155"), key=error.name, example=error.example, value=_shown(node), item=error.item
        )


def _wrong_scalar(error: _Error, node: Scalar, types: frozenset[str]) -> Fault:
    if not node.text and not node.quoted:
        return _no_value(error, node)
    if joined := _JOINED.fullmatch(node.text):
        return error.fault("GJ125", key=joined["key"], value=joined["value"])
    if (wide := _WIDE_KEY.match(node.text)) and "object" in types:
        return error.fault(
            "GJ146", node.place.span(wide.start("colon"), wide.end("colon")), text=full_width.COLON, ascii=":"
        )
    if not error.path:
        return error.fault("GJ113")
    if "string" in types and "pattern" in error.schema:
        code, args = _form(error, node)
        return error.fault(code, **args)
    if "string" in types:
        return error.fault("GJ173", key=error.name, value=node.text, example=error.example)
    near = _BOOLEANS.get(node.text.lower(), "") if "boolean" in types else ""
    return error.fault(
        _EXPECTED.get(types, "GJ155"),
        key=error.name,
        example=error.example,
        value=node.text,
        near=near,
        item=error.item,
    )


def _no_value(error: _Error, node: Scalar) -> Fault:
    if node.style == "folded":
        return error.fault("GJ143", char=">", text="")
    return error.fault("GJ152", key=error.name, example=error.example)


def _is_range(node: Node) -> bool:
    """`[18..65]`, which YAML reads as a list of one text."""
    return isinstance(node, Sequence) and node.flow and len(node.items) == 1 and ".." in _shown(node)


def _wrong_form(error: _Error) -> Iterator[Fault]:
    """A pattern that a key or a value doesn't match."""
    scalar = error.wrong_key or error.node
    if isinstance(scalar, Scalar):
        path = (*error.path, scalar.text) if error.wrong_key else error.path
        code, args = _form(error, scalar)
        yield Fault(path, code, scalar.span, tuple(args.items()))


def _form(error: _Error, scalar: Scalar) -> tuple[str, dict[str, str]]:
    """Code and arguments for a text that hasn't the form it should have."""
    if not scalar.text and scalar.style == "folded":
        return "GJ143", {"char": ">", "text": ""}
    name = next((form for form in _FORMS if pattern_of(error.kind, form) == error.schema["pattern"]), "")
    if not name and _DATE.fullmatch(error.example) and _DATE.fullmatch(full_width.narrow(scalar.text)):
        name = "date"
    if (wide := full_width.find(scalar.text)) and not scalar.quoted:
        return "GJ146", {"text": wide.group(), "ascii": full_width.narrow(wide.group())}
    if joined := _JOINED.fullmatch(scalar.text):
        return "GJ125", {"key": joined["key"], "value": joined["value"]}
    zh, _, en = error.schema.get("description", "").partition("\n")
    args = {"key": error.name, "value": scalar.text, "near": _suggest(name, scalar.text), "example": error.example}
    if not name:
        args |= {"about_zh": zh, "about_en": en}
    return _FORMS.get(name, "GJ167"), args


def _suggest(form: str, text: str) -> str:
    """The text in the form wanted, where that can be had from it."""
    narrow = full_width.narrow(text)
    if form == "date":
        found = _DATE.fullmatch(narrow.strip())
        return f"{found['year']}-{found['month'] or 1:0>2}-{found['day'] or 1:0>2}" if found else ""
    words = re.findall(r"[a-z0-9]+", _CAMEL.sub(" ", narrow).lower())
    usable = form in _SEPARATORS and narrow.isascii() and words and words[0][0].isalpha()
    return _SEPARATORS[form].join(words) if usable else ""


def _not_listed(error: _Error) -> Iterator[Fault]:
    known = [str(value) for value in error.wanted]
    text = _shown(error.node)
    if isinstance(error.node, Scalar) and not text:
        return
    meant = (value for value in synonyms.VALUES.get(text.lower(), ()) if value in known)
    near = did_you_mean(text.lower(), known) or next(meant, "")
    yield error.fault("GJ163", key=error.name, value=text, near=near, known=", ".join(known))


def _wrong_constant(error: _Error) -> Iterator[Fault]:
    yield error.fault("GJ168", key=error.name, value=_shown(error.node), expected=str(error.wanted))


def _empty(error: _Error) -> Iterator[Fault]:
    yield error.fault("GJ166", key=error.name, example=error.example)


def _empty_text(error: _Error) -> Iterator[Fault]:
    if isinstance(error.node, Scalar) and error.node.style in ("folded", "literal"):
        yield _no_value(error, error.node)
    else:
        yield error.fault("GJ171", key=error.name, example=error.example)


def _repeated(error: _Error) -> Iterator[Fault]:
    """The items of a list that stand there before."""
    seen: dict[str, Scalar] = {}
    for item in error.node.items if isinstance(error.node, Sequence) else ():
        if isinstance(item, Scalar) and seen.setdefault(item.text, item) is not item:
            yield error.fault("GJ169", item.span, value=item.text)


def _elsewhere(error: _Error) -> Iterator[Fault]:
    """A key that only overlays of branches have: the fault is the key's."""
    yield error.fault("GJ194", error.key.span if error.key else None, key=error.name)


def _no_such_day(error: _Error) -> Iterator[Fault]:
    if key := error.wrong_key:
        yield Fault((*error.path, key.text), "GJ165", key.span, (("value", key.text),))
    else:
        yield error.fault("GJ165", value=_shown(error.node))


def _out_of_bounds(error: _Error) -> Iterator[Fault]:
    low, high = (str(error.schema.get(bound, "")) for bound in ("minimum", "maximum"))
    yield error.fault("GJ172", key=error.name, value=_shown(error.node), low=low, high=high)


def _shown(node: Node) -> str:
    """A node in one line, as it was written or nearly so."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return f"[{', '.join(map(_shown, node.items))}]"
        case Mapping():
            return f"{{{', '.join(f'{entry.key.text}: {_shown(entry.value)}' for entry in node.entries)}}}"


_TRANSLATORS: dict[str, Callable[[_Error], Iterator[Fault]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_kind,
    "pattern": _wrong_form,
    "enum": _not_listed,
    "const": _wrong_constant,
    "minItems": _empty,
    "minProperties": _empty,
    "minLength": _empty_text,
    "uniqueItems": _repeated,
    "not": _elsewhere,
    "format": _no_such_day,
    "minimum": _out_of_bounds,
    "maximum": _out_of_bounds,
}
"""By the schema's keyword."""
