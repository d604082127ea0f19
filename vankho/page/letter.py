"""The page of a directive: the letter as an official knows it, and what the archive knows of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from vankho import dates
from vankho.formats import FORMATS
from vankho.holdings import Edition, Face, HeldFile, Holding, ShownBlock, Withheld, words
from vankho.language import SOURCE
from vankho.model import VERBS, Html
from vankho.page.citers import citers_url, feed_url
from vankho.page.described import described
from vankho.page.diagram import diagram
from vankho.page.links import FOLDED, Names, Say, cited, citing, filled, grouped
from vankho.page.notices import notices, status
from vankho.page.parts import (
    Link,
    Page,
    acting,
    acting_alone,
    address,
    cited_subject,
    head_lines,
    heading,
    issuer_url,
    printed_number,
    tidy_position,
    tidy_subject,
    title,
)
from vankho.pinpoint import ANNEX
from vankho.spelling import slug
from vankho.symbol import Side


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the letter, ready to print; a notice where a passage is withheld."""

    kind: str
    id: str | None
    rank: int
    label: Html
    label_text: str
    """What a screen reader says of the label, or of a table."""
    html: Html
    restricted: bool
    begins: bool = False
    """It is the first of a passage that only the internal edition has."""
    level: int = 0
    """Of a heading, from 3 on; 0 of what is none."""
    place: str = ""
    """Of a line that stands in the middle: `title`, `annex`, or `aside` where it says what an annex belongs to."""


def letter_page(holding: Holding, names: Names, frame: Mapping[str, Any]) -> Page:
    """The page of one directive."""
    url = address(holding.id)
    superior, body = head_lines(holding)
    is_letter = holding.type.name == "công văn"
    paragraphs = _paragraphs(holding, names)
    annex = next((place for place, p in enumerate(paragraphs) if _begins_annex(p)), len(paragraphs))
    letter = {
        "side": "thu-nn" if holding.issuer.side is Side.STATE else "thu-dang",
        "superior": superior,
        "body": body,
        "number": printed_number(holding),
        "place_and_date": f"{holding.place}, {dates.long(holding.date)}" if holding.place else dates.long(holding.date),
        "type_name": None if is_letter else holding.type.name.upper(),
        "subject": filled(holding.subject, holding, names),
        "addressees": holding.addressees,
        "paragraphs": paragraphs[:annex],
        "annexes": paragraphs[annex:],
        "recipients": holding.recipients,
        "signers": holding.signers,
    }
    related = cited(holding, names)
    backlinks = citing(holding.id, names)
    trail = (
        Link(issuer_url(holding.issuer), holding.issuer.name),
        Link(f"{issuer_url(holding.issuer)}{holding.date.year}/", str(holding.date.year)),
        Link("", str(holding.number)),
    )
    data = {
        **frame,
        **described(holding, trail, names),
        "title": heading(holding),
        "number_line": title(holding),
        "heading": tidy_subject(holding.subject_line),
        "byline": names.say("%(body)s, ngày %(day)s", body=acting(holding), day=dates.short(holding.date)),
        "restricted": holding.restricted and frame["edition"] == Edition.INTERNAL,
        "trail": trail,
        "letter": letter,
        "fields": _fields(holding, names.say),
        "quotes": quotes(holding, names.say),
        "cited": grouped(related),
        "cited_count": len(related),
        "citing": grouped(backlinks),
        "citing_count": len(backlinks),
        "citing_feed": feed_url(holding.id) if backlinks else "",
        "all_citing": citers_url(holding.id) if len(backlinks) > FOLDED else "",
        "diagram": diagram(holding, names),
        "contents": _contents(paragraphs),
        "notices": notices(holding, names),
        "status": status(holding, names),
        "files": tuple(_file(file, url, names) for file in holding.files),
        "told": _told(holding, names, url),
        "told_elsewhere": [
            (names.link(told.subject), names.say(VERBS[told.relation][0]), names.link(told.object), names.link(told.by))
            for told in names.told_about(holding.id)
            if told.by != holding.id
        ],
        "neighbours": _neighbours(holding, names),
    }
    return Page(url, "directive.html", data)


