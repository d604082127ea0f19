"""A letter's text in, its lines and their columns out, and what can be asked of any line.

A converter may have put the two columns of the head one after the other, either first, or side by side, parted by
blanks; a page may show the whole head on one line. What is asked of a line is mostly asked of its `bare` form, in
which a letter without its marks is as good as the right one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from vankho.spelling import UNSEEN, fold_look_alikes, nfc
from vankho.symbol import BUILT_IN


def bare(text: str) -> str:
    """Sign for sign without marks, in lower case.

    >>> bare("Số 05-NQ/ĐU, NGÀY")
    'so 05-nq/du, ngay'
    """
    return "".join(map(_bare_sign, fold_look_alikes(text)))


def _bare_sign(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    letter = unicodedata.normalize("NFD", sign)[0].lower()
    return "d" if letter == "đ" else letter if len(letter) == 1 else sign


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the letter, or what one column has of it."""

    text: str
    """As it stands, without blanks at its end."""
    plain: str
    """Without marks of emphasis and blanks at its ends."""
    bare: str
    """`plain` sign for sign without marks, in lower case: what a recogniser took for another mark is found all the
    same."""

    @classmethod
    def of(cls, text: str) -> "Line":
        plain = re.sub(r"\\(?=[*_\\#-])|[*_]{1,3}", "", text).strip(" \t|")
        return cls(text.rstrip(), plain, bare(plain))


Piece = tuple[int, Line]
"""What a column has of a line, and the line's index."""

MAX_HEAD = 90
"""Lines in which a letter must have said who writes what to whom."""

RULE = re.compile(r"[\W_]*")
"""A drawn line, or the asterisk under a Party body's name (Hướng dẫn 36-HD/VPTW, II.1)."""
BULLET = re.compile(r"^\s*(?:[-–—+•*·]|\\-)\s*(?=\S)")
"""What stands before each entry of a list; escaped, where it comes from Markdown."""
ADDRESSED = re.compile(r"[-\s]*kinh gui\s*[:;]?")
RECIPIENTS = re.compile(r"noi nhan\s*[:;]?")
"""The words above the two lists of whom a letter is for (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.9), in a `bare` line;
the Party's letters write "- Kính gửi:"."""


def in_capitals(text: str) -> bool:
    """Whether a text is written in capitals, a few letters excepted, which a recogniser may have taken for small."""
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 1 and sum(sign.isupper() for sign in letters) >= 0.9 * len(letters)


def joined(before: str, after: str) -> str:
    """Two lines as one; a hyphen at the end of a line is the symbol's own."""
    return f"{before}{after}" if re.search(r"\w-$", before) or not before else f"{before} {after}"


def squeezed(text: str) -> str:
    """Text without blanks."""
    return "".join(text.split())


_LINKS = "của và hoặc về cho tại bởi giữa với thuộc theo".split()
_UNENDED = re.compile(rf"(?:\b(?:{'|'.join(_LINKS)}|về việc)|[-,])$")
_EXPECTS_MORE = re.compile(rf"(?:\b(?:{'|'.join([*_LINKS, 'về việc', 'số', 'do'])})|[-,])$")
_EXPECTS_MORE_BARE = re.compile(bare(_EXPECTS_MORE.pattern))
"""Of a text that has lost its marks: in any other "thiên tai" is no "tại"."""


def is_unended(text: str) -> bool:
    """Whether a text surely stops before its end: "Về việc giao đất cho"."""
    return _UNENDED.search(text.lower()) is not None


def expects_more(text: str) -> bool:
    """Whether a name or a number must come behind the end of a line: "theo Quyết định số"; its marks may be lost."""
    pattern = _EXPECTS_MORE_BARE if text.isascii() else _EXPECTS_MORE
    return pattern.search(text.lower()) is not None


# The motto: Quốc hiệu, Tiêu ngữ (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.1); Tiêu đề (Hướng dẫn 36-HD/VPTW, II.1)

_STATE = "cong hoa xa hoi chu nghia viet nam"
_OLD_STATE = "viet nam dan chu cong hoa"
"""Until 1976."""
_PARTY = "dang cong san viet nam"


def _breaks(motto: str) -> dict[str, str]:
    """Where a motto can be parted: what stands before, and behind."""
    words = motto.split()
    return {" ".join(words[:at]): " ".join(words[at:]) for at in range(1, len(words))}


_MOTTO_BREAKS = {before: after for motto in (_STATE, _OLD_STATE, _PARTY) for before, after in _breaks(motto).items()}
_HALVES = list(_breaks(_STATE).items())
_PARTED_MOTTO = [*(before for before, _ in _HALVES[:6]), *(after for _, after in _HALVES[:5])]
"""Halves of the motto, up to "… CHỦ NGHĨA" or from "NGHĨA VIỆT NAM" on: "VIỆT NAM" alone may end a body's name."""
_MOTTO = re.compile(
    rf"{_PARTY}|{_OLD_STATE}|cong hoa xa ?hoi chu nghia viet(?: nam|$)"
    r"|doc lap(?: ?[-–—] ?| +)tu do(?: ?[-–—] ?| +)hanh phuc"
    rf"|^(?:{'|'.join(_PARTED_MOTTO)})$"
)


