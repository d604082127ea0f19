"""A letter's lines in, its head out: where it ends, its columns' pieces, and what one piece alone says.

These are the side, number and symbol, place and day, and the marks of secrecy, urgency and circulation (Nghị định
30/2020/NĐ-CP, Phụ lục I.II.1, 3, 4 and III.2). A number or a day that is odd is no value, only seen: a recogniser
reads "l" for "1", and a pen was to fill in what is left blank.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day

from vankho import dates
from vankho.letterhead.lines import (
    ADDRESSED,
    MAX_HEAD,
    Line,
    Piece,
    bare,
    columns,
    ends_a_day,
    in_capitals,
    may_begin_a_day,
    motto,
    squeezed,
)
from vankho.spelling import fold_look_alikes
from vankho.symbol import NUMBERED_ALIKE, DocumentType, NumberSymbol, Side, TypeTable


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """Số, ký hiệu: "Số: 1593-CV/TU"."""

    line: int
    seen: str
    """All that its column has on that line."""
    words: str
    beside: str
    """What stands behind it: "V/v …"."""
    value: NumberSymbol | None
    """None where it can hardly be what is printed."""


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """Địa danh và thời gian ban hành: "Quảng Ngãi, ngày 05 tháng 3 năm 2021"."""

    seen: str
    place: str | None
    is_place: bool
    """Whether `place` can be a place's name."""
    value: Day | None
    """None where it is none: 31 February, blanks, an "l" for a 1."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head's pieces say, each by itself."""

    pieces: tuple[Piece, ...]
    end: int
    """The line behind the head."""
    side: Side | None
    number: PrintedNumber | None
    day: PrintedDay | None
    marks: Mapping[str, str]
    """`secrecy`, `urgency`, `circulation`: as printed."""

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Which values are not sure, and what was seen."""
        if self.number is None or self.number.value is None:
            yield "number", self.number.seen if self.number else ""
        if self.day is None or self.day.value is None:
            yield "date", self.day.seen.strip(" .,") if self.day else ""
        if self.day and self.day.place and not self.day.is_place:
            yield "place", self.day.place


def read_head(lines: Sequence[Line], foot: int, types: TypeTable) -> Head:
    """The head of a letter of which the foot begins at line `foot`."""
    end, pieces = _extent(lines, foot, types)
    side = _side(pieces)
    number = next(filter(None, (_number(index, piece, side) for index, piece in pieces)), None)
    day = next(filter(None, (_day(piece) for _, piece in pieces)), None)
    if number and number.value and number.value.joint and day and day.value and day.value >= NUMBERED_ALIKE:
        number = replace(number, value=None)  # a recogniser has lost the rest of it
    if number and number.value:
        side = side or number.value.side
    return Head(tuple(pieces), end, side, number, day, _marks(pieces))


def _extent(lines: Sequence[Line], foot: int, types: TypeTable) -> tuple[int, list[Piece]]:
    """Where the head ends, and its pieces: left and right parted where they stand side by side."""
    pieces: list[Piece] = []
    last = addressed = typed = None
    for index, line in enumerate(lines[: min(foot, MAX_HEAD)]):
        own = list(columns(line))
        if any(len(piece.plain) > 250 for piece in own) and last is not None:
            break  # a paragraph
        pieces.extend((index, piece) for piece in own if piece.plain)
        for piece in own:
            if motto(piece) or is_day(piece) or is_number(piece):
                last = index
            elif is_addressed(piece) and addressed is None:
                addressed = index
            elif typed is None and last is not None and type_of_line(piece, types):
                typed = index
        if addressed is not None or (typed is not None and index > typed + 1):
            break
    end = max((each for each in (last, addressed, typed) if each is not None), default=-1) + 1
    return end, _with_whole_day([(index, piece) for index, piece in pieces if index < max(end, 1)])


def _with_whole_day(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a head; a day that its column has parted is one: "…, ngày 6 tháng 4 năm" and "2011" below it."""
    for at, (index, piece) in enumerate(pieces):
        if not may_begin_a_day(piece):
            continue
        for later, (below, rest) in enumerate(pieces[at + 1 : at + 4], at + 1):
            whole = Line.of(f"{piece.plain} {rest.plain}")
            if below <= index + 2 and ends_a_day(rest) and is_day(whole):
                return [*pieces[:at], (index, whole), *pieces[at + 1 : later], *pieces[later + 1 :]]
    return pieces


