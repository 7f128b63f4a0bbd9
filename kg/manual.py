"""The page `docs/cli.md`: the help of every verb."""

from __future__ import annotations

from collections.abc import Iterator

import click

from kg.cli import CONTEXT, cli

_PAGE = 100  # columns


def reference() -> str:
    """The page, as Markdown."""
    return "\n".join(_reference())


def _reference() -> Iterator[str]:
    yield "# The command `kg`"
    yield ""
    yield "<!-- Made from the help texts by `python -m kg.manual > docs/cli.md`. Do not edit. -->"
    context = click.Context(cli, info_name="kg", terminal_width=_PAGE, **CONTEXT)
    yield from _help(cli, context)
    for name, command in cli.commands.items():
        yield ""
        yield f"## kg {name}"
        yield from _help(
            command, click.Context(command, parent=context, info_name=name, terminal_width=_PAGE, **CONTEXT)
        )


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    yield from ("", "```text", command.get_help(context), "```")


if __name__ == "__main__":
    print(reference())
