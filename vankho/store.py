"""The cache of read directives: what `parse` made of each file, by the file's state and the program's own digest.

One SQLite file in the project's `.vankho/`; values are MessagePack with types that are checked on reading (no pickle),
each with its checksum. Whatever is damaged or of another program is told by `Damaged`, and thrown away: nothing but
time is lost. docs/adr/0009-cache.md says why it is done so.
"""

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date as Day
from functools import lru_cache
from hashlib import blake2b, sha256
from importlib.metadata import version
from itertools import count
from os import getpid
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

import msgspec

from vankho.edition import Card, card
from vankho.holdings import Edition
from vankho.model import (
    Access,
    Block,
    Body,
    Citation,
    FileEntry,
    Hole,
    Internal,
    InternalBlocks,
    Restricted,
    Signer,
    Text,
    bare,
)
from vankho.parse import Directive, Front, Guarded
from vankho.problem import Place, Problem
from vankho.read import Signature
from vankho.resolve import CARD
from vankho.symbol import NumberSymbol
from vankho.twin import State, state

T = TypeVar("T")


class Damaged(Exception):
    """The cache cannot be read as what this program wrote."""


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Of all that makes a parsed file or a page what it is: our own code, the libraries, the version of Python."""
    digest = sha256(repr([sys.version, *((name, version(name)) for name in _LIBRARIES)]).encode())
    own = Path(__file__).parent
    for path in sorted(path for path in own.rglob("*") if path.suffix in (".py", ".mo")):
        digest.update(path.relative_to(own).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


_LIBRARIES = ("markdown-it-py", "pyyaml", "jinja2", "markupsafe", "msgspec", "cbor2", "pagefind-bin", "pypdf")

# --- values as they are kept ----------------------------------------------------------------------------------------


class _Passage(msgspec.Struct):
    """An internal passage of a text."""

    parts: list[str | tuple[int, str]]


_Parts = list[str | tuple[int, str] | _Passage]
"""A text: its markup, holes as the number of the citation and the words of the link."""

_Block = tuple[str, str | None, int, str, _Parts]


class _Hidden(msgspec.Struct):
    """A block of internal blocks."""

    blocks: list[_Block]


_Blocks = list[_Block | _Hidden]


class _Card(msgspec.Struct, array_like=True):
    path: str
    source: str
    number: NumberSymbol
    type: str
    issuer: str
    date: Day
    access: Access
    public_subject: str
    internal_subject: str
    organ: Guarded | None
    signers: list[tuple[bool, Signer]]
    topics: tuple[Guarded, ...]
    status: Guarded | None
    co_issuers: tuple[str, ...]
    formerly: tuple[Guarded, ...]
    aliases: tuple[Guarded, ...]
    files: list[tuple[bool, FileEntry]]
    record: str | None
    slug: str | None
    is_empty: bool
    is_open: bool


class _Front(msgspec.Struct, array_like=True):
    """What `Front` has besides the card."""

    subject: _Parts
    subject_line: str
    outline: _Blocks
    citations: list[Citation]
    """Of subject and text, in reading order."""
    source: Place
    places: dict[str, tuple[int, int]]
    """Lines and columns in the file of `source`."""
    place: Guarded | None
    letterhead: tuple[str, ...]
    addressees: tuple[Guarded, ...]
    recipients: tuple[Guarded, ...]
    relations: list[tuple[bool, Citation]]
    effective: Restricted[Day] | Day | None
    notes: tuple[Guarded, ...]


_ENCODER = msgspec.msgpack.Encoder()
_CARDS, _FRONTS = msgspec.msgpack.Decoder(_Card), msgspec.msgpack.Decoder(_Front)
_BODIES, _PROBLEMS = msgspec.msgpack.Decoder(_Blocks), msgspec.msgpack.Decoder(tuple[Problem, ...])


def _sealed(value: Any) -> bytes:
    data = _ENCODER.encode(value)
    return crc32(data).to_bytes(4) + data


def _opened(data: Any, decoder: "msgspec.msgpack.Decoder[T]") -> T:
    if not isinstance(data, bytes) or crc32(memoryview(data)[4:]).to_bytes(4) != data[:4]:
        raise Damaged("a value is not what was written")
    try:
        return decoder.decode(memoryview(data)[4:])
    except msgspec.MsgspecError as error:
        raise Damaged(str(error)) from error


def _flagged(values: Iterable[Restricted[T] | T]) -> list[tuple[bool, T]]:
    return [(isinstance(value, Restricted), bare(value)) for value in values]


def _guarded(values: Iterable[tuple[bool, T]]) -> tuple[Restricted[T] | T, ...]:
    return tuple(Restricted(value) if restricted else value for restricted, value in values)


class _Writer:
    """Texts as they are kept; gathers the citations of their holes."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []

    def parts(self, text: Text) -> _Parts:
        return [_Passage(self._plain(p.parts)) if isinstance(p, Internal) else self._part(p) for p in text.parts]

    def _plain(self, parts: Iterable[str | Hole]) -> list[str | tuple[int, str]]:
        return [self._part(part) for part in parts]

    def _part(self, part: str | Hole) -> str | tuple[int, str]:
        if isinstance(part, str):
            return str(part)
        self.citations.append(part.citation)
        return len(self.citations) - 1, part.html

    def blocks(self, body: Body) -> _Blocks:
        return [
            _Hidden([self._block(inner) for inner in each.blocks])
            if isinstance(each, InternalBlocks)
            else self._block(each)
            for each in body.blocks
        ]

    def _block(self, block: Block) -> _Block:
        return block.kind, block.id, block.rank, str(block.label), self.parts(block.text)


