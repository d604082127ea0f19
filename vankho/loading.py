"""Content in, everything that is known of it out: what is wrong, and what its citations mean in each edition."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from vankho import check
from vankho.authority import Authority, read_authority
from vankho.built import Built, kept_at
from vankho.cached import cached, files_of, keep_files
from vankho.cards import Card, Cards, Front, InMemory, Shelf, card, directive_ids, file_key
from vankho.crew import Cluster, ClusterFailed, Crew, aside, is_worth_spreading, spread
from vankho.directive import Directive
from vankho.doubts import Looked, look, warnings
from vankho.edition import OpenFaces, merged, selected, selected_before
from vankho.holdings import Edition, Faces, Holdings
from vankho.language import language
from vankho.lazy import Lazy
from vankho.lexicon import EMPTY, Lexicon
from vankho.memory import Memory, look_ahead
from vankho.model import Issuer, LogEntry, StoredFile, bare
from vankho.news import News, news
from vankho.problem import Place, Problem, is_error
from vankho.publog import LOGS, read_log
from vankho.read import Content, Entry, read_content, read_entry, read_files
from vankho.render import Theme
from vankho.resident import Resident
from vankho.resolve import Settlement, settle
from vankho.said import Say, told
from vankho.store import FEW, Damaged, Store
from vankho.twin import Twins


@dataclass(frozen=True, slots=True)
class Checked:
    """Content that was read, with everything that is wrong in it."""

    cards: Sequence[Card]
    shelf: Shelf
    authority: Authority | None
    stored: Mapping[str, StoredFile]
    """The files that directives name, by their names inside content/."""
    logs: Mapping[Edition, tuple[LogEntry, ...]]
    """The publication logs."""
    problems: tuple[Problem, ...]
    """Sorted by place."""
    shown: Mapping[Edition, Holdings]
    """What each edition may show, selected when it is asked for; empty where there are errors in the files."""
    settled: Mapping[Edition, Settlement]
    """What each edition's citations mean, decided when it is asked for; empty where `shown` is."""
    memory: Memory | None = None
    """What is kept of earlier builds; None where nothing is."""
    news: News | None = None
    """What a keeper should look at; None before it is `noticed`."""

    @property
    def sound(self) -> bool:
        """Whether there is no error, so that it can be built."""
        return self.authority is not None and not is_error(self.problems)

    @property
    def sound_but_for_log(self) -> bool:
        """Whether there is no error but what `record` mends."""
        return self.authority is not None and not is_error(p for p in self.problems if p.code != "lost-address")

    def fronts(self) -> Iterator[tuple[Card, Front]]:
        """The directives but for their texts, one after the other."""
        return ((card, self.shelf.front(card.path)) for card in self.cards)

    def holdings(self, edition: Edition) -> Holdings:
        """What an edition may show of sound content."""
        if edition in self.shown:
            return self.shown[edition]
        assert self.authority is not None
        return selected(self.cards, self.shelf, self.authority, edition, self.stored, self.logs.get(edition, ()))

    def noticed(self, notices: "Notices") -> "Checked":
        """With what a keeper should look at."""
        return replace(self, problems=_in_order((*self.problems, *notices.problems)), news=notices.news)


