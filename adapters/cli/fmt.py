"""`guiju fmt`: the layout of a library's files; what they say stays the same."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.cli import files, options, streams
from adapters.cli.complete import DEFAULT_LIBRARY
from adapters.cli.faults import FINDINGS, FINE, UsageFault, fault
from adapters.cli.language import phrase
from engine.workshop.file import File
from engine.workshop.formatting import Layout, formatted, formatted_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine import Diagnostic

_STDIN = Path("-")
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(name="fmt", short_help="整理文件的排版 / Lay out the files.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH|-]...")
@click.option("--check", is_flag=True, help="只列出需要排版的文件 / Only list the files that would change.")
@click.option("--diff", is_flag=True, help="只显示会改的行 / Only show the lines that would change.")
@click.option(
    "--stdin-filename",
    "place",
    type=click.Path(path_type=Path),
    help="- 的内容属于哪个文件 / The file that - stands for.",
)
@options.lang
def command(paths: tuple[Path, ...], check: bool, diff: bool, place: Path | None, lang: str) -> int:
    """整理 YAML 文件的排版：缩进、空格、空行、表格对齐。内容、注释和顺序都不变；有语法错误的文件原样保留。

    Lay out the YAML files of the library, folder or file in PATH (by default ./policies): indentation, blanks, blank
    lines, tables. What they say, their comments and their order stay; a file that YAML can't read stays as it is.
    With - a text is read from standard input and written to standard output.
    """
    from_stdin, only_told = paths == (_STDIN,), check or diff
    layouts, found = _passing(place) if from_stdin else _laid_out(paths or (Path(DEFAULT_LIBRARY),))
    changes = [layout for layout in layouts if layout.changes]
    if only_told:
        _show(changes, diff)
    elif from_stdin:
        sys.stdout.buffer.write(layouts[0].after)
    else:
        found += tuple(_written(changes, lang))
    streams.warn(found, lang)
    if layouts and not from_stdin:
        summary = "to_lay_out_of" if only_told else "laid_out_of"
        click.echo(phrase(summary, lang, files=len(layouts), changed=len(changes)), err=True)
    wrong = any(diagnostic.severity == "error" for diagnostic in found)
    return FINDINGS if wrong or (only_told and changes) else FINE


def _passing(place: Path | None) -> tuple[list[Layout], tuple[Diagnostic, ...]]:
    """What passes from standard input to standard output: as it came, where it can't be laid out."""
    data = sys.stdin.buffer.read()
    after, found = formatted_text(data, place)
    return [Layout(place or _STDIN, data, after)], found


def _laid_out(paths: Iterable[Path]) -> tuple[list[Layout], tuple[Diagnostic, ...]]:
    """What several paths hold, each file once. Raises `UsageFault` for a path where nothing is."""
    results = [formatted(options.existing(path)) for path in paths]
    layouts = {layout.place: layout for layouts, _ in results for layout in layouts}
    return list(layouts.values()), tuple(dict.fromkeys(finding for _, found in results for finding in found))


def _show(changes: Iterable[Layout], diff: bool) -> None:
    """What would change, on standard output: the lines, or the files only."""
    for layout in changes:
        if diff:
            click.echo("".join(_difference(layout)), nl=False, color=streams.coloured(sys.stdout))
        else:
            click.echo(layout.place)


def _difference(layout: Layout) -> Iterator[str]:
    name = layout.place.as_posix()
    before, after = (text.decode().splitlines(keepends=True) for text in (layout.before, layout.after))
    for line in difflib.unified_diff(before, after, name, name):
        whole = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        yield click.style(whole, fg=_COLOURS.get(line[0]))


def _written(changes: Iterable[Layout], lang: str) -> Iterator[Diagnostic]:
    """Write what changes; what can't be written, or isn't any more what was read, is told of and left alone."""
    for layout in changes:
        try:
            _write(layout)
        except UsageFault as moved:
            yield from moved.diagnostics
        except OSError as error:
            yield from fault("GJ707", path=layout.place, problem=error.strerror or error).diagnostics
        else:
            click.echo(phrase("laid_out", lang, path=layout.place), err=True)


def _write(layout: Layout) -> None:
    """Raises `OSError`, and `UsageFault` where the file was changed or removed since it was read."""
    place = layout.place
    if not place.exists() or place.read_bytes() != layout.before:
        raise fault("GJ726", path=place)
    files.write([File(place.name, layout.after.decode())], place.parent)
