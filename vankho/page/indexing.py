"""What the search index of an edition is made of: the directives, and what they cite and the archive does not hold.

An index document is no page: it has the words of a directive in the order of weight, and beside each word that Pagefind
reads the word that a reader sees (`vankho.searchwords`). Items are headings in it, so that results lead to passages.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from html import escape

from vankho import dates
from vankho.holdings import Face, Filed, Holding, Withheld, plain, words
from vankho.language import VIETNAMESE, Language
from vankho.model import Issuer
from vankho.page.links import Names
from vankho.page.notices import status
from vankho.page.parts import (
    IndexDoc,
    Page,
    Sheaf,
    Sheet,
    acting,
    address,
    digest,
    tidy_position,
    tidy_subject,
    title,
    wanted_heading,
)
from vankho.page.registers import row_digests
from vankho.resolve import Archive, WantedDocument
from vankho.searchwords import JOIN, indexed
from vankho.spelling import slug
from vankho.symbol import Side

HELD, ABSENT = "Trong kho", "Không có trong kho"
_SIDES = {Side.PARTY: "Đảng", Side.STATE: "Nhà nước"}
SHOWN_VALUES = (HELD, ABSENT, *_SIDES.values())
"""Values of filters that are the archive's own words, not a document's."""


_ABBREVIATIONS = {
    "UBND": "ủy ban nhân dân",
    "HĐND": "hội đồng nhân dân",
    "BTV": "ban thường vụ",
    "BCH": "ban chấp hành",
    "BCĐ": "ban chỉ đạo",
    "UBKT": "ủy ban kiểm tra",
    "MTTQ": "mặt trận tổ quốc",
    "KT-XH": "kinh tế - xã hội",
    "QPAN": "quốc phòng, an ninh",
    "PCCC": "phòng cháy, chữa cháy",
    "PCTN": "phòng, chống tham nhũng",
    "CCHC": "cải cách hành chính",
    "TTHC": "thủ tục hành chính",
    "CNTT": "công nghệ thông tin",
    "GPMB": "giải phóng mặt bằng",
    "NTM": "nông thôn mới",
    "BHYT": "bảo hiểm y tế",
    "BHXH": "bảo hiểm xã hội",
    "ATTP": "an toàn thực phẩm",
    "đ/c": "đồng chí",
}
"""What officials type for what letters write out; not the other way: a quoted phrase must be in the text."""


_TELLING = 4
"""Words of another name of a body that tell which it is: every province has a Tỉnh ủy."""


class _Draft:
    """An index document in the making."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.words: list[str] = []

    def line(self, text: str, weight: float = 1) -> None:
        """A paragraph; it weighs as much as `weight` plain ones."""
        found = indexed(text)
        if found.terms:
            self.words.extend(found.words)
            self.html.append(f'<p data-pagefind-weight="{weight:g}">{escape(" ".join(found.terms))}</p>\n')

    def item(self, item_id: str, label: str) -> None:
        """Where a passage begins that results can lead to."""
        found = indexed(label)
        terms, shown = (found.terms, found.words) if found.terms else (("mujcqz",), (label.strip() or "-",))
        self.words.extend(shown)
        self.html.append(f'<h3 id="{escape(item_id)}" data-pagefind-weight="1">{escape(" ".join(terms))}</h3>\n')

    def filters(self, **values: str | tuple[str, ...]) -> None:
        for key, value in values.items():
            for each in (value,) if isinstance(value, str) else value:
                if each:
                    name = key.replace("_", "-")
                    self.html.append(f'<p data-pagefind-ignore data-pagefind-filter="{name}">{escape(each)}</p>\n')

    def document(self, url: str, day: date | None, meta: dict[str, str]) -> IndexDoc:
        written = day.isoformat() if day else ""
        self.filters(ngay=written)
        html = (
            '<!doctype html>\n<html lang="vi">\n<head><meta charset="utf-8"></head>\n<body data-pagefind-body>\n'
            f"{''.join(self.html)}</body>\n</html>\n"
        )
        return IndexDoc(url, html, tuple(self.words), {key: value for key, value in meta.items() if value}, written)


