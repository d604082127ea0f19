"""The forms in which documents are cited: the grammar of Vietnamese citations as one table of patterns.

Words may be parted by blanks and one line break, never by an empty line. Every repetition is bounded or can only be
matched in one way, so no text takes more than linear time. Sources: Nghị định 30/2020/NĐ-CP, Điều 15 and Phụ lục
I.II.6; Hướng dẫn 36-HD/VPTW, II.1.3; the forms that 206 real documents use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vankho import dates
from vankho.model import Kind
from vankho.symbol import BUILT_IN_TYPES

W = r"(?:[ \t]+(?:\n[ \t]*)?|\n[ \t]*)"
"""What parts two words: blanks with at most one line break."""


def words(text: str) -> str:
    """A pattern for these words."""
    return W.join(re.escape(word) for word in text.split())


def _any(*texts: str) -> str:
    return "|".join(words(text) for text in texts)


def _name(text: str) -> str:
    """A pattern for a name as it is written, or all in capitals."""
    return f"(?:{words(text)}|{words(text.upper())})"


def _by_first_word(texts: Iterable[str]) -> str:
    """Alternatives, the longest first, those that share a first word tried together: faster than a plain list."""
    rests: dict[str, list[str]] = {}
    for text in sorted(texts, key=lambda text: (-len(text), text)):
        first, _, rest = text.partition(" ")
        rests.setdefault(first, []).append(W + words(rest) if rest else "")
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in sorted(rests.items()))


_TYPE_WORDS = {w for row in BUILT_IN_TYPES for w in (row.name, *row.variants)}
_TYPE = f"(?i:{_by_first_word(_TYPE_WORDS | {'văn bản'})})"

_SHORT_TYPES = ["NQLT", "TTLT", "NQ", "CT", "KL", "QĐ", "NĐ", "TT", "KH", "TB", "HD", "CTr", "CV", "TTr", "BC", "CĐ"]
_SHORT_TYPE = f"(?:{'|'.join(_SHORT_TYPES)})"
"""Type words that are abbreviated ("KH 77/KH-LT"): they count with a whole number and symbol only."""

_N = r"[0-9]{1,6}(?:\.[0-9]{1,4})?[a-zđ]?"
_LETTERS = r"(?:[A-Za-zĐđƯưÂ0-9&]|\.(?=[A-ZĐ]))"
_G = rf"[A-ZĐƯ]{_LETTERS}{{0,40}}"
_G_APART = rf"[A-ZĐƯ]{{2}}{_LETTERS}{{0,40}}"  # after a blank: "- TU", never "- Văn phòng"
_JOIN = rf"(?:[-/.]{_G}|{W}?[-/]{W}?{_G_APART}|[-/]\n[ \t]*{_G})"
_LOWER_TYPE = "(?:qđ|nđ|nq|ct|kh|tb|ttr|tt|bc|cv|kl|hd|ctr)"
_LOWER_SYMBOL = rf"{W}?[-/]{W}?(?:[12][0-9]{{3}}/)?{_LOWER_TYPE}(?:[-./][a-zđ]{{2,12}}){{1,3}}"
_PARTY_TYPES = "|".join(sorted({a for row in BUILT_IN_TYPES for a in row.party}, key=len, reverse=True))

SYMBOL = rf"""(?:
      -{_G}{_JOIN}{{0,8}} | {W}?-{W}?{_G_APART}{_JOIN}{{0,8}}                          # Party: -CV/TU, - KL/TW
    | {W}?/{W}?(?:[12][0-9]{{3}}{W}?/{W}?)?(?:{_G}|{_G_APART}){_JOIN}{{0,14}}          # State: /UBND-TH, / 2020/NĐ-CP
    | [ ](?:{_PARTY_TYPES})/{_G}                                                # 84 QĐ/TWĐTN: the hyphen is missing
    | {_LOWER_SYMBOL} )                                                         # 77/2006/qđ.ubnd
    (?![\w/])"""
"""What follows the number, its joint included."""

_DATE = dates.PATTERN.replace(r"\s+", W).replace(r"\s?", r"[ ]?")
_HEADS = (
    "Ban Thường vụ|Thường trực|Thường vụ|Ban Chấp hành|Ban Bí thư|Bộ Chính trị|Trung ương|Hội nghị|Đại hội"
    "|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Huyện uỷ|Thị ủy|Thị uỷ|Quận ủy|Quận uỷ|Đảng ủy|Đảng uỷ"
    "|Đảng đoàn|Đảng bộ|Ban cán sự|Ủy ban|Uỷ ban|UBND|UBMTTQ|HĐND|Hội đồng|Chính phủ|Thủ tướng|Quốc hội"
    "|Chủ tịch|Phó Chủ tịch|Bộ trưởng|Bộ|Sở|Giám đốc|Văn phòng|Ban|Tổng|Cục|Vụ|Viện|Tòa án|Toà án|Công an"
    "|Trưởng ban|Trưởng Ban|Trưởng phòng|Trưởng Phòng|Chủ nhiệm|Viện trưởng|Cục trưởng|Hiệu trưởng"
    "|Phó Thủ tướng|Kho bạc|Thanh tra|Tỉnh đoàn|BTV|Liên đoàn|Hội|Đoàn|Cơ quan|Chánh|Thống đốc|Ngân hàng|Kiểm toán"
    "|liên ngành|liên sở|liên bộ|Liên ngành|Liên sở|Liên bộ|Chi cục|Phòng|Trung tâm|Trường|Công ty|Tập đoàn|Mặt trận"
).split("|")
_HEAD = _any(*_HEADS)
_HEAD_CAPITALS = _any(*(head.upper() for head in _HEADS if " " in head))
_SMALL = (
    "ủy uỷ thư vụ trị trực hành nhân dân tỉnh thành phố huyện quận xã phường thị trấn phủ tướng trưởng chức giáo chính "
    "vận tra đoàn đảng ương hội đồng quốc phòng viện kiểm sát tối cao tòa toà án đốc tịch phó giám sự cán bộ khoa "
    "học đầu tư tài nguyên môi trường kế hoạch thông tin truyền thể thao du lịch lao động thương binh nông nghiệp phát "
    "triển thôn xây dựng vận tải y tế công thương ngân sách kho bạc nhà nước an ninh vệ nội ngoại tuyên "
    "trung chấp soát thuế hải quan kinh dục đào tạo pháp tư phụ nữ mặt trận tổ tạm đại biểu khối cơ quan doanh sở cục"
)
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_ENDS_NAME = """VỀ NGÀY SỐ TẠI THEO TRONG ĐỂ THỰC TRIỂN ĐỐI GIAI NĂM BAN PHÊ KHÓA LẦN QUY CĂN XÉT ĐIỀU QUYẾT
    Thực Căn Xét Theo Để Nhằm Trong Ngày Kính Điều Triển Qua Nơi Nay Sau Số Về Tại""".split()
_NO_END = f"(?!(?:{'|'.join(_ENDS_NAME)})(?!\\w))"
"""Words that begin what follows a body's name: in a text in capitals, and on the next line."""
_NAME_WORD = rf"""(?:{_NO_END}[{_UPPER}](?![{_UPPER}])(?:\w|\.(?=\w))* | (?:TP|Tp|P|Q|H)\.
    | {_NO_END}[A-ZĐ]{{2,10}}(?!\w) | &
    | (?<=Ngoại[ ])giao | (?<=Ngoại\n)giao | ban(?!{W}hành)(?!\w)
    | và(?={W}[{_UPPER}])(?!{W}{_TYPE}(?!\w))                                  # Sở Kế hoạch và Đầu tư
    | (?:{"|".join(sorted(set(_SMALL.split())))})(?!\w))"""
