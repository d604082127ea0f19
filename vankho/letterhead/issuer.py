"""A letter's head in, who issues it out: the left head line by line, and the names of the body and its superior.

The superior stands in capitals above the body (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.2; Hướng dẫn 36-HD/VPTW, II.1).
Lines are what the column's width made of the names; which of them begins a name, `lexis` knows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vankho.letterhead.head import Head, is_day, is_number, mark_of, type_of_line
from vankho.letterhead.lines import RULE, Line, bare, in_capitals, is_last_of_motto, is_motto, motto, rest_of_motto
from vankho.lexis import in_running_text, opens_a_name
from vankho.symbol import TypeTable


@dataclass(frozen=True, slots=True)
class Issuer:
    """Tên cơ quan ban hành, with that of its superior."""

    letterhead: tuple[str, ...]
    body: str | None = None
    """As running text has it."""
    parent: str | None = None
    doubt: str | None = None
    """What was seen where `body` is not sure."""


_YOUTH_UNION = re.compile(r"doan (?:tncs|thanh nien cong san) ho chi minh")
"""The title of the Youth Union's letters, where those of the State have their motto."""
_LEFT_OF_A_MOTTO = re.compile(r"cong hoa xa|hoi chu nghia|nghia viet nam|hanh phuc|cong san viet nam")
"""Words of a motto that was not recognised as one: the names are mixed with it."""
_NAME_GOES_ON = (" VÀ", " -", ",")
"""The end of a line behind which a body's name goes on."""
_OF_ANOTHER = {"uy ban thuong vu", "van phong", "thuong truc", "doan dai bieu", "chu tich"}
"""Names that are of another body, which has to follow: "VĂN PHÒNG⏎CHÍNH PHỦ"."""
_OF_AN_EVENT = re.compile(r"dai hoi|hoi nghi|hoi thi|le ky niem|cuoc thi")
"""What has a committee (Ban Tổ chức) and is no body itself."""
_LACKS_ITS_PLACE = re.compile(
    r"uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|toa an nhan dan|vien kiem sat nhan dan|tinh uy|thanh uy|huyen uy"
    r"|quan uy|thi uy|dang uy"
)
"""Names that many bodies bear: without its place none of them."""
_HAS_LOST_LETTERS = re.compile(r"(?<!\S)(?:[BCDĐGHKLMNPQRSTVX](?= )|(?:CH|GH|KH|NG|NH|PH|TH|TR)(?!\S))")
"""Consonants by themselves: "S Y T" was "SỞ Y TẾ", "NG TÀU" was "VŨNG TÀU". A name may end with one: BỆNH VIỆN K."""
_WHO_DECIDES = re.compile(
    rf"(?:(?:chu tich|chanh an|vien truong|thuong truc) )?(?P<name>(?P<kind>{_LACKS_ITS_PLACE.pattern})"
    r" (?:toi cao|(?:tinh|thanh pho|tp\.?|huyen|quan|thi xa|thi tran|xa|phuong|dac khu)(?: [\w-]+){1,4}?))"
    r"(?:,? (?:khoa|ky hop|nhiem ky)\b.*)?"
)
"""The line between subject and basis, who decides: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÀO CAI"."""
_PARENT_AND_BODY = re.compile(
    r"((?:BỘ|TỔNG CỤC|UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|SỞ|ĐẢNG BỘ) \S.*?)"
    r" ((?:TỔNG CỤC|CHI CỤC|CỤC|BỆNH VIỆN|VIỆN|SỞ|HỌC VIỆN|TRUNG TÂM|TRƯỜNG (?:ĐẠI HỌC|CAO ĐẲNG|THPT|THCS)"
    r"|PHÒNG GIÁO DỤC|ĐẢNG BỘ|ĐẢNG ỦY) .+)"
)
"""Kinds of bodies that have others below them, and kinds that stand below others."""


