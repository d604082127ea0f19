"""Data for programs: the JSON Lines, the feed, the sitemap and robots.txt of an edition.

Every line is a fact of the edition itself: nothing here comes from what it may not show.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Any

from vankho.holdings import Edition, Face, HeldFile, Holding
from vankho.model import Relation
from vankho.page.citers import feed_url
from vankho.page.links import Names, status, target_url
from vankho.page.parts import Page, address, heading, tidy_subject
from vankho.resolve import Ambiguous, Held, Target
from vankho.spelling import slug

FEED_LENGTH = 50


def newest_feed(names: Names) -> Page:
    """The feed of the newest directives."""
    holdings = names.archive.holdings
    newest = holdings.directives[:FEED_LENGTH]
    return _feed("/feed.xml", holdings.settings.title, [(holding, "") for holding in newest], names)


def feed_of(document_id: str, names: Names) -> Page:
    """The feed of what cites a document."""
    citing = {mention.by: mention for mention in reversed(names.archive.cited_by[document_id])}
    citers = sorted((names.held[by] for by in citing), key=lambda h: (h.date, h.id), reverse=True)[:FEED_LENGTH]
    heard = names.say("Văn bản dẫn chiếu đến %(document)s", document=names.link(document_id).text)
    entries = [(citer, _sentence(names, citer.id, citing[citer.id].number)) for citer in citers]
    return _feed(feed_url(document_id), heard, entries, names)


def directive_lines(document_id: str, names: Names) -> str:
    """The line of a directive in `DIRECTIVES`."""
    return _lines([_directive(names.held[document_id], names)])


def citation_lines(document_id: str, names: Names) -> str:
    """The lines of a directive's citations in `CITATIONS`."""
    return _lines(_citations(names.holding(document_id), names))


def told_lines(document_id: str, names: Names) -> str:
    """The lines of what a directive tells of others, in `RELATIONS`."""
    return _lines(
        {
            "subject": told.subject,
            "relation": told.relation,
            "object": told.object,
            "told_by": told.by,
            "sentence": _sentence(names, told.by, told.number),
        }
        for told in names.told(document_id)
    )


LINES: Mapping[str, Callable[[str, Names], str]] = {
    "/data/directives.jsonl": directive_lines,
    "/data/citations.jsonl": citation_lines,
    "/data/relations.jsonl": told_lines,
}
"""JSON Lines by URL: what each directive has there. They stand in the order of the holdings."""


def sitemap(names: Names, urls: Sequence[str]) -> Iterator[Page]:
    """What tells search engines of these URLs."""
    holdings = names.archive.holdings
    base = holdings.settings.base_url
    found = [f"{base}{url}" for url in urls] if base else []
    if len(found) <= MOST_OF_SITEMAP:
        yield Page("/sitemap.xml", "sitemap.xml", {"urls": found})
    else:
        parts = [found[start : start + MOST_OF_SITEMAP] for start in range(0, len(found), MOST_OF_SITEMAP)]
        yield Page("/sitemap.xml", "sitemap-index.xml", {"urls": [f"{base}{_part(n)}" for n in range(len(parts))]})
        yield from (Page(_part(n), "sitemap.xml", {"urls": part}) for n, part in enumerate(parts))
    hidden = holdings.edition is Edition.INTERNAL
    yield Page("/robots.txt", "robots.txt", {"hidden": hidden, "sitemap": f"{base}/sitemap.xml" if base else None})


MOST_OF_SITEMAP = 50_000
"""Addresses of one sitemap; of more there is an index of several (https://www.sitemaps.org/protocol.html)."""


def _part(number: int) -> str:
    return f"/sitemap-{number + 1}.xml"


def _feed(url: str, heard: str, entries: Sequence[tuple[Face, str]], names: Names) -> Page:
    """An Atom feed of directives, each with a sentence or none; dates are those of the documents."""
    own = "" if url == "/feed.xml" else f"{url.rpartition('/')[0].strip('/')}/"
    listed = [
        FeedEntry(
            f"{f'{own}dan-chieu/' if own else ''}{holding.id}",
            f"{heading(holding)}: {tidy_subject(holding.subject_line)}",
            address(holding.id),
            holding.date,
            sentence,
        )
        for holding, sentence in entries
    ]
    return feed_page(url, f"{own}{'dan-chieu' if own else 'feed'}", heard, listed, names)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    id: str
    """Behind the site's tag."""
    title: str
    url: str
    day: Day
    sentence: str = ""


def feed_page(url: str, own_id: str, heard: str, entries: Sequence[FeedEntry], names: Names) -> Page:
    """An Atom feed at `url`; ids are `tag:` URIs."""
    settings = names.archive.holdings.settings
    base = settings.base_url
    tag = f"tag:{re.sub(r'^https?://|[:/].*', '', base) or slug(settings.title) + '.invalid'},2026:"
    listed = [
        {
            "id": f"{tag}{entry.id}",
            "title": entry.title,
            "link": f"{base}{entry.url}" if base else None,
            "updated": f"{entry.day}T00:00:00Z",
            "sentence": entry.sentence,
        }
        for entry in entries
    ]
    updated = max((str(entry["updated"]) for entry in listed), default="1970-01-01T00:00:00Z")
    data = {
        "id": f"{tag}{own_id}",
        "title": heard,
        "author": settings.title,
        "url": f"{base}{url}" if base else None,
        "page": f"{base}{url.rpartition('/')[0]}/" if base else None,
        "updated": updated,
        "entries": listed,
    }
    return Page(url, "feed.xml", data)


def _lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records)


def _directive(holding: Face, names: Names) -> dict[str, Any]:
    archive = names.archive
    targets = archive.targets[holding.id]
    cites = {t.id for t in targets if not isinstance(t, Ambiguous) and t.id and t.id != holding.id}
    return {
        "id": holding.id,
        "url": address(holding.id),
        "number": holding.number.number,
        "symbol": holding.number.symbol,
        "number_symbol": str(holding.number),
        "type": holding.type.title,
        "issuer": holding.issuer.key,
        "co_issuers": [issuer.key for issuer in holding.co_issuers],
        "date": holding.date.isoformat(),
        "subject": holding.subject_line,
        "signers": [signer.name for signer in holding.signers],
        "files": [_file(holding, file) for file in holding.files],
        "cites": sorted(cites),
        "cited_by": sorted({mention.by for mention in archive.cited_by.get(holding.id, ())}),
    }


def _file(holding: Face, file: HeldFile) -> dict[str, Any]:
    stored = file.stored
    known = {"url": f"{address(holding.id)}{file.name}", "bytes": stored.bytes, "sha256": stored.sha256}
    return {**known, "pages": stored.pages, "title": file.title}


def _citations(holding: Holding, names: Names) -> Iterator[dict[str, Any]]:
    targets = names.archive.targets[holding.id]
    for number, (citation, target) in enumerate(zip(holding.citations, targets, strict=True), 1):
        found = citation.found
        own = isinstance(target, Held) and target.id == holding.id
        url = target_url(target)
        yield {
            "from": holding.id,
            "n": number,
            "quote": " ".join(found.quote.split()),
            "kind": found.kind,
            "relation": Relation.SELF if own else names.relation(holding, number - 1),
            "status": status(target),
            "target": _target(target),
            "url": url,
            "evidence": [*(["stated"] if number > holding.text_citations else []), *target.evidence],
        }


def _target(target: Target) -> str | None:
    return target.key if isinstance(target, Ambiguous) else target.id


def _sentence(names: Names, by: str, number: int) -> str:
    citation = names.holding(by).citations[number]
    return " ".join(f"{citation.before}{citation.found.quote}{citation.after}".split())
