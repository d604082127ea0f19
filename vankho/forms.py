"""The forms in which documents are cited: the grammar of Vietnamese citations as one table of patterns.

Words may be parted by blanks and one line break, never by an empty line. Every repetition is bounded or can only be
matched in one way, so no text takes more than linear time. Sources: Nghị định 30/2020/NĐ-CP, Điều 15 and Phụ lục
I.II.6; Hướng dẫn 36-HD/VPTW, II.1.3; the forms that 206 real documents use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vankho import dates
from vankho.lexis import BODY, PLENUM, SHORT_TYPE, SHORT_TYPES, TYPE, W, by_first_word, name, opening, words
from vankho.model import Kind
from vankho.pattern import Pattern
from vankho.symbol import BUILT_IN_TYPES

_N = r"[0-9]{1,6}(?:\.(?:[0-9]{1,4}|[a-z](?=/)))?[a-zđ]?"
_LETTERS = r"(?:[A-Za-zĐđƯưÂ0-9&]|\.(?=[A-ZĐ]))"
_G = rf"[A-ZĐƯ]{_LETTERS}{{0,40}}"
_G_APART = rf"[A-ZĐƯ]{{2}}{_LETTERS}{{0,40}}"  # after a blank: "- TU", never "- Văn phòng"
_JOIN = rf"(?:[-/.]{_G}|{W}?[-/]{W}?{_G_APART}|[-/]\n[ \t]*{_G})"
_LOWER_TYPE = "(?:qđ|nđ|nq|ct|kh|tb|ttr|tt|bc|cv|kl|hd|ctr)"
_LOWER_SYMBOL = rf"{W}?[-/]{W}?(?:[12][0-9]{{3}}/)?{_LOWER_TYPE}(?:[-./][a-zđ]{{2,12}}){{1,3}}"
_PARTY_TYPES = "|".join(sorted({a for row in BUILT_IN_TYPES for a in row.party}, key=lambda a: (-len(a), a)))

SYMBOL = rf"""(?:
      -{_G}{_JOIN}{{0,8}} | {W}?-{W}?{_G_APART}{_JOIN}{{0,8}}                          # Party: -CV/TU, - KL/TW
    | /[12][0-9]{{3}}[ ](?:NQ|QĐ|NĐ|TT|CT)-{_G}                                     # /2020 NQ-HĐND
    | {W}?/{W}?(?:[12][0-9]{{3}}{W}?/{W}?)?(?:{_G}|{_G_APART}){_JOIN}{{0,14}}          # State: /UBND-TH, / 2020/NĐ-CP
    | [ ](?:{_PARTY_TYPES})/{_G}                                                # 84 QĐ/TWĐTN: the hyphen is missing
    | {_LOWER_SYMBOL} )                                                         # 77/2006/qđ.ubnd
    (?![\w/])"""
"""What follows the number, its joint included."""

_DATE = dates.PATTERN.replace(r"\s*", f"{W}?").replace(r"\s?", r"[ ]?")
_NOTE = r"(?:\([0-9]{1,2}\)|\[[0-9]{1,3}\])?"  # a mark of a footnote
BODY_BEHIND = Pattern(
    rf"""(?:(?P<of>,?{W}(?:(?i:của|cùa){W}?){{1,2}})|{W}giữa{W}|(?P<made>{W}do{W})) (?P<issuer>{BODY})
        (?(made)(?={W}(?:đã{W})?(?:ký|ban{W}hành|phát{W}hành)))""",
    re.VERBOSE,
)
"""A body behind the number, or behind the date."""
TIME_BEHIND = Pattern(
    rf"""(?: {W}(?i:năm){W}(?P<year>[0-9]{{4}})(?![0-9/]) )?
    (?: {_NOTE}(?:[ ]?,?{W}?(?:-[ ])?(?:(?:được{W})?(?:ký{W})?(?:ban{W}hành|ký){W}(?:vào{W})?)?)
        (?P<date>(?:(?=[Nn]g)|(?<!\n))(?i:{_DATE})) (?![0-9/])
      | {W}?\((?P<bracket_date>(?i:ngày{W}?)(?i:{_DATE}))\) )?""",
    re.VERBOSE,
)
"""A year and a date behind the number, or behind the body; it fits everywhere."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a document is cited."""

    name: str
    kind: Kind
    pattern: Pattern
    """Groups: anchor (what becomes the link), type, number, symbol, date, issuer, issuer_mid, shared."""
    examples: tuple[str, ...]
    """Texts whose only citation is of this form."""
    heads_list: bool = False
    """Further numbers may follow under the same type word."""
    narrowed: tuple[str, ...] = ()
    """What behind a name makes it that of another document: keys of `NARROWING`."""
    of_term: bool = False
    """Each term of office has its own."""
    bare: bool = False
    """It counts only with a body or a date behind it, or at the end of a clause."""
    symbol_first: bool = False
    """The first figure behind its type is that of its number, with the symbol: elsewhere it is not tried."""
    behind: Pattern | None = None
    """One of `BEHIND`, that begins what is behind its type: elsewhere it is not tried, nor compiled."""
    opens: tuple[str, ...] = ()
    """What it begins with, where its types are few: elsewhere it is not tried, nor compiled."""


