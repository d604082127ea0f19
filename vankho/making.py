"""The files of an edition: all of them, or those that have become others since an earlier build."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import blake2b
from itertools import accumulate, chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol

from vankho.built import Built, MadePart, number, packed, readers, unpacked
from vankho.crew import Crew, chunked, watched
from vankho.holdings import Edition, Face, Holdings
from vankho.index import Home, Indexer, Part, Sheet, cut
from vankho.language import language
from vankho.model import StoredFile
from vankho.packing import is_packed, is_worth, packer
from vankho.page import ALL, LINES, LOG, WANTED, WHOLE, IndexDocs, Site, address, neighbours
from vankho.page.site import Part as PagePart
from vankho.publish import File
from vankho.render import Theme, asset_files, file_of, render
from vankho.resolve import CARD, Archive
from vankho.said import Say, told, verbatim
from vankho.store import Versions

Index = Callable[[], Indexer]
Content = bytes | StoredFile | Iterable[bytes]
"""Of a file of a site, whole or in pieces; a stored file stands for its bytes, which are published as they are."""
Put = Callable[[str, Content], File]
"""Puts a file in its place by its path from the site's root."""

Done = tuple[str, MadePart, tuple[str, ...]]
"""A part of a site by its name, and what it has in each of the data files."""

_CHUNK = 1024 * 1024


class Afar(Protocol):
    """Makes the same as this process does, in another; it can be pickled."""

    def part(self, name: str) -> Done:
        """As `parts` gives it."""

    def index_part(self, home: Home, group: Sequence[str]) -> tuple[Part, list[str]]:
        """As `index_part`, for the index whose home it is."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A site that is there, and what has become another since it was built."""

    built: Built
    facts: frozenset[str]
    """Those of `memory.Pending`."""
    site: Path
    """Where its files are, to be read and replaced."""
    known: Mapping[str, File]
    """Every file but the manifest and its signature, by path."""

    @classmethod
    def of(cls, built: Built, facts: frozenset[str], site: Path) -> "Earlier":
        return cls(built, facts, site, {each.path: each for each in built.files()})


class _Gathered:
    """Parts as they are made, and what they have in the data files."""

    def __init__(self, held: ExitStack) -> None:
        self.made: dict[str, MadePart] = {}
        self.data = [held.enter_context(TemporaryFile()) for _ in LINES]  # noqa: SIM115 - `held` closes them

    def take(self, done: Done) -> None:
        name, part, lines = done
        self.made[name] = part
        for file, text in zip(self.data, lines, strict=False):
            file.write(text.encode())


@dataclass(slots=True)
class Outcome:
    """What was made."""

    parts: dict[str, MadePart]
    others: list[File]
    versions: Mapping[str, bytes]
    around: Mapping[str, tuple[str, str]]
    bodies: Mapping[str, bytes]
    rows: Mapping[str, bytes]
    docs: Mapping[str, str]
    log: bytes
    templates: Mapping[str, bytes]
    changed: set[str] = field(default_factory=set)
    """Paths of the files that were put in their places."""
    packed: list[File] = field(default_factory=list)
    """Those beside others (`pack`)."""

    def files(self) -> Iterator[File]:
        """Every file."""
        for part in self.parts.values():
            yield from part.files
        yield from self.others
        yield from self.packed


def pack(outcome: Outcome, kinds: Iterable[str], site: Path, put: Put, earlier: Earlier | None, threads: int) -> None:
    """Packs what was made beside itself, for each of the `kinds`; of an `earlier` site what is as it was stays."""
    packers = {kind: packer(kind) for kind in kinds}
    known = earlier.known if earlier else {}

    def packed(file: File, kind: str) -> File:
        path = f"{file.path}.{kind}"
        before, same = known.get(file.path), known.get(path)
        if before is not None and same is not None and before.sha256 == file.sha256:
            return same
        with (site / file.path).open("rb") as content:
            new = put(path, packers[kind](iter(partial(content.read, _CHUNK), b""), file.bytes))
        outcome.changed.add(path)
        return File(path, new.sha256, new.bytes)

    todo = [(file, kind) for file in outcome.files() if is_worth(file.path, file.bytes) for kind in packers]
    with ThreadPoolExecutor(threads) as pool:  # the libraries let others work meanwhile
        outcome.packed.extend(pool.map(packed, *zip(*todo, strict=True)) if todo else ())


