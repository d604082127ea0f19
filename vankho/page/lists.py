"""Lists: home, registers by issuer, year, type, signer and topic, everything by number. All work without JavaScript."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import partial
from heapq import nsmallest
from itertools import groupby
from typing import Any

from vankho import dates
from vankho.holdings import Face, Filed
from vankho.model import Issuer, Span
from vankho.page.chart import Chart, chart
from vankho.page.cuts import MOST_OF_YEARS, by_years, of_year
from vankho.page.links import Names, Say
from vankho.page.parts import Link, Page, Sheaf, Sheet, address, digest, issuer_url, tidy_position
from vankho.page.registers import NEWEST, Frame, by_year, extent, register, row, rows_digest, sections
from vankho.spelling import collation_key, name_key, slug


def _index(
    url: str, heading: str, links: Sequence[Link], top: Link, frame: Frame, empty: str, chart: Chart | None = None
) -> Page:
    data = {
        **frame,
        "title": heading,
        "heading": heading,
        "trail": (top, Link("", heading)),
        "links": links,
        "empty": empty,
        "chart": chart,
    }
    return Page(url, "index.html", data)


class Lists:
    """The lists of an edition: those that tell of all of it, and the registers, each a sheaf of its own."""

    def __init__(self, names: Names, frame: Frame) -> None:
        holdings = names.archive.holdings
        directives = tuple(holdings.directives.filed.values())
        titles = {row.name: row.title for row in holdings.types.rows}
        self._names = names
        self._frame = frame
        self._top = Link("/van-ban/", names.say("Văn bản"))
        self._directives = directives
        self._years = _by_year(directives)
        self._types = _grouped(directives, lambda each: (titles[each.type],))
        self._signers = _grouped(directives, lambda each: [name for name, _ in each.signers])
        self._topics = _grouped(directives, lambda each: each.topics)
        self._issuers: dict[str, list[Filed]] = {issuer.key: [] for issuer in holdings.issuers}
        for each in directives:
            for key in (each.issuer, *each.co_issuers):
                self._issuers[key].append(each)
        years = list(map(int, self._years))
        self._span = (min(years), max(years)) if years else (0, 0)
        self._year_links = [
            Link(f"/nam/{key}/", name, len(group)) for key, (name, group) in sorted(self._years.items(), reverse=True)
        ]

    def pages(self) -> Iterator[Page]:
        """What tells of the whole edition."""
        names, frame, top, say = self._names, self._frame, self._top, self._names.say
        holdings = names.archive.holdings
        years, span = self._year_links, self._span
        types = [Link(f"/loai/{key}/", name, len(group)) for key, (name, group) in _sorted(self._types, collation_key)]
        signers = [
            Link(f"/nguoi-ky/{key}/", name, len(group)) for key, (name, group) in _sorted(self._signers, name_key)
        ]
        topics = [
            Link(f"/chu-de/{key}/", name, len(group)) for key, (name, group) in _sorted(self._topics, collation_key)
        ]
        issuers = [Link(issuer_url(i), i.name, len(self._issuers[i.key])) for i in holdings.issuers]
        whole = chart((each.date.year for each in self._directives), span)
        yield _home(names, frame, [link for link in issuers if link.count], years, types)
        overview = {
            "tree": _tree(holdings.issuers, self._issuers, span),
            "span": span,
            "chart": whole,
            "years": years,
            "types": types,
            "signers": signers,
            "topics": topics,
        }
        yield Page(
            "/van-ban/",
            "overview.html",
            {**frame, "title": say("Văn bản"), "trail": (Link("", say("Văn bản")),), **overview},
        )
        yield _index("/nam/", say("Năm ban hành"), years, top, frame, say("Kho chưa có văn bản nào."), whole)
        yield _index("/loai/", say("Loại văn bản"), types, top, frame, say("Kho chưa có văn bản nào."))
        yield _index("/nguoi-ky/", say("Người ký"), signers, top, frame, say("Chưa văn bản nào ghi người ký."))
        if topics:
            yield _index("/chu-de/", say("Chủ đề"), topics, top, frame, "")
        yield _by_number(self._issuers, names, frame)

    def sheaves(self) -> Mapping[str, Sheaf]:
        """The registers, and what else is cut into pages, by name."""
        names, frame, say = self._names, self._frame, self._names.say
        found: dict[str, Sheaf] = {}
        years = [replace(link, count=None) for link in reversed(self._year_links)]
        for key, (_, group) in self._years.items():
            trail = (self._top, Link("/nam/", say("Năm ban hành")))
            found[f"nam:{key}"] = Sheaf(
                digest(years, rows_digest(group, names)),
                partial(_of_year, f"/nam/{key}/", group, "", trail, names, frame, siblings=years),
            )
        for path, label, table in (
            ("loai", say("Loại văn bản"), self._types),
            ("nguoi-ky", say("Người ký"), self._signers),
            ("chu-de", say("Chủ đề"), self._topics),
        ):
            for key, (name, group) in table.items():
                of = say("Người ký: %(name)s", name=name) if path == "nguoi-ky" else name
                trail = (self._top, Link(f"/{path}/", label))
                found[f"{path}:{key}"] = Sheaf(
                    digest(of, rows_digest(group, names)),
                    partial(_of_all_years, f"/{path}/{key}/", group, of, trail, names, frame),
                )
        wanted = self._wanted()
        split = len(names.archive.holdings.directives) > MOST_OF_YEARS
        for issuer in names.archive.holdings.issuers:
            group, absent = self._issuers[issuer.key], wanted[issuer.key]
            pages = partial(_issuer_pages, issuer, group, absent, names, frame, self._span)
            found[f"co-quan:{issuer.key}"] = Sheaf(digest(absent, self._span, rows_digest(group, names)), pages)
            if split:
                own = [each for each in group if each.issuer == issuer.key]
                found[f"so:{issuer.key}"] = Sheaf(
                    rows_digest(own, names), partial(_numbers_of_years, issuer, own, names, frame)
                )
        return found

    def _wanted(self) -> Mapping[str, list[Link]]:
        """By issuer what is cited and not held."""
        names = self._names
        found: dict[str, list[Link]] = defaultdict(list)
        for key, document in names.archive.wanted.items():
            if document.issuer:
                citing = names.archive.citing.get(key, 0)
                found[document.issuer.key].append(Link(address(key), names.full(key).text, citing))
        return found


def _of_year(url: str, group: Sequence[Filed], *rest: Any, siblings: Sequence[Link]) -> Iterator[Sheet]:
    return register(of_year(url, group, _day), *rest, siblings=siblings)


def _of_all_years(url: str, group: Sequence[Filed], *rest: Any) -> Iterator[Sheet]:
    return register(by_years(url, group, _day), *rest)


def _day(each: Filed) -> Day:
    return each.date


@dataclass(frozen=True, slots=True)
class Node:
    """A body in the tree of bodies."""

    link: Link
    chart: Chart | None
    children: tuple["Node", ...]


def _tree(
    issuers: Sequence[Issuer], directives: Mapping[str, Sequence[Filed]], span: tuple[int, int]
) -> tuple[Node, ...]:
    """All bodies below their superiors, in protocol order; a superior that is not known is none."""
    known = {issuer.key for issuer in issuers}
    below: dict[str | None, list[Issuer]] = defaultdict(list)
    for issuer in issuers:
        below[issuer.parent if issuer.parent in known else None].append(issuer)

    def node(issuer: Issuer) -> Node:
        years = [each.date.year for each in directives[issuer.key]]
        return Node(
            Link(issuer_url(issuer), issuer.name, len(years)),
            chart(years, span),
            tuple(node(child) for child in below[issuer.key]),
        )

    return tuple(node(issuer) for issuer in below[None])


def _by_year(members: Iterable[Filed]) -> dict[str, tuple[str, list[Filed]]]:
    """As `_grouped`."""
    groups: dict[int, list[Filed]] = defaultdict(list)
    for each in members:
        groups[each.date.year].append(each)
    return {str(year): (str(year), group) for year, group in sorted(groups.items())}


def _grouped(
    members: Sequence[Filed], names_of: Callable[[Filed], Iterable[str]]
) -> dict[str, tuple[str, list[Filed]]]:
    """By slug: the name (of several that share a slug, all of them) and the directives, newest first."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(members):
        for name in names_of(each):
            places[name].append(place)
    alike: dict[str, list[str]] = defaultdict(list)
    for name in places:
        alike[slug(name)].append(name)
    return {
        key: (
            " / ".join(sorted(names, key=collation_key)),
            [members[place] for place in sorted({place for name in names for place in places[name]})],
        )
        for key, names in sorted(alike.items())
    }


