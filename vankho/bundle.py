"""The search index's files: what Pagefind made of each part of the documents in, the one bundle of all of them out.

The only module that knows Pagefind's formats: gzip, a magic word, then CBOR or JSON. A part is what Pagefind says of
some documents, in the order of their addresses, with the words that a reader sees in the place of the index words
(docs/adr/0005-index-words.md). What it has of each word is kept as the bytes that the bundle will have, so that parts
are merged without reading their numbers (docs/adr/0010-index-in-parts.md). Names come from content, order from
addresses and words: nothing depends on how the documents were parted (docs/adr/0003-canonical-index.md).
"""

import gzip
import heapq
import json
import os
import re
import zlib
from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import cbor2

from vankho.page import IndexDoc
from vankho.said import Failed

_MAGIC = b"pagefind_dcd"
_ROUND = 32
"""Words to which a document's length is rounded in the metadata, where it only weighs in the order of results."""
_NAME = 4
"""Signs of a fragment's name: of 10,000 about thirty have a longer one."""
_NEEDED = "pagefind.js"
"""Of the scripts that Pagefind writes, the one that our search page loads; the rest is its own user interface."""
_CHUNK = 8_000
"""Bytes of a chunk before compression, about: a query loads one for each of its words."""
_LEVEL = 7
"""Of gzip for chunks: 9 takes four times as long and saves 2 % of the bytes."""
_BLOCK = 32_000
"""Bytes of a part's words that are read at once, about."""
_SEAL, _SIZE = sha256().digest_size, 4

T = TypeVar("T")


class IndexFailed(Failed):
    """Pagefind could not run, did not finish, or wrote what this program does not know."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An index document as it waits for Pagefind: as `IndexDoc`, in a third of the memory."""

    url: str
    html: str
    shown: str
    """The words that a reader sees, parted by blanks."""
    count: int
    """Of these words."""
    meta: Mapping[str, str]
    day: str

    @classmethod
    def of(cls, doc: IndexDoc) -> "Sheet":
        return cls(doc.url, doc.html, " ".join(doc.words), len(doc.words), dict(doc.meta), doc.day)

    @property
    def digest(self) -> str:
        """Of all that the document is."""
        return sha256(_json([self.url, self.html, self.shown, self.count, self.meta, self.day])).hexdigest()


def digest(digests: Iterable[str], program: str) -> str:
    """Of all that makes a part what it is: the documents, and the program that reads them."""
    return sha256("\n".join((program, *digests)).encode()).hexdigest()


# --- a part ---------------------------------------------------------------------------------------------------------

_Run = tuple[int, int, int, bytes]
"""A list of pages: how many, the first, the last, and its bytes in a bundle behind the number of the first."""
_Form = tuple[str, _Run]
_Word = tuple[str, _Run, list[_Form]]
"""A word, and by itself each form of it with marks; index words have none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part in its file: checksum, head, fragments, words."""

    path: Path
    shell: str
    """The digest of its shell."""

    @classmethod
    def opened(cls, path: Path) -> "Part | None":
        """The part in this file; None where there is none, or it is not what was written under this name."""
        content = unsealed(path)
        return cls(path, _headed(BytesIO(content))["shell"]) if content is not None else None


def sealed(name: str, content: bytes) -> bytes:
    """As it lies in a file of this name: behind the checksum of both."""
    return _seal(name, content) + content


