"""The whole program in order: content in, both editions out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import TypeVar

from vankho import check
from vankho.authority import Authority, read_authority
from vankho.cached import cached
from vankho.crew import chunked, spread
from vankho.edition import Card, Edition, Holdings, InMemory, Shelf, card, file_key, selected
from vankho.index import build_index
from vankho.language import language
from vankho.lexicon import EMPTY, Lexicon
from vankho.memory import Memory
from vankho.model import LogEntry, StoredFile, bare
from vankho.output import refuse_foreign
from vankho.page import LINES, IndexDoc, Site, index_docs
from vankho.parse import Directive, Front, parse
from vankho.problem import Problem, is_error
from vankho.publish import File, Manifest, Staged, mend, put_out, stage, write
from vankho.publog import LOGS, read_log
from vankho.read import Entry, read_content, read_entry, read_files
from vankho.render import Theme, asset_files, file_of, render
from vankho.resolve import Archive, Settlement, resolve, settle
from vankho.store import Damaged, Store

R = TypeVar("R")
Say = Callable[[str], None]
"""Told, in one line, what is being done."""


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
    archives: Mapping[Edition, Archive]
    """What each edition resolves to; empty where there are errors in the files."""
    memory: Memory | None = None
    """What is kept of earlier builds; None where nothing is."""

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
        if edition in self.archives:
            return self.archives[edition].holdings
        assert self.authority is not None
        return selected(self.cards, self.shelf, self.authority, edition, self.stored, self.logs.get(edition, ()))


def load(content: Path, say: Say, jobs: int = 1, work: Path | None = None) -> Checked:
    """Reads, parses and checks a content folder; every problem of every file in one run.

    In the folder `work` it keeps what it has read, and reads only what is new; without it, all is kept in memory.
    """
    read = read_content(content)
    say(f"reading {len(read.entries)} directives from {content}")
    problems = list(read.problems)
    authority: Authority | None = None
    if read.archive is not None:
        authority, found = read_authority(read.archive.text, read.archive.path)
        problems.extend(found)
    lexicon = authority.lexicon if authority else EMPTY
    shelf: Shelf
    cards: tuple[Card, ...]
    memory: Memory | None = None
    kept = _kept(work, read.entries, lexicon, jobs, say) if work else None
    if kept is None:
        parsed = spread(partial(_parsed, lexicon), read.entries, jobs)
        directives = {each.path: each for each, _ in parsed if each is not None}
        shelf, cards = InMemory(directives), tuple(map(card, directives.values()))
        problems.extend(problem for _, found in parsed for problem in found)
    else:
        shelf, cards, found = kept
        problems.extend(found)
        if read.archive is not None:
            memory = Memory(shelf.path.parent, read.archive, shelf)
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
    archives: dict[Edition, Archive] = {}
    if authority is not None:
        problems.extend(check.problems(cards, shelf, authority))
        if not is_error(problems):
            both = {
                edition: selected(cards, shelf, authority, edition, stored, logs.get(edition, ()))
                for edition in Edition
            }
            settled, seen = memory.settled(both, cards, authority) if memory else _settled(both, cards, authority)
            archives = {edition: each.archive for edition, each in settled.items()}
            problems.extend(seen)
            for each in both.values():
                if source := read.logs.get(LOGS[each.edition]):
                    problems.extend(check.lost_addresses(each, source.path))
            if source := read.logs.get(LOGS[Edition.PUBLIC]):
                problems.extend(check.logged_bodies(logs[Edition.PUBLIC], authority, source.path))
    told = tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message)))
    return Checked(cards, shelf, authority, stored, logs, told, archives, memory)


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
            archive = checked.archives[edition]
            own = checked.authority.settings.search.pagefind
            pagefind = project / own if own else None
            index = partial(build_index, executable=pagefind, work=work) if search else None
            fill = partial(_fill, archive, theme, say, jobs, index)
            staged[edition] = stages.enter_context(stage(fill, target, work, sign))
            say(f"{edition}: publishing {len(staged[edition].manifest.entries)} files to {target}")
        put_out(staged.values(), say)
    return {edition: each.manifest for edition, each in staged.items()}


Index = Callable[[Iterable[IndexDoc]], Mapping[str, bytes]]
Content = bytes | StoredFile | Iterable[bytes]
"""Of a file of a site, whole or in pieces; a stored file stands for its bytes, which are published as they are."""


def edition_files(
    holdings: Holdings, theme: Theme, say: Say, index: Index | None = None
) -> dict[str, bytes | StoredFile]:
    """Every file of an edition by its path from the site's root; from nothing but its holdings and the theme."""
    files: dict[str, bytes | StoredFile] = {}

    def put(name: str, content: Content) -> str:
        assert name not in files, f"two pages have one URL: {name}"
        files[name] = content if isinstance(content, bytes | StoredFile) else b"".join(content)
        return name

    _make(resolve(holdings), theme, say, 1, index, put)
    return files


