"""What one edition shows: all that anything past the wall knows (`vankho.edition`)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from enum import StrEnum
from functools import cached_property, lru_cache
from html import unescape
from typing import NamedTuple, Protocol, overload

from vankho.model import (
    Citation,
    Issuer,
    LogEntry,
    Record,
    Settings,
    Signer,
    StoredFile,
)
from vankho.symbol import DocumentType, NumberSymbol, TypeTable


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
class Face:
    """What one edition may show of a directive in the lists and on the pages of others."""

    id: str
    """`tinh-uy-quang-ngai/2023/1593-cv-tu`: its address without the slashes at the ends."""
    number: NumberSymbol
    type: DocumentType
    issuer: Issuer
    date: Day
    subject_line: str
    """The subject in plain text."""
    restricted: bool
    """Only the internal edition has it."""
    organ: str | None
    signers: tuple[Signer, ...]
    topics: tuple[str, ...]
    status: str | None
    co_issuers: tuple[Issuer, ...]
    """The other bodies of a joint document."""
    formerly: tuple[str, ...]
    """Addresses at which it stood before: `/tinh-uy-a/2023/15-cv-tu/`."""
    aliases: tuple[str, ...]
    files: tuple[HeldFile, ...]
    record: str | None


@lru_cache(maxsize=4096)
def _signed(signers: tuple[Signer, ...]) -> tuple[tuple[str, str], ...]:
    return tuple([(signer.name, signer.position) for signer in signers])


class Filed(NamedTuple):
    """By what lists are grouped and cut, of a face: no list needs more of the directives that it does not show."""

    id: str
    number: str
    """Without the symbol."""
    type: str
    """The name of the type."""
    issuer: str
    co_issuers: tuple[str, ...]
    """The keys of bodies."""
    date: Day
    signers: tuple[tuple[str, str], ...]
    """Names with positions."""
    topics: tuple[str, ...]

    @classmethod
    def of(cls, face: Face) -> "Filed":
        return cls(
            face.id,
            face.number.number,
            face.type.name,
            face.issuer.key,
            tuple([body.key for body in face.co_issuers]),
            face.date,
            _signed(face.signers),
            face.topics,
        )


class Faces(Sequence[Face]):
    """What an edition shows of its directives in lists, in their order. A face may be made when it is asked for: who
    needs but a few, or what is known of all without them, asks for that."""

    def __init__(
        self,
        by_id: Mapping[str, Face],
        having_files: Iterable[str] | None = None,
        formerly: Mapping[str, str] | None = None,
        filed: Callable[[], Mapping[str, Filed]] | None = None,
    ) -> None:
        self.by_id = by_id
        self.ids = tuple(by_id)
        self._filed = filed
        if having_files is not None:
            self.having_files = tuple(having_files)
        if formerly is not None:
            self.formerly = formerly

    @classmethod
    def of(cls, faces: Iterable[Face]) -> "Faces":
        """Faces that are there."""
        return cls({face.id: face for face in faces})

    @cached_property
    def filed(self) -> Mapping[str, Filed]:
        """By id, in their order."""
        return self._filed() if self._filed else {face.id: Filed.of(face) for face in self}

    @cached_property
    def having_files(self) -> tuple[str, ...]:
        """Ids of the directives to which files belong."""
        return tuple(face.id for face in self if face.files)

    @cached_property
    def formerly(self) -> Mapping[str, str]:
        """Ids of directives by the addresses at which they stood before."""
        return {old: face.id for face in self for old in face.formerly}

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Face]:
        return map(self.by_id.__getitem__, self.ids)

    @overload
    def __getitem__(self, index: int) -> Face: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Face, ...]: ...

    def __getitem__(self, index: int | slice) -> Face | tuple[Face, ...]:
        if isinstance(index, int):
            return self.by_id[self.ids[index]]
        return tuple(map(self.by_id.__getitem__, self.ids[index]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Faces) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Holding(Face):
    """A directive as one edition may show it, but for its text."""

    subject: ShownText
    citations: tuple[Citation, ...]
    """In reading order, the subject's first; behind those of the text, those that the keeper states."""
    subject_citations: int
    """How many of them stand in the subject."""
    text_citations: int
    """How many of them stand in the text, the subject's included."""
    stands: tuple[str, ...]
    """Where each of these stands: in the item of this id, or in SUBJECT, OPENING or CLOSING."""
    item_ids: frozenset[str]
    """The ids of the items that this edition shows."""
    withholds: bool
    """This edition does not show all of its text."""
    place: str | None
    letterhead: tuple[str, ...]
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    effective: Day | None
    notes: tuple[str, ...]
    """What the keeper says of this copy."""


SUBJECT, OPENING, CLOSING = "subject", "opening", "closing"
"""Where there is no item: the subject, what comes before all items, and what comes behind them."""


class Letters(Protocol):
    """The directives of one edition in full: read when they are asked for, through the wall."""

    def holding(self, document_id: str) -> Holding:
        """The directive of a face."""

    def blocks(self, document_id: str) -> tuple[ShownBlock | Withheld, ...]:
        """Its text."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one edition may show: to hold this is to be allowed to show it."""

    edition: Edition
    settings: Settings
    issuers: tuple[Issuer, ...]
    """In protocol order."""
    records: tuple[Record, ...]
    directives: Faces
    """Newest first, within a day by number, descending, then by id."""
    letters: Letters
    types: TypeTable
    log: tuple[LogEntry, ...] = ()
    """What has been published and withdrawn, oldest first."""

    def full(self) -> Iterator[Holding]:
        """The directives in full, one after the other."""
        return map(self.letters.holding, self.directives.ids)


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
    return unescape(_TAG.sub("", markup)) if "<" in markup or "&" in markup else str(markup)


_TAG = re.compile(r"<[^<>]*>")