def unsealed(path: Path) -> bytes | None:
    """The content of a file; None where it cannot be read, or is not what was written under this name."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    content = found[_SEAL:]
    return content if _seal(path.name, content) == found[:_SEAL] else None


def _seal(name: str, content: bytes) -> bytes:
    seal = sha256(name.encode())
    seal.update(content)
    return seal.digest()


def file_of(place: int) -> str:
    """The name under which Pagefind reads a document of a part; it never knows the address."""
    return f"{place}.html"


def pressed(files: Mapping[str, bytes], sheets: Sequence[Sheet]) -> tuple[bytes, bytes]:
    """A part and its shell, out of the bundle that Pagefind wrote of these documents.

    The shell does not depend on the documents: Pagefind's program for the browser, its version and its language.
    """
    try:
        return _pressed(files, sheets)
    except (
        LookupError,
        AttributeError,
        TypeError,
        ValueError,
        OSError,
        EOFError,
        zlib.error,
        cbor2.CBORError,
    ) as error:
        message = f"the index is not written as Pagefind 1.5 and 1.6 write it ({type(error).__name__}: {error})"
        raise IndexFailed(f"{message}: another version of Pagefind?") from error


def _pressed(files: Mapping[str, bytes], sheets: Sequence[Sheet]) -> tuple[bytes, bytes]:
    entry = json.loads(files["pagefind-entry.json"])
    ((language, facts),) = entry["languages"].items()
    version, pages, chunks, filters, *rest = _read(files[f"pagefind.{facts['hash']}.pf_meta"])
    if any(rest):
        raise ValueError("orders or metadata that nobody asked for")
    places = {f"/{file_of(place)}": place for place in range(len(sheets))}
    leaves: dict[int, tuple[list[Any], bytes]] = {}
    for name, length, *more in pages:
        found = json.loads(_plain(files[f"fragment/{name}.pf_fragment"]))
        place = places.pop(found["url"])
        shown = _shown(found, sheets[place])
        fragment = gzip.compress(shown, 9, mtime=0)
        rounded = max(1, round(length / _ROUND)) * _ROUND
        leaves[place] = [sha256(shown).digest(), len(fragment), sheets[place].day, rounded, more], fragment
    if places:
        raise IndexFailed(f"Pagefind left out {sheets[min(places.values())].url}")
    press = _Press(list(leaves))
    words = [press.word(word) for _, _, name in chunks for word in _only(_read(files[f"index/{name}.pf_index"]))]
    values = {name: press.filter(name, *_read(files[f"filter/{old}.pf_filter"])) for name, old in sorted(filters)}
    shell = {
        "version": version,
        "rest": rest,
        "widths": [_only(press.word_widths), _only(press.page_widths)],
        "language": language,
        "facts": {key: value for key, value in facts.items() if key not in ("hash", "page_count")},
        "entry": {key: value for key, value in entry.items() if key != "languages"},
        "files": {name: files[name] for name in sorted(files) if name == _NEEDED or name.startswith("wasm.")},
    }
    plain = cbor2.dumps(shell)
    in_order = [leaves[place] for place in range(len(sheets))]
    head = cbor2.dumps(
        {"shell": sha256(plain).hexdigest(), "leaves": [leaf for leaf, _ in in_order], "filters": values}
    )
    return b"".join((_sized(head), *(fragment for _, fragment in in_order), *_blocks(words))), plain


def _shown(found: Mapping[str, Any], sheet: Sheet) -> bytes:
    """A fragment with the words that a reader sees: Pagefind counts by places, and these stay."""
    if (count := len(found["content"].split())) != sheet.count:
        raise IndexFailed(f"Pagefind counts {count} words in {sheet.url}, not {sheet.count}")
    shown = {
        "url": sheet.url,
        "content": sheet.shown,
        "word_count": found["word_count"],
        "filters": {},
        "meta": sheet.meta,
        "anchors": [{**anchor, "text": ""} for anchor in found["anchors"]],
    }
    return _MAGIC + _json(shown)


class _Press:
    """Turns Pagefind's numbers of pages, which are random, into their places among the documents."""

    def __init__(self, places: Sequence[int]) -> None:
        self._places = places
        self.word_widths: set[int] = set()
        self.page_widths: set[int] = set()
        """How many values are told of a word, and of a page of it."""

    def word(self, word: list[Any]) -> _Word:
        self.word_widths.add(len(word))
        text, pages, forms = word if len(word) == 3 else (*word, [])
        return text, self._run(pages), sorted((form, self._run(found)) for form, found in forms)

    def _run(self, pages: list[list[Any]]) -> _Run:
        if not pages:
            return 0, 0, 0, b""
        self.page_widths.update(map(len, pages))
        numbers = accumulate(page[0] for page in pages)
        by_place = sorted(zip(map(self._places.__getitem__, numbers), pages, strict=True), key=itemgetter(0))
        first = before = by_place[0][0]
        for place, page in by_place:
            page[0], before = place - before, place
        plain = cbor2.dumps([page for _, page in by_place])
        return len(pages), first, before, plain[len(_array(len(pages))) + 2 :]  # of the first page: width and 0

    def filter(self, name: str, again: str, values: list[list[Any]]) -> dict[str, list[int]]:
        if again != name:
            raise ValueError(f"the filter {name} is {again}")
        return {value: sorted(self._places[page] for page in pages) for value, pages in sorted(values)}


_JOINED = re.compile(r"j[bchd]*[frxsq]?z.|^w[a-k]+z.|^y[a-k]{8}z.")
"""Several index words of one place written together, as Pagefind adds them: nobody asks for these."""


