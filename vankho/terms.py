"""Short forms without "số": what a text cites in, the uses of the words that it has defined for them added."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from vankho.forms import DRAFT, TERM
from vankho.lexis import W, words
from vankho.model import Found, Kind
from vankho.pattern import Pattern
from vankho.symbol import BUILT_IN

_LAW = "luật"


class Free:
    """What of a text no citation takes yet."""

    def __init__(self, spans: Sequence[Found]) -> None:
        self._taken = [(span.start, span.end) for span in spans]

    def between(self, start: int, end: int) -> bool:
        """Whether nothing of [start, end) is taken."""
        at = bisect_left(self._taken, (start, 0))
        before, behind = self._taken[at - 1 : at], self._taken[at : at + 1]
        return not ((before and before[0][1] > start) or (behind and behind[0][0] < end))


_TERM_REACH = 900
"""Code points between a citation and the definition of its short form."""
_MOST_TERMS = 100
"""Short forms without "số" that one text defines: more are passed over."""
PARAGRAPH_END = Pattern(r"[.?!](?=\s+[A-ZĐ])|\n[ \t]*\n")


def with_terms(plain: str, text: str, spans: list[Found]) -> list[Found]:
    """The citations of the table (`spans`), and the uses of short forms without "số" that the text defines.

    A definition counts only if a citation of its type stands before it: "(sau đây gọi tắt là Đề án)" behind a decision
    defines a plan, not a short form of the decision.
    """
    starts: dict[str, list[int]] = defaultdict(list)
    ends: dict[int, int] = {}
    for span in spans:
        starts[span.type].append(span.start)
        ends[span.start] = span.end
    since: dict[str, tuple[int, str]] = {}
    for match in TERM.finditer(plain):
        group, type_group = ("anchor", "type") if match["anchor"] else ("bare", "bare_type")
        row = BUILT_IN.named(match[type_group])
        document_type = row.name if row else _LAW if match[type_group].lower().startswith("hiến") else None
        start = match.start(group)
        earlier = starts.get(document_type or "", ())
        nearest = bisect_left(earlier, start) - 1
        if nearest < 0 or start - earlier[nearest] > _TERM_REACH or len(since) >= _MOST_TERMS:
            continue
        between = plain[ends[earlier[nearest]] : match.start()]
        again = re.search(rf"(?<!\w){re.escape(match[type_group])}(?!\w)", between, re.IGNORECASE)
        if not PARAGRAPH_END.search(between) and not again:
            since.setdefault(" ".join(match[group].split()), (start, document_type or ""))
    if not since:
        return spans
    longest_first = sorted(since, key=lambda term: (-len(term), term))
    uses = re.compile(rf"(?<!\w)(?:{'|'.join(map(words, longest_first))})(?!\w)")
    free = Free(spans)
    used: list[Found] = []
    for match in uses.finditer(plain):
        start, document_type = since[" ".join(match[0].split())]
        if match.start() < start or _goes_further(plain, match[0], match.end()):
            continue
        if DRAFT.search(plain, max(0, match.start() - 20), match.start()):
            continue
        if not free.between(match.start(), match.end()):
            continue
        number = re.search(r"[0-9]+", match[0])
        used.append(
            Found(
                match.start(),
                match.end(),
                match.end(),
                text[match.start() : match.end()],
                Kind.SHORT,
                document_type,
                number=number[0] if number else None,
            )
        )
    return sorted((*spans, *used), key=lambda span: span.start)


_LONGER = Pattern(rf"{W}(?:(?i:số){W}?[0-9]|[0-9]|(?:này|của|năm|về)(?!\w)|[A-ZĐ][^\W\d_])")
_AFTER_A_BARE_TYPE = Pattern(
    rf"[ ]?[,.;:)”\"]|$|{W}(?:được|đã|và|trong|theo|tại|có|phải|cần|đúng|để|nêu|trên|thì)(?!\w)"
)


def _goes_further(plain: str, term: str, end: int) -> bool:
    """Whether a defined word is only the beginning of something else: "Đề án số 5", "Luật Đất đai", "Kế hoạch này".

    Of a term that is nothing but a type ("Đề án") any word behind it may be its name: only what cannot is let by.
    """
    if BUILT_IN.named(term) is not None:
        return _AFTER_A_BARE_TYPE.match(plain, end) is None
    return _LONGER.match(plain, end) is not None
