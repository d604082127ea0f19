"""Which document a citation means: one directive after the other, among the holdings of one edition.

A link needs positive agreement of issuer AND of date, year or term with exactly one held document, or the text's own
fuller mention of it; that all others are absent proves nothing (DECISIONS 15). A document that is not held has an
address too: the one it would have if it were, where issuer and year are known, else one under /van-ban/.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from hashlib import sha256

from vankho.antecedents import antecedents, content_key
from vankho.bodies import TERM_YEARS, Bodies, Records
from vankho.holdings import Face, Holding, Holdings
from vankho.lexis import TERM_OF_OFFICE, bearers_of
from vankho.model import Found, Issuer, Kind, Record, Relation, Term
from vankho.powers import Party, may
from vankho.spelling import match_key, slug
from vankho.symbol import DocumentType, Side, TypeTable, document_slug, same_symbol, symbol_key, written
from vankho.ties import (
    address_in,
    address_key,
    dated_key,
    is_number,
    joined_key,
    name_key,
    number_key,
    numbered_key,
    record_key,
)


@dataclass(frozen=True, slots=True)
class Held:
    id: str
    """Of the holding."""
    evidence: tuple[str, ...]
    """What agrees: `issuer-words`, `date`, `year`, `term`, `fuller-mention`, …"""


@dataclass(frozen=True, slots=True)
class Wanted:
    id: str | None
    """Address of the page of what is not held; None where the text names no single document."""
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    key: str
    """Of the chooser."""
    candidates: tuple[str, ...]
    """Ids of the holdings that it may be."""
    evidence: tuple[str, ...]


Target = Held | Wanted | Ambiguous


@dataclass(frozen=True, slots=True)
class WantedDocument:
    """A document that is cited and not held."""

    id: str
    type: DocumentType | None
    number_symbol: str | None
    name: str | None
    """Of a document that is known by its name."""
    issuer: Issuer | None
    issuer_words: str | None
    """As a citing letter first writes the body."""
    date: Day | None
    title: str
    """As it is cited: `Kết luận số 02-KL/TW`, or its name."""


@dataclass(frozen=True, slots=True)
class Told:
    """That one document relates to another, as a third one says: "Kế hoạch số 57 về thực hiện Kết luận số 02"."""

    subject: str
    relation: Relation
    object: str
    by: str
    number: int
    """Index of the citation of the object."""


_PRINTED_YEAR = re.compile(r"([12][0-9]{3})/")


@dataclass(frozen=True, slots=True)
class _Identity:
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says of one document that it cites."""

    meant: "_Identity | Record | Face | None"
    relation: Relation
    itself: bool | None
    """Whether words for a document without number ("Chỉ thị này") mean the letter itself; None of other citations."""
    keys: tuple[str, ...]
    """Of what may decide about it (see `Resolver.keys_of`), and of those that may join it (`ties`)."""


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


