"""The checks of a whole archive: directives and authority file in, problems out. Each check is a row of `CHECKS`."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from vankho.authority import RESERVED, Authority
from vankho.bodies import Bodies
from vankho.edition import Card, Holding, Holdings, Shelf, directive_ids, file_name
from vankho.history import lost
from vankho.model import CHANGES, Access, Issuer, LogEntry, bare
from vankho.problem import Place, Problem, did_you_mean
from vankho.resolve import Ambiguous, Archive, Held, Settlement, Target
from vankho.said import NOTHING, any_of, told, verbatim
from vankho.spelling import match_key
from vankho.symbol import NUMBERED_ALIKE, DocumentType, Side

__all__ = ["CHECKS", "Looked", "logged_bodies", "lost_addresses", "problems", "warnings"]


@dataclass(frozen=True)
class _Scene:
    """What a check may look at."""

    directives: Sequence[Card]
    shelf: Shelf
    authority: Authority
    ids: Mapping[str, str]
    """The address of each directive of a known type, by path."""

    def at(self, directive: Card, key: str = "") -> Place:
        """Where the value of a key stands, else the beginning of the file: it is read for this."""
        beginning = Place(directive.source, 1, 1)
        return self.shelf.front(directive.path).places.get(key, beginning) if key else beginning

    def type_of(self, directive: Card) -> DocumentType | None:
        return self.authority.types.named(directive.type)


def known_issuers(scene: _Scene) -> Iterator[Problem]:
    issuers = {issuer.key: issuer for issuer in scene.authority.issuers}
    for directive in scene.directives:
        issuer = issuers.get(directive.issuer)
        if issuer is None:
            hint = did_you_mean(directive.issuer, issuers) or told("add it to issuers in archive.yaml")
            yield Problem(
                scene.at(directive, "issuer"),
                "unknown-issuer",
                told("issuer: '%(issuer)s' is not in archive.yaml", issuer=directive.issuer),
                hint,
            )
        elif issuer.access is Access.INTERNAL and directive.access is Access.PUBLIC:
            message = told("a public directive of '%(key)s', which is internal", key=issuer.key)
            yield Problem(scene.at(directive, "issuer"), "internal-issuer", message)
        elif directive.number.side is not issuer.side:
            hint = told("Party: 1593-CV/TU, State: 6321/UBND-TH")
            message = told(
                "number: '%(number)s' is not a %(side)s number, as '%(key)s' gives them",
                number=directive.number,
                side=verbatim(issuer.side),
                key=issuer.key,
            )
            yield Problem(scene.at(directive, "number"), "number-contradicts-type", message, hint)


def known_co_issuers(scene: _Scene) -> Iterator[Problem]:
    issuers = {issuer.key: issuer for issuer in scene.authority.issuers}
    for directive in scene.directives:
        for number, key in enumerate(directive.co_issuers):
            place = scene.at(directive, "co_issuers")
            if key not in issuers:
                hint = did_you_mean(key, issuers) or told("add it to issuers in archive.yaml")
                yield Problem(
                    place, "unknown-co-issuer", told("co_issuers: '%(key)s' is not in archive.yaml", key=key), hint
                )
            elif key in (directive.issuer, *directive.co_issuers[:number]):
                yield Problem(
                    place,
                    "unknown-co-issuer",
                    told("co_issuers: '%(key)s' stands twice", key=key),
                    told("name each body once"),
                )
            elif issuers[key].access is Access.INTERNAL and directive.access is Access.PUBLIC:
                yield Problem(
                    place, "internal-issuer", told("a public directive of '%(key)s', which is internal", key=key)
                )


def files_apart(scene: _Scene) -> Iterator[Problem]:
    for directive in scene.directives:
        seen: dict[str, str] = {}
        for each in directive.files:
            entry = bare(each)
            name = file_name(entry.path)
            if name in seen:
                message = told(
                    "files: '%(path)s' and '%(other)s' would both be published as %(name)s",
                    path=entry.path,
                    other=seen[name],
                    name=name,
                )
                yield Problem(scene.at(directive, "files"), "same-file", message, told("rename one of them"))
            seen[name] = entry.path


def known_types(scene: _Scene) -> Iterator[Problem]:
    for directive in scene.directives:
        if scene.type_of(directive) is None:
            hint = did_you_mean(directive.type, (row.name for row in scene.authority.types.rows))
            yield Problem(
                scene.at(directive, "type"),
                "unknown-type",
                told("type: '%(type)s' is in no table", type=directive.type),
                hint,
            )


def number_and_type(scene: _Scene) -> Iterator[Problem]:
    own = {issuer.key: issuer.symbols for issuer in scene.authority.issuers}
    for directive in scene.directives:
        document_type = scene.type_of(directive)
        if document_type is None:
            continue
        types = scene.authority.types
        written = directive.number.type_abbreviation(types)
        allowed = document_type.abbreviations(directive.number.side)
        if not allowed and written in own.get(directive.issuer, ()):
            continue  # "26998/CT-TTHT" of a Cục Thuế is a công văn
        meant = types.of_abbreviation(written, directive.number.side) if written else ()
        if written and not meant and not allowed:
            continue
        if written is None and directive.date < NUMBERED_ALIKE:
            continue
        if written is None:
            agrees = not allowed
        else:
            agrees = written.casefold() in (abbreviation.casefold() for abbreviation in allowed)
        if not agrees:
            names = any_of(f"'{row.name}'" for row in meant) if meant else told("no type that is known")
            says = (
                told("'%(abbreviation)s' is %(names)s", abbreviation=written, names=names)
                if written
                else told("it names no type, as that of a State công văn")
            )
            message = told(
                "number: '%(number)s' and type '%(type)s' contradict each other: %(says)s",
                number=directive.number,
                type=directive.type,
                says=says,
            )
            side = verbatim(directive.number.side)
            hint = (
                told("a %(side)s %(type)s bears %(right)s", side=side, type=document_type.name, right=any_of(allowed))
                if allowed
                else NOTHING
            )
            yield Problem(scene.at(directive, "number"), "number-contradicts-type", message, hint)


def number_and_date(scene: _Scene) -> Iterator[Problem]:
    for directive in scene.directives:
        year = directive.number.year
        if year is not None and year != directive.date.year:
            message = told(
                "date: %(date)s is not of the year in '%(number)s'", date=directive.date, number=directive.number
            )
            yield Problem(scene.at(directive, "date"), "number-contradicts-date", message)
        elif directive.number.joint and directive.date >= NUMBERED_ALIKE:
            message = told("number: '%(number)s' is written as the State did before 2005", number=directive.number)
            hint = told("Party: 1593-CV/TU, State: 6321/UBND-TH")
            yield Problem(scene.at(directive, "number"), "number-contradicts-date", message, hint)


def path(scene: _Scene) -> Iterator[Problem]:
    for directive in scene.directives:
        right = scene.ids.get(directive.path)
        if right is None or directive.issuer in RESERVED:
            continue
        if directive.path != right:
            message = told("its front matter says %(path)s.md", path=right)
            hint = told("move the file, or mend issuer, date or number")
            beside = directive.path.rpartition("/")[0] == right.rpartition("/")[0]
            move = (directive.path, right) if beside or not directive.files else None  # what it names stays beside it
            yield Problem(scene.at(directive), "path-contradicts", message, hint, move)


def reserved_slugs(scene: _Scene) -> Iterator[Problem]:
    for directive in scene.directives:
        if directive.slug and re.fullmatch(r"thang-[0-9]{2}", directive.slug):
            message = told("slug: '%(slug)s' is the address of a month of the register", slug=directive.slug)
            yield Problem(scene.at(directive, "slug"), "reserved-name", message)


def one_file_a_directive(scene: _Scene) -> Iterator[Problem]:
    by_number: dict[tuple[str, str, str, object], list[Card]] = defaultdict(list)
    by_address: dict[str, list[Card]] = defaultdict(list)
    for directive in scene.directives:
        number = directive.number
        key = (directive.issuer, directive.type, str(number).casefold(), directive.date)
        by_number[key].append(directive)
        if directive.path in scene.ids:
            by_address[scene.ids[directive.path]].append(directive)
    seen: set[str] = set()
    for groups in (by_number, by_address):
        for same in groups.values():
            for directive in same[1:]:
                if directive.source not in seen:
                    seen.add(directive.source)
                    if groups is by_number:
                        message = told("the same directive as %(path)s", path=same[0].source)
                        hint = told("delete one of them")
                    else:
                        message = told("the same address as %(path)s", path=same[0].source)
                        hint = told("give one of them a 'slug'")
                    yield Problem(scene.at(directive, "number"), "same-directive", message, hint)


def former_addresses(scene: _Scene) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    issuers = {issuer.key for issuer in scene.authority.issuers}
    for directive in scene.directives:
        if directive.path in scene.ids:
            taken[f"/{scene.ids[directive.path]}/"] = directive.source
    for directive in scene.directives:
        for address in map(bare, directive.formerly):
            place = scene.at(directive, "formerly")
            parts = address.strip("/").split("/")
            if parts[0] in RESERVED or (parts[0] in issuers and (len(parts) < 3 or parts[2].startswith("thang-"))):
                message = told("formerly: %(address)s is an address of the site itself", address=address)
                yield Problem(place, "reserved-name", message)
            elif address in taken:
                message = told("formerly: %(address)s is the address of %(path)s", address=address, path=taken[address])
                yield Problem(place, "same-address", message, told("an address leads to one document"))
            taken.setdefault(address, directive.source)


def known_records(scene: _Scene) -> Iterator[Problem]:
    records = {record.key for record in scene.authority.records}
    seen: dict[str, Card] = {}
    for directive in scene.directives:
        if directive.record is None:
            continue
        place = scene.at(directive, "record")
        if directive.record not in records:
            hint = did_you_mean(directive.record, records)
            yield Problem(
                place, "unknown-record", told("record: '%(record)s' is not in documents", record=directive.record), hint
            )
        elif directive.record in seen:
            message = told(
                "record: '%(record)s' is held in %(path)s too",
                record=directive.record,
                path=seen[directive.record].source,
            )
            yield Problem(place, "same-directive", message)
        seen.setdefault(directive.record, directive)


def one_name_one_document(scene: _Scene) -> Iterator[Problem]:
    """Where two documents of a body bear one name, an edition that shows one of them would take it for the other."""
    known: dict[tuple[str, str | None], str] = {}
    for record in scene.authority.records:
        for name in {match_key(name) for name in (record.name, *record.aliases)}:
            if known.setdefault((name, record.issuer), record.key) != record.key:
                message = told(
                    "documents: '%(key)s' and '%(other)s' bear one name",
                    key=record.key,
                    other=known[name, record.issuer],
                )
                yield Problem(scene.authority.place, "same-name", message)
    for directive in scene.directives:
        for alias in directive.aliases:
            words = bare(alias)
            other = known.setdefault((match_key(words), directive.issuer), directive.path)
            if other not in (directive.path, directive.record):
                message = told("aliases: '%(words)s' is a name of '%(other)s' too", words=words, other=other)
                place = scene.at(directive, "aliases")
                yield Problem(place, "same-name", message, told("give it a name of its own, or none"))


CHECKS: tuple[Callable[[_Scene], Iterator[Problem]], ...] = (
    known_issuers,
    known_co_issuers,
    files_apart,
    known_types,
    number_and_type,
    number_and_date,
    path,
    reserved_slugs,
    one_file_a_directive,
    former_addresses,
    known_records,
    one_name_one_document,
)
"""A new check is a generator of problems and a row here."""


def problems(
    directives: Sequence[Card], shelf: Shelf, authority: Authority, ids: Mapping[str, str] | None = None
) -> list[Problem]:
    """What is wrong with the archive as a whole; one cause is told once. `ids` as for `edition.selected`."""
    scene = _Scene(directives, shelf, authority, ids or directive_ids(directives, authority.types))
    found = [problem for check in CHECKS for problem in check(scene)]
    unplaced = {p.place.path for p in found if p.code in ("unknown-issuer", "unknown-type", "same-directive")}
    return [p for p in found if p.code != "path-contradicts" or p.place.path not in unplaced]


class Claim(NamedTuple):
    """What a citation says of a number of a known body: its day, and where it stands in the file."""

    issuer: str
    type: str
    number: str
    """With its symbol, as `_plain` has them."""
    written: str
    """The same as it is written."""
    date: Day
    line: int
    column: int


class Looked(NamedTuple):
    """What was seen in one directive: kept, for it depends on nothing else but archive.yaml."""

    version: bytes
    """Of the directive."""
    path: str
    """As messages name its file."""
    problems: tuple[Problem, ...]
    unknown: tuple[tuple[str, int, int], ...]
    """Words for bodies that archive.yaml does not know, with line and column."""
    claims: tuple[Claim, ...]
    differ: tuple[Problem, ...]
    """Where the two editions understand it differently; this depends on what both hold."""


class Seen(NamedTuple):
    """What was seen in all directives of the internal edition."""

    looked: dict[str, Looked]
    """By id."""
    of_numbers: tuple[Problem, ...]
    """What is to be told of their numbers: it depends on nothing else but archive.yaml."""


def warnings(
    directives: Sequence[Card],
    internal: Settlement,
    public: Settlement,
    authority: Authority,
    versions: Mapping[str, bytes] = MappingProxyType({}),
    prior: "Seen | None" = None,
) -> "tuple[list[Problem], Seen]":
    """What a keeper should look at, and what was seen for it.

    The text of a letter is never mended: it may be the source that is wrong. `prior` is what was seen by an earlier
    build, with the same archive.yaml; `versions` as for `settle`.
    """
    found: list[Problem] = []
    if not authority.settings.base_url:
        message = told("without base_url the sitemap is empty, and feeds and canonical links have no address")
        found.append(
            Problem(authority.place, "no-base-url", message, told("base_url: https://…, if the site has an address"))
        )
    found.extend(
        Problem(Place(directive.source, 1, 1), "empty-body", told("there is no text behind the front matter"))
        for directive in directives
        if directive.is_empty
    )
    looked = _looked(internal, public, versions, prior.looked if prior else {})
    is_same = prior is not None and prior.looked == looked
    of_numbers = prior.of_numbers if prior and is_same else tuple(_of_numbers(internal.archive.holdings, looked))
    found.extend(problem for each in looked.values() for problem in (*each.problems, *each.differ))
    found.extend(_unknown_bodies(looked))
    found.extend(of_numbers)
    found.extend(_without_mirror(internal.archive))
    return found, Seen(looked, of_numbers)


def _looked(
    internal: Settlement, public: Settlement, versions: Mapping[str, bytes], prior: Mapping[str, Looked]
) -> dict[str, Looked]:
    holdings = internal.archive.holdings
    bodies = Bodies(holdings.issuers)
    shown = {face.id for face in public.archive.holdings.directives}
    decided = internal.decided | public.decided
    found: dict[str, Looked] = {}
    for face in holdings.directives:
        version = versions.get(face.id, b"")
        known = prior.get(face.id)
        if known is None or known.version != version:
            known = _seen(holdings.letters.holding(face.id), bodies, version)
        elif face.id not in decided:
            found[face.id] = known
            continue
        differ = tuple(_of_editions(face.id, internal.archive, public.archive, shown)) if face.id in shown else ()
        found[face.id] = known._replace(differ=differ)
    return found


def logged_bodies(log: Sequence[LogEntry], authority: Authority, path: str) -> Iterator[Problem]:
    """Entries of the public log, which everybody reads, that name a body which only the internal edition may show."""
    hidden = {issuer.key for issuer in authority.issuers if issuer.access is Access.INTERNAL}
    for number, entry in enumerate(log):
        if any(address.split("/")[0] in hidden for address in (entry.id, entry.to)):
            message = told("%(id)s: the public log names a body that is internal", id=entry.to or entry.id)
            yield Problem(
                Place(path, number + 1, 1), "internal-issuer", message, told("is it a line of the internal log?")
            )


def lost_addresses(holdings: Holdings, path: str) -> Iterator[Problem]:
    """Addresses that were published and would be dead without a word; `path` is that of the edition's log."""
    for number, address, entry in lost(holdings):
        message = told(
            "/%(address)s/ was published on %(date)s, and the %(edition)s edition has it no more",
            address=address,
            date=entry.date,
            edition=verbatim(holdings.edition),
        )
        hint = told(
            "name it under 'formerly' where it has gone, or run 'vankho publish-log': it then tells of the withdrawal"
        )
        yield Problem(Place(path, number + 1, 1), "lost-address", message, hint)


