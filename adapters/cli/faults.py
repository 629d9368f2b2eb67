"""Faults of a call as diagnostics with codes GJ7xx, and the exit codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from engine.diagnostics import Diagnostic, FactError, GuijuError, did_you_mean

if TYPE_CHECKING:
    from engine.diagnostics import Span

FINE, FINDINGS, UNUSABLE, BROKEN = range(4)
"""Exit codes: all is well; findings, bad facts among them; the call or library can't be used; a fault of guiju."""


_GIVEN = re.compile("'(?P<value>.*)' is not one of ")
"""How Click begins where a value is none of the choices."""


class UsageFault(GuijuError):
    """The call can't be carried out as it stands."""


def fault(code: str, span: Span | None = None, excerpt: str = "", **args: object) -> UsageFault:
    """One fault, ready to be raised."""
    texts = tuple((name, str(value)) for name, value in args.items())
    return UsageFault([Diagnostic(code, span, texts, excerpt)])


def exit_code(error: GuijuError) -> int:
    """The exit code that an error ends the process with."""
    return FINDINGS if isinstance(error, FactError) else UNUSABLE


def from_click(error: click.ClickException) -> UsageFault:
    """What Click found, in our words."""
    match error:
        case click.exceptions.NoSuchCommand(ctx=click.Context(command=click.Group() as group) as context):
            near = did_you_mean(error.command_name, group.list_commands(context))
            return fault("GJ701", command=error.command_name, near=near)
        case click.NoSuchOption():
            return fault("GJ702", option=error.option_name, near=next(iter(error.possibilities or ()), ""))
        case click.MissingParameter():
            return fault("GJ703", name=_name(error))
        case click.BadParameter():
            return _bad_value(error)
        case _:
            return fault("GJ705", problem=error.message)


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    options = [option for option in error.param.opts if option.startswith("--")]
    return options[0] if options else error.param.human_readable_name


def _bad_value(error: click.BadParameter) -> UsageFault:
    kind = error.param.type if error.param else None
    if not isinstance(kind, click.Choice):
        return fault("GJ704", name=_name(error), problem=error.message)
    choices, given = list(map(str, kind.choices)), _GIVEN.match(error.message)
    value = given["value"] if given else ""
    return fault("GJ704", name=_name(error), value=value, near=did_you_mean(value, choices), choices=", ".join(choices))