class IndexDocs:
    """The index documents of an edition."""

    def __init__(self, archive: Archive, language: Language = VIETNAMESE) -> None:
        self._names = Names(archive, language)
        self._held = set(archive.holdings.directives.ids)
        keys = {each.issuer for each in archive.holdings.directives.filed.values()}
        keys |= {document.issuer.key for document in archive.wanted.values() if document.issuer}
        self._issuers = tuple(issuer for issuer in archive.holdings.issuers if issuer.key in keys)
        self.basis = digest([issuer.key for issuer in self._issuers])
        """Of what each document may hang on besides the facts that the page of the same URL is made of."""
        self.ids: tuple[str, ...] = tuple(sorted((*self._held, *archive.wanted), key=address))
        """What there are documents of, in the order of their URLs."""

    def doc(self, document_id: str) -> IndexDoc:
        archive = self._names.archive
        if document_id in self._held:
            return _directive(archive.holdings.letters.holding(document_id), self._issuers, self._names)
        return _wanted(archive.wanted[document_id], self._names)


def index_docs(archive: Archive, language: Language = VIETNAMESE) -> Iterator[IndexDoc]:
    """The index documents of an edition one after the other, by URL."""
    docs = IndexDocs(archive, language)
    return map(docs.doc, docs.ids)


def _directive(holding: Holding, issuers: Iterable[Issuer], names: Names) -> IndexDoc:
    draft = _Draft()
    draft.line(title(holding), 10)
    draft.line(tidy_subject(holding.subject_line), 8)
    draft.line(f"{acting(holding)}, {dates.long(holding.date)}", 4)
    for signer in holding.signers:
        draft.line(signer.name, 5)
    visible = len(draft.words)
    for block in names.archive.holdings.letters.blocks(holding.id):
        if isinstance(block, Withheld):
            continue
        if block.id:
            draft.item(block.id, words(block.label))
        draft.line(plain(block.text))
    shown = len(draft.words)
    for line in (*holding.addressees, *holding.recipients):
        draft.line(line, 0.5)
    for signer in holding.signers:
        draft.line(f"{signer.authority} {tidy_position(signer.position)}", 0.5)
    for topic in holding.topics:
        draft.line(topic, 4)
    for words_typed in _also_typed(holding, " ".join(draft.words).replace(JOIN, " ").lower(), issuers):
        draft.line(words_typed, 0.5)
    draft.filters(
        co_quan=(holding.issuer.name, *(issuer.name for issuer in holding.co_issuers)),
        loai=holding.type.title,
        nam=str(holding.date.year),
        nguoi_ky=tuple(dict.fromkeys(signer.name for signer in holding.signers)),
        khoi=_SIDES[holding.issuer.side],
        chu_de=holding.topics,
        kho=HELD,
    )
    meta = {
        "so": title(holding),
        "ngay": dates.short(holding.date),
        "co-quan": acting(holding),
        "ten": tidy_subject(holding.subject_line),
        "tinh-trang": status(holding, names),
        "rieng": "1" if holding.restricted else "",
        "tu": f"{visible} {shown}",
    }
    return draft.document(address(holding.id), holding.date, meta)


def _also_typed(holding: Holding, text: str, issuers: Iterable[Issuer]) -> Iterator[str]:
    """What the text means and does not say: other names of its bodies, abbreviations, the number in one piece."""
    for issuer in issuers:
        telling = (issuer.name, *(alias for alias in issuer.aliases if len(alias.split()) >= _TELLING))
        if issuer == holding.issuer or any(name.lower() in text for name in telling):
            yield from dict.fromkeys(written for alias in issuer.aliases for written in (alias, _joined(alias)))
    yield from (short for short, full in _ABBREVIATIONS.items() if full in text)
    yield f"{holding.number.number}{_joined(holding.number.symbol)}"


