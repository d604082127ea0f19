"""How far the work is, as a bar on a terminal; loaded only where there is one.

No thread draws it: the work forks processes, which a thread may hinder.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vankho.said import NOTHING, Said, Translate

_OFTEN = 0.1
"""Seconds between two drawings."""


class Bar:
    """What can be told a line (`say`), and what stage the work is in: the bar of a stage goes when it is done."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate
        self._console = Console(file=sys.stderr, highlight=False)
        self._shown: Progress | None = None
        self._stage = NOTHING
        self._drawn = 0.0

    def __call__(self, said: Said) -> None:
        self.end()
        print(said.by(self._translate), file=sys.stderr, flush=True)

    def progress(self, stage: Said, done: int, total: int) -> None:
        """So many of so many are done."""
        if self._shown is None or self._stage != stage:
            self.end()
            self._begin(stage, total)
        assert self._shown is not None
        self._shown.update(self._shown.task_ids[0], completed=done)
        if done >= total:
            self._shown.refresh()
            self.end()
        elif monotonic() - self._drawn > _OFTEN:
            self._drawn = monotonic()
            self._shown.refresh()

    def end(self) -> None:
        """Takes the bar away, if there is one."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None

    def _begin(self, stage: Said, total: int) -> None:
        self._stage = stage
        self._shown = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._shown.add_task(escape(stage.by(self._translate)), total=total)
        self._shown.start()
        self._drawn = monotonic()


@contextmanager
def bar(translate: Translate) -> Iterator[Bar]:
    """A bar that is taken away at the end, however the work ends."""
    made = Bar(translate)
    try:
        yield made
    finally:
        made.end()
