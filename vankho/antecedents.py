"""What a text says twice: its citations in, for each the fuller mention in the same text that it stands for."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from vankho.model import Found, Kind, Relation
from vankho.spelling import match_key
from vankho.symbol import same_symbol


def antecedents(founds: Sequence[Found]) -> tuple[Found | None, ...]:
    """For each citation of a text, in reading order, the fuller mention in the same text that it stands for.

    A short form stands for what its definition stands for, and this for the last earlier citation whose type AND number
    are its own, never for the nearest one; without a number of its own for the last earlier one of its type. A short
    form that nobody defined stands for the only earlier citation of its type and number. A numberless form stands for
    the only numbered one of the same name and body, before or after it; a number without date for the only dated
    mention of that number. None where there is no such mention, or where several documents may be meant.
    """
    numbered: dict[tuple[str, str | None], list[Found]] = defaultdict(list)
    programmes: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in founds:
        if found.kind is Kind.FULL:
            numbered[found.type, figure(found.number)].append(found)
            programmes[_name(found), match_key(found.issuer_words or "")].append(found)
    earlier: dict[tuple[str, str | None], Found] = {}
    several: set[tuple[str, str | None]] = set()
    last_of_type: dict[str, Found] = {}
    defined: dict[str, Found] = {}
    result: list[Found | None] = []
    for found in founds:
        key = (found.type, figure(found.number))
        meant: Found | None = None
        term = " ".join(found.quote.split())
        if found.relation is Relation.SELF and found.number is None:
            meant = None
        elif found.kind is Kind.SHORT:
            if found.relation is Relation.DEFINES_SHORT_FORM:
                meant = earlier.get(key) if found.number else last_of_type.get(found.type)
                if meant is not None:
                    defined[term] = meant
            elif term in defined:
                meant = defined[term]
            elif found.number and key not in several:
                meant = earlier.get(key)
            if meant is not None and not _may_be_said_of(found, meant):
                meant = None
        elif found.kind is Kind.NUMBERLESS and not re.search(r"[0-9]", found.quote):
            meant = _only(programmes.get((_name(found), match_key(found.issuer_words or "")), ()))
        elif found.date is None and found.symbol is not None:
            meant = _only(_dated(found, numbered[key]))
            if meant is not None and meant.start > found.start and found.issuer_words is None:
                meant = None  # what is said in full later may be another body's
        result.append(meant)
        if found.kind is Kind.FULL:
            if key in earlier and not _one_document(earlier[key], found):
                several.add(key)
            earlier[key] = found
        if found.kind is not Kind.SHORT:
            last_of_type[found.type] = found
    return tuple(result)


_AT_MOST = 50
"""Mentions of one number that are compared with each other: more say no more."""


def _dated(found: Found, mentions: Sequence[Found]) -> list[Found]:
    return [
        other
        for other in mentions[:_AT_MOST]
        if other.date is not None
        and other.symbol is not None
        and same_symbol(other.symbol, found.symbol or "")
        and (found.issuer_words is None or match_key(found.issuer_words) == match_key(other.issuer_words or ""))
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
    return not (one.issuer_words and other.issuer_words) or match_key(one.issuer_words) == match_key(other.issuer_words)


def _may_be_said_of(short: Found, full: Found) -> bool:
    """Whether what a short form says of body and year does not speak against its fuller mention."""
    if short.year is not None and (full.date is None or full.date.year != short.year):
        return False
    return short.issuer_words is None or match_key(short.issuer_words) == match_key(full.issuer_words or "")


def figure(number: str | None) -> str | None:
    """`02` and `2` are one number."""
    return (number.lstrip("0") or "0") if number else None


def _name(found: Found) -> str:
    """The words of the name before the number or the body: "Chương trình hành động"."""
    return match_key(" ".join(takewhile(lambda word: word not in ("số", "của"), found.quote.split())))
