"""The page of a directive: the letter as an official knows it, and what the archive knows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vankho import dates
from vankho.edition import Edition, Holding, Withheld, words
from vankho.model import VERBS, Html
from vankho.page.chain import chain
from vankho.page.links import Names, cited, citing, filled, grouped
from vankho.page.parts import (
    Link,
    Page,
    acting,
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
    data = {
        **frame,
        "title": heading(holding),
        "number_line": title(holding),
        "heading": tidy_subject(holding.subject_line),
        "byline": f"{acting(holding)}, ngày {dates.short(holding.date)}",
        "restricted": holding.restricted and frame["edition"] == Edition.INTERNAL,
        "trail": (
            Link(issuer_url(holding.issuer), holding.issuer.name),
            Link(f"{issuer_url(holding.issuer)}{holding.date.year}/", str(holding.date.year)),
            Link("", str(holding.number)),
        ),
        "letter": letter,
        "fields": _fields(holding),
        "quotes": quotes(holding),
        "cited": grouped(related),
        "cited_count": len(related),
        "citing": grouped(backlinks),
        "citing_count": len(backlinks),
        "chain": chain(holding, names),
        "told": _told(holding, names, url),
        "told_elsewhere": [
            (names.link(told.subject), VERBS[told.relation][0], names.link(told.object), names.link(told.by))
            for told in names.told_about[holding.id]
            if told.by != holding.id
        ],
        "neighbours": _neighbours(holding, names),
    }
    return Page(url, "directive.html", data)


def _paragraphs(holding: Holding, names: Names) -> tuple[Paragraph, ...]:
    levels = sorted({b.rank for b in holding.blocks if not isinstance(b, Withheld) and b.kind == "heading"})
    paragraphs: list[Paragraph] = []
    tables = 0
    for block in holding.blocks:
        if isinstance(block, Withheld):
            paragraphs.append(Paragraph("withheld", None, 0, Html(), "", Html(), restricted=False))
            continue
        rank = levels.index(block.rank) + 3 if block.kind == "heading" else block.rank
        text = filled(block.text, holding, names)
        label = Html(block.label)
        tables += block.kind == "table"
        said = f"Bảng {tables} trong văn bản" if block.kind == "table" else words(label)
        paragraphs.append(Paragraph(block.kind, block.id, rank, label, said, text, block.restricted))
    return tuple(paragraphs)


def _begins_annex(paragraph: Paragraph) -> bool:
    """An annex stands behind the signature (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    plain = words(paragraph.html).strip()
    return paragraph.kind in ("heading", "paragraph") and ANNEX.match(plain) is not None


def _fields(holding: Holding) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Thuộc tính, in the words of Nghị định 30/2020/NĐ-CP and of the law portals."""
    rows: list[tuple[str, tuple[Link, ...]]] = [
        ("Số, ký hiệu", (Link("", str(holding.number)),)),
        ("Loại văn bản", (Link(f"/loai/{slug(holding.type.name)}/", holding.type.title),)),
        ("Cơ quan ban hành", (Link(issuer_url(holding.issuer), acting(holding)),)),
        ("Ngày ban hành", (Link("", dates.short(holding.date)),)),
    ]
    if holding.effective:
        rows.append(("Ngày có hiệu lực", (Link("", dates.short(holding.effective)),)))
    signers = tuple(
        Link(
            f"/nguoi-ky/{slug(signer.name)}/",
            signer.name + (f", {tidy_position(signer.position)}" if signer.position else ""),
        )
        for signer in holding.signers
    )
    if signers:
        rows.append(("Người ký", signers))
    term = next((term.name for term in holding.issuer.terms if term.span.includes(holding.date)), None)
    if term:
        rows.append(("Nhiệm kỳ", (Link("", term),)))
    if holding.topics:
        rows.append(("Chủ đề", tuple(Link(f"/chu-de/{slug(topic)}/", topic) for topic in holding.topics)))
    if holding.status:
        rows.append(("Tình trạng", (Link("", holding.status),)))
    return tuple(rows)


def quotes(holding: Holding) -> tuple[tuple[str, str], ...]:
    """How to cite it: in full at first, short later (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.6)."""
    first = f"{title(holding)} {dates.long(holding.date)} của {acting(holding)} {cited_subject(holding.subject_line)}"
    return (("Viện dẫn lần đầu", first), ("Các lần tiếp theo", title(holding)))


def _told(holding: Holding, names: Names, url: str) -> tuple[tuple[Link, str, Link, Link], ...]:
    """What this directive says of two others: subject, verb, object, where it says so."""
    return tuple(
        (
            names.link(told.subject),
            VERBS[told.relation][0],
            names.link(told.object),
            Link(f"{url}#dc-{told.number + 1}", ""),
        )
        for told in names.told[holding.id]
    )


def _neighbours(holding: Holding, names: Names) -> tuple[Link | None, Link | None]:
    """The directives before and after it, of the same issuer and type, in this archive."""
    series: Sequence[Holding] = names.series[holding.issuer.key, holding.type.name]
    position = names.position[holding.id]
    before = series[position + 1] if position + 1 < len(series) else None
    after = series[position - 1] if position else None
    return (
        Link(address(before.id), title(before)) if before else None,
        Link(address(after.id), title(after)) if after else None,
    )
