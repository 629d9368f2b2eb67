"""YAML's own errors, in plain words: what the owner of a policy did, and what to do instead.

The YAML reader says what it expected; what was done has to be guessed from the lines around the place. Its two
implementations word the same finding differently, hence the alternatives in the patterns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.document import full_width
from engine.document.flow import is_open

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

    from engine.diagnostics import Report, Span
    from engine.document.nodes import Scalar
    from engine.document.text import FileText

_NO_SPACE = re.compile(r"\s*(?:- +)*(?P<key>[\w.-]+):(?P<value>[^\s:/].*)")
_FULL_WIDTH_COLON = re.compile(rf"\s*(?:- +)*[^\s\"'#:]+?(?P<colon>{full_width.COLON})")
_FLOW_END = re.compile(r",\s|[}\]]")
_VALUE = re.compile(r"\s*(?:- +)*[^\s:#\"'{\[][^:#]*:\s+(?P<value>\S.*)")
_HALF_OPEN_RANGE = re.compile(r"[\[(]\s*[^\[\](),]*?\.\.[^\[\](),]*?[\])]")
_CLOSERS = {"]": "[", "}": "{"}
_ODD_SPACE = re.compile(rf"(?:^ *|:)(?P<space>[{full_width.SPACES}])")
_JOINED_DASH = re.compile(r"\s*(?P<dash>-(?P<text>[^\W\d]\w*:\s.*))")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*")


@dataclass(frozen=True, slots=True)
class _Failure:
    """A YAML error: where it was noticed, where the construct began, and the scalar read before it."""

    file: FileText
    offset: int
    began: int
    last: Scalar | None
    problem: str

    @property
    def char(self) -> str:
        return self.file.text[self.offset : self.offset + 1]

    @property
    def line(self) -> int:
        return self.file.position(self.offset)[0]

    @property
    def column(self) -> int:
        return self.file.position(self.offset)[1]

    @property
    def before(self) -> str:
        """The line's text before the place."""
        return self.file.line(self.line)[: self.column - 1]

    @property
    def rest(self) -> str:
        return self.file.rest_of_line(self.offset)

    def here(self) -> Span:
        return self.file.span(self.offset, self.offset + max(1, len(self.rest.rstrip())))

    def at(self, offset: int, length: int = 1) -> Span:
        return self.file.span(offset, offset + length)


Finding = tuple[str, "Span", dict[str, str]]


def explain(error: yaml.MarkedYAMLError, file: FileText, last: Scalar | None, report: Report) -> None:
    """Report a YAML error. `last` is the scalar that was read before it."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark
    began = error.context_mark or mark
    failure = _Failure(file, mark.index if mark else 0, began.index if began else 0, last, problem)
    code, span, args = _odd_space(failure) or _table_row(failure) or _find(f"{context}: {problem}", failure)
    report.add(code, span, **args)


def _find(message: str, failure: _Failure) -> Finding:
    for pattern, finder in _FINDERS:
        if pattern.search(message):
            return finder(failure)
    return _unknown(failure)


def _odd_space(failure: _Failure) -> Finding | None:
    """A space of Chinese input methods or web pages, before or behind a key: YAML takes it for a letter."""
    for line in (_previous(failure.file, failure.line), failure.line):
        if found := _ODD_SPACE.search(failure.file.line(line)):
            start = failure.file.starts[line - 1] + found.start("space")
            return "GJ138", failure.at(start), {"name": f"U+{ord(found['space']):04X}"}
    return None


def _table_row(failure: _Failure) -> Finding | None:
    """A row of a table that stands in no block text: under `rows:` without its `|`, or too far to the left."""
    line = failure.file.position(failure.began if failure.char != "|" else failure.offset)[0]
    if not _TABLE_ROW.fullmatch(failure.file.line(line)):
        return None
    above = _previous(failure.file, line)
    if failure.file.line(above).rstrip().endswith(":"):
        return "GJ133", _content(failure.file, above), {}
    return "GJ134", _content(failure.file, line), {}


def _unknown(failure: _Failure) -> Finding:
    return "GJ139", failure.here(), {"problem": failure.problem}


def _bad_start(failure: _Failure) -> Finding:
    """A character that can't begin a value."""
    if failure.char == "\t":
        return _tab(failure)
    return "GJ128", failure.here(), {"char": failure.char, "text": _value_at(failure)}


