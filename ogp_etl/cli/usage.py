"""What is wrong with a command line, as one plain line; and a group of commands that says which there are."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperGroup

PROGRAM = "ogp-etl"


class Commands(TyperGroup):
    """Names the nearest command, or all of them, for one that is not known."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            raise typer.BadParameter(
                f"there is no command {name!r}; {_nearest(name, self.commands, 'the commands are')}", ctx=ctx
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """An error that does not know its command (an option without its value) gets the command's name as a note."""
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            if getattr(error, "ctx", None) is None and not hasattr(error, "__notes__"):
                error.add_note(f"{ctx.command_path} {ctx.invoked_subcommand}")
            raise


class WithDefault(Commands):
    """Commands of which the first is meant when none is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        default = next(iter(self.commands))
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else [default, *args])


def in_one_line(error: typer.TyperException) -> str:
    """``ogp-etl judge: --as-of: '2024-13-01' is no day; write it like 2024-05-31``.

    typer keeps the classes of most of its errors to itself, so what an error is about is told by what it carries: a
    parameter (missing, or with a wrong value), the possibilities of an unknown option, or only a message.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context else getattr(error, "__notes__", [PROGRAM])[0]
    return f"{command}: {_said(error, context, command)}"


def is_help(error: typer.TyperException) -> bool:
    """Whether only the help was asked for, by a group of commands alone. typer has written it already."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _said(error: typer.TyperException, context: Any, command: str) -> str:
    parameter = getattr(error, "param", None)
    if hasattr(error, "param_type") and parameter is not None:
        needed = [_name(one) for one in context.command.params if one.required] if context else [_name(parameter)]
        return f"{_name(parameter)} is missing; write {' '.join(f'{one} …' for one in needed)} (see {command} --help)"
    if hasattr(error, "possibilities"):
        options = [name for one in context.command.params for name in one.opts if name.startswith("--")] if context else []
        name = str(getattr(error, "option_name", ""))
        return f"there is no option {name}; {_nearest(name, [*options, '--help'], 'the options are')}"
    message = error.message.removeprefix("Value error, ").rstrip(".")
    where = _name(parameter) if parameter is not None else getattr(error, "param_hint", None)
    if where:
        return f"{where}: {message}"
    return message if "; " in message else f"{message[:1].lower()}{message[1:]}; see {command} --help"


def _name(parameter: Any) -> str:
    """``--as-of``, ``PLAN``: an argument as the help names it, where that is a name and not the words it takes."""
    options = [name for name in parameter.opts if name.startswith("-")]
    if options:
        return str(max(options, key=len))
    shown = str(parameter.metavar or "").strip("[]…")
    return shown if shown.isupper() else str(parameter.name).upper()


def _nearest(name: str, known: Collection[str], otherwise: str) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"{otherwise} {', '.join(known)}"
