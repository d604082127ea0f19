"""The site map: every page of an edition, in parts that can be made apart from each other, and again when need be."""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from vankho.holdings import Edition
from vankho.language import VIETNAMESE, Language
from vankho.page.cited import chooser, lists_of_cited, moved_pages, wanted_page
from vankho.page.citers import citer_pages
from vankho.page.data import LINES, feed_of, newest_feed, sitemap
from vankho.page.indexing import number_sheaf
from vankho.page.letter import letter_page, quotes
from vankho.page.links import Names
from vankho.page.lists import Lists, example
from vankho.page.log import log_pages, withdrawn_pages
from vankho.page.parts import Link, Page, Sheaf, Sheet
from vankho.resolve import Archive
from vankho.symbol import Side


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that are made at one go."""

    sheets: tuple[Sheet, ...]
    """Those of a register have inputs of their own."""
    inputs: bytes
    """Of a register: as long as they are the same, so are its pages."""
    reads: frozenset[str]
    """Of any other part: the facts (`links.Reads`) that it was made of."""
    lines: tuple[str, ...]
    """Of a directive: what it has in each of the data files of `LINES`, in their order."""


class Site:
    """The pages and data files of an edition."""

    def __init__(
        self, archive: Archive, language: Language = VIETNAMESE, versions: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        """`versions` as for `Names`: without them no page of a list can be known for the same."""
        self.names = Names(archive, language, versions)
        self.kept: Mapping[str, bytes] | None = None
        """The inputs of all registers, where an earlier build has found them out and no line of them is another."""
        self._frame = _frame(archive, language)

    def framed(self, page: Page) -> Page:
        """A page that another edition's site has made, in the frame of this one."""
        edition = self._frame["edition"]
        if page.data.get("edition", edition) == edition:
            return page
        return replace(page, data={**page.data, **{key: self._frame[key] for key in _OF_AN_EDITION}})

    @property
    def letters(self) -> tuple[str, ...]:
        """The parts that are directives, in the order of the holdings: each bears the id of its own."""
        return self.names.archive.holdings.directives.ids

    @property
    def around(self) -> tuple[str, ...]:
        """The parts that are what directives cite and the edition does not hold, and the log."""
        archive = self.names.archive
        held = frozenset(self.letters)
        cited = [key for key in archive.cited_by if key not in held]
        parts = ((WANTED, archive.wanted), (CHOOSER, archive.ambiguous), (CITERS, cited))
        named = [f"{kind}:{key}" for kind, keys in parts for key in keys]
        return (*named, LOG) if archive.holdings.log else tuple(named)

    @property
    def with_citers(self) -> tuple[str, ...]:
        """The directives, behind each what cites it: both read the same others."""
        cited = frozenset(self.names.archive.cited_by)
        return tuple(
            name for each in self.letters for name in ((each, f"{CITERS}:{each}") if each in cited else (each,))
        )

    @property
    def registers(self) -> Mapping[str, bytes]:
        """The parts that are registers, with the inputs of each."""
        return self._inputs if self.kept is None else self.kept

    @cached_property
    def _inputs(self) -> Mapping[str, bytes]:
        return {name: sheaf.inputs for name, sheaf in self._sheaves.items()}

    @cached_property
    def _sheaves(self) -> Mapping[str, Sheaf]:
        return {**self._lists.sheaves(), "so-tim-kiem": number_sheaf(self.names)}

    @cached_property
    def _lists(self) -> Lists:
        return Lists(self.names, self._frame)

    @property
    def chunks(self) -> tuple[tuple[str, ...], ...]:
        """All parts, those together that are made at one go; directives come in the order of the holdings."""
        whole = [(WHOLE,)] + [(name,) for name in self.registers]
        return (*whole, *_together(self.with_citers), *_together(self.around))

    def part(self, name: str) -> Part:
        """The pages of a part."""
        if name in self.registers:
            sheaf = self._sheaves[name]
            return Part(tuple(sheaf.sheets()), sheaf.inputs, frozenset(), ())
        reads = self.names.reads
        reads.facts = set()
        kind, _, key = name.partition(":")
        lines: tuple[str, ...] = ()
        match kind:
            case "whole":
                pages = list(self._whole())
            case "wanted":
                pages = [wanted_page(key, self.names, self._frame)]
            case "chooser":
                pages = [chooser(key, self.names, self._frame)]
            case "citers":
                pages = [*citer_pages(key, self.names, self._frame), feed_of(key, self.names)]
            case "log":
                pages = list(log_pages(self.names, self._frame))
            case _:
                pages = [letter_page(self.names.holding(name), self.names, self._frame)]
                lines = tuple(make(name, self.names) for make in LINES.values())
        return Part(tuple(map(_made, pages)), b"", frozenset(reads.facts), lines)

    def _whole(self) -> Iterator[Page]:
        """What tells of the whole edition, and so is made anew with every change."""
        yield from self._lists.pages()
        yield from lists_of_cited(self.names, self._frame)
        yield newest_feed(self.names)
        yield from _own(self.names, self._frame)

    def moved(self, urls: Container[str]) -> Iterator[Page]:
        """What stands at addresses that lead on, or to nothing any more, where no page of these URLs is."""
        moved = {page.url: page for page in moved_pages(self.names, self._frame, urls)}
        yield from moved.values()
        gone = withdrawn_pages(self.names, self._frame, urls)
        yield from (page for page in gone if page.url not in moved)

    def sitemap(self, urls: Collection[str]) -> Iterator[Page]:
        """What tells search engines of the parts' URLs."""
        unlisted = {page.url for page in _own(self.names, self._frame)}
        yield from sitemap(self.names, sorted(url for url in urls if url.endswith("/") and url not in unlisted))


WHOLE, WANTED, CHOOSER, CITERS, LOG = "whole", "wanted", "chooser", "citers", "log"
"""Names of parts, or what they begin with before a colon; ids of directives have no colon."""
_AT_ONE_GO = 25
"""Parts that are made at one go."""


def _together(names: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(names[start : start + _AT_ONE_GO]) for start in range(0, len(names), _AT_ONE_GO))


def _made(page: Page) -> Sheet:
    return Sheet(page.url, b"", lambda: page)


def pages(archive: Archive, language: Language = VIETNAMESE) -> tuple[Page, ...]:
    """All pages and data files of the edition, by URL."""
    site = Site(archive, language)
    parts = [site.part(name) for chunk in site.chunks for name in chunk]
    found = [sheet.make() for part in parts for sheet in part.sheets]
    lines = zip(*(part.lines for part in parts if part.lines), strict=True) if site.letters else ((),) * len(LINES)
    found.extend(Page(url, "", {"text": "".join(text)}) for url, text in zip(LINES, lines, strict=True))
    urls = {page.url for page in found}
    found.extend((*site.moved(urls), *site.sitemap(urls)))
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
    }


_OF_AN_EDITION = "edition", "internal", "has_log"
"""What a frame says of the edition."""


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
    data |= {"also": also, "count": len(archive.holdings.directives), "example": example(archive.holdings.directives)}
    return Page("/tim-kiem/", "search.html", data)


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
