"""The words that tell what a document has to do with the one it cites: words before a citation in, a relation out."""

import re
from dataclasses import dataclass, replace

from vankho.lexis import W
from vankho.model import Relation
from vankho.pattern import Pattern

CUES: tuple[tuple[Relation, str, tuple[str, ...]], ...] = (
    (Relation.BASIS, r"căn{_}cứ(?:{_}vào)?", ("Căn cứ Nghị định số 30/2020/NĐ-CP",)),
    (
        Relation.AT_PROPOSAL_OF,
        r"(?:đề{_}nghị|xét{_}đề{_}nghị|theo{_}đề{_}nghị)(?:{_}[^\s.;:]+){{0,26}}?{_}tại",
        ("Xét đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 12/TTr-SNV",),
    ),
    (Relation.AT_PROPOSAL_OF, r"(?<!xem[ \n])xét", ("Xét Tờ trình số 12/TTr-SNV",)),
    (Relation.FOLLOWS_UP, r"tiếp{_}theo", ("Tiếp theo Công văn số 5/UBND-TH",)),
    (Relation.REPLIES_TO, r"(?:phúc{_}đáp|trả{_}lời|nhận{_}được)", ("Phúc đáp Công văn số 5/UBND-TH",)),
    (
        Relation.AMENDS,
        r"(?:sửa{_}đổi(?:,?{_}bổ{_}sung)?|bổ{_}sung)(?:{_}(?:một{_}số|các)?{_}?(?:điều|nội{_}dung)(?:{_}của)?)?",
        ("sửa đổi, bổ sung một số điều của Nghị định số 30/2020/NĐ-CP", "sửa đổi Nghị định số 30/2020/NĐ-CP"),
    ),
    (Relation.REPLACES, r"thay{_}thế(?:{_}cho)?", ("thay thế Quyết định số 2/QĐ-UBND",)),
    (
        Relation.REPEALS,
        r"(?:bãi{_}bỏ|h[ủu][yỷ]{_}bỏ)",
        ("bãi bỏ Quyết định số 2/QĐ-UBND", "huỷ bỏ Quyết định số 2/QĐ-UBND"),
    ),
    (Relation.SUSPENDS, r"ngưng{_}hiệu{_}lực(?:{_}của)?", ("ngưng hiệu lực Thông tư số 2/2020/TT-BYT",)),
    (Relation.EXTENDS, r"gia{_}hạn(?:{_}hiệu{_}lực)?(?:{_}của)?", ("gia hạn Quyết định số 2/QĐ-UBND",)),
    (Relation.CORRECTS, r"đính{_}chính", ("đính chính Quyết định số 2/QĐ-UBND",)),
    (Relation.CONSOLIDATES, r"hợp{_}nhất", ("hợp nhất Nghị định số 30/2020/NĐ-CP",)),
    (
        Relation.ISSUED_WITH,
        r"(?:(?:ban{_}hành|công{_}bố){_})?kèm{_}theo",
        ("ban hành kèm theo Quyết định số 2/QĐ-UBND",),
    ),
    (
        Relation.DETAILS,
        r"quy{_}định{_}chi{_}tiết(?:{_}(?:và{_}hướng{_}dẫn{_})?thi{_}hành)?(?:{_}một{_}số{_}điều(?:{_}của)?)?",
        ("quy định chi tiết một số điều của Nghị định số 30/2020/NĐ-CP",),
    ),
    (
        Relation.GUIDES,
        r"hướng{_}dẫn(?:{_}(?:thi{_}hành|thực{_}hiện))?",
        ("hướng dẫn thi hành Nghị định số 30/2020/NĐ-CP",),
    ),
    (
        Relation.IMPLEMENTS,
        r"(?:thực{_}hiện|triển{_}khai|thi{_}hành|học{_}tập|quán{_}triệt(?:,?{_}(?:và{_})?(?:học{_}tập|nghiên{_}cứu|tuyên{_}truyền"
        r"|phổ{_}biến)){{0,3}}|đề{_}ra{_}(?:tại|trong)|giao{_}tại)",
        ("Thực hiện Chỉ thị số 35-CT/TW", "Triển khai các nội dung Chỉ thị số 35-CT/TW"),
    ),
    (
        Relation.FOLLOWS,
        r"(?:bám{_}sát|trên{_}cơ{_}sở|theo(?:{_}đúng)?(?:{_}(?:quy{_}định|hướng{_}dẫn|tinh{_}thần|nội{_}dung|yêu{_}cầu|chỉ{_}đạo)"
        r"(?:{_}(?:tại|của|trong))?)?|theo(?:{_}[^\s.;:,]+){{1,12}}?{_}tại)",
        (
            "bám sát nội dung Kết luận số 1492-KL/TU",
            "theo quy định tại Nghị định số 30/2020/NĐ-CP",
            "theo hướng dẫn của Tổng cục Thuế tại Công văn số 3909/TCT-DNL",
        ),
    ),
)
"""Relation, the words at whose end the citation stands ({_} parts words), examples. The first that fits is taken."""

