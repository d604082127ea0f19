"""A letter's lines and head in, type and subject out (tên loại và trích yếu nội dung).

The type stands in capitals with the subject under it; a công văn has no type, and its subject under the number (Nghị
định 30/2020/NĐ-CP, Phụ lục I.II.5; Hướng dẫn 36-HD/VPTW, II.1). The symbol tells the type too: where the two
contradict each other there is no type. Where the subject ends nothing marks, so the signs of a text's beginning do.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from vankho.letterhead.head import (
    SUBJECT_MOST,
    Head,
    begins_a_subject,
    is_addressed,
    is_day,
    is_number,
    mark_of,
    subject_beside_its_type,
    type_of_line,
)
from vankho.letterhead.lines import (
    RULE,
    Line,
    bare,
    expects_more,
    in_capitals,
    is_motto,
    is_unended,
    joined,
    motto,
    squeezed,
)
from vankho.letterhead.paragraphs import opens_an_item
from vankho.lexis import opens_a_name
from vankho.spelling import match_key
from vankho.symbol import DocumentType, NumberSymbol, Side, TypeTable


@dataclass(frozen=True, slots=True)
class Title:
    """What the letter is, and about what."""

    number: NumberSymbol | None
    """The head's number, if the type leaves it as it is."""
    type: str | None
    type_line: str | None
    subject: str | None
    end: int
    """The line with which the text, or "Kính gửi", begins."""
    addressed: int | None
    """The line of "Kính gửi"."""
    doubts: tuple[tuple[str, str], ...]


def read_title(lines: Sequence[Line], head: Head, foot: int, types: TypeTable) -> Title:
    """Type and subject of a letter of which the foot begins at line `foot`."""
    printed = head.number.value if head.number else None
    by_symbol = types_of(printed, types) if printed else ()
    typed = next(((at, row) for at, piece in head.pieces if (row := type_of_line(piece, types))), None)
    typed = typed or _longer_type(lines, head, by_symbol)
    doubts: list[tuple[str, str]] = []
    number, type_line = printed, None
    if typed is None:
        kind = _type_by_symbol(lines, head, by_symbol)
    else:
        type_line = lines[typed[0]].plain
        if number and _is_glued(number, typed[1]):
            doubts.append(("number", str(number)))
            number = None
        kind = _type_by_title(typed[1], number, by_symbol, types)
    if kind is None:
        doubts.append(("type", type_line or str(printed or "")))
    said, end = None, head.end
    addressed = next((at for at, piece in head.pieces if is_addressed(piece)), None)
    if typed is not None and (addressed is None or typed[0] < addressed):
        said, end = _subject_below(lines, head, foot, *typed)
    if said is None:
        said = _subject_beside(head, typed[0] if typed else len(lines))
    words = subject_of(said)
    subject = words if is_whole_subject(words, has_day=bool(head.day and head.day.value)) else None
    if subject is None:
        doubts.append(("subject", words))
    if typed is not None and addressed is None:
        below = next((at for at in range(end, min(end + 4, foot)) if lines[at].plain), foot)
        addressed = below if below < foot and is_addressed(lines[below]) else None
    return Title(number, kind, type_line, subject, end, addressed, tuple(doubts))


# The type

_CONSOLIDATED = "văn bản hợp nhất"
"""It keeps the title of what was consolidated; its symbol says VBHN."""


def types_of(number: NumberSymbol, types: TypeTable) -> tuple[DocumentType, ...]:
    """The types that a symbol can stand for; one without an abbreviation is that of a công văn (Điều 15)."""
    abbreviation = number.type_abbreviation(types)
    if abbreviation is None:
        row = types.named(_REQUEST)
        return (row,) if row else ()
    return types.of_abbreviation(abbreviation, number.side)


def _type_by_title(
    titled: DocumentType, number: NumberSymbol | None, by_symbol: Sequence[DocumentType], types: TypeTable
) -> str | None:
    """The type of a letter whose title names one: the symbol may tell it more exactly, and must not contradict it."""
    if len(by_symbol) == 1 and by_symbol[0].name in {_CONSOLIDATED, f"{titled.name} liên tịch"}:
        return by_symbol[0].name
    is_other = by_symbol and titled not in by_symbol and number and number.type_abbreviation(types)
    return None if is_other else titled.name


