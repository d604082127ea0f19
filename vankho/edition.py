"""THE WALL: all directives and the authority file in, what one edition may show out.

Everything past this module runs on `Holdings` (vankho/holdings.py) and reaches nothing else: import-linter sees to it.
What an edition does not show does not exist there: no title, link, count, neighbour, address or search word can come
from it. The proof is a theorem, not a filter (tests/test_wall.py): the public edition built from everything is byte for
byte that built from the public part alone.
"""

from bisect import insort
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date as Day
from functools import lru_cache
from itertools import count
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar, overload

from vankho.authority import Authority
from vankho.directive import Directive, Guarded
from vankho.holdings import (
    CLOSING,
    OPENING,
    SUBJECT,
    Edition,
    Face,
    Faces,
    Filed,
    HeldFile,
    Holding,
    Holdings,
    Passage,
    ShownBlock,
    ShownText,
    Slot,
    Withheld,
    plain,
)
from vankho.lazy import Lazy, replaced
from vankho.model import (
    Access,
    Block,
    Body,
    Citation,
    FileEntry,
    Hole,
    Internal,
    InternalBlocks,
    Issuer,
    LogEntry,
    Restricted,
    Signer,
    StoredFile,
    Text,
)
from vankho.problem import Place
from vankho.spelling import slug
from vankho.symbol import DocumentType, NumberSymbol, TypeTable, document_slug

T = TypeVar("T")


def directive_id(directive: "Card", document_type: DocumentType, types: TypeTable) -> str:
    """The address of a directive without the slashes at its ends; it depends on nothing but the directive."""
    number = directive.number
    last = directive.slug or document_slug(number.number, number.symbol, number.side, document_type, types)
    return f"{directive.issuer}/{directive.date.year}/{last}"


def directive_ids(directives: Iterable["Card"], types: TypeTable) -> dict[str, str]:
    """The address of each directive of a known type, by path."""
    found: dict[str, str] = {}
    for directive in directives:
        if (document_type := types.named(directive.type)) is not None:
            found[directive.path] = directive_id(directive, document_type, types)
    return found


def file_name(path: str) -> str:
    """The last part of the address of a directive's file: `Bản quét 1.PDF` is `ban-quet-1.pdf`."""
    name = PurePosixPath(path)
    return f"{slug(name.stem) or 'tep'}{name.suffix.lower()}"


def file_key(path: str, entry: FileEntry) -> str:
    """The name inside content/ of a file that the directive at this path names."""
    return f"{path.rpartition('/')[0]}/{entry.path}".lstrip("/")


@dataclass(frozen=True, slots=True)
class Card:
    """A directive as checks and lists know it, with all that is internal in it; exists only left of the wall."""

    path: str
    """The file's path inside content/, with slashes, without `.md`."""
    source: str
    """As messages name the file."""
    number: NumberSymbol
    type: str
    issuer: str
    date: Day
    access: Access
    subject_lines: Mapping[Edition, str]
    """The subject in plain text, as each edition shows it."""
    organ: Guarded | None
    signers: tuple[Restricted[Signer] | Signer, ...]
    topics: tuple[Guarded, ...]
    status: Guarded | None
    co_issuers: tuple[str, ...]
    formerly: tuple[Guarded, ...]
    aliases: tuple[Guarded, ...]
    files: tuple[Restricted[FileEntry] | FileEntry, ...]
    record: str | None
    slug: str | None
    is_empty: bool
    """There is no text behind the front matter."""
    is_open: bool
    """Nothing in it is internal: both editions show the same of it."""


class View(NamedTuple):
    """What one edition shows of subject and text, but for the words of the text."""

    subject: ShownText
    citations: tuple[int, ...] | None
    """Those that it shows, as indices into `Front.citations`; None where it shows all."""
    subject_citations: int
    stands: tuple[str, ...]
    item_ids: frozenset[str]
    withholds: bool
    """These are as in `Holding`."""