"""A word of a body's name: capitalised, abbreviated, or one that names write small ("Tỉnh ủy", "Ban Bí thư")."""
_ORDINAL = rf"""(?:{W}(?i:lần{W}thứ){W}(?:[0-9]+|[IVXL]+)(?!\w))?
    (?:,?{W}\(?(?i:kh[oó][áa]){W}(?:[IVXL]+|[0-9]+)(?!\w)\)?)?"""
BODY = rf"""(?:(?:{_HEAD})(?!\w) (?:{W}{_NAME_WORD}|[ ]?-[ ]?[A-ZĐ]\w*){{0,24}}
    | (?:{_HEAD_CAPITALS})(?!\w) (?:{W}{_NO_END}[{_UPPER}]{{2,}}(?!\w)){{0,12}}) {_ORDINAL}"""

_TAIL = rf"""
    (?: {W}(?i:của){W}(?P<issuer_first>{BODY}) )?
    (?: ,?{W}(?i:năm){W}(?P<year>[0-9]{{4}})(?![0-9/]) )?
    (?: ,?{W}(?:(?:được{W})?(?:ban{W}hành|ký){W})?(?P<date>(?i:{_DATE})) (?![0-9/]) )?
    (?: {W}(?i:của){W}(?P<issuer>{BODY}) )? """


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a document is cited."""

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    """Groups: anchor (what becomes the link), type, number, symbol, date, issuer, issuer_first, issuer_mid, shared."""
    examples: tuple[str, ...]
    """Texts whose only citation is of this form."""
    heads_list: bool = False
    """Further numbers may follow under the same type word."""


def _form(name: str, kind: Kind, pattern: str, *examples: str, heads_list: bool = False) -> Form:
    return Form(name, kind, re.compile(pattern, re.VERBOSE), examples, heads_list)


_NO = rf"(?:{W}?(?i:số)(?:{W}?:)?{W}?)"
_SO = rf"(?:(?:{W}các)?{_NO}|(?:{W}các)?:?{W})"
_WORD = rf"(?!{_TYPE}(?!\w)|(?i:số)(?!\w))[^\W\d_]+"
_FILL = rf"(?:{W}{_WORD}){{0,14}}?"
"""Words between type and number that are neither a type nor "số": "Luật Đất đai số", "Báo cáo thẩm định số"."""

_STATUTE = f"(?:{_name('Hiến pháp')}|{_name('Điều lệ Đảng')})"
_LAW = f"(?:{_name('Luật')}|{_name('Bộ luật')}|{_name('Pháp lệnh')})"
_LAW_WORD = rf"(?:(?i:của(?:{W}các)?){W}{_LAW}|(?!{_LAW}(?!\w)|(?i:số|năm|ngày){W}?[0-9])[^\W\d_]+)"
"""A word of a law's name; another law begins in it only as what it amends: "… một số điều của Luật Đất đai"."""
_NO_NUMBER_AFTER = rf"(?![\w/%]|[.,][0-9]|{W}?[-/]{W}?[A-ZĐ0-9])"