def _blocks(words: Iterable[_Word]) -> Iterator[bytes]:
    """The words in order, some together, packed lightly: they are read one block after the other."""
    gathered: list[_Word] = []
    size = 0
    for word in sorted((word for word in words if not _JOINED.search(word[0])), key=itemgetter(0)):
        gathered.append(word)
        size += len(word[0]) + len(word[1][-1]) + 8
        if size > _BLOCK:
            yield _sized(zlib.compress(cbor2.dumps(gathered), 1))
            gathered, size = [], 0
    yield _sized(zlib.compress(cbor2.dumps(gathered), 1))


def _headed(file: BinaryIO) -> dict[str, Any]:
    found = cbor2.loads(file.read(int.from_bytes(file.read(_SIZE))))
    assert isinstance(found, dict)
    return found


def _words_of(path: Path, start: int) -> Iterator[_Word]:
    """The words of a part; no file stays open meanwhile, of which a process may have a thousand."""
    while True:
        with path.open("rb") as file:
            file.seek(start)
            block = file.read(int.from_bytes(file.read(_SIZE)))
        if not block:
            return
        start += _SIZE + len(block)
        yield from cbor2.loads(zlib.decompress(block))


# --- the bundle -----------------------------------------------------------------------------------------------------


def packed(plain: bytes) -> bytes:
    """A chunk of words as it stands in a bundle."""
    return gzip.compress(_MAGIC + plain, _LEVEL, mtime=0)


def merged(parts: Iterable[Part], shell: bytes, pack: Callable[[bytes], bytes] = packed) -> Iterator[tuple[str, bytes]]:
    """The files of the bundle of all these parts, which come in the order of their documents' addresses.

    `pack` is `packed`, or knows what that gave.
    """
    about = cbor2.loads(shell)
    language, (word_width, page_width) = about["language"], about["widths"]
    pages: list[list[Any]] = []
    names: set[str] = set()
    days: dict[str, list[str]] = {}
    filters: dict[str, dict[str, array[int]]] = {}
    words: list[Iterator[tuple[str, int, _Word]]] = []
    for part in parts:
        base = len(pages)
        with part.path.open("rb") as file:
            file.seek(_SEAL)
            head = _headed(file)
            for digest_of_shown, size, day, length, more in head["leaves"]:
                name = _short_name(digest_of_shown, names)
                names.add(name)
                pages.append([name, length, *more])
                if day:
                    days.setdefault(day, []).append(name)
                yield f"fragment/{name}.pf_fragment", file.read(size)
            words.append(_based(base, _words_of(part.path, file.tell())))
        for name, values in head["filters"].items():
            for value, places in values.items():
                filters.setdefault(name, {}).setdefault(value, array("L")).extend(base + place for place in places)
    yield "ngay.json", _json(days)
    chunks: list[list[str]] = []
    sizes: list[tuple[str, int]] = []
    for (first, last), content in _in_threads(_told(_chunks(_in_one(words, word_width, page_width))), pack):
        name = f"{language}_{sha256(content).hexdigest()[:9]}"
        chunks.append([first, last, name])
        sizes.append((first, len(content)))
        yield f"index/{name}.pf_index", content
    yield "tu.json", _json(sizes)
    listed: list[list[str]] = []
    for name, by_value in sorted(filters.items()):
        content = _write([name, [[value, places.tolist()] for value, places in sorted(by_value.items())]])
        new = f"{language}_{sha256(content).hexdigest()[:7]}"
        listed.append([name, new])
        yield f"filter/{new}.pf_filter", content
    content = _write([about["version"], pages, chunks, listed, *about["rest"]])
    facts = {**about["facts"], "hash": f"{language}_{sha256(content).hexdigest()[:10]}", "page_count": len(pages)}
    yield f"pagefind.{facts['hash']}.pf_meta", content
    yield "pagefind-entry.json", _json({**about["entry"], "languages": {language: facts}})
    yield from about["files"].items()


def _told(chunks: Iterable[list[tuple[str, bytes]]]) -> Iterator[tuple[tuple[str, str], bytes]]:
    """The beginning that a chunk begins with, its last word, and the chunk."""
    for chunk in chunks:
        plain = b"\x81" + _array(len(chunk)) + b"".join(encoded for _, encoded in chunk)
        yield (_beginning(chunk[0][0]), chunk[-1][0]), plain


