"""What a shell offers after TAB. Policies and branches are known by the names of files: no library is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from adapters.cli import language
from engine.diagnostics.codes import meanings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

    Items = list[CompletionItem[str]]

DEFAULT_LIBRARY = "policies"
_BASE = "base"
_CASES = ".cases.yaml"
_BRANCH = "branch.yaml"


def policies(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """`BRANCH/POLICY`: the branches first, and the policies of the one that is meant."""
    folder = _folder(ctx)
    branch, slash, _ = incomplete.partition("/")
    chosen = [branch] if slash else [name for name in _branches(folder) if name.startswith(branch)]
    if len(chosen) > 1:
        return _items(f"{name}/" for name in chosen)
    return _starting(incomplete, (f"{name}/{policy}" for name in chosen for policy in _policies(folder, name)))


def branches(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Ids of branches, the base's first."""
    return _starting(incomplete, _branches(_folder(ctx)))


def policies_and_codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """`BRANCH/POLICY`, or the code of a diagnostic once it begins like one."""
    if incomplete.upper().startswith("GJ"):
        return codes(ctx, param, incomplete)
    return policies(ctx, param, incomplete)


def policies_alone(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """`[BRANCH/]POLICY`: ids of policies, or after a branch's name and a slash its policies."""
    if "/" in incomplete:
        return policies(ctx, param, incomplete)
    return _starting(incomplete, _policies(_folder(ctx)))


def calendars(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Ids of calendars: the names of their files, and the one that is built in."""
    files = sorted(file.stem for file in _folder(ctx).glob("calendars/*.yaml"))
    return _starting(incomplete, [*files, "round-the-clock"])


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Codes of diagnostics, with their titles where the shell shows such."""
    lang = ctx.params.get("lang") or language.of_environment()
    known = (CompletionItem(meaning.code, help=meaning.title(lang)) for meaning in meanings())
    return [item for item in known if item.value.startswith(incomplete.upper())]


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Files, by the shell's own means."""
    return [CompletionItem(incomplete, type="file")]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Folders, by the shell's own means."""
    return [CompletionItem(incomplete, type="dir")]


def _folder(ctx: click.Context) -> Path:
    """The library that the words so far name."""
    return Path(ctx.params.get("folder") or DEFAULT_LIBRARY)


def _branches(folder: Path) -> list[str]:
    return [_BASE, *sorted(file.parent.name for file in folder.glob("branches/*/branch.yaml"))]


def _policies(folder: Path, branch: str = _BASE) -> list[str]:
    """Those of the base, and those in the folder of a branch, which may be its own."""
    files = (*folder.glob(f"{_BASE}/**/*.yaml"), *folder.glob(f"branches/{branch}/*.yaml"))
    return sorted({file.stem for file in files if not file.name.endswith(_CASES) and file.name != _BRANCH})


def _starting(incomplete: str, values: Iterable[str]) -> Items:
    return _items(value for value in values if value.startswith(incomplete))


def _items(values: Iterable[str]) -> Items:
    return [CompletionItem(value) for value in values]