FORMS = (
    _form(
        "number and symbol",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>{_TYPE}) (?:{W}của{W}(?P<issuer_mid>{BODY}))?
        {_SO}(?P<number>{_N})(?P<symbol>{SYMBOL})){_TAIL}""",
        "Kết luận số 1492-KL/TU ngày 05/12/2022 của Hội nghị Tỉnh ủy lần thứ 10 khóa XX",
        "Nghị định 30/2020/NĐ-CP",
        "Quyết định của Bộ Chính trị số31-QĐ/TW",
        "Quyết định số 84 QĐ/TWĐTN",
        "quyết định số 77/2006/qđ.ubnd",
        "Thông tư số 21/2023/TT-\nBKHĐT",
        "Công văn số 12/UBND-TH ban hành ngày 05/6/2020",
        heads_list=True,
    ),
    _form(
        "several numbers before one symbol",
        Kind.FULL,
        rf"""(?P<type>{_TYPE}){_SO}(?P<shared>{_N}(?:{W}?,{W}?{_N}){{0,12}})(?:{W}?,|{W}và){W}
        (?P<anchor>(?P<number>{_N})(?P<symbol>{SYMBOL})){_TAIL}""",
    ),
    _form(
        "abbreviated type",
        Kind.FULL,
        rf"(?P<anchor>(?P<type>{_SHORT_TYPE}){_SO}(?P<number>{_N})(?P<symbol>{SYMBOL})){_TAIL}",
        "KH 77/KH-LT",
        "QĐ số 12/QĐ-UBND ngày 05/6/2020",
        heads_list=True,
    ),
    _form(
        "law by name and number",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>{_LAW})(?:,?{W}{_LAW_WORD}){{0,25}}?{_NO}(?P<number>{_N})
        (?P<symbol>{W}?/{W}?[12][0-9]{{3}}{W}?/{W}?(?:QH|UBTVQH|PL-UBTVQH)[0-9]{{1,2}})(?!\w)){_TAIL}""",
        "Luật Đất đai số 31/2024/QH15",
        "Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13 ngày 22/6/2015",
        "Luật sửa đổi, bổ sung một số điều của Luật Ban hành văn bản quy phạm pháp luật số 63/2020/QH14",
        heads_list=True,
    ),
    _form(
        "number and date",
        Kind.FULL,
        rf"""(?P<anchor>(?P<type>{_TYPE}){_NO}(?P<number>{_N})){_NO_NUMBER_AFTER}
        ,?{W}(?P<date>{_DATE})(?![0-9/]) (?:{W}của{W}(?P<issuer>{BODY}))?""",
        "Công điện số 1409 ngày 15/9/2021 của Thủ tướng Chính phủ",
    ),
    _form(
        "number alone",
        Kind.SHORT,
        rf"""(?<!Tiểu[ ])(?<!tiểu[ ])(?P<anchor>(?P<type>(?!(?i:dự{W}án|văn{W}bản)){_TYPE}){_NO}(?P<number>{_N}))
        {_NO_NUMBER_AFTER} (?:{W}(?i:năm){W}(?P<year>[0-9]{{4}})(?![0-9/]))? (?:{W}của{W}(?P<issuer>{BODY}))?""",
        "Kế hoạch số 150",
    ),
    _form(
        "words between type and number",
        Kind.FULL,
        rf"(?P<anchor>(?P<type>{_TYPE}){_FILL}{_NO}(?P<number>{_N})(?P<symbol>{SYMBOL})){_TAIL}",
        "Báo cáo thẩm định số 45/BC-STP ngày 05/6/2020",
        heads_list=True,
    ),
    _form(
        "congress resolution",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{_name("Nghị quyết")}){W}(?P<issuer>{_name("Đại hội")}
        (?:{W}[^\W\d_]+){{0,9}}?{W}(?i:lần{W}thứ){W}(?:[IVXL]+|[0-9]+)))(?!\w)""",
        "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX",
    ),
    _form(
        "congress resolution by its number",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{_name("Nghị quyết")}){W}
        (?P<issuer>{_name("Đại hội")}(?:{W}{_name("Đảng")})?{W}[IVXL]+))(?!\w)""",
        "Nghị quyết Đại hội XIII",
    ),
    _form(
        "plenum resolution",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{_name("Nghị quyết")}){W}(?P<issuer>(?:{_name("Hội nghị")}{W})?{_name("Trung ương")}{W}
        (?:(?i:lần{W}thứ){W})?[0-9]+,?{W}(?i:kh[oó][áa]){W}[IVXL]+))(?!\w)""",
        "Nghị quyết Trung ương 4 khóa XII",
    ),
    _form(
        "programme of a body",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{_name("Chương trình")}){W}
        (?i:hành{W}động|công{W}tác(?:{W}(?:trọng{W}tâm|toàn{W}kh[oó][áa]))?){W}(?i:của){W}(?P<issuer>{BODY})
        (?:{W}(?i:năm){W}[0-9]{{4}}(?:{W}(?i:và{W}quý){W}[IV]+/[0-9]{{4}})?)?)""",
        "Chương trình công tác trọng tâm của Ban Thường vụ Tỉnh ủy năm 2023 và quý II/2023",
    ),
    _form(
        "rules of procedure",
        Kind.NUMBERLESS,
        rf"(?P<anchor>(?P<type>{_name('Quy chế')}){W}(?i:làm{W}việc{W}của){W}(?P<issuer>{BODY}))(?!\w)",
        "Quy chế làm việc của Ban Chấp hành Đảng bộ tỉnh khóa XX",
    ),
    _form(
        "law by name and year",
        Kind.NUMBERLESS,
        rf"""(?P<anchor>(?P<type>{_LAW})
        (?:(?={W}(?i:sửa{W}đổi))(?:,?{W}(?!(?i:số|năm|ngày){W}?[0-9])[^\W\d_]+){{1,30}}?|(?:,?{W}{_LAW_WORD}){{1,20}}?)
        ,?{W}(?i:năm{W}(?P<year>[0-9]{{4}})|(?P<date>ngày{W}?(?:[0-9]{{1,2}}{W}tháng{W}[0-9]{{1,2}},?{W}năm{W}[0-9]{{4}}
        |[0-9]{{1,2}}[/-][0-9]{{1,2}}[/-][0-9]{{4}}))))(?!\w)""",
        "Luật Đất đai năm 2024",
        "Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025",
        "Luật Tổ chức HĐND\nvà UBND ngày 26/11/2003",
        "Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương năm 2019",
    ),
    _form(
        "statute",
        Kind.NUMBERLESS,
        rf"(?P<anchor>(?P<type>{_STATUTE})(?:{W}(?i:năm){W}(?P<year>[0-9]{{4}}))?)(?!\w)",
        "Điều lệ Đảng",
        "Hiến pháp năm 2013",
    ),
)
"""In the order of trial at one place: the first that fits is taken."""

