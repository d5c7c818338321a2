"""An mkdocs hook: the pages of commands and of Python are made of the program itself.

``<!-- reference:commands -->`` becomes every command with its arguments and options, as typer reads
them; ``<!-- reference:python -->`` what ``import sourcebook`` gives, with its signatures.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import sourcebook
from sourcebook.cli.app import command

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"<!-- reference:(commands|python) -->")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page with its marks replaced."""
    made = {"commands": _commands, "python": _python}
    return _MARK.sub(lambda found: "\n".join(made[found[1]]()), markdown)


def _commands() -> Iterator[str]:
    group = command()
    for name in sorted(group.commands):
        yield from _command(f"sourcebook {name}", group.commands[name])


def _command(name: str, it: Any) -> Iterator[str]:
    if hasattr(it, "commands"):
        for below in sorted(it.commands):
            yield from _command(f"{name} {below}", it.commands[below])
        return
    shown = [each for each in it.params if not getattr(each, "hidden", False)]
    usage = " ".join(
        [name, *(_usage(each) for each in shown if each.param_type_name == "argument")]
    )
    options = [each for each in shown if each.param_type_name == "option"]
    yield f"\n## `{name}`\n"
    yield f"```text\n{usage}{' [OPTIONS]' if options else ''}\n```\n"
    yield inspect.cleandoc(it.help or "").replace("\b\n", "") + "\n"
    if shown:
        yield "| Argument or option | What it does |\n|---|---|"
    for each in shown:
        words = f"`{_name(each)}`"
        if choices := getattr(each.type, "choices", None):
            names = ", ".join(f"`{getattr(one, 'value', one)}`" for one in choices)
            words += f"<br>one of {names}"
        meaning = " ".join((getattr(each, "help", None) or "").split()).replace("|", "\\|")
        yield f"| {words} | {meaning} |"


def _usage(argument: Any) -> str:
    word = f"{_word(argument)}{'...' if argument.nargs == -1 else ''}"
    return word if argument.required else f"[{word}]"


def _word(argument: Any) -> str:
    word = str(argument.metavar or argument.name.upper()).removesuffix("...")
    return word[1:-1] if word[0] == "[" and word[-1] == "]" else word


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return _word(param)
    return ", ".join((*param.opts, *param.secondary_opts))


def _python() -> Iterator[str]:
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
    signature = inspect.signature(function)
    parts: list[str] = []
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        default = "" if each.default is each.empty else f" = {each.default!r}"
        parts.append(f"{each.name}: {each.annotation}{default}")
    whole = f"({', '.join(parts)})"
    if len(whole) > 80:
        whole = "(\n" + "".join(f"    {part},\n" for part in parts) + ")"
    return f"{whole} -> {signature.return_annotation}"