def make(
    archive: Archive,
    theme: Theme,
    say: Say,
    crew: Crew,
    index: Index | None,
    put: Put,
    versions: Mapping[str, Versions],
    earlier: Earlier | None = None,
    afar: Afar | None = None,
) -> Outcome:
    """Makes every file of an edition and puts it in its place; after an `earlier` build only what has become another.

    `versions` are those of the directives, by id; without them nothing can be told to be the same by a later build.
    A cluster is given `afar`.
    """
    return Making(archive, theme, say, crew, put, versions, earlier, afar).outcome(index)


def parts(
    archive: Archive, theme: Theme, put: Put, versions: Mapping[str, Versions], earlier: Earlier | None
) -> Callable[[str], Done]:
    """What makes a part of the edition, by its name, for another process that makes the edition."""
    return Making(archive, theme, lambda _: None, 1, put, versions, earlier).part


def index_part(docs: IndexDocs, indexer: Indexer, group: Sequence[str]) -> tuple[Part, list[str]]:
    """The part of the search index that has these documents, and the digest of each."""
    return indexer.part([Sheet.of(docs.doc(each)) for each in group])


class Making:
    """An edition that is being made: by itself (`outcome`), or the public one together with the internal (`both`)."""

    def __init__(
        self,
        archive: Archive,
        theme: Theme,
        say: Say,
        crew: Crew,
        put: Put,
        versions: Mapping[str, Versions],
        earlier: Earlier | None,
        afar: Afar | None = None,
    ) -> None:
        self._archive = archive
        self._say = say
        self._crew = crew
        self._afar = afar
        self._language = language(archive.holdings.settings.language)
        self._theme = theme.spoken(self._language)
        self._put = put
        self._earlier = earlier
        self._before: Mapping[str, MadePart] = earlier.built.parts if earlier else {}
        self._known: Mapping[str, File] = earlier.known if earlier else {}
        faces = archive.holdings.directives
        known = {each: versions[each] for each in faces.ids if each in versions}
        known |= {each: _with_files(known[each], faces.by_id[each]) for each in faces.having_files if each in known}
        self._versions = {each: b"".join(version) for each, version in known.items()}
        self._site = Site(archive, self._language, {each: version.card for each, version in known.items()})
        names = self._site.names
        is_same = earlier is not None and _cards(earlier.built.versions) == _cards(self._versions)
        names.neighbours = earlier.built.around if earlier and is_same else neighbours(faces.filed.values())
        self._around = names.neighbours
        self._log = blake2b(repr(archive.holdings.log).encode(), digest_size=8).digest()
        self._bodies = _bodies(archive.holdings)
        self._changed_bodies = _differing(earlier.built.bodies, self._bodies) if earlier else frozenset()
        self._templates: Mapping[str, bytes] = {}
        if earlier and earlier.built.theme == theme.digest:
            self._templates = earlier.built.templates
        elif versions:
            self._templates = self._theme.templates
        self._touched = self._facts(earlier.built, earlier.facts) if earlier else frozenset()
        if earlier:
            changed = {fact[2:] for fact in self._touched if fact.startswith(_OF_A_ROW)}
            names.rows.update((each, row) for each, row in earlier.built.rows.items() if each not in changed)
            if ALL not in self._touched:
                self._site.kept = {name: part.inputs for name, part in self._before.items() if part.inputs}
        self._numbers = frozenset(map(number, self._touched))
        self._changed: set[str] = set()

    def _facts(self, built: Built, facts: frozenset[str]) -> frozenset[str]:
        """Every fact that has become another."""
        found = {*facts, *self._others(built.versions, built.around, self._changed_bodies)}
        are_texts = all(fact.startswith(_OF_A_TEXT) for fact in found)
        if not are_texts or self._changed_bodies or built.log != self._log:
            found.add(ALL)
        found.update(map(_template, _differing(built.templates, self._templates)))
        return frozenset(found)

    def _others(
        self, versions: Mapping[str, bytes], around: Mapping[str, tuple[str, str]], bodies: frozenset[str]
    ) -> Iterator[str]:
        """The facts of directives that are not what they were, by these; and what tells of other bodies."""
        for each in versions.keys() | self._versions.keys():
            old, new = versions.get(each, b""), self._versions.get(each, b"")
            if old != new:
                a, b = Versions.of(old) if old else None, Versions.of(new) if new else None
                if not (a and b and a.card == b.card):
                    yield f"f:{each}"
                if not (a and b and a.card + a.front == b.card + b.front):
                    yield f"h:{each}"
                yield f"b:{each}"
            if around.get(each) != self._around.get(each):
                yield f"s:{each}"
        if not bodies:
            return
        for face in self._archive.holdings.directives:
            if not bodies.isdisjoint(body.key for body in (face.issuer, *face.co_issuers)):
                yield from _of_a_directive(face.id)
        for each, document in self._archive.wanted.items():
            if document.issuer and document.issuer.key in bodies:
                yield f"w:{each}"

    def outcome(self, index: Index | None) -> Outcome:
        holdings = self._archive.holdings
        chunks = self._chunks()
        if not self._earlier:
            self._theme.compile()
        count, edition = len(holdings.directives), verbatim(holdings.edition)
        if self._earlier:
            groups = sum(map(len, chunks))
            self._say(
                told(
                    "%(edition)s: %(count)s directives, %(groups)s groups of pages to make",
                    edition=edition,
                    count=count,
                    groups=groups,
                )
            )
        else:
            self._say(told("%(edition)s: %(count)s directives and what leads to them", edition=edition, count=count))
        afar = self._afar.part if self._afar else None
        with ExitStack() as held:
            gathered = _Gathered(held)
            done = chunked(self.part, chunks, self._crew, afar=afar)
            stage = told("%(edition)s: pages", edition=edition)
            for each in watched(done, sum(map(len, chunks)), self._say, stage):
                gathered.take(each)
            return self.ended(gathered, index)

    def both(
        self, internal: "Making", facts: Iterable[str], indexes: tuple[Index | None, Index | None]
    ) -> tuple[Outcome, Outcome]:
        """Makes this, the public edition, and the internal one, each for the first time.

        Of what means the same in both, what a page shows is gathered once, in this one, and rendered for each. `facts`
        are those that were decided otherwise, and those of directives of which they show not the same.
        """
        ours, theirs = ({name for chunk in each._site.chunks for name in chunk} for each in (self, internal))
        bodies = _differing(self._bodies, internal._bodies)
        differing = frozenset(map(number, (*facts, *internal._others(self._versions, self._around, bodies))))
        apart = {WHOLE, LOG, *self._site.registers}

        def parts(name: str) -> tuple[Done | None, Done | None]:
            if name not in ours or name not in theirs or name in apart:
                return (self.part(name) if name in ours else None), (internal.part(name) if name in theirs else None)
            part = self._site.part(name)
            is_same = differing.isdisjoint(map(number, part.reads))
            return self._rendered(name, part), internal._rendered(name, part) if is_same else internal.part(name)

        # directives come in the order of the internal edition, of which the public one's is a part
        chunks = [
            *internal._site.chunks,
            *((name,) for chunk in self._site.chunks for name in chunk if name not in theirs),
        ]
        self._theme.compile()
        count = len(internal._archive.holdings.directives)
        self._say(told("both editions: %(count)s directives and what leads to them", count=count))
        with ExitStack() as held:
            gathered = _Gathered(held), _Gathered(held)
            done = chunked(parts, chunks, self._crew)
            for pair in watched(done, sum(map(len, chunks)), self._say, told("both editions: pages")):
                for each, into in zip(pair, gathered, strict=True):
                    if each is not None:
                        into.take(each)
            return self.ended(gathered[0], indexes[0]), internal.ended(gathered[1], indexes[1])

    def ended(self, gathered: "_Gathered", index: Index | None) -> Outcome:
        """What was made, with all that hangs on the whole."""
        holdings, made = self._archive.holdings, gathered.made
        self._changed.update(f.path for part in made.values() for f in part.files if self._known.get(f.path) != f)
        others = list(self._data(made, gathered.data))
        parts = {name: made.get(name) or self._before[name] for chunk in self._site.chunks for name in chunk}
        urls = _Urls(parts)
        for page in self._site.moved(urls):
            others.append(self._placed(file_of(page.url), render(page, self._theme)))
        others.extend(self._sitemap(urls, made))
        files: dict[str, Content] = {}
        faces = map(holdings.directives.by_id.__getitem__, holdings.directives.having_files)
        files.update((f"{face.id}/{file.name}", file.stored) for face in faces for file in face.files)
        files.update(asset_files(self._theme, internal=holdings.edition is Edition.INTERNAL))
        others.extend(self._placed(name, content) for name, content in files.items())
        docs: Mapping[str, str] = {}
        if index:
            indexed, docs = self._indexed(index, made)
            others.extend(indexed)
        return Outcome(
            parts,
            others,
            self._versions,
            self._around,
            self._bodies,
            dict(self._site.names.rows),
            docs,
            self._log,
            self._templates,
            self._changed,
        )

    def _chunks(self) -> list[tuple[str, ...]]:
        """The parts to make."""
        if not self._earlier:
            return list(self._site.chunks)
        reading = readers(self._before, self._numbers)
        chunks = (tuple(name for name in chunk if self._is_stale(name, reading)) for chunk in self._site.chunks)
        return [chunk for chunk in chunks if chunk]

    def _is_stale(self, name: str, reading: Container[str]) -> bool:
        before = self._before.get(name)
        if before is None:
            return True
        if name in self._site.registers and (self._changed_bodies or before.inputs != self._site.registers[name]):
            return True
        if name in (WHOLE, LOG) and ALL in self._touched:
            return True
        return name in reading

    def part(self, name: str) -> Done:
        """Makes a part; of a register whose templates are what they were only the pages that have become others."""
        return self._rendered(name, self._site.part(name))

    def _rendered(self, name: str, part: PagePart) -> Done:
        before = self._before.get(name)
        known: Mapping[str, File] = {}
        facts, templates = set(part.reads), b""
        is_register = name in self._site.registers and not self._changed_bodies
        if before and is_register and self._numbers.isdisjoint(unpacked(before.reads)):
            known, templates = {file.path: file for file in before.files}, before.reads
        files: list[File] = []
        for sheet in part.sheets:
            path = file_of(sheet.url)
            same = known.get(path)
            if same is not None and sheet.inputs and same.inputs == sheet.inputs:
                files.append(same)
            else:
                page = self._site.framed(sheet.make())
                facts.add(_template(page.template))
                files.append(self._placed(path, render(page, self._theme), sheet.inputs))
        lengths = tuple(len(text.encode()) for text in part.lines)
        return name, MadePart(part.inputs, packed(facts, templates), tuple(files), lengths), part.lines

    def _placed(self, path: str, content: Content, inputs: bytes = b"") -> File:
        made = self._put(path, content)._replace(inputs=inputs)
        if (known := self._known.get(path)) is None or (known.sha256, known.bytes) != (made.sha256, made.bytes):
            self._changed.add(path)
        return made

    def _data(self, made: Mapping[str, MadePart], new: Iterable[IO[bytes]]) -> Iterator[File]:
        """The data files: the lines that were made, and those of the other directives as they stood there."""
        letters = self._site.letters
        old = list(self._earlier.built.versions) if self._earlier else []
        fresh = [name for name in letters if name in made]
        if not fresh and old == list(letters) and self._earlier:
            yield from (self._known[file_of(url)] for url in LINES)
            return
        for place, (url, lines) in enumerate(zip(LINES, new, strict=True)):
            lines.seek(0)
            path = file_of(url)
            if len(fresh) == len(letters):
                yield self._placed(path, iter(partial(lines.read, _CHUNK), b""))
                continue
            assert self._earlier
            begins = dict(
                zip(old, accumulate((self._before[name].lines[place] for name in old), initial=0), strict=False)
            )
            with (self._earlier.site / path).open("rb") as before:
                if old == list(letters) and all(
                    lines.read(made[name].lines[place])
                    == _piece(before, begins[name], begins[name] + self._before[name].lines[place])
                    for name in fresh
                ):
                    yield self._known[path]
                    continue
                lines.seek(0)
                yield self._placed(path, self._spliced(place, made, lines, begins, before))

    def _spliced(
        self, place: int, made: Mapping[str, MadePart], lines: IO[bytes], begins: Mapping[str, int], before: IO[bytes]
    ) -> Iterator[bytes]:
        begin = end = 0  # of what stands there in one piece
        for name in self._site.letters:
            if name not in made and end == begins[name] and end - begin < _CHUNK:
                end += self._before[name].lines[place]
                continue
            yield _piece(before, begin, end)
            if name in made:
                yield lines.read(made[name].lines[place])
                begin = end
            else:
                begin = begins[name]
                end = begin + self._before[name].lines[place]
        yield _piece(before, begin, end)

    def _indexed(self, index: Index, made: Container[str]) -> tuple[list[File], Mapping[str, str]]:
        """The files of the search index, and the digests of its documents by id: a document is what it was as long as
        the page of its URL is."""
        docs = IndexDocs(self._archive, self._language)
        basis = docs.basis.hex()
        known = self._earlier.built.docs if self._earlier and self._earlier.built.docs.get("") == basis else {}
        held = frozenset(self._site.letters)
        digests = {
            each: known[each]
            for each in docs.ids
            if each in known and (each if each in held else f"{WANTED}:{each}") not in made
        }
        if len(digests) == len(docs.ids) == len(known) - 1:
            files = [file for path, file in self._known.items() if path.startswith("pagefind/")]
            return [file for file in files if not is_packed(file.path)], known
        edition = verbatim(self._archive.holdings.edition)
        self._say(told("%(edition)s: indexing %(count)s documents", edition=edition, count=len(docs.ids)))
        with index() as indexer:
            here = partial(index_part, docs, indexer)
            afar = partial(self._afar.index_part, indexer.home) if self._afar else None
            groups = list(cut(docs.ids, address))
            kept = [indexer.kept([digests[each] for each in group if each in digests]) for group in groups]
            todo = [group for group, found in zip(groups, kept, strict=True) if found is None]
            done = chunked(here, [(group,) for group in todo], self._crew, 2, afar)
            new = watched(done, len(todo), self._say, told("%(edition)s: index", edition=edition))
            parts: list[Part] = []
            for group, found in zip(groups, kept, strict=True):
                if found is None:
                    found, fresh = next(new)  # noqa: PLW2901
                    digests.update(zip(group, fresh, strict=True))
                parts.append(found)
            files = [self._placed(name, content) for name, content in indexer.files(parts)]
        return files, {"": basis, **digests}

    def _sitemap(self, urls: "_Urls", made: Mapping[str, MadePart]) -> Iterator[File]:
        templates = ("sitemap.xml", "sitemap-index.xml", "robots.txt")
        is_same = urls.parts.keys() == self._before.keys() and all(
            {file.path for file in part.files} == {file.path for file in self._before[name].files}
            for name, part in made.items()
        )
        if self._earlier and is_same and self._touched.isdisjoint(map(_template, templates)):
            yield from (file for file in self._earlier.built.others if _SITEMAP.fullmatch(file.path))
            return
        for page in self._site.sitemap(urls.all):
            yield self._placed(file_of(page.url), render(page, self._theme))