PASSIVE: tuple[tuple[Relation, str, str], ...] = tuple(
    (relation, rf"(?:được|bị){{_}}{verb}{{_}}(?:bởi|tại|theo|bằng)(?:{{_}}các)?", example)
    for relation, verb, example in (
        (
            Relation.AMENDS,
            r"(?:sửa{_}đổi(?:,?{_}bổ{_}sung)?|bổ{_}sung)(?:{_}một{_}số{_}điều)?",
            "được sửa đổi, bổ sung bởi",
        ),
        (Relation.REPLACES, r"thay{_}thế", "được thay thế bởi"),
        (Relation.REPEALS, r"(?:bãi{_}bỏ|h[ủu][yỷ]{_}bỏ)", "bị bãi bỏ bởi"),
        (Relation.CORRECTS, r"đính{_}chính", "được đính chính tại"),
        (Relation.EXTENDS, r"gia{_}hạn", "được gia hạn bởi"),
        (Relation.SUSPENDS, r"ngưng{_}hiệu{_}lực", "bị ngưng hiệu lực bởi"),
        (Relation.GUIDES, r"hướng{_}dẫn(?:{_}(?:thi{_}hành|thực{_}hiện))?", "được hướng dẫn thi hành bởi"),
        (Relation.DETAILS, r"quy{_}định{_}chi{_}tiết(?:{_}thi{_}hành)?", "được quy định chi tiết bởi"),
    )
)
"""Relation, words that turn it round ("A được thay thế bởi B" says that B replaces A), an example."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words before a citation tell."""

    relation: Relation = Relation.MENTIONS
    words: str | None = None
    """None where they tell nothing."""
    passive: bool = False
    """The cited document is the one that acts."""


_FILL = rf"(?:{W}(?:nội{W}dung|tinh{W}thần|các|nhiệm{W}vụ|theo|có{W}hiệu{W}quả|nghiêm|túc|tốt|đầy{W}đủ))*"
_CUES = tuple(
    (relation, passive, Pattern(rf"(?<!\w){pattern.format(_=W)}{_FILL}{W}?$", re.IGNORECASE))
    for passive, table in ((True, PASSIVE), (False, CUES))
    for relation, pattern, _ in table
)

_TOLD = Pattern(
    rf",?{W}?(?:(?:về|v/v)(?:{W}việc)?{W})?(?:(?:đã|tiếp{W}tục|tổ{W}chức|triển{W}khai|đẩy{W}mạnh|tăng{W}cường){W})*$",
    re.IGNORECASE,
)
_LAST_WORD = Pattern(r"([^\W\d_]+)\s*$")
_LAST_WORDS = frozenset(
    """cứ vào tại xét theo đáp lời được đổi sung của điều dung thế cho bỏ lực hạn chính nhất hành tiết dẫn hiện khai
    triệt trong sát sở thần các vụ quả nghiêm túc tốt đủ bởi bằng tập cứu truyền biến đúng định cầu đạo""".split()
)
"""The words that a cue can end with: without one of them no pattern needs to be tried."""