def _tab(failure: _Failure) -> Finding:
    return "GJ120", failure.at(failure.offset), {}


def _reference(failure: _Failure) -> Finding:
    """`* x`, `&`, `!`: YAML takes them for aliases, anchors and tags."""
    start = failure.began
    text = failure.file.rest_of_line(start).rstrip()
    return "GJ128", failure.at(start, len(text)), {"char": text[:1], "text": text}


def _value_at(failure: _Failure) -> str:
    text = failure.rest.split(" #")[0].rstrip()
    inside = sum(failure.before.count(opening) for opening in "{[") > sum(failure.before.count(end) for end in "}]")
    return (_FLOW_END.split(text)[0] if inside else text).rstrip(",}]")


def _unclosed_quote(failure: _Failure) -> Finding:
    quote = failure.file.text[failure.began : failure.began + 1]
    return "GJ122", failure.at(failure.began), {"quote": quote}


def _unknown_escape(failure: _Failure) -> Finding:
    start = failure.offset if failure.char == "\\" else failure.offset - 1
    return "GJ130", failure.at(start, 2), {"escape": failure.file.text[start : start + 2]}


def _block_header(failure: _Failure) -> Finding:
    """`when: > 5`, `when: >= 5`, `x: |y`: YAML takes `>` and `|` for the start of a block text."""
    text = failure.file.rest_of_line(failure.began).rstrip()
    code = "GJ143" if text[:1] == ">" else "GJ128"
    return code, failure.at(failure.began, len(text)), {"char": text[:1], "text": text}


def _directive(failure: _Failure) -> Finding:
    text = failure.file.rest_of_line(failure.began).rstrip()
    return "GJ128", failure.at(failure.began, len(text)), {"char": "%", "text": text}


def _second_document(failure: _Failure) -> Finding:
    return "GJ105", failure.here(), {}


def _dash_on_key_line(failure: _Failure) -> Finding:
    return "GJ129", failure.here(), {}


def _missing_colon(failure: _Failure) -> Finding:
    """The line where the construct began has no `: `."""
    line = failure.file.position(failure.began)[0]
    return _line_without_colon(failure.file, line) or (
        "GJ126",
        _content(failure.file, line),
        _text_of(failure.file, line),
    )


def _unexpected_colon(failure: _Failure) -> Finding:
    """A `: ` where none may be: a second one on the line, or an earlier line that went wrong."""
    if wide := _wide_key(failure.file, failure.line):
        return wide
    second = _VALUE.fullmatch(failure.before)
    if second:
        return _second_colon(failure, second.start("value"))
    line = _previous(failure.file, failure.line)
    return (
        _line_without_colon(failure.file, line)
        or _joined_dash(failure.file, line)
        or _without_any_colon(failure, line)
        or _indentation(failure)
    )


def _second_colon(failure: _Failure, column: int) -> Finding:
    start = failure.file.starts[failure.line - 1] + column
    text = failure.file.rest_of_line(start).rstrip()
    if text[:1] in full_width.OPENERS:
        return "GJ146", failure.at(start), _wide(text[:1])
    code = "GJ131" if text[:1] in "\"'" else "GJ127"
    return code, failure.at(start, len(text)), {"text": text, "fixed": _quote(text)}


def _line_without_colon(file: FileText, line: int) -> Finding | None:
    """`score:80`, or the same with a full-width colon: a key that YAML doesn't see."""
    if wide := _wide_key(file, line):
        return wide
    text, start = file.line(line), file.starts[line - 1]
    if joined := _NO_SPACE.fullmatch(text.rstrip()):
        span = file.span(start + joined.start("key"), start + joined.end("value"))
        return "GJ125", span, {"key": joined["key"], "value": joined["value"]}
    return None


def _joined_dash(file: FileText, line: int) -> Finding | None:
    """`-do: warning`, which YAML takes for the name `-do`."""
    joined, start = _JOINED_DASH.fullmatch(file.line(line).rstrip()), file.starts[line - 1]
    if joined is None:
        return None
    return "GJ176", file.span(start + joined.start("dash"), start + joined.end("dash")), {"text": joined["text"]}