def _sorted(
    groups: dict[str, tuple[str, list[Filed]]], key: Callable[[str], Any]
) -> list[tuple[str, tuple[str, list[Filed]]]]:
    return sorted(groups.items(), key=lambda group: key(group[1][0]))


def example(holdings: Sequence[Face]) -> str:
    """The number of the newest directive: what one may type."""
    return str(holdings[0].number) if holdings else ""


def _home(names: Names, frame: Frame, issuers: list[Link], years: list[Link], types: list[Link]) -> Page:
    archive = names.archive
    directives = archive.holdings.directives
    most = nsmallest(5, archive.citing, key=lambda key: (-archive.citing[key], key))
    count = names.language.say_n("%(num)s văn bản", len(directives))
    told = names.say("Kho có %(count)s.", count=count)
    if directives:
        first, last = dates.short(directives[-1].date), dates.short(directives[0].date)
        told = names.say("Kho có %(count)s, ngày %(first)s đến %(last)s.", count=count, first=first, last=last)
    cited = [Link(names.full(key).url, names.full(key).text, archive.citing[key]) for key in most]
    data = {
        **frame,
        "title": "",
        "trail": (),
        "description": f"{frame['site']}: {told}",
        "extent": told,
        "example": example(directives),
        "newest": tuple(row(each, names) for each in directives.ids[:10]),
        "issuers": issuers,
        "years": years,
        "types": types,
        "most_cited": cited,
        "wanted_count": len(archive.wanted),
    }
    return Page("/", "home.html", data)