class Notices(NamedTuple):
    """What a keeper should look at, and no build waits for."""

    problems: tuple[Problem, ...]
    """Warnings."""
    news: News


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a build can look at while it is not yet known what the content says."""

    theme: Theme
    twins: Twins
    editions: Sequence[Edition]

    def look(self, authority: Authority | None, store: Store) -> None:
        """Compiles what most pages are made with, and reads what is kept; another process may read letters."""
        if authority is not None:
            self.theme.spoken(language(authority.settings.language)).compile(_MOST_USED)
        for edition in self.editions:
            look_ahead(store, edition)
            store.look_ahead(kept_at(store.path.parent, edition), Built)


_MOST_USED = (
    "base.html",
    "macros.html",
    "notices.html",
    "directive.html",
    "diagram.html",
    "home.html",
    "overview.html",
)


def load(
    content: Path,
    say: Say,
    jobs: Crew = 1,
    work: Path | None = None,
    *,
    warn: bool = True,
    ahead: Ahead | None = None,
    resident: Resident | None = None,
) -> Checked:
    """Reads, parses and checks a content folder; every problem of every file in one run.

    In the folder `work` it keeps what it has read, and reads only what is new; without it, all is kept in memory.
    Where it need not `warn`, no `notices` are taken, and an edition is decided only when it is asked for. A process
    that stays hands in what it had `resident` the last time, of the same folders.
    """
    read = read_content(content)
    say(told("reading %(count)s directives from %(folder)s", count=len(read.entries), folder=content.as_posix()))
    problems = list(read.problems)
    authority: Authority | None = None
    if read.archive is not None:
        authority, found = read_authority(read.archive.text, read.archive.path)
        problems.extend(found)
    lexicon = authority.lexicon if authority else EMPTY
    shelf: Shelf
    cards: Sequence[Card]
    memory: Memory | None = None
    meanwhile = partial(ahead.look, authority) if ahead else None
    before = resident.store if resident else None
    kept = _kept(work, read.entries, lexicon, jobs, say, meanwhile, before) if work else None
    if kept is None and isinstance(jobs, Cluster):
        raise ClusterFailed(f"a cluster reads what is kept in {work}, and nothing can be kept there")
    if kept is None:
        parsed = spread(partial(_parsed, lexicon), read.entries, jobs)
        directives = {each.path: each for each, _ in parsed if each is not None}
        shelf, cards = InMemory(directives), tuple(map(card, directives.values()))
        problems.extend(problem for _, found in parsed for problem in found)
        paths = list(directives)
        entries = [
            (file_key(path, entry), each.places["files"])
            for path, each in directives.items()
            for entry in map(bare, each.files)
        ]
    else:
        shelf, known = kept, kept.known()
        problems.extend(problem for entry in read.entries for problem in known[entry.name].problems)
        paths = [entry.name for entry in read.entries if known[entry.name].is_directive]
        entries = [
            (name, Place(entry.shown, line, column))
            for entry in read.entries
            for name, line, column in known[entry.name].files
        ]
        cards = Cards(paths, kept.cards)
        if read.archive is not None:
            memory = Memory(kept.path.parent, content.resolve().name, read.archive, kept, paths, resident)
        if resident is None:
            kept.forget_known()
    known_files = files_of(work) if work and kept and entries else {}
    stored, found = read_files(read.others, entries, _unread(read, paths), known_files)
    if work and kept and (stored or known_files):
        keep_files(work, read.others, stored)
    problems.extend(found)
    logs, wrong = _logs(read)
    problems.extend(wrong)
    if resident:
        resident.keep(memory.store if memory else None, memory and memory.whole, read.archive, stored, logs)
    checked = Checked(cards, shelf, authority, stored, logs, tuple(problems), {}, {}, memory)
    if authority is not None:
        checked = _settled(checked, authority, read, resident)
    checked = replace(checked, problems=_in_order(checked.problems))
    if warn and checked.settled:
        return _warned(checked, jobs)
    if memory and not checked.sound:  # or else it is kept by who builds
        memory.keep_rest()
    return checked


def _warned(checked: Checked, jobs: Crew) -> Checked:
    with _looking(checked, jobs) as seen:
        return checked.noticed(notices(checked, seen))


def _settled(checked: Checked, authority: Authority, read: Content, resident: Resident | None) -> Checked:
    """With what is wrong in all files together, and, where nothing is, what the editions' citations mean."""
    cards, shelf, memory, logs = checked.cards, checked.shelf, checked.memory, checked.logs
    problems = list(checked.problems)
    known = memory.ids(authority) if memory else None
    ids = known or directive_ids(cards, authority.types)
    if not known:
        wrong = check.problems(cards, shelf, authority, ids)
        problems.extend(wrong)
        if memory and not wrong:
            memory.sound(cards, ids)
    if is_error(problems):
        return replace(checked, problems=tuple(problems))
    of_edition = partial(_selected, checked, authority, ids, OpenFaces())
    shown = partial(resident.shown, of_edition, shelf) if resident else of_edition
    both = Lazy({edition: edition for edition in Edition}, shown)
    for edition in Edition:
        if source := read.logs.get(LOGS[edition]):
            problems.extend(check.lost_addresses(both[edition], source.path))
    if source := read.logs.get(LOGS[Edition.PUBLIC]):
        problems.extend(check.logged_bodies(logs[Edition.PUBLIC], authority, source.path))
    settled = Lazy(both, memory.settled if memory else settle)
    return replace(checked, problems=tuple(problems), shown=both, settled=settled)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message)))


@contextmanager
def _looking(checked: Checked, jobs: Crew) -> Iterator[Callable[[], Iterable[Looked]]]:
    """At a first build of many directives has another process look at each by itself, while it is decided what their
    citations mean; gives what waits for what there was to be seen."""
    memory, shown = checked.memory, checked.shown
    is_much = is_worth_spreading(len(checked.cards)) and jobs != 1
    if memory is None or not is_much or memory.knows(Edition.INTERNAL):
        yield lambda: (memory.look if memory else look)(shown[Edition.INTERNAL])
        return
    shown[Edition.PUBLIC]  # first: the other takes of it what both show
    with memory.looking(shown[Edition.INTERNAL], jobs) as seen:
        yield seen