def motto(line: Line) -> re.Match[str] | None:
    """The motto of a letter, or half of it, that a line holds; the same words in a sentence are none."""
    match = _MOTTO.search(line.bare)
    if match and (match[0].startswith("doc lap") or in_capitals(line.plain[slice(*match.span())])):
        return match
    return None


def is_motto(line: Line) -> bool:
    """Whether a line is a motto, or half of it, and nothing else."""
    return _MOTTO.fullmatch(line.bare.strip(" *-_")) is not None


def is_last_of_motto(line: Line) -> bool:
    """Whether a line is the last syllable of either motto, for which its column was too narrow."""
    return line.bare == "nam"


def rest_of_motto(text: str) -> str:
    """What is wanting behind the words of a motto's first line, nothing where it is whole; of three words at least."""
    return _MOTTO_BREAKS.get(text, "") if text.count(" ") > 1 else ""


def _are_a_motto(before: Line, line: Line) -> bool:
    """Whether two lines are the halves of a motto; halves that differ in their letters stay two."""
    return _MOTTO_BREAKS.get(before.bare) == line.bare and in_capitals(before.plain + line.plain)


# Lines

_PEN = re.compile(r"\bngay(?: [0-9]{1,2})?(?: thang(?: [0-9]{1,2})?)?$|^so\s*:?$")
_PEN_GOES_ON = re.compile(r"(?:[0-9]{1,2} )?thang |(?:[0-9]{1,2} )?nam [0-9]{4}|[0-9]{1,6}\s*[-/]\s*[a-z0-9]")
"""A day or a number of the head that the end of a line parts: "Sóc Trăng, ngày⏎27 tháng 9 năm 2022". What stands in a
column that is parted so, with the other column between, `head` puts together."""


_UPPER = "".join(sign for sign in map(chr, (*range(0x41, 0x1B1), *range(0x1EA0, 0x1EFA))) if sign.isupper())
_PLACE_GOES_ON = re.compile(rf"[{_UPPER}]\w+(?: [{_UPPER}]\w+){{0,2}}, ngày\b")


def _begins_a_place(line: Line) -> bool:
    """Whether a line is one syllable with a capital, as the first of a place: "Hà⏎Nội, ngày 23 tháng 02 năm 2013"."""
    return line.plain.isalpha() and line.plain.istitle()


_STRAY = re.compile(
    r"(?i:\b(?:straight (?:arrow )?connector|line|rectangle|text box|picture|group) )[0-9]{1,3}(?=[A-ZĐÀ-Ỹ]|$)",
    re.MULTILINE,
)
"""Names that Word gives to drawn rules, which a page has taken for text."""
_GLUED = re.compile(rf"(?<=[{_UPPER}]{{3}})(?=[{_UPPER}][^\W\d_{_UPPER}]+ [{_UPPER}][^\W\d_{_UPPER}])")
"""Between an office in capitals and the name that a page has glued to it: "PHÓ CHỦ TỊCHNguyễn Thị Thu"."""


def lines_of(text: str) -> list[Line]:
    """A letter's lines; in its head, a day, a number or a motto that the end of a line parts is put together."""
    text = _GLUED.sub("\n", _STRAY.sub("", text))
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n").replace("\u00a0", " "))
    text = re.sub(r"^Y (?=BAN NHÂN DÂN\b)", "ỦY ", text, flags=re.MULTILINE)  # pages lose the letter
    lines = [Line.of(UNSEEN.sub("", line)) for line in _unfolded(text).split("\n")]
    for index in range(min(len(lines), MAX_HEAD) - 1, 0, -1):
        before, line = lines[index - 1], lines[index]
        above = lines[index - 2].plain if index > 1 else ""
        is_parted = (
            (_PEN.search(before.bare) and _PEN_GOES_ON.match(line.bare))
            or (before.bare == "kinh" and ADDRESSED.match(f"kinh {line.bare}"))
            or (RULE.fullmatch(above) and _begins_a_place(before) and _PLACE_GOES_ON.match(line.plain))
            or _are_a_motto(before, line)
        )
        if len(line.plain) < 60 and is_parted:
            lines[index - 1 : index + 1] = [Line.of(f"{before.text} {line.text.lstrip()}")]
    return lines