def _fill(archive: Archive, theme: Theme, say: Say, jobs: int, index: Index | None, site: Path) -> list[File]:
    """Writes the files of an edition into the folder of a site."""
    return _make(archive, theme, say, jobs, index, partial(write, site))


def _make(
    archive: Archive, theme: Theme, say: Say, jobs: int, index: Index | None, put: Callable[[str, Content], R]
) -> list[R]:
    """Makes every file of an edition and puts it in its place; gives what `put` says of each."""
    holdings = archive.holdings
    interface = language(holdings.settings.language)
    site = Site(archive, interface)
    own = Theme(theme.folders, interface)
    own.compile()
    say(f"{holdings.edition}: {len(holdings.directives)} directives and what leads to them")

    def made(name: str) -> tuple[list[tuple[str, R]], tuple[str, ...]]:
        part = site.part(name)
        return [(sheet.url, put(file_of(sheet.url), render(sheet.make(), own))) for sheet in part.sheets], part.lines

    done: list[tuple[str, R]] = []
    with ExitStack() as held:
        data = {url: held.enter_context(TemporaryFile()) for url in LINES}
        for pages, lines in chunked(made, site.chunks, jobs):
            done.extend(pages)
            for file, text in zip(data.values(), lines, strict=False):
                file.write(text.encode())
        for url, file in data.items():
            file.seek(0)
            done.append((url, put(file_of(url), iter(partial(file.read, _CHUNK), b""))))
    put_out = [told for _, told in done]
    put_out.extend(put(file_of(page.url), render(page, own)) for page in site.last({url for url, _ in done}))
    files: dict[str, Content] = {}
    files.update((f"{face.id}/{file.name}", file.stored) for face in holdings.directives for file in face.files)
    files.update(asset_files(theme, internal=holdings.edition is Edition.INTERNAL))
    if index:
        say(f"{holdings.edition}: indexing {len(holdings.directives)} directives")
        files.update(index(index_docs(archive, interface)))
    put_out.extend(put(name, content) for name, content in files.items())
    return put_out


_CHUNK = 1024 * 1024


def _kept(
    work: Path, entries: Sequence[Entry], lexicon: Lexicon, jobs: int, say: Say
) -> tuple[Store, tuple[Card, ...], tuple[Problem, ...]] | None:
    try:
        return cached(work, entries, lexicon, jobs)
    except (OSError, Damaged) as error:
        say(f"{work}: nothing can be kept there, so all is read anew: {error}")
        return None


def _settled(
    editions: Mapping[Edition, Holdings], cards: Sequence[Card], authority: Authority
) -> tuple[dict[Edition, Settlement], list[Problem]]:
    """As `Memory.settled`, where nothing is kept."""
    found = {edition: settle(holdings) for edition, holdings in editions.items()}
    return found, check.warnings(cards, found[Edition.INTERNAL], found[Edition.PUBLIC], authority)[0]


def _parsed(lexicon: Lexicon, entry: Entry) -> tuple[Directive | None, tuple[Problem, ...]]:
    source, _, problems = read_entry(entry)
    return parse(source, lexicon) if source is not None else (None, problems)
