"""The kinds of files that may stand beside a directive: a row each. Nothing that a browser would run is among them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    """As a reader is told: `PDF`."""
    media_type: str
    magic: tuple[bytes, ...]
    """How such a file begins, one of these."""


_ZIP = (b"PK\x03\x04",)
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)

FORMATS: Mapping[str, Format] = {
    ".pdf": Format("PDF", "application/pdf", (b"%PDF-",)),
    ".docx": Format("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _ZIP),
    ".doc": Format("Word 97-2003", "application/msword", _OLE),
    ".odt": Format("OpenDocument", "application/vnd.oasis.opendocument.text", _ZIP),
    ".rtf": Format("RTF", "application/rtf", (b"{\\rtf",)),
    ".xlsx": Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
    ".xls": Format("Excel 97-2003", "application/vnd.ms-excel", _OLE),
    ".ods": Format("OpenDocument", "application/vnd.oasis.opendocument.spreadsheet", _ZIP),
    ".jpg": Format("JPEG", "image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": Format("JPEG", "image/jpeg", (b"\xff\xd8\xff",)),
    ".png": Format("PNG", "image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".tif": Format("TIFF", "image/tiff", (b"II*\x00", b"MM\x00*")),
    ".tiff": Format("TIFF", "image/tiff", (b"II*\x00", b"MM\x00*")),
}
"""By suffix."""