def _form(
    name: str,
    kind: Kind,
    pattern: str,
    *examples: str,
    heads_list: bool = False,
    narrowed: tuple[str, ...] = (),
    of_term: bool = False,
    bare: bool = False,
    symbol_first: bool = False,
    behind: Pattern | None = None,
    opens: tuple[str, ...] = (),
    is_ours: bool = True,
) -> Form:
    compiled = Pattern(pattern, re.VERBOSE, is_ours=is_ours)
    return Form(name, kind, compiled, examples, heads_list, narrowed, of_term, bare, symbol_first, behind, opens)


_NUMBER_WORD = "(?i:s[ốôồổ]|s(?=[ ]))"  # "số", with the marks that recognition loses
_NO = rf"(?:(?:{W}?:)?{W}?{_NUMBER_WORD}(?:{W}số)?(?:{W}?:)?{W}?)"
_SO = rf"(?:(?:{W}các)?{_NO}|(?:{W}các)?:?{W})"
_A_NUMBER = Pattern(rf"(?:{_SO}|{_NO})[0-9]")
_OF_A_BODY = Pattern(rf"{W}của{W}")
BEHIND = (_A_NUMBER, _OF_A_BODY)
_WORD = rf"(?!{TYPE}(?!\w)|(?i:số)(?!\w))[^\W\d_]+"
_FILL = rf"(?:{W}{_WORD}){{0,14}}?"
"""Words between type and number that are neither a type nor "số": "Luật Đất đai số", "Báo cáo thẩm định số"."""

_STATUTES = ("Hiến pháp", "Điều lệ Đảng")
_STATUTE = f"(?:{'|'.join(map(name, _STATUTES))})"
_LAWS = ("Luật", "Bộ luật", "Pháp lệnh")
_LAW = f"(?:{'|'.join(map(name, _LAWS))})"
_OPENS_LAW, _OPENS_RESOLUTION = opening(*_LAWS), opening("Nghị quyết")
_NO_NAME = rf"(?:này|đó|trên|nói{W}trên|có{W}hiệu{W}lực|được|đã|thì|mà|khi)"
_LAW_WORD = rf"(?:(?i:của(?:{W}các)?){W}{_LAW}|(?!{_LAW}(?!\w)|(?i:số|năm|ngày){W}?[0-9]|{_NO_NAME}(?!\w))[^\W\d_]+)"
"""A word of a law's name; another law begins in it only as what it amends: "… một số điều của Luật Đất đai"."""
_NO_NUMBER_AFTER = rf"(?![\w/%]|[.,][0-9]|{W}?[-/]{W}?[A-ZĐ0-9])"

_NAMED_BY_NUMBER = "(?:" + "|".join(
    map(words, ("Nghị quyết", "Chỉ thị", "Kết luận", "Quy định", "Quyết định", "Nghị định", "Thông tư", "Công điện"))
) + ")"  # fmt: skip

