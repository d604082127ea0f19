"""One file of a built site in, what it names out: ids, links, and what no file of ours may hold.

A file may be hostile: nothing is run, no entity opened, and what is too large is told and not read.
"""

import gzip
import json
import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO
from xml.parsers import expat

from vankho.addresses import Use
from vankho.hypertext import read_page
from vankho.notes import PAINTS, TEXT_LIMIT, Named, Notes, read_text


def named(path: str, file: BinaryIO) -> Named:
    """What a file of a site names, by the kind that its name tells; of other kinds nothing."""
    notes = Notes(path)
    reader = next((read for ending, read in _READERS.items() if path.endswith(ending)), None)
    if reader is None:
        return notes.named(ids=False)
    try:
        reader(notes, file)
    except UnicodeDecodeError as error:
        notes.tell("not-utf-8", f"not UTF-8 text (byte {error.start})")
        notes.whole = False
    return notes.named(ids=path.endswith((".html", ".svg")))


def _style_sheet(notes: Notes, file: BinaryIO) -> None:
    notes.styles(read_text(notes, file), 1, 1, own=False)


# feeds, the sitemap, pictures


def _xml(notes: Notes, file: BinaryIO) -> None:
    text = read_text(notes, file)
    if not notes.whole:
        return
    parser = expat.ParserCreate("utf-8")
    picture = notes.path.endswith(".svg")
    held: list[str] = []

    def place() -> tuple[int, int]:
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

    def start(name: str, attributes: dict[str, str]) -> None:
        held.clear()
        tag = name.rpartition(":")[2]
        if picture and tag == "script":
            notes.tell("inline-script", "a picture holds a script", *place())
        for key, value in attributes.items():
            if key == "id" and picture:
                notes.id(value, *place())
            elif key in ("href", "src", "xlink:href"):
                led = tag == "a" or (tag == "link" and attributes.get("rel") not in (None, "self", "alternate"))
                notes.link(value, Use.LED if led else Use.FETCHED if picture else Use.OWN, *place())
            elif picture and key.lower().startswith("on"):
                notes.tell("inline-script", f"the attribute {key} of <{tag}> holds a script", *place())
            elif picture and key in PAINTS:
                notes.styles(value, *place(), own=True)
            elif key == "xml:base":
                notes.tell("bad-page", "xml:base changes what every link means", *place())

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "loc":
            notes.link("".join(held).strip(), Use.OWN, *place())
        elif picture and name.rpartition(":")[2] == "style":
            notes.styles("".join(held), *place(), own=True)
        held.clear()

    def declared(*_: object) -> None:
        notes.tell("bad-page", "a document type: it may define entities", *place())

    def instructed(name: str, _: str) -> None:
        notes.tell("bad-page", f"a processing instruction '{name}'", *place())

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = held.append
    parser.StartDoctypeDeclHandler = declared
    parser.ProcessingInstructionHandler = instructed
    parser.EntityDeclHandler = lambda *_: _stop()
    try:
        parser.Parse(text.encode(), True)
    except _Stopped:
        notes.whole = False
    except expat.ExpatError as error:
        notes.tell("bad-page", f"no well-formed XML: {expat.ErrorString(error.code)}", error.lineno, error.offset + 1)
        notes.whole = False


class _Stopped(Exception):
    """The rest of the file is not read."""


def _stop() -> None:
    raise _Stopped


# data


_DOCUMENTS = {
    "data/directives.jsonl": ("id", "cites", "cited_by"),
    "data/citations.jsonl": ("from",),
    "data/relations.jsonl": ("subject", "object", "told_by"),
}
"""What names documents in each file of data; each document has a page."""


def _record(notes: Notes, value: object, line: int) -> None:
    """The addresses and the documents of a line of data."""
    if not isinstance(value, dict):
        notes.tell("bad-page", "not an object", line)
        return
    for each in (value, *_list(value.get("files"))):
        url = each.get("url") if isinstance(each, dict) else None
        if isinstance(url, str):
            notes.link(url, Use.OWN, line, rooted=True)
    for key in _DOCUMENTS.get(notes.path, ()):
        for name in (value.get(key), *_list(value.get(key))):
            if isinstance(name, str):
                notes.link(f"/{name}/", Use.OWN, line, rooted=True)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _json_lines(notes: Notes, file: BinaryIO) -> None:
    for number, line in enumerate(iter(lambda: file.readline(TEXT_LIMIT + 1), b""), 1):
        if len(line) > TEXT_LIMIT:
            notes.tell("page-too-large", f"a line of more than {TEXT_LIMIT // 1024 // 1024} MiB", number)
            return
        value = _json(notes, line, number)
        if value is not None:
            _record(notes, value, number)


def _json(notes: Notes, content: str | bytes, line: int = 1) -> Any:
    """The value, `None` where it cannot be read, which is told."""
    try:
        return json.loads(content)
    except UnicodeDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        notes.tell("bad-page", f"no JSON: {error}", line)
        return None


_DOCUMENT = re.compile(r"[a-z0-9-]+/(?:[0-9]{4}/)?[a-z0-9-]+")


def _numbers(notes: Notes, file: BinaryIO) -> None:
    """The documents that a table of numbers of the search leads to."""
    left = [_json(notes, read_text(notes, file))]
    while left:
        value = left.pop()
        if isinstance(value, str):
            if _DOCUMENT.fullmatch(value):
                notes.link(f"/{value}/", Use.OWN, rooted=True)
        elif isinstance(value, dict | list):
            left.extend(value.values() if isinstance(value, dict) else value)


_MAGIC = b"pagefind_dcd"


def _search_result(notes: Notes, file: BinaryIO) -> None:
    """The page that a search result leads to, and its passages."""
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            text = read_text(notes, BytesIO(packed.read(TEXT_LIMIT + 1 + len(_MAGIC)).removeprefix(_MAGIC)))
    except (OSError, EOFError, zlib.error) as error:
        notes.tell("bad-page", f"cannot be unpacked: {error}")
        return
    value = _json(notes, text) if notes.whole else None
    if notes.problems:
        return
    if not isinstance(value, dict) or not isinstance(value.get("url"), str):
        notes.tell("bad-page", "not a search result as Pagefind writes it")
        return
    notes.link(value["url"], Use.OWN, rooted=True)
    for anchor in _list(value.get("anchors")):
        if isinstance(anchor, dict) and isinstance(anchor.get("id"), str):
            notes.link(f"{value['url']}#{anchor['id']}", Use.OWN, rooted=True)


def _robots(notes: Notes, file: BinaryIO) -> None:
    for number, line in enumerate(read_text(notes, file).splitlines(), 1):
        if found := re.match(r"(sitemap:\s*)(\S+)", line, re.IGNORECASE):
            notes.link(found[2], Use.OWN, number, len(found[1]) + 1)


_READERS: dict[str, Callable[[Notes, BinaryIO], None]] = {
    ".html": read_page,
    ".css": _style_sheet,
    ".xml": _xml,
    ".svg": _xml,
    ".jsonl": _json_lines,
    ".json": _numbers,
    ".pf_fragment": _search_result,
    "robots.txt": _robots,
}
"""By the end of a file's name."""
