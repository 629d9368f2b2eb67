"""`guiju sql`: a policy as one query, for a database to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli import options
from adapters.cli.extras import installed_extras
from adapters.cli.faults import fault

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
@click.option("--timed", is_flag=True, help="时钟和阶梯，对事件表 / Clocks and ladders, over a table of events.")
@options.as_of
@options.now
@options.policies
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    policy: str,
    dialect: str,
    keep: tuple[str, ...],
    timed: bool,
    as_of: str | None,
    now: str | None,
    folder: Path,
    lang: str,
) -> None:
    """把一个政策写成一条 SQL 查询；写不准确的，指出是哪条规则、哪一行。

    加 `--timed`，查的是事件表 `events`（case、id、type、at 四列，加上用到的数据和事实）：时钟和阶梯在 --now 的状态、
    触发和撤销的规则，用 DuckDB 运行；不裁定事实的规则，不排日程。

    Print BRANCH/POLICY as one query over a table of cases. What SQL can't do exactly is refused by rule and line. With
    --timed: the states of its clocks and ladders as of --now, and the rungs that they have reached, over the table
    `events` (columns case, id, type, at, and the data and facts that are read), for DuckDB; neither rules over facts
    nor schedules are in it.
    """
    if timed and dialect != DIALECTS[0]:
        raise fault("GJ740", dialect=dialect)
    found = options.find_policy(tools, folder, policy)
    with installed_extras():
        query = found.timed_sql(now or as_of) if timed else found.sql(dialect, as_of=as_of, keep=keep)
    click.echo(query)
