"""`guiju keys`: who may call the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from adapters import wiring
from adapters.cli import options, streams
from adapters.cli.columns import aligned
from adapters.cli.database import opened, warn_of_unknown
from adapters.cli.faults import fault
from adapters.clock import micros, second, system
from adapters.ledger.scopes import SCOPES
from engine.diagnostics import did_you_mean, phrases

if TYPE_CHECKING:
    from adapters.ledger.keys import ApiKey


@click.group(name="keys", short_help="API 密钥 / API keys.")
@options.asked_for_help
def command() -> None:
    """谁可以调用服务：生成、列出、撤销 API 密钥。

    Who may call the service: make, list and revoke API keys.
    """


@command.command(short_help="生成密钥 / Make a key.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(SCOPES),
    help="权限 / What it may do: decide cases, tell events, read, administer. Give it once for each.",
)
@click.option("--branch", "branches", multiple=True, metavar="BRANCH", help="只限这家分公司 / Only for this branch.")
@click.option("--name", default="", metavar="TEXT", help="给谁用 / Whose it is.")
@click.option(
    "--rate", default=0, type=click.IntRange(0), help="每秒请求数，0 不限 / Requests a second, 0 for any number."
)
@options.db
@options.format_of("text", "json")
@options.lang
def create(
    scopes: tuple[str, ...], branches: tuple[str, ...], name: str, rate: int, db: str, form: str, lang: str
) -> None:
    """生成密钥，写到标准输出，只此一次：数据库里只有它的哈希值。

    Make a key and write it to standard output, once: the database has only its hash.
    """
    with opened(db, make=True) as database, database.writing() as transaction:
        wanted = tuple(dict.fromkeys(scopes)), tuple(dict.fromkeys(branches)), name, rate, micros(system())
        key, text = wiring.room("ledger.keys").create(transaction.connection, *wanted)
        warn_of_unknown(key.branches, transaction.connection, lang)
    if form == "text":
        click.echo(_say("made", lang, id=key.id), err=True)
    streams.answer(_json(key) | {"key": text}, [text], form)


@command.command(name="list", short_help="列出密钥 / List the keys.")
@options.db
@options.format_of("text", "json")
@options.lang
def listed(db: str, form: str, lang: str) -> None:
    """列出密钥，已撤销的也列出；密钥本身不在其中。

    List the keys, those revoked too; what they read nobody knows any more.
    """
    with opened(db, readonly=True) as database, database.reading() as connection:
        found = wiring.room("ledger.keys").all_keys(connection)
    streams.answer(
        [_json(key) for key in found], list(aligned([_row(key, lang) for key in found])) or [_say("none", lang)], form
    )


@command.command(short_help="撤销密钥 / Revoke a key.")
@click.argument("key_id", metavar="ID")
@options.db
@options.lang
def revoke(key_id: str, db: str, lang: str) -> None:
    """撤销密钥：一秒之内，各处的服务都不再认它。

    Revoke a key: within a second no service will take it.
    """
    with opened(db) as database, database.writing() as transaction:
        room = wiring.room("ledger.keys")
        known = [key.id for key in room.all_keys(transaction.connection)]
        if not room.revoke(transaction.connection, key_id, micros(system())):
            raise fault("GJ872", id=key_id, near=did_you_mean(key_id, known))
    click.echo(_say("revoked", lang, id=key_id), err=True)


def _row(key: ApiKey, lang: str) -> tuple[str, ...]:
    branches = " ".join(key.branches) or _say("all_branches", lang)
    rate = _say("rate", lang, rate=key.rate) if key.rate else ""
    revoked = _say("since", lang, at=second(key.revoked)) if key.revoked else ""
    return key.id, " ".join(key.scopes), branches, rate, second(key.created), key.name, revoked


def _json(key: ApiKey) -> dict[str, Any]:
    shown = {name: value for name, value in key._asdict().items() if name != "hash"}
    return shown | {"created": second(key.created), "revoked": second(key.revoked) if key.revoked else None}


def _say(name: str, lang: str, **fields: object) -> str:
    return phrases.phrase("keys", name, lang, **fields)