def _seen(holding: Holding, bodies: Bodies, version: bytes) -> Looked:
    """What the citations of a directive say against themselves, and against archive.yaml."""
    problems: list[Problem] = []
    unknown: list[tuple[str, int, int]] = []
    claims: list[Claim] = []
    path = ""
    for citation in holding.citations:
        cited, place = citation.found, citation.place
        path = place.path
        if cited.symbol is None:
            continue
        if cited.date is not None and cited.date > holding.date:
            message = told(
                "'%(number)s' is cited with a later date than the citing letter has: %(date)s",
                number=cited.number_symbol,
                date=cited.date,
            )
            problems.append(Problem(place, "cites-future", message, told("a misprint of one of the dates?")))
        words = cited.issuer_defined or cited.issuer_words
        named = bodies.named(words, holding.issuer, cited.date) if words else ()
        issuer, _, _ = bodies.issuer_of(cited, holding.issuer)
        if words and not named:
            unknown.append((words, place.line, place.column))
        elif named and issuer is None and all(i.symbols for i in named) and len(named) == 1:
            message = told(
                "'%(number)s' is no number of '%(words)s' (%(symbols)s)",
                number=cited.number_symbol,
                words=words,
                symbols=", ".join(named[0].symbols),
            )
            hint = told("add the symbol to the issuer, if it is right")
            problems.append(Problem(place, "issuer-contradicts-symbol", message, hint))
        if issuer is not None and cited.date is not None:
            written = cited.number_symbol or ""
            claims.append(Claim(issuer.key, cited.type, _plain(written), written, cited.date, place.line, place.column))
    return Looked(version, path, tuple(problems), tuple(unknown), tuple(claims), ())


