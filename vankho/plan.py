"""What a letter says of the documents that it cites: its citations in, of each what is known of the document out.

Number, type, body and time, as far as the words tell them, with what the text says more fully elsewhere; and the keys
of what may decide which document that is (`vankho.decide`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from hashlib import sha256

from vankho.antecedents import antecedents, content_key
from vankho.bodies import Bodies, Records
from vankho.holdings import Face, Holding, Holdings
from vankho.lexis import TERM_OF_OFFICE, bearers_of
from vankho.model import Found, Issuer, Kind, Record, Relation
from vankho.spelling import match_key, slug
from vankho.symbol import DocumentType, Side, TypeTable, document_slug, symbol_key, written
from vankho.ties import address_key, dated_key, joined_key, name_key, number_key, numbered_key, record_key

_PRINTED_YEAR = re.compile(r"([12][0-9]{3})/")
_HAS_A_PLACE = re.compile(
    r"(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|thị trấn|xã|phường|ủy|uỷ|UBND|HĐND)\s+[A-ZĐÀ-Ỹ]\w+ [A-ZĐÀ-Ỹ]"
    r"|^(?:Bộ|Chính phủ|Thủ tướng|Quốc hội|Ủy ban Thường vụ Quốc hội|Tổng cục|Ban Bí thư)(?!\w)|Trung ương|Việt Nam",
    re.IGNORECASE,
)
"""A name that means one body to whoever reads it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a cited document."""

    issuer: Issuer | None
    """None where no issuer is known for sure."""
    possible: tuple[Issuer, ...] | None
    """The bodies that the words may mean; None where there are no words."""
    type: DocumentType
    number: str
    symbol: str | None
    side: Side | None
    joint: str | None
    """Between number and symbol, where it is not the usual one of the side."""
    date: Day | None
    words: str | None
    """The body as written."""
    said_year: int | None
    """The year that the text gives without a date."""
    other_types: tuple[str, ...]
    latest: Day
    """The document is not later than this."""
    years_around: tuple[int, ...]
    """That the sentence speaks of."""
    of_a_term: bool
    """The sentence speaks of a term of office. These three are said of a citation without date: another needs none."""
    time_unread: bool
    """A date stands beside it that could not be read: no other time is evidence."""
    period: str
    """Of a citation without date: what keeps it apart from those of other years or terms."""
    writer: str
    """Key of the body that cites."""
    whose: str
    """Where words for a body without place are understood: the place of the body that cites."""
    quote: str
    """The words of the citation."""
    evidence: tuple[str, ...]

    @property
    def number_symbol(self) -> str:
        if self.symbol is None:
            return self.number
        return written(self.number, self.symbol, self.side, self.joint)

    @property
    def year(self) -> int | None:
        if match := _PRINTED_YEAR.match(self.symbol or ""):
            return int(match[1])  # it was printed with the number; a date beside it may be misprinted, or another's
        return self.date.year if self.date is not None else self.said_year

    @property
    def series(self) -> tuple[str, str, str, str]:
        """What a dateless and a dated citation of one document have in common."""
        key = self.issuer.key if self.issuer else ""
        return key, self.type.name, number_key(self.number), symbol_key(self.symbol or "")

    def last_part(self, types: TypeTable) -> str:
        """Its last part of an address: number, symbol and type."""
        side = self.side or (self.issuer.side if self.issuer else Side.STATE)
        return document_slug(self.number, self.symbol, side, self.type, types)

    def address(self, types: TypeTable) -> str:
        """That which the document would have if it were held, as far as what is known of it goes."""
        last = self.last_part(types)
        if self.issuer is None:
            if self.symbol:
                last = f"{slug(self.type.name)}-{last}"
            who = match_key(self.words) if self.words else f"({self.writer})"
            if self.words and not _HAS_A_PLACE.search(self.words):
                who = f"{who} ({self.whose})"
            last = f"{last}-{sha256(who.encode()).hexdigest()[:6]}"  # two unknown bodies are two documents
            return f"van-ban/{last}-{self.date or self.period}".rstrip("-")
        if self.year is None:
            return f"van-ban/{self.issuer.key}-{last}-{self.period}".rstrip("-")
        return f"{self.issuer.key}/{self.year}/{last}"


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says of one document that it cites."""

    meant: Identity | Record | Face | None
    relation: Relation
    itself: bool | None
    """Whether words for a document without number ("Chỉ thị này") mean the letter itself; None of other citations."""
    keys: tuple[str, ...]
    """Of what may decide about it (see `decide.Resolver.keys_of`), and of those that may join it (`ties`)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a letter cites."""

    said: tuple[Said, ...]
    """One for each of its citations."""
    text_citations: int
    """How many of them stand in the text."""
    tells: bool
    """It cites documents in the titles of others."""
    asked: tuple[str, ...]
    """Keys of the names and symbols of bodies and records that were asked for (`Bodies.asked`, `Records.asked`)."""