def _type_by_symbol(lines: Sequence[Line], head: Head, by_symbol: Sequence[DocumentType]) -> str | None:
    """The type of a letter without a title. Only the Party's công văn say CV: one of the State has to look like it."""
    number = head.number.value if head.number else None
    said = [piece for _, piece in head.pieces]
    below = lines[head.end : head.end + 6]
    is_addressed_to = any(map(is_addressed, (*said, *below)))
    has_subject_beside = any(begins_a_subject(piece.plain) for piece in said)
    if number is None:
        is_seen = head.side is Side.STATE and is_addressed_to and has_subject_beside
        return _REQUEST if is_seen else None
    if len(by_symbol) != 1:
        return None
    name = by_symbol[0].name
    if number.side is Side.PARTY:
        return name
    if name != _REQUEST and has_subject_beside:  # which no other type has: "CT-TTHT" of a Cục Thuế is no chỉ thị
        return _REQUEST if any(_begins_with_the_initials(piece, number.groups[0]) for piece in said) else None
    looks_like_it = is_addressed_to or has_subject_beside or any(begins_a_subject(line.plain) for line in below)
    return name if name != _REQUEST or looks_like_it else None


_REQUEST = "công văn"
"""It has no title, and its subject under the number, behind "V/v" (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.5)."""


def _begins_with_the_initials(piece: Line, group: str) -> bool:
    """Whether a line of the head names a body of which a symbol's group has the first initials: CỤC THUẾ, CT."""
    initials = "".join(word[0] for word in piece.plain.split())
    return in_capitals(piece.plain) and opens_a_name(piece.plain) and initials.startswith(group)


def _is_glued(number: NumberSymbol, row: DocumentType) -> bool:
    """Whether a symbol has lost the hyphen behind the type: `QĐUBND`."""
    return len(number.groups) == 1 and any(
        re.match(rf"{abbreviation}(?=[A-ZĐ])", number.groups[0]) for abbreviation in row.abbreviations(number.side)
    )


def _longer_type(
    lines: Sequence[Line], head: Head, by_symbol: Sequence[DocumentType]
) -> tuple[int, DocumentType] | None:
    """The line in capitals that begins with the type of the symbol and says more: "THÔNG BÁO KẾT LUẬN"."""
    start = head.number.line + 1 if head.number else len(lines)
    for index, line in enumerate(lines[start : start + 15], start):
        if is_addressed(line):
            break
        if in_capitals(line.plain) and len(line.plain) < 120 and not opens_a_name(line.plain):
            key = match_key(line.plain)
            for row in by_symbol:
                if key.startswith(f"{match_key(row.name)} "):
                    return index, row
    return None


# The subject

_SAID_OF_A_TYPE = re.compile(r"[\W_]*$|\(|cua\b|lien tich\b|so\b|khan\b|hoa toc\b")
"""What behind a type is no subject: "NGHỊ QUYẾT LIÊN TỊCH", "CÔNG ĐIỆN KHẨN"."""
_OPENS_THE_TEXT = re.compile(r"(?:can cu|can$|xet|theo|thuc hien|nham|de|qua|ngay|tiep theo|phuc dap|tra loi)\b")
"""A basis (Căn cứ) or the occasion of writing."""
_SAYS_WHEN = re.compile(r"(?:nam(?: hoc)?|giai doan|nhiem ky|quy [ivx0-9]+|thang [0-9]+)\b.{0,30}[0-9]{4}")
"""For what time a subject is: "Năm học 2025-2026", on a line of its own."""
_SAYS_WHAT = r"(?:ve|v/v|quy dinh|ban hanh|huong dan|phe chuan|phe duyet|sua doi|bo sung)\b"
_OF_A_GAZETTE = re.compile(
    r"cua (?:\S+ ){1,14}?(?=(?:ve viec|v/v)\b)"
    r"|(?:cua ?(?:\S+ ){1,12}?)?so:? ?[0-9]\S* (?:\S+ )?nga ?y [0-9]{1,2}(?: thang |[-/])[0-9]{1,2}(?: nam |[-/])"
    rf"[0-9]{{4}}(?: cua (?:\S+ ){{1,12}}?)?\s*(?={_SAYS_WHAT}|$)"
    r"|cua (?:\S+ ){1,12}?so:? ?[0-9].{0,60}?(?=ve viec\b)"
)
"""What a collection of laws puts between type and subject: "CỦA BỘ TÀI CHÍNH SỐ 15-BTC/TT NGÀY 16-3-1991 VỀ …"."""
_IS_TEXT = re.compile(r"can cu\b|dieu [0-9]|[-–+]\s")
_HAS_A_BASIS = re.compile(r"[^\w\s] ?can (?:cu|huong dan|quyet dinh|luat|nghi dinh)\b")
"""The text that a page has put behind a subject: "năm 2020 -Căn cứ …"."""
_HAS_A_DAY = re.compile(r"\bngay\b.*\bthang\b|^ngay [0-9]")
_ODD = re.compile(r"[^\w\s.,;:/()“”\"'‘’%+&…*!?\[\]–—-]|[–-]{2}")
"""Signs that no subject has: a recogniser saw them in stamps and rules."""


