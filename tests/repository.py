"""Git repositories for tests: real ones, that know nothing of who runs the test."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def begin(folder: Path) -> None:
    """Make a repository of a folder, with all that is in it as its first commit."""
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for name, value in (("user.name", "A"), ("user.email", "a@example.org"), ("gc.auto", "0")):
        git(folder, "config", name, value)
    commit(folder, "first")


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file below a folder, git's own among them: when it was changed, its mode, its bytes."""
    return {
        str(file.relative_to(folder)): (
            file.lstat().st_mtime_ns,
            file.lstat().st_mode,
            os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes(),
        )
        for file in sorted(folder.rglob("*"))
        if file.is_symlink() or file.is_file()
    }
