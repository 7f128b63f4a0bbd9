"""The page of the command is up to date, and its verbs stay short."""

from __future__ import annotations

import ast
import inspect
import runpy
from pathlib import Path

import click

from kg import asking, cli, export, manual, results

commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))
ROOT = commands["ROOT"]


def verbs() -> dict[str, click.Command]:
    return dict(cli.cli.commands)


def test_the_page_is_up_to_date():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == manual.reference() + "\n", "run: python -m kg.manual > docs/cli.md"


def test_every_verb_and_option_is_documented():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert set(verbs()) == {
        "build", "extract", "trace", "show", "find", "unresolved", "query", "map", "check", "export",
        "eval", "gaps", "sources", "serve", "review", "mcp",
    }  # fmt: skip
    for name, command in verbs().items():
        assert f"## kg {name}\n" in page
        assert command.help, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"kg {name} {option.opts[0]}"


def test_help_lists_no_form_that_is_not_there():
    assert asking._ANSWERS == results.FORMATS
    assert asking._EXPORTS == export.FORMATS


def test_verbs_are_few_lines():
    for name, command in verbs().items():
        source = inspect.getsource(inspect.unwrap(command.callback))
        function = ast.parse(source).body[0]
        lines = function.end_lineno - function.body[0].end_lineno  # after the help text
        assert lines <= 16, f"kg {name} has {lines} lines: move what it does into the library"
