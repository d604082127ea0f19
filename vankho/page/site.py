"""The site map: every page of an edition, and what its search index reads."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from vankho import dates
from vankho.edition import Edition, Holding, Withheld, plain, words
from vankho.page.cited import cited_pages, moved_pages
from vankho.page.data import data_pages
from vankho.page.letter import letter_page, quotes
from vankho.page.links import Names
from vankho.page.lists import list_pages
from vankho.page.parts import IndexDoc, Link, Page, acting, address, tidy_position, tidy_subject, title
from vankho.resolve import Archive
from vankho.symbol import Side


def pages(archive: Archive) -> tuple[Page, ...]:
    """All pages and data files of the edition, by URL."""
    names = Names(archive)
    frame = _frame(archive)
    found = [letter_page(holding, names, frame) for holding in archive.holdings.directives]
    found.extend(list_pages(names, frame))
    found.extend(cited_pages(names, frame))
    listed = sorted(page.url for page in found)
    found.extend(moved_pages(names, frame))
    found.extend(_about(frame))
    found.append(_how_to_cite(archive, frame))
    found.extend(data_pages(names, listed))
    return tuple(sorted(found, key=lambda page: page.url))


def _frame(archive: Archive) -> Mapping[str, Any]:
    """What every page shows of the site itself."""
    settings = archive.holdings.settings
    return {
        "site": settings.title,
        "motto": settings.motto,
        "contact": settings.contact,
        "base_url": settings.base_url,
        "edition": archive.holdings.edition.value,
        "internal": archive.holdings.edition is Edition.INTERNAL,
        "example": str(archive.holdings.directives[0].number) if archive.holdings.directives else "",
    }


def _about(frame: Mapping[str, Any]) -> Iterator[Page]:
    for url, template, heading in (
        ("/tim-kiem/", "search.html", "Tìm kiếm"),
        ("/gioi-thieu/", "about.html", "Giới thiệu"),
        ("/du-lieu/", "data.html", "Dữ liệu mở"),
        ("/404.html", "404.html", "Không tìm thấy trang"),
    ):
        yield Page(url, template, {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),)})


def _how_to_cite(archive: Archive, frame: Mapping[str, Any]) -> Page:
    """How to cite, with an example of each side from the edition itself."""
    examples = []
    for side, heading in ((Side.PARTY, "Văn bản của Đảng"), (Side.STATE, "Văn bản của Nhà nước")):
        newest = next((h for h in archive.holdings.directives if h.issuer.side is side), None)
        if newest is not None:
            examples.append((heading, quotes(newest)))
    heading = "Cách viện dẫn"
    data = {**frame, "title": heading, "heading": heading, "trail": (Link("", heading),), "examples": examples}
    return Page("/cach-vien-dan/", "how-to-cite.html", data)


def index_docs(archive: Archive) -> tuple[IndexDoc, ...]:
    """What the search index of the edition is made of: the directives, and nothing of the pages around them."""
    return tuple(IndexDoc(address(holding.id), _index_html(holding)) for holding in archive.holdings.directives)


def _index_html(holding: Holding) -> str:
    """The directive for the index: number and subject weigh most; items are headings, so results lead to them.

    `đ` does not decompose, and Pagefind folds by decomposition: it is indexed as d with a stroke (U+0335), which the
    search page does to the query too, and turns back in what it shows.
    """
    number = str(holding.number)
    meta = {"date": dates.short(holding.date), "body": acting(holding)}
    filters = {"co-quan": holding.issuer.name, "loai": holding.type.title, "nam": str(holding.date.year)}
    parts = [
        '<!doctype html>\n<html lang="vi">\n<head><meta charset="utf-8"><title>',
        _text(tidy_subject(holding.subject_line)),
        "</title></head>\n<body data-pagefind-body>\n",
        f'<h1 data-pagefind-weight="8" data-pagefind-meta="title">{_text(tidy_subject(holding.subject_line))}</h1>\n',
        f'<p data-pagefind-weight="10" data-pagefind-meta="number">{_text(title(holding))}</p>\n',
        f'<p data-pagefind-ignore data-pagefind-meta="parts">{_text(re.sub("[-/]", " ", number))}</p>\n',
        *(f'<p data-pagefind-ignore data-pagefind-meta="{key}">{_text(value)}</p>\n' for key, value in meta.items()),
        *(
            f'<p data-pagefind-ignore data-pagefind-filter="{key}">{escape(value)}</p>\n'
            for key, value in filters.items()
        ),
        f'<p data-pagefind-ignore data-pagefind-sort="ngay">{holding.date:%Y%m%d}</p>\n',
        f"<p>{_text(acting(holding))}, {dates.long(holding.date)}, {dates.short(holding.date)}</p>\n",
    ]
    parts.extend(f"<p>{_text(line)}</p>\n" for line in (*holding.addressees, *holding.recipients))
    for block in holding.blocks:
        if isinstance(block, Withheld):
            continue
        text = _text(plain(block.text))
        if block.id:
            parts.append(f'<h3 id="{escape(block.id)}">{_text(words(block.label))}</h3>\n')
        parts.append(f"<p>{text}</p>\n")
    for signer in holding.signers:
        parts.append(f"<p>{_text(signer.authority)} {_text(tidy_position(signer.position))} {_text(signer.name)}</p>\n")
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def _text(text: str) -> str:
    return escape(text.replace("đ", "d\u0335").replace("Đ", "D\u0335"))