def _wide_key(file: FileText, line: int) -> Finding | None:
    """`title：审核`: the key's colon is full-width."""
    wide, start = _FULL_WIDTH_COLON.match(file.line(line)), file.starts[line - 1]
    if wide is None:
        return None
    return "GJ146", file.span(start + wide.start("colon"), start + wide.end("colon")), _wide(wide["colon"])


def _without_any_colon(failure: _Failure, line: int) -> Finding | None:
    text = failure.file.line(line).strip()
    if not text or ":" in text or text.startswith("-"):
        return None
    return "GJ126", _content(failure.file, line), _text_of(failure.file, line)


def _content(file: FileText, line: int) -> Span:
    text, start = file.line(line), file.starts[line - 1]
    return file.span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


def _text_of(file: FileText, line: int) -> dict[str, str]:
    return {"text": file.line(line).strip()}


def _previous(file: FileText, line: int) -> int:
    """The line before, over blank lines and comments."""
    for number in range(line - 1, 0, -1):
        text = file.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return 1


def _expected_key(failure: _Failure) -> Finding:
    """A block mapping went on with something that is no key of it."""
    before = failure.before.rstrip()
    if unclosed := _quote_ran_on(failure):
        return unclosed
    if failure.char in _CLOSERS:
        return "GJ124", failure.at(failure.offset), {"char": failure.char}
    if before.endswith(('"', "'")) and failure.last:
        return _after_quote(failure, failure.last)
    if before.endswith(("]", "}")):
        return _after_bracket(failure)
    return _indentation(failure)


def _quote_ran_on(failure: _Failure) -> Finding | None:
    """The scalar before is quoted and runs over several lines: its closing quote was forgotten."""
    last = failure.last
    if last is None or not (last.quoted and last.span.line < last.span.end_line == failure.line):
        return None
    start = failure.file.offset(last.span.line, last.span.column)
    return "GJ122", failure.at(start), {"quote": failure.file.text[start]}


def _after_quote(failure: _Failure, last: Scalar) -> Finding:
    """`when: "a" = b`: YAML ends the text at the second quote."""
    start = failure.file.offset(last.span.line, last.span.column)
    text = failure.file.rest_of_line(start).split(" #")[0].rstrip()
    return "GJ131", failure.at(start, len(text)), {"text": text, "fixed": _quote(text)}


def _after_bracket(failure: _Failure) -> Finding:
    value = _VALUE.match(failure.file.line(failure.line))
    start = failure.file.starts[failure.line - 1] + (value.start("value") if value else 0)
    text = failure.file.rest_of_line(start).rstrip()
    return "GJ132", failure.at(start, len(text)), {"text": text, "fixed": _quote(text)}


def _indentation(failure: _Failure) -> Finding:
    columns = ", ".join(map(str, _columns(failure.file, failure.line)))
    args = {"column": str(_indent(failure.file, failure.line) + 1), "columns": columns}
    return "GJ121", _content(failure.file, failure.line), args


def _columns(file: FileText, line: int) -> list[int]:
    """The columns where the lines above start that this one could belong to: the outermost first."""
    columns: list[int] = []
    limit = 1 << 30
    for number in range(line - 1, 0, -1):
        text = file.line(number)
        column = _indent(file, number) + 1
        if text.strip() and not text.lstrip().startswith("#") and column < limit:
            columns.append(column)
            limit = column
    return columns[::-1]


def _expected_dash(failure: _Failure) -> Finding:
    return "GJ135", failure.here(), {}


def _in_flow(failure: _Failure) -> Finding:
    """Inside `{…}` or `[…]`: a bracket isn't closed, or a text holds what must be quoted."""
    opener = failure.file.text[failure.began : failure.began + 1]
    if half_open := _HALF_OPEN_RANGE.match(failure.file.rest_of_line(failure.began)):
        return "GJ145", failure.at(failure.began, half_open.end()), {"text": half_open.group()}
    if wide := _wide_comma(failure):
        return wide
    if _left_open(failure):
        return "GJ123", failure.at(failure.began), {"char": opener, "closer": {"[": "]", "{": "}"}.get(opener, "")}
    if failure.char in _CLOSERS:
        return "GJ124", failure.at(failure.offset), {"char": failure.char}
    return _unquoted_in_flow(failure)