class _Urls:
    """The URLs of the pages of parts, and of the data files; found out when they are asked for."""

    def __init__(self, parts: Mapping[str, MadePart]) -> None:
        self.parts = parts

    @cached_property
    def all(self) -> frozenset[str]:
        return frozenset(_url(file.path) for part in self.parts.values() for file in part.files) | set(LINES)

    def __contains__(self, url: object) -> bool:
        return url in self.all


def _piece(file: IO[bytes], begin: int, end: int) -> bytes:
    file.seek(begin)
    return file.read(end - begin)


_SITEMAP = re.compile(r"sitemap(?:-[0-9]+)?\.xml|robots\.txt")


def _template(name: str) -> str:
    """The fact that a page is made with this template."""
    return f"T:{name}"


def _url(path: str) -> str:
    """The other way of `file_of`."""
    return f"/{path.removesuffix('index.html')}" if path == "index.html" or path.endswith("/index.html") else f"/{path}"


def parted_facts(documents: Iterable[str]) -> Iterator[str]:
    """The facts of directives of which two editions show not the same."""
    return chain.from_iterable(map(_of_a_directive, documents))


def _of_a_directive(document_id: str) -> tuple[str, ...]:
    """The facts that a directive itself is."""
    return f"f:{document_id}", f"h:{document_id}", f"b:{document_id}"


_OF_A_TEXT = ("h:", "b:")
"""How facts begin of which no list is made, nor what tells of the whole edition, but where it has asked for them."""


_OF_A_ROW = ("f:", "c:", "d:")
"""How the facts begin that a line of a register is made of."""


def _cards(versions: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """What lists hang on, of directives in their order."""
    return [(each, version[:CARD]) for each, version in versions.items()]


def _with_files(version: Versions, face: Face) -> Versions:
    """The version of a directive with that of its files, which its card only names."""
    if not face.files:
        return version
    files = [(file.stored.sha256, file.stored.bytes, file.stored.pages) for file in face.files]
    return version._replace(card=blake2b(version.card + repr(files).encode(), digest_size=8).digest())


def _bodies(holdings: Holdings) -> dict[str, bytes]:
    """As in `Built.bodies`."""
    keys = [issuer.key for issuer in holdings.issuers]
    said = {"": (keys, holdings.records, holdings.types.rows), **{issuer.key: issuer for issuer in holdings.issuers}}
    return {key: blake2b(repr(each).encode(), digest_size=8).digest() for key, each in said.items()}


def _differing(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> frozenset[str]:
    return frozenset(each for each in old.keys() | new.keys() if old.get(each) != new.get(each))