def _in_threads(values: Iterable[tuple[T, bytes]], pack: Callable[[bytes], bytes]) -> Iterator[tuple[T, bytes]]:
    """All packed, in order, a few at once: zlib lets others work meanwhile."""
    threads = os.cpu_count() or 1
    coming: deque[tuple[T, Future[bytes]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for about, plain in values:
            coming.append((about, pool.submit(pack, plain)))
            while len(coming) > 2 * threads:
                first, content = coming.popleft()
                yield first, content.result()
        for first, content in coming:
            yield first, content.result()


def _based(base: int, words: Iterator[_Word]) -> Iterator[tuple[str, int, _Word]]:
    return ((word[0], base, word) for word in words)


def _in_one(
    parts: Iterable[Iterator[tuple[str, int, _Word]]], word_width: int, page_width: int
) -> Iterator[tuple[str, bytes]]:
    """The words of all parts in order, each once, as in a chunk."""
    for text, found in groupby(heapq.merge(*parts), key=itemgetter(0)):
        runs: list[tuple[int, _Run]] = []
        by_form: dict[str, list[tuple[int, _Run]]] = {}
        for _, base, (_, run, forms) in found:
            runs.append((base, run))
            for form, run_of_form in forms:
                by_form.setdefault(form, []).append((base, run_of_form))
        parts_of_word = [_array(word_width), cbor2.dumps(text), *_joined(runs, page_width)]
        if word_width == 3:
            parts_of_word.append(_array(len(by_form)))
            for form, runs_of_form in sorted(by_form.items()):
                parts_of_word += (_array(2), cbor2.dumps(form), *_joined(runs_of_form, page_width))
        yield text, b"".join(parts_of_word)


def _joined(runs: Iterable[tuple[int, _Run]], width: int) -> Iterator[bytes]:
    """One list of pages; only the numbers at the seams are written anew, each the distance from the page before."""
    runs = [(base, run) for base, run in runs if run[0]]
    yield _array(sum(run[0] for _, run in runs))
    before, lead = 0, _array(width)
    for base, (_, first, last, rest) in runs:
        yield lead
        yield cbor2.dumps(base + first - before)
        yield rest
        before = base + last


def _chunks(words: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    """The words in chunks. Pagefind looks for the beginning of a word in one chunk only, so all words of one beginning
    up to `j` stand in one, and its range begins with that beginning."""
    gathered: list[tuple[str, bytes]] = []
    size = 0
    for _, group in groupby(words, key=lambda word: _beginning(word[0])):
        alike = list(group)
        weight = len(_array(len(alike))) + sum(len(encoded) for _, encoded in alike)
        if gathered and size + weight > _CHUNK:
            yield gathered
            gathered, size = [], 0
        gathered.extend(alike)
        size += weight
    if gathered:
        yield gathered


def _short_name(of: bytes, taken: Collection[str]) -> str:
    """A name out of a digest, as short as may be: each page's stands in the metadata that every search loads."""
    number, name = int.from_bytes(of), ""
    while len(name) < _NAME or name in taken:
        number, digit = divmod(number, 36)
        name += "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
    return name


def _beginning(word: str) -> str:
    """`dangj` of `dangjdrz`; a figure or a day is its own."""
    letters, mark, _ = word.rpartition("j")
    return letters + mark if mark else word


# --- formats --------------------------------------------------------------------------------------------------------


def _only(values: Collection[T]) -> T:
    (value,) = values
    return value


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _array(length: int) -> bytes:
    """How a list of this length begins in CBOR."""
    number = cbor2.dumps(length)
    return bytes([number[0] | 0x80]) + number[1:]


def _sized(content: bytes) -> bytes:
    return len(content).to_bytes(_SIZE) + content


def _plain(content: bytes) -> bytes:
    plain = gzip.decompress(content)
    if not plain.startswith(_MAGIC):
        raise ValueError("a file does not begin as Pagefind's do")
    return plain[len(_MAGIC) :]


def _read(content: bytes) -> list[Any]:
    decoded = cbor2.loads(_plain(content))
    if not isinstance(decoded, list):
        raise TypeError("a file is no list")
    return decoded


def _write(value: list[Any]) -> bytes:
    return gzip.compress(_MAGIC + cbor2.dumps(value), 9, mtime=0)


def readable(content: bytes) -> tuple[str, ...] | None:
    """Every text in a file of a bundle, unpacked; None of what is no such file."""
    if not content.startswith(_MAGIC):
        return None
    plain = content[len(_MAGIC) :]
    try:
        value = json.loads(plain) if plain[:1] == b"{" else cbor2.loads(plain)
    except (ValueError, cbor2.CBORError):
        return None
    return tuple(_strings(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