def subject_of(said: Iterable[str]) -> str:
    """The lines of a subject as one, without the brackets that it may stand in."""
    subject = " ".join(reduce(joined, said, "").split())
    title = _OF_A_GAZETTE.match(bare(subject)) if in_capitals(subject) else None
    if title and len(title[0]) < len(subject):
        subject = subject[title.end() :].strip()
    return subject[1:-1].strip() if re.fullmatch(r"\([^()]*\)", subject) else subject


def is_whole_subject(subject: str, has_day: bool) -> bool:
    """Whether words can be all of a subject, and nothing else; where no day was found, they may have swallowed it."""
    folded = bare(subject)
    is_even = all(subject.count(opens) == subject.count(closes) for opens, closes in ("()", "“”", "[]"))
    is_mixed = _IS_TEXT.match(folded) or _HAS_A_BASIS.search(folded) or (not has_day and _HAS_A_DAY.search(folded))
    is_damaged = _ODD.search(subject) or _has_lost_capitals(subject)
    is_cut = not is_even or subject.endswith(":") or is_unended(subject)
    return 6 <= len(subject) <= SUBJECT_MOST and not (is_mixed or is_damaged or is_cut)


def _has_lost_capitals(text: str) -> bool:
    """Whether a word of a text in capitals ends small, as conversions of old fonts leave it: "Xà HỘI"."""
    words = re.findall(r"[^\W\d_]{2,}", text) if in_capitals(text) else []
    return any(word[0].isupper() and word[-1].islower() and not word[-1].isascii() for word in words)


def _subject_below(
    lines: Sequence[Line], head: Head, foot: int, typed: int, row: DocumentType
) -> tuple[list[str] | None, int]:
    """The subject under the name of the type, or that begins beside it, and the line behind it.

    None, where "V/v" stands above the type and what follows the type is the text.
    """
    above = [piece for at, piece in head.pieces if (head.number.line if head.number else 0) <= at < typed]
    has_subject_beside = any(begins_a_subject(piece.plain) for piece in above)
    first = _beside_its_type(lines[typed].plain, row)
    said = [first] if first else []
    end = index = typed + 1
    for index, line in enumerate(lines[end : min(foot, end + 16)], end):
        if not line.plain or RULE.fullmatch(line.plain):
            if said and not _subject_goes_on(said[-1], lines, index + 1):
                break
        elif is_addressed(line) or (
            _opens_the_text(lines, index, said[-1]) if said else has_subject_beside and _is_sentence(line)
        ):
            break
        elif is_day(line) or (is_number(line) and not _OF_A_GAZETTE.match(line.bare)) or is_motto(line):
            if said:
                break
        elif len(line.plain) > SUBJECT_MOST or (
            not said and (_decides(lines, index) or _is_of_head(line, head, typed))
        ):
            break
        else:
            said.append(line.plain)
    else:
        index = min(foot, end + 16)
    if not said:
        return None if has_subject_beside else [], max(head.end, end)
    return said, max(head.end, end, index)


def _beside_its_type(line: str, row: DocumentType) -> str:
    """What stands of the subject on the line of the type: "VỀ …", "KẾT LUẬN"."""
    if beside := subject_beside_its_type(line):
        return beside
    words = line.split()
    length = len(row.name.split())
    rest = " ".join(words[length:]) if match_key(" ".join(words[:length])) == match_key(row.name) else ""
    return "" if _SAID_OF_A_TYPE.match(bare(rest)) else rest.strip(" :.")


