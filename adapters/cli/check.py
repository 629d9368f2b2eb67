"""`guiju check`: every finding in a library of policies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from adapters.cli import options, streams, watching
from adapters.cli.faults import FINDINGS, FINE

if TYPE_CHECKING:
    from pathlib import Path

    import engine
    from adapters.cli.streams import Format
    from adapters.wiring import Tools


@click.command(name="check", short_help="检查政策库 / Check a library of policies.")
@options.library
@watching.option
@options.format_of("text", "json", "github", "sarif")
@options.lang
@click.pass_obj
def command(tools: Tools, folder: Path, watch: bool, form: Format, lang: str) -> int:
    """检查政策库，列出全部问题：在哪里、是什么、怎么改。

    Check the library in PATH (by default ./policies) and list every finding with its place, cause and fix.
    Warnings and hints don't count as findings for the exit code.
    """
    folder, show = options.folder_at(folder), partial(_show, form=form, lang=lang)
    if not watch:
        return show(tools.check(folder))
    workspace = tools.follow(folder)
    watching.watch(workspace, tools.changes(folder), workspace.check, show, lang)
    return FINE


def _show(found: tuple[engine.Diagnostic, ...], form: Format, lang: str) -> int:
    streams.show(found, form, lang)
    return FINDINGS if any(diagnostic.severity == "error" for diagnostic in found) else FINE
