"""THE WALL: all directives and the authority file in, what one edition may show out.

Everything past this module runs on `Holdings` and knows nothing else. What an edition does not show does not exist
there: no title, link, count, neighbour, address or search word can come from it. The proof is a theorem, not a filter
(tests/test_wall.py): the public edition built from everything is byte for byte that built from the public part alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from enum import StrEnum
from html import unescape
from itertools import count
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from vankho.authority import Authority
from vankho.model import (
    Access,
    Block,
    Citation,
    FileEntry,
    Hole,
    Internal,
    InternalBlocks,
    Issuer,
    LogEntry,
    Record,
    Restricted,
    Settings,
    Signer,
    StoredFile,
    Text,
)
from vankho.parse import Directive
from vankho.spelling import slug
from vankho.symbol import DocumentType, NumberSymbol, TypeTable, document_slug

T = TypeVar("T")


class Edition(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Slot:
    """A hole past the wall: which of the holding's citations goes there."""

    number: int
    """Index into `Holding.citations`."""
    html: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A passage that this edition does not show: nothing but that there is one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that only the internal edition has."""

    parts: tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class ShownText:
    parts: tuple[str | Slot | Passage | Withheld, ...]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block as this edition shows it; the fields are those of `model.Block`."""

    kind: str
    id: str | None
    rank: int
    label: str
    text: ShownText
    restricted: bool
    """Only the internal edition has it."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that is published with a directive."""

    name: str
    """The last part of its address, below the directive's: `1593-cv-tu.pdf`."""
    title: str
    """Empty where the keeper gave none."""
    stored: StoredFile
    restricted: bool
    """Only the internal edition has it."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A directive as one edition may show it."""

    id: str
    """`tinh-uy-quang-ngai/2023/1593-cv-tu`: its address without the slashes at the ends."""
    number: NumberSymbol
    type: DocumentType
    issuer: Issuer
    date: Day
    subject: ShownText
    subject_line: str
    """The subject in plain text."""
    blocks: tuple[ShownBlock | Withheld, ...]
    citations: tuple[Citation, ...]
    """In reading order, the subject's first; behind those of the text, those that the keeper states."""
    subject_citations: int
    """How many of them stand in the subject."""
    text_citations: int
    """How many of them stand in the text, the subject's included."""
    aliases: tuple[str, ...]
    item_ids: frozenset[str]
    """The ids of the items that this edition shows."""
    restricted: bool
    """Only the internal edition has it."""
    withholds: bool
    """This edition does not show all of its text."""
    organ: str | None
    place: str | None
    letterhead: tuple[str, ...]
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    signers: tuple[Signer, ...]
    topics: tuple[str, ...]
    effective: Day | None
    status: str | None
    co_issuers: tuple[Issuer, ...]
    """The other bodies of a joint document."""
    notes: tuple[str, ...]
    """What the keeper says of this copy."""
    files: tuple[HeldFile, ...]
    formerly: tuple[str, ...]
    """Addresses at which it stood before: `/tinh-uy-a/2023/15-cv-tu/`."""
    record: str | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one edition may show: to hold this is to be allowed to show it."""

    edition: Edition
    settings: Settings
    issuers: tuple[Issuer, ...]
    """In protocol order."""
    records: tuple[Record, ...]
    directives: tuple[Holding, ...]
    """Newest first, within a day by number, descending, then by id."""
    types: TypeTable
    log: tuple[LogEntry, ...] = ()
    """What has been published and withdrawn, oldest first."""


def directive_id(directive: Directive, document_type: DocumentType, types: TypeTable) -> str:
    """The address of a directive without the slashes at its ends; it depends on nothing but the directive."""
    number = directive.number
    last = directive.slug or document_slug(number.number, number.symbol, number.side, document_type, types)
    return f"{directive.issuer}/{directive.date.year}/{last}"


def file_name(path: str) -> str:
    """The last part of the address of a directive's file: `Bản quét 1.PDF` is `ban-quet-1.pdf`."""
    name = PurePosixPath(path)
    return f"{slug(name.stem) or 'tep'}{name.suffix.lower()}"


def file_key(directive: Directive, entry: FileEntry) -> str:
    """The name inside content/ of a file that a directive names."""
    return f"{directive.path.rpartition('/')[0]}/{entry.path}".lstrip("/")


