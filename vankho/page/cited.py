"""Pages of what is cited and not held, and the choosers of ambiguous citations."""

from collections.abc import Container, Iterator, Mapping
from itertools import groupby
from typing import Any

from vankho import dates
from vankho.model import VERBS
from vankho.page.citers import citers_url, feed_url
from vankho.page.links import FOLDED, Names, citing, citing_entry, grouped
from vankho.page.parts import Link, Page, acting, address, issuer_url, title, wanted_heading
from vankho.resolve import WantedDocument


def wanted_page(document_id: str, names: Names, frame: Mapping[str, Any]) -> Page:
    """The page of a document that is not held."""
    return _wanted_page(names.archive.wanted[document_id], names, frame)


def lists_of_cited(names: Names, frame: Mapping[str, Any]) -> Iterator[Page]:
    """The lists of what is not held, and, internally, of what is to be chosen."""
    yield _wanted_list(names, frame)
    if frame["internal"]:
        yield _ambiguous_list(names, frame)


def moved_pages(names: Names, frame: Mapping[str, Any], taken: Container[str]) -> Iterator[Page]:
    """At the address that a document had while less was known of it, or that it had formerly: the way to where it is
    now (DECISIONS 5 and 21). Where another page is `taken` to be, it stays."""
    moved = {address(old): new for old, new in names.archive.moved.items()}
    formerly = {old: holding.id for holding in names.archive.holdings.directives for old in holding.formerly}
    for old, new in sorted((formerly | moved).items()):
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


def _wanted_list(names: Names, frame: Mapping[str, Any]) -> Page:
    """The keeper's list of what to acquire: what is cited most comes first."""
    rows = []
    for document_id, document in names.archive.wanted.items():
        entries = citing(document_id, names)
        rows.append(
            (Link(address(document_id), wanted_heading(document), len(entries)), entries[0] if entries else None)
        )
    rows.sort(key=lambda row: -(row[0].count or 0))
    heading = names.say("Văn bản không có trong kho")
    return Page(
        "/khong-co-trong-kho/",
        "wanted-list.html",
        {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),), "rows": rows},
    )


def _ambiguous_list(names: Names, frame: Mapping[str, Any]) -> Page:
    """The keeper's list of citations that may mean several documents; in the internal edition only."""
    rows = []
    for key, mentions in names.archive.ambiguous.items():
        entries = [citing_entry(by, list(group), names) for by, group in groupby(mentions, key=lambda m: m.by)]
        found = names.archive.citation(mentions[0]).found
        rows.append((Link(f"/chon/{key}/", " ".join(found.quote.split()), len(entries)), entries[0]))
    heading = names.say("Dẫn chiếu cần chọn")
    trail = (Link("/khong-co-trong-kho/", names.say("Văn bản không có trong kho")), Link("", heading))
    return Page(
        "/chon/", "ambiguous-list.html", {**frame, "title": heading, "heading": heading, "trail": trail, "rows": rows}
    )


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
