"""Finding citations: a plain text in, what it cites out. Pure syntax, no archive.

The forms are the rows of `FORMS`, the words that tell a relation the rows of `CUES`; each row carries its example.
Words may be parted by blanks and one line break, never by an empty line. Which document a citation means is not
decided here, but for what the text itself says: a short form stands for its fuller mention (`antecedents`).
Sources: Nghị định 30/2020/NĐ-CP, Điều 15 and Phụ lục I.II.6; Hướng dẫn 36-HD/VPTW, II.1.3.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from vankho import dates
from vankho.model import Found, Kind, Relation
from vankho.spelling import fold_look_alikes, match_key
from vankho.symbol import BUILT_IN, BUILT_IN_TYPES, Side, same_symbol

_W = r"(?:[ \t]+(?:\n[ \t]*)?|\n[ \t]*)"
"""What parts two words: blanks with at most one line break."""


def _words(words: str) -> str:
    return _W.join(re.escape(word) for word in words.split())


_TYPE_WORDS = sorted({w for row in BUILT_IN_TYPES for w in (row.name, *row.variants)}, key=len, reverse=True)
_TYPE = "(?:" + "|".join(_words(words) for words in (*_TYPE_WORDS, "văn bản")) + ")"
_N = r"[0-9]{1,6}(?:\.[0-9]{1,4})?[a-zđ]?"
_G = r"[A-ZĐƯ](?:[A-Za-zĐđƯư0-9&]|\.(?=[A-ZĐ]))*"
_G_APART = r"[A-ZĐƯ]{2}(?:[A-Za-zĐđƯư0-9&]|\.(?=[A-ZĐ]))*"  # after a blank: "- TU", never "- Văn phòng"
_JOIN = rf"(?:[-/.]{_G}|{_W}?[-/]{_W}?{_G_APART})"
_SYMBOL = rf"""(?:
      -{_G}{_JOIN}* | {_W}?-{_W}?{_G_APART}{_JOIN}*                                # Party: -CV/TU, - KL/TW
    | {_W}?/{_W}?(?:[12][0-9]{{3}}{_W}?/{_W}?)?(?:{_G}|{_G_APART}){_JOIN}* )       # State: /UBND-TH, / 2020/NĐ-CP
    (?![\w/])"""
_DATE = dates.PATTERN.replace(r"\s+", _W).replace(r"\s?", r"[ ]?")

_HEAD = "|".join(
    _words(words)
    for words in [
        "Ban Thường vụ",
        "Thường trực",
        "Thường vụ",
        "Ban Chấp hành",
        "Ban Bí thư",
        "Bộ Chính trị",
        "Trung ương",
        "Hội nghị",
        "Đại hội",
        "Tỉnh ủy",
        "Tỉnh uỷ",
        "Thành ủy",
        "Thành uỷ",
        "Huyện ủy",
        "Huyện uỷ",
        "Thị ủy",
        "Thị uỷ",
        "Quận ủy",
        "Quận uỷ",
        "Đảng ủy",
        "Đảng uỷ",
        "Đảng đoàn",
        "Ban cán sự",
        "Ủy ban",
        "Uỷ ban",
        "UBND",
        "UBMTTQ",
        "HĐND",
        "Hội đồng",
        "Chính phủ",
        "Thủ tướng",
        "Quốc hội",
        "Chủ tịch",
        "Phó Chủ tịch",
        "Bộ trưởng",
        "Bộ",
        "Sở",
        "Giám đốc",
        "Văn phòng",
        "Ban",
        "Tổng",
        "Cục",
        "Vụ",
        "Viện",
        "Tòa án",
        "Toà án",
        "Công an",
        "Thanh tra",
        "Tỉnh đoàn",
        "BTV",
        "Liên đoàn",
        "Hội",
        "Đoàn",
        "Cơ quan",
        "Chánh",
        "Thống đốc",
        "Ngân hàng",
        "Kiểm toán",
        "liên ngành",
        "liên sở",
        "liên bộ",
    ]
)
_LOWER = (
    "ủy uỷ thư vụ trị trực hành nhân dân tỉnh thành phố huyện quận xã phường thị trấn phủ tướng trưởng chức giáo chính "
    "vận tra đoàn đảng ương hội đồng quốc phòng viện kiểm sát tối cao tòa toà án đốc tịch phó giám sự cán bộ khoa "
    "học đầu tư tài nguyên môi trường kế hoạch thông tin truyền thể thao du lịch lao động thương binh nông nghiệp phát "
    "triển thôn xây dựng vận tải y tế công thương ngân sách kho bạc nhà nước an ninh vệ nội ngoại tuyên "
    "trung chấp soát thuế hải quan kinh dục đào tạo pháp tư phụ nữ mặt trận tổ tạm đại biểu khối cơ quan doanh"
)
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_NAME_WORD = rf"""(?:[{_UPPER}][\w.]* | (?<=Ngoại[ ])giao
    | và(?={_W}[{_UPPER}])(?!{_W}(?i:{_TYPE})(?!\w))                             # Sở Kế hoạch và Đầu tư
    | (?:{"|".join(sorted(set(_LOWER.split())))})(?!\w))"""
"""A word of a body's name: capitalised, or one of those that names write small ("Tỉnh ủy", "Ban Bí thư")."""
_BODY = rf"""(?:{_HEAD})(?!\w) (?:{_W}{_NAME_WORD}|[ ]?-[ ]?[A-ZĐ]\w*)*
    (?:{_W}lần{_W}thứ{_W}(?:[0-9]+|[IVXL]+)(?!\w))? (?:,?{_W}kh[oó][áa]{_W}(?:[IVXL]+|[0-9]+)(?!\w))?"""