FORMS = (
    _form(
        "number and symbol",
        Kind.FULL,
        rf"(?P<anchor>(?P<type>{TYPE}){_SO}(?P<number>{_N})(?P<symbol>{SYMBOL}))",
        "Kết luận số 1492-KL/TU ngày 05/12/2022 của Hội nghị Tỉnh ủy lần thứ 10 khóa XX",
        "Nghị định 30/2020/NĐ-CP",
        "Quyết định số 84 QĐ/TWĐTN",
        "quyết định số 77/2006/qđ.ubnd",
        "Thông tư số 21/2023/TT-\nBKHĐT",
        "Công văn số 12/UBND-TH ban hành ngày 05/6/2020",
        heads_list=True,
        behind=_A_NUMBER,
    ),
    _form(
        "body between type and number",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>{TYPE}){W}của{W}(?P<issuer_mid>{BODY})
        {_SO}(?P<number>{_N})(?P<symbol>{SYMBOL}))""",
        "Quyết định của Bộ Chính trị số31-QĐ/TW",
        heads_list=True,
        behind=_OF_A_BODY,
    ),
    _form(
        "several numbers before one symbol",
        Kind.FULL,
        rf"""(?P<type>{TYPE}){_SO}(?P<shared>{_N}(?:{W}?,{W}?{_N}){{0,12}})(?:{W}?,|{W}và){W}
        (?P<anchor>(?P<number>{_N})(?P<symbol>{SYMBOL}))""",
        behind=_A_NUMBER,
    ),
    _form(
        "abbreviated type",
        Kind.FULL,
        rf"(?P<anchor>(?P<type>{SHORT_TYPE}){_SO}(?P<number>{_N})(?P<symbol>{SYMBOL}))",
        "KH 77/KH-LT",
        "QĐ số 12/QĐ-UBND ngày 05/6/2020",
        heads_list=True,
        behind=_A_NUMBER,
        opens=tuple(SHORT_TYPES),
    ),
    _form(
        "law by name and number",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>{_LAW})(?:,?{W}{_LAW_WORD}){{0,25}}?{_NO}(?P<number>{_N})
        (?P<symbol>{W}?/{W}?[12][0-9]{{3}}{W}?/{W}?(?:QH|UBTVQH|PL-UBTVQH)[0-9]{{1,2}})(?!\w))""",
        "Luật Đất đai số 31/2024/QH15",
        "Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13 ngày 22/6/2015",
        "Luật sửa đổi, bổ sung một số điều của Luật Ban hành văn bản quy phạm pháp luật số 63/2020/QH14",
        heads_list=True,
        opens=_OPENS_LAW,
    ),
    _form(
        "number and date",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>{TYPE}){_NO}(?P<number>{_N})){_NO_NUMBER_AFTER}
        ,?{W}(?P<date>{_DATE})(?![0-9/])""",
        "Công điện số 1409 ngày 15/9/2021 của Thủ tướng Chính phủ",
        behind=_A_NUMBER,
    ),
    _form(
        "number and year",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>(?!(?i:dự{W}án)){TYPE}){_SO}(?P<number>{_N})/(?P<number_year>(?:19|20)[0-9]{{2}}))
        (?![\w/]|[ ]?[-/][ ]?[A-ZĐ0-9])""",
        "Nghị định số 30/2020",
        "Thông tư liên tịch 06/2018",
        behind=_A_NUMBER,
    ),
    _form(
        "number alone",
        Kind.FULL,
        rf"""(?<!Tiểu[ ])(?<!tiểu[ ])(?P<anchor>(?P<type>(?!(?i:dự{W}án|văn{W}bản)){TYPE}){_NO}(?P<number>{_N}))
        {_NO_NUMBER_AFTER}""",
        "Kế hoạch số 150",
        behind=_A_NUMBER,
    ),
    _form(
        "number alone, without a word for it",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>{_NAMED_BY_NUMBER}){W}(?P<number>(?!(?:19|20)[0-9][0-9])[0-9]{{1,4}}))
        {_NO_NUMBER_AFTER}""",
        "Nghị quyết 18 của Bộ Chính trị",
        "Quyết định 195",
        bare=True,
        behind=_A_NUMBER,
    ),
    _form(
        "words between type and number",
        Kind.FULL,
        rf"(?P<anchor>(?P<type>{TYPE})(?:{_FILL}{_NO}|(?:{W}{_WORD}){{1,3}}?{W})(?P<number>{_N})(?P<symbol>{SYMBOL}))",
        "Báo cáo thẩm định số 45/BC-STP ngày 05/6/2020",
        "Báo cáo thẩm tra 147/BC-HĐND ngày 16 tháng 6 năm 2017 của Ban Kinh tế - Ngân sách",
        heads_list=True,
        symbol_first=True,
    ),
    _form(
        "congress resolution",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{name("Nghị quyết")}){W}(?P<issuer>{name("Đại hội")}
        (?:{W}[^\W\d_]+){{0,9}}?{W}(?i:lần{W}thứ){W}(?:[IVXL]+|[0-9]+)))(?!\w)""",
        "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX",
        narrowed=("name",),
        opens=_OPENS_RESOLUTION,
    ),
    _form(
        "congress resolution by its number",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{name("Nghị quyết")}){W}
        (?P<issuer>{name("Đại hội")}(?:{W}{name("Đảng")})?{W}[IVXL]+))(?!\w)""",
        "Nghị quyết Đại hội XIII",
        narrowed=("name",),
        opens=_OPENS_RESOLUTION,
    ),
    _form(
        "plenum resolution",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{name("Nghị quyết")}){W}(?P<issuer>(?:{name("Hội nghị")}{W})?{name("Trung ương")}{W}
        (?:(?i:lần{W}thứ){W})?{PLENUM},?{W}\(?(?i:kh[oó][áa]){W}[IVXL]+\)?))(?!\w)""",
        "Nghị quyết Trung ương 4 khóa XII",
        "Nghị quyết Trung ương 4 (khóa XI)",
        narrowed=("name",),
        opens=_OPENS_RESOLUTION,
    ),
    _form(
        "plenum resolution by the plenum's name",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{name("Nghị quyết")}){W}(?P<issuer>{name("Hội nghị")}{W}(?i:lần{W}thứ){W}{PLENUM},?{W}
        {name("Ban Chấp hành Trung ương")}(?:{W}{name("Đảng")})?,?{W}\(?(?i:kh[oó][áa]){W}[IVXL]+\)?))(?!\w)""",
        "Nghị quyết Hội nghị lần thứ hai Ban Chấp hành Trung ương Đảng khoá XIV",
        narrowed=("name",),
        opens=_OPENS_RESOLUTION,
    ),
    _form(
        "programme of a body",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{name("Chương trình")}){W}
        (?i:hành{W}động|công{W}tác(?:{W}(?:trọng{W}tâm|toàn{W}kh[oó][áa]))?|kiểm{W}tra,?{W}giám{W}sát)
        (?:{W}(?i:năm){W}[0-9]{{4}})?{W}(?i:của){W}(?P<issuer>{BODY})
        (?:{W}(?i:năm){W}[0-9]{{4}}(?:{W}(?i:và{W}quý){W}[IV]+/[0-9]{{4}})?)?)""",
        "Chương trình công tác trọng tâm của Ban Thường vụ Tỉnh ủy năm 2023 và quý II/2023",
        narrowed=("name", "time", "content"),
        of_term=True,
        opens=opening("Chương trình"),
    ),
    _form(
        "rules of procedure",
        Kind.NUMBERLESS,
        rf"(?P<anchor>(?P<type>{name('Quy chế')}){W}(?i:làm{W}việc{W}của){W}(?P<issuer>{BODY}))(?!\w)",
        "Quy chế làm việc của Ban Chấp hành Đảng bộ tỉnh khóa XX",
        narrowed=("name", "time"),
        of_term=True,
        opens=opening("Quy chế"),
    ),
    _form(
        "law by name and year",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{_LAW})
        (?:(?={W}(?i:sửa{W}đổi))(?:,?{W}(?!(?i:số|năm|ngày){W}?[0-9])[^\W\d_]+){{1,30}}?|(?:,?{W}{_LAW_WORD}){{1,20}}?)
        (?:{W}\((?i:sửa{W}đổi)[^()\n]{{0,20}}\))?,?{W}?(?i:năm{W}(?P<year>[0-9]{{4}})|(?P<date>ngày{W}?(?:[0-9]{{1,2}}{W}tháng{W}[0-9]{{1,2}},?{W}năm{W}[0-9]{{4}}
        |[0-9]{{1,2}}[/-][0-9]{{1,2}}[/-][0-9]{{4}}))))(?!\w)""",
        "Luật Đất đai năm 2024",
        "Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025",
        "Luật Tổ chức HĐND\nvà UBND ngày 26/11/2003",
        "Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương năm 2019",
        opens=_OPENS_LAW,
    ),
    _form(
        "statute",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{_STATUTE}) (?: {W}(?i:năm){W}(?P<year>[0-9]{{4}})
        | (?<=[Pp]) (?:{W}nước{W}Cộng{W}h(?:òa|oà){W}[xX]ã{W}hội{W}[cC]hủ{W}nghĩa{W}Việt{W}Nam)
          (?:{W}năm{W}[0-9]{{4}})? )?)(?!\w)""",
        "Điều lệ Đảng",
        "Hiến pháp năm 2013",
        narrowed=("name", "term"),
        opens=opening(*_STATUTES),
    ),
)
"""In the order of trial at one place: the first that fits is taken."""

