"""`guiju ledger`: the ledger sealed, verified, shown; what is made from it made anew."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters import wiring
from adapters.cli import complete, ledger_text, options, streams
from adapters.cli.database import opened
from adapters.cli.faults import FINDINGS, FINE, fault
from adapters.clock import clock_of
from engine.diagnostics import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.ledger.sealing.audit import Shown
    from adapters.ledger.sealing.roots import Export

STANDARD_INPUT = Path("-")

_public_keys = click.option(
    "--public-key",
    "public_keys",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    shell_complete=complete.files,
    help="公钥，可多次 / A public key (PEM) to check seals with instead of that of --key; again for another one.",
)
_roots = click.option(
    "--roots",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    shell_complete=complete.files,
    help="导出的封印 / Roots that were exported before, to hold the ledger against; a file, or -.",
)


@click.group(name="ledger", short_help="账本：封存与核验 / Seal and verify the ledger.")
@options.asked_for_help
def command() -> None:
    """账本：每个裁定、事件、消息都在其中，只增不改；分批封存、签名，可以核验。

    The ledger: every decision, event and message, appended and never changed, sealed in signed batches.
    """


@command.command(short_help="核验 / Verify.")
@options.db
@options.key
@_public_keys
@_roots
@options.format_of("text", "json")
@options.lang
def verify(db: str, key: Path | None, public_keys: tuple[Path, ...], roots: Path | None, form: str, lang: str) -> int:
    """逐行核对账本与签名的封印：被改、被删、塞进来、调换过的行都会指出，还没封存的行会报数。

    Hold every row against the signed seals: rows that were changed, removed, inserted or moved are named, those that
    have no seal yet counted. Held against roots that were exported before, a ledger whose end was cut off together with
    its seals is found, too. Exit code 1 where anything is wrong.
    """
    with opened(db, readonly=True) as database, _exported(roots, database.id) as export:
        keys = _room("audit").keys(database, _key_file(key, db), public_keys, export)
        found = _room("audit").verified(database, keys, export)
    if form == "json":
        click.echo(json.dumps(ledger_text.verified_json(found, lang), ensure_ascii=False, indent=2))
    else:
        diagnostics = tuple(finding.diagnostic() for finding in found.findings)
        if diagnostics:
            streams.show(diagnostics, "text", lang)
        click.echo(ledger_text.verified(found, lang))
    return FINDINGS if found.findings else FINE


@command.command(short_help="封存 / Seal.")
@options.db
@options.key
@options.format_of("text", "json")
@options.lang
def seal(db: str, key: Path | None, form: str, lang: str) -> None:
    """把还没封存的条目立即封存；平时由服务每千条或每分钟封一次。还没有封印、也没有密钥文件时，会生成密钥文件。

    Seal now whatever waits for it; the service does so by itself, every thousand entries or every minute. Makes the
    key's file where there is neither one nor a seal.
    """
    with opened(db) as database:
        signing = _room("batches").key_of(database, _key_file(key, db))
        found = _room("batches").seal_waiting(database, signing, at_once=True)
    if form == "json":
        click.echo(json.dumps([_room("roots").as_json(each) for each in found], indent=2))
    else:
        click.echo(ledger_text.sealed(found, lang))


@command.command(short_help="导出封印 / Export the roots.")
@options.db
@options.key
@_public_keys
@options.format_of("text", "json")
@options.lang
def roots(db: str, key: Path | None, public_keys: tuple[Path, ...], form: str, lang: str) -> None:
    """列出封印；`--format json` 写出可以留在别处的文件（每行一个 JSON），以后用 verify --roots 核对。

    List the seals. `--format json` writes a file to be kept elsewhere (JSON lines: the public keys, then the seals),
    for `verify --roots` to hold the ledger against later.
    """
    with opened(db, readonly=True) as database:
        if form == "text":
            click.echo("\n".join(ledger_text.seals(_room("audit").listed(database), lang)))
            return
        keys = _room("signing").trusted(public_keys, _key_file(key, db))
        _room("audit").export_roots(database, keys.values(), click.echo)


@command.command(short_help="一条的原文 / An entry.")
@click.argument("name", metavar="PLACE|ID")
@options.db
@options.format_of("text", "json")
@options.lang
def show(name: str, db: str, form: str, lang: str) -> None:
    """给出账本中某处或某编号的条目：原文、散列、封印，和它在封印之下的证明（RFC 9162）。

    Show the entries at a place or with an id: what was recorded, the hash, the seal, and the proof that it is under
    that seal (RFC 9162).
    """
    with opened(db, readonly=True) as database:
        found = _room("audit").shown(database, name)
    if not found:
        raise fault("GJ885", name=name)
    if form == "json":
        click.echo(json.dumps([_shown_json(each) for each in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(ledger_text.shown(each, lang) for each in found))


@command.command(short_help="重建时钟 / Rebuild the clocks.")
@options.db
@options.clock
@options.format_of("text", "json")
@options.lang
def rebuild(db: str, clock: str, form: str, lang: str) -> None:
    """从账本里的事件重新算出每个个案和时钟的现状，与原来不同的改正过来。

    Make the state of every case and clock anew from the events in the ledger; what stood otherwise is mended. The
    service may go on meanwhile.
    """
    with opened(db) as database:
        found = wiring.room("service.deadlines.rebuild").rebuild(database, clock_of(clock))
    if form == "json":
        click.echo(json.dumps(found._asdict()))
    else:
        click.echo(phrases.phrase("seals", "rebuilt", lang, **found._asdict()))


@contextmanager
def _exported(path: Path | None, ledger: str) -> Iterator[Export | None]:
    """What was exported, read as it is asked for."""
    if path is None:
        yield None
        return
    with click.open_file(str(path if path == STANDARD_INPUT else options.existing(path)), "rb") as lines:
        yield _room("roots").read(lines, path, ledger)


def _shown_json(found: Shown) -> dict[str, Any]:
    return ledger_text.shown_json(found, _room("roots").as_json(found.seal) if found.seal else None)


def _room(name: str) -> Any:
    return wiring.room(f"ledger.sealing.{name}")


def _key_file(given: Path | None, db: str) -> Path:
    path: Path = _room("signing").key_file(given, db)
    return path