MEMBER = re.compile(
    rf"""(?:,|;|{W}và|{W}hoặc|,{W}và){W}(?P<anchor>(?:(?i:số){W}?)?(?P<number>{_N})(?P<symbol>{SYMBOL})){_TAIL}""",
    re.VERBOSE,
)
"""A further member of a list under one type word: ", số 73/2003/NĐ-CP ngày 23/6/2003"."""

THIS = re.compile(rf"(?P<anchor>(?P<type>{_TYPE}){W}này)(?!\w)", re.VERBOSE)
"""The text itself, where a part of it is named before: "mục 2 Công văn này"."""

_GLUED = r"(?:(?<!\w)|(?<=[a-zà-ỹ])(?=[A-ZĐ][^\WA-Z\d_]))"  # "tạiTờ trình số": old conversions lose blanks
START = re.compile(
    rf"""{_GLUED}(?=[A-Zb-vĐđ])
    (?:(?:{_TYPE}|{_STATUTE})(?:(?!\w)|(?=(?i:số)))|{_SHORT_TYPE}(?={W}(?:số{W})?[0-9]))""",
    re.VERBOSE,
)
"""Where a citation may begin."""

OWN_NUMBER = re.compile(
    rf"^[ \t]*(?:Số|SỐ)(?:{W}?:)?{W}?(?P<number>{_N})(?P<symbol>{SYMBOL})", re.VERBOSE | re.MULTILINE
)
"""The number of the text itself, in its head."""