_PASSIVE_ENDS = frozenset("bởi tại theo bằng các".split())
_ACTIVE = tuple(row for row in _CUES if not row[1])
_REACH = 72
"""Code points of the longest cue, but for those with a body in them: "đề nghị của … tại"."""


_WITH_A_BODY = frozenset([Relation.AT_PROPOSAL_OF, Relation.FOLLOWS])
_ACTS_ON = (Relation.BASIS, Relation.AMENDS, Relation.REPLACES, Relation.REPEALS, Relation.IMPLEMENTS)
_ON_WHAT_IS_ISSUED = tuple(
    (relation, Pattern(rf"(?<!\w){pattern.format(_=W)}(?!\w)", re.IGNORECASE))
    for relation, pattern, _ in CUES
    if relation in _ACTS_ON
)


def _of_what_is_issued(lead: str) -> Cue | None:
    """What is done with a text that was issued with a document is done with the document: "Căn cứ Quy chế … ban hành
    kèm theo Nghị định số 52"; None where nothing is."""
    found = [
        (match.start(), Cue(relation, " ".join(match[0].split())))
        for relation, pattern in _ON_WHAT_IS_ISSUED
        for match in pattern.finditer(lead)
    ]
    return max(found, key=lambda each: each[0])[1] if found else None


def cue(lead: str) -> Cue:
    """What the words before a citation tell."""
    last = _LAST_WORD.search(lead, max(0, len(lead) - 20))
    if last is None or last[1].lower() not in _LAST_WORDS:
        return Cue()
    near = max(0, len(lead) - _REACH)
    for relation, passive, pattern in _CUES if last[1].lower() in _PASSIVE_ENDS else _ACTIVE:
        if match := pattern.search(lead, 0 if relation in _WITH_A_BODY else near):
            before = lead[: match.start()]
            said = Cue(relation, " ".join(match[0].split()), passive)
            if relation is Relation.ISSUED_WITH and before.strip(' \n(“"-'):
                return _of_what_is_issued(before) or replace(said, relation=Relation.MENTIONS)
            return replace(said, relation=Relation.MENTIONS) if _not_done_here(said, before) else said
    return Cue()


_ACTS = frozenset(
    [Relation.AMENDS, Relation.REPLACES, Relation.REPEALS, Relation.SUSPENDS, Relation.EXTENDS, Relation.CORRECTS,
     Relation.CONSOLIDATES, Relation.GUIDES, Relation.DETAILS]
)  # fmt: skip
_NOT_DONE = Pattern(rf"(?i:không|chưa){W}(?:\w+{W})?$|(?i:chưa){W}")
_PROPOSED = Pattern(
    rf"(?i:kiến{W}nghị|đề{W}nghị|đề{W}xuất|tham{W}mưu|trình|góp{W}ý|dự{W}thảo|lấy{W}ý{W}kiến|xem{W}xét|rà{W}soát|nghiên{W}cứu"
    rf"|giao|yêu{W}cầu|đã|sẽ|cần|phải)(?!\w)"
)
_OPENS = Pattern(rf"\W*(?:(?i:v/v|về{W}việc|để|nhằm|xin|có{W}ý{W}kiến){W})?")


def _not_done_here(said: Cue, before: str) -> bool:
    """Whether the words before a cue say that this letter does not do it: a proposal, a draft, another's deed."""
    if _NOT_DONE.search(before):
        return True
    if said.relation is Relation.REPLIES_TO and "nhận" not in (said.words or ""):
        return _OPENS.fullmatch(before) is None  # "Bộ Nội vụ trả lời", "yêu cầu trả lời"
    return said.relation in _ACTS and _PROPOSED.search(before) is not None


def told(between: str) -> Cue | None:
    """The relation of two citations whose between is nothing but its words: "về tiếp tục thực hiện"."""
    if len(between) > _REACH + 40:
        return None
    found = cue(between)
    if not found.passive and between.lstrip().startswith(","):
        return None  # a new clause: what it says is said of the letter, or of an earlier document
    rest = between.rstrip()
    if found.words is None or not _TOLD.fullmatch(rest[: len(rest) - len(found.words)]):
        return None
    return found