NUMBER_AND_SYMBOL = Pattern(rf"{_N}{SYMBOL}", re.VERBOSE)
"""What stands at the first figure behind the type where a form has `symbol_first`."""

MEMBER = Pattern(
    rf"""(?:,|;|{W}và|{W}hoặc|,{W}và){W}(?P<anchor>(?:(?i:số){W}?)?(?P<number>{_N})(?P<symbol>{SYMBOL}))""",
    re.VERBOSE,
)
"""A further member of a list under one type word: ", số 73/2003/NĐ-CP ngày 23/6/2003"."""

CLAUSE_END = Pattern(r"[ ]?[,;)”\"(]|[ ]?\.(?:\s|$)|[ ]?\n|$")

NARROWING = {
    "capital": Pattern(r"[ ](?!Đảng[ ]Cộng)[A-ZĐ][^\W\d_]"),
    "term": Pattern(rf"{W}(?i:kh[oó][áa]|sửa{W}đổi)(?!\w)"),
    "name": Pattern(
        r"[ ](?:của[ ](?!Đảng(?![ ]bộ)(?!\w))|(?!Đảng[ ]Cộng)[A-ZĐ][^\W\d_]|(?:đảng|công|phụ|nông|cựu|mặt)[ ])"
        r"|[ ](?:Đảng[ ])?bộ(?!\w)|[ ](?:đoàn|hội)[ ](?:tỉnh|huyện|xã|viên)"
    ),
    "time": Pattern(rf"{W}?[,(]?{W}?(?i:quý|tháng|năm|[0-9]+{W}tháng|giai{W}đoạn|nhiệm{W}kỳ|kh[oó][áa])(?!\w)"),
    "content": Pattern(rf"{W}\(?(?:về|nhằm|để|cụ{W}thể{W}hóa|(?:tổ{W}chức{W})?(?:triển{W}khai|thực{W}hiện))(?!\w)"),
}
"""What follows a name and says which of several documents it is."""