class _Reader:
    """The other way."""

    def __init__(self, citations: list[Citation]) -> None:
        self._citations = citations

    def text(self, parts: _Parts) -> Text:
        return Text(
            tuple(
                Internal(tuple(map(self._part, p.parts))) if isinstance(p, _Passage) else self._part(p) for p in parts
            )
        )

    def _part(self, part: str | tuple[int, str]) -> str | Hole:
        if isinstance(part, str):
            return part
        if not 0 <= part[0] < len(self._citations):
            raise Damaged("a hole without a citation")
        return Hole(self._citations[part[0]], part[1])

    def body(self, blocks: _Blocks) -> Body:
        return Body(
            tuple(
                InternalBlocks(tuple(map(self._block, each.blocks))) if isinstance(each, _Hidden) else self._block(each)
                for each in blocks
            )
        )

    def _block(self, block: _Block) -> Block:
        kind, block_id, rank, label, parts = block
        return Block(block_id, rank, label, self.text(parts), kind)


Kept = tuple[bytes, bytes, bytes]
"""A directive as it is kept: its card, the rest of its front, its text."""

_DIGEST = CARD
"""Bytes of each of them: `resolve` knows a card by the first."""


class Versions(NamedTuple):
    """Tells whether a directive is what it was: digests of the parts that are kept of it."""

    card: bytes
    front: bytes
    body: bytes

    @classmethod
    def of(cls, data: Any) -> "Versions":
        if not isinstance(data, bytes) or len(data) != 3 * _DIGEST:
            raise Damaged("a version is not what was written")
        return cls(data[:_DIGEST], data[_DIGEST : 2 * _DIGEST], data[2 * _DIGEST :])

    @classmethod
    def of_kept(cls, what: "Kept") -> "Versions":
        return cls(*(blake2b(part, digest_size=_DIGEST).digest() for part in what))


def kept(directive: Directive) -> Kept:
    """What is kept of a directive."""
    known = card(directive)
    first = _sealed(
        _Card(
            known.path,
            known.source,
            known.number,
            known.type,
            known.issuer,
            known.date,
            known.access,
            known.subject_lines[Edition.PUBLIC],
            known.subject_lines[Edition.INTERNAL],
            known.organ,
            _flagged(known.signers),
            known.topics,
            known.status,
            known.co_issuers,
            known.formerly,
            known.aliases,
            _flagged(known.files),
            known.record,
            known.slug,
            known.is_empty,
            known.is_open,
        )
    )
    text, bones = _Writer(), _Writer()
    subject, blocks = text.parts(directive.subject), text.blocks(directive.body)
    bones.parts(directive.subject)
    front = _Front(
        subject,
        directive.subject_line,
        bones.blocks(directive.outline),
        text.citations,
        directive.source,
        {key: (place.line, place.column) for key, place in directive.places.items()},
        directive.place,
        directive.letterhead,
        directive.addressees,
        directive.recipients,
        _flagged(directive.relations),
        directive.effective,
        directive.notes,
    )
    return first, _sealed(front), _sealed(blocks)


def _card(data: Any) -> Card:
    found = _opened(data, _CARDS)
    public, internal = found.public_subject, found.internal_subject
    return Card(
        path=found.path,
        source=found.source,
        number=found.number,
        type=intern(found.type),  # of what many have alike, one is kept
        issuer=intern(found.issuer),
        date=found.date,
        access=found.access,
        subject_lines={Edition.PUBLIC: public, Edition.INTERNAL: public if public == internal else internal},
        organ=found.organ,
        signers=_guarded(found.signers),
        topics=found.topics,
        status=found.status,
        co_issuers=found.co_issuers,
        formerly=found.formerly,
        aliases=found.aliases,
        files=_guarded(found.files),
        record=found.record,
        slug=found.slug,
        is_empty=found.is_empty,
        is_open=found.is_open,
    )