_HEAD_MOST = 1500
"""Code points in which a head on one line is over."""
_HEAD_PARTS = re.compile(
    rf"""{_STATE.replace(" ", "[ ]").replace("xa[ ]", "xa[ ]?")} | {_PARTY.replace(" ", "[ ]")}
    | doc[ ]lap[ ]?-[ ]?tu[ ]do[ ]?-[ ]?hanh[ ]phuc | [-*_]{{4,}}
    | \bso[ ]?:[ ]?(?:[0-9][0-9.]*[a-z]?)?[ ]?[-/][ ]?[a-z0-9][\w&.]*(?:[-/][\w&.]+)*  # Số: 15/CT-SNV
      (?:[ ]-[ ][a-z&.]{{2,10}}(?=[ ](?:---|___|v/v)))?                                # 1501/BXD - KTXD
    | \bso[ ][0-9]{{1,5}}[ ]?-[ ]?[a-z]{{2,5}}/[a-z]{{2,8}}(?=[ ]dang[ ]cong[ ]san)     # Số 09 -KH/ĐU
    | (?=\bv/v[ ]) | (?=\bkinh[ ]gui[ ]?:)""",
    re.VERBOSE,
)
_TITLE_IN_CAPITALS = re.compile(
    rf"(?<= )(?:{'|'.join(sorted((row.name.upper() for row in BUILT_IN.rows), key=len, reverse=True))})(?= )"
)


def _unfolded(text: str) -> str:
    """A text that begins with its whole head on one line, as some pages show it, with the parts of the head parted."""
    first, *rest = text.lstrip().split("\n", 1)
    head = first[:_HEAD_MOST]
    folded = bare(head)
    if len(first) < 150 or not _MOTTO.search(folded):
        return text
    places = {0, len(first)} | {place for match in _HEAD_PARTS.finditer(folded) for place in match.span()}
    if title := _TITLE_IN_CAPITALS.search(head):
        words = takewhile(lambda word: not any(map(str.islower, word[0])), re.finditer(r"\S+", first[title.end() :]))
        places |= {*title.span(), title.end() + max((word.end() for word in words), default=0)}
    parts = [first[start:end].strip(" -*_") for start, end in pairwise(sorted(places))]
    return "\n".join([*filter(None, parts), *rest])


# Columns

_GAP = re.compile(r"\t+ *|[ ]{3,}")
"""What `convert` writes between columns that stand side by side."""
_BLANKS_LEFT = re.compile(
    r"(?i:(?<=số)|(?<=số:)|(?<=số :)|(?<=ngày)|(?<=tháng))[ \t]+(?=[/0-9-]|tháng|năm)"
    r"|(?<=[0-9])[ \t]+(?=[/-]|tháng|năm)"
)
"""Gaps that wait for a pen: "Số:      /UBND-TH", "ngày     tháng 9"."""
_BODY_AND_NUMBER = re.compile(r"([^0-9:]{4,100}?)[\s*_-]+(so ?: ?[0-9].*)")
"""A cell whose lines are one: "SỞ NỘI VỤ ------- Số: 12/QĐ-SNV"."""
_NUMBER_AND_DAY = re.compile(
    r"((?:[-–] ?)?(?:(?:nghi quyet|quyet dinh|chi thi|thong tu|luat) )?s[o06][:.]?\s.*?[-/][\w&./-]+)"
    r"\s+(\S.{1,45}?,?\s*ngay\s.*nam\s*[0-9]{4})$"
)
"""Two columns that one blank parts: "Số: 12/QĐ-SNV Hà Nội, ngày 05 tháng 9 năm 2018"."""


def columns(line: Line) -> Iterator[Line]:
    """A line's columns: parted by wide gaps, or where a motto, a number or a day stands behind other words."""
    for part in _GAP.split(_BLANKS_LEFT.sub(" ", line.plain)):
        whole = Line.of(part)
        found = motto(whole)
        if found and part[: found.start()].strip(" -*"):
            yield from columns(Line.of(part[: found.start()].strip(" |")))
            yield Line.of(part[found.start() :].strip())
            continue
        folded = bare(part)
        parted = _BODY_AND_NUMBER.fullmatch(folded)
        if not (parted and in_capitals(part[: parted.end(1)])):
            parted = _NUMBER_AND_DAY.match(folded)
        if parted:
            yield Line.of(part[slice(*parted.span(1))])
            yield Line.of(part[slice(*parted.span(2))])
        else:
            yield whole


_BEGINS_A_DAY = re.compile(r"\bngay\b[ 0-9a-z]{0,20}$")
_ENDS_A_DAY = re.compile(r"(?:thang [0-9]{1,2} )?(?:nam )?[12][0-9]{3}")


def may_begin_a_day(piece: Line) -> bool:
    """Whether a column may have parted a day behind this piece: "…, ngày 6 tháng 4 năm"."""
    return _BEGINS_A_DAY.search(piece.bare) is not None


def ends_a_day(piece: Line) -> bool:
    """Whether a piece is nothing but the end of a day: "2011", "tháng 4 năm 2011"."""
    return _ENDS_A_DAY.fullmatch(piece.bare) is not None