@dataclass(frozen=True, slots=True)
class Front:
    """A directive as it is known in full but for its text, besides its card, with all that is internal in it; exists
    only left of the wall."""

    views: Mapping[Edition, View]
    citations: tuple[Citation, ...]
    """Of subject and text, in reading order."""
    relations: tuple[Restricted[Citation] | Citation, ...]
    subject_line: str
    source: Place
    places: Mapping[str, Place]
    place: Guarded | None
    letterhead: tuple[str, ...]
    addressees: tuple[Guarded, ...]
    recipients: tuple[Guarded, ...]
    effective: Restricted[Day] | Day | None
    notes: tuple[Guarded, ...]
    """These are as in `Directive`."""


class Cards(Sequence[Card]):
    """The cards of directives, read when one of them is asked for."""

    def __init__(self, paths: Sequence[str], read: Callable[[], Mapping[str, Card]]) -> None:
        self._paths = paths
        self._read = read

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[Card]:
        return map(self._read().__getitem__, self._paths)

    @overload
    def __getitem__(self, index: int) -> Card: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Card, ...]: ...

    def __getitem__(self, index: int | slice) -> Card | tuple[Card, ...]:
        known = self._read()
        paths = self._paths[index]
        return known[paths] if isinstance(paths, str) else tuple(map(known.__getitem__, paths))


def card(directive: Directive) -> Card:
    """What all others need to know of a directive."""
    return Card(
        path=directive.path,
        source=directive.source.path,
        number=directive.number,
        type=directive.type,
        issuer=directive.issuer,
        date=directive.date,
        access=directive.access,
        subject_lines={edition: plain(_Wall(edition).text(directive.subject)) for edition in Edition},
        organ=directive.organ,
        signers=directive.signers,
        topics=directive.topics,
        status=directive.status,
        co_issuers=directive.co_issuers,
        formerly=directive.formerly,
        aliases=directive.aliases,
        files=directive.files,
        record=directive.record,
        slug=directive.slug,
        is_empty=not directive.body.blocks,
        is_open=directive.access is Access.PUBLIC
        and not any(_has_internal(getattr(directive, each.name)) for each in fields(directive)),
    )


def front(directive: Directive, *, is_open: bool = False) -> Front:
    """What is known of a directive in full but for its text. Of one that is open both editions show the same."""
    whole = _Wall(Edition.INTERNAL)
    internal = _view(directive, whole)
    public = internal
    if not is_open:
        places = {id(citation): place for place, citation in enumerate(whole.citations)}
        wall = _Wall(Edition.PUBLIC)
        public = _view(directive, wall)
        if len(wall.citations) < len(places):
            public = public._replace(citations=tuple(places[id(citation)] for citation in wall.citations))
    return Front(
        views={Edition.PUBLIC: public, Edition.INTERNAL: internal},
        citations=tuple(whole.citations),
        relations=directive.relations,
        subject_line=directive.subject_line,
        source=directive.source,
        places=directive.places,
        place=directive.place,
        letterhead=directive.letterhead,
        addressees=directive.addressees,
        recipients=directive.recipients,
        effective=directive.effective,
        notes=directive.notes,
    )


def _view(directive: Directive, wall: "_Wall") -> View:
    subject = wall.text(directive.subject)
    in_subject = len(wall.citations)
    stands, ends = [SUBJECT] * in_subject, [in_subject]  # where a block's citations end
    blocks = []
    for block in wall.blocks(directive.body.blocks):
        blocks.append(block)
        ends.append(len(wall.citations))
    ids = [block.id if isinstance(block, ShownBlock) else None for block in blocks]
    last_item = max((place for place, each in enumerate(ids) if each), default=len(ids))
    outside = OPENING
    for place, item_id in enumerate(ids):
        outside = item_id or (CLOSING if place > last_item else outside)
        stands.extend(each.item_id or outside for each in wall.citations[ends[place] : ends[place + 1]])
    item_ids = frozenset(each for each in ids if each)
    return View(subject, None, in_subject, tuple(stands), item_ids, any(map(_withholds, (subject, *blocks))))


def _has_internal(value: object) -> bool:
    """Whether a value of a directive is, or holds, what only the internal edition may show."""
    match value:
        case Restricted() | Internal() | InternalBlocks():
            return True
        case tuple():
            return any(map(_has_internal, value))
        case Text(parts=inside) | Body(blocks=inside):
            return _has_internal(inside)
        case Block(text=text):
            return _has_internal(text)
    return False


