"""The words of citations as patterns: names of document types, and names of bodies.

Words may be parted by blanks and one line break, never by an empty line. A body's name begins with a head ("Ban",
"Tỉnh ủy", "Giám đốc") and goes on with words in capitals, with the compounds that such names are made of ("Nội vụ",
"nhân dân"), and with little else: a verb that follows ("UBND tỉnh yêu cầu") is no part of it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from vankho.spelling import match_key
from vankho.symbol import BUILT_IN_TYPES

W = r"(?:[ \t]+(?:\n[ \t]*)?|\n[ \t]*)"
"""What parts two words: blanks with at most one line break."""


def words(text: str) -> str:
    """A pattern for these words."""
    return W.join(re.escape(word) for word in text.split())


def any_of(*texts: str) -> str:
    return "|".join(words(text) for text in texts)


def name(text: str) -> str:
    """A pattern for a name as it is written, or all in capitals."""
    return f"(?:{words(text)}|{words(text.upper())})"


def opening(*texts: str) -> tuple[str, ...]:
    """The first words of what `name` matches."""
    return tuple(word for text in texts for word in (text.split()[0], text.upper().split()[0]))


def by_first_word(texts: Iterable[str], parted: str = W, spelt: Callable[[str], str] = re.escape) -> str:
    """Alternatives, the longest first, those that share a first letter or word tried together: faster than a list."""
    rests: dict[str, list[str]] = {}
    for text in sorted(texts, key=lambda text: (-len(text), text)):
        first, *rest = text.split()
        rests.setdefault(first, []).append(parted.join(map(spelt, rest)))
    letters: dict[str, list[str]] = {}
    for first, tails in sorted(rests.items()):
        letters.setdefault(first[0], []).append(first[1:] + _one_of(tails, parted))
    return "|".join(
        letter + (f"(?:{'|'.join(words)})" if len(words) > 1 else words[0]) for letter, words in letters.items()
    )


def _one_of(tails: Sequence[str], parted: str) -> str:
    """What may follow a first word, the longest first: nothing, which stands last, or one of the tails behind a gap."""
    longer = [tail for tail in tails if tail]
    if not longer:
        return ""
    behind = f"{parted}(?:{'|'.join(longer)})"
    return behind if len(longer) == len(tails) else f"(?:{behind})?"


_TYPE_WORDS = {w for row in BUILT_IN_TYPES for w in (row.name, *row.variants)}
TYPE = f"(?i:{by_first_word(_TYPE_WORDS | {'văn bản'}, W + '?')})"
"""The words for a type; old conversions lose the blanks between them: "Tờtrình"."""


SHORT_TYPES = ["NQLT", "TTLT", "NQ", "CT", "KL", "QĐ", "NĐ", "TT", "KH", "TB", "HD", "CTr", "CV", "TTr", "BC", "CĐ"]
SHORT_TYPE = f"(?:{'|'.join(SHORT_TYPES)})"
"""Type words that are abbreviated ("KH 77/KH-LT"): they count with a whole number and symbol only."""


def _listed(text: str) -> list[str]:
    """The names of a list that bars and line ends part."""
    return re.split(r"\s*\n\s*|\|", text)


_HEADS = _listed(
    """Ban Thường vụ|Thường trực|Thường vụ|Ban Chấp hành|Ban Bí thư|Bộ Chính trị|Trung ương
    Hội nghị|Đại hội|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Huyện uỷ|Thị ủy|Thị uỷ
    Quận ủy|Quận uỷ|Đảng ủy|Đảng uỷ|Đảng đoàn|Đảng bộ|Ban cán sự|Ủy ban|Uỷ ban|UBND|UBMTTQ
    HĐND|Hội đồng|Chính phủ|Thủ tướng|Quốc hội|Chủ tịch|Phó Chủ tịch|Bộ trưởng|Bộ|Sở|Giám đốc
    Phó Giám đốc|Văn phòng|Ban|Tiểu ban|Tổng|Cục|Vụ|Viện|Tòa án|Toà án|Chánh án|Công an
    Trưởng ban|Trưởng phòng|Chủ nhiệm|Viện trưởng|Cục trưởng|Tổng cục trưởng|Hiệu trưởng
    Phó Thủ tướng|Kho bạc|Bảo hiểm|Thanh tra|Tỉnh đoàn|Thành đoàn|Huyện đoàn|Trung ương Đoàn
    BTV|BCH|Liên đoàn|Hội|Đoàn|Cơ quan|Chánh|Thống đốc|Ngân hàng|Kiểm toán|Chi bộ|Chi cục
    Phòng|Trung tâm|Trường|Học viện|Đại học|Bệnh viện|Công ty|Tập đoàn|Mặt trận|Tổ công tác
    Tổ|Tư lệnh|Quân khu|Hạt|Đội|Nhà nước|Đảng|Chủ tịch nước|Quân ủy|Quân uỷ|Tập thể lãnh đạo
    Cục thuế|Tổng cục thuế|Chi cục thuế"""
)
_LOWER_HEADS = _listed(
    """liên ngành|liên sở|liên bộ|ban thường vụ|ban chấp hành|ban bí thư|bộ chính trị|tỉnh ủy|tỉnh uỷ
    thành ủy|thành uỷ|huyện ủy|huyện uỷ|đảng ủy|đảng uỷ|ủy ban nhân dân|uỷ ban nhân dân
    hội đồng nhân dân|thủ tướng chính phủ"""
)


def _in_any_case(word: str) -> str:
    """A pattern for a word with or without a capital: "Thủ Tướng"."""
    return f"[{word[0].upper()}{word[0].lower()}]{word[1:]}"


_HEAD = f"""{by_first_word([*_HEADS, "Liên ngành", "Liên sở", "Liên bộ"], spelt=_in_any_case)}
    |{by_first_word(_LOWER_HEADS)}"""
_HEAD_CAPITALS = any_of(*(head.upper() for head in _HEADS if " " in head))

_COMPOUNDS = _listed(
    """Thành phố|Thị xã|Thị trấn|Thường vụ|Thường trực|Chấp hành|Chính trị|Chính phủ|Bí thư
    Trung ương|Nhân dân|Nội vụ
    Nội chính|Ngoại giao|Ngoại vụ|Đối ngoại|Tư pháp|Tài chính|Tài nguyên|Môi trường|Kế hoạch
    Đầu tư|Công thương|Công an|Công nghiệp|Công nghệ|Thương mại|Thương binh|Nông nghiệp
    Nông thôn|Nông dân|Phát triển|Giao thông|Vận tải|Xây dựng|Thông tin|Truyền thông|Viễn thông
    Bưu chính|Lao động|Xã hội|Văn hóa|Văn hoá|Văn phòng|Văn thư|Thể thao|Thể dục|Du lịch
    Khoa học|Giáo dục|Đào tạo|Y tế|Dân tộc|Dân vận|Dân số|Tôn giáo|Ngân hàng|Ngân sách
    Nhà nước|Thanh tra|Thanh niên|Kiểm tra|Kiểm toán|Kiểm sát|Kiểm lâm|Giám sát|Pháp chế
    Pháp luật|Hải quan|Thống kê|Kho bạc|Bảo hiểm|Bảo vệ|Tổ chức|Cán bộ|Tuyên giáo|Tuyên truyền
    Kinh tế|Quốc phòng|Quốc hội|Quốc gia|Quân sự|Quân đội|Quân khu|Biên phòng|Chỉ huy|Chỉ đạo
    Tư lệnh|Phụ nữ|Cựu chiến binh|Mặt trận|Tổ quốc|Liên đoàn|Liên hiệp|Cộng sản|Thủy lợi
    Thuỷ lợi|Thủy sản|Thuỷ sản|Lâm nghiệp|Chăn nuôi|Thú y|Trồng trọt|Địa chính|Đất đai|Quản lý
    Thị trường|Thi đua|Khen thưởng|An toàn|An ninh|Trật tự|Cứu nạn|Phòng chống|Thiên tai
    Cải cách|Hành chính|Chính sách|Chiến lược|Nghiên cứu|Tòa án|Toà án|Tối cao|Giám đốc
    Chủ tịch|Bộ trưởng|Ủy ban|Uỷ ban|Hội đồng|Đại biểu|Đảng đoàn|Đảng ủy|Đảng uỷ|Đảng bộ
    Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Huyện uỷ|Thị ủy|Thị uỷ|Quận ủy|Quận uỷ|Lưu trữ
    Cơ yếu|Hàng không|Hàng hải|Đường bộ|Đường sắt|Đường thủy|Năng lượng|Dầu khí|Điện lực
    Dự trữ|Chứng khoán|Sở hữu|Trí tuệ|Tiêu chuẩn|Đo lường|Chất lượng|Bản đồ|Khí tượng|Gia đình
    Trẻ em|Việc làm|Thực phẩm|Đô thị|Hạ tầng|Kỹ thuật|Ứng dụng|Chuyển đổi|Doanh nghiệp|Hợp tác
    Khuyến nông|Khuyến học|Chữ thập|Luật sư|Luật gia|Nhà báo|Nghiệp vụ|Tổng hợp|Thư ký
    Doanh thu|Bảo trợ|Người cao tuổi|Bầu cử|Kiểm dịch|Phóng viên|Thủ tướng|Đại hội|Hội nghị
    Thủ đô|Đoàn kết|Biên giới|Nhà trường|Phổ thông|Trung học|Tiểu học|Mầm non|Cao đẳng|Đặc khu
    Vật giá|Học viện|Công chính|Đại học|Hội đồng quản trị"""
)
_SMALL = _listed(
    """nhân dân|chính phủ|quản trị|trường|thành phố|thị xã|thị trấn|tỉnh|huyện|quận|xã|phường|đặc khu|cấp tỉnh|cấp huyện
    cấp xã|nhà nước|vận tải|nông thôn|xã hội|kinh tế|tối cao|quân sự|trung ương|thường vụ
    thường trực|chấp hành|bí thư|chính trị|đảng bộ|cán sự đảng|cán sự|khối các|khối|tài chính
    nội vụ|y tế|tư pháp|giáo dục|đào tạo|văn hóa|văn hoá|thông tin|thể thao|du lịch|khoa học
    công nghệ|công thương|công an|công nghiệp|nông nghiệp|lao động|thương binh|tài nguyên
    môi trường|giao thông|bảo hiểm|thi đua|khen thưởng|hành chính|thủ tục|cải cách|chuyên trách
    quốc gia|đại biểu|quốc hội|hội đồng|kho bạc|ngân sách|biên phòng|kiểm lâm|phụ nữ|nông dân
    mặt trận|tổ quốc|cơ quan|doanh nghiệp|thủy sản|thuỷ sản|hải quan|thống kê|xuất nhập cảnh
    thanh niên|cựu chiến binh|chữ thập đỏ|khu kinh tế|khu công nghiệp|tòa án|toà án|kiểm sát
    ủy ban|uỷ ban|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|huyện ủy|huyện uỷ|đảng ủy|đảng uỷ|an ninh
    mật mã|các trường|các cơ quan"""
)
_LOWER_IN_NAMES = _listed(
    "nhân dân|tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|và|các|cán sự đảng|của|tối cao"
)
_ALSO_IN_NAMES = _listed(
    "Tổng cục|Tổng công ty|Tổng liên đoàn|Công đoàn|Tự nhiên|Tham mưu|Khu vực|Bệnh viện|Dân cử|Hậu cần"
)
"""Of letterheads only: they tell no citation's end."""
_IN_NAMES = {tuple(match_key(each).split()): each for each in (*_HEADS, *_COMPOUNDS, *_LOWER_IN_NAMES, *_ALSO_IN_NAMES)}
_LONGEST_IN_NAMES = max(map(len, _IN_NAMES))


