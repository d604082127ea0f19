"""What a keeper should look at in an archive without errors: citations that contradict each other or what is held.

Nothing of it hinders a build. What was seen in one directive is kept (`Seen`) by whoever wants to see it again.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date as Day
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from vankho.authority import Authority
from vankho.bodies import Bodies
from vankho.holdings import Holding, Holdings
from vankho.model import CHANGES, Issuer
from vankho.problem import Place, Problem
from vankho.resolve import Ambiguous, Archive, Held, Settlement, Target
from vankho.said import told
from vankho.symbol import Side

__all__ = ["Looked", "Seen", "look", "warnings"]


class Claim(NamedTuple):
    """What a citation says of a number of a known body: its day, and where it stands in the file."""

    key: str
    """As of `_key`."""
    issuer: str
    written: str
    """The number with its symbol, as they are written."""
    date: Day
    line: int
    column: int


class Looked(NamedTuple):
    """What was seen in one directive: kept, for it depends on nothing else but archive.yaml."""

    version: bytes
    """Of the directive."""
    path: str
    """As messages name its file."""
    key: str
    """Of its own number (`_key`)."""
    date: Day
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
    of_numbers: dict[str, tuple[Problem, ...]]
    """What is to be told of numbers, by `_key`: it depends on what was seen, and on archive.yaml."""


NOTHING = Seen({}, {})


def look(
    holdings: Holdings, versions: Mapping[str, bytes] = MappingProxyType({}), prior: Seen = NOTHING
) -> Iterator[Looked]:
    """What is to be seen in each directive by itself, in their order; nothing need be decided for it.

    `prior` is what was seen by an earlier build, with the same archive.yaml: what is as it was stays. `versions` as for
    `settle`.
    """
    bodies = Bodies(holdings.issuers)
    for each in holdings.directives.ids:
        version, known = versions.get(each, b""), prior.looked.get(each)
        is_same = known is not None and known.version == version
        yield known if known and is_same else _seen(holdings.letters.holding(each), bodies, version)


def warnings(
    empty: Iterable[str],
    internal: Settlement,
    public: Settlement,
    authority: Authority,
    looks: Iterable[Looked],
    prior: Seen = NOTHING,
) -> tuple[list[Problem], Seen]:
    """What a keeper should look at, and what was seen for it; `empty` names the files without text.

    The text of a letter is never mended: it may be the source that is wrong. `looks` are what there was to `look` at in
    the internal edition, `prior` as there.
    """
    found: list[Problem] = []
    if not authority.settings.base_url:
        message = told("without base_url the sitemap is empty, and feeds and canonical links have no address")
        found.append(
            Problem(authority.place, "no-base-url", message, told("base_url: https://…, if the site has an address"))
        )
    found.extend(
        Problem(Place(source, 1, 1), "empty-body", told("there is no text behind the front matter")) for source in empty
    )
    looked = _compared(internal, public, looks, prior.looked)
    of_numbers = _of_all_numbers(authority, looked, prior)
    found.extend(problem for each in looked.values() for problem in (*each.problems, *each.differ))
    found.extend(_unknown_bodies(looked))
    found.extend(problem for each in of_numbers.values() for problem in each)
    found.extend(_without_mirror(internal.archive))
    return found, Seen(looked, of_numbers)


def _compared(
    internal: Settlement, public: Settlement, looks: Iterable[Looked], prior: Mapping[str, Looked]
) -> dict[str, Looked]:
    """With what the two editions understand differently."""
    shown = set(public.archive.holdings.directives.ids)
    decided = internal.decided | public.decided
    inside, outside = internal.state.settled, public.state.settled
    found: dict[str, Looked] = {}
    for each, known in zip(internal.archive.holdings.directives.ids, looks, strict=True):
        if known is prior.get(each) and each not in decided:
            found[each] = known
            continue
        differ: tuple[Problem, ...] = ()
        if each in shown and inside[each].cited != outside[each].cited:  # as many citations are the same ones
            differ = tuple(_of_editions(each, internal.archive, public.archive, shown))
        found[each] = known._replace(differ=differ)
    return found


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
            key = _key(issuer, cited.type, written)
            claims.append(Claim(key, issuer.key, written, cited.date, place.line, place.column))
    own = _key(holding.issuer, holding.type.name, str(holding.number))
    return Looked(version, path, own, holding.date, tuple(problems), tuple(unknown), tuple(claims), ())


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


def _of_all_numbers(authority: Authority, looked: Mapping[str, Looked], prior: Seen) -> dict[str, tuple[Problem, ...]]:
    """Where the days that are given for one number contradict each other, or that of the directive that is held; looks
    anew at the numbers of directives that are not what they were, and at those that they cite."""
    before = prior.looked
    changed = [each for each in before.keys() | looked.keys() if before.get(each) is not looked.get(each)]
    seen = [each for name in changed for each in (before.get(name), looked.get(name)) if each is not None]
    keys = {each.key for each in seen} | {claim.key for each in seen for claim in each.claims}
    issuers = {issuer.key: issuer for issuer in authority.issuers}
    held: dict[str, list[Day]] = defaultdict(list)
    claims: dict[str, list[tuple[str, Claim]]] = defaultdict(list)
    for each in looked.values():
        if each.key in keys:
            held[each.key].append(each.date)
        for claim in each.claims:
            if claim.key in keys:
                claims[claim.key].append((each.path, claim))
    found = {key: problems for key, problems in prior.of_numbers.items() if key not in keys}
    for key, cited in claims.items():
        days = held.get(key, [])
        if any(claim.date != cited[0][1].date or (days and claim.date not in days) for _, claim in cited):
            problems = tuple(_of_a_number(days, cited, issuers[cited[0][1].issuer]))
            found |= {key: problems} if problems else {}
    return found


def _of_a_number(held: Iterable[Day], claims: Iterable[tuple[str, Claim]], issuer: Issuer) -> Iterator[Problem]:
    dated: dict[Day, Place] = {}
    for path, claim in claims:
        date, place = claim.date, Place(path, claim.line, claim.column)
        same = [day for day in held if _of_one_series(day, date, issuer)]
        if same and date not in same:
            message = told(
                "'%(written)s' is held with the date %(held)s, and cited with %(date)s",
                written=claim.written,
                held=same[0],
                date=date,
            )
            yield Problem(place, "other-date", message, told("no link is made: which date is right?"))
        others = (day for day in islice(dated, _MOST_DAYS) if day != date and _of_one_series(day, date, issuer))
        if not same and date not in dated and (other := next(others, None)) is not None:
            message = told(
                "'%(written)s' is cited with %(date)s here, and with %(other)s in %(place)s",
                written=claim.written,
                date=date,
                other=other,
                place=dated[other],
            )
            yield Problem(place, "two-dates", message, told("a misprint of one of the dates?"))
        dated.setdefault(date, place)


_MOST_DAYS = 50
"""Days of one number that a further one is compared with."""


def _of_one_series(one: Day, other: Day, issuer: Issuer) -> bool:
    """Whether one number stands once among these days: State numbers restart each year, Party numbers each term. Where
    no term is known, days of more than a year apart may be of two."""
    if one.year == other.year:
        return True
    return issuer.side is Side.PARTY and any(t.span.includes(one) and t.span.includes(other) for t in issuer.terms)


def _without_mirror(archive: Archive) -> Iterator[Problem]:
    """Where a letter tells that a held directive replaces or amends another, and the directive itself does not."""
    holdings = archive.holdings.directives.by_id
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


def _key(issuer: Issuer, document_type: str, number_symbol: str) -> str:
    """Of a number of a body: `07-KH/TU` and `7-kh/tu` are one."""
    return f"{issuer.key}\0{document_type}\0{number_symbol.casefold().lstrip('0')}"


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
