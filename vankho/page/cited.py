"""Pages of what is cited and not held, and the choosers of ambiguous citations."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from heapq import nsmallest
from itertools import groupby
from typing import Any

from vankho import dates
from vankho.model import VERBS
from vankho.page.citers import citers_url, feed_url
from vankho.page.cuts import by_years
from vankho.page.links import FOLDED, Entry, Names, citing, citing_entry, grouped, rank
from vankho.page.parts import Link, Page, acting, address, issuer_url, title, wanted_heading
from vankho.page.registers import by_month, cut_pages
from vankho.resolve import Mention, WantedDocument


def wanted_page(document_id: str, names: Names, frame: Mapping[str, Any]) -> Page:
    """The page of a document that is not held."""
    return _wanted_page(names.archive.wanted[document_id], names, frame)


@dataclass(frozen=True, slots=True)
class _Row:
    """A document, or a place to choose, with what cites it."""

    link: Link
    mentions: tuple[Mention, ...]
    """Newest first."""
    count: int
    """Of citing directives."""
    date: Day
    """Of the newest of them."""
    entry: Callable[[], Entry]
    """Made only where it is shown."""


MOST_CITED = 200
"""On the first page of a list that is cut."""


def lists_of_cited(names: Names, frame: Mapping[str, Any]) -> Iterator[Page]:
    """The lists of what is not held, and, internally, of what is to be chosen: what is cited most comes first. Of many
    each year in which something was cited last has a page: its own date is often not known."""
    heading, archive = names.say("Văn bản không có trong kho"), names.archive
    rows = [
        _row(Link(address(document_id), wanted_heading(document)), archive.cited_by[document_id], True, names)
        for document_id, document in archive.wanted.items()
        if document_id in archive.cited_by
    ]
    yield from _list(rows, "/khong-co-trong-kho/", "wanted-list.html", heading, (), names, frame)
    if frame["internal"]:
        above = Link("/khong-co-trong-kho/", heading)
        rows = [
            _row(Link(f"/chon/{key}/", _quoted(mentions[0], names)), mentions, False, names)
            for key, mentions in archive.ambiguous.items()
        ]
        heading = names.say("Dẫn chiếu cần chọn")
        yield from _list(rows, "/chon/", "ambiguous-list.html", heading, (above,), names, frame)


def _quoted(mention: Mention, names: Names) -> str:
    return " ".join(names.archive.citation(mention).found.quote.split())


def _row(link: Link, mentions: tuple[Mention, ...], by_rank: bool, names: Names) -> _Row:
    def entry() -> Entry:
        groups = [(by, list(group)) for by, group in groupby(mentions, key=lambda m: m.by)]
        by, group = min(groups, key=lambda each: min(rank(m.relation) for m in each[1])) if by_rank else groups[0]
        return citing_entry(by, group, names)

    return _Row(link, mentions, len({m.by for m in mentions}), names.held[mentions[0].by].date, entry)


def _list(
    rows: Sequence[_Row],
    url: str,
    template: str,
    of: str,
    above: tuple[Link, ...],
    names: Names,
    frame: Mapping[str, Any],
) -> Iterator[Page]:
    whole = by_years(url, sorted(rows, key=lambda row: row.date, reverse=True), lambda row: row.date)
    for cut, seen, data in cut_pages(whole, of, of, above, lambda row: row.date, names):
        sections: dict[tuple[str, str], list[_Row]] = {}
        if cut.parts or cut is whole:
            seen = nsmallest(MOST_CITED, cut.entries, key=lambda row: (-row.count, row.link.url))  # noqa: PLW2901
        for row in seen:
            section = by_month(row, names.say) if cut is not whole and not cut.parts else ("", "")
            sections.setdefault(section, []).append(row)
        told = {"count": len(cut.entries), "newest": len(seen) if cut.parts else 0, "sections": sections}
        yield Page(cut.url, template, {**frame, **data, **told, "chips": data["chips"] if whole.parts else ()})


def moved_pages(names: Names, frame: Mapping[str, Any], taken: Container[str]) -> Iterator[Page]:
    """At the address that a document had while less was known of it, or that it had formerly: the way to where it is
    now (DECISIONS 5 and 21). Where another page is `taken` to be, it stays."""
    moved = {address(old): new for old, new in names.archive.moved.items()}
    formerly = names.archive.holdings.directives.formerly
    for old, new in sorted({**formerly, **moved}.items()):
        if old in taken:
            continue
        link = Link(address(new), names.say("Chọn văn bản")) if new.startswith("chon/") else names.full(new)
        heading = names.say("Văn bản có địa chỉ mới")
        data = {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),), "to": link}
        yield Page(old, "moved.html", data)


def _wanted_page(document: WantedDocument, names: Names, frame: Mapping[str, Any]) -> Page:
    heading = wanted_heading(document)
    issuer = document.issuer
    facts = []
    if document.number_symbol:
        facts.append((names.say("Số, ký hiệu"), Link("", document.number_symbol)))
    if document.type:
        facts.append((names.say("Loại văn bản"), Link("", document.type.title)))
    if issuer:
        facts.append((names.say("Cơ quan ban hành"), Link(issuer_url(issuer), issuer.name)))
    elif document.issuer_words:
        facts.append((names.say("Cơ quan ban hành"), Link("", document.issuer_words)))
    if document.date:
        facts.append((names.say("Ngày ban hành"), Link("", dates.short(document.date))))
    told = [
        (names.link(told.subject), names.say(VERBS[told.relation][0]), names.link(told.object), names.link(told.by))
        for told in names.told_about(document.id or "")
    ]
    trail = (
        (Link(issuer_url(issuer), issuer.name),)
        if issuer
        else (Link("/khong-co-trong-kho/", names.say("Văn bản không có trong kho")),)
    )
    data = {
        **frame,
        "title": names.say("%(document)s: không có trong kho", document=heading),
        "heading": heading,
        "trail": (*trail, Link("", document.number_symbol or document.title)),
        "facts": facts,
        "citing": grouped(entries := citing(document.id, names)),
        "citing_count": len(entries),
        "all_citing": citers_url(document.id) if len(entries) > FOLDED else "",
        "citing_feed": feed_url(document.id) if entries else "",
        "told": told,
    }
    return Page(address(document.id), "wanted.html", data)


def chooser(key: str, names: Names, frame: Mapping[str, Any]) -> Page:
    """The page on which one chooses what an ambiguous citation means."""
    mentions = names.archive.ambiguous[key]
    target = names.archive.targets[mentions[0].by][mentions[0].number]
    candidates = [names.held[candidate] for candidate in getattr(target, "candidates", ())]
    found = names.archive.citation(mentions[0]).found
    name = " ".join(found.quote[: found.anchor_end - found.start].split())
    data = {
        **frame,
        "title": names.say("Chọn văn bản: %(name)s", name=name),
        "heading": names.say("Chọn văn bản: %(name)s", name=name),
        "trail": (Link("", name),),
        "candidates": [
            (Link(address(c.id), title(c)), dates.short(c.date), acting(c), c.subject_line) for c in candidates
        ],
        "citing": grouped(
            [citing_entry(by, list(group), names) for by, group in groupby(mentions, key=lambda m: m.by)]
        ),
    }
    return Page(f"/chon/{key}/", "chooser.html", data)
