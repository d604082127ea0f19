"""Lists: home, registers by issuer, year, type, signer and topic, everything by number. All work without JavaScript."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from itertools import groupby
from typing import Any

from vankho import dates
from vankho.edition import Face
from vankho.model import Issuer, Span
from vankho.page.chart import Chart, chart
from vankho.page.cuts import MOST_OF_YEARS, by_years, of_year
from vankho.page.links import Names, Say
from vankho.page.parts import Link, Page, address, issuer_url, tidy_position
from vankho.page.registers import NEWEST, Frame, by_year, extent, register, row, sections
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


def list_pages(names: Names, frame: Frame) -> Iterator[Page]:
    """Every list of the site."""
    holdings = names.archive.holdings
    directives = holdings.directives
    say = names.say
    top = Link("/van-ban/", say("Văn bản"))
    years = _grouped(directives, lambda h: [(str(h.date.year), str(h.date.year))])
    types = _grouped(directives, lambda h: [(slug(h.type.name), h.type.title)])
    signers = _grouped(directives, lambda h: [(slug(s.name), s.name) for s in h.signers])
    topics = _grouped(directives, lambda h: [(slug(topic), topic) for topic in h.topics])
    issuers: dict[str, list[Face]] = {issuer.key: [] for issuer in holdings.issuers}
    for holding in directives:
        for issuer in (holding.issuer, *holding.co_issuers):
            issuers[issuer.key].append(holding)
    year_links = [Link(f"/nam/{key}/", name, len(group)) for key, (name, group) in sorted(years.items(), reverse=True)]
    type_links = [Link(f"/loai/{key}/", name, len(group)) for key, (name, group) in _sorted(types, collation_key)]
    signer_links = [Link(f"/nguoi-ky/{key}/", name, len(group)) for key, (name, group) in _sorted(signers, name_key)]
    topic_links = [Link(f"/chu-de/{key}/", name, len(group)) for key, (name, group) in _sorted(topics, collation_key)]
    issuer_links = [Link(issuer_url(i), i.name, len(issuers[i.key])) for i in holdings.issuers]
    wanted: dict[str, list[Link]] = defaultdict(list)
    for key, document in names.archive.wanted.items():
        if document.issuer:
            citing = len({mention.by for mention in names.archive.cited_by.get(key, ())})
            wanted[document.issuer.key].append(Link(address(key), names.full(key).text, citing))
    span = (min(map(int, years)), max(map(int, years))) if years else (0, 0)
    whole = chart((h.date.year for h in directives), span)

    yield _home(names, frame, [link for link in issuer_links if link.count], year_links, type_links)
    overview = {
        "tree": _tree(holdings.issuers, issuers, span),
        "span": span,
        "chart": whole,
        "years": year_links,
        "types": type_links,
        "signers": signer_links,
        "topics": topic_links,
    }
    yield Page(
        "/van-ban/",
        "overview.html",
        {**frame, "title": say("Văn bản"), "trail": (Link("", say("Văn bản")),), **overview},
    )
    yield _index("/nam/", say("Năm ban hành"), year_links, top, frame, say("Kho chưa có văn bản nào."), whole)
    yield _index("/loai/", say("Loại văn bản"), type_links, top, frame, say("Kho chưa có văn bản nào."))
    yield _index("/nguoi-ky/", say("Người ký"), signer_links, top, frame, say("Chưa văn bản nào ghi người ký."))
    if topics:
        yield _index("/chu-de/", say("Chủ đề"), topic_links, top, frame, "")
    for key, (_, group) in years.items():
        cut = of_year(f"/nam/{key}/", group, _day)
        yield from register(
            cut, "", (top, Link("/nam/", say("Năm ban hành"))), names, frame, siblings=list(reversed(year_links))
        )
    for path, label, table in (
        ("loai", say("Loại văn bản"), types),
        ("nguoi-ky", say("Người ký"), signers),
        ("chu-de", say("Chủ đề"), topics),
    ):
        for key, (name, group) in table.items():
            of = say("Người ký: %(name)s", name=name) if path == "nguoi-ky" else name
            cut = by_years(f"/{path}/{key}/", group, _day)
            yield from register(cut, of, (top, Link(f"/{path}/", label)), names, frame)
    for issuer in holdings.issuers:
        yield from _issuer_pages(issuer, issuers[issuer.key], wanted[issuer.key], names, frame, span)
    yield from _by_number(issuers, names, frame)


def _day(holding: Face) -> Day:
    return holding.date


@dataclass(frozen=True, slots=True)
class Node:
    """A body in the tree of bodies."""

    link: Link
    chart: Chart | None
    children: tuple["Node", ...]


def _tree(
    issuers: Sequence[Issuer], directives: Mapping[str, Sequence[Face]], span: tuple[int, int]
) -> tuple[Node, ...]:
    """All bodies below their superiors, in protocol order; a superior that is not known is none."""
    known = {issuer.key for issuer in issuers}
    below: dict[str | None, list[Issuer]] = defaultdict(list)
    for issuer in issuers:
        below[issuer.parent if issuer.parent in known else None].append(issuer)

    def node(issuer: Issuer) -> Node:
        years = [holding.date.year for holding in directives[issuer.key]]
        return Node(
            Link(issuer_url(issuer), issuer.name, len(years)),
            chart(years, span),
            tuple(node(child) for child in below[issuer.key]),
        )

    return tuple(node(issuer) for issuer in below[None])


def _grouped(
    holdings: Iterable[Face], keys: Callable[[Face], list[tuple[str, str]]]
) -> dict[str, tuple[str, list[Face]]]:
    """By slug: the name (of several that share a slug, all of them) and the holdings, newest first."""
    names: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, dict[str, Face]] = defaultdict(dict)
    for holding in holdings:
        for key, name in keys(holding):
            names[key].add(name)
            groups[key][holding.id] = holding
    return {
        key: (" / ".join(sorted(names[key], key=collation_key)), list(groups[key].values())) for key in sorted(groups)
    }


def _sorted(
    groups: dict[str, tuple[str, list[Face]]], key: Callable[[str], Any]
) -> list[tuple[str, tuple[str, list[Face]]]]:
    return sorted(groups.items(), key=lambda group: key(group[1][0]))


def _home(names: Names, frame: Frame, issuers: list[Link], years: list[Link], types: list[Link]) -> Page:
    archive = names.archive
    directives = archive.holdings.directives
    most = sorted(archive.cited_by, key=lambda key: (-len({m.by for m in archive.cited_by[key]}), key))[:5]
    days = sorted(holding.date for holding in directives)
    count = names.language.say_n("%(num)s văn bản", len(directives))
    told = names.say("Kho có %(count)s.", count=count)
    if days:
        first, last = dates.short(days[0]), dates.short(days[-1])
        told = names.say("Kho có %(count)s, ngày %(first)s đến %(last)s.", count=count, first=first, last=last)
    cited = [
        Link(names.full(key).url, names.full(key).text, len({m.by for m in archive.cited_by[key]})) for key in most
    ]
    data = {
        **frame,
        "title": "",
        "trail": (),
        "description": f"{frame['site']}: {told}",
        "extent": told,
        "newest": tuple(row(holding, names) for holding in directives[:10]),
        "issuers": issuers,
        "years": years,
        "types": types,
        "most_cited": cited,
        "wanted_count": len(archive.wanted),
    }
    return Page("/", "home.html", data)


def _issuer_pages(
    issuer: Issuer,
    directives: list[Face],
    wanted: list[Link],
    names: Names,
    frame: Frame,
    span: tuple[int, int],
) -> Iterator[Page]:
    url = issuer_url(issuer)
    known = {other.key: other for other in names.archive.holdings.issuers}
    parent = known.get(issuer.parent) if issuer.parent else None
    own = [holding for holding in directives if holding.issuer.key == issuer.key]
    years = _grouped(own, lambda h: [(str(h.date.year), str(h.date.year))])
    year_links = [Link(f"{url}{key}/", key, len(group)) for key, (_, group) in sorted(years.items(), reverse=True)]
    types = _grouped(directives, lambda h: [(slug(h.type.name), h.type.title)])
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
        "chart": chart((h.date.year for h in directives), span),
        "types": [Link(f"/loai/{key}/", name, len(group)) for key, (name, group) in _sorted(types, collation_key)],
        "signers": _offices(directives),
        "sections": sections(directives[:NEWEST], by_year, names),
        "more": len(directives) > NEWEST,
        "wanted": wanted[:MOST_WANTED],
        "wanted_more": max(0, len(wanted) - MOST_WANTED),
    }
    yield Page(url, "issuer.html", data)
    for year, (_, group) in years.items():
        cut = of_year(f"{url}{year}/", group, _day)
        yield from register(
            cut, issuer.name, (Link(url, issuer.name),), names, frame,
            siblings=list(reversed(year_links)), show_body=False,
        )  # fmt: skip


def _span(valid: Span, say: Say) -> str:
    """When a body existed, as far as that is known."""
    since = dates.short(valid.since) if valid.since else ""
    until = dates.short(valid.until) if valid.until else ""
    if since and until:
        return say("từ ngày %(first)s đến ngày %(last)s", first=since, last=until)
    return say("từ ngày %(first)s", first=since) if since else say("đến ngày %(last)s", last=until)


MOST_WANTED = 50
"""On the page of a body so many documents are named that are cited and not held."""


def _offices(directives: Sequence[Face]) -> tuple[tuple[Link, str], ...]:
    """Who signed, by given name, with the offices held and the years: `Phó Bí thư, 2022-2023`."""
    found: dict[str, tuple[str, list[str], list[int]]] = {}
    for holding in directives:
        for signer in holding.signers:
            _, offices, years = found.setdefault(slug(signer.name), (signer.name, [], []))
            office = tidy_position(signer.position)
            if office and office not in offices:
                offices.append(office)
            years.append(holding.date.year)
    told = []
    for key, (name, offices, years) in sorted(found.items(), key=lambda each: name_key(each[1][0])):
        span = str(min(years)) if min(years) == max(years) else f"{min(years)}-{max(years)}"
        told.append((Link(f"/nguoi-ky/{key}/", name), ", ".join((*offices, span))))
    return tuple(told)


def _by_number(directives: Mapping[str, Sequence[Face]], names: Names, frame: Frame) -> Iterator[Page]:
    """Everything by issuer, type and number, the finding aid that needs no script; of many by issuer and year."""
    heading = names.say("Tra theo số, ký hiệu")
    top = Link("/van-ban/", names.say("Văn bản"))
    split = len(names.archive.holdings.directives) > MOST_OF_YEARS
    groups: list[tuple[Link, list[tuple[str, list[Link]]], list[Link]]] = []
    for issuer in names.archive.holdings.issuers:
        own = [holding for holding in directives[issuer.key] if holding.issuer.key == issuer.key]
        link = Link(issuer_url(issuer), issuer.name, len(own))
        if own and not split:
            groups.append((link, _numbers(own), []))
        elif own:
            years: list[Link] = []
            for year, members in groupby(own, key=lambda holding: holding.date.year):
                of_one = list(members)
                url = f"/so/{issuer.key}/{year}/"
                years.append(Link(url, str(year), len(of_one)))
                name = names.say("%(body)s, năm %(year)s: tra theo số, ký hiệu", body=issuer.name, year=year)
                trail = (top, Link("/so/", heading), Link("", f"{issuer.name}, {year}"))
                data = {**frame, "title": name, "heading": name, "trail": trail}
                yield Page(url, "numbers.html", {**data, "groups": [(link, _numbers(of_one), [])]})
            groups.append((link, [], years))
    data = {**frame, "title": heading, "heading": heading, "trail": (top, Link("", heading)), "groups": groups}
    yield Page("/so/", "numbers.html", data)


def _numbers(holdings: Sequence[Face]) -> list[tuple[str, list[Link]]]:
    """Types by name, in each the numbers in the order of the holdings."""
    types: dict[str, list[Link]] = defaultdict(list)
    for holding in holdings:
        types[holding.type.title].append(Link(address(holding.id), f"{holding.number}, {dates.short(holding.date)}"))
    return sorted(types.items(), key=lambda group: collation_key(group[0]))
