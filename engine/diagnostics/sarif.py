"""Diagnostics as SARIF 2.1.0, which code hosts and editors read. OASIS, Static Analysis Results Interchange Format."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from engine.diagnostics.codes.meaning import Meaning
from engine.diagnostics.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.diagnostics.diagnostic import Diagnostic
    from engine.diagnostics.span import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
_ROOT = "%SRCROOT%"
_MOVING = frozenset({"line", "column", "columns"})
"""Arguments of messages that change when lines move."""
_FINGERPRINT = "guiju/v1"


def sarif(diagnostics: Sequence[Diagnostic], lang: str) -> str:
    """One log with one run; relative paths are below `%SRCROOT%`, which the reader knows."""
    codes = list(dict.fromkeys(diagnostic.code for diagnostic in diagnostics))
    driver = {
        "name": "guiju",
        "version": version("guiju"),
        "language": _LANGUAGES[lang],
        "rules": [_rule(Meaning(code), lang) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": _LANGUAGES[lang],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder in which guiju was called"}}},
        "results": list(_results(diagnostics, codes, lang)),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(meaning: Meaning, lang: str) -> dict[str, Any]:
    return {
        "id": meaning.code,
        "shortDescription": {"text": meaning.title(lang)},
        "fullDescription": {"text": meaning.about(lang) or meaning.title(lang)},
        "help": {"text": "\n\n".join(_help(meaning))},
        "defaultConfiguration": {"level": _LEVELS[meaning.severity]},
    }


def _help(meaning: Meaning) -> Iterator[str]:
    """Paragraphs in both languages: whoever reads a log may not be who asked for it."""
    for lang in _LANGUAGES:
        yield from filter(None, (meaning.title(lang), meaning.about(lang), meaning.remedy(lang)))


def _results(diagnostics: Iterable[Diagnostic], codes: list[str], lang: str) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        identity = _identity(diagnostic)
        seen[identity] += 1
        yield {
            "ruleId": diagnostic.code,
            "ruleIndex": codes.index(diagnostic.code),
            "level": _LEVELS[diagnostic.severity],
            "message": {"text": "\n".join(filter(None, (diagnostic.message(lang), diagnostic.hint(lang))))},
            "partialFingerprints": {_FINGERPRINT: _hash(f"{identity}\n{seen[identity]}")},
            **_locations(diagnostic),
        }


def _identity(diagnostic: Diagnostic) -> str:
    """What a finding keeps when lines move: its code, file, line of text and words."""
    place = diagnostic.span.path if diagnostic.span else diagnostic.pointer or ""
    words = (f"{name}={value}" for name, value in diagnostic.args if name not in _MOVING)
    return "\n".join((diagnostic.code, place, diagnostic.excerpt.strip(), *words))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _locations(diagnostic: Diagnostic) -> dict[str, Any]:
    """Where it is: a region of a file, else the JSON pointer of a fact, else nowhere."""
    if diagnostic.span:
        return {"locations": [{"physicalLocation": _physical(diagnostic.span, diagnostic.excerpt)}]}
    if diagnostic.pointer:
        return {"locations": [{"logicalLocations": [{"fullyQualifiedName": diagnostic.pointer, "kind": "property"}]}]}
    return {}


def _physical(span: Span, excerpt: str) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    context = {"startLine": span.line, "snippet": {"text": excerpt}}
    found = {"artifactLocation": _artifact(Path(span.path)), "region": region}
    return found | {"contextRegion": context} if excerpt and span.line == span.end_line else found


def _artifact(path: Path) -> dict[str, str]:
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": _ROOT}