def _side(pieces: Sequence[Piece]) -> Side | None:
    said = [found[0] for _, piece in pieces if (found := motto(piece))]
    if any(words.startswith("dang") for words in said):
        return Side.PARTY
    return Side.STATE if said else None


# Marks

_MARKS = {
    "secrecy": re.compile(
        r"""(?:(?:(?:muc[ ])?do(?:[ ]mat)?|dau|van[ ]ban|tai[ ]lieu|ban[ ]so)\W*[0-9]*\W*)*  # "ĐỘ MẬT:", "BẢN SỐ: 02"
        (?:tuyet[ ]|toi[ ])?mat
        (?:\W+(?:hoa[ ]toc|thuong[ ]khan|khan))?                                             # both in one box""",
        re.VERBOSE,
    ),
    "urgency": re.compile(r"hoa toc(?: hen gio)?|thuong khan|khan"),
    "circulation": re.compile(r".*(?:luu hanh noi bo|xem xong tra lai|tai lieu thu hoi).*"),
    "draft": re.compile(r"(?:ban )?du thao(?: lan(?: thu)? \w+)?"),
}
"""Nghị định 30/2020/NĐ-CP, Phụ lục I.III.2; Hướng dẫn 36-HD/VPTW, which has the draft too."""


def mark_of(piece: Line) -> str | None:
    """Which mark a piece's words are, in letters of any size: `secrecy`, `urgency`, `circulation`, `draft`."""
    words = piece.bare.strip(" .!:[]()")
    return next((kind for kind, pattern in _MARKS.items() if pattern.fullmatch(words)), None)


def _marks(pieces: Sequence[Piece]) -> dict[str, str]:
    """The marks that a letter bears, printed in capitals."""
    stamps = [piece for _, piece in pieces if in_capitals(piece.plain) and len(piece.plain) <= 40]
    return {kind: piece.plain for piece in stamps if (kind := mark_of(piece)) and kind != "draft"}


# Number and symbol, place and day

_NUMBER = re.compile(
    r"""(?:[-–]\ ?)?
    (?:(?:luat|(?:nghi\ quyet|quyet\ dinh|chi\ thi|thong\ tu)(?=\ so\ ?:))\s+)?  # "Luật số: 12/2017/QH14"
    (?:s[o06ae][:.]?|s:)\s*[:.]?\s*                   # "Số:", Party "Số"; "S6", "Sa", "S:" of a recogniser
    (?P<number>[0-9oli.]{0,8}[a-z]?|[._]*)\s*         # "66.16", "882A"; nothing or dots, for a pen
    (?P<joint>[-/]|(?<=[0-9])\ ?(?=[a-z&]{2,10}\s?/))\s*   # "-" of the Party, "/" of the State; "45TC/TCT" of old
    (?P<symbol>(?:[12][0-9]{3}\s*/\s*)?               # the year of a normative document
      [a-z&][\w&.]*(?:\s?[-/.]\s?[\w&.]+)*)""",
    re.VERBOSE,
)
_GROUP = re.compile(r"[A-ZĐƯƠÂ][A-Za-zĐđƯưƠơ&.]*[0-9]{0,3}")
"""A group of a symbol: other figures or small letters are a recogniser's."""
_SUBJECT_SIGN = re.compile(r"(?:v ?/ ?v|ve viec)\b")
_DAY = re.compile(
    r"""(?:(?P<place>[^,;:/]{2,45}?)\s*[,.]?\s*)?
    ngay\s*(?P<day>[0-9oil]{0,2}|[^\w\s]*)\s*thang\s*(?P<month>[0-9oil]{0,2}|[^\w\s]*)
    \s*,?\s*nam\s*(?P<year>[0-9oil]{0,4})\.?$""",
    re.VERBOSE,
)
"""Also with blanks or dots that wait for a pen."""


