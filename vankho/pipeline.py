"""The whole program in order: content in, both editions out."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from vankho import check
from vankho.authority import Authority, read_authority
from vankho.edition import Card, Edition, Holdings, InMemory, Shelf, card, file_key, selected
from vankho.index import build_index
from vankho.language import language
from vankho.lexicon import EMPTY
from vankho.model import LogEntry, StoredFile, bare
from vankho.output import refuse_foreign
from vankho.page import Page, index_docs, pages
from vankho.parse import Front, parse
from vankho.problem import Problem, is_error
from vankho.publish import Manifest, Staged, mend, put_out, stage
from vankho.publog import LOGS, read_log
from vankho.read import read_content, read_files
from vankho.render import Theme, asset_files, file_of, render
from vankho.resolve import Archive, resolve
from vankho.turn import end_with_parent

T = TypeVar("T")
R = TypeVar("R")
Say = Callable[[str], None]
"""Told, in one line, what is being done."""

_WORTH_SPREADING = 200
"""From so many files on, starting workers costs less than they save."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Content that was read, with everything that is wrong in it."""

    cards: tuple[Card, ...]
    shelf: Shelf
    authority: Authority | None
    stored: Mapping[str, StoredFile]
    """The files that directives name, by their names inside content/."""
    logs: Mapping[Edition, tuple[LogEntry, ...]]
    """The publication logs."""
    problems: tuple[Problem, ...]
    """Sorted by place."""

    @property
    def sound(self) -> bool:
        """Whether there is no error, so that it can be built."""
        return self.authority is not None and not is_error(self.problems)

    @property
    def sound_but_for_log(self) -> bool:
        """Whether there is no error but what `record` mends."""
        return self.authority is not None and not is_error(p for p in self.problems if p.code != "lost-address")

    def fronts(self) -> Iterator[Front]:
        """The directives but for their texts, one after the other."""
        return (self.shelf.front(card.path) for card in self.cards)

    def holdings(self, edition: Edition) -> Holdings:
        """What an edition may show of sound content."""
        assert self.authority is not None
        return selected(self.cards, self.shelf, self.authority, edition, self.stored, self.logs.get(edition, ()))


def load(content: Path, say: Say, jobs: int = 1) -> Checked:
    """Reads, parses and checks a content folder; every problem of every file in one run."""
    read = read_content(content)
    say(f"reading {len(read.sources)} directives from {content}")
    problems = list(read.problems)
    authority: Authority | None = None
    if read.archive is not None:
        authority, found = read_authority(read.archive.text, read.archive.path)
        problems.extend(found)
    parsed = _spread(partial(parse, lexicon=authority.lexicon if authority else EMPTY), read.sources, jobs)
    kept = {directive.path: directive for directive, _ in parsed if directive is not None}
    shelf, cards = InMemory(kept), tuple(map(card, kept.values()))
    problems.extend(problem for _, found in parsed for problem in found)
    entries = [
        (file_key(each.path, entry), shelf.front(each.path).places["files"])
        for each in cards
        for entry in map(bare, each.files)
    ]
    stored, found = read_files(read.others, entries)
    problems.extend(found)
    logs: dict[Edition, tuple[LogEntry, ...]] = {}
    for edition in Edition:
        if source := read.logs.get(LOGS[edition]):
            logs[edition], found = read_log(source)
            problems.extend(found)
    if authority is not None:
        problems.extend(check.problems(cards, shelf, authority))
        if not is_error(problems):
            internal, public = (
                resolve(selected(cards, shelf, authority, edition, stored, logs.get(edition, ())))
                for edition in (Edition.INTERNAL, Edition.PUBLIC)
            )
            problems.extend(check.warnings(cards, internal, public, authority))
            for each in (internal.holdings, public.holdings):
                if source := read.logs.get(LOGS[each.edition]):
                    problems.extend(check.lost_addresses(each, source.path))
            if source := read.logs.get(LOGS[Edition.PUBLIC]):
                problems.extend(check.logged_bodies(logs[Edition.PUBLIC], authority, source.path))
    return Checked(
        cards, shelf, authority, stored, logs, tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message)))
    )


def build(
    checked: Checked,
    project: Path,
    output: Path,
    editions: Iterable[Edition],
    say: Say,
    *,
    search: bool = True,
    jobs: int = 1,
    sign: Callable[[bytes], bytes] | None = None,
) -> dict[Edition, Manifest]:
    """Builds sound content into OUTPUT/public and OUTPUT/internal: all the editions that were asked for, or none.

    The project folder is the one that holds the content: its templates/ overrides ours, its .vankho/ is for staging.
    `sign` signs the manifests. Whoever may not be alone takes a `turn` first.
    """
    theme, work = Theme.of(project), project / ".vankho"
    assert checked.authority is not None
    targets = {edition: output / edition for edition in editions}
    mend((output / edition for edition in Edition), work)
    for target in targets.values():
        refuse_foreign(target)
    with ExitStack() as stages:
        staged: dict[Edition, Staged] = {}
        for edition, target in targets.items():
            holdings = checked.holdings(edition)
            own = checked.authority.settings.search.pagefind
            pagefind = project / own if own else None
            files = edition_files(holdings, theme, say, search=search, jobs=jobs, pagefind=pagefind, work=work)
            say(f"{edition}: publishing {len(files)} files to {target}")
            staged[edition] = stages.enter_context(stage(files, target, work, sign))
        put_out(staged.values(), say)
    return {edition: each.manifest for edition, each in staged.items()}


def edition_files(
    holdings: Holdings,
    theme: Theme,
    say: Say,
    *,
    search: bool,
    jobs: int = 1,
    pagefind: Path | None = None,
    work: Path | None = None,
) -> dict[str, bytes | StoredFile]:
    """Every file of an edition by its path from the site's root; from nothing but its holdings and the theme.

    A stored file stands for its bytes, which are published as they are.
    """
    archive: Archive = resolve(holdings)
    interface = language(holdings.settings.language)
    site = pages(archive, interface)
    say(f"{holdings.edition}: rendering {len(site)} pages")
    rendered = _spread(partial(_render, theme.folders, interface.code), site, jobs)
    files: dict[str, bytes | StoredFile] = {
        file_of(page.url): content for page, content in zip(site, rendered, strict=True)
    }
    assert len(files) == len(site), "two pages have one URL"
    files.update(
        (f"{holding.id}/{file.name}", file.stored) for holding in holdings.directives for file in holding.files
    )
    files.update(asset_files(theme, internal=holdings.edition is Edition.INTERNAL))
    if search:
        say(f"{holdings.edition}: indexing {len(holdings.directives)} directives")
        files.update(build_index(index_docs(archive, interface), pagefind, work))
    return files


@lru_cache(maxsize=4)
def _theme(folders: tuple[Path, ...], code: str) -> Theme:
    return Theme(folders, language(code))


def _render(folders: tuple[Path, ...], code: str, page: Page) -> bytes:
    return render(page, _theme(folders, code))


def workers() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread(function: Callable[[T], R], values: Sequence[T], jobs: int) -> list[R]:
    """`map` over several processes; the results are in the order of the values, whoever made them."""
    if jobs < 2 or len(values) < _WORTH_SPREADING:
        return [function(value) for value in values]
    try:
        with ProcessPoolExecutor(max_workers=jobs, initializer=end_with_parent) as pool:
            return list(pool.map(function, values, chunksize=max(1, len(values) // (jobs * 8))))
    except BrokenProcessPool as error:
        raise ChildProcessError("a worker process died: for want of memory? --jobs 1 needs less") from error
