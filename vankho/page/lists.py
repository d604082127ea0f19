"""Lists: home, registers by issuer, year, type, signer and topic, everything by number. All work without JavaScript."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vankho import dates
from vankho.edition import Holding
from vankho.model import Issuer
from vankho.page.links import Names
from vankho.page.parts import Link, Page, address, issuer_url, tidy_subject
from vankho.spelling import collation_key, name_key, slug

Frame = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a register (Sổ đăng ký văn bản đi, Nghị định 30/2020/NĐ-CP, Phụ lục IV)."""

    number: str
    url: str
    date: str
    type: str
    body: str
    subject: str
    signers: tuple[Link, ...]
    restricted: bool


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    id: str
    rows: tuple[Row, ...]


def _row(holding: Holding) -> Row:
    signers = tuple(Link(f"/nguoi-ky/{slug(signer.name)}/", signer.name) for signer in holding.signers)
    return Row(
        str(holding.number),
        address(holding.id),
        dates.short(holding.date),
        holding.type.title,
        holding.issuer.name,
        tidy_subject(holding.subject_line),
        signers,
        holding.restricted,
    )


def _sections(holdings: Iterable[Holding], key: Callable[[Holding], tuple[str, str]]) -> tuple[Section, ...]:
    """Registers under headings, in the order of the holdings; `key` gives heading and id."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for holding in holdings:
        groups.setdefault(key(holding), []).append(_row(holding))
    return tuple(Section(heading, section_id, tuple(rows)) for (heading, section_id), rows in groups.items())


def by_year(holding: Holding) -> tuple[str, str]:
    return f"Năm {holding.date.year}", f"nam-{holding.date.year}"


def by_month(holding: Holding) -> tuple[str, str]:
    month = f"{holding.date.month:02d}" if holding.date.month < 3 else str(holding.date.month)
    return f"Tháng {month} năm {holding.date.year}", f"thang-{holding.date.month:02d}"


def _extent(holdings: Sequence[Holding]) -> str:
    """How much there is, in words, and in which order."""
    if not holdings:
        return "Kho chưa có văn bản nào ở mục này."
    days = sorted(holding.date for holding in holdings)
    span = (
        f"ngày {dates.short(days[0])}"
        if days[0] == days[-1]
        else f"từ ngày {dates.short(days[0])} đến ngày {dates.short(days[-1])}"
    )
    return f"{len(holdings)} văn bản, {span}. Mới nhất trước."


def _register(
    url: str, heading: str, trail: Sequence[Link], sections: tuple[Section, ...], extent: str, frame: Frame
) -> Page:
    data = {
        **frame,
        "title": heading,
        "heading": heading,
        "trail": (*trail, Link("", heading)),
        "extent": extent,
        "show_body": True,
        "sections": sections,
    }
    return Page(url, "register.html", data)


def _index(url: str, heading: str, links: Sequence[Link], frame: Frame, empty: str) -> Page:
    data = {
        **frame,
        "title": heading,
        "heading": heading,
        "trail": (*_TRAIL, Link("", heading)),
        "links": links,
        "empty": empty,
    }
    return Page(url, "index.html", data)


_TRAIL = (Link("/van-ban/", "Văn bản"),)


def list_pages(names: Names, frame: Frame) -> Iterator[Page]:
    """Every list of the site."""
    holdings = names.archive.holdings
    directives = holdings.directives
    years = _grouped(directives, lambda h: [(str(h.date.year), str(h.date.year))])
    types = _grouped(directives, lambda h: [(slug(h.type.name), h.type.title)])
    signers = _grouped(directives, lambda h: [(slug(s.name), s.name) for s in h.signers])
    topics = _grouped(directives, lambda h: [(slug(topic), topic) for topic in h.topics])
    issuers: dict[str, list[Holding]] = {issuer.key: [] for issuer in holdings.issuers}
    for holding in directives:
        issuers[holding.issuer.key].append(holding)
    year_links = [Link(f"/nam/{key}/", name, len(group)) for key, (name, group) in sorted(years.items(), reverse=True)]
    type_links = [Link(f"/loai/{key}/", name, len(group)) for key, (name, group) in _sorted(types, collation_key)]
    signer_links = [Link(f"/nguoi-ky/{key}/", name, len(group)) for key, (name, group) in _sorted(signers, name_key)]
    topic_links = [Link(f"/chu-de/{key}/", name, len(group)) for key, (name, group) in _sorted(topics, collation_key)]
    issuer_links = [Link(issuer_url(i), i.name, len(issuers[i.key])) for i in holdings.issuers]

    yield _home(names, frame, [link for link in issuer_links if link.count], year_links, type_links)
    overview = {
        "issuers": issuer_links,
        "years": year_links,
        "types": type_links,
        "signers": signer_links,
        "topics": topic_links,
    }
    yield Page("/van-ban/", "overview.html", {**frame, "title": "Văn bản", "trail": (Link("", "Văn bản"),), **overview})
    yield _index("/nam/", "Năm ban hành", year_links, frame, "Kho chưa có văn bản nào.")
    yield _index("/loai/", "Loại văn bản", type_links, frame, "Kho chưa có văn bản nào.")
    yield _index("/nguoi-ky/", "Người ký", signer_links, frame, "Chưa văn bản nào ghi người ký.")
    if topics:
        yield _index("/chu-de/", "Chủ đề", topic_links, frame, "")
    for key, (name, group) in years.items():
        yield _register(
            f"/nam/{key}/",
            f"Năm {name}",
            (*_TRAIL, Link("/nam/", "Năm ban hành")),
            _sections(group, by_month),
            _extent(group),
            frame,
        )
    for path, label, table in (
        ("loai", "Loại văn bản", types),
        ("nguoi-ky", "Người ký", signers),
        ("chu-de", "Chủ đề", topics),
    ):
        for key, (name, group) in table.items():
            heading = f"Người ký: {name}" if path == "nguoi-ky" else name
            yield _register(
                f"/{path}/{key}/",
                heading,
                (*_TRAIL, Link(f"/{path}/", label)),
                _sections(group, by_year),
                _extent(group),
                frame,
            )
    for issuer in holdings.issuers:
        yield from _issuer_pages(issuer, issuers[issuer.key], names, frame)
    yield _by_number(names, frame)


def _grouped(
    holdings: Iterable[Holding], keys: Callable[[Holding], list[tuple[str, str]]]
) -> dict[str, tuple[str, list[Holding]]]:
    """By slug: the name (of several that share a slug, all of them) and the holdings, newest first."""
    names: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, dict[str, Holding]] = defaultdict(dict)
    for holding in holdings:
        for key, name in keys(holding):
            names[key].add(name)
            groups[key][holding.id] = holding
    return {
        key: (" / ".join(sorted(names[key], key=collation_key)), list(groups[key].values())) for key in sorted(groups)
    }


def _sorted(
    groups: dict[str, tuple[str, list[Holding]]], key: Callable[[str], Any]
) -> list[tuple[str, tuple[str, list[Holding]]]]:
    return sorted(groups.items(), key=lambda group: key(group[1][0]))


def _home(names: Names, frame: Frame, issuers: list[Link], years: list[Link], types: list[Link]) -> Page:
    archive = names.archive
    directives = archive.holdings.directives
    most = sorted(archive.cited_by, key=lambda key: (-len({m.by for m in archive.cited_by[key]}), key))[:5]
    days = sorted(holding.date for holding in directives)
    span = f", ngày {dates.short(days[0])} đến {dates.short(days[-1])}" if days else ""
    cited = [
        Link(names.full(key).url, names.full(key).text, len({m.by for m in archive.cited_by[key]})) for key in most
    ]
    data = {
        **frame,
        "title": "",
        "trail": (),
        "extent": f"Kho có {len(directives)} văn bản{span}.",
        "newest": tuple(_row(holding) for holding in directives[:10]),
        "issuers": issuers,
        "years": years,
        "types": types,
        "most_cited": cited,
        "wanted_count": len(archive.wanted),
    }
    return Page("/", "home.html", data)


def _issuer_pages(issuer: Issuer, directives: list[Holding], names: Names, frame: Frame) -> Iterator[Page]:
    url = issuer_url(issuer)
    known = {other.key: other for other in names.archive.holdings.issuers}
    parent = known.get(issuer.parent) if issuer.parent else None
    years = _grouped(directives, lambda h: [(str(h.date.year), str(h.date.year))])
    valid = issuer.valid
    facts = []
    if issuer.aliases:
        facts.append(("Cũng được ghi là", ", ".join(issuer.aliases)))
    if valid.since or valid.until:
        since = f"từ ngày {dates.short(valid.since)}" if valid.since else ""
        until = f"đến ngày {dates.short(valid.until)}" if valid.until else ""
        facts.append(("Thời gian", f"{since} {until}".strip()))
    wanted = [
        Link(address(key), names.full(key).text, len({m.by for m in names.archive.cited_by.get(key, ())}))
        for key, document in names.archive.wanted.items()
        if document.issuer and document.issuer.key == issuer.key
    ]
    data = {
        **frame,
        "title": issuer.name,
        "heading": issuer.name,
        "trail": (Link("", issuer.name),),
        "facts": facts,
        "parent": Link(issuer_url(parent), parent.name) if parent else None,
        "children": [Link(issuer_url(i), i.name) for i in known.values() if i.parent == issuer.key],
        "extent": _extent(directives),
        "years": [Link(f"{url}{key}/", key, len(group)) for key, (_, group) in sorted(years.items(), reverse=True)],
        "sections": _sections(directives[:20], by_year),
        "more": len(directives) > 20,
        "wanted": wanted,
    }
    yield Page(url, "issuer.html", data)
    for year, (_, group) in years.items():
        trail = (Link(url, issuer.name), Link("", year))
        heading = f"{issuer.name}, năm {year}"
        page = _register(f"{url}{year}/", heading, trail, _sections(group, by_month), _extent(group), frame)
        yield Page(page.url, page.template, {**page.data, "trail": trail, "show_body": False})


def _by_number(names: Names, frame: Frame) -> Page:
    """Everything by issuer, type and number: the finding aid that needs no script."""
    groups: list[tuple[Link, list[tuple[str, list[Link]]]]] = []
    for issuer in names.archive.holdings.issuers:
        of_issuer = {key: members for key, members in names.series.items() if key[0] == issuer.key}
        types = [
            (members[0].type.title, [Link(address(h.id), f"{h.number}, {dates.short(h.date)}") for h in members])
            for _, members in sorted(of_issuer.items(), key=lambda group: collation_key(group[0][1]))
        ]
        if types:
            groups.append((Link(issuer_url(issuer), issuer.name), types))
    heading = "Tra theo số, ký hiệu"
    return Page(
        "/so/",
        "numbers.html",
        {**frame, "title": heading, "heading": heading, "trail": (*_TRAIL, Link("", heading)), "groups": groups},
    )
