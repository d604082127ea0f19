"""What pages are made of: addresses, links and the words in which officials name documents."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any

from vankho import dates
from vankho.holdings import Face, Holding
from vankho.model import Issuer
from vankho.resolve import WantedDocument
from vankho.spelling import match_key
from vankho.symbol import Side


@dataclass(frozen=True, slots=True)
class Page:
    """A page or data file with all its inputs, so that a digest of them is its cache key."""

    url: str
    """From the site's root: `/nam/2023/` (a folder's index.html) or `/feed.xml`."""
    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a list, made when it is needed."""

    url: str
    inputs: bytes
    """A digest of what it is made of: as long as this is the same, so is the page."""
    make: Callable[[], Page]


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The pages of one list."""

    inputs: bytes
    """As of a `Sheet`, of all of them."""
    sheets: Callable[[], Iterator[Sheet]]


def digest(*values: object) -> bytes:
    """Of values that have the same `repr` when they are the same."""
    return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class IndexDoc:
    """What the search index reads of a page: never the page itself."""

    url: str
    html: str
    """Index words, for Pagefind."""
    words: tuple[str, ...]
    """What a reader sees in the place of each of them."""
    meta: Mapping[str, str]
    """What a result shows of the document."""
    day: str
    """YYYY-MM-DD, empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    """From the site's root; templates make it relative to the page."""
    text: str
    count: int | None = None
    wanted: bool = False
    """It leads to a document that is not held."""


def address(document_id: str) -> str:
    """The URL of a document's page."""
    return f"/{document_id}/"


def relative(base: str, target: str) -> str:
    """The address of `target` as a page at `base` links it, whatever path the site is served under.

    >>> relative("/nam/2023/", "/nam/2022/"), relative("/a/", "/a/#x"), relative("/a/b/", "/")
    ('../2022/', '#x', '../../')
    """
    first = base.find("/", 1) + 1
    if first and target.startswith("/") and not target.startswith(base[:first]):  # they have nothing in common
        return "../" * (base.count("/") - 1) + target[1:]
    path, mark, fragment = target.partition("#")
    here, there = base.split("/")[1:-1], path.split("/")[1:]
    if base.rpartition("/")[0] + "/" == path and mark:
        return f"#{fragment}"
    common = 0
    while common < len(here) and common < len(there) - 1 and here[common] == there[common]:
        common += 1
    steps = "../" * (len(here) - common) + "/".join(there[common:])
    return (steps or "./") + mark + fragment


def title(holding: Face) -> str:
    """`Công văn số 1593-CV/TU`."""
    return f"{holding.type.title} số {holding.number}"


def acting_alone(holding: Face) -> str:
    """As `acting`, of a joint document the body in whose register it stands."""
    return f"{holding.organ} {holding.issuer.name}" if holding.organ else holding.issuer.name


def acting(holding: Face) -> str:
    """Who issued it: the organ, where one signed, of the body: `Ban Thường vụ Tỉnh ủy Quảng Ngãi`; of a joint document
    all bodies: `Sở Nội vụ, Sở Tài chính và Sở Y tế`."""
    *others, last = (acting_alone(holding), *(issuer.name for issuer in holding.co_issuers))
    return f"{', '.join(others)} và {last}" if others else last


def heading(holding: Face) -> str:
    """`Công văn số 1593-CV/TU ngày 08/5/2023 của Ban Thường vụ Tỉnh ủy Quảng Ngãi`."""
    return f"{title(holding)} ngày {dates.short(holding.date)} của {acting(holding)}"


def wanted_heading(document: WantedDocument) -> str:
    """As `heading`, as far as citing letters tell."""
    date = f" ngày {dates.short(document.date)}" if document.date and document.number_symbol else ""
    words = document.issuer_words or (document.issuer.name if document.issuer else None)
    return f"{document.title}{date}{f' của {words}' if words and document.number_symbol else ''}"


_ABOUT = re.compile(r"(?:v/v|về việc)[:\s]+", re.IGNORECASE)


def tidy_subject(subject: str) -> str:
    """The subject without "V/v", beginning with a capital: for headings and lists."""
    bare = _ABOUT.sub("", subject, count=1) if _ABOUT.match(subject) else subject
    return bare[:1].upper() + bare[1:]


def cited_subject(subject: str) -> str:
    """The subject as a citing letter goes on with it: "về công tác kiểm điểm năm 2023"."""
    matter = re.match(r"(?:v/v|về việc)[:\s]+", subject, re.IGNORECASE)
    bare = re.sub(r"^(?:v/v|về việc|về)[:\s]+", "", subject, flags=re.IGNORECASE)
    first = bare.split(" ", 1)[0]
    keeps = first[1:] != first[1:].lower() or bare.startswith(
        ("Kế hoạch số", "Chỉ thị số", "Kết luận số", "Nghị quyết")
    )
    return f"về{' việc' if matter else ''} {bare if keeps else bare[:1].lower() + bare[1:]}"


_TITLES = (
    "Tổng Bí thư", "Bí thư", "Chủ tịch", "Giám đốc", "Bộ trưởng", "Thứ trưởng", "Thủ tướng", "Chánh Văn phòng",
    "Trưởng ban", "Chủ nhiệm", "Viện trưởng", "Chánh án", "Cục trưởng", "Thường trực", "Ban Thường vụ",
)  # fmt: skip


def tidy_position(position: str) -> str:
    """An office in its usual spelling: "PHÓ BÍ THƯ" is "Phó Bí thư"."""
    if position.upper() != position:
        return position
    text = position.lower()
    for office in _TITLES:
        text = text.replace(office.lower(), office)
    if set(re.sub("|".join(_TITLES), "", text).split()) - {"phó", "q.", "quyền", "ủy", "viên"}:
        return position  # it names a body too, whose spelling the capitals do not tell
    return text[:1].upper() + text[1:]


def head_lines(holding: Holding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The left head as printed: the lines of the superior body, those of the body itself.

    Of two lines the first is the superior's, but where the issuer's own head has as many lines, or both are its name
    ("ỦY BAN NHÂN DÂN⏎TỈNH QUẢNG NGÃI" is one body).
    """
    lines = holding.letterhead or _own_head(holding.issuer)
    if holding.co_issuers:  # none of them is above another
        printed = holding.letterhead != holding.issuer.letterhead
        return (), lines if printed else (*lines, *chain.from_iterable(map(_own_head, holding.co_issuers)))
    name = match_key(holding.issuer.name)
    of_the_name = (size for size in range(1, len(lines) + 1) if match_key(" ".join(lines[-size:])) == name)
    own = len(holding.issuer.letterhead) or next(of_the_name, 1)
    return lines[:-own], lines[-own:]


def _own_head(issuer: Issuer) -> tuple[str, ...]:
    return issuer.letterhead or (issuer.name.upper(),)


def printed_number(holding: Face) -> str:
    """With the colon of the State side (Nghị định 30/2020/NĐ-CP, Phụ lục I), without on the Party's (36-HD/VPTW)."""
    return f"Số: {holding.number}" if holding.issuer.side is Side.STATE else f"Số {holding.number}"


def issuer_url(issuer: Issuer) -> str:
    return f"/{issuer.key}/"
