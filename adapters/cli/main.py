"""The `guiju` command: a table of commands, each loaded when asked for; one place where errors become exit codes."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from adapters import wiring
from adapters.cli import faults, options, streams
from engine.diagnostics import GuijuError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "adapters.cli.check",
    "fmt": "adapters.cli.fmt",
    "decide": "adapters.cli.decide",
    "explain": "adapters.cli.explain",
    "test": "adapters.cli.test",
    "where": "adapters.cli.where",
    "analyse": "adapters.cli.analyse",
    "compare": "adapters.cli.compare",
    "diff": "adapters.cli.diff",
    "guard": "adapters.cli.guard",
    "sql": "adapters.cli.sql",
    "run": "adapters.cli.run",
    "calendar": "adapters.cli.calendar",
    "schedule": "adapters.cli.schedule",
    "ledger": "adapters.cli.ledger",
    "replay": "adapters.cli.replay",
    "serve": "adapters.cli.serve",
    "sweep": "adapters.cli.sweep",
    "keys": "adapters.cli.keys",
    "webhooks": "adapters.cli.webhooks",
    "new": "adapters.cli.new",
    "docs": "adapters.cli.docs",
    "schema": "adapters.cli.schema",
    "completion": "adapters.cli.completion",
}
"""Each command and the module whose `command` it is, loaded when asked for: the adapters' only late import."""

NAME = "guiju"

_INTERRUPTED = 130
_READER_GONE = 141


class CommandTable(click.Group):
    """The commands of `COMMANDS`; its `main` alone turns errors into words and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  Click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  Click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> NoReturn:
        """Run, then exit: with a code of `faults`, 130 after Ctrl-C, 141 where the reader of the output has gone."""
        arguments = sys.argv[1:] if args is None else list(args)
        program = prog_name or NAME
        self._complete(extra, program)
        sys.exit(self._guarded(program, arguments, extra))

    def _complete(self, extra: dict[str, Any], program: str) -> None:
        """Answer a shell that asks what there is to complete; where that fails it is told nothing."""
        try:
            self._main_shell_completion(extra, program)
        except Exception:  # noqa: BLE001  a complaint would stand in the middle of the line that somebody types
            sys.exit(faults.BROKEN)

    def _guarded(self, program: str, arguments: list[str], extra: dict[str, Any]) -> int:
        try:
            return self._run(program, arguments, extra)
        except GuijuError as error:
            streams.complain(error.diagnostics, arguments)
            return faults.exit_code(error)
        except click.exceptions.NoArgsIsHelpError as asked:
            click.echo(asked.format_message(), err=True)
            return faults.UNUSABLE
        except click.ClickException as error:
            streams.complain(faults.from_click(error).diagnostics, arguments)
            return faults.UNUSABLE
        except (click.Abort, KeyboardInterrupt):
            return _INTERRUPTED
        except BrokenPipeError:
            streams.abandon()
            return _READER_GONE
        except OSError as error:
            streams.abandon()
            name, problem = error.filename or "<stdout>", error.strerror or error
            streams.complain(faults.fault("GJ707", path=name, problem=problem).diagnostics, arguments)
            return faults.UNUSABLE
        except Exception as error:  # noqa: BLE001  whatever it is, our own fault must not pass for a finding
            sys.excepthook(type(error), error, error.__traceback__)
            streams.complain(faults.fault("GJ799").diagnostics, arguments)
            return faults.BROKEN

    def _run(self, program: str, arguments: list[str], extra: dict[str, Any]) -> int:
        """The exit code of what the arguments ask for. Click's own `main` would say 1 where a pipe breaks."""
        try:
            with self.make_context(program, arguments, **extra) as context:
                code: int | None = self.invoke(context)
        except click.exceptions.Exit as asked:
            code = asked.exit_code
        sys.stdout.flush()
        return code or faults.FINE


@click.group(cls=CommandTable, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guiju", message="%(prog)s %(version)s", help="版本 / Show the version.")
@options.asked_for_help
@click.pass_context
def guiju(ctx: click.Context) -> None:
    """规矩：公司政策的检查、裁定与解释。

    Check a company's policies, decide cases by them, explain every answer.
    """
    ctx.obj = ctx.obj or wiring.tools()


def main() -> None:
    """The console script."""
    streams.prepare()
    guiju.main()
