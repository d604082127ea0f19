"""A published file's bytes in, everything that can be read in it out: packed streams, members, properties.

What a search of bytes alone would not see: gzip (the search index), the streams of PDF and PNG, Word and OpenDocument
files, which are zips. Limits keep a hostile file from growing without end; what goes beyond them is not passed over in
silence.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from vankho.pdf import pdf_texts

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes of one file, all its layers together."""
MAX_DEPTH = 4
"""Packed in packed."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PACKED_CHUNKS = frozenset([b"zTXt", b"iTXt", b"iCCP"])
_STREAM = re.compile(rb"stream\r?\n")


class TooMuch(Exception):
    """A file unpacks to more than can be looked through."""


def layers(content: bytes) -> Iterator[bytes | str]:
    """The content itself, and all that is packed in it, in the order in which it is found.

    Raises TooMuch beyond the limits.
    """
    left = MAX_UNPACKED
    for layer in _layers(content, 0):
        left -= len(layer)
        if left < 0 and layer is not content:
            raise TooMuch(f"it unpacks to more than {MAX_UNPACKED // 1024 // 1024} MiB")
        yield layer


def _layers(content: bytes, depth: int) -> Iterator[bytes | str]:
    yield content
    if depth == MAX_DEPTH:
        if content[:2] in (b"\x1f\x8b", b"PK"):
            raise TooMuch(f"it is packed more than {MAX_DEPTH} times")
        return
    if content.startswith(b"\x1f\x8b"):
        yield from _layers(_inflated(content, 31), depth + 1)
    elif content.startswith(b"PK\x03\x04"):
        yield from _members(content, depth)
    elif content.startswith(_PNG):
        for kind, data in _chunks(content):
            if kind in _PACKED_CHUNKS:
                for start in range(len(data)):
                    if data[start : start + 1] == b"\x78" and (plain := _inflated(data[start:], 15)):
                        yield plain
    elif content.startswith(b"%PDF-"):
        for match in _STREAM.finditer(content):
            end = content.find(b"endstream", match.end())
            if plain := _inflated(content[match.end() : end if end >= 0 else None], 15):
                yield from _layers(plain, depth + 1)
        yield from pdf_texts(content)
    elif content.startswith(b"{\\rtf"):
        yield _rtf_text(content)


def _inflated(content: bytes, form: int) -> bytes:
    """What a stream of zlib's (15) or gzip's (31) form holds, as far as it can be read."""
    parts: list[bytes] = []
    while content:
        stream = zlib.decompressobj(form)
        try:
            parts.append(stream.decompress(content, MAX_UNPACKED))
        except zlib.error:
            break
        if stream.unconsumed_tail:
            raise TooMuch(f"it unpacks to more than {MAX_UNPACKED // 1024 // 1024} MiB")
        content = stream.unused_data if form == 31 else b""  # gzip members may follow each other
    return b"".join(parts)


_RTF_SIGN = re.compile(r"\\u(-?[0-9]{1,5}) ?(?:\\'[0-9a-fA-F]{2}|\?)?|\\'([0-9a-fA-F]{2})")
_RTF_WORD = re.compile(r"\\[a-z]{1,32}-?[0-9]{0,10} ?|[{}\r\n]")


def _rtf_text(content: bytes) -> str:
    """The signs of an RTF file as they are read: `\\u7879?` by its number, `\\'e2` in the code page of Vietnamese."""

    def sign(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1]) % 0x10000)
        return bytes.fromhex(match[2]).decode("cp1258", errors="replace")

    return _RTF_WORD.sub("", _RTF_SIGN.sub(sign, content.decode("latin-1")))


def _members(content: bytes, depth: int) -> Iterator[bytes | str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise TooMuch(f"it unpacks to more than {MAX_UNPACKED // 1024 // 1024} MiB")
            for member in archive.infolist():
                yield member.filename
                yield member.comment
                with archive.open(member) as file:
                    yield from _layers(file.read(MAX_UNPACKED), depth + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return  # broken or under a password: its bytes have been looked through


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + 8 + size]
        at += size + 12
