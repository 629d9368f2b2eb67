"""Tables in files: CSV in the encodings that people have, and Parquet; in and out through DuckDB.

Paths and column names never become SQL text unescaped.
"""

from __future__ import annotations

import codecs
import csv
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from engine.backends.columnar.columns import NameGiver
from engine.backends.columnar.numerals import NUMERAL
from engine.backends.columnar.rows import INSTANT, quote
from engine.diagnostics import Diagnostic, GuijuError

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = "source rows"
"""The view over the file."""
_CHUNK = 1 << 22
_GLOB = frozenset("*?[]{}")
QUOTE = "'"
FORMULA = r"^[=+@\t\r-]"
"""How a text starts that a spreadsheet would take for a formula."""
MARK = b"\xef\xbb\xbf"


class FileError(GuijuError):
    """A file of rows can't be read or written."""


@contextmanager
def opened(source: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `SOURCE` over the file's rows. Raises `FileError`."""
    kind = kind_of(source)
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        path = _plain_path(source if kind == "parquet" else _in_utf8(source, Path(folder)), Path(folder))
        read = f"read_parquet({literal(path)})" if kind == "parquet" else _csv(path)
        with faults_of(source, "GJ520"):
            connection.execute(f"CREATE VIEW {quote(SOURCE)} AS SELECT * FROM {read}")
            yield connection


def kind_of(path: Path) -> str:
    """`csv` or `parquet`, by the file's name. Raises `FileError`."""
    kind = {".csv": "csv", ".parquet": "parquet", ".pq": "parquet"}.get(path.suffix.lower())
    if kind is None:
        raise _fault("GJ522", path)
    return kind


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The view's columns and their types."""
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE {quote(SOURCE)}").fetchall()}


def write(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> None:
    """The rows of a SELECT as a file, put in place when it is whole. Raises `FileError`."""
    part = target.with_name(f".{target.name}.part")
    with faults_of(target, "GJ523"):
        try:
            if kind_of(target) == "parquet":
                connection.execute(f"COPY ({select}) TO {literal(str(part))} (FORMAT parquet)")
            else:
                connection.execute(f"COPY ({_cells(connection, select)}) TO {literal(str(part))} (FORMAT csv, HEADER)")
                _mark_utf8(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def _cells(connection: duckdb.DuckDBPyConnection, select: str) -> str:
    """The rows as cells: lists with semicolons, contexts as JSON, instants in UTC, no text that would be computed."""
    columns = connection.execute(f"DESCRIBE {select}").fetchall()
    cells = (f"{_cell(quote(name), kind)} AS {quote(name)}" for name, kind, *_ in columns)
    return f"SELECT {', '.join(cells)} FROM ({select})"


def _cell(column: str, kind: str) -> str:
    if "STRUCT" in kind or kind.endswith("[][]"):
        return f"CAST(to_json({column}) AS VARCHAR)"
    if kind.endswith("[]"):
        return _guarded(f"array_to_string({column}, ';')")
    if kind == INSTANT:
        return f"replace(replace(CAST({column} AS VARCHAR), ' ', 'T'), '+00', 'Z')"
    return _guarded(column) if kind == "VARCHAR" else column


def _guarded(text: str) -> str:
    formula = f"regexp_matches({text}, {literal(FORMULA)}) AND NOT regexp_full_match({text}, {literal(NUMERAL)})"
    return f"CASE WHEN {formula} THEN {literal(QUOTE)} || {text} ELSE {text} END"


def literal(text: str) -> str:
    """A text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


_COMPLAINTS = (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException, duckdb.BinderException)
"""Of a file. The last is of a table without columns."""


@contextmanager
def faults_of(path: Path, code: str) -> Iterator[None]:
    """The database's and the file system's complaints about a file, as diagnostics."""
    try:
        yield
    except (*_COMPLAINTS, OSError) as error:
        raise _fault(code, path, str(error).splitlines()[0]) from error


def _fault(code: str, path: Path, why: str = "") -> FileError:
    return FileError([Diagnostic(code, None, (("path", str(path)), ("why", why)))])


def _csv(path: str) -> str:
    """Every cell is a text, which the facts' own rules read; an empty cell is null."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    separator = max(",;\t", key=first.count)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in _heading(first, separator))
    options = "header = true, auto_detect = false, nullstr = '', quote = '\"', escape = '\"'"
    return f"read_csv({literal(path)}, delim = {literal(separator)}, columns = {{{columns}}}, {options})"


def _heading(first: str, separator: str) -> list[str]:
    """The columns' names from the first line; doubled and empty ones get a number."""
    names = NameGiver("")
    cells = next(csv.reader([first], delimiter=separator), [])
    return [names.give(name.strip() or f"column {place}") for place, name in enumerate(cells, 1)]


def _in_utf8(source: Path, folder: Path) -> Path:
    """The file itself where it is UTF-8, else a copy that is. Raises `FileError` where it isn't GB18030 either."""
    with faults_of(source, "GJ520"):
        if _decodes(source, "utf-8"):
            return source
        if not _decodes(source, "gb18030"):
            raise _fault("GJ520", source, "UTF-8 / GB18030")
        copy = folder / "rows.csv"
        with (
            source.open(encoding="gb18030", newline="") as given,
            copy.open("w", encoding="utf-8", newline="") as taken,
        ):
            while text := given.read(_CHUNK):
                taken.write(text)
        return copy


def _decodes(source: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with source.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _plain_path(path: Path, folder: Path) -> str:
    """A path that DuckDB doesn't take for a pattern of many files."""
    if not _GLOB & set(str(path)):
        return str(path)
    link = folder / f"rows{path.suffix.lower()}"
    link.symlink_to(path.resolve())
    return str(link)


def _mark_utf8(path: Path) -> None:
    """Spreadsheets take a CSV file for UTF-8 only where it starts with the mark."""
    marked = path.with_suffix(".marked")
    with path.open("rb") as plain, marked.open("wb") as file:
        file.write(MARK)
        while chunk := plain.read(_CHUNK):
            file.write(chunk)
    marked.replace(path)
