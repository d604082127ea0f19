"""A directive as its file tells it, with all that is internal in it: exists only left of the wall."""

from dataclasses import dataclass
from datetime import date as Day

from vankho.model import Access, Body, Citation, FileEntry, Restricted, Signer, Text
from vankho.problem import Place
from vankho.symbol import NumberSymbol

Guarded = Restricted[str] | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """A directive as its file tells it."""

    number: NumberSymbol
    type: str
    issuer: str
    date: Day
    subject: Text
    subject_line: str
    """The subject as written, its marks included: for messages, never for a page."""
    body: Body
    access: Access
    source: Place
    """The beginning of the file."""
    path: str
    """The file's path inside content/, with slashes, without `.md`."""
    places: dict[str, Place]
    """Where the value of each key stands."""
    organ: Guarded | None = None
    place: Guarded | None = None
    letterhead: tuple[str, ...] = ()
    addressees: tuple[Guarded, ...] = ()
    recipients: tuple[Guarded, ...] = ()
    signers: tuple[Restricted[Signer] | Signer, ...] = ()
    topics: tuple[Guarded, ...] = ()
    aliases: tuple[Guarded, ...] = ()
    relations: tuple[Restricted[Citation] | Citation, ...] = ()
    """What the keeper states: citations that stand nowhere in the text."""
    effective: Restricted[Day] | Day | None = None
    status: Guarded | None = None
    co_issuers: tuple[str, ...] = ()
    notes: tuple[Guarded, ...] = ()
    files: tuple[Restricted[FileEntry] | FileEntry, ...] = ()
    formerly: tuple[Guarded, ...] = ()
    record: str | None = None
    slug: str | None = None
