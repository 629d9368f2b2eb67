"""Runs the examples of `examples.yaml`: what each provokes, and that its mend does away with it."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import json
import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import yaml
from click.testing import CliRunner

import engine
from adapters.cli.main import guiju
from engine.diagnostics.codes.examples import Example
from tests.conformance import examples as conformance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine import Diagnostic

HERE = Path(__file__).parent
LIBRARY = "policies/"
A_DAY, ZONE = "2026-01-31", "Asia/Shanghai"
"""Stands for today, in the zone of the examples' libraries: what is recorded is the same every day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the file: see its head."""

    shown_by: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    encoding: str = "utf-8"
    before: str = ""
    call: str = ""
    mended: Mapping[str | int, str | None] = field(default_factory=dict)
    within: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    added: Mapping[str, str] = field(default_factory=dict)
    facts: Any = None
    as_of: str | None = None
    call_mended: str = ""
    unmended: str = ""


def entries() -> dict[str, Entry]:
    """By code."""
    read = yaml.safe_load((HERE / "examples.yaml").read_text(encoding="utf-8"))
    return {code: Entry(**entry) for code, entry in read.items() if code != "shared"}


def record(code: str, entry: Entry, folder: Path) -> Example:
    """Provoke the code in `folder`, then mend what provoked it. Fails where either doesn't happen."""
    call, files = _start(entry)
    said = _said(call, files, entry, folder / "faulty")
    found = next(iter([item for item in said if item.code == code]), None)
    assert found, f"{code} is not said, but {[item.code for item in said]}"
    found = replace(found, args=tuple((name, A_DAY if text == _today() else text) for name, text in found.args))
    if entry.unmended:
        return Example(call, found, ())
    mended, again = _mended_files(entry, found, files), _mended_call(entry, call)
    said_again = _said(again, mended, Entry(before=entry.before), folder / "mended")
    left = {item.code for item in said_again if item.severity == "error"}
    assert left <= {item.code for item in said} - {code}, f"{code}: mended, and still {left}"
    return Example(call, found, tuple(_changes(files, mended, found)) or (f"$ guiju {again}",))


def _today() -> str:
    return dt.datetime.now(ZoneInfo(ZONE)).date().isoformat()


def _start(entry: Entry) -> tuple[str, dict[str, str]]:
    """What is asked for, and the files by path."""
    shared = {} if entry.alone else conformance.SHARED
    files = {f"{LIBRARY}{path}": text for path, text in (shared | dict(entry.files)).items()} | dict(entry.beside)
    if not entry.shown_by:
        return entry.call or "check", files
    topic, name = entry.shown_by.split("/")
    example = conformance.read(conformance.HERE / topic / "bad" / f"{name}.yaml")
    files |= {f"{LIBRARY}{path}": text for path, text in example.files.items()}
    if entry.call or example.facts is None:
        return entry.call or "check", files
    return _decide(example.facts, example.as_of), files


def _decide(facts: Any, as_of: str | None) -> str:
    day = f" --as-of {as_of}" if as_of else ""
    return f"decide base/review{day} --facts {shlex.quote(json.dumps(facts, ensure_ascii=False))}"


def _mended_call(entry: Entry, call: str) -> str:
    if entry.facts is not None:
        return _decide(entry.facts, entry.as_of)
    return entry.call_mended or call


def _mended_files(entry: Entry, found: Diagnostic, files: Mapping[str, str]) -> dict[str, str]:
    mended = dict(files)
    if entry.mended:
        path = f"{LIBRARY}{entry.within}" if entry.within else found.span.path if found.span else ""
        mended[path] = _mended_text(files[path], entry.mended)
    for old, new in entry.moved.items():
        mended[LIBRARY + new] = mended.pop(LIBRARY + old)
    for path in entry.removed:
        del mended[LIBRARY + path]
    return mended | {LIBRARY + path: text for path, text in entry.added.items()}


def _mended_text(text: str, changes: Mapping[str | int, str | None]) -> str:
    lines: list[str | None] = list(text.splitlines())
    for line in (key for key in changes if isinstance(key, int)):
        lines[line - 1] = changes[line]
    mended = "\n".join(line for line in lines if line is not None) + "\n"
    for old, new in changes.items():
        if isinstance(old, str):
            assert mended.count(old) == 1, f"`{old}` stands there {mended.count(old)} times"
            mended = mended.replace(old, new or "")
    return mended


def _said(call: str, files: Mapping[str, str], entry: Entry, folder: Path) -> tuple[Diagnostic, ...]:
    """Every diagnostic that the call writes, in a folder with these files, and what was called `before`."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding=_encoding(path, entry), newline="")
    (folder / LIBRARY).mkdir(parents=True, exist_ok=True)
    said: list[Diagnostic] = []
    runner = CliRunner(env={"GUIJU_CACHE": "off"})

    def render(diagnostics: Iterable[Diagnostic], *_: object, **__: object) -> str:
        said.extend(diagnostics)
        return ""

    with contextlib.chdir(folder), patch.object(engine, "render", render, create=True):
        if entry.before:
            assert runner.invoke(guiju, shlex.split(entry.before)).exit_code == 0
        runner.invoke(guiju, shlex.split(call))
    return tuple(said)


def _encoding(path: str, entry: Entry) -> str:
    """The odd encoding is that of the files beside the library, where there are any."""
    return "utf-8" if entry.beside and path.startswith(LIBRARY) else entry.encoding


def _changes(before: Mapping[str, str], after: Mapping[str, str], found: Diagnostic) -> Iterator[str]:
    """The lines that the mend brings, numbered; of another file than the fault's, below its name."""
    gone = [path for path in before if path not in after]
    for path, text in after.items():
        old = next((name for name in gone if before[name] == text), None)
        if old and path not in before:
            gone.remove(old)
            yield f"{old} → {path}"
        elif before.get(path) != text:
            yield from [] if found.span and found.span.path == path else [path]
            yield from _new_lines(before.get(path, ""), text)
    yield from (f"{path} ✗" for path in gone)


def _new_lines(before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(), after.splitlines()
    for kind, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            around = (start, end) if end > start else (max(start - 1, 0), start + 1)
            yield from (f"{number} | {line}" for number, line in enumerate(new[slice(*around)], around[0] + 1))