def _is_sentence(line: Line) -> bool:
    return line.plain[0].isupper() and not in_capitals(line.plain)


def _subject_goes_on(said: str, lines: Sequence[Line], index: int) -> bool:
    """Whether a blank line above line `index` stands in the middle of the subject."""
    at = next((at for at in range(index, min(index + 2, len(lines))) if lines[at].plain), None)
    if at is None or said.endswith((".", ";", ":")) or _opens_the_text(lines, at, said):
        return False
    following = lines[at].plain
    goes_on = (
        following[0].islower()
        or following[0] in '“"'
        or expects_more(said)
        or _SAYS_WHEN.fullmatch(lines[at].bare) is not None
    )
    return goes_on or (in_capitals(said) and in_capitals(following))


def _opens_the_text(lines: Sequence[Line], index: int, before: str) -> bool:
    """Whether a line below the subject begins the text: a body's name, a basis, an item."""
    line = lines[index]
    if _SAYS_WHEN.fullmatch(line.bare):
        return False
    after = next((each.plain for each in lines[index + 1 : index + 4] if each.plain), "")
    is_due = not expects_more(before)
    named = is_due and _names_a_body(line.plain) and not _names_a_body(after)
    if in_capitals(before) and in_capitals(line.plain) and not named:
        return opens_an_item(line.plain)  # "THEO", "NGÀY" in capitals go on with a subject in capitals
    if line.plain[0].islower():
        return False  # "ngày 30-5-2012 của …" goes on; "Ngày" opens
    ends_in_small = is_due and in_capitals(before) and line.plain[0].isupper()
    return named or ends_in_small or _OPENS_THE_TEXT.match(line.bare) is not None or opens_an_item(line.plain)


_DECIDES = re.compile(
    r"(?:pho )?(?:chu tich|thu tuong|bo truong|thong doc|chanh an|vien truong|giam doc|tong giam doc|hieu truong"
    r"|(?:tong )?cuc truong|tong (?:cuc truong|thanh tra|kiem toan)|truong ban|chu nhiem|doan chu tich)\b"
)
"""Whose office it is that decides; of one, or of more."""


def _decides(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is no subject, but who decides, with the bases below it."""
    below = next((each for each in lines[index + 1 : index + 4] if each.plain), None)
    return _names_a_body(lines[index].plain) and below is not None and _OPENS_THE_TEXT.match(below.bare) is not None


_LEAST_NAME = 12
"""Code points of a line that can be a body's whole name."""


def _is_of_head(line: Line, head: Head, typed: int) -> bool:
    """Whether a line says once more in capitals what the head says above the type: who sends a công điện."""
    said = squeezed("".join(piece.bare for at, piece in head.pieces if at < typed and in_capitals(piece.plain)))
    return in_capitals(line.plain) and len(line.plain) > _LEAST_NAME and squeezed(line.bare) in said


def _names_a_body(text: str) -> bool:
    """Whether a line in capitals names a body, or the office that decides for it."""
    return in_capitals(text) and (opens_a_name(text) or _DECIDES.match(bare(text)) is not None)


def _unnumbered(head: Head) -> int | None:
    """The line above that on which a subject begins, in a head without a number."""
    return next((index - 1 for index, piece in head.pieces if begins_a_subject(piece.plain)), None)


def _subject_beside(head: Head, end: int) -> list[str]:
    """The subject of a công văn, under its number, in the left column; above line `end`."""
    start = head.number.line if head.number else _unnumbered(head)
    if start is None:
        return []
    said = [head.number.beside] if head.number and begins_a_subject(head.number.beside) else []
    passed, before = False, -1
    for index, piece in head.pieces:
        if not start < index < end:
            continue
        if is_addressed(piece):
            break
        if motto(piece) or is_day(piece) or RULE.fullmatch(piece.plain):
            passed = passed or (bool(said) and index != before)  # of the right column: the left one may go on
        elif not mark_of(piece) and (not passed or piece.plain[0].islower() or said[-1].endswith((",", "-"))):
            said.append(piece.plain)
            before = index
    return said