_TAIL = rf"""
    (?: {_W}của{_W}(?P<issuer_first>{_BODY}) )?
    (?: ,?{_W}(?P<date>(?i:{_DATE})) (?![0-9/]) )?
    (?: {_W}của{_W}(?P<issuer>{_BODY}) )? """


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a document is cited."""

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    """Groups: type, number, symbol, date, issuer, issuer_mid, issuer_first, anchor (its end is the anchor's)."""
    example: str
    """A text whose only citation is of this form."""


def _form(name: str, kind: Kind, pattern: str, example: str, flags: re.RegexFlag = re.VERBOSE) -> Form:
    return Form(name, kind, re.compile(pattern, flags), example)


_SO = rf"(?:{_W}?(?:số|Số|SỐ)(?:{_W}?:)?{_W}?|{_W})"

FORMS = (
    _form(
        "number and symbol",
        Kind.FULL,
        rf"""(?<!\w)(?P<anchor>(?P<type>(?i:{_TYPE})) (?:{_W}của{_W}(?P<issuer_mid>{_BODY}))?
        {_SO}(?P<number>{_N})(?P<symbol>{_SYMBOL})){_TAIL}""",
        "Kết luận số 1492-KL/TU ngày 05/12/2022 của Hội nghị Tỉnh ủy lần thứ 10 khóa XX",
    ),
    _form(
        "number and date",
        Kind.FULL,
        rf"""(?<!\w)(?P<anchor>(?P<type>(?i:{_TYPE})){_W}(?i:số){_W}?(?P<number>{_N}))(?![\w/]|{_W}?[-/]{_W}?[A-ZĐ0-9])
        ,?{_W}(?P<date>{_DATE})(?![0-9/]) (?:{_W}của{_W}(?P<issuer>{_BODY}))?""",
        "Công điện số 1409 ngày 15/9/2021 của Thủ tướng Chính phủ",
    ),
    _form(
        "number alone",
        Kind.SHORT,
        rf"""(?<!\w)(?P<anchor>(?P<type>(?i:{_TYPE})){_W}(?i:số){_W}?(?P<number>{_N}))
        (?![\w/%]|[.,][0-9]|{_W}?[-/]{_W}?[A-ZĐ0-9])""",
        "Kế hoạch số 150",
    ),
    _form(
        "congress resolution",
        Kind.NUMBERLESS,
        rf"""(?<!\w)(?P<anchor>(?P<type>Nghị{_W}quyết){_W}(?P<issuer>Đại{_W}hội
        (?:{_W}[^\W\d_]+){{0,9}}?{_W}lần{_W}thứ{_W}(?:[IVXL]+|[0-9]+)))(?!\w)""",
        "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX",
    ),
    _form(
        "programme of a body",
        Kind.NUMBERLESS,
        rf"""(?<!\w)(?P<anchor>(?P<type>Chương{_W}trình){_W}(?:hành{_W}động|công{_W}tác(?:{_W}(?:trọng{_W}tâm|toàn{_W}khóa))?)
        {_W}của{_W}(?P<issuer>{_BODY}) (?:{_W}năm{_W}[0-9]{{4}}(?:{_W}và{_W}quý{_W}[IV]+/[0-9]{{4}})?)?)""",
        "Chương trình công tác trọng tâm của Ban Thường vụ Tỉnh ủy năm 2023 và quý II/2023",
    ),
)
"""In the order of trial at one place: the first that fits is taken."""

_MEMBER = re.compile(
    rf"""(?:,|;|{_W}và|,{_W}và){_W}(?P<anchor>(?i:số){_W}?(?P<number>{_N})(?P<symbol>{_SYMBOL})){_TAIL}""", re.VERBOSE
)
"""A further member of a list under one type word: ", số 73/2003/NĐ-CP ngày 23/6/2003"."""

_START = re.compile(rf"(?<!\w)(?i:{_TYPE})(?!\w)|(?<!\w)(?i:{_TYPE})(?=số)", re.VERBOSE)
_DRAFT = re.compile(rf"(?:dự{_W}thảo|xây{_W}dựng|ban{_W}hành|soạn{_W}thảo){_W}$", re.IGNORECASE)
_DEFINES = re.compile(rf"(?:viết|gọi){_W}(?:tắt{_W}|chung{_W})?là:?{_W}[“\"]?$", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:của|được|do){_W}(?P<issuer>{_BODY}){_W}(?:giao{_W}|nêu{_W})?tại{_W}$", re.VERBOSE)
_PINPOINT = re.compile(
    rf"""((?:(?:điểm{_W}[a-zđ]|khoản{_W}[0-9]+[a-z]?|Điều{_W}[0-9]+[a-z]?|(?:mục|Mục|Phần|Chương){_W}[0-9IVXL.]+)
    (?:,?{_W}))+)(?:của{_W})?$""",
    re.VERBOSE,
)

_FILL = rf"(?:{_W}(?:nội{_W}dung|tinh{_W}thần|các|các{_W}nội{_W}dung|nhiệm{_W}vụ|theo))*"

CUES: tuple[tuple[Relation, str, str], ...] = (
    (Relation.BASIS, r"căn{_}cứ(?:{_}vào)?", "Căn cứ Nghị định số 30/2020/NĐ-CP"),
    (
        Relation.AT_PROPOSAL_OF,
        r"(?:đề{_}nghị|xét{_}đề{_}nghị|theo{_}đề{_}nghị)(?:{_}[^\s.;:]+){{0,14}}?{_}tại",
        "Xét đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 12/TTr-SNV",
    ),
    (Relation.FOLLOWS_UP, r"tiếp{_}theo", "Tiếp theo Công văn số 5/UBND-TH"),
    (Relation.REPLIES_TO, r"(?:phúc{_}đáp|trả{_}lời|nhận{_}được)", "Phúc đáp Công văn số 5/UBND-TH"),
    (
        Relation.AMENDS,
        r"(?:sửa{_}đổi(?:,{_}bổ{_}sung)?|bổ{_}sung)(?:{_}một{_}số{_}điều{_}của)?",
        "sửa đổi, bổ sung Nghị định số 30/2020/NĐ-CP",
    ),
    (Relation.REPLACES, r"thay{_}thế(?:{_}cho)?", "thay thế Quyết định số 2/QĐ-UBND"),
    (Relation.REPEALS, r"(?:bãi{_}bỏ|h[ủu][yỷ]{_}bỏ)", "bãi bỏ Quyết định số 2/QĐ-UBND"),
    (Relation.CORRECTS, r"đính{_}chính", "đính chính Quyết định số 2/QĐ-UBND"),
    (Relation.ISSUED_WITH, r"(?:ban{_}hành{_})?kèm{_}theo", "ban hành kèm theo Quyết định số 2/QĐ-UBND"),
    (Relation.DETAILS, r"quy{_}định{_}chi{_}tiết(?:{_}thi{_}hành)?", "quy định chi tiết Nghị định số 30/2020/NĐ-CP"),
    (Relation.GUIDES, r"hướng{_}dẫn(?:{_}(?:thi{_}hành|thực{_}hiện))", "hướng dẫn thi hành Nghị định số 30/2020/NĐ-CP"),
    (
        Relation.IMPLEMENTS,
        r"(?:thực{_}hiện|triển{_}khai|thi{_}hành|quán{_}triệt|đề{_}ra{_}(?:tại|trong)|giao{_}tại)",
        "Thực hiện Chỉ thị số 35-CT/TW",
    ),
    (Relation.FOLLOWS, r"(?:bám{_}sát|trên{_}cơ{_}sở)", "bám sát Kết luận số 1492-KL/TU"),
)
"""Relation, the words at whose end the citation stands ({_} parts words), an example."""

_CUES = tuple(
    (relation, re.compile(rf"(?<!\w){pattern.format(_=_W)}{_FILL}{_W}$", re.IGNORECASE))
    for relation, pattern, _ in CUES
)
_AND = re.compile(rf"{_W}?(?:,|;|và|hoặc|,{_W}và)?{_W}?")
_TOLD = re.compile(
    rf"{_W}?(?:(?:về|v/v)(?:{_W}việc)?{_W})?(?:(?:tiếp{_W}tục|tổ{_W}chức|đẩy{_W}mạnh){_W})*$", re.IGNORECASE
)
_TITLE = re.compile(rf",?{_W}(?:về|v/v|quy{_W}định|hướng{_W}dẫn|ban{_W}hành)(?!\w)", re.IGNORECASE)
_TITLE_END = re.compile(r"[;:]|\.(?=\s|$)|\n[ \t]*\n")
_SENTENCE_END = re.compile(r"[.;:?!](?=\s)|\n[ \t]*\n")
_MARKS = frozenset("*_\\")


def without_marks(text: str) -> tuple[str, tuple[int, ...]]:
    """A Markdown text without its emphasis marks, and for each offset in it (its end included) that in `text`."""
    kept = [offset for offset, sign in enumerate(text) if sign not in _MARKS]
    return "".join(text[offset] for offset in kept), (*kept, len(text))


def find(text: str) -> Iterator[Found]:
    """The citations of a plain text in NFC, in reading order; offsets are code points.

    >>> [f.number_symbol for f in find("Thực hiện Công văn số 2245-CV/TU ngày 18/7/2024 của Ban Thường vụ Tỉnh ủy.")]
    ['2245-CV/TU']
    """
    plain = fold_look_alikes(text)
    open_titles: list[tuple[Found, int]] = []
    previous: Found | None = None
    resume = 0
    earlier: list[Found] = []
    for span in _spans(plain, text):
        found = _with_cue(plain, span, previous, resume, open_titles)
        yield found
        earlier.append(found)
        if found.relation is Relation.DEFINES_SHORT_FORM:
            # What the definition names is complete: its title ends here, and "và …" goes on from it.
            meant = _stands_for(found, earlier[:-1])
            previous = meant if meant is not None else previous
            resume = found.end
            open_titles = []
            continue
        previous, resume = found, found.end
        if _TITLE.match(plain, found.end):
            stop = _TITLE_END.search(plain, found.end)
            open_titles.append((found, stop.start() if stop else len(plain)))


def _spans(plain: str, text: str) -> Iterator[Found]:
    position = 0
    while start := _START.search(plain, position):
        position = start.end()
        for form in FORMS:
            match = form.pattern.match(plain, start.start())
            if match and not (
                form.kind is Kind.NUMBERLESS and _DRAFT.search(plain, max(0, match.start() - 20), match.start())
            ):
                found = _read(match, form.kind, match["type"], text, plain)
                if found is None:
                    continue
                yield found
                position = found.end
                members = found
                while form.name == "number and symbol" and (further := _MEMBER.match(plain, position)):
                    member = _read(further, Kind.FULL, match["type"], text, plain)
                    if member is None:
                        break
                    yield replace(member, issuer_words=member.issuer_words or members.issuer_words)
                    position = member.end
                break


def _read(match: re.Match[str], kind: Kind, type_words: str, text: str, plain: str) -> Found | None:
    groups = match.groupdict()
    number, raw_symbol = groups.get("number"), groups.get("symbol")
    side: Side | None = None
    symbol: str | None = None
    if raw_symbol:
        tight = re.sub(r"\s+", "", raw_symbol)
        side = Side.PARTY if tight[0] == "-" and "/" in tight else Side.STATE
        if tight[0] == "-" and side is Side.STATE:
            return None
        symbol = tight[1:].replace(".", "-") if side is Side.STATE and "-" not in tight else tight[1:]
    document_type = _type_name(type_words, symbol, side)
    if document_type is None:
        return None
    words = groups.get("issuer") or groups.get("issuer_first") or groups.get("issuer_mid")
    if words is None and (before := _BEFORE.search(plain, max(0, match.start() - 120), match.start("anchor"))):
        words = before["issuer"]
    pinpoint = _PINPOINT.search(plain, max(0, match.start("anchor") - 80), match.start("anchor"))
    start = match.start("anchor")
    return Found(
        start=start,
        end=match.end(),
        anchor_end=match.end("anchor"),
        quote=text[start : match.end()],
        kind=kind,
        type=document_type,
        number=number,
        symbol=symbol,
        side=side,
        date=dates.read(groups["date"]) if groups.get("date") else None,
        issuer_words=" ".join(words.split()) if words else None,
        pinpoint=" ".join(pinpoint[1].split()).rstrip(",") if pinpoint else None,
    )


def _type_name(words: str, symbol: str | None, side: Side | None) -> str | None:
    """The name of the type; of "văn bản số …" it is what the symbol says."""
    if match_key(words) != match_key("văn bản"):
        row = BUILT_IN.named(words)
        return row.name if row else None
    if symbol is None or side is None:
        return None
    first = re.split(r"[-/]", re.sub(r"^[12][0-9]{3}/", "", symbol))[0]
    rows = BUILT_IN.of_abbreviation(first, side)
    return rows[0].name if rows else "công văn"


def _with_cue(plain: str, found: Found, previous: Found | None, resume: int, titles: list[tuple[Found, int]]) -> Found:
    """The citation with what the words before it say: relation, cue, and whose title it stands in.

    `resume` is where the words that concern `previous` end: behind it, or behind the definition of its short form.
    """
    lead = plain[max(0, found.start - 160) : found.start]
    if found.pinpoint:
        lead = _PINPOINT.sub("", lead)
    boundary = 0
    for end in _SENTENCE_END.finditer(lead):
        boundary = end.end()
    lead = lead[boundary:]
    if _DEFINES.search(lead):
        return replace(found, relation=Relation.DEFINES_SHORT_FORM, cue=_tail(lead, _DEFINES))
    between = plain[resume : found.start]
    if previous is not None and _goes_on(between):
        return replace(
            found,
            relation=previous.relation,
            cue=previous.cue,
            nested_in=previous.nested_in,
            nested_relation=previous.nested_relation,
        )
    relation, cue = _cue(lead)
    if previous is not None and (told := _told(between)) is not None and not _TITLE.match(between):
        return _nested(found, previous, told, cue)
    while titles and titles[-1][1] <= found.start:
        titles.pop()
    if titles:
        outer = titles[-1][0]
        return _nested(found, outer, _told(plain[outer.end : found.start]) or Relation.MENTIONS, cue)
    return replace(found, relation=relation, cue=cue.strip() if cue else None)


def _goes_on(between: str) -> bool:
    """Whether a list goes on: "Kết luận số 02, Kế hoạch số 57", brackets left out."""
    return len(between) < 400 and _AND.fullmatch(re.sub(r"\([^()]*\)", "", between.removeprefix(")"))) is not None


def _told(between: str) -> Relation | None:
    """The relation of two citations whose between is nothing but its words: "về tiếp tục thực hiện"."""
    relation, verb = _cue(between)
    return relation if verb and _TOLD.fullmatch(between[: len(between) - len(verb)]) else None


def _nested(found: Found, outer: Found, told: Relation, cue: str | None) -> Found:
    return replace(
        found,
        relation=Relation.MENTIONS,
        cue=cue.strip() if cue else None,
        nested_in=outer,
        nested_relation=told,
    )


def _cue(lead: str) -> tuple[Relation, str | None]:
    for relation, pattern in _CUES:
        if match := pattern.search(lead):
            return relation, match[0]
    return Relation.MENTIONS, None


def _tail(lead: str, pattern: re.Pattern[str]) -> str | None:
    match = pattern.search(lead)
    return " ".join(match[0].split()) if match else None


def antecedents(founds: Sequence[Found]) -> tuple[Found | None, ...]:
    """For each citation of a text, in reading order, the fuller mention in the same text that it stands for.

    A short form stands for the last earlier citation whose type AND number are its own, never for the nearest one;
    a numberless form for the only numbered one of the same name and body, before or after it; a number without date
    for the only dated mention of that number. None where there is no such mention or more than one.
    """
    return tuple(_stands_for(found, founds[:position], founds) for position, found in enumerate(founds))


def _stands_for(found: Found, earlier: Sequence[Found], everywhere: Sequence[Found] = ()) -> Found | None:
    if found.kind is Kind.SHORT:
        for other in reversed(earlier):
            if other.kind is Kind.FULL and (other.type, other.number) == (found.type, found.number):
                return other
        return None
    if found.kind is Kind.NUMBERLESS:
        alike = [o for o in everywhere if o.kind is Kind.FULL and _name(o) == _name(found) and _bodies_agree(o, found)]
        return _only(alike)
    if found.date is None and found.symbol is not None:
        symbol = found.symbol
        alike = [
            o
            for o in everywhere
            if (o.kind, o.type, o.number) == (Kind.FULL, found.type, found.number)
            and o.date is not None
            and o.symbol is not None
            and same_symbol(o.symbol, symbol)
            and (found.issuer_words is None or _bodies_agree(o, found))
        ]
        return _only(alike)
    return None


def _only(mentions: Sequence[Found]) -> Found | None:
    """The first of the mentions, if all of them mean one document."""
    meant = {(m.number_symbol, m.date, match_key(m.issuer_words or "")) for m in mentions}
    return mentions[0] if len(meant) == 1 else None


def _name(found: Found) -> str:
    """The words of the name before the number or the body: "Chương trình hành động"."""
    return match_key(re.split(rf"{_W}(?:số|của)(?!\w)", found.quote, maxsplit=1)[0])


def _bodies_agree(one: Found, other: Found) -> bool:
    return match_key(one.issuer_words or "") == match_key(other.issuer_words or "")


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around [start, end) begins and ends."""
    begin = 0
    for stop in _SENTENCE_END.finditer(text, 0, start):
        begin = stop.end()
    after = _SENTENCE_END.search(text, end)
    finish = after.end() if after else len(text)
    return begin + (len(text[begin:start]) - len(text[begin:start].lstrip())), finish


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line begins."""
    return (0, *accumulate(len(line) for line in text.splitlines(keepends=True)))