def read_issuer(lines: Sequence[Line], head: Head, types: TypeTable, is_joint: bool) -> Issuer:
    """Who issues the letter; in one that is joint (liên tịch) no body is another's superior."""
    said = _left_head(head, types)
    of_the_union = next((line for line in said[1:] if _YOUTH_UNION.fullmatch(bare(line))), None)
    if of_the_union and not any(motto(piece) for _, piece in head.pieces):
        said.remove(of_the_union)
    else:
        of_the_union = None
    names = _names(said)
    if not 1 <= len(names) <= 3 or _is_lost(names, head):
        return Issuer(tuple(said), doubt=" / ".join(said))
    if of_the_union and "doan" not in bare(names[-1]).split():
        names[-1] = f"{names[-1]} {of_the_union}"
    if is_joint:
        names = [" - ".join(names)]
    *above, name = names
    name = _with_its_place(name, lines, head)
    parent = in_running_text(above[-1]) if above else None
    is_sure = is_whole(name) and not (above and _LACKS_ITS_PLACE.fullmatch(bare(above[-1])))  # else two that are equal
    return Issuer(tuple(said), in_running_text(name), parent, None if is_sure else " / ".join(names))


def is_whole(name: str) -> bool:
    """Whether a body's name in capitals can be all of it, and none of its letters are lost."""
    is_cut = _LACKS_ITS_PLACE.fullmatch(bare(name)) or _HAS_LOST_LETTERS.search(name)
    return opens_a_name(name) and not is_cut


def _left_head(head: Head, types: TypeTable) -> list[str]:
    """The lines in capitals down to the number that are none of the head's other parts."""
    said: list[str] = []
    rest, before = "", -1
    for index, piece in head.pieces:
        if head.number and index > head.number.line:
            break
        if rest and piece.bare == rest and index <= before + 3:
            rest = ""  # of a motto that was too long for its column
            continue
        if wanting := rest_of_motto(piece.bare):
            rest, before = wanting, index
        if RULE.fullmatch(piece.plain) or is_number(piece) or is_day(piece) or mark_of(piece):
            continue
        if said and type_of_line(piece, types):
            break  # what stands below is no head
        if motto(piece) or is_last_of_motto(piece) or type_of_line(piece, types):
            continue
        if in_capitals(piece.plain):
            said.append(" ".join(piece.plain.split()).strip(" *-_"))
    return said


def _names(said: Sequence[str]) -> list[str]:
    """The names that lines hold: one may go on over lines, and one line may hold two."""
    names: list[str] = []
    for line in (part for each in said for part in _parent_and_body(each)):
        if names and (_goes_on(names[-1]) or not opens_a_name(line) or _OF_AN_EVENT.match(bare(line))):
            names[-1] = f"{names[-1]} {line}"
        else:
            names.append(line)
    return names


def _goes_on(name: str) -> bool:
    """Whether a name is surely not all of it: "VĂN PHÒNG⏎QUỐC HỘI"."""
    is_syllable = name.isalpha()  # "ỦY⏎BAN NHÂN DÂN"
    return is_syllable or name.endswith(_NAME_GOES_ON) or bare(name) in _OF_ANOTHER


def _parent_and_body(line: str) -> list[str]:
    """A line that holds a body's superior and the body itself, parted: "BỘ Y TẾ CỤC QUẢN LÝ DƯỢC"."""
    match = _PARENT_AND_BODY.fullmatch(line)
    return [match[1], *_parent_and_body(match[2])] if match and not match[1].endswith(_NAME_GOES_ON) else [line]


def _is_lost(names: Sequence[str], head: Head) -> bool:
    """Whether the names are mixed with something else, or nothing tells where they end."""
    ends = head.number or (head.day and head.day.value) or any(is_motto(piece) for _, piece in head.pieces)
    is_mixed = any(sign in name for name in names for sign in ":/")
    return not ends or is_mixed or _LEFT_OF_A_MOTTO.search(bare(" ".join(names))) is not None


def _with_its_place(name: str, lines: Sequence[Line], head: Head) -> str:
    """A body's name with its place, which the line that opens the text says where the head has lost it."""
    if not _LACKS_ITS_PLACE.fullmatch(bare(name)):
        return name
    start = head.number.line if head.number else 0
    for line in lines[start : start + 16]:
        if in_capitals(line.plain) and (match := _WHO_DECIDES.fullmatch(line.bare)) and match["kind"] == bare(name):
            return line.plain[slice(*match.span("name"))]
    return name
