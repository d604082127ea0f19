"""What a text says twice: its citations in, for each the fuller mention in the same text that it stands for."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from vankho.lexis import TERM_OF_OFFICE, same_body
from vankho.model import Found, Kind, Relation
from vankho.spelling import match_key
from vankho.symbol import same_symbol


def antecedents(founds: Sequence[Found], subject: int = 0) -> tuple[Found | None, ...]:
    """For each citation of a text, in reading order, the fuller mention in the same text that it stands for.

    A short form stands for what its definition stands for, and this for the last earlier citation whose type AND number
    are its own, never for the nearest one; without a number of its own for the last earlier one of its type that
    stands in no other's title. A short form that nobody defined stands for the only earlier citation of its type and
    number; in the subject (the first `subject` citations) for the only later one. A numberless form stands for the
    only numbered one of the same name and body, before or after it; a number without date for the only dated
    mention of that number. None where there is no such mention, where several documents may be meant, or where what
    stands beside the form says something of its own that could not be read.
    """
    numbered: dict[tuple[str, str | None], list[Found]] = defaultdict(list)
    programmes: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in founds:
        if found.kind is Kind.FULL:
            numbered[found.type, figure(found.number)].append(found)
            programmes[_name(found), match_key(found.issuer_words or "")].append(found)
    contents = _contents(founds)
    earlier: dict[tuple[str, str | None], Found] = {}
    several: set[tuple[str, str | None]] = set()
    last_of_type: dict[str, Found] = {}
    defined: dict[str, Found | None] = {}
    result: list[Found | None] = []
    for place, found in enumerate(founds):
        key = (found.type, figure(found.number))
        meant: Found | None = None
        term = " ".join(found.quote.split())
        if found.relation is Relation.SELF and found.number is None:
            meant = None
        elif found.kind is Kind.SHORT:
            if found.relation is Relation.DEFINES_SHORT_FORM:
                if found.number:
                    meant = earlier.get(key) if key not in several else None
                else:
                    meant = last_of_type.get(found.type)
                if meant is not None or term in defined:
                    again = term in defined and not (meant and _same(defined[term], meant))
                    defined[term] = None if again else meant  # one short form for two documents says nothing more
            elif term in defined:
                meant = defined[term]
            elif found.number and key not in several:
                meant = earlier.get(key)
                if meant is None and place < subject:
                    meant = _only([other for other in numbered[key] if other.symbol is not None])
            if meant is not None and not _may_be_said_of(found, meant):
                meant = None
        elif found.kind is Kind.NUMBERLESS and not re.search(r"[0-9]", found.quote):
            meant = _only(programmes.get((_name(found), match_key(found.issuer_words or "")), ()))
            if found.narrowed and (found.narrowed != "content" or _other_content(found, meant, contents)):
                meant = None
        elif found.date is None and found.symbol is not None and not (found.time_unread or found.body_unread):
            meant = _only(_dated(found, numbered[key]))
            if meant is not None and meant.start > found.start and found.issuer_words is None and place >= subject:
                meant = None  # what is said in full later may be another body's
        result.append(meant)
        if found.kind is Kind.FULL:
            if key in earlier and not _one_document(earlier[key], found):
                several.add(key)
            earlier[key] = meant or found
        if found.kind is not Kind.SHORT and (found.nested_in is None or found.type not in last_of_type):
            last_of_type[found.type] = found
    return tuple(result)


def _same(one: Found | None, other: Found) -> bool:
    return (
        one is not None
        and one.type == other.type
        and figure(one.number) == figure(other.number)
        and (one is other or _one_document(one, other))
    )


def _contents(founds: Sequence[Found]) -> dict[tuple[int, int], tuple[str, str]]:
    """By start and end of a citation: what the first citation in its title is, as words or number."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for inner in founds:
        if inner.nested_in is not None:
            found.setdefault((inner.nested_in.start, inner.nested_in.end), content_key(inner))
    return found


def content_key(found: Found) -> tuple[str, str]:
    """What tells one cited document from another within a text: type, and number or name."""
    return found.type, figure(found.number) or match_key(found.quote)


def _other_content(found: Found, meant: Found | None, contents: dict[tuple[int, int], tuple[str, str]]) -> bool:
    """Whether the two carry out different documents: "Chương trình hành động … thực hiện Nghị quyết số 13"."""
    one = contents.get((found.start, found.end))
    other = contents.get((meant.start, meant.end)) if meant is not None else None
    return one is not None and other is not None and one != other


_AT_MOST = 50
"""Mentions of one number that are compared with each other: more say no more."""


def _dated(found: Found, mentions: Sequence[Found]) -> list[Found]:
    return [
        other
        for other in mentions[:_AT_MOST]
        if (other.date is not None or TERM_OF_OFFICE.search(other.issuer_words or ""))
        and other is not found
        and other.symbol is not None
        and same_symbol(other.symbol, found.symbol or "")
        and _may_be_said_of(found, other)
    ]


def _only(mentions: Sequence[Found]) -> Found | None:
    """The first of the mentions, if all of them mean one document."""
    if not mentions:
        return None
    first = mentions[0]
    return first if all(_one_document(first, other) for other in mentions[:_AT_MOST]) else None


def _one_document(one: Found, other: Found) -> bool:
    """Whether two numbered mentions may be of one document: nothing that both say differs."""
    if one.symbol and other.symbol and not same_symbol(one.symbol, other.symbol):
        return False
    if one.date and other.date and one.date != other.date:
        return False
    if _term(one) and _term(other) and _term(one) != _term(other):
        return False
    if (_term(one) and not _term(other) and other.date) or (_term(other) and not _term(one) and one.date):
        return False  # whether the day is of that term, the words do not say
    first, second = _issuer(one), _issuer(other)
    return not (first and second) or same_body(first, second)


def _may_be_said_of(short: Found, full: Found) -> bool:
    """Whether what a short form says of body and year does not speak against its fuller mention."""
    if short.time_unread or short.body_unread:
        return False
    if short.year is not None and _year(full) != short.year:
        return False
    said, other = _issuer(short), _issuer(full)
    if said is None:
        return True
    term, other_term = TERM_OF_OFFICE.search(said), TERM_OF_OFFICE.search(other or "")
    if term is not None and (other_term is None or match_key(term[0]) != match_key(other_term[0])):
        return False
    return same_body(said, other or "")


def _year(found: Found) -> int | None:
    if found.date is not None:
        return found.date.year
    written = re.match(r"([12][0-9]{3})/", found.symbol or "")
    return int(written[1]) if written else found.year


def _term(found: Found) -> str | None:
    said = TERM_OF_OFFICE.search(_issuer(found) or "")
    return match_key(said[0]) if said else None


def _issuer(found: Found) -> str | None:
    """The body as the text means it."""
    return found.issuer_defined or found.issuer_words


def figure(number: str | None) -> str | None:
    """`02` and `2` are one number."""
    return (number.lstrip("0") or "0") if number else None


def _name(found: Found) -> str:
    """The words of the name before the number or the body: "Chương trình hành động"."""
    return match_key(" ".join(takewhile(lambda word: word not in ("số", "của"), found.quote.split())))
