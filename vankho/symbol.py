"""Number and symbol of a directive, and the table of document types: `1593-CV/TU` in, its parts out.

Party (Hướng dẫn 36-HD/VPTW): `<number>-<type>/<body>`. State (Nghị định 30/2020/NĐ-CP, Điều 15 and Phụ lục III):
`<number>/[<year>/]<type>-<body>[-<unit>]`, where a công văn has no type. The two mirror each other. Before Thông tư
liên tịch 55/2005/TTLT-BNV-VPCP the State wrote as it liked: `18-BYT/TT`, `45-TC/TCT/CS`, `178-HĐBT`, `203-QĐ/UB`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from vankho.spelling import fold_look_alikes, match_key, slug

NUMBERED_ALIKE = Day(2005, 5, 6)
"""Thông tư liên tịch 55/2005/TTLT-BNV-VPCP: before it a nghị định could be `60-CP`."""


class Side(StrEnum):
    PARTY = "party"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A row of the table of document types."""

    name: str
    """tên loại, in lower case: `công văn`; the value of `type` in front matter."""
    party: tuple[str, ...] = ()
    """Abbreviations in Party symbols, the usual one first."""
    state: tuple[str, ...] = ()
    """Abbreviations in State symbols, the usual one first; a State công văn has none."""
    variants: tuple[str, ...] = ()
    """Other words for the same type in running text."""

    @property
    def title(self) -> str:
        return self.name[:1].upper() + self.name[1:]

    def abbreviations(self, side: Side) -> tuple[str, ...]:
        return self.party if side is Side.PARTY else self.state


BUILT_IN_TYPES = (
    DocumentType("nghị quyết", ("NQ",), ("NQ",), ("nghị quyết chuyên đề",)),
    DocumentType("quyết định", ("QĐ",), ("QĐ",)),
    DocumentType("chỉ thị", ("CT",), ("CT",)),
    DocumentType("kết luận", ("KL",), ("KL",)),
    DocumentType("quy chế", ("QC",), ("QC",), ("qui chế",)),
    DocumentType("quy định", ("QĐ", "QyĐ", "QĐi"), ("QyĐ",), ("qui định",)),
    DocumentType("thông cáo", ("TC",), ("TC",)),
    DocumentType("thông báo", ("TB",), ("TB",), ("thông báo kết luận",)),
    DocumentType("thông tri", ("TT",)),
    DocumentType("hướng dẫn", ("HD",), ("HD",)),
    DocumentType("chương trình", ("CTr", "CTHĐ"), ("CTr",), ("chương trình hành động", "chương trình công tác")),
    DocumentType("kế hoạch", ("KH",), ("KH",), ("kế hoạch liên tịch",)),
    DocumentType("phương án", ("PA",), ("PA",)),
    DocumentType("đề án", ("ĐA",), ("ĐA",)),
    DocumentType("dự án", ("DA",), ("DA",)),
    DocumentType("báo cáo", ("BC",), ("BC",)),
    DocumentType("biên bản", ("BB",), ("BB",)),
    DocumentType("tờ trình", ("TTr",), ("TTr",), ("tờ trình liên ngành", "tờ trình liên sở")),
    DocumentType("hợp đồng", (), ("HĐ",)),
    DocumentType("công văn", ("CV",), ()),
    DocumentType("công điện", ("CĐ",), ("CĐ",)),
    DocumentType("bản ghi nhớ", (), ("BGN",)),
    DocumentType("bản thỏa thuận", (), ("BTT",), ("bản thoả thuận",)),
    DocumentType("giấy ủy quyền", (), ("GUQ",), ("giấy uỷ quyền",)),
    DocumentType("giấy mời", ("GM",), ("GM",)),
    DocumentType("giấy giới thiệu", ("GGT",), ("GGT",)),
    DocumentType("giấy nghỉ phép", (), ("GNP",)),
    DocumentType("phiếu gửi", (), ("PG",)),
    DocumentType("phiếu chuyển", (), ("PC",)),
    DocumentType("phiếu báo", (), ("PB",)),
    DocumentType("thư công"),
    DocumentType("lời kêu gọi", ("LKG",)),
    DocumentType("tuyên bố", ("TB",)),
    DocumentType("luật"),
    DocumentType("bộ luật"),
    DocumentType("pháp lệnh", (), ("PL",)),
    DocumentType("nghị định", (), ("NĐ",)),
    DocumentType("thông tư", (), ("TT",)),
    DocumentType("thông tư liên tịch", (), ("TTLT", "TTLB", "TTLN"), ("thông tư liên bộ", "thông tư liên ngành")),
    DocumentType("nghị quyết liên tịch", ("NQLT",), ("NQLT",)),
    DocumentType("lệnh", (), ("L",)),
    DocumentType("văn bản hợp nhất", (), ("VBHN",)),
    DocumentType("sao y", (), ("SY",)),
    DocumentType("trích sao", (), ("TrS",)),
    DocumentType("sao lục", (), ("SL",)),
)
"""Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III; Hướng dẫn 36-HD/VPTW; normative types of TTLT 55/2005."""