CONTINUED = Pattern(
    rf"(?:(?<=[;,][ \n])|(?<=[Vv]à[ \n]))(?P<anchor>(?i:số){W}?(?P<number>{_N})(?P<symbol>{SYMBOL}))", re.VERBOSE
)
"""A further member behind the title of the one before: "số 93/2018/NĐ-CP về quản lý nợ; số 94/2018/NĐ-CP …"."""

THIS = Pattern(rf"(?P<anchor>(?P<type>{TYPE}){W}này)(?!\w)", re.VERBOSE)
"""The text itself, where a part of it is named before: "mục 2 Công văn này"."""

_GLUED = r"(?:(?<!\w)|(?<=[a-zà-ỹ0-9])(?=[A-ZĐ][^\WA-Z\d_]))"  # "tạiTờ trình số": old conversions lose blanks
START = Pattern(
    rf"""(?=[A-Zb-vĐđ]){_GLUED}
    (?:(?:{TYPE}|{_STATUTE})(?:(?!\w)|(?=(?i:s[ốôồổ])))|{SHORT_TYPE}(?={W}(?:số{W})?[0-9])|(?P<continued>(?i:số)(?={W}?[0-9]{{1,6}}{W}?[-/])))""",
    re.VERBOSE,
)
"""Where a citation may begin."""