def is_number(piece: Line) -> bool:
    """Whether a piece begins with a number and symbol."""
    return _NUMBER.match(piece.bare) is not None


def is_day(piece: Line) -> bool:
    """Whether a piece is a day, with or without its place."""
    return _DAY.fullmatch(piece.bare.strip(" .,")) is not None


def begins_a_subject(words: str) -> bool:
    """Whether the subject of a công văn begins: "V/v", "Về việc" (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.5)."""
    return _SUBJECT_SIGN.match(bare(words)) is not None


def _number(index: int, piece: Line, side: Side | None) -> PrintedNumber | None:
    match = _NUMBER.match(piece.bare)
    if match is None:
        return None
    figure, symbol = (squeezed(piece.plain[slice(*match.span(name))]) for name in ("number", "symbol"))
    value = number_of(f"{figure}{match['joint'].strip() or '-'}{symbol.rstrip('.')}")
    beside = piece.plain[match.end() :].strip()
    if value and ((beside and not begins_a_subject(beside)) or side not in {None, value.side}):
        value = None
    return PrintedNumber(index, piece.plain, piece.plain[: match.end()], beside, value)


def number_of(words: str) -> NumberSymbol | None:
    """The number and symbol that the words are, None where they can hardly be what is printed."""
    number = NumberSymbol.parse(fold_look_alikes(squeezed(words)))
    return number if number and all(_GROUP.fullmatch(group) for group in number.groups) else None


def _day(piece: Line) -> PrintedDay | None:
    plain = piece.plain.strip(" .,")
    match = _DAY.fullmatch(bare(plain))
    if match is None:
        return None
    figures = match.group("day", "month", "year")
    day = dates.read(" ".join(figures)) if all(each.isdigit() for each in figures) else None
    place = plain[slice(*match.span("place"))].strip(" ,.") if match["place"] else ""
    is_place = place[:1].isupper() and not any(sign.isdigit() for sign in place)
    return PrintedDay(piece.plain, place or None, is_place, day if day and 1945 <= day.year <= 2100 else None)


# What else a line of the head can be

_BESIDE_ITS_TYPE = re.compile(r"(?<=\S)\s+(?:VỀ|V/V)\b.*")
_SAYS_MORE_OF_A_TYPE = re.compile(r"\s+(?:CỦA|LIÊN TỊCH|SỐ|VỀ|V/V)\b")
SUBJECT_MOST = 700
"""Code points of the longest subject."""


def is_addressed(line: Line) -> bool:
    """Whether a line begins with "Kính gửi"."""
    return ADDRESSED.match(line.bare) is not None


def subject_beside_its_type(line: str) -> str:
    """What of the subject stands behind a type's name on its line: "HƯỚNG DẪN VỀ TRỒNG CÂY"."""
    match = _BESIDE_ITS_TYPE.search(line)
    return match[0].strip(" :.") if match else ""


def type_of_line(piece: Line, types: TypeTable) -> DocumentType | None:
    """The type that a line in capitals names by itself, or before the body, number or subject that it is of."""
    most = SUBJECT_MOST if _BESIDE_ITS_TYPE.search(piece.plain) else 120
    if not in_capitals(piece.plain) or len(piece.plain) > most:
        return None
    words = re.sub(r"\(.*?\)|[*:.]+$", "", piece.plain).strip()
    return types.named(words) or types.named(_SAYS_MORE_OF_A_TYPE.split(words)[0])
