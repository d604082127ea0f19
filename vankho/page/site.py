"""The site map: every page of an edition."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from vankho.edition import Edition
from vankho.language import VIETNAMESE, Language
from vankho.page.cited import cited_pages, moved_pages
from vankho.page.citers import citer_pages
from vankho.page.data import citation_data, data_pages, feeds, sitemap
from vankho.page.indexing import number_tables
from vankho.page.letter import letter_page, quotes
from vankho.page.links import Names
from vankho.page.lists import list_pages
from vankho.page.log import log_pages, withdrawn_pages
from vankho.page.parts import Link, Page
from vankho.resolve import Archive
from vankho.symbol import Side


class Site:
    """The pages and data files of an edition, in parts that can be made apart from each other."""

    def __init__(self, archive: Archive, language: Language = VIETNAMESE) -> None:
        self._names = Names(archive, language)
        self._frame = _frame(archive, language)

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """All parts but the last, those together that are made at one go; what takes long comes first."""
        ids = [face.id for face in self._names.archive.holdings.directives]
        together = (tuple(ids[start : start + _AT_ONE_GO]) for start in range(0, len(ids), _AT_ONE_GO))
        return (*((name,) for name in _PARTS), *together)

    def part(self, name: str) -> Iterator[Page]:
        """The pages of a part."""
        if make := _PARTS.get(name):
            return make(self._names, self._frame)
        return iter((letter_page(self._names.holding(name), self._names, self._frame),))

    def last(self, urls: Collection[str]) -> Iterator[Page]:
        """What depends on the URLs of all other pages."""
        names, frame = self._names, self._frame
        moved = list(moved_pages(names, frame, urls))
        yield from moved
        yield from withdrawn_pages(names, frame, {*urls, *(page.url for page in moved)})
        unlisted = {page.url for page in _own(names, frame)}
        yield from sitemap(names, sorted(url for url in urls if url.endswith("/") and url not in unlisted))


def pages(archive: Archive, language: Language = VIETNAMESE) -> tuple[Page, ...]:
    """All pages and data files of the edition, by URL."""
    site = Site(archive, language)
    found = [page for names in site.parts for name in names for page in site.part(name)]
    found.extend(site.last({page.url for page in found}))
    return tuple(sorted(found, key=lambda page: page.url))


def _frame(archive: Archive, language: Language) -> Mapping[str, Any]:
    """What every page shows of the site itself."""
    settings = archive.holdings.settings
    return {
        "language": language.code,
        "description": "",
        "site": settings.title,
        "motto": settings.motto,
        "contact": settings.contact,
        "base_url": settings.base_url,
        "edition": archive.holdings.edition.value,
        "internal": archive.holdings.edition is Edition.INTERNAL,
        "has_log": bool(archive.holdings.log),
        "example": str(archive.holdings.directives[0].number) if archive.holdings.directives else "",
    }


def _own(names: Names, frame: Mapping[str, Any]) -> Iterator[Page]:
    """What the site says of itself: no sitemap lists it."""
    yield from _about(names, frame)
    yield _search_page(names, frame)
    yield _how_to_cite(names, frame)


def _about(names: Names, frame: Mapping[str, Any]) -> Iterator[Page]:
    for url, template, heading in (
        ("/gioi-thieu/", "about.html", names.say("Giới thiệu")),
        ("/du-lieu/", "data.html", names.say("Dữ liệu mở")),
        ("/tro-nang/", "accessibility.html", names.say("Trợ năng")),
        ("/404.html", "404.html", names.say("Không tìm thấy trang")),
    ):
        yield Page(url, template, {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),)})


def _search_page(names: Names, frame: Mapping[str, Any]) -> Page:
    archive = names.archive
    heading = names.say("Tìm kiếm")
    also = [
        {"url": other.url, "title": other.title, "origin": re.match(r"https?://[^/]+", other.url)[0]}  # type: ignore[index]
        for other in archive.holdings.settings.search.also
    ]
    issuers = [issuer.name for issuer in archive.holdings.issuers]
    data = {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),), "issuers": issuers}
    return Page("/tim-kiem/", "search.html", {**data, "also": also, "count": len(archive.holdings.directives)})


def _how_to_cite(names: Names, frame: Mapping[str, Any]) -> Page:
    """How to cite, with an example of each side from the edition itself."""
    examples = []
    for side, heading in (
        (Side.PARTY, names.say("Văn bản của Đảng")),
        (Side.STATE, names.say("Văn bản của Nhà nước")),
    ):
        newest = next((h for h in names.archive.holdings.directives if h.issuer.side is side), None)
        if newest is not None:
            examples.append((heading, quotes(newest, names.say)))
    heading = names.say("Cách viện dẫn")
    data = {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),), "examples": examples}
    return Page("/cach-vien-dan/", "how-to-cite.html", data)


def _number_pages(names: Names, _: Mapping[str, Any]) -> Iterator[Page]:
    """What the search page reads when a number is typed: one small file for each ending of a number."""
    for key, rows in number_tables(names):
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"
        yield Page(f"/tim-kiem/so/{key}.json", "", {"text": text})


_PARTS: Mapping[str, Callable[[Names, Mapping[str, Any]], Iterator[Page]]] = {
    "lists": list_pages,
    "citations": citation_data,
    "data": data_pages,
    "feeds": feeds,
    "cited": cited_pages,
    "citers": citer_pages,
    "log": log_pages,
    "own": _own,
    "numbers": _number_pages,
}
"""Parts that are no directive; a directive's id has slashes."""
_AT_ONE_GO = 25
"""Directives that are made at one go."""
