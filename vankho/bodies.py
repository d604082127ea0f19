"""Who and what is meant by a name: words for a body, or for a document without number, seen from who writes them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date as Day

from vankho.model import Found, Issuer, Record
from vankho.spelling import match_key
from vankho.symbol import NumberSymbol, same_symbol

CENTRAL = frozenset(["TW", "CP", "TTg", "CTN", "UBTVQH", "VPTW", "VPCP"])
"""Symbols that one body of the whole country bears: they name it without words."""


class Bodies:
    """Who is meant by the words for a body, seen from the body that writes them."""

    def __init__(self, issuers: Sequence[Issuer]) -> None:
        self._issuers = {issuer.key: issuer for issuer in issuers}
        self._named: dict[str, list[tuple[Issuer, str]]] = defaultdict(list)
        for issuer in issuers:
            for name in (issuer.name, *issuer.aliases):
                self._named[match_key(name)].append((issuer, name))

    def superiors(self, issuer: Issuer) -> Iterator[Issuer]:
        """The body itself and those above it."""
        current: Issuer | None = issuer
        while current is not None:
            yield current
            current = self._issuers.get(current.parent) if current.parent else None

    def understood(self, name: str, key: str | None, writer: Issuer) -> bool:
        """Whether a writer may use this name of the body `key` (or of its document) without saying where.

        A name that has the place in it is understood by all; "Tỉnh ủy", "Đảng bộ tỉnh" only by those above whom that
        body stands, or who are competent for the same place.
        """
        body = self._issuers.get(key) if key else None
        if body is None or body.place is None or name == body.name or match_key(body.place) in match_key(name):
            return True
        return any(above.key == body.key or above.place == body.place for above in self.superiors(writer))

    def named(self, words: str, writer: Issuer) -> tuple[Issuer, ...]:
        """The bodies that the words may mean in the mouth of `writer`; the nearest that stands above it comes alone."""
        for spelling in _spellings(words):
            matches = {
                issuer.key: issuer
                for issuer, name in self._named.get(match_key(spelling), ())
                if self.understood(name, issuer.key, writer)
            }
            if matches:
                for above in self.superiors(writer):
                    if above.key in matches:
                        return (above,)
                return tuple(matches.values())
        return ()

    def issuer_of(
        self, found: Found, writer: Issuer
    ) -> tuple[Issuer | None, tuple[Issuer, ...] | None, tuple[str, ...]]:
        """The issuer for sure or None, the bodies that the words may mean or None without words, the evidence."""
        symbol = _body_symbol(found)
        if found.issuer_words is not None:
            named = tuple(i for i in self.named(found.issuer_words, writer) if self._fits(i, symbol, found.date))
            return (named[0] if len(named) == 1 else None), named, ("issuer-words",) if len(named) == 1 else ()
        if symbol is None:
            return None, None, ()
        bearers = [i for i in self._issuers.values() if symbol in i.symbols and self._fits(i, symbol, found.date)]
        if symbol in CENTRAL and len(bearers) == 1:
            return bearers[0], None, ("central-symbol",)
        own = [above for above in self.superiors(writer) if above in bearers]
        if len(own) == 1:
            return own[0], None, ("own-symbol",)
        return None, None, ()

    def _fits(self, issuer: Issuer, symbol: str | None, day: Day | None) -> bool:
        if day is not None and issuer.valid.excludes(day):
            return False
        return symbol is None or not issuer.symbols or any(same_symbol(symbol, own) for own in issuer.symbols)


class Records:
    """Documents that are known by their names."""

    def __init__(self, records: Sequence[Record], bodies: Bodies) -> None:
        self._bodies = bodies
        self._named: dict[str, list[tuple[Record, str]]] = defaultdict(list)
        for record in records:
            for name in (record.name, *record.aliases):
                self._named[match_key(name)].append((record, name))

    def named(self, found: Found, writer: Issuer | None) -> tuple[Record, ...]:
        """The records that a numberless citation may mean; without a writer, in whosever mouth."""
        key = match_key(found.quote[: found.anchor_end - found.start])
        matches = {
            record.key: record
            for record, name in self._named.get(key, ())
            if writer is None or name == record.name or self._bodies.understood(name, record.issuer, writer)
        }
        return tuple(matches.values())


_OFFICES = re.compile(
    r"^(?:Hội nghị|Phó Chủ tịch|Chủ tịch|Phó Giám đốc|Giám đốc|Bộ trưởng|Ban Thường vụ|Thường trực"
    r"|Ban Chấp hành|BTV)\s+"
)
_ORDINALS = re.compile(r"\s+lần thứ (?:[0-9]+|[IVXL]+)|,?\s+kh[oó][áa] (?:[0-9]+|[IVXL]+)")


def _spellings(words: str) -> Iterator[str]:
    """The words, then without organ, office or term: "Hội nghị Tỉnh ủy lần thứ 10 khóa XX" is of the Tỉnh ủy."""
    yield words
    bare = _ORDINALS.sub("", words)
    if bare != words:
        yield bare
    while (shorter := _OFFICES.sub("", bare)) != bare:
        bare = shorter
        yield bare


def _body_symbol(found: Found) -> str | None:
    number = NumberSymbol.parse(found.number_symbol) if found.number_symbol and found.symbol else None
    return number.body() if number else None
