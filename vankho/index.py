"""The search index: index documents in, files of the bundle out. The only module that runs Pagefind.

Pagefind 1.5.2 names and orders what has to do with filters at random; `canonical` orders it and names it by its
content, so that the same documents give the same bytes (docs/adr/0003-canonical-index.md). What it keeps of each
document for showing are index words; `canonical` puts the reader's words there (docs/adr/0005-index-words.md).
"""

import gzip
import json
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import cbor2
import pagefind_bin

from vankho.page import IndexDoc
from vankho.turn import SCRATCH, scratch

_MAGIC = b"pagefind_dcd"
_ROUND = 32
"""Words to which a document's length is rounded in the metadata, where it only weighs in the order of results."""
_NAME = 4
"""Signs of a fragment's name: of 10,000 about thirty have a longer one."""
_NEEDED = "pagefind.js"
"""Of the scripts that Pagefind writes, the one that our search page loads; the rest is its own user interface."""


class IndexFailed(Exception):
    """Pagefind could not run, or did not finish."""


def build_index(
    docs: Iterable[IndexDoc], executable: Path | None = None, work: Path | None = None
) -> Mapping[str, bytes]:
    """The files of a search bundle by path from the site's root; none where there is nothing to search.

    `executable` is a Pagefind of the keeper's choice, else that of the installed package runs. It works in a folder in
    `work`, where a later build removes it if this one is killed; where that cannot be written, in one of the system.
    """
    with ExitStack() as held:
        folder = _folder(work, held)
        site, bundle = Path(folder, "site"), Path(folder, "pagefind")
        written: dict[str, IndexDoc] = {}
        for doc in docs:
            target = site / doc.url.strip("/") / "index.html"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(doc.html, encoding="utf-8", newline="\n")
            written[doc.url] = doc
        if not written:
            return {}
        program = executable or Path(pagefind_bin.get_executable())
        command = [str(program), "--site", str(site), "--output-path", str(bundle), "--silent"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise IndexFailed(f"Pagefind does not run ({program}): {error.strerror}") from error
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())
            raise IndexFailed(f"Pagefind failed: {said or f'it ended with status {done.returncode}'}")
        files = {path.relative_to(bundle).as_posix(): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    return {f"pagefind/{name}": content for name, content in sorted(canonical(files, written).items())}


def _folder(work: Path | None, held: ExitStack) -> Path:
    if work:
        with suppress(OSError):
            return held.enter_context(scratch(work, f"{SCRATCH}index-"))
    return Path(held.enter_context(tempfile.TemporaryDirectory(prefix="vankho-")))


def canonical(files: Mapping[str, bytes], docs: Mapping[str, IndexDoc]) -> dict[str, bytes]:
    """The bundle without Pagefind's own interface, ordered and named by content, with the words that a reader sees in
    the place of the index words; `docs` by URL."""
    kept = {name: content for name, content in files.items() if name == _NEEDED or name.startswith(("index/", "wasm."))}
    entry = json.loads(files["pagefind-entry.json"])
    for language, facts in sorted(entry["languages"].items()):
        meta = _read(files[f"pagefind.{facts['hash']}.pf_meta"])
        days: dict[str, list[str]] = {}
        for page in meta[1]:
            doc, content = _shown(files[f"fragment/{page[0]}.pf_fragment"], docs)
            page[0] = _short_name(content, lambda name: f"fragment/{name}.pf_fragment" in kept)
            page[1] = max(1, round(page[1] / _ROUND)) * _ROUND
            kept[f"fragment/{page[0]}.pf_fragment"] = gzip.compress(content, 9, mtime=0)
            days.setdefault(doc.day, []).append(page[0])
        kept["ngay.json"] = _json({day: names for day, names in days.items() if day})
        meta[2], chunks = _chunks([_read(files[f"index/{chunk[2]}.pf_index"]) for chunk in meta[2]], language)
        kept.update(chunks)
        kept["tu.json"] = _json([(first, len(chunks[f"index/{name}.pf_index"])) for first, _, name in meta[2]])
        filters = []
        for name, old in meta[3]:
            chunk = _read(files[f"filter/{old}.pf_filter"])
            chunk[1].sort(key=lambda value: str(value[0]))
            content = _write(chunk)
            new = f"{language}_{sha256(content).hexdigest()[:7]}"
            kept[f"filter/{new}.pf_filter"] = content
            filters.append([name, new])
        meta[3] = sorted(filters)
        content = _write(meta)
        facts["hash"] = f"{language}_{sha256(content).hexdigest()[:10]}"
        kept[f"pagefind.{facts['hash']}.pf_meta"] = content
    kept["pagefind-entry.json"] = _json(entry)
    return kept


def _shown(fragment: bytes, docs: Mapping[str, IndexDoc]) -> tuple[IndexDoc, bytes]:
    """A document, and its fragment with the words that a reader sees: Pagefind counts by places, and these stay."""
    plain = gzip.decompress(fragment)
    if not plain.startswith(_MAGIC):
        raise IndexFailed("a fragment of the index does not begin as Pagefind's do: another version of Pagefind?")
    found = json.loads(plain[len(_MAGIC) :])
    doc = docs[found["url"]]
    if len(found["content"].split()) != len(doc.words):
        raise IndexFailed(f"Pagefind counts {len(found['content'].split())} words in {doc.url}, not {len(doc.words)}")
    shown = {
        "url": found["url"],
        "content": " ".join(doc.words),
        "word_count": found["word_count"],
        "filters": {},
        "meta": dict(doc.meta),
        "anchors": [{**anchor, "text": ""} for anchor in found["anchors"]],
    }
    return doc, _MAGIC + _json(shown)


_JOINED = re.compile(r"j[bchd]*[frxsq]?z.|^w[a-k]+z.|^y[a-k]{8}z.")
"""Several index words of one place written together, as Pagefind adds them: nobody asks for these."""
_CHUNK = 8_000
"""Bytes of a chunk before compression, about: a query loads one for each of its words."""


def _chunks(old: list[list[Any]], language: str) -> tuple[list[list[str]], dict[str, bytes]]:
    """The words of the index anew in chunks, with what Pagefind's metadata says of each (first, last, name).

    Pagefind looks for the beginning of a word in one chunk only. So all words of one beginning up to `j` stand in one
    chunk, and its range begins with that beginning.
    """
    words = sorted(
        (word for chunk in old for word in chunk[0] if not _JOINED.search(word[0])), key=lambda word: word[0]
    )
    listed: list[list[str]] = []
    files: dict[str, bytes] = {}
    gathered: list[Any] = []
    size = 0

    def close() -> None:
        content = _write([gathered])
        name = f"{language}_{sha256(content).hexdigest()[:9]}"
        files[f"index/{name}.pf_index"] = content
        listed.append([_beginning(gathered[0][0]), gathered[-1][0], name])

    for _, group in groupby(words, key=lambda word: _beginning(word[0])):
        alike = list(group)
        weight = len(cbor2.dumps(alike))
        if gathered and size + weight > _CHUNK:
            close()
            gathered, size = [], 0
        gathered.extend(alike)
        size += weight
    if gathered:
        close()
    return listed, files


def _short_name(content: bytes, taken: Callable[[str], bool]) -> str:
    """A name out of the content, as short as may be: each page's stands in the metadata that every search loads."""
    number, name = int.from_bytes(sha256(content).digest()), ""
    while len(name) < _NAME or taken(name):
        number, digit = divmod(number, 36)
        name += "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
    return name


def _beginning(word: str) -> str:
    """`dangj` of `dangjdrz`; a figure or a day is its own."""
    letters, mark, _ = word.rpartition("j")
    return letters + mark if mark else word


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read(content: bytes) -> list[Any]:
    plain = gzip.decompress(content)
    if not plain.startswith(_MAGIC):
        raise IndexFailed("a file of the index does not begin as Pagefind's do: another version of Pagefind?")
    decoded = cbor2.loads(plain[len(_MAGIC) :])
    assert isinstance(decoded, list)
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