def _front(card_data: Any, data: Any) -> tuple[Front, list[Citation]]:
    known, found = _card(card_data), _opened(data, _FRONTS)
    read = _Reader(found.citations)
    front = Front(
        number=known.number,
        type=known.type,
        issuer=known.issuer,
        date=known.date,
        subject=read.text(found.subject),
        subject_line=found.subject_line,
        outline=read.body(found.outline),
        access=known.access,
        source=found.source,
        path=known.path,
        places={key: Place(found.source.path, *place) for key, place in found.places.items()},
        organ=known.organ,
        place=found.place,
        letterhead=found.letterhead,
        addressees=found.addressees,
        recipients=found.recipients,
        signers=known.signers,
        topics=known.topics,
        aliases=known.aliases,
        relations=_guarded(found.relations),
        effective=found.effective,
        status=known.status,
        co_issuers=known.co_issuers,
        notes=found.notes,
        files=known.files,
        formerly=known.formerly,
        record=known.record,
        slug=known.slug,
    )
    return front, found.citations


# --- values in files of their own ----------------------------------------------------------------------------------


def keep(path: Path, key: str, value: Any) -> None:
    """Keeps a value for later builds with this key; what was there is replaced at once. Raises OSError."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(_stamp(key) + _sealed(value))
    beside.replace(path)


def recall(path: Path, key: str, kind: type[T]) -> T | None:
    """What was kept there with this key by this program; None where there is no such thing, or it is damaged."""
    try:
        data = path.read_bytes()
        if data[: len(_stamp(key))] != _stamp(key):
            return None
        return _opened(data[len(_stamp(key)) :], msgspec.msgpack.Decoder(kind))
    except (OSError, Damaged):
        return None


def is_kept(path: Path, key: str) -> bool:
    """Whether something was kept there with this key by this program."""
    stamp = _stamp(key)
    try:
        with path.open("rb") as file:
            return file.read(len(stamp)) == stamp
    except OSError:
        return False


def digest_of(path: Path) -> bytes:
    """Of what is kept there; empty where nothing can be read."""
    try:
        return blake2b(path.read_bytes(), digest_size=16).digest()
    except OSError:
        return b""


def _stamp(key: str) -> bytes:
    return sha256(f"{program_digest()}\0{key}".encode()).digest()


# --- the file -------------------------------------------------------------------------------------------------------

_SCHEMA = (
    "create table about(key text primary key, value text)",
    "create table letter(id integer primary key, name text unique, size int, mtime int, ctime int, inode int,"
    " digest blob, card blob, problems blob, versions blob)",
    "create table front(id integer primary key, data blob)",
    "create table body(id integer primary key, data blob)",
)
_SIGN = "update letter set size = ?, mtime = ?, ctime = ?, inode = ? where name = ?"
_FRONTS_KEPT = 256
"""What is kept longer is what editions show of them (`edition`)."""


Read = tuple[Card | None, tuple[Problem, ...]]
"""What is read of a file: its card, None where it is no directive, and what is wrong in it by itself."""


def _is_about(key: str) -> Mapping[str, str]:
    return {"program": program_digest(), "key": key}


class Store:
    """The directives of a project, by name (path inside content/, without `.md`); also where they are read from.

    It may be handed to other processes: each opens the file for itself.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = 0
        self._connection: sqlite3.Connection | None = None
        self._ids: dict[str, int] = {}
        self.versions: dict[str, Versions] = {}
        """Of each directive, once `cards` were read: two of one version have the same card, front and text."""
        self._cards: dict[str, Read] | None = None
        self._left: State | None = None
        self._prepare()

    def _prepare(self) -> None:
        self._read_front = lru_cache(_FRONTS_KEPT)(self._front_of)

    def __getstate__(self) -> tuple[Path, dict[str, int]]:
        return self.path, self._ids

    def __setstate__(self, state: tuple[Path, dict[str, int]]) -> None:
        self.path, self._ids = state
        self._process, self._connection = 0, None
        self.versions = {}
        self._cards = self._left = None
        self._prepare()

    @classmethod
    def at(cls, path: Path, key: str) -> "Store":
        """The store at this path, which is made anew where there is none, or one of another key (or program)."""
        store = cls(path)
        about = _is_about(key)
        try:
            if store._about() == about:
                return store
        except Damaged:
            pass
        store.close()
        path.unlink(missing_ok=True)
        Path(f"{path}-journal").unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        with store._writing() as connection:
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.executemany("insert into about values (?, ?)", about.items())
        return store

    @classmethod
    def there(cls, path: Path, key: str) -> "Store":
        """The store at this path, which another process of this program has made; nothing is written."""
        store = cls(path)
        if store._about() != _is_about(key):
            raise Damaged(f"{path} is of another program")
        return store

    def _about(self) -> Mapping[str, str]:
        return dict(self._rows("select key, value from about where key in ('program', 'key')"))

    def close(self) -> None:
        if self._connection is not None and self._process == getpid():
            self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None or self._process != getpid():
            if not self.path.is_file():
                raise Damaged(f"there is no cache {self.path}")
            self._connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._process = getpid()
        return self._connection

    def _rows(self, query: str, values: Iterable[Any] = ()) -> Iterator[Any]:
        try:
            yield from self._open().execute(query, tuple(values))
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One change of the file, whole or not at all; power that fails may leave it damaged, which is found out."""
        self._read_front.cache_clear()
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
                connection.execute("pragma synchronous = off")
                connection.execute("begin")
                yield connection
                connection.execute("commit")
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    def states(self) -> Mapping[str, tuple[Signature, bytes]]:
        """Of each file that is kept: its signature, and the digest of its bytes."""
        rows = self._rows("select name, size, mtime, ctime, inode, digest, id from letter")
        found: dict[str, tuple[Signature, bytes]] = {}
        for name, size, mtime, ctime, inode, digest, number in rows:
            found[name] = ((size, mtime, ctime, inode), digest)
            self._ids[name] = number
        return found

    def stay(self) -> None:
        """Remembers the cards that were read, as long as nobody else writes the file: for a process that stays."""
        self._cards = self.cards()
        self._left = state(self.path)

    def is_as_left(self, path: Path, key: str) -> bool:
        """Whether it is the store at this path with this key, which nobody has written since it was told to `stay`."""
        try:
            is_it = self._left is not None and path == self.path and self._left == state(path)
            return is_it and self._about() == _is_about(key)
        except (OSError, Damaged):
            return False

    def cards(self) -> dict[str, Read]:
        """Of each file what it is, None where it is no directive, and what is wrong in it by itself."""
        if self._cards is not None:
            return self._cards | self.cards_of(self._ids.keys() - self._cards.keys())
        return self._read_cards("select id, name, card, problems, versions from letter", ())

    def cards_of(self, names: Iterable[str]) -> dict[str, Read]:
        """As `cards`, of these files."""
        query = "select id, name, card, problems, versions from letter where name = ?"
        return {name: each for asked in names for name, each in self._read_cards(query, (asked,)).items()}

    def _read_cards(self, query: str, values: Iterable[Any]) -> dict[str, Read]:
        found: dict[str, Read] = {}
        for number, name, data, problems, versions in self._rows(query, values):
            self._ids[name] = number
            if data:
                self.versions[name] = Versions.of(versions)
            told = _opened(problems, _PROBLEMS) if problems else ()
            found[name] = (_card(data) if data else None, told)
        return found

    def change(
        self, gone: Iterable[str], new: Iterable[tuple[str, Signature, bytes, Kept | None, tuple[Problem, ...] | None]]
    ) -> None:
        """Forgets files and keeps others, in one step; of one without problems (None) only the signature is new."""
        numbers = count(max(self._ids.values(), default=0) + 1)
        with self._writing() as connection:
            for name in gone:
                self._forget(connection, name)
            for name, signature, digest, what, problems in new:
                if problems is None:
                    connection.execute(_SIGN, (*signature, name))
                    continue
                self._forget(connection, name)
                self._ids[name] = number = next(numbers)
                told = _sealed(problems) if problems else None
                first, front, body = what or (None, None, None)
                row = (number, name, *signature, digest, first, told, b"".join(Versions.of_kept(what)) if what else b"")
                connection.execute("insert into letter values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
                if what:
                    connection.execute("insert into front values (?, ?)", (number, front))
                    connection.execute("insert into body values (?, ?)", (number, body))

    def _forget(self, connection: sqlite3.Connection, name: str) -> None:
        self.versions.pop(name, None)
        if self._cards is not None:
            self._cards.pop(name, None)
        if (number := self._ids.pop(name, None)) is not None:
            for table in ("letter", "front", "body"):
                connection.execute(f"delete from {table} where id = ?", (number,))

    # a shelf

    def front(self, path: str) -> Front:
        return self._read_front(path)[0]

    def body(self, path: str) -> Body:
        for (data,) in self._rows("select data from body where id = ?", (self._ids[path],)):
            return _Reader(self._read_front(path)[1]).body(_opened(data, _BODIES))
        raise Damaged(f"there is no text of {path}")

    def _front_of(self, path: str) -> tuple[Front, list[Citation]]:
        query = "select card, data from letter join front using (id) where id = ?"
        for first, data in self._rows(query, (self._ids[path],)):
            return _front(first, data)
        raise Damaged(f"there is no {path}")
