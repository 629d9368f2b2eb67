"""`guiju docs`: the handbook, written from the policies."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.cli import complete, files, options
from adapters.cli.complete import DEFAULT_LIBRARY
from adapters.cli.faults import FINDINGS, FINE
from adapters.cli.language import phrase
from engine.workshop.handbook import handbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.wiring import Tools

OUT = Path("docs/handbook")
BASE = "base"
_FORMATS = {"all": ("md", "html"), "md": ("md",), "html": ("html",)}


@click.command(name="docs", short_help="把政策写成手册 / Write the handbook.")
@options.library
@click.option("--branch", default=BASE, show_default=True, help="哪个分公司的规定 / Whose policies.")
@click.option(
    "--policy", metavar="POLICY", shell_complete=complete.policies_alone, help="只写一个政策 / Only this policy."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=OUT,
    show_default=True,
    shell_complete=complete.folders,
    help="写到哪里 / Folder of the files.",
)
@options.as_of
@click.option("--check", is_flag=True, help="只检查是否过期 / Only tell which files are stale.")
@options.format_of(*_FORMATS)
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    folder: Path,
    branch: str,
    policy: str | None,
    out: Path,
    as_of: str | None,
    check: bool,
    form: str,
    lang: str,
) -> int:
    """把政策写成手册：句子、表格、依据、由引擎算出的示例，中文和英文，Markdown 和一个 HTML 页面。

    Write the handbook of the library in PATH (by default ./policies): sentences, tables, sources and worked examples,
    in Chinese and English, as Markdown and as one HTML page that needs nothing else. With --as-of it tells the rules
    of that day only. With --check nothing is written, and stale files are findings.
    """
    day = dt.datetime.fromisoformat(as_of).date() if as_of else None
    made = handbook(tools.load(options.folder_at(folder)), branch, policy, day, _FORMATS[form])
    if not check:
        for path in files.write(made, out):
            click.echo(phrase("docs_written", lang, path=path))
        return FINE
    stale = files.differing(made, out)
    for path in stale:
        click.echo(phrase("docs_stale", lang, path=path))
    if stale:
        given = {"--branch": branch, "--policy": policy, "--out": out, "--as-of": as_of, "--format": form}
        click.echo(phrase("docs_remedy", lang, command=_remedy(folder, given)), err=True)
    return FINDINGS if stale else FINE


def _remedy(folder: Path, given: Mapping[str, object]) -> str:
    """The call that writes the files; what is the default goes without saying."""
    usual = {"--branch": BASE, "--policy": None, "--out": OUT, "--as-of": None, "--format": "all"}
    said = [part for option, value in given.items() if value != usual[option] for part in (option, str(value))]
    place = [] if folder == Path(DEFAULT_LIBRARY) else [str(folder)]
    return shlex.join(["guiju", "docs", *place, *said])
