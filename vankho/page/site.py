"""The site map: every page of an edition."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from vankho.edition import Edition
from vankho.language import VIETNAMESE, Language
from vankho.page.cited import cited_pages, moved_pages
from vankho.page.citers import citer_pages
from vankho.page.data import data_pages
from vankho.page.indexing import number_tables
from vankho.page.letter import letter_page, quotes
from vankho.page.links import Names
from vankho.page.lists import list_pages
from vankho.page.log import log_pages, withdrawn_pages
from vankho.page.parts import Link, Page
from vankho.resolve import Archive
from vankho.symbol import Side


def pages(archive: Archive, language: Language = VIETNAMESE) -> tuple[Page, ...]:
    """All pages and data files of the edition, by URL."""
    names = Names(archive, language)
    frame = _frame(archive, language)
    found = [letter_page(holding, names, frame) for holding in archive.holdings.full()]
    found.extend(list_pages(names, frame))
    found.extend(cited_pages(names, frame))
    found.extend(citer_pages(names, frame))
    found.extend(log_pages(names, frame))
    listed = sorted(page.url for page in found if page.url.endswith("/"))
    found.extend(_about(names, frame))
    found.append(_search_page(names, frame))
    found.append(_how_to_cite(names, frame))
    found.extend(moved_pages(names, frame, {page.url for page in found}))
    found.extend(withdrawn_pages(names, frame, {page.url for page in found}))
    found.extend(data_pages(names, listed))
    found.extend(_number_pages(names))
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


def _number_pages(names: Names) -> Iterator[Page]:
    """What the search page reads when a number is typed: one small file for each ending of a number."""
    for key, rows in number_tables(names):
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"
        yield Page(f"/tim-kiem/so/{key}.json", "", {"text": text})