_PARTS = ("phần", "chương", "mục")
"""Items that are headings (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.5): Phần, Chương, Mục, as they nest."""


def _depth(block: ShownBlock | Withheld) -> tuple[int, int] | None:
    """What a heading ranks as; None of what is none."""
    if isinstance(block, Withheld):
        return None
    if block.kind == "heading":
        return (0, block.rank)
    part = words(block.label).split(" ", 1)[0].lower() if block.id else ""
    return (1, _PARTS.index(part)) if part in _PARTS else None


def _paragraphs(holding: Holding, names: Names) -> tuple[Paragraph, ...]:
    blocks = names.archive.holdings.letters.blocks(holding.id)
    depths = [_depth(block) for block in blocks]
    levels = sorted({depth for depth in depths if depth is not None})
    paragraphs: list[Paragraph] = []
    tables = headings = 0
    for block, depth in zip(blocks, depths, strict=True):
        if isinstance(block, Withheld):
            paragraphs.append(Paragraph("withheld", None, 0, Html(), "", Html(), restricted=False))
            continue
        text = filled(block.text, holding, names)
        label = Html(block.label)
        tables += block.kind == "table"
        said = names.say("Bảng %(number)s trong văn bản", number=tables) if block.kind == "table" else words(label)
        item_id = block.id
        if block.kind == "heading":
            headings += not block.restricted
            item_id = None if block.restricted else f"dm-{headings}"
        level = min(levels.index(depth) + 3, 6) if depth else 0
        place = _place(words(text).strip()) if block.kind == "paragraph" else ""
        begins = block.restricted and not (paragraphs and paragraphs[-1].restricted)
        paragraphs.append(
            Paragraph(block.kind, item_id, block.rank, label, said, text, block.restricted, begins, level, place)
        )
    return tuple(paragraphs)


_LONGEST_TITLE = 200


def _place(line: str) -> str:
    """Where a paragraph without label stands: titles are in the middle, as "QUYẾT ĐỊNH:", the name of a chapter, of an
    annex, and what it belongs to (Nghị định 30/2020/NĐ-CP, Phụ lục I.II and III)."""
    if len(line) > _LONGEST_TITLE:
        return ""
    if ANNEX.match(line):
        return "annex"
    if line.isupper() and len(line) > 3:
        return "title"
    return "aside" if re.fullmatch(r"\((?:ban hành )?kèm theo .*\)", line, re.IGNORECASE) else ""


def _contents(paragraphs: Sequence[Paragraph]) -> tuple[tuple[int, Link], ...]:
    """Headings and articles with their depth, from 0: for letters so long that one wants to see what is where."""
    found: list[tuple[int, str, str]] = []
    for place, paragraph in enumerate(paragraphs):
        if paragraph.restricted or not paragraph.id:
            continue
        if not (paragraph.level or _ARTICLE.search(paragraph.id)):
            continue
        text = " ".join(f"{words(paragraph.label)} {words(paragraph.html)}".split())
        if paragraph.level:
            after = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
            if after is not None and after.place:
                text = f"{text} {words(after.html).strip()}"
            found.append((paragraph.level, paragraph.id, text))
        else:
            found.append((7, paragraph.id, text))
    levels = sorted({level for level, _, _ in found})
    if len(found) < _CONTENTS_FROM:
        return ()
    return tuple((levels.index(level), Link(f"#{item_id}", _shortened(text))) for level, item_id, text in found)


_ARTICLE = re.compile(r"(?:^|-)dieu-[0-9]+[a-z]*$")
_CONTENTS_FROM = 8
"""From so many headings on a list of them stands beside the letter."""


def _shortened(text: str) -> str:
    """An article's title, or the beginning of one without title."""
    if len(text) <= 90:
        return text
    return f"{text[:80].rsplit(' ', 1)[0].rstrip(' ,;:.')} …"