def select(
    directives: Iterable[Directive],
    authority: Authority,
    edition: Edition,
    stored: Mapping[str, StoredFile] = MappingProxyType({}),
    log: Sequence[LogEntry] = (),
) -> Holdings:
    """What the edition may show of the directives and of the authority file; `stored` has the directives' files, `log`
    is that of this edition.

    The directives must be free of errors (`check.problems`): issuers, types and files are known.
    """
    open_to_all = edition is Edition.PUBLIC
    issuers = [issuer for issuer in authority.issuers if not (open_to_all and issuer.access is Access.INTERNAL)]
    keys = {issuer.key for issuer in issuers}
    bodies = {issuer.key: issuer if issuer.parent in keys else replace(issuer, parent=None) for issuer in issuers}
    records = tuple(
        record if record.issuer in keys else replace(record, issuer=None)
        for record in authority.records
        if not (open_to_all and record.access is Access.INTERNAL)
    )
    held = [
        _holding(directive, bodies, authority.types, edition, stored)
        for directive in directives
        if not (open_to_all and directive.access is Access.INTERNAL)
    ]
    held.sort(key=lambda holding: holding.id)
    held.sort(key=lambda holding: (holding.date, _figure(holding.number.number)), reverse=True)
    return Holdings(
        edition, authority.settings, tuple(bodies.values()), records, tuple(held), authority.types, tuple(log)
    )


def _figure(number: str) -> int:
    return int("".join(sign for sign in number.split(".", maxsplit=1)[0] if "0" <= sign <= "9"))


def _holding(
    directive: Directive,
    bodies: Mapping[str, Issuer],
    types: TypeTable,
    edition: Edition,
    stored: Mapping[str, StoredFile],
) -> Holding:
    issuer = bodies[directive.issuer]
    document_type = types.named(directive.type)
    assert document_type is not None
    wall = _Wall(edition)
    subject = wall.text(directive.subject)
    in_subject = len(wall.citations)
    blocks = tuple(wall.blocks(directive.body.blocks))
    return Holding(
        id=directive_id(directive, document_type, types),
        number=directive.number,
        type=document_type,
        issuer=issuer,
        date=directive.date,
        subject=subject,
        subject_line=plain(subject),
        blocks=blocks,
        citations=(*wall.citations, *wall.values(directive.relations)),
        subject_citations=in_subject,
        text_citations=len(wall.citations),
        aliases=wall.values(directive.aliases),
        item_ids=frozenset(block.id for block in blocks if isinstance(block, ShownBlock) and block.id),
        restricted=directive.access is Access.INTERNAL,
        withholds=any(map(_withholds, (subject, *blocks))),
        organ=wall.value(directive.organ),
        place=wall.value(directive.place),
        letterhead=directive.letterhead or issuer.letterhead,
        addressees=wall.values(directive.addressees),
        recipients=wall.values(directive.recipients),
        signers=wall.values(directive.signers),
        topics=wall.values(directive.topics),
        effective=wall.value(directive.effective),
        status=wall.value(directive.status),
        co_issuers=tuple(bodies[key] for key in directive.co_issuers),
        notes=wall.values(directive.notes),
        files=tuple(
            HeldFile(file_name(entry.path), entry.title, stored[file_key(directive, entry)], restricted)
            for entry, restricted in wall.marked(directive.files)
        ),
        formerly=wall.values(directive.formerly),
        record=directive.record,
    )


class _Wall:
    """Lets through what one edition may show of one directive, and numbers its citations."""

    def __init__(self, edition: Edition) -> None:
        self._shows_all = edition is Edition.INTERNAL
        self._numbers = count()
        self.citations: list[Citation] = []

    def value(self, value: Restricted[T] | T | None) -> T | None:
        if isinstance(value, Restricted):
            return value.value if self._shows_all else None
        return value

    def values(self, values: Iterable[Restricted[T] | T]) -> tuple[T, ...]:
        return tuple(shown for value in values if (shown := self.value(value)) is not None)

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


_NOTICE = "[không công bố]"


def plain(text: ShownText) -> str:
    """The text without markup, a withheld passage as its notice."""
    parts: list[str] = []
    for part in text.parts:
        match part:
            case Withheld():
                parts.append(_NOTICE)
            case Passage():
                parts.append(plain(ShownText(part.parts)))
            case Slot():
                parts.append(words(part.html))
            case str():
                parts.append(words(part))
    return " ".join("".join(parts).split())


def words(markup: str) -> str:
    """The words of inline markup, without it."""
    return unescape(re.sub(r"<[^<>]*>", "", markup))