def in_running_text(capitals: str) -> str:
    """A body's name that a letterhead prints in capitals, as running text has it (Nghị định 30/2020/NĐ-CP, Phụ lục II):
    what is in no list of words is a name, of which every syllable keeps its capital.

    >>> in_running_text("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"), in_running_text("SỞ KẾ HOẠCH VÀ ĐẦU TƯ")
    ('Ủy ban nhân dân tỉnh Quảng Ngãi', 'Sở Kế hoạch và Đầu tư')
    """
    said = capitals.split()
    found: list[str] = []
    while said:
        for length in range(min(_LONGEST_IN_NAMES, len(said)), 0, -1):
            keys = [match_key(word) for word in said[:length]]
            spelt = _IN_NAMES.get(tuple(keys)) if all(keys) else None
            if spelt:
                found.extend(map(_in_the_case_of, said, spelt.split()))
                said = said[length:]
                break
        else:
            found.append("".join(map(_as_a_name, re.split(r"([-.(])", said.pop(0)))))
    if found:
        found[0] = found[0][:1].upper() + found[0][1:]
    return " ".join(found)


def _as_a_name(syllable: str) -> str:
    """With its capital; without a vowel it is an abbreviation: TNCS, TP."""
    has_vowel = any(sign in "aeiouy" for sign in unicodedata.normalize("NFD", syllable.lower()))
    return syllable[:1].upper() + syllable[1:].lower() if has_vowel else syllable