def _unknown_bodies(looked: Mapping[str, Looked]) -> Iterator[Problem]:
    unknown: dict[str, list[Place]] = defaultdict(list)
    for each in looked.values():
        for words, line, column in each.unknown:
            unknown[words].append(Place(each.path, line, column))
    for words, places in unknown.items():
        times = told("once") if len(places) == 1 else told("%(count)s times", count=len(places))
        message = told(
            "'%(words)s' is a body that archive.yaml does not know; it is cited %(times)s", words=words, times=times
        )
        yield Problem(min(places), "unknown-body", message, told("add it to issuers, or to the aliases of one"))


def _of_numbers(holdings: Holdings, looked: Mapping[str, Looked]) -> Iterator[Problem]:
    """Where the days that are given for one number contradict each other, or that of the directive that is held."""
    issuers = {issuer.key: issuer for issuer in holdings.issuers}
    held: dict[_Number, list[Day]] = defaultdict(list)
    for holding in holdings.directives:
        held[holding.issuer.key, holding.type.name, _plain(str(holding.number))].append(holding.date)
    dated: dict[_Number, dict[Day, Place]] = defaultdict(dict)
    given: dict[_Number, Day] = {}
    doubtful: set[_Number] = set()
    for each in looked.values():
        for claim in each.claims:
            key = claim[:3]
            if given.setdefault(key, claim.date) != claim.date or (key in held and claim.date not in held[key]):
                doubtful.add(key)
    for each in looked.values() if doubtful else ():
        for claim in each.claims:
            key, date, issuer = claim[:3], claim.date, issuers[claim.issuer]
            if key not in doubtful:
                continue
            place = Place(each.path, claim.line, claim.column)
            same = [day for day in held.get(key, ()) if _of_one_series(day, date, issuer)]
            if same and date not in same:
                message = told(
                    "'%(written)s' is held with the date %(held)s, and cited with %(date)s",
                    written=claim.written,
                    held=same[0],
                    date=date,
                )
                yield Problem(place, "other-date", message, told("no link is made: which date is right?"))
            others = (
                day for day in islice(dated[key], _MOST_DAYS) if day != date and _of_one_series(day, date, issuer)
            )
            if not same and date not in dated[key] and (other := next(others, None)) is not None:
                message = told(
                    "'%(written)s' is cited with %(date)s here, and with %(other)s in %(place)s",
                    written=claim.written,
                    date=date,
                    other=other,
                    place=dated[key][other],
                )
                yield Problem(place, "two-dates", message, told("a misprint of one of the dates?"))
            dated[key].setdefault(date, place)