def forms_of(types: Iterable[str]) -> tuple[Pattern, tuple[Form, ...]]:
    """Where citations by other types of documents may begin, and their forms: with and without symbol."""
    named = f"(?i:{by_first_word(types)})"
    start = Pattern(rf"{_GLUED}{named}(?:(?!\w)|(?=(?i:số)))(?P<continued>(?!))?", re.VERBOSE, is_ours=False)
    number = rf"(?P<anchor>(?P<type>{named}){_SO}(?P<number>{_N})(?P<symbol>{SYMBOL}))"
    alone = rf"(?P<anchor>(?P<type>{named}){_NO}(?P<number>{_N})){_NO_NUMBER_AFTER}"
    return start, (
        _form("number and symbol", Kind.FULL, number, heads_list=True, is_ours=False),
        _form("number alone", Kind.FULL, alone, is_ours=False),
    )


OWN_NUMBER = Pattern(rf"^[ \t]*(?:Số|SỐ)(?:{W}?:)?{W}?(?P<number>{_N})(?P<symbol>{SYMBOL})", re.VERBOSE | re.MULTILINE)
"""The number of the text itself, in its head."""

DRAFT = Pattern(rf"(?:dự{W}thảo|xây{W}dựng|ban{W}hành|soạn{W}thảo){W}$", re.IGNORECASE)
"""What stands before a document that is still to be written."""

DEFINES = Pattern(
    rf"(?:(?:sau|dưới){W}đây{W})?(?:được{W})?(?:viết|gọi){W}(?:tắt{W}|chung{W})?là:?{W}[“\"]?$", re.IGNORECASE
)
"""What stands before a short form that is being defined."""

TERM = Pattern(
    rf"""\([^()]{{0,40}}?(?:viết|gọi){W}(?:tắt{W}|chung{W})?là:?{W}[“"]?(?P<anchor>(?P<type>{TYPE}|Hiến{W}pháp)
    (?:{W}(?!số{W}?[0-9])[^\W_][\w/-]*){{0,6}})[”"]?[ ]?\)
    | \((?P<bare>(?P<bare_type>{TYPE}){W}[0-9]{{1,5}})\)""",
    re.VERBOSE | re.IGNORECASE,
)
"""A definition whose short form has no "số": "(sau đây gọi tắt là Đề án)", "(Chỉ thị 20)"."""

BODY_BEFORE = Pattern(r"\b(?:(?P<tại>tại)|(?P<có>có|hành|trao|ký))\s*(?:các\s+)?$|(?P<bracket>\()$")
"""What stands between a body and its citation, without which none of the following needs to be tried."""

BODIES_BEFORE = {
    "tại": Pattern(
        rf"(?:của|được|do){W}(?P<body>{BODY}?){W}(?:giao{W}|nêu{W}|ban{W}hành{W})?tại{W}?(?:các{W})?$", re.VERBOSE
    ),
    "có": Pattern(
        rf"""(?:(?P<date>(?i:{_DATE})),?{W})?(?<!\w)(?P<body>{BODY})(?:{W}\([^()]{{1,40}}\))?{W}
        (?:đã{W})?(?:có|(?:ký{W})?ban{W}hành|trao|ký){W}(?:các{W})?$""",
        re.VERBOSE,
    ),
    "bracket": Pattern(
        r"(?<!\w)(?<!trình[ ])(?<!gửi[ ])(?<!cáo[ ])(?<!nghị[ ])(?<!kiến[ ])(?<!mưu[ ])(?<!với[ ])(?<!cho[ ])"
        rf"(?<!đến[ ])(?P<body>{BODY}){W}?\($",
        re.VERBOSE,
    ),
}
"""The body that stands before the citation: "được UBND tỉnh giao tại", "Văn phòng Trung ương Đảng đã có"."""

DATE_BEFORE = Pattern(r"(?<![0-9/-])(?P<date>[0-9]{2}-[0-9]{2}-[0-9]{4})(?:\s+-)?\s+$")
"""The date as the contents of the gazette put it: "04-05-2011 Quyết định số 1172/QĐ-UBND"."""

PINPOINT = Pattern(
    rf"""((?:(?:[Đđ]iểm{W}[a-zđ]|[Kk]hoản{W}[0-9]+[a-z]?|Điều{W}[0-9]+[a-z]?
    |(?:tiểu{W}mục|Tiểu{W}mục|mục|Mục|Phần|Chương|Phụ{W}lục){W}[0-9IVXL.]+)(?:,?{W})){{1,8}})(?:của{W}|tại{W})?$""",
    re.VERBOSE,
)
"""The part of the document that is meant, before the citation."""
