"""What a program reads in a file's bytes or in a text: every dress in which a text may stand there.

A text may be written in codes (entities, percent codes, escapes, base64, hexadecimal figures), across tags, and in
UTF-8 or UTF-16 among what is no text at all.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

PARTED = "\x1e"
"""Stands in a text where two neighbours have nothing to do with each other: words are not read across it."""

_CODED = 4
"""Codes within codes."""
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|cite|data|em|i|mark|q|small|span|strong|sub|sup|time|u|wbr)\b[^<>]*>")
_EDGE = re.compile(r"[<>\n]")
_TAG = re.compile(r"<[!/a-zA-Z][^<>]*>")


def dresses(text: str) -> Iterator[str]:
    """A text as it stands, and as a reader's program would read it: codes decoded, tags taken out.

    What is parted by `PARTED` are neighbours that have nothing to do with each other. Where there are tags, they and
    lines part; where there are none, a sentence goes on in the next line.
    """
    decoded = text
    for _ in range(_CODED):
        yield _EDGE.sub(PARTED, decoded) if "<" in decoded else decoded
        before, decoded = decoded, _decoded(decoded)
        if decoded == before:
            break
    if "<" in decoded:
        yield _TAG.sub(PARTED, _INLINE.sub("", decoded))
        yield _TAG.sub(PARTED, _INLINE.sub(" ", decoded))


_CODE = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})|\\([0-9a-fA-F]{2,6})[ ]?")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")


def _decoded(text: str) -> str:
    if "&" in text:
        text = unescape(text)
    if "%" in text:
        text = _PERCENT.sub(lambda match: unquote(match[0], errors="replace"), text)
    if "\\" in text:
        text = _CODE.sub(lambda match: _sign(match[1] or match[2] or match[3]), text)
    return text


def _sign(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0x110000 else PARTED


_RUNS_OF_CODE = re.compile(r"[A-Za-z0-9+/]{12,}|[A-Za-z0-9_-]{12,}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")


def encoded(text: str) -> Iterator[bytes]:
    """What runs of base64 and of hexadecimal figures say, wherever a group of them begins."""
    for match in _RUNS_OF_CODE.finditer(text):
        run = match[0].replace("-", "+").replace("_", "/")
        if run.islower() or run.isupper() or run.isdigit():
            continue  # a slug, a name in capitals: of so many figures of base64, no two are of one case
        for start in range(4):
            whole = run[start:]
            try:
                yield base64.b64decode(whole[: len(whole) // 4 * 4])
            except binascii.Error:
                break
    for match in _HEX.finditer(text):
        yield bytes.fromhex(match[0])


_READABLE = re.compile(
    rb"(?:[\x09\x20-\x7e]|[\xc3-\xcd][\x80-\xbf]|\xe1[\xb8-\xbb][\x80-\xbf]|\xe2\x80[\x80-\xbf]){5,}"
)
"""Vietnamese in UTF-8, composed or not, in what is no text otherwise."""
_WIDE = re.compile(rb"(?:[\x09\x20-\xff][\x00-\x03\x1e]){5,}")
_WIDE_BIG = re.compile(rb"(?:[\x00-\x03\x1e][\x09\x20-\xff]){5,}")
"""The same in UTF-16, as properties of pictures and PDFs have it, the small end or the big end first."""


def texts(layer: bytes | str) -> Iterator[tuple[str, bool]]:
    """The texts of a layer, each with whether it is one as a whole."""
    if isinstance(layer, str):
        yield layer, True
        return
    try:
        if b"\x00" not in layer:
            yield layer.decode("utf-8-sig"), True
            return
    except UnicodeDecodeError:
        pass
    yield _joined(layer, _READABLE, "utf-8"), False
    for pattern, name in ((_WIDE, "utf-16-le"), (_WIDE_BIG, "utf-16-be")):
        yield _joined(layer, pattern, name), False


def _joined(layer: bytes, pattern: re.Pattern[bytes], encoding: str) -> str:
    return PARTED.join(run.decode(encoding, errors="replace") for run in pattern.findall(layer))