_MOST_DAYS = 50
"""Days of one number that a further one is compared with."""

_Number = tuple[str, str, str]
"""Key of the issuer, name of the type, number and symbol as `_plain` has them."""


def _of_one_series(one: Day, other: Day, issuer: Issuer) -> bool:
    """Whether one number stands once among these days: State numbers restart each year, Party numbers each term. Where
    no term is known, days of more than a year apart may be of two."""
    if one.year == other.year:
        return True
    return issuer.side is Side.PARTY and any(t.span.includes(one) and t.span.includes(other) for t in issuer.terms)


def _without_mirror(archive: Archive) -> Iterator[Problem]:
    """Where a letter tells that a held directive replaces or amends another, and the directive itself does not."""
    holdings = {holding.id: holding for holding in archive.holdings.directives}
    for one in archive.told:
        own = archive.targets.get(one.subject)
        if own is None or one.relation not in CHANGES or one.by == one.subject:
            continue
        subject = holdings[one.subject]
        says = {
            relation
            for relation, target in zip(archive.relations[one.subject], own, strict=True)
            if not isinstance(target, Ambiguous) and target.id == one.object
        }
        if one.relation not in says:
            message = told(
                "'%(number)s' is told here to %(relation)s what is at /%(object)s/",
                number=subject.number,
                relation=one.relation.value,
                object=one.object,
            )
            hint = told(
                "its own file does not say so: state it in the 'relations' of %(subject)s.md, if it is right",
                subject=one.subject,
            )
            place = archive.holdings.letters.holding(one.by).citations[one.number].place
            yield Problem(place, "no-mirror", message, hint)


