"""The checks of a whole archive: directives and authority file in, problems out. Each check is a row of `CHECKS`."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vankho.authority import RESERVED, Authority
from vankho.cards import Card, Shelf, directive_ids, file_name
from vankho.history import lost
from vankho.holdings import Holdings
from vankho.model import Access, LogEntry, bare
from vankho.problem import Place, Problem, did_you_mean
from vankho.said import NOTHING, any_of, told, verbatim
from vankho.spelling import match_key
from vankho.symbol import NUMBERED_ALIKE, DocumentType

__all__ = ["CHECKS", "claims", "logged_bodies", "lost_addresses", "problems"]


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


def claims(directive: Card, address: str | None) -> Iterator[str]:
    """What no two directives may have in common, by all checks that look at more than one: two that share none of it
    have nothing against each other."""
    yield f"n {directive.issuer} {directive.type} {str(directive.number).casefold()} {directive.date}"
    if address is not None:
        yield f"a /{address}/"
    yield from (f"a {former}" for former in map(bare, directive.formerly))
    if directive.record is not None:
        yield f"r {directive.record}"
    yield from (f"m {directive.issuer} {match_key(alias)}" for alias in map(bare, directive.aliases))


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
"""A new check is a generator of problems and a row here; if it looks at two directives, `claims` says so."""


def problems(
    directives: Sequence[Card], shelf: Shelf, authority: Authority, ids: Mapping[str, str] | None = None
) -> list[Problem]:
    """What is wrong with the archive as a whole; one cause is told once. `ids` as for `edition.selected`."""
    scene = _Scene(directives, shelf, authority, ids or directive_ids(directives, authority.types))
    found = [problem for check in CHECKS for problem in check(scene)]
    unplaced = {p.place.path for p in found if p.code in ("unknown-issuer", "unknown-type", "same-directive")}
    return [p for p in found if p.code != "path-contradicts" or p.place.path not in unplaced]


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
