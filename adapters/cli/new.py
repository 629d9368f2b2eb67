"""`guiju new`: a policy with its cases, or a branch, to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli import files, options
from adapters.cli.columns import aligned
from engine.diagnostics.phrases import phrase
from engine.workshop.file import File
from engine.workshop.formatting import formatted
from engine.workshop.scaffold import SHAPES, Draft, new_branch, new_overlay, new_policy
from engine.workshop.schemas import OWN_SCHEMAS, schemas

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


@click.command(name="new", short_help="新建政策或分公司 / Start a policy or a branch.")
@click.argument("policy", metavar="[POLICY]", required=False)
@click.option(
    "--branch",
    metavar="BRANCH",
    help="新建一个分公司；写了政策的，是它对这条政策的改动 / Start a branch, or what it changes of POLICY.",
)
@click.option("--title", "zh", default="", metavar="TEXT", help="中文名称 / Its name in Chinese.")
@click.option("--title-en", "en", default="", metavar="TEXT", help="英文名称 / Its name in English.")
@click.option("--owner", default="", metavar="TEXT", help="负责的部门 / The department that owns it.")
@click.option(
    "--shape", type=click.Choice(SHAPES), default=SHAPES[0], show_default=True, help="样式 / What it starts from."
)
@options.policies
@options.lang
def command(
    policy: str | None, branch: str | None, zh: str, en: str, owner: str, shape: str, folder: Path, lang: str
) -> None:
    """新建一个政策和它的案例，写好示例和说明，检查和案例都能通过；已有的文件不会被覆盖。

    Start a policy with its cases: an example that passes every check, with comments to go on from. In an empty folder
    it starts the library too. POLICY with --branch starts the file of what that branch changes. Nothing that is there
    is overwritten.
    """
    if branch and policy:
        made = new_overlay(folder, branch, policy)
    elif branch:
        made = new_branch(folder, branch, zh, en)
    elif policy:
        made = new_policy(folder, Draft(policy, shape, zh, en, owner))
    else:
        raise click.MissingParameter(param_hint="POLICY")
    written = files.write(made, folder)
    _tell_editors(written, folder)
    click.echo("\n".join(_report(written, folder, None if branch else policy, lang)))


def _tell_editors(written: Collection[Path], folder: Path) -> None:
    """Schemas that know the new files, where the library has or is to have such; the new files name theirs."""
    if folder / "library.yaml" not in written and not (folder / OWN_SCHEMAS).is_dir():
        return
    files.write(schemas(folder), folder)
    layouts, _ = formatted(folder)
    new = (layout for layout in layouts if layout.place in written)
    files.write((File(layout.place.relative_to(folder).as_posix(), layout.after.decode()) for layout in new), folder)


def _report(written: Collection[Path], folder: Path, policy: str | None, lang: str) -> Iterator[str]:
    """What was made, and what to do with it."""
    yield phrase("new", "written", lang)
    yield from aligned([(str(place),) for place in written])
    if policy:
        check, test = f"guiju check {folder}", f"guiju test {folder} --policy {policy}"
        yield phrase("new", "next", lang)
        yield f"  1. {phrase('new', 'edit', lang)}"
        yield from aligned([(f"2. {check}", phrase("new", "check", lang)), (f"3. {test}", phrase("new", "test", lang))])
