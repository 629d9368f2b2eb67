"""`guiju completion`: the script with which a shell completes guiju's commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from adapters.cli import options
from adapters.cli.language import phrase

SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
NAME = "guiju"
VARIABLE = "_GUIJU_COMPLETE"
"""Set by the script when it asks what there is to complete; `CommandTable.main` answers."""
_INSTALL = {
    "bash": """echo 'eval "$(guiju completion bash)"' >> ~/.bashrc""",
    "zsh": """echo 'eval "$(guiju completion zsh)"' >> ~/.zshrc""",
    "fish": "guiju completion fish > ~/.config/fish/completions/guiju.fish",
}


@click.command(name="completion", short_help="命令行补全的脚本 / Completion for your shell.")
@click.argument("shell", type=click.Choice(list(SHELLS)))
@options.lang
@click.pass_context
def command(ctx: click.Context, shell: str, lang: str) -> None:
    """打印命令行补全的脚本；怎样安装写在脚本末尾。

    Print the script by which a shell completes commands, options, policies, branches and codes; its end says how to
    install it.
    """
    script = ShellComplete.source(SHELLS[shell](ctx.find_root().command, {}, NAME, VARIABLE))
    click.echo(f"{script.rstrip()}\n\n# {phrase('install', lang)}\n#   {_INSTALL[shell]}")
