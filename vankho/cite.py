"""Finding citations: a plain text in, what it cites out. Pure syntax, no archive.

The forms are in `forms`, the words that tell a relation in `cues`. Which document a citation means is not decided here,
but for what the text itself says: a short form stands for its fuller mention (`antecedents`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from vankho import dates
from vankho.antecedents import figure
from vankho.beside import beside, defined_bodies, narrowed
from vankho.clauses import LEAD, Clauses
from vankho.forms import (
    BEHIND,
    BODIES_BEFORE,
    BODY_BEFORE,
    BODY_BEHIND,
    CLAUSE_END,
    CONTINUED,
    DATE_BEFORE,
    DRAFT,
    FORMS,
    MEMBER,
    NUMBER_AND_SYMBOL,
    OWN_NUMBER,
    PINPOINT,
    START,
    THIS,
    TIME_BEHIND,
    Form,
)
from vankho.lexicon import EMPTY, Lexicon
from vankho.model import Found, Kind, Relation
from vankho.pattern import Pattern
from vankho.spelling import fold_look_alikes, match_key
from vankho.symbol import BUILT_IN, Side, TypeTable, side_of, written
from vankho.terms import PARAGRAPH_END, Free, with_terms

MOST = 10_000
"""Citations of one text: a real one has hundreds; those behind them stay words."""
_HEAD = 2500
"""Code points in which a text bears its own number."""

_ENDS_LIKE_A_PART = re.compile(r"[\s][0-9IVXLa-zđ.]{1,6},?\s+(?:của\s+|tại\s+)?$")
_MARKS = frozenset("*_\\")


def without_marks(text: str) -> tuple[str, Sequence[int]]:
    """A Markdown text without its emphasis marks, and for each offset in it (its end included) that in `text`."""
    if _MARKS.isdisjoint(text):
        return text, range(len(text) + 1)
    kept = [offset for offset, sign in enumerate(text) if sign not in _MARKS]
    return "".join(text[offset] for offset in kept), (*kept, len(text))


def find(text: str, lexicon: Lexicon = EMPTY) -> Iterator[Found]:
    """The citations of a plain text in NFC, in reading order; offsets are code points.

    `lexicon` has what an archive knows besides the built-in forms: types of its own, documents by their names.

    >>> [f.number_symbol for f in find("Thực hiện Công văn số 2245-CV/TU ngày 18/7/2024 của Ban Thường vụ Tỉnh ủy.")]
    ['2245-CV/TU']
    """
    plain = fold_look_alikes(text)
    own = OWN_NUMBER.search(plain, 0, _HEAD)
    own_number = (own["number"], re.sub(r"\s+", "", own["symbol"])) if own else None
    clauses = Clauses(plain)
    spans = with_terms(plain, text, _all_spans(plain, text, lexicon))
    fuller = {(span.type, figure(span.number)) for span in spans if span.symbol is not None or span.date is not None}
    bodies = defined_bodies(plain) if spans else {}
    since = 0
    for span in spans:
        if span.relation is Relation.SELF:
            yield span
            continue
        found, since = beside(plain, span, since), span.end
        meant = bodies.get(match_key(found.issuer_words)) if found.issuer_words else None
        if meant is not None and meant[0] <= found.start:
            found = replace(found, issuer_defined=meant[1])
        key = (span.type, figure(span.number))
        if span.kind is Kind.FULL and span.symbol is None and span.date is None and key in fuller:
            found = replace(found, kind=Kind.SHORT)
        found = clauses.read(found)
        if found.relation is Relation.DEFINES_SHORT_FORM:
            fuller.add(key)
        if own_number and (found.number, _joined(found)) == own_number:
            found = replace(found, relation=Relation.SELF)
        yield found


def _joined(found: Found) -> str | None:
    """The symbol with its joint, as the head of a text has it."""
    return None if found.symbol is None else written("", found.symbol, found.side, found.joint)


LIST_REACH = 400
"""Code points of a title in the middle of a list of numbers."""
_FIGURE = re.compile(r"[0-9]")
_FIGURE_REACH = 300
"""Code points from a type to its number, at most: the name of a law may stand between."""


def _all_spans(plain: str, text: str, lexicon: Lexicon) -> list[Found]:
    """What the built-in forms find, and what only the archive knows."""
    spans = list(islice(_spans(plain, text, START, FORMS, BUILT_IN), MOST))
    if lexicon.start is not None:
        more = _spans(plain, text, lexicon.start, lexicon.forms, lexicon.types)
        spans = _merged(spans, islice(more, MOST))
    if lexicon.names is not None:
        spans = _merged(spans, islice(_named(plain, text, lexicon.names, lexicon), MOST))
    return spans


def _merged(spans: list[Found], more: Iterable[Found]) -> list[Found]:
    free = Free(spans)
    return sorted([*spans, *(each for each in more if free.between(each.start, each.end))], key=lambda span: span.start)


def _named(plain: str, text: str, names: re.Pattern[str], lexicon: Lexicon) -> Iterator[Found]:
    """The documents that the archive knows by their names."""
    for match in names.finditer(plain):
        start, end = match.span()
        if DRAFT.search(plain, max(0, start - 20), start):
            continue
        yield Found(
            start,
            end,
            end,
            text[start:end],
            Kind.NUMBERLESS,
            lexicon.name_types[match_key(match[0])],
            narrowed=narrowed(plain, end, ("capital", "time")),
        )


def _spans(plain: str, text: str, starts: Pattern, forms: Sequence[Form], types: TypeTable) -> Iterator[Found]:
    without_figures = tuple(form for form in forms if form.kind is Kind.NUMBERLESS)
    position = done = 0  # where to look next; where the last citation ended
    listed: Found | None = None  # whose list may go on behind its title
    while start := starts.search(plain, position):
        position = start.end()
        if start["continued"]:
            further = CONTINUED.match(plain, start.start())
            if further and listed and not PARAGRAPH_END.search(plain, listed.end, start.start()):
                found = _read(further, Kind.FULL, "văn bản", text, plain, "", types)
                if found is not None and found.start - listed.end < LIST_REACH and listed.type == found.type:
                    listed, position, done = found, found.end, found.end
                    yield found
            continue
        figure = _FIGURE.search(plain, position, position + _FIGURE_REACH)
        symbol = NUMBER_AND_SYMBOL.match(plain, figure.start()) if figure else None
        behind = [pattern for pattern in BEHIND if pattern.match(plain, position)] if figure else []
        for form in forms if figure else without_figures:
            if (
                (form.symbol_first and symbol is None)
                or (form.behind is not None and form.behind not in behind)
                or (form.opens and not plain.startswith(form.opens, start.start()))
            ):
                continue
            match = form.pattern.match(plain, start.start())
            if match is None or not _cites(form, match, plain):
                continue
            lead = plain[max(done, match.start() - LEAD) : match.start()]
            found = _read(match, form.kind, match["type"], text, plain, lead, types)
            if found is None or (
                form.bare and found.end == found.anchor_end and not CLAUSE_END.match(plain, found.end)
            ):
                continue
            if form.kind is Kind.NUMBERLESS:
                found = replace(found, narrowed=narrowed(plain, found.end, form.narrowed), of_term=form.of_term)
            members = [*_shared(match, found, text), found]
            position = done = found.end
            while form.heads_list and (further := MEMBER.match(plain, position)):
                member = _read(further, Kind.FULL, match["type"], text, plain, "", types)
                if member is None:
                    break
                members.append(member)
                position = done = member.end
            yield from _of_one_body(members)
            listed = members[-1] if form.heads_list else None
            break
        else:
            this = THIS.match(plain, start.start())
            lead = plain[max(done, start.start() - LEAD) : start.start()]
            itself = _read(this, Kind.SHORT, this["type"], text, plain, lead, types) if this else None
            if itself is not None and itself.pinpoint:
                yield replace(itself, relation=Relation.SELF, issuer_words=None)
                position = done = itself.end


def _of_one_body(members: list[Found]) -> Iterator[Found]:
    """The members of a list, with what is said once for several of them.

    A body before the first is that of all; one behind a member is that of those before it, back to the next body. A
    date behind a member may be that of those before it, or not.
    """
    first = members[0]
    leads = first.issuer_words is not None and match_key(first.issuer_words) not in match_key(first.quote)
    shared = first.issuer_words if leads else None
    timed = False
    read: list[Found] = []
    for member in reversed(members):
        shared = member.issuer_words or shared
        said = member.date is not None or member.year is not None
        unread = member.time_unread or (timed and not said)
        timed = timed or said
        if shared != member.issuer_words or unread != member.time_unread:
            read.append(replace(member, issuer_words=shared, time_unread=unread))
        else:
            read.append(member)
    return reversed(read)


_A_DRAFT = re.compile(r"(?i:dự\s+thảo)\s+$")


def _cites(form: Form, match: re.Match[str], plain: str) -> bool:
    """Whether the words name a document that is there: no draft, no head of the text itself."""
    if form.kind is Kind.NUMBERLESS:
        return not DRAFT.search(plain, max(0, match.start() - 20), match.start())
    if _A_DRAFT.search(plain, max(0, match.start() - 12), match.start()):
        return False
    if form.kind is Kind.FULL and "\n" in match["anchor"]:
        # "QUYẾT ĐỊNH⏎Số: 12/QĐ-UBND": a line that is nothing but the type is the head of the text.
        line_start = plain.rfind("\n", 0, match.start()) + 1
        alone = not plain[line_start : match.start()].strip() and plain[match.end("type") :][:1] == "\n"
        return not (alone and match["type"].isupper() and match.start() < _HEAD)
    return True


def _shared(match: re.Match[str], found: Found, text: str) -> Iterator[Found]:
    """The numbers that stand before the one with the symbol: "Chỉ thị 01, 13, 33/CT-UB"."""
    if not match.groupdict().get("shared"):
        return
    start = match.start("type")
    for number in re.finditer(r"[0-9][0-9.a-zđ]*", match["shared"]):
        end = match.start("shared") + number.end()
        yield replace(
            found,
            start=start,
            end=end,
            anchor_end=end,
            quote=text[start:end],
            number=number[0],
            date=None,
            issuer_words=None,
        )
        start = match.start("shared") + number.end() + 1
        while text[start : start + 1].isspace():
            start += 1


_HYPHEN_FOR_SLASH = re.compile(r"[A-ZĐ][A-Za-zĐđ]{1,4}-(?:TW|TƯ|TU|HU|QU|ĐU)")
_DATE_GROUPS = ("date", "bracket_date")
_ISSUER_GROUPS = ("issuer", "issuer_first", "issuer_mid")


def _read(
    match: re.Match[str], kind: Kind, type_words: str, text: str, plain: str, lead: str, types: TypeTable
) -> Found | None:
    """The citation that a form matched; `lead` is what stands before it, back to the one before."""
    groups = match.groupdict()
    end = match.end()
    if kind is Kind.FULL:
        said_behind, end = _behind(plain, end)
        groups |= said_behind
    number, raw_symbol = groups.get("number"), groups.get("symbol")
    side: Side | None = None
    symbol: str | None = None
    printed: str | None = None
    if raw_symbol:
        joint = raw_symbol.strip()[0]
        tight = re.sub(r"\s+", "", raw_symbol)
        symbol = tight.lstrip("-/")
        side = side_of(joint, symbol) or (Side.PARTY if _HYPHEN_FOR_SLASH.fullmatch(symbol) else None)
        if side is None:
            return None
        printed = "-" if side is Side.STATE and joint != "/" else None
    document_type, *other_types = _type_names(type_words, symbol, side, types) or [None]
    if document_type is None:
        return None
    start = match.start("anchor")
    issuer = next((groups[name] for name in _ISSUER_GROUPS if groups.get(name)), None)
    said = next((groups[name] for name in _DATE_GROUPS if groups.get(name)), None)
    if said is None and (above := DATE_BEFORE.search(lead)):
        said = above["date"]
    date = dates.read(said) if said else None
    joint = BODY_BEFORE.search(lead[-30:]) if issuer is None else None
    if joint is not None and (before := BODIES_BEFORE[joint.lastgroup or ""].search(lead)):
        issuer = before["body"]
        if date is None and joint.lastgroup == "có" and before["date"]:
            date = dates.read(before["date"])  # "Ngày 25/4/2020 Văn phòng Trung ương Đảng đã có Công văn số …"
    pinpoint = PINPOINT.search(lead) if _ENDS_LIKE_A_PART.search(lead[-30:]) else None
    return Found(
        start=start,
        end=end,
        anchor_end=match.end("anchor"),
        quote=text[start:end],
        kind=kind,
        type=document_type,
        other_types=tuple(name for name in other_types if name is not None),
        number=number,
        symbol=symbol,
        side=side,
        joint=printed,
        date=date,
        year=int(year) if (year := groups.get("year") or groups.get("number_year")) and date is None else None,
        issuer_words=" ".join(issuer.split()) if issuer else None,
        time_unread=said is not None and date is None,
        pinpoint=" ".join(pinpoint[1].split()).rstrip(",") if pinpoint else None,
    )


def _behind(plain: str, end: int) -> tuple[dict[str, str], int]:
    """What stands directly behind a number, by group (body, year, date, body), and where it ends."""
    said: dict[str, str] = {}
    body = BODY_BEHIND.match(plain, end)
    if body is not None and body["of"]:
        said["issuer_first"], end = body["issuer"], body.end()
    time = TIME_BEHIND.match(plain, end)
    if time is not None:
        said |= {name: words for name, words in time.groupdict().items() if words}
        end = time.end()
    body = BODY_BEHIND.match(plain, end)
    if body is not None:
        said["issuer"], end = body["issuer"], body.end()
    return said, end


_STATUTES = {match_key("Hiến pháp"): "luật", match_key("Điều lệ Đảng"): "quy định"}


def _type_names(type_words: str, symbol: str | None, side: Side | None, types: TypeTable) -> list[str | None]:
    """The name of the type; where an abbreviation tells it, every type that bears it; nothing where it is none."""
    key = match_key(type_words)
    row = types.named(type_words)
    if row is not None:
        return [row.name]
    if key in _STATUTES:
        return [_STATUTES[key]]
    if side is None or symbol is None:
        return []
    if key == "cv":
        return ["công văn"]  # a State symbol does not say it
    if key != match_key("văn bản"):
        return [row.name for row in types.of_abbreviation(type_words, side)]
    first = re.split(r"[-/.]", re.sub(r"^[12][0-9]{3}/", "", symbol))[0]
    return [row.name for row in types.of_abbreviation(first, side)] or ["công văn"]