class Resolver:
    """Decides what the citations of one edition mean.

    What it decides of one depends, besides the directive that cites and archive.yaml, on nothing but held directives
    and other citations that share a key with it. So when some have changed, only what has a key of theirs is decided
    anew: `note` everything that shares such keys, and with a citation without date those with one that it may join
    (`ties.joined`), newest directive first, then ask for each `target`.
    """

    def __init__(self, holdings: Holdings, under: Callable[[str], Sequence[Face]]) -> None:
        """`under` gives the held directives that are found under a key (`keys_of`), in the order of the holdings."""
        self._holdings = holdings
        self._under = under
        self.known: Mapping[str, WantedDocument] = {}
        """What is cited and not held, as far as it is not to be decided anew, by id."""
        self._bodies = Bodies(holdings.issuers)
        self._records = Records(holdings.records, self._bodies)
        self._held = holdings.directives.by_id
        self.wanted: dict[str, WantedDocument] = {}
        """What citations were decided to mean and is not held, by id."""
        self._dated: dict[tuple[str, str, str, str], set[tuple[str, Day]]] = defaultdict(set)

    @staticmethod
    def keys_of(face: Face) -> tuple[str, ...]:
        """Under which a held directive is found: its number, its address, its names, its record."""
        names = (name_key(alias) for alias in face.aliases)
        record = (record_key(face.record),) if face.record is not None else ()
        number, kind = face.number, face.type.name
        numbered = (
            numbered_key(number.number, kind),
            numbered_key(number.number, kind, number.symbol),
            dated_key(number.number, kind, face.date),
        )
        return (*numbered, address_key(face.id), *names, *record)

    def _keys(self, found: Found, meant: "_Identity | Record | Face | None") -> tuple[str, ...]:
        match meant:
            case _Identity():
                kinds = meant.type.name, *meant.other_types
                numbered = [numbered_key(meant.number, kind, meant.symbol) for kind in kinds]
                if meant.date is None:
                    return *numbered, address_key(self._address(meant))
                dated = (dated_key(meant.number, kind, meant.date) for kind in kinds)
                return *dated, address_key(self._address(meant)), *map(joined_key, numbered)
            case Record():
                return record_key(meant.key), address_key(_record_address(meant))
            case _:
                return (name_key(_name(found)),) if found.kind is Kind.NUMBERLESS else ()

    def relations(self, face: Face, plan: Plan, targets: Sequence[Target]) -> tuple[Relation, ...]:
        """What a directive has to do with each document that it cites."""
        own = Party(face.type, face.issuer)
        stated = {
            _meant(targets[number]): plan.said[number].relation for number in range(plan.text_citations, len(targets))
        }
        result: list[Relation] = []
        for number, (said, target) in enumerate(zip(plan.said, targets, strict=True)):
            relation = said.relation
            if number < plan.text_citations and not self._may(relation, own, target):
                relation = Relation.MENTIONS
            result.append(stated.get(_meant(target), relation) if _meant(target) else relation)
        return tuple(result)

    def _may(self, relation: Relation, acting: Party, target: Target) -> bool:
        other = self._party(None if isinstance(target, Ambiguous) else target.id)
        return may(relation, acting, other, self._bodies.superiors(other.issuer) if other.issuer else ())

    def _party(self, document_id: str | None) -> Party:
        """What is known of a document, held or not."""
        holding = self._held.get(document_id or "")
        if holding is not None:
            return Party(holding.type, holding.issuer)
        wanted = self._not_held(document_id or "")
        return Party(wanted.type, wanted.issuer) if wanted else Party(None, None)

    def _not_held(self, document_id: str) -> WantedDocument | None:
        return self.wanted.get(document_id) or self.known.get(document_id)

    # what a citation says of the document

    def plan(self, holding: Holding) -> Plan:
        """What a directive says of the documents that it cites."""
        self._bodies.asked.clear()
        self._records.asked.clear()
        said = []
        for citation, (meant, full) in zip(holding.citations, self._identities(holding), strict=True):
            found = citation.found
            unnumbered = found.relation is Relation.SELF and found.number is None
            itself = found.type == holding.type.name if unnumbered else None
            said.append(Said(meant, found.relation, itself, self._keys(full or found, meant)))
        tells = any(citation.found.nested_in is not None for citation in holding.citations)
        return Plan(tuple(said), holding.text_citations, tells, tuple(sorted(self._bodies.asked | self._records.asked)))

    def _identities(self, holding: Holding) -> Iterator[tuple[_Identity | Record | Face | None, Found | None]]:
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
            identity = self._identity(found, full, holding, contents.get(_place(found)))
            if isinstance(identity, _Identity):
                said = years[found.type, number_key(found.number or "")]
                if full is None and found.year and said and found.year not in said:
                    identity = replace(identity, time_unread=True)  # "kết quả thực hiện Quyết định số 5 năm 2022"
                ahead = full is not None and full.start > found.start and found.issuer_words is None
                if ahead and not self._is_own(identity, holding):
                    identity = None  # a subject's number, of which only a later sentence says whose it is
                if isinstance(identity, _Identity) and identity.date is None:
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

    def _is_own(self, identity: _Identity, holding: Holding) -> bool:
        """Whether the body is the writer's own, one above it, or one of the whole country."""
        issuer = identity.issuer
        return issuer is not None and (
            "central-symbol" in identity.evidence
            or issuer.place is None
            or any(above.key == issuer.key for above in self._bodies.superiors(holding.issuer))
        )

    def _is_elsewhere(self, identity: _Identity, holding: Holding, around: str) -> bool:
        """Whether a citation without date and body, of the writer's own symbol, stands beside the name of another body
        that bears it: "UBND tỉnh Hồ Bình áp dụng Quyết định số 15/2020/QĐ-UBND"."""
        if "own-symbol" not in identity.evidence or identity.issuer is None:
            return False
        own = identity.issuer.key
        return any(
            [body.key for body in self._bodies.named(name, holding.issuer)] != [own]
            for name in bearers_of(identity.issuer.symbols, around)
        )

    def _identity(
        self, found: Found, fuller: Found | None, holding: Holding, content: Found | None = None
    ) -> _Identity | Record | Face | None:
        """The document as far as the words tell: a record, an identity, or None for no single document.

        `content` is what the document is about, where its title cites something.
        """
        if fuller is not None:
            identity = self._identity(fuller, None, holding)
            if isinstance(identity, _Identity):
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
        issuer, possible, evidence = self._bodies.issuer_of(found, holding.issuer)
        return _Identity(
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
            and self._bodies.understood(alias, candidate.issuer.key, holding.issuer)
            and self._records.may_cite(found, candidate.date, candidate.issuer.key, holding.date)
            and (found.narrowed is None or self._is_about(candidate, content))
        }
        return next(iter(known.values())) if len(known) == 1 else None

    def _is_about(self, candidate: Face, content: Found | None) -> bool:
        """Whether a directive cites the document that a citation says it is about."""
        cited = self._holdings.letters.holding(candidate.id).citations
        return content is not None and content_key(content) in {content_key(each.found) for each in cited}

    def note(self, said: Said) -> None:
        """Takes notice of a document with a date: a citation without one may mean it."""
        identity = said.meant
        if not isinstance(identity, _Identity):
            return
        if identity.issuer is not None and identity.date is not None and identity.symbol is not None:
            self._dated[identity.series].add((address_in(said.keys), identity.date))

    # which document that is

    def target(self, face: Face, said: Said) -> tuple[Target, tuple[str, str] | None]:
        """What a citation of a directive means; also, of a document whose address was one under /van-ban/ while less
        was known of it, that address and where it is now."""
        target = self._decided(face, said)
        if isinstance(said.meant, _Identity | Record):
            usual = address_in(said.keys)
            place = f"chon/{target.key}" if isinstance(target, Ambiguous) else target.id
            if usual.startswith("van-ban/") and place not in (None, usual):
                return target, (usual, str(place))
        return target, None

    def _decided(self, holding: Face, said: Said) -> Target:
        if said.itself is not None:
            return Held(holding.id, ("itself",)) if said.itself else Wanted(None, ("another-document",))
        identity = said.meant
        if isinstance(identity, _Identity) and _names_itself(identity, holding):
            return Held(holding.id, ("itself",))
        if identity is None:
            return Wanted(None, ("no-single-document",))
        if isinstance(identity, Face):
            return Held(identity.id, ("alias",))
        if isinstance(identity, Record):
            if held := self._under(record_key(identity.key)):
                return Held(held[-1].id, ("record",))
            return self._want_record(identity)
        candidates = [
            candidate
            for key in said.keys
            if is_number(key)
            for candidate in self._under(key)
            if self._may_be(candidate, identity, holding)
        ]
        agreeing = [(c, proof) for c in candidates if (proof := self._agrees(c, identity, holding))]
        if len(agreeing) == 1:
            candidate, proof = agreeing[0]
            return Held(candidate.id, (*identity.evidence, *proof))
        if len(candidates) > 1:
            ids = tuple(sorted(candidate.id for candidate in candidates))
            digest = sha256("\n".join(ids).encode()).hexdigest()[:6]
            return Ambiguous(f"{self._slug(identity)}-{digest}", ids, identity.evidence)
        if identity.other_types:
            return Wanted(None, ("type-not-known",))
        return self._want(identity, address_in(said.keys), holding, may_join=not candidates)

    def _may_be(self, candidate: Face, identity: _Identity, holding: Face) -> bool:
        """Whether nothing that is known speaks against it."""
        if identity.symbol is not None and not same_symbol(candidate.number.symbol, identity.symbol):
            return False
        if identity.issuer is not None and candidate.issuer.key != identity.issuer.key:
            return False
        if identity.issuer is None and identity.possible is not None and candidate.issuer not in identity.possible:
            return False
        if identity.date is not None:
            return candidate.date == identity.date
        if identity.said_year is not None and candidate.date.year != identity.said_year:
            return False
        term = _said_term(identity, candidate.issuer)
        return candidate.date <= min(holding.date, identity.latest) and not (
            term is not None and term.span.excludes(candidate.date)
        )

    def _agrees(self, candidate: Face, identity: _Identity, holding: Face) -> tuple[str, ...]:
        """What of the time agrees, if the issuer does; empty where nothing is known to."""
        if identity.issuer is None or identity.time_unread:
            return ()
        if identity.date is not None:
            return ("date",)
        if identity.said_year is not None and candidate.number.side is Side.PARTY and _turns(identity):
            return ()  # a Party number stands twice in the year of a congress
        if identity.said_year is not None or (candidate.number.year is not None and identity.symbol is not None):
            return ("year",)
        if candidate.number.side is not Side.PARTY:
            return ()  # State numbers restart each year
        said = TERM_OF_OFFICE.search(identity.words or "")
        terms = [_said_term(identity, candidate.issuer)] if said else candidate.issuer.terms
        for term in terms:
            if term is None or not term.span.includes(candidate.date):
                continue
            if said or (term.span.includes(holding.date) and _is_of_now(candidate, identity)):
                return ("term",)
        return ()

    # what is not held

    def _address(self, identity: _Identity) -> str:
        """The address that the document would have if it were held, as far as what is known of it goes."""
        last = self._slug(identity)
        if identity.issuer is None:
            last = f"{slug(identity.type.name)}-{self._slug(identity)}" if identity.symbol else self._slug(identity)
            who = match_key(identity.words) if identity.words else f"({identity.writer})"
            if identity.words and not _HAS_A_PLACE.search(identity.words):
                who = f"{who} ({identity.whose})"
            last = f"{last}-{sha256(who.encode()).hexdigest()[:6]}"  # two unknown bodies are two documents
            return f"van-ban/{last}-{identity.date or identity.period}".rstrip("-")
        if identity.year is None:
            return f"van-ban/{identity.issuer.key}-{last}-{identity.period}".rstrip("-")
        return f"{identity.issuer.key}/{identity.year}/{last}"

    def _slug(self, identity: _Identity) -> str:
        side = identity.side or (identity.issuer.side if identity.issuer else Side.STATE)
        return document_slug(identity.number, identity.symbol, side, identity.type, self._holdings.types)

    def _want(self, identity: _Identity, address: str, holding: Face, *, may_join: bool) -> Wanted:
        """`address` is that which it would have if it were held."""
        evidence = identity.evidence
        dated = self._dated.get(identity.series, set())
        if identity.year is None and may_join and not identity.time_unread and len(dated) == 1:
            ((only, day),) = dated
            if only not in self._held and _compatible(identity, day, holding.date):
                address, evidence = only, (*evidence, "only-dated-mention")
        if address in self._held:  # a directive of this number is held, and its date is another one
            address = f"van-ban/{address.replace('/', '-')}-{identity.date or 'khac'}"
        known = self.wanted.get(address)
        if known is not None and known.date and identity.date and known.date != identity.date:
            address = f"van-ban/{address.replace('/', '-')}-{identity.date}"  # one number, two dates: two documents
            known = self.wanted.get(address)
        if known is None or (known.date is None and identity.date is not None):
            self.wanted[address] = WantedDocument(
                id=address,
                type=identity.type,
                number_symbol=identity.number_symbol,
                name=None,
                issuer=identity.issuer,
                issuer_words=identity.words,
                date=identity.date,
                title=_title(identity, self._holdings.types),
            )
        return Wanted(address, evidence)

    def _want_record(self, record: Record) -> Wanted:
        address = _record_address(record)
        issuer = next((i for i in self._holdings.issuers if i.key == record.issuer), None)
        document_type = self._holdings.types.named(record.type) if record.type else None
        self.wanted.setdefault(
            address, WantedDocument(address, document_type, None, record.name, issuer, None, record.date, record.name)
        )
        return Wanted(address, ("record",))

    def _date(self, document_id: str | None) -> Day | None:
        """Of a document, held or not, where it is known."""
        if (wanted := self._not_held(document_id or "")) is not None:
            return wanted.date
        holding = self._held.get(document_id or "")
        return holding.date if holding else None

    def told(self, holding: Holding, targets: Sequence[Target]) -> Iterator[Told]:
        """What a directive tells of the documents that it cites in the titles of others."""
        ids: dict[tuple[int, int, str], str | None] = {}
        for citation, target in zip(holding.citations, targets, strict=True):
            meant = None if isinstance(target, Ambiguous) else target.id
            key = _place(citation.found)
            ids[key] = meant if ids.get(key, meant) == meant else None
        seen: set[tuple[str, Relation, str]] = set()
        for number, citation in enumerate(holding.citations):
            outer, relation = citation.found.nested_in, citation.found.nested_relation
            if outer is None or relation is None or relation is Relation.MENTIONS:
                continue
            subject, cited = ids.get(_place(outer)), ids.get(_place(citation.found))
            if citation.found.nested_passive:
                subject, cited = cited, subject
            acts, acted_on = self._date(subject), self._date(cited)
            if acts is not None and acted_on is not None and acts < acted_on:
                continue  # nothing is carried out, amended or replaced before it is there
            if cited is not None and not self._may(relation, self._party(subject), Held(cited, ())):
                continue
            if subject and cited and subject != cited and (subject, relation, cited) not in seen:
                seen.add((subject, relation, cited))
                yield Told(subject, relation, cited, holding.id, number)


