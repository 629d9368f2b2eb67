"""`guiju sql`: a policy as one query, for a database to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli import options
from adapters.cli.extras import installed_extras

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.wiring import Tools

DIALECTS = ("duckdb", "postgres", "spark")


@click.command(name="sql", short_help="把政策写成 SQL / Print a policy as SQL.")
@options.policy
@click.option(
    "--dialect", type=click.Choice(DIALECTS), default=DIALECTS[0], show_default=True, help="数据库 / Database."
)
@click.option(
    "--keep", metavar="COLUMN", multiple=True, help="原样带出的列，如主键 / A column to pass on, such as a key."
)
@options.as_of
@options.policies
@options.lang
@click.pass_obj
def command(
    tools: Tools, policy: str, dialect: str, keep: tuple[str, ...], as_of: str | None, folder: Path, lang: str
) -> None:
    """把一个政策写成一条 SQL 查询；写不准确的，指出是哪条规则、哪一行。

    Print BRANCH/POLICY as one query over a table of cases. What SQL can't do exactly is refused by rule and line.
    """
    found = options.find_policy(tools, folder, policy)
    with installed_extras():
        query = found.sql(dialect, as_of=as_of, keep=keep)
    click.echo(query)
