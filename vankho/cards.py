"""A directive as others need to know it (its card), and in full but for its text (its front): what is read of it again
and again, with all that is internal in it. Left of the wall."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date as Day
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol, overload

from vankho.directive import Directive, Guarded
from vankho.holdings import CLOSING, OPENING, SUBJECT, Edition, ShownBlock, ShownText, Withheld, plain
from vankho.lazy import Lazy
from vankho.model import (
    Access,
    Body,
    Citation,
    FileEntry,
    Internal,
    InternalBlocks,
    Restricted,
    Signer,
    Text,
)
from vankho.problem import Place
from vankho.spelling import slug
from vankho.symbol import DocumentType, NumberSymbol, TypeTable, document_slug
from vankho.wall import Wall


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
    item_ids: tuple[str, ...]
    withholds: bool
    """These are as in `Holding`; the ids in the order of the items."""


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
        subject_lines={edition: plain(Wall(edition).text(directive.subject)) for edition in Edition},
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
    whole = Wall(Edition.INTERNAL)
    internal = _view(directive, whole)
    public = internal
    if not is_open:
        places = {id(citation): place for place, citation in enumerate(whole.citations)}
        wall = Wall(Edition.PUBLIC)
        public = _view(directive, wall)
        if len(wall.citations) < len(whole.citations):
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


def _view(directive: Directive, wall: Wall) -> View:
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
    item_ids = tuple(each for each in ids if each)
    return View(subject, None, in_subject, tuple(stands), item_ids, any(map(_withholds, (subject, *blocks))))


def _withholds(shown: ShownText | ShownBlock | Withheld) -> bool:
    if isinstance(shown, ShownBlock):
        return _withholds(shown.text)
    return isinstance(shown, Withheld) or any(isinstance(part, Withheld) for part in shown.parts)


def _has_internal(value: object) -> bool:
    """Whether a value of a directive is, or holds, what only the internal edition may show."""
    match value:
        case Restricted():
            return True
        case Text(parts=inside):
            return any(isinstance(part, Internal) for part in inside)
        case Body(blocks=inside):
            return any(isinstance(block, InternalBlocks) or _has_internal(block.text) for block in inside)
        case tuple():
            return any(map(_has_internal, value))
    return False


class Shelf(Protocol):
    """Where directives are read from in full, by path, with all that is internal in them."""

    def front(self, path: str) -> Front:
        """The directive but for its card and its text."""

    def body(self, path: str) -> Body:
        """Its text."""


class InMemory:
    """Directives that are kept as they were parsed."""

    def __init__(self, directives: Mapping[str, Directive]) -> None:
        """By path."""
        self._directives = directives
        self._fronts = Lazy(directives, front)

    def front(self, path: str) -> Front:
        return self._fronts[path]

    def body(self, path: str) -> Body:
        return self._directives[path].body
