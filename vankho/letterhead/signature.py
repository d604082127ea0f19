"""Pieces of a letter's foot in, who signs out: quyền hạn, chức vụ, họ và tên.

The order is that of Nghị định 30/2020/NĐ-CP, Phụ lục I.II.7, and Hướng dẫn 36-HD/VPTW, II.1.7: for whom (TM., T/M),
for what head (KT., K/T), the office, the name; in capitals but for the name. Where two sign, they stand beside or below
each other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vankho.letterhead.lines import RECIPIENTS, RULE, Line, Piece, bare, columns, in_capitals


@dataclass(frozen=True, slots=True)
class Signature:
    """Quyền hạn, chức vụ, họ và tên; as printed."""

    authority: str | None
    position: str | None
    name: str


_AUTHORITY = re.compile(r"(?:t\s?/\s?m|tm|k\s?/\s?t|kt|t\s?/\s?l|tl|t\s?/\s?uq|tuq|t\s?/\s?u|q)\b[./ ]")
"""TM., KT., TL., TUQ., Q. of the State; T/M, K/T, T/L, T/U of the Party."""
_FOR_A_HEAD = re.compile(r"(?:k\s?/\s?t|kt)\b")
_DEPUTY = re.compile(r"pho\b|thu truong\b")
"""Who signs for a head: Phó …, Thứ trưởng."""
_SIGNED = re.compile(r"[(\[]?\s*(?:da ky|daky|ky ten|chu ky|ky,? ghi ro|ky,? dong dau)\b.*")
"""In a copy's text, that the original is signed."""
_SIGNED_BY = re.compile(r"[(\[]?\s*(?:da ky|ky ten)\s*[)\]]?\s*[:.]?\s*(?=\w)|\s*[(\[]\s*da ky\s*[)\]]\s*$")
"""The same on the line of the name."""
_RANK_OR_DEGREE = re.compile(
    r"(?:(?:gs|pgs|ts|ths|bs|bscki{1,2}|cn|ks|nd|nha giao|luat su|(?:dai|thuong|trung|thieu) (?:tuong|ta))[.\s]+)*"
)
"""Before the name only in the forces, in education, health and science (Phụ lục I.II.7)."""
_NAME_WORD = re.compile(r"[A-ZÀ-Ỹ][^\W\d_]*'?")
"""Begins with a capital, or with any letter that has a mark: old fonts had no capitals of these ("Phạm Ngọc ánh")."""
_OFFICE = re.compile(
    r"pho\b|quyen |q\.|chu tich|bi thu|giam doc|cuc truong|truong(?! dai hoc| cao dang| trung hoc| tieu hoc| mam non)"
    r"|bo truong|thu truong|thu tuong|chanh|vu truong|vien truong|uy vien|tham phan|chu nhiem|hieu truong|thong doc"
    r"|tong (?:cuc truong|giam doc|bi thu|thanh tra|kiem toan|thu ky|bien tap)|ke toan|tu lenh|thuong truc|doi truong"
    r"|to truong|vien pho"
)
"""How the office of one who signs begins (chức vụ); a school (trường) is no head (trưởng)."""
_ANY_OFFICE = re.compile(
    r"\b(?:truong|chu tich|bi thu|giam doc|chanh|pho|vien|chu nhiem|thu tuong|thong doc|tu lenh|chinh uy|thu ky"
    r"|chu toa|tham phan|thanh tra|kiem toan|dai su|tham tan|lanh dao|thuong truc|chi huy|quan ly|tong)\b"
)
"""What a position says somewhere: else it is a piece of something else."""
_TWICE = re.compile(r"(.+) \1")
"""Two offices that stand beside each other, taken for one."""
_ANNEX = re.compile(r"phu luc\b|danh sach\b|bieu mau\b|mau so\b|de cuong\b|quy che$|quy dinh$|ke hoach$|dieu le$")
"""What a letter encloses or issues (Phụ lục I.III.1), by its title."""


def is_annex(line: Line) -> bool:
    """Whether a line is the title of what stands behind the foot."""
    return _ANNEX.match(line.bare) is not None and in_capitals(line.plain[:30])