class Planner:
    """Finds out what the directives of one edition say of what they cite."""

    def __init__(self, holdings: Holdings, under: Callable[[str], Sequence[Face]]) -> None:
        """`under` gives the held directives that are found under a key (`decide.Resolver.keys_of`), in the order of the
        holdings."""
        self._holdings = holdings
        self._under = under
        self.bodies = Bodies(holdings.issuers)
        self._records = Records(holdings.records, self.bodies)

    def plan(self, holding: Holding) -> Plan:
        """What a directive says of the documents that it cites."""
        self.bodies.asked.clear()
        self._records.asked.clear()
        said = []
        for citation, (meant, full) in zip(holding.citations, self._identities(holding), strict=True):
            found = citation.found
            unnumbered = found.relation is Relation.SELF and found.number is None
            itself = found.type == holding.type.name if unnumbered else None
            said.append(Said(meant, found.relation, itself, self._keys(full or found, meant)))
        tells = any(citation.found.nested_in is not None for citation in holding.citations)
        return Plan(tuple(said), holding.text_citations, tells, tuple(sorted(self.bodies.asked | self._records.asked)))

    def _identities(self, holding: Holding) -> Iterator[tuple[Identity | Record | Face | None, Found | None]]:
        """Of each citation what it means, and the fuller one that it stands for."""
        founds = [citation.found for citation in holding.citations]
        stated = len(founds) - holding.text_citations  # these stand by themselves
        fuller = (*antecedents(founds[: holding.text_citations], holding.subject_citations), *([None] * stated))
        contents = _contents(founds)
        years: dict[tuple[str, str], set[int]] = defaultdict(set)
        for found in founds:
            if found.number and found.date:
                years[found.type, number_key(found.number)].add(found.date.year)
        for place, (citation, full) in enumerate(zip(holding.citations, fuller, strict=True)):
            found = citation.found
            identity = self._identity(found, full, holding, contents.get(place_of(found)))
            if isinstance(identity, Identity):
                said = years[found.type, number_key(found.number or "")]
                if full is None and found.year and said and found.year not in said:
                    identity = replace(identity, time_unread=True)  # "kết quả thực hiện Quyết định số 5 năm 2022"
                ahead = full is not None and full.start > found.start and found.issuer_words is None
                if ahead and not self._is_own(identity, holding):
                    identity = None  # a subject's number, of which only a later sentence says whose it is
                if isinstance(identity, Identity) and identity.date is None:
                    around = f"{citation.before} … {citation.after}"
                    identity = replace(
                        identity,
                        latest=_latest(found, holding),
                        years_around=tuple(int(year) for year in _YEAR.findall(around)),
                        of_a_term=TERM_OF_OFFICE.search(around) is not None,
                    )
                    if place < holding.text_citations and self._is_elsewhere(identity, holding, around):
                        identity = replace(identity, issuer=None, evidence=())
            yield identity, full

    def _is_own(self, identity: Identity, holding: Holding) -> bool:
        """Whether the body is the writer's own, one above it, or one of the whole country."""
        issuer = identity.issuer
        return issuer is not None and (
            "central-symbol" in identity.evidence
            or issuer.place is None
            or any(above.key == issuer.key for above in self.bodies.superiors(holding.issuer))
        )

    def _is_elsewhere(self, identity: Identity, holding: Holding, around: str) -> bool:
        """Whether a citation without date and body, of the writer's own symbol, stands beside the name of another body
        that bears it: "UBND tỉnh Hồ Bình áp dụng Quyết định số 15/2020/QĐ-UBND"."""
        if "own-symbol" not in identity.evidence or identity.issuer is None:
            return False
        own = identity.issuer.key
        return any(
            [body.key for body in self.bodies.named(name, holding.issuer)] != [own]
            for name in bearers_of(identity.issuer.symbols, around)
        )

    def _identity(
        self, found: Found, fuller: Found | None, holding: Holding, content: Found | None = None
    ) -> Identity | Record | Face | None:
        """The document as far as the words tell: a record, an identity, or None for no single document.

        `content` is what the document is about, where its title cites something.
        """
        if fuller is not None:
            identity = self._identity(fuller, None, holding)
            if isinstance(identity, Identity):
                return replace(identity, evidence=("fuller-mention", *identity.evidence))
            return identity
        if found.kind is Kind.NUMBERLESS:
            named = self._records.named(found, holding.issuer, holding.date)
            if named:
                return named[0] if len(named) == 1 else None
            return self._by_alias(found, holding, content)
        if found.number is None or (found.kind is Kind.SHORT and found.symbol is None and found.date is None):
            return None
        document_type = self._holdings.types.named(found.type)
        if document_type is None:
            return None
        issuer, possible, evidence = self.bodies.issuer_of(found, holding.issuer)
        return Identity(
            issuer,
            possible,
            document_type,
            found.number,
            found.symbol,
            found.side,
            found.joint,
            found.date,
            found.issuer_words,
            found.year,
            found.other_types,
            holding.date,
            (),
            False,
            found.time_unread,
            _period(found, issuer, holding) if found.date is None and found.year is None else "",
            holding.issuer.key,
            holding.issuer.place or holding.issuer.key,
            found.quote,
            evidence,
        )

    def _by_alias(self, found: Found, holding: Holding, content: Found | None) -> Face | None:
        """The one directive that is known by this name to the body that writes it."""
        if found.narrowed not in (None, "content"):
            return None
        known = {
            candidate.id: candidate
            for candidate in self._under(name_key(_name(found)))
            for alias in candidate.aliases
            if name_key(alias) == name_key(_name(found))
            and self.bodies.understood(alias, candidate.issuer.key, holding.issuer)
            and self._records.may_cite(found, candidate.date, candidate.issuer.key, holding.date)
            and (found.narrowed is None or self._is_about(candidate, content))
        }
        return next(iter(known.values())) if len(known) == 1 else None

    def _is_about(self, candidate: Face, content: Found | None) -> bool:
        """Whether a directive cites the document that a citation says it is about."""
        cited = self._holdings.letters.holding(candidate.id).citations
        return content is not None and content_key(content) in {content_key(each.found) for each in cited}

    def _keys(self, found: Found, meant: Identity | Record | Face | None) -> tuple[str, ...]:
        match meant:
            case Identity():
                kinds = meant.type.name, *meant.other_types
                numbered = [numbered_key(meant.number, kind, meant.symbol) for kind in kinds]
                if meant.date is None:
                    return *numbered, address_key(meant.address(self._holdings.types))
                dated = (dated_key(meant.number, kind, meant.date) for kind in kinds)
                return *dated, address_key(meant.address(self._holdings.types)), *map(joined_key, numbered)
            case Record():
                return record_key(meant.key), address_key(record_address(meant))
            case _:
                return (name_key(_name(found)),) if found.kind is Kind.NUMBERLESS else ()


