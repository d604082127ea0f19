"""Which document a citation means: one directive after the other, among the holdings of one edition. What the words
tell of it is planned before (`vankho.plan`).

A link needs positive agreement of issuer AND of date, year or term with exactly one held document, or the text's own
fuller mention of it; that all others are absent proves nothing (DECISIONS 15). A document that is not held has an
address too: the one it would have if it were, where issuer and year are known, else one under /van-ban/.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from hashlib import sha256

from vankho.bodies import TERM_YEARS
from vankho.holdings import Face, Holding, Holdings
from vankho.lexis import TERM_OF_OFFICE
from vankho.model import Issuer, Record, Relation, Term
from vankho.plan import Identity, Plan, Planner, Said, place_of, record_address
from vankho.powers import Party, may
from vankho.spelling import match_key
from vankho.symbol import DocumentType, Side, TypeTable, same_symbol
from vankho.ties import address_in, address_key, dated_key, is_number, name_key, number_key, numbered_key, record_key


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
        self.planner = Planner(holdings, under)
        """Says of each directive what there is to decide."""
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
        return may(relation, acting, other, self.planner.bodies.superiors(other.issuer) if other.issuer else ())

    def _party(self, document_id: str | None) -> Party:
        """What is known of a document, held or not."""
        holding = self._held.get(document_id or "")
        if holding is not None:
            return Party(holding.type, holding.issuer)
        wanted = self._not_held(document_id or "")
        return Party(wanted.type, wanted.issuer) if wanted else Party(None, None)

    def _not_held(self, document_id: str) -> WantedDocument | None:
        return self.wanted.get(document_id) or self.known.get(document_id)

    def note(self, said: Said) -> None:
        """Takes notice of a document with a date: a citation without one may mean it."""
        identity = said.meant
        if not isinstance(identity, Identity):
            return
        if identity.issuer is not None and identity.date is not None and identity.symbol is not None:
            self._dated[identity.series].add((address_in(said.keys), identity.date))

    def target(self, face: Face, said: Said) -> tuple[Target, tuple[str, str] | None]:
        """What a citation of a directive means; also, of a document whose address was one under /van-ban/ while less
        was known of it, that address and where it is now."""
        target = self._decided(face, said)
        if isinstance(said.meant, Identity | Record):
            usual = address_in(said.keys)
            place = f"chon/{target.key}" if isinstance(target, Ambiguous) else target.id
            if usual.startswith("van-ban/") and place not in (None, usual):
                return target, (usual, str(place))
        return target, None

    def _decided(self, holding: Face, said: Said) -> Target:
        if said.itself is not None:
            return Held(holding.id, ("itself",)) if said.itself else Wanted(None, ("another-document",))
        identity = said.meant
        if isinstance(identity, Identity) and _names_itself(identity, holding):
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
            return Ambiguous(f"{identity.last_part(self._holdings.types)}-{digest}", ids, identity.evidence)
        if identity.other_types:
            return Wanted(None, ("type-not-known",))
        return self._want(identity, address_in(said.keys), holding, may_join=not candidates)

    def _may_be(self, candidate: Face, identity: Identity, holding: Face) -> bool:
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

    def _agrees(self, candidate: Face, identity: Identity, holding: Face) -> tuple[str, ...]:
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

    def _want(self, identity: Identity, address: str, holding: Face, *, may_join: bool) -> Wanted:
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
        address = record_address(record)
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
            key = place_of(citation.found)
            ids[key] = meant if ids.get(key, meant) == meant else None
        seen: set[tuple[str, Relation, str]] = set()
        for number, citation in enumerate(holding.citations):
            outer, relation = citation.found.nested_in, citation.found.nested_relation
            if outer is None or relation is None or relation is Relation.MENTIONS:
                continue
            subject, cited = ids.get(place_of(outer)), ids.get(place_of(citation.found))
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


def _names_itself(identity: Identity, holding: Face) -> bool:
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


def _is_of_now(candidate: Face, identity: Identity) -> bool:
    """Whether a citation without date may be taken for the document of the present term: not of the country's bodies,
    whose documents are cited for decades, nor where the sentence speaks of years before it or of a term."""
    if candidate.issuer.place is None:
        return False
    return not identity.of_a_term and all(year >= candidate.date.year for year in identity.years_around)


def _turns(identity: Identity) -> bool:
    """Whether a term of the issuer is known to begin or end within the year that the text gives."""
    terms = identity.issuer.terms if identity.issuer else ()
    ends = [end for term in terms for end in (term.span.since, term.span.until) if end is not None]
    return any(end.year == identity.said_year for end in ends)


def _said_term(identity: Identity, issuer: Issuer) -> Term | None:
    """The term of office that the words name: "Tỉnh ủy khóa XIX"; None where they name none that is known."""
    said = TERM_OF_OFFICE.search(identity.words or "")
    if said is None:
        return None
    if said["year"]:
        return next((t for t in issuer.terms if t.span.since and str(t.span.since.year) == said["year"]), None)
    return next((term for term in issuer.terms if match_key(term.name) == match_key(said[0])), None)


def _compatible(identity: Identity, day: Day, citing: Day) -> bool:
    """Whether a dateless citation may mean the document of this date (DECISIONS 5): a Party number of the same term."""
    if identity.side is not Side.PARTY or identity.issuer is None or day > citing:
        return False
    terms = identity.issuer.terms
    if any(term.span.includes(day) and term.span.excludes(citing) for term in terms):
        return False
    return TERM_OF_OFFICE.search(identity.words or "") is None and citing.year - day.year <= TERM_YEARS


def _title(identity: Identity, types: TypeTable) -> str:
    """Type, number and symbol, the type in the words of the citation where they name it: `Công văn số 01-CV/TU`."""
    words = " ".join(re.split(r"\s+(?=số|của|[0-9])", identity.quote, maxsplit=1)[0].split())
    named = types.named(words) is identity.type and not words.isupper()
    return f"{words[:1].upper() + words[1:] if named else identity.type.title} số {identity.number_symbol}"


def _meant(target: Target) -> str | None:
    return target.key if isinstance(target, Ambiguous) else target.id