def _record_address(record: Record) -> str:
    return f"van-ban/{record.key}"


def _name(found: Found) -> str:
    """The name by which a document without number is cited."""
    return found.quote[: found.anchor_end - found.start]


_HAS_A_PLACE = re.compile(
    r"(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|thị trấn|xã|phường|ủy|uỷ|UBND|HĐND)\s+[A-ZĐÀ-Ỹ]\w+ [A-ZĐÀ-Ỹ]"
    r"|^(?:Bộ|Chính phủ|Thủ tướng|Quốc hội|Ủy ban Thường vụ Quốc hội|Tổng cục|Ban Bí thư)(?!\w)|Trung ương|Việt Nam",
    re.IGNORECASE,
)
"""A name that means one body to whoever reads it."""


def _contents(founds: Sequence[Found]) -> Mapping[tuple[int, int, str], Found]:
    """By the place of a citation: the first citation in its title."""
    found: dict[tuple[int, int, str], Found] = {}
    for inner in founds:
        if inner.nested_in is not None:
            found.setdefault(_place(inner.nested_in), inner)
    return found


def _names_itself(identity: _Identity, holding: Face) -> bool:
    """Whether a citation bears the number, the symbol, the type and the date of the letter that it stands in."""
    return (
        identity.date == holding.date
        and identity.type == holding.type
        and number_key(identity.number) == number_key(holding.number.number)
        and identity.symbol is not None
        and same_symbol(identity.symbol, holding.number.symbol)
        and (identity.issuer is None or identity.issuer.key == holding.issuer.key)
        and not (identity.issuer is None and identity.possible and holding.issuer not in identity.possible)
    )