_CAPITAL_HEADS = {head.upper() for head in (*_HEADS, *_LOWER_HEADS, "Liên ngành", "Ban cán sự", "Công đoàn")}
_OPENS_A_NAME = re.compile(f"(?:{by_first_word(_CAPITAL_HEADS, ' ')})(?![^ ])")


def opens_a_name(capitals: str) -> bool:
    """Whether a line of a letterhead begins a body's name; else it goes on with that of the line above."""
    return _OPENS_A_NAME.match(" ".join(capitals.split())) is not None


def _in_the_case_of(word: str, form: str) -> str:
    """`word` keeps its own place of the tone mark: UỶ, ỦY."""
    if form.isupper():
        return word
    return word.lower() if form[0].islower() else word[0] + word[1:].lower()


_ENDS_NAME = """VỀ NGÀY SỐ TẠI THEO TRONG ĐỂ THỰC TRIỂN ĐỐI GIAI PHÊ KHÓA LẦN CĂN XÉT ĐIỀU
    Thực Căn Xét Theo Để Nhằm Trong Ngày Kính Điều Triển Qua Nơi Nay Sau Số Về Tại Phê Sửa""".split()
_TITLES = _listed(
    """QUY ĐỊNH|QUY CHẾ|QUYẾT ĐỊNH|BAN HÀNH
    Quy định|Quyết định|Nghị quyết|Nghị định|Thông tư|Chỉ thị|Kết luận|Công văn|Hướng dẫn
    Thông báo|Quy chế|Tờ trình|Báo cáo|Ban hành|Bổ sung|Tiếp tục|Tăng cường"""
)
_NO_END = rf"(?!(?:{'|'.join([*_ENDS_NAME, *map(words, _TITLES)])}|NĂM{W}[12][0-9]{{3}})(?!\w))"
"""Words that begin what follows a body's name: in a text in capitals, on the next line, a title without "về"."""
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_COMPOUND = f"(?:{by_first_word(_COMPOUNDS)})(?!\\w)"
_NAME_WORD = rf"""(?:{_COMPOUND}
    | {_NO_END}[{_UPPER}](?![{_UPPER}])(?:\w|\.(?=\w))*(?!/) | (?:TP|Tp|P|Q|H)\.
    | {_NO_END}[{_UPPER}]{{2,10}}(?:&[{_UPPER}]+)*(?!\w) | & | ban(?!{W}hành)(?!\w)
    | và(?={W}[{_UPPER}])(?!{W}(?:{TYPE}|Hiến{W}pháp|Điều{W}lệ)(?!\w))                 # Sở Kế hoạch và Đầu tư
    | (?:{by_first_word(_SMALL)})(?!\w))"""