class Shelf(Protocol):
    """Where directives are read from in full, by path, with all that is internal in them."""

    def front(self, path: str) -> Front:
        """The directive but for its card and its text."""

    def body(self, path: str) -> Body:
        """Its text."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Directives that are kept as they were parsed."""

    directives: Mapping[str, Directive]
    """By path."""

    def front(self, path: str) -> Front:
        return front(self.directives[path])

    def body(self, path: str) -> Body:
        return self.directives[path].body


def select(
    directives: Sequence[Directive],
    authority: Authority,
    edition: Edition,
    stored: Mapping[str, StoredFile] = MappingProxyType({}),
    log: Sequence[LogEntry] = (),
) -> Holdings:
    """As `selected`, of directives that are at hand."""
    shelf = InMemory({directive.path: directive for directive in directives})
    return selected([card(directive) for directive in directives], shelf, authority, edition, stored, log)


def selected(
    cards: Iterable[Card],
    shelf: Shelf,
    authority: Authority,
    edition: Edition,
    stored: Mapping[str, StoredFile] = MappingProxyType({}),
    log: Sequence[LogEntry] = (),
    ids: Mapping[str, str] | None = None,
    open_faces: "OpenFaces | None" = None,
) -> Holdings:
    """What the edition may show of the directives and of the authority file; `stored` has the directives' files, `log`
    is that of this edition, `ids` the directives' addresses by path, if they are at hand; `open_faces` takes what
    the public edition shows of directives that both show alike, and gives it to the internal one.

    The directives must be free of errors (`check.problems`): issuers, types and files are known.
    """
    open_to_all = edition is Edition.PUBLIC
    bodies = _bodies(authority, edition)
    shown = [each for each in cards if not (open_to_all and each.access is Access.INTERNAL)]
    ids = directive_ids(shown, authority.types) if ids is None else ids
    known = open_faces.of(bodies) if open_faces is not None else {}

    def face(each: Card) -> Face:
        if each.is_open and not open_to_all and each.path in known:
            return known[each.path]
        found = _face(each, ids[each.path], bodies, authority.types, edition, stored)
        if each.is_open and open_to_all:  # nothing goes the other way
            known[each.path] = found
        return found

    faces = [(face(each), each.path) for each in shown]
    held = Faces.of(sorted((face for face, _ in faces), key=_order))
    return _held(held, {face.id: path for face, path in faces}, shelf, authority, edition, log)


def selected_before(
    faces: Callable[[Mapping[str, Issuer]], Faces],
    shelf: Shelf,
    authority: Authority,
    edition: Edition,
    log: Sequence[LogEntry] = (),
) -> Holdings:
    """As `selected`, of directives that stand at their addresses, where it is known what the edition shows of them in
    lists: `faces` tells it, by means of the edition's bodies by key."""
    found = faces(_bodies(authority, edition))
    return _held(found, None, shelf, authority, edition, log)


def merged(faces: Faces, without: Container[str], new: Iterable[Face]) -> Faces:
    """The same faces without some, and with others, in their order."""
    fresh = {face.id: face for face in new}
    left = [each for each in faces.ids if each not in without]
    places = Lazy(replaced(faces.by_id, fresh, [*left, *fresh]), _order)
    for each in fresh:
        insort(left, each, key=places.__getitem__)
    files = {each for each in faces.having_files if each not in without}
    files |= {each for each, face in fresh.items() if face.files}
    formerly = {old: each for old, each in faces.formerly.items() if each not in without}
    formerly |= {old: face.id for face in fresh.values() for old in face.formerly}

    def filed() -> Mapping[str, Filed]:
        return replaced(faces.filed, {face.id: Filed.of(face) for face in fresh.values()}, left)

    return Faces(replaced(faces.by_id, fresh, left), [each for each in left if each in files], formerly, filed)


def _order(face: Face) -> tuple[int, int, str]:
    """Newest first, within a day by number, descending, then by id."""
    return -face.date.toordinal(), -_figure(face.number.number), face.id


