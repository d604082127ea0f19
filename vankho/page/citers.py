"""Pages of their own for what cites a document that very many cite: cut by year and month as every long list."""

from collections.abc import Iterator, Mapping
from datetime import date as Day
from itertools import groupby
from typing import Any

from vankho.page.cuts import Cut, by_years
from vankho.page.links import FOLDED, Names, citing_entry
from vankho.page.parts import Link, Page, address
from vankho.page.registers import NEWEST, by_month, by_year, chips, cut_heading, cut_name
from vankho.resolve import Mention


def citers_url(document_id: str) -> str:
    return f"{address(document_id)}dan-chieu/"


def feed_url(document_id: str) -> str:
    """Of the feed of what cites a document, held or not."""
    return f"{address(document_id)}dan-chieu.xml"


def citer_pages(names: Names, frame: Mapping[str, Any]) -> Iterator[Page]:
    """For each document with more than `FOLDED` citing directives their list, newest first."""
    for document_id, mentions in sorted(names.archive.cited_by.items()):
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
    waiting: list[tuple[Cut[tuple[str, list[Mention]]], tuple[Cut[Any], ...]]] = [(whole, ())]
    while waiting:
        cut, over = waiting.pop()
        seen = cut.entries[:NEWEST] if cut.parts else cut.entries
        heading_of = by_year if cut.year is None else by_month
        heading = cut_heading(names.say("Văn bản dẫn chiếu đến %(document)s", document=own.text), cut, names.say)
        all_of_them = names.say("Văn bản dẫn chiếu")
        data = {
            **frame,
            "title": heading,
            "heading": heading,
            "trail": (
                Link(own.url, names.link(document_id).text),
                *(Link(each.url, cut_name(each, all_of_them, names.say)) for each in over),
                Link("", cut_name(cut, all_of_them, names.say)),
            ),
            "document": own,
            "count": len(cut.entries),
            "chips": chips((*over, cut), day, names.say),
            "newest": len(seen) if cut.parts else 0,
            "sections": tuple(
                (name, section_id, tuple(citing_entry(by, mentions, names) for by, mentions in members))
                for (name, section_id), members in groupby(seen, key=lambda g: heading_of(names.held[g[0]], names.say))
            ),
        }
        yield Page(cut.url, "citers.html", data)
        waiting.extend((part, (*over, cut)) for part in reversed(cut.parts))