"""A word of a body's name: a compound, capitalised, abbreviated, or one that names write small ("ban", "tỉnh")."""
_FIRST_OF_HEADS = "|".join(sorted({head.split()[0] for head in _HEADS}))
_PARTED = rf"""(?: (?:,(?={W}(?!(?:{_FIRST_OF_HEADS})(?!\w))[{_UPPER}]\w*(?:{W}[^\W\d_]+){{0,3}}{W}và{W}[{_UPPER}]))?{W}
    | [ ]?-[ ]? | {W}của{W}(?=(?:Hội{W}đồng|HĐND|Thủ{W}tướng|Chính{W}phủ|Tỉnh|Thành|Trung{W}ương)(?!\w)) )"""
"""What parts the words of a name: "Bộ Văn hóa, Thể thao và Du lịch", "Lao động - Thương binh", "Ban … của HĐND"."""
_ORDINAL = rf"""(?:{W}(?i:lần{W}thứ){W}(?:[0-9]+|[IVXL]+)(?!\w))?
    (?:,?{W}\(?(?i:kh[oó][áa]){W}(?:[IVXL]+|[0-9]+)(?!\w)\)?)?
    (?:,?{W}(?i:nhiệm{W}kỳ){W}[0-9]{{4}}[ ]?-[ ]?[0-9]{{4}}(?!\w))?
    (?:,?{W}(?i:kỳ{W}họp{W}thứ){W}\w+)?"""
