"""Files of a site packed beside themselves (`NAME.gz`, `NAME.br`), for servers that hand on what is packed already.

The one importer of `brotli`, an extra (`vankho[br]`) that is loaded only where it is asked for.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import BinaryIO

from vankho.said import Failed, told, verbatim

KINDS = ("gz", "br")
_TEXTS = (".html", ".xml", ".json", ".jsonl", ".css", ".js", ".svg", ".txt")
_LEAST = 1024
"""Bytes: what is smaller goes out in one packet of the network, packed or not."""
_PAGE = 256 * 1024
"""Bytes: so much is packed as well as Brotli can, at 15 ms a page; of more the time would be that of a build."""
_CHUNK = 1024 * 1024

Pack = Callable[[Iterable[bytes], int], Iterator[bytes]]
"""Packs a file, given in pieces, of so many bytes."""


class PackFailed(Failed):
    """What is asked for cannot be packed, or read, here; says why in one line."""


def is_packed(path: str) -> bool:
    """Whether a path in a site is that of a packed file beside another."""
    name, _, kind = path.rpartition(".")
    return kind in KINDS and name.endswith(_TEXTS)


def is_worth(path: str, size: int) -> bool:
    """Whether a file is packed: texts are, as fonts, pictures and the search index are packed inside."""
    return size >= _LEAST and path.endswith(_TEXTS)


def packer(kind: str) -> Pack:
    """Raises PackFailed where the library is not there."""
    if kind == "gz":
        return _gzip
    brotli = _brotli()

    def packed(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
        quality = 11 if size <= _PAGE else 5
        stream = brotli.Compressor(mode=brotli.MODE_TEXT, quality=quality)
        for piece in pieces:
            yield stream.process(piece)
        yield stream.finish()

    return packed


def _gzip(pieces: Iterable[bytes], _: int) -> Iterator[bytes]:
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)  # without a time in its head
    for piece in pieces:
        yield stream.compress(piece)
    yield stream.flush()


def unpacked(kind: str, file: BinaryIO) -> Iterator[bytes]:
    """What a packed file holds, in pieces of at most a megabyte; ValueError where it is none of this kind.

    Raises PackFailed where the library is not there.
    """
    return _gunzipped(file) if kind == "gz" else _unbrotlied(file, _brotli())


def _gunzipped(file: BinaryIO) -> Iterator[bytes]:
    stream = zlib.decompressobj(31)
    waiting = b""
    try:
        while not stream.eof:
            waiting = waiting or file.read(_CHUNK)
            if not waiting:
                raise ValueError("it is cut off")
            yield stream.decompress(waiting, _CHUNK)
            waiting = stream.unconsumed_tail
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if stream.unused_data or file.read(1):
        raise ValueError("more stands behind its end")


def _unbrotlied(file: BinaryIO, brotli: ModuleType) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    try:
        while not stream.is_finished():
            waiting = file.read(_CHUNK) if stream.can_accept_more_data() else b""
            if not waiting and stream.can_accept_more_data():
                raise ValueError("it is cut off")
            yield stream.process(waiting, output_buffer_limit=_CHUNK)
    except brotli.error as error:
        raise ValueError(str(error)) from error
    if file.read(1):
        raise ValueError("more stands behind its end")


def _brotli() -> ModuleType:
    try:
        import brotli  # type: ignore[import-untyped]
    except ImportError as error:
        message = told("'br' needs the library brotli: %(command)s", command=verbatim("pip install 'vankho[br]'"))
        raise PackFailed(message) from error
    return brotli  # type: ignore[no-any-return]
