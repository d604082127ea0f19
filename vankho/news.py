"""What a build has changed, and what a keeper should look at after it: two states in, lines or JSON out.

The lines name documents of the internal edition: they are for whoever keeps the archive, never for a public log.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from vankho.problem import Problem, Severity
from vankho.resolve import Archive, Cited, Settled, Settlement, State
from vankho.said import NOTHING, Said, any_of, one_line, shortened, told, verbatim
from vankho.ties import joining

MOST = 10
"""Lines of one kind that are told."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Files that are others than they were."""

    new: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.removed


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become another in an edition since it was last built."""

    pages: Counts = Counts()
    others: Counts = Counts()
    """Data, files of the search index, scans and the like."""

    def line(self, edition: str) -> Said:
        """
        >>> str(Changes(Counts(3, 12, 1), Counts(changed=4)).line("public"))
        'public: 3 pages new, 12 changed, 1 removed; 4 other files'
        >>> str(Changes(Counts(1)).line("public"))
        'public: 1 page new, 0 changed, 0 removed'
        """
        pages, others = self.pages, self.others.total
        more = told("; %(count)s other files", count=others) if others > 1 else NOTHING
        return told(
            "%(edition)s: %(new)s new, %(changed)s changed, %(removed)s removed%(more)s",
            edition=verbatim(edition),
            new=told("1 page") if pages.new == 1 else told("%(count)s pages", count=pages.new),
            changed=pages.changed,
            removed=pages.removed,
            more=told("; 1 other file") if others == 1 else more,
        )


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """Compares the files of an edition, SHA-256 by path."""
    new = now.keys() - before.keys()
    changed = [path for path, digest in now.items() if before.get(path, digest) != digest]
    removed = before.keys() - now.keys()
    found = [[0, 0, 0], [0, 0, 0]]
    for kind, paths in enumerate((new, changed, removed)):
        for path in paths:
            found[not path.endswith(".html")][kind] += 1
    return Changes(Counts(*found[0]), Counts(*found[1]))


@dataclass(frozen=True, slots=True)
class NewlyWanted:
    """A document that is cited and not held, and was not cited before, or was held."""

    id: str
    title: str
    cited_by: tuple[str, ...]
    """Newest first."""

    def said(self) -> Said:
        first, *others = self.cited_by or ("",)
        more = told(" and %(count)s more", count=len(others)) if others else NOTHING
        by = told(" (cited by %(first)s%(more)s)", first=first, more=more) if first else NOTHING
        return told("%(id)s: %(title)s%(by)s", id=self.id, title=self.title, by=by)


@dataclass(frozen=True, slots=True)
class NewlyResolved:
    """A citation that was there and has found its document."""

    by: str
    document: str

    def said(self) -> Said:
        return verbatim(f"{self.by}: {self.document}")


@dataclass(frozen=True, slots=True)
class NewlyAmbiguous:
    """A citation that may mean several documents, and did not before."""

    by: str
    quote: str
    candidates: tuple[str, ...]

    def said(self) -> Said:
        return told(
            "%(by)s: %(quote)s (%(candidates)s)", by=self.by, quote=self.quote, candidates=any_of(self.candidates)
        )


@dataclass(frozen=True, slots=True)
class News:
    """What citations mean now that they did not mean at the last build."""

    wanted: tuple[NewlyWanted, ...] = ()
    resolved: tuple[NewlyResolved, ...] = ()
    ambiguous: tuple[NewlyAmbiguous, ...] = ()
    all_wanted: int = 0
    """Documents that are cited and not held."""
    all_ambiguous: int = 0
    """Citations that may mean several documents."""
    is_first: bool = True
    """Nothing is known of an earlier build, so there is nothing but counts."""

    def lines(self) -> Iterator[Said]:
        """For a keeper; none where there is nothing to look at."""
        if self.is_first:
            if self.all_wanted or self.all_ambiguous:
                wanted, ambiguous = self.all_wanted, self.all_ambiguous
                yield told(
                    "%(wanted)s, %(ambiguous)s",
                    wanted=told("1 document is cited and not held")
                    if wanted == 1
                    else told("%(count)s documents are cited and not held", count=wanted),
                    ambiguous=told("1 citation is ambiguous")
                    if ambiguous == 1
                    else told("%(count)s citations are ambiguous", count=ambiguous),
                )
            return
        for heading, news in (
            (told("now cited and not held (%(count)s):", count=len(self.wanted)), self.wanted),
            (told("now resolved (%(count)s):", count=len(self.resolved)), self.resolved),
            (told("now ambiguous (%(count)s):", count=len(self.ambiguous)), self.ambiguous),
        ):
            yield from _shown(heading, [each.said() for each in news])


@dataclass(frozen=True, slots=True)
class BuiltEdition:
    """An edition that was built."""

    path: Path
    files: int
    bytes: int
    changes: Changes | None
    """None where it was not there before."""

    def line(self) -> Said:
        size = f"{self.bytes / 1_000_000:.1f}"
        return told("%(path)s: %(files)s files, %(size)s MB", path=self.path.as_posix(), files=self.files, size=size)


@dataclass(frozen=True, slots=True)
class Report:
    """All that a build has to tell."""

    editions: Mapping[str, BuiltEdition]
    """By name; empty where nothing was written."""
    problems: Sequence[Problem]
    news: News | None

    def lines(self) -> Iterator[Said]:
        """What was built, and how it differs, if it does."""
        for edition, built in self.editions.items():
            yield built.line()
            if built.changes and built.changes != Changes():
                yield built.changes.line(edition)

    def unchanged(self) -> "Report":
        """As it is told by a build that has nothing to do."""
        editions = {name: replace(each, changes=Changes()) for name, each in self.editions.items()}
        found = self.news or News()
        return replace(self, editions=editions, news=News((), (), (), found.all_wanted, found.all_ambiguous, False))

    def json(self) -> str:
        """One object; what only a later build can tell is null."""
        severities = [problem.severity for problem in self.problems]
        anew = self.news if self.news and not self.news.is_first else None
        editions = self.editions.items()
        return json.dumps(
            {
                "editions": {name: asdict(each) | {"path": each.path.as_posix()} for name, each in editions},
                "errors": severities.count(Severity.ERROR),
                "warnings": severities.count(Severity.WARNING),
                "wanted": self.news.all_wanted if self.news else None,
                "ambiguous": self.news.all_ambiguous if self.news else None,
                "newly_wanted": [asdict(each) for each in anew.wanted] if anew else None,
                "newly_resolved": [asdict(each) for each in anew.resolved] if anew else None,
                "newly_ambiguous": [asdict(each) for each in anew.ambiguous] if anew else None,
            },
            ensure_ascii=False,
        )


def news(prior: State | None, found: Settlement) -> News:
    """What is new in an edition; `prior` is what was decided before, None where nothing is known of it."""
    archive, now = found.archive, found.state
    all_ambiguous = sum(map(len, archive.ambiguous.values()))
    if prior is None:
        return News(all_wanted=len(now.wanted), all_ambiguous=all_ambiguous)
    decided = [
        (each, prior.settled.get(each), now.settled[each]) for each in sorted(found.decided & now.settled.keys())
    ]
    resolved = [
        NewlyResolved(by, cited.id or "")
        for by, before, settled in decided
        if before
        for cited in _newly(before, settled, is_same=prior.versions[by] == now.versions[by])
        if cited.is_held
    ]
    ambiguous = [
        NewlyAmbiguous(by, _quoted(archive, by, settled, cited), cited.candidates)
        for by, before, settled in decided
        for cited in (
            _newly(before, settled, is_same=prior.versions[by] == now.versions[by]) if before else settled.cited
        )
        if cited.is_ambiguous
    ]
    return News(
        tuple(_wanted(prior, archive)),
        tuple(dict.fromkeys(resolved)),
        tuple(dict.fromkeys(ambiguous)),
        len(now.wanted),
        all_ambiguous,
        is_first=False,
    )


def _wanted(prior: State, archive: Archive) -> Iterator[NewlyWanted]:
    known = set(prior.wanted)
    known.update(new for old, new in archive.moved.items() if old in known)  # more is known of it, that is all
    for document_id, document in archive.wanted.items():
        if document_id not in known:
            by = archive.cited_by.get(document_id, ())
            yield NewlyWanted(document_id, _line(document.title), tuple(dict.fromkeys(each.by for each in by)))


def _newly(before: Settled, now: Settled, *, is_same: bool) -> Iterator[Cited]:
    """The citations that mean something else than before; of a text that is not the same, those whose like was there in
    another state, or that are ambiguous as none was."""
    if is_same and len(before.cited) == len(now.cited):
        for old, new in zip(before.cited, now.cited, strict=True):
            if old.state != new.state:
                yield new
        return
    held = {cited.id for cited in before.cited if cited.is_held}
    open_keys = {key for cited in before.cited if not cited.is_held for key in (*cited.keys, *joining(cited.keys))}
    choosers = {cited.id for cited in before.cited if cited.is_ambiguous}
    for new in now.cited:
        found = new.is_held and new.id not in held and not open_keys.isdisjoint((*new.keys, *joining(new.keys)))
        if found or (new.is_ambiguous and new.id not in choosers):
            yield new


def _quoted(archive: Archive, by: str, settled: Settled, cited: Cited) -> str:
    citation = archive.holdings.letters.holding(by).citations[settled.cited.index(cited)]
    return _line(citation.found.quote)


def _line(text: str) -> str:
    return one_line(shortened(" ".join(text.split()), 200))


def _shown(heading: Said, lines: Sequence[Said]) -> Iterable[Said]:
    if not lines:
        return
    yield heading
    yield from (told("  %(line)s", line=line) for line in lines[:MOST])
    if len(lines) > MOST:
        yield told("  and %(count)s more", count=len(lines) - MOST)
