"""`guiju diff`: two states of a library, two folders or two revisions of git."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click

from adapters.cli import comparing, complete, options
from adapters.cli.extras import installed_extras
from adapters.cli.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.wiring import Tools


class State(NamedTuple):
    """A library's folder, what it is called, and what its paths are shown with in the place of the folder."""

    folder: Path
    name: str
    shown: str


@click.command(name="diff", short_help="两个版本对照 / Two states of a library.")
@click.argument("old", metavar="OLD", shell_complete=complete.folders)
@click.argument("new", metavar="NEW", required=False, shell_complete=complete.folders)
@options.as_of
@options.policies
@comparing.shown
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    old: str,
    new: str | None,
    as_of: str | None,
    folder: Path,
    every: bool,
    out: Path | None,
    form: comparing.Form,
    lang: str,
) -> int:
    """对照政策库的两个版本：两个文件夹，或 git 的两个版本；只给一个的，与现在的政策库对照。

    Compare two states of a library, each a folder or a revision of git (the folder of --policies as it was then);
    with OLD alone, against the library as it is now. Told are the policies that differ, branch by branch: what they
    say, and in which cases they decide differently. Exits with 1 where there are differences.
    """
    with state(old, folder) as before, state(new or str(folder), folder) as after, installed_extras():
        names = (before.name, after.name) if before.name != after.name else (f"{before.name} (old)", after.name)
        roots = tuple((f"{each.folder}/", each.shown) for each in (before, after))
        was, now = tools.load(options.folder_at(before.folder)), tools.load(options.folder_at(after.folder))
        found = now.changes_since(was, names, as_of, roots=roots, all_rows=every)
        return comparing.show(found, tools, out, form, lang)


@contextmanager
def state(name: str, library: Path) -> Iterator[State]:
    """A folder as it is; else what git has of the library's folder at a revision, unpacked for a while.

    Raises `UsageFault` where it is neither.
    """
    if Path(name).is_dir():
        yield State(Path(name), name.rstrip("/"), f"{name.rstrip('/')}/")
        return
    archive = _archive(name, library)
    with TemporaryDirectory() as place:
        folder = Path(place) / "policies"
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(folder, filter="data")
        yield State(folder, name, f"{name}:")


def _archive(revision: str, library: Path) -> bytes:
    """The library's folder at a revision, as a tar file. Raises `UsageFault`."""
    if not library.is_dir():
        raise fault("GJ789", name=revision)
    command = ["git", "-C", str(library), "archive", "--format=tar", "--end-of-options", revision, "."]
    try:
        found = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"LC_ALL": "C"})  # noqa: S603  git of the path, arguments as a list
    except FileNotFoundError:
        raise fault("GJ789", name=revision, problem="git") from None
    if found.returncode:
        raise fault("GJ789", name=revision, problem=found.stderr.decode(errors="replace").strip().splitlines()[-1])
    return found.stdout