def says_it_is_signed(piece: Line) -> bool:
    """Whether a piece says no more than that the original is signed: "(Đã ký)"."""
    return _SIGNED.fullmatch(piece.bare) is not None


def looks_like_a_name(text: str) -> bool:
    """Whether this can be a person's name: two to six words, each with one capital."""
    words = _without_rank(text.strip(" .,*")).split()
    with_capitals = [word for word in words if word not in _MIDDLE_NAMES or word in (words[0], words[-1])]
    return 2 <= len(words) <= 6 and all(
        _NAME_WORD.fullmatch(word) and (len(word) == 1 or not word[1:].isupper()) for word in with_capitals
    )


_MIDDLE_NAMES = {"văn", "thị"}
"""Written small by some: "Phạm văn Khánh"."""


def _without_rank(name: str) -> str:
    match = _RANK_OR_DEGREE.match(bare(name))
    return name[match.end() :] if match else name


def can_belong_to_a_signature(piece: Line) -> bool:
    """Whether a piece may be of a signature's lines, and so no line of the list beside it."""
    return bool(
        in_capitals(piece.plain)
        or looks_like_a_name(piece.plain)
        or _AUTHORITY.match(piece.bare)
        or _SIGNED.match(piece.bare)
    )


def is_over(pieces: Sequence[Piece]) -> bool:
    """Whether a name has ended the signature."""
    if len(pieces) < 2:
        return False
    *above, (_, last) = pieces
    return looks_like_a_name(_named(last)) and any(in_capitals(piece.plain) for _, piece in above)


def in_doubt(signatures: Sequence[Signature]) -> str | None:
    """What was seen, where a position names no office, or one twice."""
    offices = [each.position for each in signatures if each.position]
    if all(_ANY_OFFICE.search(bare(office)) and not _TWICE.fullmatch(office) for office in offices):
        return None
    return " / ".join(f"{each.position or ''} {each.name}" for each in signatures)


# Where a signature stands


def signature_beside(
    lines: Sequence[Line], foot: int, top: int, right: Sequence[Piece]
) -> tuple[list[Signature], int, int]:
    """Who signs beside the recipients, by the column's pieces; its first line, maybe a little higher, and its last."""
    above = foot
    while right and above > top and (_is_authority(lines[above - 1]) or (above == foot and not lines[foot - 1].plain)):
        above -= 1
    signed, last = _signed([*((at, lines[at]) for at in range(above, foot)), *right])
    return signed, above, last


def signature_above(lines: Sequence[Line], foot: int, top: int) -> tuple[list[Signature], int]:
    """Who signs at the end of the text, before "Nơi nhận" or without it, and the first line of it."""
    index = foot - 1
    while index > top and not lines[index].plain:
        index -= 1
    first, is_signed = index + 1, False
    for place in range(index, max(top, index - 40), -1):
        line = lines[place]
        name = _named(line)
        if not line.plain:
            continue
        if name != line.plain or _SIGNED.match(line.bare):
            first, is_signed = place, True
        elif (in_capitals(line.plain) and len(line.plain) < 90) or (_is_office(line.plain) and len(line.plain) < 50):
            first = place
        elif not looks_like_a_name(name):  # else who signs, or who signs too
            break
        elif is_signed:
            first = place
    pieces = [(at, piece) for at in range(first, foot) for piece in columns(lines[at]) if piece.plain]
    signed = _signed(pieces, is_alone=True)[0]
    names = [_named(piece) for _, piece in pieces if not says_it_is_signed(piece)]
    if not signed and is_signed and len(names) == 1 and looks_like_a_name(names[0]):
        signed = [Signature(None, None, names[0])]  # "(Đã ký)" and who, without an office
    return signed, first


