"""Who and what is meant by a name: words for a body, or for a document without number, seen from who writes them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date as Day
from functools import lru_cache

from vankho import dates
from vankho.lexis import spellings
from vankho.model import Found, Issuer, Record, Term
from vankho.spelling import match_key
from vankho.symbol import NumberSymbol, Side, same_symbol, symbol_key

_CENTRAL = re.compile(
    r"[A-ZĐ&]{0,8}TW|CP|TTg|TTG|CTN|QH[0-9]{0,2}|UBTVQH[0-9]{0,2}|VPCP|B[A-ZĐ&]{1,9}|NHNN|TTCP|KTNN|UBDT|VKSNDTC|TANDTC"
)
"""Symbols that one body of the whole country bears (the Party's centre, the Government, ministries): they name it
without words."""


TERM_YEARS = 5
"""A term of office lasts five years: where its dates are not known, more years are another one."""


def title_key(name: str) -> str:
    """What two spellings of a document's name have in common; a date in words is one in figures."""
    return match_key(
        re.sub(
            r"ngày 0?([0-9]+) tháng 0?([0-9]+) năm ([0-9]{4})|ngày 0?([0-9]+)[/.-]0?([0-9]+)[/.-]([0-9]{4})",
            lambda m: "ngày " + " ".join(figure for figure in m.groups() if figure),
            " ".join(name.split()),
        )
    )


class Bodies:
    """Who is meant by the words for a body, seen from the body that writes them."""

    def __init__(self, issuers: Sequence[Issuer]) -> None:
        self._issuers = {issuer.key: issuer for issuer in issuers}
        self._named: dict[str, list[tuple[Issuer, str]]] = defaultdict(list)
        for issuer in issuers:
            for name in (issuer.name, *issuer.aliases):
                self._named[match_key(name)].append((issuer, name))
        self._bearing: dict[str, list[Issuer]] = defaultdict(list)
        """By `symbol_key`."""
        self.asked = set[str]()
        """Keys of the names and symbols that were asked for: with a body more of another name and symbol the answers
        would be the same."""
        for issuer in self._issuers.values():
            for key in dict.fromkeys(map(symbol_key, issuer.symbols)):
                self._bearing[key].append(issuer)

    @property
    def names(self) -> set[str]:
        """Keys of all names and symbols, as in `asked`."""
        return {*self._named, *self._bearing}

    def superiors(self, issuer: Issuer) -> Iterator[Issuer]:
        """The body itself and those above it."""
        current: Issuer | None = issuer
        while current is not None:
            yield current
            current = self._issuers.get(current.parent) if current.parent else None

    def terms(self, key: str | None) -> tuple[Term, ...]:
        """The terms of office of a body, as far as they are known."""
        return self._issuers[key].terms if key in self._issuers else ()

    def understood(self, name: str, key: str | None, writer: Issuer) -> bool:
        """Whether a writer may use this name of the body `key` (or of its document) without saying where.

        A name that has the place in it is understood by all; "Tỉnh ủy", "Đảng bộ tỉnh" only by those above whom that
        body stands, or who are competent for the same place.
        """
        body = self._issuers.get(key) if key else None
        if body is None or body.place is None or name == body.name or match_key(body.place) in match_key(name):
            return True
        return any(above.key == body.key or above.place == body.place for above in self.superiors(writer))

    def named(self, words: str, writer: Issuer, day: Day | None = None) -> tuple[Issuer, ...]:
        """The bodies that the words may mean in the mouth of `writer`; the nearest that stands above it comes alone.

        A body that did not exist on `day` is not meant: "Tỉnh ủy" of 2022 is the province of before the merger. Without
        a day bodies of one name that followed each other all may be.
        """
        for spelling in spellings(words):
            key = match_key(spelling)
            self.asked.add(key)
            matches = {
                issuer.key: issuer
                for issuer, name in self._named.get(key, ())
                if self.understood(name, issuer.key, writer) and not (day and issuer.valid.excludes(day))
            }
            if matches:
                for above in self.superiors(writer):
                    if above.key in matches:
                        return (above, *(i for i in matches.values() if day is None and _followed(above, i)))
                return tuple(matches.values())
        return ()

    def issuer_of(
        self, found: Found, writer: Issuer
    ) -> tuple[Issuer | None, tuple[Issuer, ...] | None, tuple[str, ...]]:
        """The issuer for sure or None, the bodies that the words may mean or None without words, the evidence."""
        symbol = _body_symbol(found)
        borne: Sequence[Issuer] = ()
        if symbol:
            self.asked.add(symbol_key(symbol))
            borne = self._bearing.get(symbol_key(symbol), ())
        bearers = [issuer for issuer in borne if self._fits(issuer, symbol, found.date)]
        central = bearers[0] if symbol and _CENTRAL.fullmatch(symbol) and len(bearers) == 1 else None
        words = found.issuer_defined or found.issuer_words
        if words is not None:
            named = tuple(i for i in self.named(words, writer, found.date) if self._fits(i, symbol, found.date))
            if (
                not named
                and central
                and (_PLACE.match(words) or _CENTRE.match(words) or match_key(words) not in match_key(found.quote))
            ):
                return central, None, ("central-symbol",)  # the words stand before it, or name a place
            if found.body_unread and central is None:
                return None, (), ()  # the name goes on: "Tỉnh ủy các tỉnh …"
            return (named[0] if len(named) == 1 else None), named, ("issuer-words",) if len(named) == 1 else ()
        if symbol is None:
            return None, None, ()
        if central is not None:
            return central, None, ("central-symbol",)
        own = [above for above in self.superiors(writer) if above in bearers]
        if len(own) == 1 and not found.body_unread and _says_when(found):
            return own[0], None, ("own-symbol",)
        return None, None, ()

    def _fits(self, issuer: Issuer, symbol: str | None, day: Day | None) -> bool:
        if day is not None and issuer.valid.excludes(day):
            return False
        return symbol is None or not issuer.symbols or any(same_symbol(symbol, own) for own in issuer.symbols)


def _followed(one: Issuer, other: Issuer) -> bool:
    """Whether one of two bodies ended before the other began."""
    return one.key != other.key and (
        (one.valid.until is not None and other.valid.excludes(one.valid.until))
        or (other.valid.until is not None and one.valid.excludes(other.valid.until))
    )


def _says_when(found: Found) -> bool:
    """Whether a citation that names no body says at least when: without that it may be anybody's."""
    return (
        found.date is not None or found.year is not None or re.match(r"[12][0-9]{3}/", found.symbol or "") is not None
    )


_CENTRE = re.compile(r"(?:Hội nghị |Ban Chấp hành |BCH )?(?:Trung ương|TW)(?: lần thứ)? ?(?!Đoàn|Hội)", re.IGNORECASE)
"""Names of the Party's centre that no list of names can hold: "Hội nghị Trung ương 5 khóa XIII"."""
_PLACE = re.compile(r"(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường) (?!ủy|uỷ)")


class Records:
    """Documents that are known by their names."""

    def __init__(self, records: Sequence[Record], bodies: Bodies) -> None:
        self._bodies = bodies
        self.asked = set[str]()
        """Keys of the names that were asked for, as of bodies."""
        self._named: dict[str, list[tuple[Record, str]]] = defaultdict(list)
        for record in records:
            for name in (record.name, *record.aliases):
                self._named[title_key(name)].append((record, name))
                law = re.fullmatch(r"((?:Luật|Bộ luật|Pháp lệnh) .+?) năm [0-9]{4}", name)
                if law and record.date:  # Nghị định 30/2020/NĐ-CP, Phụ lục I.II.6 cites laws by name and date
                    self._named[title_key(f"{law[1]} ngày {dates.short(record.date)}")].append((record, name))

    @property
    def names(self) -> set[str]:
        """Keys of all names, as in `asked`."""
        return set(self._named)

    def named(self, found: Found, writer: Issuer | None, day: Day | None = None) -> tuple[Record, ...]:
        """The records that a numberless citation may mean; without a writer, in whosever mouth, without a day, at any
        time."""
        if found.narrowed is not None:
            return ()  # "Nghị quyết Đại hội XIII Công đoàn Việt Nam", "Chương trình công tác … quý II/2024"
        key = title_key(found.quote[: found.anchor_end - found.start])
        self.asked.add(key)
        matches = {
            record.key: record
            for record, name in self._named.get(key, ())
            if (writer is None or name == record.name or self._bodies.understood(name, record.issuer, writer))
            and (day is None or record.date is None or self.may_cite(found, record.date, record.issuer, day))
        }
        return tuple(matches.values())

    def may_cite(self, found: Found, date: Day, issuer: str | None, day: Day) -> bool:
        """Whether on `day` a name may mean the document of `date`: none of the future, nor of another term if each
        term has its own."""
        if date > day:
            return False
        if not found.of_term:
            return True
        terms = self._bodies.terms(issuer)
        if any(term.span.includes(date) for term in terms):
            return not any(term.span.includes(date) and term.span.excludes(day) for term in terms)
        return day.year - date.year <= TERM_YEARS


def _body_symbol(found: Found) -> str | None:
    return _symbol_of(found.number_symbol, found.type) if found.number_symbol and found.symbol else None


@lru_cache(maxsize=1 << 14)
def _symbol_of(number_symbol: str, document_type: str) -> str | None:
    """How the body stands in a number, which is read for each citation, in both editions."""
    number = NumberSymbol.parse(number_symbol)
    if number and number.side is Side.STATE and document_type == "công văn":
        return number.groups[0]  # which names no type: CT-TTHT of a Cục Thuế
    return number.body() if number else None
