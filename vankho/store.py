"""The cache of read directives: what `parse` made of each file, by the file's state and the program's own digest.

One SQLite file in the project's `.vankho/`; values are MessagePack with types that are checked on reading (no pickle),
each with its checksum. Whatever is damaged or of another program is told by `Damaged`, and thrown away: nothing but
time is lost. docs/adr/0009-cache.md says why it is done so.
"""

import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date as Day
from functools import lru_cache
from hashlib import blake2b, sha256
from itertools import count
from os import getpid
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

import msgspec

from vankho.cards import Card, Front, View, card, file_key, front
from vankho.directive import Directive, Guarded
from vankho.holdings import Edition, Passage, ShownText, Slot, Withheld
from vankho.lazy import Lazy
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
from vankho.problem import Place, Problem
from vankho.read import Signature
from vankho.resolve import CARD
from vankho.symbol import NumberSymbol
from vankho.twin import State, state

T = TypeVar("T")
Raw = msgspec.Raw
"""A value inside of another that is kept, as it stands there (`unread`, `late`)."""


class Damaged(Exception):
    """The cache cannot be read as what this program wrote."""


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Of all that makes a parsed file or a page what it is: our own code, the libraries, the version of Python."""
    digest = sha256(repr((sys.version, _libraries())).encode())
    own = Path(__file__).parent
    for path in sorted(path for path in own.rglob("*") if path.suffix in (".py", ".mo")):
        digest.update(path.relative_to(own).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _libraries() -> list[str]:
    """The libraries with their versions, as their folders of metadata are called: to read those takes its time."""
    places = {place for place in map(Path, sys.path) if place.is_dir()}
    named = (path.name.casefold().replace("_", "-") for place in places for path in place.glob("*-info"))
    return sorted(each for each in named if each.startswith(tuple(f"{name}-" for name in _LIBRARIES)))


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


class _View(NamedTuple):
    """As `View`; of its subject each `Slot` as its number and markup, what is withheld as None."""

    subject: list[str | tuple[int, str] | _Passage | None]
    citations: tuple[int, ...] | None
    subject_citations: int
    stands: tuple[str, ...]
    item_ids: tuple[str, ...]
    withholds: bool


class _Front(msgspec.Struct, array_like=True):
    views: list[_View]
    """Of the public and the internal edition, or one of both."""
    citations: tuple[Citation, ...]
    relations: list[tuple[bool, Citation]]
    subject_line: str
    source: Place
    places: dict[str, tuple[int, int]]
    """Lines and columns in the file of `source`."""
    place: Guarded | None
    letterhead: tuple[str, ...]
    addressees: tuple[Guarded, ...]
    recipients: tuple[Guarded, ...]
    effective: Restricted[Day] | Day | None
    notes: tuple[Guarded, ...]


_ENCODER = msgspec.msgpack.Encoder()
_CARDS, _FRONTS = msgspec.msgpack.Decoder(_Card), msgspec.msgpack.Decoder(_Front)
_BODIES, _PROBLEMS = msgspec.msgpack.Decoder(_Blocks), msgspec.msgpack.Decoder(tuple[Problem, ...])
_FILES = msgspec.msgpack.Decoder(tuple[tuple[str, int, int], ...])


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
    """Texts as they are kept; numbers the citations of their holes."""

    def __init__(self, before: int) -> None:
        """So many come `before` these."""
        self._numbers = count(before)

    def parts(self, text: Text) -> _Parts:
        return [_Passage(self._plain(p.parts)) if isinstance(p, Internal) else self._part(p) for p in text.parts]

    def _plain(self, parts: Iterable[str | Hole]) -> list[str | tuple[int, str]]:
        return [self._part(part) for part in parts]

    def _part(self, part: str | Hole) -> str | tuple[int, str]:
        if isinstance(part, str):
            return str(part)
        return next(self._numbers), part.html

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

    def __init__(self, citations: Sequence[Citation]) -> None:
        self._citations = citations

    def _text(self, parts: _Parts) -> Text:
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
        return Block(block_id, rank, label, self._text(parts), kind)


class Kept(NamedTuple):
    """A directive as it is kept."""

    card: bytes
    front: bytes
    body: bytes
    is_open: bool
    is_empty: bool
    """These are as on its card."""
    files: tuple[tuple[str, int, int], ...]
    """Names inside content/ of the files that belong to it, with line and column of where it names them."""


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
        return cls(*(blake2b(part, digest_size=_DIGEST).digest() for part in (what.card, what.front, what.body)))


class Glance(NamedTuple):
    """What is known of a file without reading what is kept of it."""

    signature: Signature
    digest: bytes
    """Of its bytes."""
    is_directive: bool
    is_open: bool
    is_empty: bool
    files: tuple[tuple[str, int, int], ...]
    """As in `Kept`."""
    problems: tuple[Problem, ...]
    """What is wrong in it by itself."""


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
    full = front(directive, is_open=known.is_open)
    internal = full.views[Edition.INTERNAL]
    rest = _Front(
        [_view_kept(internal)] if known.is_open else [_view_kept(full.views[Edition.PUBLIC]), _view_kept(internal)],
        full.citations,
        _flagged(full.relations),
        full.subject_line,
        full.source,
        {key: (place.line, place.column) for key, place in full.places.items()},
        full.place,
        full.letterhead,
        full.addressees,
        full.recipients,
        full.effective,
        full.notes,
    )
    blocks = _Writer(internal.subject_citations).blocks(directive.body)
    files = tuple(_named(directive, bare(each)) for each in directive.files)
    return Kept(first, _sealed(rest), _sealed(blocks), known.is_open, known.is_empty, files)


def _view_kept(view: View) -> _View:
    return _View([_part_kept(part) for part in view.subject.parts], *view[1:])


def _part_kept(part: Any) -> Any:
    match part:
        case Slot():
            return part.number, part.html
        case Passage():
            return _Passage([_part_kept(each) for each in part.parts])
        case Withheld():
            return None
    return str(part)


def _view(view: _View) -> View:
    return View(ShownText(tuple(map(_part, view.subject))), *view[1:])


def _part(part: Any) -> Any:
    match part:
        case str():
            return part
        case None:
            return Withheld()
        case _Passage():
            return Passage(tuple(map(_part, part.parts)))
    return Slot(*part)


def _named(directive: Directive, entry: FileEntry) -> tuple[str, int, int]:
    place = directive.places["files"]
    return file_key(directive.path, entry), place.line, place.column


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
        signers=_same(_guarded(found.signers)),
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


@lru_cache(maxsize=4096)
def _same(value: T) -> T:
    """Of what many have alike, one."""
    return value


def _front(data: Any) -> Front:
    found = _opened(data, _FRONTS)
    views = [_view(each) for each in found.views]
    if not 1 <= len(views) <= len(Edition):
        raise Damaged("a directive without a view")
    if any(not 0 <= place < len(found.citations) for view in views for place in view.citations or ()):
        raise Damaged("a view of a citation that is not there")
    path = found.source.path
    return Front(
        {Edition.PUBLIC: views[0], Edition.INTERNAL: views[-1]},
        found.citations,
        _guarded(found.relations),
        found.subject_line,
        found.source,
        Lazy(found.places, lambda at: Place(path, *at)),
        found.place,
        found.letterhead,
        found.addressees,
        found.recipients,
        found.effective,
        found.notes,
    )


# --- values in files of their own ----------------------------------------------------------------------------------


def keep(path: Path, key: str, value: Any) -> None:
    """Keeps a value for later builds with this key; what was there is replaced at once. Raises OSError."""
    beside, data = path.with_name(f"{path.name}.new"), _ENCODER.encode(value)
    with beside.open("wb") as file:
        file.writelines((_stamp(key), _digest(data), data))
    beside.replace(path)


def recall(path: Path, key: str, kind: type[T]) -> T | None:
    """What was kept there with this key by this program; None where there is no such thing, or it is damaged."""
    return recall_with_digest(path, key, kind)[1]


def recall_with_digest(path: Path, key: str, kind: type[T]) -> tuple[bytes, T | None]:
    """As `recall`, with its digest (`digest_of`): another process may keep something else there meanwhile."""
    return _of_key(key, *_recalled(path, kind))


def _of_key(key: str, head: bytes, value: T | None) -> tuple[bytes, T | None]:
    return (head[_STAMP:], value) if head[:_STAMP] == _stamp(key) else (b"", None)


def _recalled(path: Path, kind: type[T]) -> tuple[bytes, T | None]:
    """What was kept there, and the stamp of program and key with its digest."""
    try:
        data = path.read_bytes()
        whole = memoryview(data)[_HEAD:]
        if data[_STAMP:_HEAD] == _digest(whole):
            return data[:_HEAD], msgspec.msgpack.decode(whole, type=kind)
    except (OSError, msgspec.MsgspecError):
        pass
    return b"", None


def raw(value: Any) -> Raw:
    """A value to be kept inside of another, and opened by itself."""
    return Raw(_ENCODER.encode(value))


def read(value: Raw, kind: Any) -> Any:
    """The other way. Raises `Damaged`."""
    try:
        return msgspec.msgpack.decode(value, type=kind)
    except msgspec.MsgspecError as error:
        raise Damaged(str(error)) from error


def unread(values: Mapping[str, Any], unmake: Callable[[Any], Any] = lambda value: value) -> dict[str, Raw]:
    """The other way of `late`: what was not opened stays as it is."""

    def closed(value: Any) -> Raw:
        return raw(unmake(value))

    return values.unmade(closed) if isinstance(values, Lazy) else {key: closed(value) for key, value in values.items()}


def late(
    values: Mapping[str, Raw], kind: Any, make: Callable[[Any], Any] = lambda value: value, most: int = sys.maxsize
) -> Mapping[str, Any]:
    """Values of one kind that are opened when they are asked for, and what is made of them; so many are kept open.
    Raises `Damaged` then."""
    decoder = msgspec.msgpack.Decoder(kind)

    def opened(value: Raw) -> Any:
        try:
            return make(decoder.decode(value))
        except msgspec.MsgspecError as error:
            raise Damaged(str(error)) from error

    return Lazy(values, opened, most)


def is_kept(path: Path, key: str) -> bool:
    """Whether something was kept there with this key by this program."""
    try:
        with path.open("rb") as file:
            return file.read(_STAMP) == _stamp(key)
    except OSError:
        return False


def digest_of(path: Path) -> bytes:
    """Of what was kept there; empty where nothing can be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return b""
    return head[_STAMP:] if len(head) == _HEAD else b""