def _left_open(failure: _Failure) -> bool:
    """The file goes on at the level of the line with the opening bracket, or ends: the bracket isn't closed."""
    first, line = failure.file.position(failure.began)[0], failure.line
    return not failure.rest.strip() or (line > first and _indent(failure.file, line) <= _indent(failure.file, first))


def _indent(file: FileText, line: int) -> int:
    return len(file.line(line)) - len(file.line(line).lstrip())


def _unquoted_in_flow(failure: _Failure) -> Finding:
    """The entry at the place: from its value to where a comma or a closing bracket ends it."""
    if failure.char == ":":
        return "GJ136", failure.at(failure.offset), {}
    text = failure.file.text
    start = _value_start(text, failure.began, failure.offset)
    end = _value_end(text, start)
    value = text[start:end].rstrip()
    code = "GJ131" if value[:1] in "\"'" else "GJ140"
    return code, failure.at(start, max(1, len(value))), {"text": value, "fixed": _quote(value)}


def _value_start(text: str, began: int, offset: int) -> int:
    """Where the entry's value starts: after the last `key: ` outside parentheses."""
    found = began + 1
    for match in re.finditer(r"(?:^[{\[]|,)\s*[\w.-]+:\s+", text[began:offset]):
        if not is_open(text[found : began + match.start()]) or found == began + 1:
            found = began + match.end()
    return found


def _value_end(text: str, start: int) -> int:
    """Where the value ends: at a comma or a closing bracket that isn't inside its own brackets or quotes."""
    depth, quoted = 0, False
    for offset in range(start, len(text)):
        char = text[offset]
        if char == "\n":
            return offset
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "([{":
            depth += 1
        elif not quoted and char in ")]}" and depth:
            depth -= 1
        elif not quoted and char in ",}]" and not depth:
            return offset
    return len(text)


def _no_content(failure: _Failure) -> Finding:
    """A value was expected; a comma or a closing bracket stands there."""
    if failure.char == ",":
        return "GJ137", failure.at(failure.offset), {}
    if failure.char in _CLOSERS:
        return "GJ124", failure.at(failure.offset), {"char": failure.char}
    return _unknown(failure)


def _wide_comma(failure: _Failure) -> Finding | None:
    """`{a: x，b: y}`: YAML sees one text up to the second colon; `["a"，"b"]`: no comma after the quote."""
    last = failure.last
    if failure.char and failure.char in full_width.COMMAS:
        return "GJ146", failure.at(failure.offset), _wide(failure.char)
    if failure.char != ":" or last is None or last.quoted or not (wide := full_width.find(last.text)):
        return None
    start = failure.file.offset(last.span.line, last.span.column)
    return "GJ146", failure.at(start + wide.start()), _wide(wide.group())


def _wide(text: str) -> dict[str, str]:
    return {"text": text, "ascii": full_width.narrow(text)}


def _quote(text: str) -> str:
    """The text as one YAML scalar."""
    return "'" + text.replace("'", "''") + "'"


_FINDERS: tuple[tuple[re.Pattern[str], Callable[[_Failure], Finding]], ...] = (
    (re.compile(r"tab character|character '\\t'"), _tab),
    (re.compile(r"cannot start any token"), _bad_start),
    (re.compile(r"scanning an (?:anchor|alias)|scanning a tag|parsing a tag|undefined tag handle"), _reference),
    (re.compile(r"scanning a directive|directive"), _directive),
    (re.compile(r"quoted scalar.*(?:end of stream|document)"), _unclosed_quote),
    (re.compile(r"unknown escape"), _unknown_escape),
    (re.compile(r"scanning a block scalar"), _block_header),
    (re.compile(r"document start"), _second_document),
    (re.compile(r"sequence entries are not allowed"), _dash_on_key_line),
    (re.compile(r"scanning a simple key"), _missing_colon),
    (re.compile(r"mapping values are not allowed"), _unexpected_colon),
    (re.compile(r"parsing a block mapping"), _expected_key),
    (re.compile(r"parsing a block collection"), _expected_dash),
    (re.compile(r"parsing a flow (?:mapping|sequence)"), _in_flow),
    (re.compile(r"node content"), _no_content),
)
