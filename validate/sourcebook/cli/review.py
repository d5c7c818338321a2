"""``sourcebook review`` and ``sourcebook comment``: what the action of GitHub runs."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

import sourcebook
from sourcebook.cli import progress
from sourcebook.cli.validate import LIMITS
from sourcebook.cli.writing import write
from sourcebook.errors import UseError
from sourcebook.report import github, render, terminal
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.findings import Report
    from sourcebook.report import Format
    from sourcebook.review.reviewing import FailOn, Review

FILES: dict[str, Format] = {
    "report.sarif": "sarif",
    "report.json": "json",
    "junit.xml": "junit",
    "gl-code-quality-report.json": "gitlab",
}
"""The reports that are written beside the comment."""


def run(
    place: str, engine: sourcebook.EngineName, fail_on: FailOn, against: str | None, folder: Path
) -> int:
    """0 if it is to pass, 1 if it is to fail. Annotations go to stdout, files into a folder."""
    from sourcebook.review import comment, event, markdown
    from sourcebook.review.reviewing import review

    folder.mkdir(parents=True, exist_ok=True)
    for stale in FILES:
        (folder / stale).unlink(missing_ok=True)
    with progress.shown() as bar:
        done = review(
            place, event.read(), engine, bar, sourcebook.__version__, against=against or None
        )
    text = markdown.text(done.comment)
    write(folder / comment.NAME, comment.dump(done.comment))
    write(folder / "comment.md", text.encode(errors="backslashreplace"))
    if done.report is not None:
        for name, kind in FILES.items():
            rendered = render(done.report, kind)
            write(folder / name, rendered.encode(errors="backslashreplace"))
    _annotate(done)
    event.summary(text)
    sarif = str(folder / "report.sarif") if done.report is not None else ""
    valid = "true" if done.comment.valid else "false"
    event.output({"valid": valid, "folder": str(folder), "sarif": sarif})
    return 1 if done.fails(fail_on) else 0


def _annotate(done: Review) -> None:
    """Tell what was found: to GitHub as annotations, to anybody else as text."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        if done.report is not None:
            terminal.show(_few(done.report), sys.stdout)
        for each in done.mistakes:
            typer.echo(visible(str(each)))
        if done.report is None:
            typer.echo(visible(done.comment.verdict))
        return
    if done.report is not None:
        text = github.text(_few(done.report))
    else:
        lines = [
            github.command("error", visible(str(each)), file=each.file, title="Declaration")
            for each in done.mistakes
        ]
        lines.append(github.command("notice", visible(done.comment.verdict), title="Sourcebook"))
        text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text)


def _few(report: Report) -> Report:
    from sourcebook.engines.draft import shorten
    from sourcebook.engines.outcome import Outcome

    few = shorten(Outcome(report.tables, report.findings), LIMITS["github"])
    return replace(report, tables=few.tables, findings=few.findings)


def comment(folder: Path) -> int:
    """0 if the comment is there now, or the token may not write one: that is told, and no fault."""
    from sourcebook.review import comment as comments
    from sourcebook.review import event, markdown
    from sourcebook.review.forge import Forge, RefusedError

    told = comments.load(folder / comments.NAME)
    asked = event.read()
    forge = Forge(
        os.environ.get("GITHUB_API_URL") or "https://api.github.com",
        _needed("GITHUB_REPOSITORY"),
        _needed("GITHUB_TOKEN"),
    )
    try:
        number = forge.pull_request(asked)
        if number is None:
            typer.echo("There is no open pull request at this commit; no comment is written.")
            event.output({"written": "none"})
            return 0
        there = forge.ours(number, markdown.marker(told))
        if there is None and not told.touched:
            typer.echo("Nothing is touched; no comment is written.")
            event.output({"written": "none"})
            return 0
        new = forge.write(number, markdown.body(told), there)
    except RefusedError as error:
        told_ = (
            f"No comment is written: the token of this run may not ({error}). A pull request from "
            "a fork is checked without the right to write; a second workflow can comment on it: "
            "see docs/guide/ci.md. The findings are in the summary of this run."
        )
        sys.stdout.write(github.command("notice", visible(told_), title="Sourcebook") + "\n")
        event.output({"written": "false"})
        return 0
    what = "written" if there is None else "brought up to date" if new else "up to date already"
    typer.echo(f"The comment on #{number} is {what}.")
    event.output({"written": "true"})
    return 0


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise UseError(f"{name} is not set. Run this in a workflow of GitHub, or set it.")
    return value