_STAMP, _HEAD = 32, 48
"""Bytes before what is kept: those of the stamp, and with the digest."""


def _digest(data: bytes | memoryview) -> bytes:
    return sha256(data).digest()[: _HEAD - _STAMP]


def _stamp(key: str) -> bytes:
    return sha256(f"{program_digest()}\0{key}".encode()).digest()


# --- the file -------------------------------------------------------------------------------------------------------

_SCHEMA = (
    "create table about(key text primary key, value text)",
    "create table letter(id integer primary key, name text unique, size int, mtime int, ctime int, inode int,"
    " digest blob, is_open int, is_empty int, files blob, problems blob, versions blob)",
    "create table card(id integer primary key, data blob)",
    "create table front(id integer primary key, data blob)",
    "create table body(id integer primary key, data blob)",
)
_SIGN = "update letter set size = ?, mtime = ?, ctime = ?, inode = ? where name = ?"
_TABLES = "card", "front", "body"
"""Of what is kept of a directive, in the order of `Kept`."""
FEW = 200
"""Cards up to which it is quicker to look up each than to read all."""
_FRONTS_KEPT = 256
"""What is kept longer is what editions show of them (`edition`)."""


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
        self._known: dict[str, Glance] | None = None
        self.versions: dict[str, Versions] = {}
        """Of each directive, once all were `known`: two of one version have the same card, front and text."""
        self._cards: dict[str, Card] = {}
        self._left: State | None = None
        self._ahead: dict[Path, tuple[bytes, Any]] = {}
        self._prepare()

    def _prepare(self) -> None:
        self._read_front = lru_cache(_FRONTS_KEPT)(self._front_of)

    def __getstate__(self) -> tuple[Path, dict[str, int]]:
        return self.path, self._ids

    def __setstate__(self, state: tuple[Path, dict[str, int]]) -> None:
        self.path, self._ids = state
        self._process, self._connection = 0, None
        self.versions, self._cards, self._ahead = {}, {}, {}
        self._known = self._left = None
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

    def known(self) -> Mapping[str, Glance]:
        """What is known of each file that is kept, by name."""
        if self._known is None:
            self._known = {}
            query = "select name, id, size, mtime, ctime, inode, digest, is_open, is_empty, files, problems, versions"
            for row in self._rows(f"{query} from letter"):
                name, number, size, mtime, ctime, inode, digest, is_open, is_empty, files, problems, versions = row
                self._ids[name] = number
                if versions:
                    self.versions[name] = Versions.of(versions)
                self._known[name] = Glance(
                    (size, mtime, ctime, inode),
                    digest,
                    bool(versions),
                    bool(is_open),
                    bool(is_empty),
                    _opened(files, _FILES) if files else (),
                    _opened(problems, _PROBLEMS) if problems else (),
                )
        return self._known

    def look_ahead(self, path: Path, kind: type[T]) -> None:
        """Reads what is kept in a file of its own beside the store, before its key is known."""
        self._ahead[path] = _recalled(path, kind)

    def recall(self, path: Path, key: str, kind: type[T]) -> T | None:
        """As the function, the first time from what was read ahead."""
        return self.recall_with_digest(path, key, kind)[1]

    def recall_with_digest(self, path: Path, key: str, kind: type[T]) -> tuple[bytes, T | None]:
        """As `recall`, with its digest."""
        return _of_key(key, *(self._ahead.pop(path) if path in self._ahead else _recalled(path, kind)))

    def stay(self) -> None:
        """Remembers what was read, as long as nobody else writes the file: for a process that stays."""
        self._left = state(self.path)

    def is_as_left(self, path: Path, key: str) -> bool:
        """Whether it is the store at this path with this key, which nobody has written since it was told to `stay`."""
        try:
            is_it = self._left is not None and path == self.path and self._left == state(path)
            return is_it and self._about() == _is_about(key)
        except (OSError, Damaged):
            return False

    def forget_known(self) -> None:
        """Who knows it now need not ask again."""
        self._known = None

    def forget_cards(self) -> None:
        """Lets go of the cards: who asks for one again has them read anew."""
        self._cards = {}

    def cards(self, names: Collection[str] | None = None) -> Mapping[str, Card]:
        """The cards of these directives, or of all, by name."""
        if not self.versions:
            self.known()
        missing = (self.versions.keys() if names is None else set(names)) - self._cards.keys()
        if len(missing) <= FEW:
            for name in missing:
                self._read_cards("select name, data from letter join card using (id) where name = ?", (name,))
        else:
            self._read_cards("select name, data from letter join card using (id)", ())
        return self._cards if names is None else {name: self._cards[name] for name in names}

    def _read_cards(self, query: str, values: Iterable[Any]) -> None:
        self._cards.update((name, _card(data)) for name, data in self._rows(query, values))

    def change(
        self, gone: Iterable[str], new: Iterable[tuple[str, Signature, bytes, Kept | None, tuple[Problem, ...] | None]]
    ) -> None:
        """Forgets files and keeps others, in one step; of one without problems (None) only the signature is new."""
        known = dict(self.known())
        self._known = None  # if this fails
        numbers = count(max(self._ids.values(), default=0) + 1)
        with self._writing() as connection:
            for name in gone:
                self._forget(connection, name)
                known.pop(name, None)
            for name, signature, digest, what, problems in new:
                if problems is None:
                    connection.execute(_SIGN, (*signature, name))
                    known[name] = known[name]._replace(signature=signature)
                    continue
                self._forget(connection, name)
                self._ids[name] = number = next(numbers)
                is_open, is_empty, files = what[3:] if what else (False, False, ())
                known[name] = Glance(signature, digest, what is not None, is_open, is_empty, files, problems)
                if what:
                    self.versions[name] = Versions.of_kept(what)
                    for table, data in zip(_TABLES, what, strict=False):
                        connection.execute(f"insert into {table} values (?, ?)", (number, data))
                versions = b"".join(self.versions[name]) if what else b""
                sealed = (_sealed(each) if each else None for each in (files, problems))
                row = (number, name, *signature, digest, is_open, is_empty, *sealed, versions)
                connection.execute(f"insert into letter values ({', '.join('?' * len(row))})", row)
        self._known = known

    def _forget(self, connection: sqlite3.Connection, name: str) -> None:
        self.versions.pop(name, None)
        self._cards.pop(name, None)
        if (number := self._ids.pop(name, None)) is not None:
            for table in ("letter", *_TABLES):
                connection.execute(f"delete from {table} where id = ?", (number,))

    # a shelf

    def front(self, path: str) -> Front:
        return self._read_front(path)

    def body(self, path: str) -> Body:
        for (data,) in self._rows("select data from body where id = ?", (self._ids[path],)):
            return _Reader(self._read_front(path).citations).body(_opened(data, _BODIES))
        raise Damaged(f"there is no text of {path}")

    def _front_of(self, path: str) -> Front:
        for (data,) in self._rows("select data from front where id = ?", (self._ids[path],)):
            return _front(data)
        raise Damaged(f"there is no {path}")