def _wanted(document: WantedDocument, names: Names) -> IndexDoc:
    draft = _Draft()
    heading = wanted_heading(document)
    draft.line(heading, 0.5)  # what is held comes first; a number leads to what is not by itself
    if document.issuer:
        draft.line(document.issuer.name, 0.5)
    count = names.archive.citing.get(document.id, 0)
    day = document.date
    draft.filters(
        co_quan=document.issuer.name if document.issuer else "",
        loai=document.type.title if document.type else "",
        nam=str(day.year) if day else "",
        khoi=_SIDES[document.issuer.side] if document.issuer else "",
        kho=ABSENT,
    )
    meta = {"so": heading, "kho": "0", "dan": str(count), "tu": f"{len(draft.words)} {len(draft.words)}"}
    return draft.document(address(document.id), day, meta)


def number_sheaf(names: Names) -> Sheaf:
    """What the search page reads when a number is typed: one small file for each of the last two digits of a figure.

    It has the numbers of all documents, held or not.
    """
    held: dict[str, list[Filed]] = defaultdict(list)
    wanted: dict[str, list[WantedDocument]] = defaultdict(list)
    archive = names.archive
    for each in archive.holdings.directives.filed.values():
        if each.number:
            held[_last_digits(each.number)].append(each)
    for document in archive.wanted.values():
        if figure := _number(document)[0]:
            wanted[_last_digits(figure)].append(document)
    inputs = {key: _inputs(held[key], wanted[key], names) for key in sorted(held.keys() | wanted.keys())}
    sheets = [
        Sheet(_url(key), told, partial(_number_page, _url(key), held[key], wanted[key], names))
        for key, told in inputs.items()
    ]
    return Sheaf(digest(inputs), lambda: iter(sheets))


def _last_digits(figure: str) -> str:
    """Two of them: `07` of `7`, `93` of `1593a`."""
    digits = figure if figure.isdecimal() else "".join(sign for sign in figure.partition(".")[0] if sign.isdigit())
    return digits[-2:].zfill(2)


def _url(key: str) -> str:
    return f"/tim-kiem/so/{key}.json"


def _inputs(held: Sequence[Filed], wanted: Iterable[WantedDocument], names: Names) -> bytes:
    """Of the rows of documents."""
    found = row_digests(held, names)
    for document in wanted:
        body = document.issuer.key if document.issuer else None
        kind = document.type.name if document.type else None
        known = document.id, kind, document.number_symbol, body, document.issuer_words, document.date, document.title
        found.append(digest(known))
    ids = [*(each.id for each in held), *(each.id or "" for each in wanted)]
    return digest(found, [names.archive.citing.get(each, 0) for each in ids])


def _number_page(url: str, held: Iterable[Filed], wanted: Iterable[WantedDocument], names: Names) -> Page:
    """A row is the figure, what may be typed with it, the document's address, its name, whether it is held, and how
    many cite it."""
    rows: list[tuple[str | int, ...]] = []
    by_id = names.archive.holdings.directives.by_id
    documents: list[Face | WantedDocument] = [*(by_id[each.id] for each in held), *wanted]
    for document in documents:
        figure, symbol = _number(document)
        if isinstance(document, Face):
            name = f"{title(document)} ngày {dates.short(document.date)} của {acting(document)}"
            kind, body, year = document.type.name, document.issuer.name, str(document.date.year)
        else:
            name = wanted_heading(document)
            kind = document.type.name if document.type else ""
            body = document.issuer.name if document.issuer else document.issuer_words or ""
            year = str(document.date.year) if document.date else ""
        around = _typed(f"{symbol} {_joined(symbol)} {kind} {body} {year}")
        count = names.archive.citing.get(document.id, 0)
        rows.append((figure, around, document.id, name, int(isinstance(document, Face)), count))
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Page(url, "", {"text": text})


def _number(document: Face | WantedDocument) -> tuple[str, str]:
    """Figure and symbol; nothing for what has no number."""
    if isinstance(document, Face):
        figure, symbol = document.number.number, document.number.symbol
    else:
        figure, _, symbol = (document.number_symbol or "").replace("-", "/", 1).partition("/")
    return figure and (figure.lstrip("0") or "0"), symbol


def _joined(text: str) -> str:
    """`CVTU` of `CV/TU`, as some type it."""
    return "".join(sign for sign in text if sign.isalnum() or sign == " ")


def _typed(text: str) -> str:
    """Words as they may be typed: without marks, each once."""
    return " ".join(dict.fromkeys(slug(text).split("-")))
