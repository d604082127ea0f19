"""A letter without a head in, its title out: in capitals, it says type, body, number, day and subject in one.

So collections of laws print those of the nineties: "CHỈ THỊ CỦA BỘ TRƯỞNG BỘ Y TẾ SỐ 6/2001/CT-BYT NGÀY 05 THÁNG 3
NĂM 2001 VỀ CÂY THUỐC". The body may stand before the number or behind the day, and once more below the subject.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day

from vankho import dates
from vankho.letterhead.head import number_of
from vankho.letterhead.issuer import is_whole
from vankho.letterhead.lines import MAX_HEAD, Line, bare, in_capitals
from vankho.letterhead.title import is_whole_subject, subject_of, types_of
from vankho.lexis import in_running_text
from vankho.symbol import NumberSymbol, TypeTable


@dataclass(frozen=True, slots=True)
class GazetteTitle:
    """What the title says; a value that is not sure is None, but for the body."""

    type: str
    type_line: str
    number: NumberSymbol | None
    date: Day | None
    body: str
    """As running text has it."""
    subject: str | None
    end: int
    """The line behind it."""
    doubts: tuple[tuple[str, str], ...]


_MOST_LINES = 12
_SAYS_ITS_SUBJECT = r"(?:ve|v/v|ban hanh|quy dinh|phe chuan|phe duyet|huong dan|sua doi|bo sung|bai bo)\b"
_OF_BODY = r"cua (?P<{}>.{{4,80}}?)"
_OF_DAY = (
    r"so:? ?(?P<{}>[0-9][\w.]*\s?[-/ ]\s?[a-z0-9][\w&./ -]*?),?"
    r" ngay (?P<{}>[0-9]{{1,2}}(?: thang |[/-])[0-9]{{1,2}}(?: nam |[/-])[0-9]{{4}})"
)
_TITLE = re.compile(
    rf"(?P<type>[a-z ]{{4,30}}?) (?:{_OF_BODY.format('body1')} {_OF_DAY.format('number1', 'day1')}"
    rf"|{_OF_DAY.format('number2', 'day2')} {_OF_BODY.format('body2')}) (?P<subject>{_SAYS_ITS_SUBJECT}.+?)"
    r"(?: (?:(?P=body1)|(?P=body2))(?: nuoc cong hoa xa hoi chu nghia viet nam)?)?"
)
"""In a `bare` line: type, "của" body, "số" number, "ngày" day or the body last, subject, and the body that decides."""


def read_gazette_title(lines: Sequence[Line], types: TypeTable) -> GazetteTitle | None:
    """The title with which the lines begin, None where it is none of these."""
    start = next((at for at, line in enumerate(lines[:MAX_HEAD]) if line.plain), 0)
    end = start
    while end < min(len(lines), start + _MOST_LINES) and in_capitals(lines[end].plain):
        end += 1
    title = " ".join(line.plain for line in lines[start:end])
    match = _TITLE.fullmatch(bare(title))
    if match is None or (row := types.named(title[slice(*match.span("type"))])) is None:
        return None
    said, day, name = (
        title[slice(*match.span(f"{what}1" if match[f"{what}1"] else f"{what}2"))] for what in ("number", "day", "body")
    )
    number = number_of(said)
    if number and row not in types_of(number, types):
        number = None
    date = dates.read(day)
    words = subject_of([title[slice(*match.span("subject"))]])
    subject = words if is_whole_subject(words, has_day=date is not None) else None

    def doubts() -> Iterator[tuple[str, str]]:
        if number is None:
            yield "number", said
        if date is None:
            yield "date", day
        if not is_whole(name):
            yield "issuer", name
        if subject is None:
            yield "subject", words

    return GazetteTitle(
        row.name, lines[start].plain, number, date, in_running_text(name), subject, end, tuple(doubts())
    )