def _issuer_pages(
    issuer: Issuer,
    directives: list[Filed],
    wanted: list[Link],
    names: Names,
    frame: Frame,
    span: tuple[int, int],
) -> Iterator[Sheet]:
    url = issuer_url(issuer)
    yield Sheet(
        url,
        digest(wanted, span, rows_digest(directives, names)),
        partial(_issuer_page, issuer, directives, wanted, names, frame, span),
    )
    years = _by_year(each for each in directives if each.issuer == issuer.key)
    links = [Link(f"{url}{key}/", key) for key in sorted(years)]
    for year, (_, group) in years.items():
        cut = of_year(f"{url}{year}/", group, _day)
        yield from register(cut, issuer.name, (Link(url, issuer.name),), names, frame, siblings=links, show_body=False)


def _issuer_page(
    issuer: Issuer,
    directives: Sequence[Filed],
    wanted: Sequence[Link],
    names: Names,
    frame: Frame,
    span: tuple[int, int],
) -> Page:
    url = issuer_url(issuer)
    known = {other.key: other for other in names.archive.holdings.issuers}
    parent = known.get(issuer.parent) if issuer.parent else None
    years = _by_year(each for each in directives if each.issuer == issuer.key)
    year_links = [Link(f"{url}{key}/", key, len(group)) for key, (_, group) in sorted(years.items(), reverse=True)]
    titles = {row.name: row.title for row in names.archive.holdings.types.rows}
    types = _grouped(directives, lambda each: (titles[each.type],))
    valid = issuer.valid
    told = extent(directives, names.language)
    facts = []
    if issuer.aliases:
        facts.append((names.say("Cũng được ghi là"), ", ".join(issuer.aliases)))
    if valid.since or valid.until:
        facts.append((names.say("Thời gian"), _span(valid, names.say)))
    data = {
        **frame,
        "title": issuer.name,
        "heading": issuer.name,
        "trail": (Link("", issuer.name),),
        "facts": facts,
        "parent": Link(issuer_url(parent), parent.name) if parent else None,
        "children": [Link(issuer_url(i), i.name) for i in known.values() if i.parent == issuer.key],
        "description": f"{issuer.name}: {told}",
        "extent": told,
        "years": year_links,
        "chart": chart((each.date.year for each in directives), span),
        "types": [Link(f"/loai/{key}/", name, len(group)) for key, (name, group) in _sorted(types, collation_key)],
        "signers": _offices(directives),
        "sections": sections(directives[:NEWEST], by_year, names),
        "more": len(directives) > NEWEST,
        "wanted": wanted[:MOST_WANTED],
        "wanted_more": max(0, len(wanted) - MOST_WANTED),
    }
    return Page(url, "issuer.html", data)