def _bodies(authority: Authority, edition: Edition) -> dict[str, Issuer]:
    """The bodies that an edition shows, by key."""
    open_to_all = edition is Edition.PUBLIC
    issuers = [issuer for issuer in authority.issuers if not (open_to_all and issuer.access is Access.INTERNAL)]
    keys = {issuer.key for issuer in issuers}
    return {issuer.key: issuer if issuer.parent in keys else replace(issuer, parent=None) for issuer in issuers}


def _held(
    faces: Faces,
    paths: Mapping[str, str] | None,
    shelf: Shelf,
    authority: Authority,
    edition: Edition,
    log: Sequence[LogEntry],
) -> Holdings:
    bodies = _bodies(authority, edition)
    records = tuple(
        record if record.issuer in bodies else replace(record, issuer=None)
        for record in authority.records
        if not (edition is Edition.PUBLIC and record.access is Access.INTERNAL)
    )
    letters = _ReadThroughWall(shelf, faces, paths, edition)
    return Holdings(
        edition, authority.settings, tuple(bodies.values()), records, faces, letters, authority.types, tuple(log)
    )


def reread(holdings: Holdings, shelf: Shelf) -> Holdings:
    """What an edition shows, as it was `selected`, with its texts read anew from a shelf."""
    letters = holdings.letters
    assert isinstance(letters, _ReadThroughWall)
    return replace(holdings, letters=letters.of(shelf))


class OpenFaces:
    """The public faces of directives in which nothing is internal: as long as the bodies are the same, the internal
    edition shows the same of them."""

    def __init__(self) -> None:
        self._bodies: Mapping[str, Issuer] | None = None
        self._faces: dict[str, Face] = {}

    def of(self, bodies: Mapping[str, Issuer]) -> dict[str, Face]:
        """By path, those of these bodies."""
        if self._bodies != bodies:
            self._bodies, self._faces = bodies, {}
        return self._faces


def _figure(number: str) -> int:
    return int("".join(sign for sign in number.split(".", maxsplit=1)[0] if "0" <= sign <= "9"))


def _face(
    directive: Card,
    document_id: str,
    bodies: Mapping[str, Issuer],
    types: TypeTable,
    edition: Edition,
    stored: Mapping[str, StoredFile],
) -> Face:
    document_type = types.named(directive.type)
    assert document_type is not None
    wall = _Wall(edition)
    return Face(
        id=document_id,
        number=directive.number,
        type=document_type,
        issuer=bodies[directive.issuer],
        date=directive.date,
        subject_line=directive.subject_lines[edition],
        restricted=directive.access is Access.INTERNAL,
        organ=wall.value(directive.organ),
        signers=wall.values(directive.signers),
        topics=wall.values(directive.topics),
        status=wall.value(directive.status),
        co_issuers=tuple(map(bodies.__getitem__, directive.co_issuers)),
        formerly=wall.values(directive.formerly),
        aliases=wall.values(directive.aliases),
        files=()
        if not directive.files
        else tuple(
            HeldFile(file_name(entry.path), entry.title, stored[file_key(directive.path, entry)], restricted)
            for entry, restricted in wall.marked(directive.files)
        ),
        record=directive.record,
    )