def _begins_annex(paragraph: Paragraph) -> bool:
    """An annex stands behind the signature (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    if paragraph.kind not in ("heading", "paragraph"):
        return False
    return ANNEX.match(words(paragraph.html).strip()) is not None


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as the page tells it."""

    url: str
    title: str
    facts: tuple[str, ...]
    """`PDF`, `3 trang`, `412 KB`."""
    sha256: str
    restricted: bool


def _file(file: HeldFile, url: str, names: Names) -> ShownFile:
    kind = FORMATS[PurePosixPath(file.name).suffix]
    pages = (names.language.say_n("%(num)s trang", file.stored.pages),) if file.stored.pages else ()
    facts = (kind.name, *pages, _size(file.stored.bytes, names.language.code))
    return ShownFile(f"{url}{file.name}", file.title or file.name, facts, file.stored.sha256, file.restricted)


def _size(count: int, language: str) -> str:
    """`412 KB`, `1,2 MB`: in thousands, in Vietnamese with a decimal comma."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    size = f"{count / 1_000_000:.1f} MB"
    return size.replace(".", ",") if language == SOURCE else size


def _fields(holding: Holding, say: Say) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Thuộc tính, in the words of Nghị định 30/2020/NĐ-CP and of the law portals."""
    joined = tuple(Link(issuer_url(issuer), issuer.name) for issuer in holding.co_issuers)
    rows: list[tuple[str, tuple[Link, ...]]] = [
        (say("Số, ký hiệu"), (Link("", str(holding.number)),)),
        (say("Loại văn bản"), (Link(f"/loai/{slug(holding.type.name)}/", holding.type.title),)),
        (say("Cơ quan ban hành"), (Link(issuer_url(holding.issuer), acting_alone(holding)), *joined)),
        (say("Ngày ban hành"), (Link("", dates.short(holding.date)),)),
    ]
    if holding.effective:
        rows.append((say("Ngày có hiệu lực"), (Link("", dates.short(holding.effective)),)))
    signers = tuple(
        Link(
            f"/nguoi-ky/{slug(signer.name)}/",
            signer.name + (f", {tidy_position(signer.position)}" if signer.position else ""),
        )
        for signer in holding.signers
    )
    if signers:
        rows.append((say("Người ký"), signers))
    term = next((term.name for term in holding.issuer.terms if term.span.includes(holding.date)), None)
    if term:
        rows.append((say("Nhiệm kỳ"), (Link("", term),)))
    if holding.topics:
        rows.append((say("Chủ đề"), tuple(Link(f"/chu-de/{slug(topic)}/", topic) for topic in holding.topics)))
    if holding.status:
        rows.append((say("Tình trạng"), (Link("", holding.status),)))
    return tuple(rows)


def quotes(holding: Face, say: Say) -> tuple[tuple[str, str], ...]:
    """How to cite it: in full at first, short later (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.6)."""
    first = f"{title(holding)} {dates.long(holding.date)} của {acting(holding)} {cited_subject(holding.subject_line)}"
    return ((say("Viện dẫn lần đầu"), first), (say("Các lần tiếp theo"), title(holding)))


def _told(holding: Holding, names: Names, url: str) -> tuple[tuple[Link, str, Link, Link], ...]:
    """What this directive says of two others: subject, verb, object, where it says so."""
    return tuple(
        (
            names.link(told.subject),
            names.say(VERBS[told.relation][0]),
            names.link(told.object),
            Link(f"{url}#dc-{told.number + 1}", ""),
        )
        for told in names.told(holding.id)
    )


def _neighbours(holding: Holding, names: Names) -> tuple[Link | None, Link | None]:
    """The directives before and after it, of the same issuer and type, in this archive."""
    before, after = names.around(holding.id)
    return (
        Link(address(before.id), title(before)) if before else None,
        Link(address(after.id), title(after)) if after else None,
    )