class TypeTable:
    """The document types of an archive: the built-in ones and those that its archive.yaml adds."""

    def __init__(self, added: Iterable[DocumentType] = ()) -> None:
        self.rows = (*BUILT_IN_TYPES, *added)
        self._by_words: dict[str, DocumentType] = {}
        for row in self.rows:
            for words in (row.name, *row.variants):
                self._by_words.setdefault(match_key(words), row)
                self._by_words.setdefault(match_key(words.replace(" ", "")), row)  # "Tờtrình": blanks get lost
        self._by_abbreviation: dict[tuple[str, Side], tuple[DocumentType, ...]] = {}
        for row in self.rows:
            for side in Side:
                for key in sorted({(abbreviation.casefold(), side) for abbreviation in row.abbreviations(side)}):
                    self._by_abbreviation[key] = (*self._by_abbreviation.get(key, ()), row)

    def named(self, words: str) -> DocumentType | None:
        """The type that these words name, in any spelling."""
        return self._by_words.get(match_key(words))

    def of_abbreviation(self, abbreviation: str, side: Side) -> tuple[DocumentType, ...]:
        """The types that an abbreviation may stand for on a side, in the order of the table."""
        return self._by_abbreviation.get((abbreviation.casefold(), side), ())


BUILT_IN = TypeTable()

_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,4})?[A-Za-zĐđ]?"
_PART = r"[A-ZĐƯ][A-Za-zĐđƯưƠơ0-9&.]*"
_YEAR = re.compile(r"^([12][0-9]{3})/")
_JOINT = re.compile(r"[-/]")
_PARTY = re.compile(rf"({_NUMBER})-({_PART}(?:-{_PART})*/{_PART}(?:-{_PART})*)")
_STATE = re.compile(rf"({_NUMBER})/((?:[12][0-9]{{3}}/)?{_PART}(?:[-/]{_PART})*)")
_OLD_STATE = re.compile(rf"({_NUMBER})-({_PART}(?:[-/]{_PART})*)")
_OF_THE_STATE = re.compile(r"CP|TTg|CTN|HĐCP|HĐBT|HĐND|HĐNN[0-9]*|QH[0-9]*|UB|UBND|UBT|UBTVQH[0-9]*|LB", re.IGNORECASE)
"""How bodies stand in symbols that only the State has."""
_BARE = re.compile(r"[A-ZĐ]{2,6}")
_OF_THE_PARTY = re.compile(r"(?:[THQĐ][UƯ]|TW|ĐTN|ĐUK|MTTQ|LĐLĐ|TLĐ|HPN|HND|CCB)[A-ZĐ]*$", re.IGNORECASE)
"""How the bodies of the Party, and those that write as it does, stand in symbols: TU, BTGTU, TWĐTN."""


def side_of(joint: str, symbol: str) -> Side | None:
    """Whose number it is that has this symbol behind "-" or "/"; None where it is neither's."""
    if joint == "/":
        return Side.STATE
    groups = _JOINT.split(symbol)
    if any(map(_OF_THE_STATE.fullmatch, groups[:2])) or symbol.count("/") > 1:
        return Side.STATE
    if "/" not in symbol:
        return None
    if BUILT_IN.of_abbreviation(groups[0], Side.PARTY) or any(map(_OF_THE_PARTY.search, groups)):
        return Side.PARTY
    return Side.STATE


def _is_bare(symbol: str) -> bool:
    """Whether a symbol is one group, as the State had it: `760-QĐ`, `21-NV`, `354-CT`; running text says too little."""
    is_of_the_party = BUILT_IN.of_abbreviation(symbol, Side.PARTY) and not BUILT_IN.of_abbreviation(symbol, Side.STATE)
    return _BARE.fullmatch(symbol) is not None and not is_of_the_party and not _OF_THE_PARTY.search(symbol)


def written(number: str, symbol: str, side: Side | None, joint: str | None = None) -> str:
    """Number and symbol as one; `joint` where it is not the usual one of the side."""
    return f"{number}{joint or ('-' if side is Side.PARTY else '/')}{symbol}"


