"""Options that several commands share."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.cli import complete, language
from adapters.cli.complete import DEFAULT_LIBRARY
from adapters.cli.faults import fault
from adapters.clock import clock_of
from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    import engine
    from adapters.wiring import Tools

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Instant(click.ParamType[str]):
    """A date or an instant in ISO 8601; the engine gets its text."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002  Click's signature
        try:
            datetime.fromisoformat(value)
        except ValueError:
            option = param.opts[0] if param else self.name
            raise fault("GJ722", option=option, value=value) from None
        return str(value)


_CLOCKS = "system, 2026-03-02T09:00+08:00@600x, file:PATH"


class Rehearsal(click.ParamType[str]):
    """The time that a service goes by, as `clock_of` reads it."""

    name = "CLOCK"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002  Click's signature
        try:
            clock_of(value)
        except ValueError:
            raise fault("GJ704", name="--clock", value=value, choices=_CLOCKS) from None
        return str(value)


_lang = click.option(
    "--lang",
    type=click.Choice(language.LANGUAGES),
    default=language.of_environment,
    help="语言 / Language of the words.  [LC_ALL, LANG, zh]",
)
asked_for_help = click.help_option("-h", "--help", help="帮助 / Show this message.")
policies = click.option(
    "--policies",
    "folder",
    default=DEFAULT_LIBRARY,
    show_default=True,
    type=click.Path(path_type=Path),
    shell_complete=complete.folders,
    help="政策库 / Folder of the library.",
)
library = click.argument(
    "folder",
    default=DEFAULT_LIBRARY,
    type=click.Path(path_type=Path),
    metavar="[PATH]",
    shell_complete=complete.folders,
)
policy = click.argument("policy", metavar="BRANCH/POLICY", shell_complete=complete.policies)
as_of = click.option("--as-of", type=Instant(), help="按哪天的规定 / The date whose rules hold.")
now = click.option("--now", type=Instant(), help="此刻 / The instant at which events and clocks are read.")
until = click.option(
    "--until", "horizon", type=Instant(), help="日程列到哪天 / The last day of recurring duties.  [a year from now]"
)
events = click.option(
    "--events",
    metavar="JSON|FILE|-",
    help="事件 / Events: a JSON array, or one object a line; a file, or -.",
    shell_complete=complete.files,
)

db = click.option(
    "--db",
    metavar="URL",
    envvar="GUIJU_DB",
    default="sqlite:///guiju.db",
    show_default=True,
    help="数据库 / The database: sqlite:///FILE, a path, or postgresql://….  [GUIJU_DB]",
)
key = click.option(
    "--key",
    metavar="FILE",
    envvar="GUIJU_KEY",
    type=click.Path(path_type=Path, dir_okay=False),
    shell_complete=complete.files,
    help="封印密钥 / The key that seals are signed with.  [GUIJU_KEY, guiju.key beside the database]",
)

clock = click.option(
    "--clock",
    type=Rehearsal(),
    default="system",
    show_default=True,
    help=f"时钟 / The service's time: {_CLOCKS}.",
)


def lang(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--lang`, and the option that every command ends with."""
    return _lang(asked_for_help(command))


def facts_of(*, required: bool = True) -> Decorator:
    """`--facts`: the facts of a case."""
    text = "事实 / Facts: a JSON object, a file, or - for standard input."
    return click.option("--facts", required=required, metavar="JSON|FILE|-", help=text, shell_complete=complete.files)


def format_of(*names: str) -> Decorator:
    """`--format`, the first name its default."""
    kind = click.Choice(names)
    return click.option("--format", "form", type=kind, default=names[0], show_default=True, help="格式 / Format.")


def find_policy(tools: Tools, folder: Path, name: str) -> engine.Policy:
    """The policy that `BRANCH/POLICY` names in the library of a folder. Raises `UsageFault`, `PolicyError`."""
    branch, policy_id = parts_of(name)
    return tools.load(folder_at(folder)).branch(branch).policy(policy_id)


def parts_of(name: str) -> tuple[str, str]:
    """The two ids of `BRANCH/POLICY`. Raises `UsageFault`."""
    branch, _, policy_id = name.partition("/")
    if not (branch and policy_id):
        raise fault("GJ708", name=name.strip("/"))
    return branch, policy_id


def existing(path: Path) -> Path:
    """The path, if something is there. Raises `UsageFault`."""
    if not path.exists():
        beside = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        near = did_you_mean(path.name, beside)
        raise fault("GJ706", path=path, near=path.with_name(near) if near else "")
    return path


def folder_at(path: Path) -> Path:
    """The path, if it is a folder, and none within a library. Raises `UsageFault`."""
    whole = _library_around(existing(path))
    if not path.is_dir():
        raise fault("GJ724", path=path, whole=whole or "")
    if whole:
        raise fault("GJ737", path=path, whole=whole)
    return path


def _library_around(path: Path) -> Path | None:
    """The library that a path is a part of, named as the path is: from here, or from the root."""
    whole = next((folder for folder in path.resolve().parents if (folder / "library.yaml").is_file()), None)
    return whole if whole is None or path.is_absolute() else Path(os.path.relpath(whole))
