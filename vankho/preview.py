"""The preview: content in, editions on this machine that follow what its keeper writes.

It is built in a folder of its own, from what is kept there, so neither what is published nor what its next build goes
on from is touched. The process stays, with all that it has loaded and compiled.
"""

import gc
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread

from watchfiles import watch as changes_of

from vankho import loading, pipeline
from vankho.cached import CACHE
from vankho.holdings import Edition
from vankho.index import IndexFailed
from vankho.language import archive_language, teller
from vankho.live import Fault, Hub, Live
from vankho.output import PublishFailed, refuse_output
from vankho.pipeline import Published
from vankho.problem import Problem, Severity
from vankho.render import RenderFailed, Theme
from vankho.resident import Resident
from vankho.said import NOTHING, Failed, Said, Say, Translate, told, verbatim
from vankho.serve import Server, at
from vankho.store import Damaged
from vankho.turn import turn

HOME = "preview"
"""In the project's `.vankho/`."""
_STEP, _DEBOUNCE = 20, 400
"""Milliseconds without a further change, and at most, before a change is built."""
_LOOK = 250
"""Milliseconds between two looks for changes where the system tells none."""

_GARBAGE = 3_000_000
"""New objects at which garbage is looked for in the middle of a build: it is after each, when nobody waits."""


class Preview:
    """What is built again and again."""

    def __init__(
        self,
        content: Path,
        output: Path | None,
        editions: Sequence[Edition],
        say: Say,
        *,
        search: bool = False,
        jobs: int = 1,
    ) -> None:
        """Raises `PublishFailed` where the output cannot be put there."""
        self.content, self.editions, self.say = content, editions, say
        self.project = content.resolve().parent
        self.templates = self.project / "templates"
        self._work = self.project / ".vankho" / HOME
        self.output = output or self._work / "site"
        self._alone = output is None
        if output:
            refuse_output(output, content, self.project)
        self._search, self._jobs = search, jobs
        self._theme: Theme | None = None
        self._left: dict[Edition, Published] = {}
        self._resident = Resident()

    def forget_theme(self) -> None:
        """A template has changed."""
        self._theme = None

    def build(self, say: Say, first: Edition | None = None, shown: Callable[[], None] = lambda: None) -> list[Fault]:
        """Builds what has become another; where there are faults, nothing. One edition after the other is `shown`."""
        editions = sorted(self.editions, key=lambda each: each is not first)
        trusts = bool(self._left)
        try:
            try:
                return self._build(say, editions, shown)
            except Damaged:
                (self._work / CACHE).unlink(missing_ok=True)
            except (PublishFailed, OSError):
                if not trusts:  # or else it may be what was there that somebody has touched
                    raise
            return self._build(say, editions, shown)
        except (IndexFailed, PublishFailed, RenderFailed, Damaged, OSError) as error:
            translate = teller(archive_language(self.content))
            return [Fault(file="", line=0, message=error.by(translate) if isinstance(error, Failed) else str(error))]

    def _build(self, say: Say, editions: Sequence[Edition], shown: Callable[[], None]) -> list[Fault]:
        with turn(self.output, self._work, self.say):
            self._theme = self._theme or Theme.of(self.project)
            checked = loading.load(self.content, say, self._jobs, self._work, warn=False, resident=self._resident)
            if not checked.sound:
                language = checked.authority.settings.language if checked.authority else archive_language(self.content)
                return faults(checked.problems, teller(language))
            left, self._left = self._left, {}
            for edition in editions:
                self._left |= pipeline.build(
                    checked,
                    self.project,
                    self.output,
                    [edition],
                    say,
                    search=self._search,
                    jobs=self._jobs,
                    work=self._work,
                    theme=self._theme,
                    left=left,
                    alone=self._alone,
                )
                shown()
            if checked.memory:
                checked.memory.keep_rest()
            return []


def faults(problems: Iterable[Problem], translate: Translate) -> list[Fault]:
    """The errors among problems, for a page, in the language of the archive."""
    return [
        Fault(
            file=each.place.path,
            line=each.place.line,
            message=" ".join(
                filter(None, (each.said.by(translate), f"({each.advice.by(translate)})" * bool(each.advice)))
            ),
        )
        for each in problems
        if each.severity is Severity.ERROR
    ]


def watch(preview: Preview, port: int) -> None:
    """Serves a preview on 127.0.0.1 and builds it after every change, until interrupted. Raises OSError."""
    hub = Hub()
    names = [str(each) for each in preview.editions]
    handler = partial(Live, names=names, directory=str(preview.output), hub=hub)
    watched = [preview.content.resolve(), *([preview.templates] if preview.templates.is_dir() else [])]
    with Server(("127.0.0.1", port), handler) as server, suppress(KeyboardInterrupt):
        begun = False
        # The first look comes back at once: what is changed from then on is told, also while we build.
        for changes in changes_of(*watched, step=_STEP, debounce=_DEBOUNCE, rust_timeout=_LOOK, yield_on_timeout=True):
            if begun and not changes:
                continue
            if any(Path(path).is_relative_to(preview.templates) for _, path in changes):
                preview.forget_theme()
            found = preview.build(_silent if begun else preview.say, hub.looked_at(), hub.tell)
            hub.tell(found)
            for fault in found:
                place = f"{fault['file']}:{fault['line']}: " if fault["file"] else ""
                preview.say(verbatim(f"{place}{fault['message']}"))
            if begun:
                preview.say(told("not built again") if found else told("built again"))
            else:  # workers are forked best where no thread is yet
                Thread(target=server.serve_forever, daemon=True).start()
                preview.say(at(preview.content, f"http://127.0.0.1:{server.server_address[1]}/"))
                begun = True
                gc.set_threshold(_GARBAGE, 20, 20)
            gc.unfreeze()
            gc.collect()
    preview.say(NOTHING)


def _silent(_: Said) -> None:
    """Nobody wants to read how each change is built."""