_ABBREVIATED = rf"(?!{SHORT_TYPE}(?!\w))[A-ZĐ]{{2,8}}"
_PLACE = rf"(?:tỉnh|thành{W}phố|huyện|quận|thị{W}xã|thị{W}trấn|xã|phường)(?={W}[{_UPPER}])"
"""A place that stands for its body: "của tỉnh Kon Tum"."""
PLENUM = rf"(?:[0-9]{{1,2}}|(?i:nhất|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười(?:{W}(?:một|hai|ba|bốn|tư|lăm))?))"
"""The number of a plenum: "lần thứ 10", "lần thứ sáu"."""
_PLENARY = rf"(?:Hội{W}nghị{W}(?:Trung{W}ương{W})?(?i:lần{W}thứ{W})?{PLENUM},?{W})?"
BODY = rf"""(?:{_PLENARY}(?:{_HEAD}|{_ABBREVIATED}|{_PLACE})(?!\w)
        (?:{_PARTED}{_NAME_WORD}){{0,24}}
    | (?:{_HEAD_CAPITALS})(?!\w) (?:{W}{_NO_END}[{_UPPER}]{{2,}}(?!\w)){{0,12}}) {_ORDINAL}"""
"""The name of a body, with its congress, plenum or term (for `re.VERBOSE`)."""

_OFFICES = re.compile(
    r"^(?:Hội nghị|Phó Chủ tịch|Chủ tịch|Phó Giám đốc|Giám đốc|Bộ trưởng|Ban Thường vụ|Thường trực"
    r"|Ban Chấp hành|BTV|BCH)\s+",
    re.IGNORECASE,
)
_ORDINALS = re.compile(
    rf"\s+lần thứ (?:[0-9]+|[IVXL]+|{PLENUM})(?!\w)|,?\s+\(?kh[oó][áa] (?:[0-9]+|[IVXL]+)\)?"
    r"|,?\s+nhiệm kỳ [0-9]{4}[ ]?-[ ]?[0-9]{4}|,?\s+kỳ họp thứ \w+",
    re.IGNORECASE,
)


TERM_OF_OFFICE = re.compile(
    r"kh[oó][áa] ([0-9]+|[IVXL]+)(?!\w)|nhiệm kỳ (?P<year>[0-9]{4})[ ]?-[ ]?[0-9]{4}", re.IGNORECASE
)
"""The term of office that a body's name says: "khóa XX", "nhiệm kỳ 2020 - 2025"."""


def spellings(body: str) -> Iterator[str]:
    """A body's name, then without organ, office or term: "Hội nghị Tỉnh ủy lần thứ 10 khóa XX" is of the Tỉnh ủy."""
    yield body
    bare = " ".join(_ORDINALS.sub("", body).split())
    if bare != body:
        yield bare
    while (shorter := _OFFICES.sub("", bare)) != bare:
        bare = shorter
        yield bare


@lru_cache(maxsize=1 << 14)
def same_body(one: str, other: str) -> bool:
    """Whether two names are of one body: organ, office and term are no identity (DECISIONS 1)."""
    return match_key(list(spellings(one))[-1]) == match_key(list(spellings(other))[-1])


_BEARS = {
    "UBND": r"(?:UBND|[ỦU][yỷ] ban nhân dân)",
    "HĐND": r"(?:HĐND|Hội đồng nhân dân)",
    "TU": r"(?:[Tt]ỉnh|[Tt]hành) (?:ủy|uỷ)",
    "HU": r"[Hh]uyện (?:ủy|uỷ)",
}
_CAPITALS = rf"(?: [{_UPPER}]\w*)"
_PLACES = rf"(?<!nhân dân )(?:[Tt]ỉnh|[Tt]hành phố|TP\.?|[Hh]uyện|[Qq]uận|[Xx]ã|[Pp]hường){_CAPITALS}+"


def bearers_of(symbols: Iterable[str], text: str) -> list[str]:
    """The names in a text of bodies, or of their places, that bear one of the symbols.

    >>> bearers_of(["UBND"], "UBND tỉnh Hồ Bình và Sở Nội vụ của tỉnh Hải An")
    ['UBND tỉnh Hồ Bình', 'tỉnh Hải An']
    """
    kinds = [_BEARS[symbol] for symbol in symbols if symbol in _BEARS]
    if not kinds:
        return []
    rest = rf"(?: (?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thị trấn))?{_CAPITALS}*"
    return [match[0] for match in re.finditer(rf"(?:{'|'.join(kinds)}){rest}|{_PLACES}", text)]
