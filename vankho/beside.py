"""What stands beside a citation and may speak against what it seems to say: a text and a citation in, doubts out.

A date that cannot be read ("ngày … tháng 3 năm 2016") is not the absence of a date, nor is a body that cannot be read
("của tỉnh bạn") the writer's own. Where such words stand, a citation says less than it seems to: `resolve` then takes
neither time nor body from elsewhere.
"""

import re
from dataclasses import replace

from vankho.forms import BODIES_BEFORE, NARROWING
from vankho.lexis import BODY, W
from vankho.model import Found, Kind
from vankho.pattern import Pattern
from vankho.spelling import match_key

_REACH = 160
"""Code points on either side that are looked at."""

_TIME = rf"""(?:(?i:ngày|tháng|năm|quý|kh[oó][áa]|nhiệm{W}kỳ)(?!\w)|(?i:ngày)[0-9]|(?:19|20)[0-9]{{2}}(?!\w)
    |[0-9]{{1,2}}[/.-][0-9])"""
_MADE = rf"(?:ký|ban{W}hành|phát{W}hành)"
_TIME_AFTER = Pattern(
    rf"""(?:{W}?\([^()\n]{{0,80}}\)|\[[0-9]{{1,3}}\])?
    (?: (?!{W}?\n[ \t]*\n)[\s,(\[*:-]{{1,6}}(?:(?:đã|được|cùng|đề|vào|{_MADE}(?:{W}từ)?){W}){{0,5}}{_TIME}
      | {W}(?:được|do){W}[^,.;:()\n]{{1,60}}?{_MADE}{W}(?:vào{W}|từ{W})?{_TIME}
      | {W}(?:về|quy{W}định|hướng{W}dẫn|phê{W}duyệt){W}[^.;:()\n]{{1,120}}?{_MADE}{W}(?:vào{W}|từ{W})?{_TIME}
      | [^.;:\n]{{0,120}}cùng{W}{_TIME} )""",
    re.VERBOSE,
)
_TIME_BEFORE = Pattern(
    rf"""(?:(?i:năm){W}(?:19|20)[0-9]{{2}}|(?i:nhiệm{W}kỳ)|(?i:ngày|tháng){W}?[0-9]|(?i:kh[oó][áa]){W}[IVXL]+)(?!\w)
    [^.;:]*?(?:{_MADE}|có|xây{W}dựng|trao){W}(?:các{W})?$""",
    re.VERBOSE,
)
_PLACE_OR_BODY = (
    r"\((?:(?:tỉnh|thành phố|TP|huyện|quận|xã|phường|UBND|HĐND|Tỉnh ủy|Thành ủy|Huyện ủy|Sở|Bộ|Ban|Ủy ban)\.? "
    r"[^()\n]{0,40}"
    r"|(?!Mục|Điều|Phụ|Phần|Khóa|Kèm)(?:[A-ZĐ][^\W\d_]+ ){1,2}[A-ZĐ][^\W\d_]+)\)"
)
"""In a bracket: nothing but a place or a body."""
_BODY_AFTER = Pattern(
    rf"""(?:{W}?\([^()\n]{{0,80}}\))?[\s,]{{1,3}}
        (?:(?:của|cùa){W}(?!(?:các|cấp|địa|đơn|cơ|ngành|mình|từng|mỗi){W}) | gửi{W}từ{W}
          | do{W}[^,.;:()\n]{{1,60}}?(?:{_MADE}|xây{W}dựng)(?!\w))
    | {W}?{_PLACE_OR_BODY.replace(" ", "[ ]")}""",
    re.VERBOSE,
)
_NAME_GOES_ON = Pattern(
    rf"{W}(?:các{W}(?:tỉnh|thành|huyện|quận)|bạn|khác)(?!\w)|{W}?{_PLACE_OR_BODY}|{W}?\(trước{W}(?:sáp|hợp|đây)"
)
_MAKES = Pattern(rf"(?:{_MADE}|có|xây{W}dựng|gửi|gửi{W}kèm|bằng){W}(?:các{W})?$")
_SOMEBODY = Pattern(rf"(?<!\w){BODY}(?!\w)", re.VERBOSE)
_AGE = Pattern(
    rf"(?<![0-9])(?P<years>[0-9]{{1,2}}){W}năm(?:{W}\w+){{0,3}}?{W}(?:thực{W}hiện|triển{W}khai|thi{W}hành)(?:{W}\w+){{0,3}}{W}$"
)
_HEADS_A_LIST = Pattern(
    rf"(?i:tỉnh|thành{W}phố|huyện|quận|xã|phường|ủy|uỷ|UBND|HĐND){W}[A-ZĐ][^.;:\n]{{0,60}}:\s*(?:[-+•]\s*)?$"
)
_AT = Pattern(rf"(?:^|[.;:]\s|\n)\s*Tại{W}$")
_SAYS = Pattern(
    rf""",{W}(?P<body>{BODY}){W}(?:đã{W})?
    (?:đề{W}(?:nghị|xuất)|kiến{W}nghị|yêu{W}cầu|báo{W}cáo|có{W}ý{W}kiến|thông{W}báo|chỉ{W}đạo|hướng{W}dẫn)""",
    re.VERBOSE,
)


def beside(plain: str, found: Found, since: int) -> Found:
    """The citation with the doubts that the words beside it raise; `since` is where the one before it ends."""
    before = plain[max(since, found.start - _REACH) : found.start]
    if found.kind is Kind.NUMBERLESS:
        return found
    if found.issuer_words is None and found.symbol is not None and _AT.search(before):
        says = _SAYS.match(plain, found.end)
        if says:
            found = replace(found, issuer_words=" ".join(says["body"].split()))
    unread = found.date is None and (
        found.time_unread
        or (found.year is None and _TIME_AFTER.match(plain, found.end, found.end + _REACH) is not None)
        or _TIME_BEFORE.search(before) is not None
    )
    if found.issuer_words is None:
        body = (
            _HEADS_A_LIST.search(before) is not None
            or _BODY_AFTER.match(plain, found.end, found.end + _REACH) is not None
            or (found.date is None and _MAKES.search(before[-40:]) is not None and _SOMEBODY.search(before) is not None)
        )
    else:
        body = _NAME_GOES_ON.match(plain, found.end, found.end + _REACH) is not None
    age = _AGE.search(before[-60:]) if found.date is None else None
    if not (unread or body or age):
        return found
    return replace(found, time_unread=unread, body_unread=body, age=int(age["years"]) if age else None)


def narrowed(plain: str, end: int, kinds: tuple[str, ...]) -> str | None:
    """What behind a name makes it that of another document; None where nothing does."""
    return next((kind for kind in kinds if NARROWING[kind].match(plain, end)), None)


_DEFINES_A_BODY = Pattern(
    rf"\((?:[^()\n]{{0,30}}{W})?(?:gọi|viết){W}(?:tắt{W}|chung{W})?là:?{W}[“\"]?(?P<term>{BODY})[”\"]?[ ]?\)",
    re.VERBOSE,
)


def defined_bodies(plain: str) -> dict[str, tuple[int, str]]:
    """The names for bodies that a text defines, by `match_key`: from which offset on, for which full name."""
    found: dict[str, tuple[int, str]] = {}
    if "gọi" not in plain and "viết" not in plain:  # so that the pattern need not be compiled
        return found
    for definition in _DEFINES_A_BODY.finditer(plain):
        lead = plain[max(0, definition.start() - _REACH) : definition.start() + 1]
        if full := BODIES_BEFORE["bracket"].search(lead):
            found.setdefault(match_key(definition["term"]), (definition.end(), " ".join(full["body"].split())))
    return found
