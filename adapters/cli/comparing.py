"""What `compare` and `diff` share: how a comparison is shown, and what it exits with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

import engine
from adapters.cli import complete, options
from adapters.cli.faults import FINDINGS, FINE, fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.wiring import Tools
    from engine.compliance.side_by_side import SideBySide

Form = Literal["text", "json", "markdown", "html", "xlsx", "github"]

_all = click.option("--all", "every", is_flag=True, help="相同的也列出 / Also the rows that are equal.")
_out = click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    shell_complete=complete.files,
    help="写到文件 / Write to a file.",
)


def shown(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format`, `--out` and `--all`."""
    return options.format_of("text", "json", "markdown", "html", "xlsx", "github")(_out(_all(command)))


def show(found: SideBySide, tools: Tools, out: Path | None, form: Form, lang: str) -> int:
    """Write the comparison to a file or to standard output; whether there are differences is the exit code.

    Raises `UsageFault` where a workbook is to go to standard output.
    """
    if form == "xlsx":
        _save(out, tools.workbook(found.sheets(lang)))
    elif form == "github":
        _put(out, engine.render(found.findings, "github", lang))
    else:
        _put(out, found.written(form, lang))
    return FINDINGS if found.differs else FINE


def _save(out: Path | None, data: bytes) -> None:
    if out is None:
        raise fault("GJ788")
    out.write_bytes(data)


def _put(out: Path | None, text: str) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
