"""An mkdocs hook: the pages of commands and of Python are made of the program itself.

``<!-- reference:commands -->`` becomes every command with its arguments and options, as typer reads
them; ``<!-- reference:python -->`` what ``import sourcebook`` gives, with its signatures.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"<!-- reference:(commands|python) -->")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page with its marks replaced."""
    made = {"commands": _commands, "python": _python}
    return _MARK.sub(lambda found: "\n".join(made[found[1]]()), markdown)


def _commands() -> Iterator[str]:
    from sourcebook.cli.app import command

    group = command()
    for name in sorted(group.commands):
        yield from _command(f"sourcebook {name}", group.commands[name])


def _command(name: str, command: Any) -> Iterator[str]:
    if hasattr(command, "commands"):
        for below in sorted(command.commands):
            yield from _command(f"{name} {below}", command.commands[below])
        return
    shown = [each for each in command.params if not getattr(each, "hidden", False)]
    usage = " ".join(
        [name, *(_usage(each) for each in shown if each.param_type_name == "argument")]
    )
    options = [each for each in shown if each.param_type_name == "option"]
    yield f"\n## `{name}`\n"
    yield f"```text\n{usage}{' [OPTIONS]' if options else ''}\n```\n"
    yield inspect.cleandoc(command.help or "").replace("\b\n", "") + "\n"
    if shown:
        yield "| | |\n|---|---|"
    for each in shown:
        words = f"`{_name(each)}`"
        if choices := getattr(each.type, "choices", None):
            names = ", ".join(f"`{getattr(one, 'value', one)}`" for one in choices)
            words += f"<br>one of {names}"
        meaning = " ".join((getattr(each, "help", None) or "").split()).replace("|", "\\|")
        yield f"| {words} | {meaning} |"


def _usage(argument: Any) -> str:
    word = (argument.metavar or argument.name).upper().strip("[]").removesuffix("...")
    word += "..." if argument.nargs == -1 else ""
    return word if argument.required else f"[{word}]"


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return _usage(param).strip("[]").removesuffix("...")
    return ", ".join((*param.opts, *param.secondary_opts))


def _python() -> Iterator[str]:
    import sourcebook

    public = [(name, getattr(sourcebook, name)) for name in sorted(sourcebook.__all__)]
    functions = [(name, it) for name, it in public if inspect.isfunction(it)]
    classes = [(name, it) for name, it in public if inspect.isclass(it)]
    yield "\n## Functions\n"
    for name, it in functions:
        yield f"### `{name}`\n"
        yield f"```python\n{name}{_signature(it)}\n```\n"
        yield inspect.cleandoc(it.__doc__ or "").replace("``", "`") + "\n"
    yield "\n## What they take, give and raise\n"
    for name, it in classes:
        yield f"### `{name}`\n"
        yield inspect.cleandoc(it.__doc__ or "").replace("``", "`") + "\n"
        fields = [f"`{each}`" for each in getattr(it, "__dataclass_fields__", ())]
        if fields:
            yield f"Fields: {', '.join(fields)}.\n"


def _signature(function: Any) -> str:
    """One line, or one for each parameter where that is too long."""
    whole = str(inspect.signature(function)).replace("'", "")
    if len(whole) < 80:
        return whole
    signature = inspect.signature(function)
    lines, starred = [], False
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not starred:
            lines.append("    *,")
            starred = True
        lines.append(f"    {str(each).replace(chr(39), '')},")
    gives = f" -> {signature.return_annotation}".replace("'", "")
    return "(\n" + "\n".join(lines) + f"\n){gives}"