class _ReadThroughWall:
    """The directives of an edition, read from a shelf through the wall; those asked for last are kept."""

    def __init__(self, shelf: Shelf, faces: Faces, paths: Mapping[str, str] | None, edition: Edition) -> None:
        """`paths` tells where directives stand that do not stand at their addresses."""
        self._shelf = shelf
        self._faces, self._paths = faces, paths
        self._edition = edition
        self.holding = lru_cache(_KEPT)(self._holding)
        self.blocks = lru_cache(_KEPT_TEXTS)(self._blocks)

    def of(self, shelf: Shelf) -> "_ReadThroughWall":
        return _ReadThroughWall(shelf, self._faces, self._paths, self._edition)

    def _path(self, document_id: str) -> str:
        if document_id not in self._faces.by_id:  # whatever stands on the shelf
            raise KeyError(document_id)
        return document_id if self._paths is None else self._paths[document_id]

    def _blocks(self, document_id: str) -> tuple[ShownBlock | Withheld, ...]:
        path = self._path(document_id)
        in_subject = self._shelf.front(path).views[self._edition].subject_citations
        return tuple(_Wall(self._edition, in_subject).blocks(self._shelf.body(path).blocks))

    def _holding(self, document_id: str) -> Holding:
        path, face = self._path(document_id), self._faces.by_id[document_id]
        front, wall = self._shelf.front(path), _Wall(self._edition)
        view = front.views[self._edition]
        citations = front.citations
        if view.citations is not None:
            citations = tuple(map(citations.__getitem__, view.citations))
        return Holding(
            **{name: getattr(face, name) for name in _OF_A_FACE},
            subject=view.subject,
            citations=(*citations, *wall.values(front.relations)),
            subject_citations=view.subject_citations,
            text_citations=len(citations),
            stands=view.stands,
            item_ids=view.item_ids,
            withholds=view.withholds,
            place=wall.value(front.place),
            letterhead=front.letterhead or face.issuer.letterhead,
            addressees=wall.values(front.addressees),
            recipients=wall.values(front.recipients),
            effective=wall.value(front.effective),
            notes=wall.values(front.notes),
        )


_OF_A_FACE = tuple(each.name for each in fields(Face))

_KEPT, _KEPT_TEXTS = 3072, 16
"""Letters of some 14 kB, in each process; and texts."""


class _Wall:
    """Lets through what one edition may show of one directive, and numbers its citations."""

    def __init__(self, edition: Edition, before: int = 0) -> None:
        """So many citations come `before` what it is asked for."""
        self._shows_all = edition is Edition.INTERNAL
        self._numbers = count(before)
        self.citations: list[Citation] = []

    def value(self, value: Restricted[T] | T | None) -> T | None:
        if isinstance(value, Restricted):
            return value.value if self._shows_all else None
        return value

    def values(self, values: Sequence[Restricted[T] | T]) -> tuple[T, ...]:
        return () if not values else tuple(shown for value in values if (shown := self.value(value)) is not None)

    def marked(self, values: Iterable[Restricted[T] | T]) -> Iterator[tuple[T, bool]]:
        """As `values`, each with whether only the internal edition has it."""
        for value in values:
            if (shown := self.value(value)) is not None:
                yield shown, isinstance(value, Restricted)

    def text(self, text: Text) -> ShownText:
        parts: list[str | Slot | Passage | Withheld] = []
        for part in text.parts:
            if not isinstance(part, Internal):
                parts.append(self._part(part))
            elif self._shows_all:
                parts.append(Passage(tuple(self._part(inner) for inner in part.parts)))
            else:
                blank = bool(parts) and isinstance(parts[-1], str) and not parts[-1].strip()
                if blank and len(parts) > 1 and isinstance(parts[-2], Withheld):
                    parts.pop()
                if not (parts and isinstance(parts[-1], Withheld)):
                    parts.append(Withheld())
        return ShownText(tuple(parts))

    def _part(self, part: str | Hole) -> str | Slot:
        if isinstance(part, str):
            return part
        self.citations.append(part.citation)
        return Slot(next(self._numbers), part.html)

    def blocks(self, blocks: Iterable[Block | InternalBlocks]) -> Iterator[ShownBlock | Withheld]:
        notice = False
        for block in blocks:
            if isinstance(block, Block):
                notice = False
                yield self._block(block, restricted=False)
            elif self._shows_all:
                for inner in block.blocks:
                    yield self._block(inner, restricted=True)
            elif not notice:
                notice = True
                yield Withheld()

    def _block(self, block: Block, *, restricted: bool) -> ShownBlock:
        return ShownBlock(block.kind, block.id, block.rank, block.label, self.text(block.text), restricted)


def _withholds(shown: ShownText | ShownBlock | Withheld) -> bool:
    if isinstance(shown, ShownBlock):
        return _withholds(shown.text)
    return isinstance(shown, Withheld) or any(isinstance(part, Withheld) for part in shown.parts)