def _plain(number_symbol: str) -> str:
    """`07-KH/TU` and `7-kh/tu` are one."""
    return number_symbol.casefold().lstrip("0")


def _of_editions(document_id: str, internal: Archive, public: Archive, shown: Container[str]) -> Iterator[Problem]:
    """Citations of a public directive that the two editions understand differently, as only one of them knows all."""
    inside = internal.holdings.letters.holding(document_id)
    meant = dict(zip((c.found for c in inside.citations), internal.targets[document_id], strict=True))
    holding = public.holdings.letters.holding(document_id)
    for citation, target in zip(holding.citations, public.targets[document_id], strict=True):
        other = _may_be(meant.get(citation.found))
        if other == _may_be(target) or not other:
            continue
        words = " ".join(citation.found.quote.split())
        hint = told("the public edition shows these words; put them in :internal[…] if it must not")
        if not isinstance(target, Held):
            hidden = [document for document in other if document not in shown]
            if hidden:
                ids = ", ".join(hidden)
                message = (
                    told("'%(words)s' names what only the internal edition holds: %(ids)s", words=words, ids=ids)
                    if len(other) == 1
                    else told(
                        "'%(words)s' may name what only the internal edition holds: %(ids)s", words=words, ids=ids
                    )
                )
                yield Problem(citation.place, "editions-differ", message, hint)
        else:
            message = told(
                "'%(words)s' leads the public to %(id)s, and may be %(others)s internally",
                words=words,
                id=target.id,
                others=", ".join(other),
            )
            yield Problem(citation.place, "editions-differ", message, told("which one is it? 'relations' can say so"))


def _may_be(target: Target | None) -> tuple[str, ...]:
    """The held directives that a citation may mean."""
    match target:
        case Held():
            return (target.id,)
        case Ambiguous():
            return target.candidates
        case _:
            return ()
