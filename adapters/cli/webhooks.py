"""`guiju webhooks`: receivers of messages, and what could not be delivered to them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from adapters import wiring
from adapters.cli import options, streams
from adapters.cli.columns import aligned
from adapters.cli.database import opened, warn_of_unknown
from adapters.clock import micros, second, system
from engine.diagnostics import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from adapters.notify.deliveries import Delivery
    from adapters.notify.endpoints import Endpoint


@click.group(name="webhooks", short_help="消息的接收方 / Receivers of messages.")
@options.asked_for_help
def command() -> None:
    """消息发给谁：增删接收方，换密钥，重发没送到的消息。

    Who is told what becomes due: add and remove receivers, rotate their secrets, send dead letters again.
    """


@command.command(short_help="增加接收方 / Add a receiver.")
@click.argument("url")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="只发这种消息 / Only messages of this type.")
@click.option("--branch", "branches", multiple=True, metavar="BRANCH", help="只发这家分公司 / Only this branch's.")
@options.db
@options.format_of("text", "json")
@options.lang
def add(url: str, types: tuple[str, ...], branches: tuple[str, ...], db: str, form: str, lang: str) -> None:
    """增加接收方；签名密钥写到标准输出，只此一次。

    Add a receiver; the secret that signs what it gets goes to standard output, once.
    """
    with _writing(db, make=True) as connection:
        endpoint = wiring.room("notify.endpoints").add(connection, url, types, branches, micros(system()))
        warn_of_unknown(branches, connection, lang)
    _show_secret(endpoint, form, lang)


@command.command(name="list", short_help="列出接收方 / List the receivers.")
@options.db
@options.format_of("text", "json")
@options.lang
def listed(db: str, form: str, lang: str) -> None:
    """列出接收方，不含密钥。

    List the receivers, without their secrets.
    """
    with opened(db, readonly=True) as database, database.reading() as connection:
        found = wiring.room("notify.endpoints").listed(connection)
    rows = list(aligned([_row(endpoint, lang) for endpoint in found]))
    streams.answer([_endpoint_json(endpoint) for endpoint in found], rows or [_say("no_webhooks", lang)], form)


@command.command(short_help="删除接收方 / Remove a receiver.")
@click.argument("name", metavar="ID")
@options.db
@options.lang
def remove(name: str, db: str, lang: str) -> None:
    """删除接收方和还没送给它的消息。

    Remove a receiver, and what was still to be sent to it.
    """
    with _writing(db) as connection:
        wiring.room("notify.endpoints").remove(connection, name)
    click.echo(_say("removed", lang, id=name), err=True)


@command.command(short_help="恢复接收方 / Enable a receiver again.")
@click.argument("name", metavar="ID")
@options.db
@options.lang
def enable(name: str, db: str, lang: str) -> None:
    """恢复一个答过 410、因此停用的接收方；之后才有的消息照常发送。

    Send again to a receiver that was disabled because it answered 410: what is told from now on.
    """
    with _writing(db) as connection:
        wiring.room("notify.endpoints").enable(connection, name)
    click.echo(_say("enabled", lang, id=name), err=True)


@command.command(short_help="更换密钥 / Replace a secret.")
@click.argument("name", metavar="ID")
@options.db
@options.format_of("text", "json")
@options.lang
def rotate(name: str, db: str, form: str, lang: str) -> None:
    """更换签名密钥：新密钥写到标准输出，只此一次；旧密钥再同时签名一天。

    Replace a receiver's secret: the new one goes to standard output, once; the old one signs beside it for a day.
    """
    with _writing(db) as connection:
        endpoint = wiring.room("notify.endpoints").rotate(connection, name, micros(system()))
    _show_secret(endpoint, form, lang)


@command.command(short_help="没送到的消息 / Dead letters.")
@options.db
@options.format_of("text", "json")
@options.lang
def dead(db: str, form: str, lang: str) -> None:
    """列出试尽次数仍没送到的消息。

    List the messages that were given up after their last attempt.
    """
    with opened(db, readonly=True) as database, database.reading() as connection:
        deliveries = wiring.room("notify.deliveries")
        found = deliveries.listed(connection, "dead", limit=None)
    rows = list(aligned([_dead_row(delivery, deliveries.words(delivery, lang)) for delivery in found]))
    shown = [_dead_json(delivery) for delivery in found]
    streams.answer(shown, rows or [_say("no_dead", lang)], form)


@command.command(short_help="重发 / Send again.")
@click.argument("name", metavar="[ID]", required=False)
@click.option("--all", "everything", is_flag=True, help="全部 / All dead letters.")
@options.db
@options.lang
def resend(name: str | None, everything: bool, db: str, lang: str) -> None:
    """重发没送到的消息：一条、一条消息的全部接收方、一个接收方的全部，或 `--all`。

    Send dead letters again: one, those of a message, those of a receiver, or `--all`.
    """
    if (name is None) == (not everything):
        raise click.MissingParameter(param_hint="ID | --all")
    with _writing(db) as connection:
        count = wiring.room("notify.deliveries").resend(connection, name)
    click.echo(_say("resent", lang, count=count), err=True)


@contextmanager
def _writing(db: str, *, make: bool = False) -> Iterator[Connection]:
    with opened(db, make=make) as database, database.writing() as transaction:
        yield transaction.connection


def _show_secret(endpoint: Endpoint, form: str, lang: str) -> None:
    secret = endpoint.secrets[0][0]
    if form == "text":
        click.echo(_say("secret", lang, id=endpoint.id), err=True)
    streams.answer(_endpoint_json(endpoint) | {"secret": secret}, [secret], form)


def _say(name: str, lang: str, **fields: object) -> str:
    return phrases.phrase("webhooks", name, lang, **fields)


def _row(endpoint: Endpoint, lang: str) -> tuple[str, ...]:
    types = " ".join(endpoint.types) or _say("all_types", lang)
    branches = " ".join(endpoint.branches) or _say("all_branches", lang)
    disabled = _say("disabled", lang, at=second(endpoint.disabled)) if endpoint.disabled else ""
    return endpoint.id, endpoint.url, types, branches, disabled


def _endpoint_json(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "types": endpoint.types,
        "branches": endpoint.branches,
        "created": second(endpoint.created),
        "disabled": second(endpoint.disabled) if endpoint.disabled else None,
    }


def _dead_row(delivery: Delivery, words: str) -> tuple[str, ...]:
    return delivery.id, second(delivery.changed), str(delivery.attempts), words


def _dead_json(delivery: Delivery) -> dict[str, Any]:
    return {"id": delivery.id} | delivery._asdict() | {"changed": second(delivery.changed)}
