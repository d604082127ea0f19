"""Values that several stages share: bodies and records of the authority file, citations, and text with holes.

What a single stage returns stands in that stage's module. `Internal` and `Restricted` exist only left of the wall
(`edition.select`); past it there are other types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from vankho.problem import Place
from vankho.symbol import Side, written

T = TypeVar("T")


class Access(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Html(str):
    """Markup that is safe to print as it is: template engines know it by `__html__`."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True, slots=True)
class Source:
    """A file of content/, as it was read."""

    path: str
    """As messages name it."""
    name: str
    """Inside content/, with slashes, without `.md`: `tinh-uy-quang-ngai/2023/1593-cv-tu`."""
    text: str
    """NFC, with LF line ends."""

    @property
    def place(self) -> Place:
        return Place(self.path, 1, 1)


# --- the authority file ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, both ends included; None where it is open or not known."""

    since: Day | None = None
    until: Day | None = None

    def excludes(self, day: Day) -> bool:
        """Whether the day is known to lie outside."""
        return (self.since is not None and day < self.since) or (self.until is not None and day > self.until)

    def includes(self, day: Day) -> bool:
        """Whether the day is known to lie inside: an open end proves nothing."""
        return self.since is not None and self.until is not None and self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office (nhiệm kỳ), within which a Party committee numbers each type of document from 01."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body in whose register numbers stand."""

    key: str
    name: str
    side: Side
    symbols: tuple[str, ...] = ()
    """How the body stands in its numbers, the first as it prefers: `TU`."""
    aliases: tuple[str, ...] = ()
    """Other names and spellings, and the names of its organs."""
    parent: str | None = None
    place: str | None = None
    valid: Span = Span()
    terms: tuple[Term, ...] = ()
    letterhead: tuple[str, ...] = ()
    """The left head as printed, where it is not the name alone."""
    access: Access = Access.PUBLIC