def signature_within(lines: Sequence[Line], top: int) -> tuple[list[Signature], int, int]:
    """Who signs above annexes, where no recipients are told; its first line and that behind it."""
    for start in range(top, len(lines)):
        if not _is_authority(lines[start]):
            continue
        within = range(start, min(start + 14, len(lines)))
        name = next((at for at in within if looks_like_a_name(_named(lines[at]))), None)
        above = lines[start:name]
        if name is not None and all(in_capitals(each.plain) or len(each.plain) < 20 for each in above if each.plain):
            signed, _ = _signed([(at, lines[at]) for at in range(start, name + 1)])
            if signed:
                return signed, start, name + 1
    return [], len(lines), len(lines)


def _is_authority(line: Line) -> bool:
    """Whether a line begins a signature: "TM. ỦY BAN NHÂN DÂN"."""
    return _AUTHORITY.match(line.bare) is not None and in_capitals(line.plain) and len(line.plain) < 60


# Who signs


def _signed(pieces: Sequence[Piece], *, is_alone: bool = False) -> tuple[list[Signature], int]:
    """Who signs by these pieces, and the line of the last name. Where nothing else stands among them an office in small
    letters is one without an authority too."""
    signers: list[Signature] = []
    authority: list[str] = []
    position: list[str] = []
    last = -1
    for index, piece in _by_columns(pieces):
        plain = _named(piece).strip(" /.,")
        name = None
        if RULE.fullmatch(plain) or _SIGNED.fullmatch(bare(plain)) or RECIPIENTS.match(piece.bare):
            continue
        if _ANNEX.match(piece.bare) and signers:
            break
        if _AUTHORITY.match(piece.bare) and (in_capitals(plain) or not signers):
            authority.append(piece.plain)
        elif in_capitals(plain) and position and not _is_office(plain) and looks_like_a_name(plain.title()):
            name = plain
            if position[1:] and not _is_office(position[-1]) and position[-1].isalpha():
                name = f"{position.pop()} {plain}"  # a name that the end of a line has parted
        elif (
            (authority or is_alone)
            and not position
            and _is_office(plain)
            and not looks_like_a_name(plain)
            and len(plain) < 50
        ):
            position.append(piece.plain)  # also in small letters: "TM. ỦY BAN⏎Chủ tịch"
        elif in_capitals(plain):
            (authority if authority and not position and not _is_office(plain) else position).append(piece.plain)
        elif (authority or position) and looks_like_a_name(plain):
            name = _without_rank(plain).strip()
        elif (authority or position) and len(plain) > 60:
            break  # a sentence
        if name is not None:
            signers.append(_signed_by(authority, position, name))
            authority, position, last = [], [], index
    return signers, last


def _by_columns(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a signature; where two sign beside each other, those of the left one first."""
    rows: dict[int, list[Line]] = {}
    for index, piece in pieces:
        if not RULE.fullmatch(piece.plain) and not says_it_is_signed(piece):
            rows.setdefault(index, []).append(piece)
    names = [row for row in rows.values() if len(row) == 2 and all(looks_like_a_name(_named(each)) for each in row)]
    if len(names) != 1 or any(len(row) != 2 for row in rows.values()):
        return list(pieces)
    return [(index, row[side]) for side in (0, 1) for index, row in rows.items()]


def _signed_by(authority: Sequence[str], position: Sequence[str], name: str) -> Signature:
    """Who signs. For whom a deputy signs may go on over lines: "KT. BỘ TRƯỞNG⏎CHỦ NHIỆM ỦY BAN⏎PHÓ CHỦ NHIỆM"."""
    if authority and _FOR_A_HEAD.match(bare(authority[-1])):
        deputy = next((at for at, line in enumerate(position) if _DEPUTY.match(bare(line))), 0)
        authority, position = [*authority, *position[:deputy]], position[deputy:]
    return Signature(" ".join(authority) or None, " ".join(position) or None, name)


def _named(piece: Line) -> str:
    """A line of a signature without the words that it is signed, where a name stands beside them."""
    match = _SIGNED_BY.search(piece.bare)
    rest = piece.plain[: match.start()] + piece.plain[match.end() :] if match else ""
    return rest if looks_like_a_name(rest) else piece.plain


def _is_office(words: str) -> bool:
    """Whether words begin with an office that a person holds."""
    return _OFFICE.match(bare(words)) is not None