_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def _is_of_now(candidate: Face, identity: _Identity) -> bool:
    """Whether a citation without date may be taken for the document of the present term: not of the country's bodies,
    whose documents are cited for decades, nor where the sentence speaks of years before it or of a term."""
    if candidate.issuer.place is None:
        return False
    return not identity.of_a_term and all(year >= candidate.date.year for year in identity.years_around)


def _latest(found: Found, holding: Holding) -> Day:
    """The last day on which what is cited can have been issued: before what carries it out, and before the years for
    which it has been carried out."""
    latest = holding.date
    if found.nested_in is not None and found.nested_in.date is not None and not found.nested_passive:
        latest = min(latest, found.nested_in.date)
    if found.age is not None:
        latest = min(latest, Day(max(1, latest.year - found.age), 12, 31))
    return latest


def _turns(identity: _Identity) -> bool:
    """Whether a term of the issuer is known to begin or end within the year that the text gives."""
    terms = identity.issuer.terms if identity.issuer else ()
    ends = [end for term in terms for end in (term.span.since, term.span.until) if end is not None]
    return any(end.year == identity.said_year for end in ends)


def _period(found: Found, issuer: Issuer | None, holding: Holding) -> str:
    """What keeps a citation without date apart from those of other times, in an address: the term that the words name,
    the term of the citing letter where it is known, the year of the citing letter where numbers restart with it."""
    if said := TERM_OF_OFFICE.search(found.issuer_words or ""):
        return slug(said[0])
    if found.side is Side.STATE:
        return "" if re.match(r"[12][0-9]{3}/", found.symbol or "") else str(holding.date.year)
    terms = issuer.terms if issuer else ()
    return next((slug(term.name) for term in terms if term.span.includes(holding.date)), "")


