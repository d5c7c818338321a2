"""The command ``sourcebook``: arguments in, an exit code out; what it does is in the other rooms.

0: valid. 1: findings of severity error, or engines that disagree. 2: the tool could not do its
work, with one line a reason on stderr. 130: interrupted.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.errors import DeclarationError, SourcebookError

if TYPE_CHECKING:
    from collections.abc import Sequence

_OURS = (
    "sourcebook: this is a fault of sourcebook itself, not of your data. "
    "Please report it to the project, with the lines above."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; ``arguments`` are those of the process unless given. Gives the exit code."""
    _prepare_streams()
    # The few polygons that we look at need no pool of threads, whose start costs as much CPU time
    # as checking a table. Read by NumPy's OpenBLAS when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = _run(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = _interrupted()
    except BrokenPipeError:
        code = 2
    except DeclarationError as error:
        code = _say(2, *map(str, error.mistakes))
    except SourcebookError as error:
        code = _say(2, f"sourcebook: {error}")
    except OSError as error:
        code = _say(2, f"sourcebook: {_told(error)}")
    except Exception as error:  # noqa: BLE001 - a fault of ours, shown in full
        code = _interrupted() if _is_interrupt(error) else _fail()
    _let_go()
    return code


def _run(arguments: list[str]) -> int:
    import typer

    from sourcebook.cli.app import command

    try:
        code = command().main(arguments, prog_name="sourcebook", standalone_mode=False)
    except typer.TyperException as error:
        message = error.format_message()
        stop = "" if message.endswith((".", "?")) else "."
        return _say(2, f"sourcebook: {message}{stop} See sourcebook --help.")
    if code == 130:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _is_interrupt(error: Exception) -> bool:
    """Whether it is Ctrl-C as DuckDB tells it in the middle of a query."""
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def _interrupted() -> int:
    return _say(130, "sourcebook: interrupted.")


def _fail() -> int:
    import traceback

    traceback.print_exc()
    return _say(2, _OURS)


def _say(code: int, *lines: str) -> int:
    """Write lines to stderr, each on one line whatever is in it, and give the exit code."""
    from sourcebook.report.visible import visible

    with contextlib.suppress(OSError):
        for line in lines:
            sys.stderr.write(visible(" ".join(line.split())) + "\n")
    return code


def _told(error: OSError) -> str:
    """What went wrong with which file, and the next step."""
    steps = {
        errno.ENOSPC: "Free some space and run it again.",
        errno.EDQUOT: "Free some space and run it again.",
        errno.EROFS: "Name a place that can be written.",
        errno.EACCES: "Check its permissions, or name another place.",
        errno.EPERM: "Check its permissions, or name another place.",
        errno.EMFILE: "Raise the limit of open files (ulimit -n).",
    }
    what = error.strerror or str(error) or type(error).__name__
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{what[:1].lower()}{what[1:]}. {steps.get(error.errno or 0, 'Check the path.')}"


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # Closed by the caller (`>&-`).
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - kept to the end
        elif isinstance(stream, io.TextIOWrapper):
            # A terminal that can't show a letter gets its code instead of an error.
            stream.reconfigure(errors="backslashreplace")


def _let_go() -> None:
    """Let go of a pipe whose reader is gone, or of a full disk: Python's exit would complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
