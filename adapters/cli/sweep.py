"""`guiju sweep`: deadlines looked after, without a door for requests."""

from __future__ import annotations

import json
import signal
from threading import Event, Thread
from typing import TYPE_CHECKING

import click

from adapters import wiring
from adapters.cli import options
from adapters.cli.extras import installed_extras
from adapters.cli.logs import log_to_stderr
from engine.diagnostics import phrases

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.service.service import Service
    from adapters.wiring import Tools


@click.command(name="sweep", short_help="看管期限 / Look after deadlines.")
@options.policies
@options.db
@click.option("--once", is_flag=True, help="只看一遍 / Settle what is due, then end.")
@options.key
@options.clock
@click.option("--retry", default="", metavar="PLAN", help='通知重发的间隔 / When webhooks are tried again: "1s 2s 5s".')
@options.format_of("text", "json")
@options.lang
@click.pass_obj
def command(
    tools: Tools, folder: Path, db: str, once: bool, key: Path | None, clock: str, retry: str, form: str, lang: str
) -> None:
    """看管期限：到点的预警、超时、升级记入账本，发出通知，直到 SIGTERM。可以同时开几个，每级只告知一次。

    Look after deadlines until SIGTERM: warnings, breaches and escalations are recorded when they are reached, and sent.
    Any number may run beside services on one database: each rung is told once. With `--once`, what is due is recorded;
    sending it is left to whoever runs.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is a service that listens to it
    log_to_stderr()
    with installed_extras():
        if once:
            _show(wiring.room("service.deadlines.once").sweep_once(options.folder_at(folder), db, clock), form, lang)
            return
        rooms = wiring.room("service.service")
        settings = rooms.Settings(options.folder_at(folder), db, tools.changes, key=key, clock=clock, retry=retry)
        service: Service = rooms.Service(settings)
    with service:
        click.echo(f"guiju: {service.database.shown}", err=True)
        _until_told(service)


def _show(settled: int, form: str, lang: str) -> None:
    if form == "json":
        click.echo(json.dumps({"settled": settled}))
    else:
        click.echo(phrases.phrase("deadlines", "swept", lang, settled=settled))


def _until_told(service: Service) -> None:
    """Until SIGTERM or SIGINT; SIGHUP loads the policies anew."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    signal.signal(signal.SIGHUP, lambda *_: Thread(target=service.reload).start())
    told.wait()
