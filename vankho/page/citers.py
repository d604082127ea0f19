"""Pages of their own for what cites a document that very many cite: cut by year and month as every long list."""

from collections.abc import Iterator, Mapping
from datetime import date as Day
from itertools import groupby
from typing import Any

from vankho.page.cuts import by_years
from vankho.page.links import FOLDED, Entry, Names, citing_entry
from vankho.page.parts import Link, Page, address
from vankho.page.registers import by_month, by_year, cut_pages
from vankho.resolve import Mention


def citers_url(document_id: str) -> str:
    return f"{address(document_id)}dan-chieu/"


def feed_url(document_id: str) -> str:
    """Of the feed of what cites a document, held or not."""
    return f"{address(document_id)}dan-chieu.xml"


def citer_pages(document_id: str, names: Names, frame: Mapping[str, Any]) -> Iterator[Page]:
    """Of a document with more than `FOLDED` citing directives their list, newest first; else none."""
    mentions = names.archive.cited_by[document_id]
    groups = [(by, list(group)) for by, group in groupby(mentions, key=lambda mention: mention.by)]
    if len(groups) > FOLDED:
        yield from _pages(document_id, groups, names, frame)


def _pages(
    document_id: str, groups: list[tuple[str, list[Mention]]], names: Names, frame: Mapping[str, Any]
) -> Iterator[Page]:
    def day(group: tuple[str, list[Mention]]) -> Day:
        return names.held[group[0]].date

    own = names.full(document_id)
    whole = by_years(citers_url(document_id), sorted(groups, key=day, reverse=True), day)
    of = names.say("Văn bản dẫn chiếu đến %(document)s", document=own.text)
    trail = (Link(own.url, names.link(document_id).text),)
    for cut, seen, data in cut_pages(whole, of, names.say("Văn bản dẫn chiếu"), trail, day, names):
        heading_of = by_year if cut.year is None else by_month
        sections: dict[tuple[str, str], list[Entry]] = {}
        for by, mentions in seen:
            sections.setdefault(heading_of(names.held[by], names.say), []).append(citing_entry(by, mentions, names))
        shown = {"document": own, "count": len(cut.entries), "sections": sections}
        yield Page(cut.url, "citers.html", {**frame, **data, **shown})