def record_address(record: Record) -> str:
    """Of the page of a document that archive.yaml knows and nobody holds."""
    return f"van-ban/{record.key}"


def _name(found: Found) -> str:
    """The name by which a document without number is cited."""
    return found.quote[: found.anchor_end - found.start]


def _contents(founds: Sequence[Found]) -> Mapping[tuple[int, int, str], Found]:
    """By the place of a citation: the first citation in its title."""
    found: dict[tuple[int, int, str], Found] = {}
    for inner in founds:
        if inner.nested_in is not None:
            found.setdefault(place_of(inner.nested_in), inner)
    return found


_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def _latest(found: Found, holding: Holding) -> Day:
    """The last day on which what is cited can have been issued: before what carries it out, and before the years for
    which it has been carried out."""
    latest = holding.date
    if found.nested_in is not None and found.nested_in.date is not None and not found.nested_passive:
        latest = min(latest, found.nested_in.date)
    if found.age is not None:
        latest = min(latest, Day(max(1, latest.year - found.age), 12, 31))
    return latest


def _period(found: Found, issuer: Issuer | None, holding: Holding) -> str:
    """What keeps a citation without date apart from those of other times, in an address: the term that the words name,
    the term of the citing letter where it is known, the year of the citing letter where numbers restart with it."""
    if said := TERM_OF_OFFICE.search(found.issuer_words or ""):
        return slug(said[0])
    if found.side is Side.STATE:
        return "" if _PRINTED_YEAR.match(found.symbol or "") else str(holding.date.year)
    terms = issuer.terms if issuer else ()
    return next((slug(term.name) for term in terms if term.span.includes(holding.date)), "")


def place_of(found: Found) -> tuple[int, int, str]:
    """Tells the citations of one searched text apart; of two texts they may agree."""
    return found.start, found.end, found.quote