@dataclass(frozen=True, slots=True)
class Record:
    """A document that has a name rather than a number."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    issuer: str | None = None
    type: str | None = None
    date: Day | None = None
    access: Access = Access.PUBLIC


@dataclass(frozen=True, slots=True)
class OtherArchive:
    """Another site of this kind, which is searched together with this one."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Search:
    """What archive.yaml says about the search."""

    pagefind: str = ""
    """A Pagefind of the keeper's choice, a path from the project folder; empty where the installed one does."""
    also: tuple[OtherArchive, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What archive.yaml says about the site itself."""

    title: str
    motto: str = ""
    base_url: str = ""
    """Without a slash at the end; empty where there is none."""
    contact: str = ""
    language: str = "vi"
    """Of the interface, never of the documents."""
    search: Search = Search()


class Event(StrEnum):
    """What can happen to a document on a site."""

    PUBLISHED = "published"
    CHANGED = "changed"
    MOVED = "moved"
    """To another address."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the publication log of one edition."""

    date: Day
    event: Event
    id: str
    """Of the directive: its address without the slashes at the ends; of a moved one that which it had."""
    to: str = ""
    """Of a moved directive its new id."""
    digest: str = ""
    """Of what the edition shows of it; empty where it is withdrawn."""


@dataclass(frozen=True, slots=True)
class Signer:
    name: str
    position: str = ""
    authority: str = ""
    """`T/M BAN THƯỜNG VỤ`, as printed."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that belongs to a directive, as its front matter names it."""

    path: str
    """From the folder of the directive's own file: `1593-cv-tu.pdf`."""
    title: str = ""
    """As a reader is told: `Bản quét có chữ ký và dấu`."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of the bytes of a file of content/."""

    source: Path
    bytes: int
    sha256: str
    pages: int | None
    """Of a PDF; None where it cannot be known."""


@dataclass(frozen=True, slots=True)
class Restricted(Generic[T]):
    """A value of the front matter that only the internal edition may show; exists only left of the wall."""

    value: T


def bare(value: Restricted[T] | T) -> T:
    """The value, whoever may see it: for what is checked, never for what is shown."""
    return value.value if isinstance(value, Restricted) else value


# --- citations and text ---------------------------------------------------------------------------------------------


class Kind(StrEnum):
    FULL = "full"
    """With a number and, mostly, a symbol of its own."""
    SHORT = "short"
    """A form that stands for a fuller mention in the same text."""
    NUMBERLESS = "numberless"
    """A document that is cited by its name."""


class Relation(StrEnum):
    """What the citing document has to do with the cited one: a closed list, with its verbs in `VERBS`."""

    BASIS = "basis"
    IMPLEMENTS = "implements"
    FOLLOWS = "follows"
    FOLLOWS_UP = "follows-up"
    REPLIES_TO = "replies-to"
    AT_PROPOSAL_OF = "at-proposal-of"
    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    SUSPENDS = "suspends"
    EXTENDS = "extends"
    CORRECTS = "corrects"
    CONSOLIDATES = "consolidates"
    GUIDES = "guides"
    DETAILS = "details"
    ISSUED_WITH = "issued-with"
    MENTIONS = "mentions"
    DEFINES_SHORT_FORM = "defines-short-form"
    SELF = "self"


CHANGES = frozenset(
    [Relation.AMENDS, Relation.REPLACES, Relation.REPEALS, Relation.SUSPENDS, Relation.EXTENDS, Relation.CORRECTS]
)
"""Relations after which the other document is no longer what it was."""

VERBS: Mapping[Relation, tuple[str, str]] = {
    Relation.REPLACES: ("thay thế", "được thay thế bởi"),
    Relation.REPEALS: ("bãi bỏ", "bị bãi bỏ bởi"),
    Relation.AMENDS: ("sửa đổi, bổ sung", "được sửa đổi, bổ sung bởi"),
    Relation.SUSPENDS: ("ngưng hiệu lực", "bị ngưng hiệu lực bởi"),
    Relation.EXTENDS: ("gia hạn", "được gia hạn bởi"),
    Relation.CORRECTS: ("đính chính", "được đính chính bởi"),
    Relation.CONSOLIDATES: ("hợp nhất", "được hợp nhất bởi"),
    Relation.BASIS: ("căn cứ", "là căn cứ của"),
    Relation.DETAILS: ("quy định chi tiết", "được quy định chi tiết bởi"),
    Relation.GUIDES: ("hướng dẫn", "được hướng dẫn bởi"),
    Relation.ISSUED_WITH: ("ban hành kèm theo", "kèm theo có"),
    Relation.IMPLEMENTS: ("thực hiện", "được thực hiện bởi"),
    Relation.AT_PROPOSAL_OF: ("theo đề nghị", "là đề nghị của"),
    Relation.REPLIES_TO: ("trả lời", "được trả lời bởi"),
    Relation.FOLLOWS_UP: ("tiếp theo", "được tiếp nối bởi"),
    Relation.FOLLOWS: ("bám sát", "được bám sát bởi"),
    Relation.MENTIONS: ("nhắc đến", "được nhắc đến trong"),
}
"""Verb and reverse verb, in the order in which a page shows them: what changes a document first, mentions last."""


@dataclass(frozen=True, slots=True)
class Found:
    """A citation as the words of a text give it: pure syntax, no archive. Made by `cite.find`."""

    start: int
    """Offset of the first code point in the NFC text that was searched."""
    end: int
    """Offset behind the date or issuer phrase that stands directly with it."""
    anchor_end: int
    """Offset behind the symbol, or the name: start to here becomes the link."""
    quote: str
    """The words from start to end, as they stand."""
    kind: Kind
    type: str
    """A name of the type table, `công văn`."""
    other_types: tuple[str, ...] = ()
    """What else the type may be, where only an abbreviation tells it: QĐ is quyết định or quy định."""
    number: str | None = None
    symbol: str | None = None
    """Blanks taken out; as spelt otherwise."""
    side: Side | None = None
    """Which side's grammar the number follows, None where there is no symbol."""
    joint: str | None = None
    """As in `NumberSymbol`."""
    date: Day | None = None
    year: int | None = None
    """Where the text gives a year and no date: `năm 2020`."""
    issuer_words: str | None = None
    """The issuing body as written, after "của" or before the citation."""
    issuer_defined: str | None = None
    """The body for which the text has defined `issuer_words`."""
    time_unread: bool = False
    """A date, year or term stands beside it that could not be read: it is not without one."""
    body_unread: bool = False
    """A body stands beside it that could not be read: it need not be the writer's own."""
    narrowed: str | None = None
    """What behind a name may make it another document's: `name`, `time` or `content`."""
    age: int | None = None
    """Years for which it has been carried out: "sơ kết 5 năm thực hiện"."""
    of_term: bool = False
    """A name that each term of office has its own document for."""
    pinpoint: str | None = None
    """`khoản 2 Điều 5`, as written."""
    cue: str | None = None
    """The words that tell the relation."""
    relation: Relation = Relation.MENTIONS
    nested_in: "Found | None" = None
    """The citation in whose title this one stands: it is that document's relation, not the citing letter's."""
    nested_relation: Relation | None = None
    """What the outer document has to do with this one, as this text tells it."""
    nested_passive: bool = False
    """It is this one that has to do with the outer: "A được thay thế bởi B"."""

    @property
    def number_symbol(self) -> str | None:
        """`02-KL/TW`, None without number."""
        if self.number is None or self.symbol is None:
            return self.number
        return written(self.number, self.symbol, self.side, self.joint)


@dataclass(frozen=True, slots=True)
class Stated:
    """A relation that the keeper states in front matter."""

    relation: Relation
    document: str
    """The other document, as a letter would cite it."""
    place: Place


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in its place in a directive."""

    found: Found
    place: Place
    item_id: str | None
    """The id of the numbered item that it stands in; None in the subject and outside all items."""
    before: str
    """The sentence up to the quote, in plain text; it ends where an internal passage stands."""
    after: str
    """The sentence behind the quote."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a text cites: later stages decide what goes into it."""

    citation: Citation
    html: str
    """The words of the link, as balanced inline markup."""


@dataclass(frozen=True, slots=True)
class Internal:
    """A passage that only the internal edition may show; exists only left of the wall."""

    parts: tuple[str | Hole, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Balanced inline markup with holes."""

    parts: tuple[str | Hole | Internal, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item, a heading or a table of a body."""

    id: str | None
    """Of numbered items only: `muc-2`, `dieu-5-1-a`."""
    rank: int
    """Depth of nesting, from 0; of a heading its level, from 1."""
    label: str
    """`1.`, `a)`, `-`, as printed, as inline markup; empty outside items. The text begins behind it."""
    text: Text
    kind: str = "paragraph"
    """`paragraph`, `item`, `heading` or `table`."""


@dataclass(frozen=True, slots=True)
class InternalBlocks:
    """A block `::: internal`; exists only left of the wall. Without blocks it still leaves its notice."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Body:
    blocks: tuple[Block | InternalBlocks, ...]