def notices(checked: Checked, seen: Callable[[], Iterable[Looked]]) -> Notices:
    """What a keeper should look at in content without errors in its files; none of it hinders a build. `seen` gives
    what there was to `look` at."""
    assert checked.authority is not None
    public, internal = (checked.settled[edition] for edition in (Edition.PUBLIC, Edition.INTERNAL))  # in this order
    memory = checked.memory
    if memory is None:
        empty = (each.source for each in checked.cards if each.is_empty)
        return Notices(tuple(warnings(empty, internal, public, checked.authority, seen())[0]), news(None, internal))
    found = memory.warnings(internal, public, checked.authority, seen())
    memory.notice(found, memory.news)
    memory.keep_rest()
    return Notices(tuple(found), memory.news)


_MOST_AT_ONCE, _MOST_AGAIN = 20_000, 40_000
"""Letters with which three processes need some 0.9 GB together at a first build, two some 1.0 GB after a change."""


@contextmanager
def noticing(checked: Checked, editions: Iterable[Edition], jobs: Crew) -> Iterator[Callable[[], Notices]]:
    """Has another process take the `notices` while these editions are built; gives what waits for them. Where nothing
    but texts is another they are as they were.

    Of a very large archive they are taken afterwards: another process would need as much memory as each of those that
    make pages.
    """
    memory = checked.memory
    is_again = memory is not None and memory.knows(Edition.INTERNAL)
    is_light = len(checked.cards) <= (_MOST_AGAIN if is_again else _MOST_AT_ONCE)
    with _looking(checked, jobs) as seen:
        for edition in dict.fromkeys((Edition.PUBLIC, *editions)):  # the internal edition goes on from the public one
            checked.settled[edition]
        if memory:
            memory.store.forget_cards()  # of which the editions show what they show
        if memory and (before := memory.noticed()):
            memory.keep_rest()
            yield lambda: Notices(*before)
            return
        with aside(partial(notices, checked, seen), jobs if is_light else 1) as taken:
            yield taken


def _kept(
    work: Path,
    entries: Sequence[Entry],
    lexicon: Lexicon,
    jobs: Crew,
    say: Say,
    meanwhile: Callable[[Store], None] | None,
    before: Store | None,
) -> Store | None:
    try:
        return cached(work, entries, lexicon, jobs, say, meanwhile, before)
    except (OSError, Damaged) as error:
        say(told("%(folder)s: nothing can be kept there, so all is read anew: %(why)s", folder=work, why=error))
        return None


def _unread(read: Content, paths: Iterable[str]) -> list[Entry]:
    """The directives in which something is wrong by itself."""
    known = set(paths)
    return [each for each in read.entries if each.name not in known]


def _logs(read: Content) -> tuple[Mapping[Edition, tuple[LogEntry, ...]], list[Problem]]:
    logs: dict[Edition, tuple[LogEntry, ...]] = {}
    problems: list[Problem] = []
    for edition in Edition:
        if source := read.logs.get(LOGS[edition]):
            logs[edition], found = read_log(source)
            problems.extend(found)
    return logs, problems


def _selected(
    checked: Checked, authority: Authority, ids: Mapping[str, str], open_faces: OpenFaces, edition: Edition
) -> Holdings:
    shelf, stored, memory, log = checked.shelf, checked.stored, checked.memory, checked.logs.get(edition, ())
    shown = memory.shown(edition) if memory else None
    changed, gone = memory.since(shown.cards) if memory and shown else (set[str](), set[str]())
    if memory is None or shown is None or len(changed) > FEW:
        holdings = selected(checked.cards, shelf, authority, edition, stored, log, ids, open_faces)
    else:
        anew = memory.store.cards(sorted(changed)).values()
        new = selected(anew, shelf, authority, edition, stored, (), ids).directives if changed else ()

        def faces(bodies: Mapping[str, Issuer]) -> Faces:
            assert shown
            return merged(shown.faces(authority.types, stored, bodies), changed | gone, new)

        holdings = selected_before(faces, shelf, authority, edition, log)
        if not changed and not gone:
            return holdings
    if memory:
        memory.show(holdings, stored)
    return holdings


def _parsed(lexicon: Lexicon, entry: Entry) -> tuple[Directive | None, tuple[Problem, ...]]:
    from vankho.parse import parse

    source, _, problems = read_entry(entry)
    return parse(source, lexicon) if source is not None else (None, problems)
