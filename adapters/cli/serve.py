"""`guiju serve`: the service that a CRM calls."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import click

from adapters import wiring
from adapters.cli import options
from adapters.cli.extras import installed_extras
from adapters.cli.logs import log_to_stderr

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.wiring import Tools


@click.command(name="serve", short_help="启动 HTTP 服务 / The service over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="端口，0 为任意空闲端口 / The port; 0 for any that is free.",
)
@options.policies
@options.db
@click.option("--no-ledger", is_flag=True, help="裁定不入账 / Decisions aren't kept.")
@click.option("--no-sweep", is_flag=True, help="不看期限、不发通知 / Deadlines are left to another process.")
@options.key
@options.clock
@click.option("--retry", default="", metavar="PLAN", help='通知重发的间隔 / When webhooks are tried again: "1s 2s 5s".')
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    host: str,
    port: int,
    folder: Path,
    db: str,
    no_ledger: bool,
    no_sweep: bool,
    key: Path | None,
    clock: str,
    retry: str,
    lang: str,
) -> None:
    """启动 HTTP 服务：裁定、收事件、看期限、发通知，全部入账。政策文件改动后自动重新加载。

    Serve over HTTP: decide, take events, look after deadlines, send webhooks, and keep all of it in the ledger. Changed
    policies are loaded as they are saved; SIGHUP asks for it. SIGTERM ends it when what is in hand is done.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the service listens to it; then it reads the policies anyway
    log_to_stderr()
    with installed_extras():
        serving = wiring.room("http.server")
        settings = wiring.room("service.service").Settings(
            options.folder_at(folder), db, tools.changes, not no_ledger, not no_sweep, key, clock, retry
        )
        serving.serve(settings, host, port, lambda url: click.echo(f"guiju: {url}", err=True))