@dataclass(frozen=True, slots=True)
class NumberSymbol:
    """Số và ký hiệu. `str` gives the printed whole back."""

    number: str
    """`1593`; of `30/2020/NĐ-CP` it is `30`."""
    symbol: str
    """`CV/TU`; of `30/2020/NĐ-CP` it is `2020/NĐ-CP`."""
    side: Side
    joint: str | None = None
    """What stands between the two, where it is not the usual "-" of the Party or "/" of the State."""

    @classmethod
    def parse(cls, text: str) -> "NumberSymbol | None":
        """The number and symbol that `text` is, None if it is none. Blanks are not allowed here.

        >>> NumberSymbol.parse("6321/UBND-TH")
        NumberSymbol(number='6321', symbol='UBND-TH', side=<Side.STATE: 'state'>, joint=None)
        """
        if match := _STATE.fullmatch(text):
            return cls(match[1], match[2], Side.STATE)
        if (match := _OLD_STATE.fullmatch(text)) and (side_of("-", match[2]) is Side.STATE or _is_bare(match[2])):
            return cls(match[1], match[2], Side.STATE, "-")
        if match := _PARTY.fullmatch(text):
            return cls(match[1], match[2], Side.PARTY)
        return None

    def __str__(self) -> str:
        return written(self.number, self.symbol, self.side, self.joint)

    @property
    def year(self) -> int | None:
        """The year that a normative State symbol bears."""
        match = _YEAR.match(self.symbol)
        return int(match[1]) if match else None

    @property
    def groups(self) -> tuple[str, ...]:
        """The symbol's parts without the year: `(CV, TU)`, `(UBND, TH)`, `(NĐ, CP)`."""
        return tuple(_JOINT.split(_YEAR.sub("", self.symbol)))

    def type_abbreviation(self, types: TypeTable = BUILT_IN) -> str | None:
        """What stands where the type stands, None in a State công văn (`UBND-TH`)."""
        place = self._type_place(types)
        return None if place is None else self.groups[place]

    def body(self, types: TypeTable = BUILT_IN) -> str:
        """How the issuing body stands in the symbol: `TU`, `UBND`, `CP`."""
        if self.side is Side.PARTY:
            return self.symbol.split("/", 1)[1].split("-")[0]
        return self.groups[1 if self._type_place(types) == 0 else 0]

    def _type_place(self, types: TypeTable) -> int | None:
        """Which of the groups is the type: in old State numbers it may be the last."""
        groups = self.groups
        if self.side is Side.PARTY:
            return 0
        if len(groups) == 1:
            return None
        if self.joint and self.symbol.count("/") > 1:
            return None  # body and units: in `45-TC/TCT/CS` it is the Bộ Tài chính, no thông cáo
        if types.of_abbreviation(groups[0], self.side):
            return 0
        is_last = self.joint is not None and types.of_abbreviation(groups[-1], self.side)
        return len(groups) - 1 if is_last else None


def same_symbol(one: str, other: str) -> bool:
    """Whether two symbols are the same but for case, look-alikes, blanks and joints; Đ and D differ."""
    return symbol_key(one) == symbol_key(other)


@lru_cache(maxsize=1 << 14)
def symbol_key(symbol: str) -> str:
    """What the spellings of one symbol have in common, as `same_symbol` has it."""
    key = re.sub(r"\s+", "", fold_look_alikes(symbol)).casefold()
    return re.sub(r"(?<![^/-])tư$", "tu", key).replace(".", "-").replace("/", "-")


MAX_SLUG = 100
"""Signs of a number's slug; what is longer is cut, and told apart by a digest."""


@lru_cache(maxsize=1 << 14)
def document_slug(number: str, symbol: str | None, side: Side, document_type: DocumentType, types: TypeTable) -> str:
    """The last segment of a directive's address.

    Where one abbreviation serves two types of a side (Party QĐ: quyết định, quy định) the later row of the table
    appends its name, whether the document is held or not, so that the address never depends on another document.
    """
    plain = slug(f"{number}-{symbol}" if symbol else f"{document_type.name}-{number}")
    if len(plain) > MAX_SLUG:  # text can cite anything; a file cannot bear any name
        plain = f"{plain[:MAX_SLUG]}-{sha256(plain.encode()).hexdigest()[:8]}"
    abbreviation = NumberSymbol(number, symbol, side).type_abbreviation(types) if symbol else None
    if abbreviation:
        rivals = types.of_abbreviation(abbreviation, side)
        if document_type in rivals[1:]:
            return f"{plain}-{slug(document_type.name)}"
    return plain