DRAFT = re.compile(rf"(?:dự{W}thảo|xây{W}dựng|ban{W}hành|soạn{W}thảo){W}$", re.IGNORECASE)
"""What stands before a document that is still to be written."""

DEFINES = re.compile(
    rf"(?:(?:sau|dưới){W}đây{W})?(?:được{W})?(?:viết|gọi){W}(?:tắt{W}|chung{W})?là:?{W}[“\"]?$", re.IGNORECASE
)
"""What stands before a short form that is being defined."""

TERM = re.compile(
    rf"""\([^()]{{0,40}}?(?:viết|gọi){W}(?:tắt{W}|chung{W})?là:?{W}[“"]?(?P<anchor>(?P<type>{_TYPE}|Hiến{W}pháp)
    (?:{W}(?!số{W}?[0-9])[^\W_][\w/-]*){{0,6}})[”"]?[ ]?\)
    | \((?P<bare>(?P<bare_type>{_TYPE}){W}[0-9]{{1,5}})\)""",
    re.VERBOSE | re.IGNORECASE,
)
"""A definition whose short form has no "số": "(sau đây gọi tắt là Đề án)", "(Chỉ thị 20)"."""

BODY_BEFORE = re.compile(r"\b(?:(?P<tại>tại)|(?P<có>có|hành))\s+(?:các\s+)?$|(?P<bracket>\()$")
"""What stands between a body and its citation, without which none of the following needs to be tried."""

BODIES_BEFORE = {
    "tại": re.compile(
        rf"(?:của|được|do){W}(?P<body>{BODY}?){W}(?:giao{W}|nêu{W}|ban{W}hành{W})?tại{W}(?:các{W})?$", re.VERBOSE
    ),
    "có": re.compile(
        rf"""(?:(?P<date>(?i:{_DATE})),?{W})?(?<!\w)(?P<body>{BODY}){W}
        (?:đã{W})?(?:có|ban{W}hành){W}(?:các{W})?$""",
        re.VERBOSE,
    ),
    "bracket": re.compile(rf"(?<!\w)(?P<body>{BODY}){W}?\($", re.VERBOSE),
}
"""The body that stands before the citation: "được UBND tỉnh giao tại", "Văn phòng Trung ương Đảng đã có"."""

PINPOINT = re.compile(
    rf"""((?:(?:[Đđ]iểm{W}[a-zđ]|[Kk]hoản{W}[0-9]+[a-z]?|Điều{W}[0-9]+[a-z]?
    |(?:tiểu{W}mục|Tiểu{W}mục|mục|Mục|Phần|Chương|Phụ{W}lục){W}[0-9IVXL.]+)(?:,?{W})){{1,8}})(?:của{W}|tại{W})?$""",
    re.VERBOSE,
)
"""The part of the document that is meant, before the citation."""