def _span(valid: Span, say: Say) -> str:
    """When a body existed, as far as that is known."""
    since = dates.short(valid.since) if valid.since else ""
    until = dates.short(valid.until) if valid.until else ""
    if since and until:
        return say("từ ngày %(first)s đến ngày %(last)s", first=since, last=until)
    return say("từ ngày %(first)s", first=since) if since else say("đến ngày %(last)s", last=until)


MOST_WANTED = 50
"""On the page of a body so many documents are named that are cited and not held."""


def _offices(directives: Sequence[Filed]) -> tuple[tuple[Link, str], ...]:
    """Who signed, by given name, with the offices held and the years: `Phó Bí thư, 2022-2023`."""
    signed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in directives:
        for signer in each.signers:
            signed[signer].append(each.date.year)
    found: dict[str, tuple[str, list[str], list[int]]] = {}
    for (name, position), when in signed.items():
        _, offices, years = found.setdefault(slug(name), (name, [], []))
        office = tidy_position(position)
        if office and office not in offices:
            offices.append(office)
        years.extend(when)
    told = []
    for key, (name, offices, years) in sorted(found.items(), key=lambda each: name_key(each[1][0])):
        span = str(min(years)) if min(years) == max(years) else f"{min(years)}-{max(years)}"
        told.append((Link(f"/nguoi-ky/{key}/", name), ", ".join((*offices, span))))
    return tuple(told)


def _by_number(directives: Mapping[str, Sequence[Filed]], names: Names, frame: Frame) -> Page:
    """Everything by issuer, type and number, the finding aid that needs no script; of many it leads to those of each
    issuer and year."""
    heading = names.say("Tra theo số, ký hiệu")
    split = len(names.archive.holdings.directives) > MOST_OF_YEARS
    groups: list[tuple[Link, list[tuple[str, list[Link]]], list[Link]]] = []
    for issuer in names.archive.holdings.issuers:
        own = [each for each in directives[issuer.key] if each.issuer == issuer.key]
        link = Link(issuer_url(issuer), issuer.name, len(own))
        if own and not split:
            groups.append((link, _numbers(own, names), []))
        elif own:
            counts = Counter(each.date.year for each in own)
            years = [Link(f"/so/{issuer.key}/{year}/", str(year), count) for year, count in counts.items()]
            groups.append((link, [], years))
    trail = (Link("/van-ban/", names.say("Văn bản")), Link("", heading))
    return Page(
        "/so/", "numbers.html", {**frame, "title": heading, "heading": heading, "trail": trail, "groups": groups}
    )


def _numbers_of_years(issuer: Issuer, own: Sequence[Filed], names: Names, frame: Frame) -> Iterator[Sheet]:
    """The directives of an issuer by type and number, each year on a page."""
    for year, group in groupby(own, key=lambda each: each.date.year):
        members = list(group)
        make = partial(_numbers_of_year, issuer, year, members, names, frame)
        yield Sheet(f"/so/{issuer.key}/{year}/", rows_digest(members, names), make)


def _numbers_of_year(issuer: Issuer, year: int, members: Sequence[Filed], names: Names, frame: Frame) -> Page:
    name = names.say("%(body)s, năm %(year)s: tra theo số, ký hiệu", body=issuer.name, year=year)
    trail = (
        Link("/van-ban/", names.say("Văn bản")),
        Link("/so/", names.say("Tra theo số, ký hiệu")),
        Link("", f"{issuer.name}, {year}"),
    )
    groups = [(Link(issuer_url(issuer), issuer.name, len(members)), _numbers(members, names), ())]
    data = {**frame, "title": name, "heading": name, "trail": trail, "groups": groups}
    return Page(f"/so/{issuer.key}/{year}/", "numbers.html", data)


def _numbers(members: Sequence[Filed], names: Names) -> list[tuple[str, list[Link]]]:
    """Types by name, in each the numbers in the order of the holdings."""
    types: dict[str, list[Link]] = defaultdict(list)
    by_id = names.archive.holdings.directives.by_id
    for holding in (by_id[each.id] for each in members):
        types[holding.type.title].append(Link(address(holding.id), f"{holding.number}, {dates.short(holding.date)}"))
    return sorted(types.items(), key=lambda group: collation_key(group[0]))
