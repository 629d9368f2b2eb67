"""`guiju run`: a policy over every row of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.cli import options
from adapters.cli.extras import installed_extras
from adapters.cli.faults import FINDINGS, FINE

if TYPE_CHECKING:
    from adapters.wiring import Tools


@click.command(name="run", short_help="对一个文件逐行裁定 / Decide every row of a file.")
@options.policy
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", "target", type=click.Path(path_type=Path), help="结果文件 / File for the decided rows.")
@options.as_of
@options.now
@options.policies
@options.format_of("text", "json")
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    policy: str,
    source: Path,
    target: Path | None,
    as_of: str | None,
    now: str | None,
    folder: Path,
    form: str,
    lang: str,
) -> int:
    """对 CSV 或 Parquet 文件的每一行裁定，列名就是事实名；文件是事件表（case、id、type、at 四列）的，读出时钟和阶梯。

    Decide every row of a CSV or Parquet FILE whose columns are the policy's facts, through DuckDB. Of a table of events
    (with the columns case, id, type, at), or of cases with a column per type of event, read the clocks and ladders as
    of --now instead: a row for each of a case, one for each rung reached or revoked. Further columns are the events'
    data, and the facts that clocks and ladders read.
    """
    found = options.find_policy(tools, folder, policy)
    with installed_extras():
        summary = found.run(options.existing(source), target, as_of=as_of, now=now)
    click.echo(json.dumps(summary.to_dict(), ensure_ascii=False, indent=2) if form == "json" else summary.text(lang))
    return FINDINGS if summary.errors else FINE
