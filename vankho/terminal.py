"""What commands tell on a terminal, in which language, and how loud."""

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from vankho.report import problem_lines, summary
from vankho.said import Failed, Said, told

if TYPE_CHECKING:
    from vankho.loading import Checked
    from vankho.said import Say, Translate


def say(line: str) -> None:
    """Tells a line, beside what a command prints."""
    print(line, file=sys.stderr, flush=True)


def teller(options: argparse.Namespace) -> "Translate":
    """What tells in the language that is asked for, else in that of the archive, or of the built site."""
    from vankho import language

    content = getattr(options, "against", None) or getattr(options, "content", None)
    if asked := getattr(options, "lang", None):
        return language.teller(asked)
    if options.command == "init":  # it asks in Vietnamese too
        return language.teller(language.SOURCE)
    if content is None and "site" in options and (options.site / "index.html").is_file():
        return language.teller(language.site_language(options.site))
    return language.teller(language.archive_language(content or Path("content")))


def loud(options: argparse.Namespace) -> "Say":
    """What tells a keeper what he must know."""
    translate = teller(options)
    return lambda said: say(said.by(translate))


def sayer(options: argparse.Namespace) -> "Say":
    """What tells how the work goes on; what went wrong is told by `loud`."""
    return (lambda _: None) if getattr(options, "quiet", False) else loud(options)


def watcher(options: argparse.Namespace) -> "AbstractContextManager[Say]":
    """As `sayer`, and on a terminal it shows how far the work is."""
    if getattr(options, "quiet", False) or not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return nullcontext(sayer(options))
    from vankho.progress import bar

    return bar(teller(options))


def folder(path: Path) -> Path:
    """The folder of a command's content. Raises Failed."""
    if not path.is_dir():
        raise Failed(told("there is no folder %(folder)s: use --content DIR", folder=path))
    return path


def teller_for(checked: "Checked", options: argparse.Namespace) -> "Translate":
    """As `teller`, of content that was read."""
    from vankho import language

    if not checked.authority or getattr(options, "lang", None):
        return teller(options)
    return language.teller(checked.authority.settings.language)


_UNWRITTEN = told("nothing was written")


def unsound(checked: "Checked", options: argparse.Namespace, so: Said = _UNWRITTEN) -> int:
    """Tells what is wrong in content, and what follows of it; gives the exit status."""
    translate = teller_for(checked, options)
    for line in problem_lines(checked.problems, "text", translate):
        say(line)
    say(told("%(summary)s; %(so)s", summary=summary(checked.problems), so=so).by(translate))
    return 1