def _said_term(identity: _Identity, issuer: Issuer) -> Term | None:
    """The term of office that the words name: "Tỉnh ủy khóa XIX"; None where they name none that is known."""
    said = TERM_OF_OFFICE.search(identity.words or "")
    if said is None:
        return None
    if said["year"]:
        return next((t for t in issuer.terms if t.span.since and str(t.span.since.year) == said["year"]), None)
    return next((term for term in issuer.terms if match_key(term.name) == match_key(said[0])), None)


def _compatible(identity: _Identity, day: Day, citing: Day) -> bool:
    """Whether a dateless citation may mean the document of this date (DECISIONS 5): a Party number of the same term."""
    if identity.side is not Side.PARTY or identity.issuer is None or day > citing:
        return False
    terms = identity.issuer.terms
    if any(term.span.includes(day) and term.span.excludes(citing) for term in terms):
        return False
    return TERM_OF_OFFICE.search(identity.words or "") is None and citing.year - day.year <= TERM_YEARS


def _title(identity: _Identity, types: TypeTable) -> str:
    """Type, number and symbol, the type in the words of the citation where they name it: `Công văn số 01-CV/TU`."""
    words = " ".join(re.split(r"\s+(?=số|của|[0-9])", identity.quote, maxsplit=1)[0].split())
    named = types.named(words) is identity.type and not words.isupper()
    return f"{words[:1].upper() + words[1:] if named else identity.type.title} số {identity.number_symbol}"


def _meant(target: Target) -> str | None:
    return target.key if isinstance(target, Ambiguous) else target.id


def _place(found: Found) -> tuple[int, int, str]:
    """Tells the citations of one searched text apart; of two texts they may agree."""
    return found.start, found.end, found.quote
