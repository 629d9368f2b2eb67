"""`guiju compare`: branches side by side, what their policies say and what they decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli import comparing, complete, options
from adapters.cli.extras import installed_extras
from adapters.cli.faults import fault

if TYPE_CHECKING:
    from pathlib import Path

    import engine
    from adapters.wiring import Tools

BASE = "base"


@click.command(name="compare", short_help="分公司对照 / Branches side by side.")
@click.argument("branches", nargs=-1, metavar="[BRANCH]...", shell_complete=complete.branches)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="POLICY",
    shell_complete=complete.policies_alone,
    help="只看这个政策，可重复 / Only this policy; may be repeated.",
)
@options.as_of
@options.policies
@comparing.shown
@options.lang
@click.pass_obj
def command(
    tools: Tools,
    branches: tuple[str, ...],
    policies: tuple[str, ...],
    as_of: str | None,
    folder: Path,
    every: bool,
    out: Path | None,
    form: comparing.Form,
    lang: str,
) -> int:
    """把几家分公司的规定并排对照：条文哪里不同、裁定哪里不同、相差多少，举出最小的例子；相同的给出证明。

    Lay branches side by side: what their policies say differently, in which cases they decide differently and by how
    much, with a smallest example each; what is the same is proved so. The first BRANCH is what the others are held
    against; one alone is compared with the base, none means all of them with the base. Exits with 1 where there are
    differences.
    """
    library = tools.load(options.folder_at(folder))
    with installed_extras():
        found = library.compare(_sides(branches, library), policies, as_of, all_rows=every)
        return comparing.show(found, tools, out, form, lang)


def _sides(branches: tuple[str, ...], library: engine.Library) -> tuple[str, ...]:
    """Raises `UsageFault` where nothing is left to compare."""
    asked = branches or tuple(name for name in library.branches if name != BASE)
    sides = tuple(dict.fromkeys(asked if len(branches) > 1 else (BASE, *asked)))
    if len(sides) == 1:
        others = (name for name in library.branches if name != sides[0])
        raise fault("GJ787", name=sides[0], other=next(others, ""))
    return sides
