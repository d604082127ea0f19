"""The keys of front matter and of archive.yaml, a row each: Vietnamese name, rule, example and reader.

docs/front-matter.md is written from these tables (`make docs`), and a test keeps the two in step.
"""

from datetime import date

from vankho.fields import (
    Field,
    Report,
    access,
    any_text,
    choice,
    day,
    file_path,
    guarded,
    key_text,
    listed,
    mapped,
    name_text,
    number_symbol,
    program_path,
    prose,
    read_mapping,
    side,
    site_address,
    table_of,
    web_address,
)
from vankho.formats import FORMATS
from vankho.language import LANGUAGES
from vankho.model import VERBS, FileEntry, OtherArchive, Relation, Search, Signer, Span, Stated, Term
from vankho.yamltree import Node

STATED = tuple(relation.value for relation in VERBS if relation is not Relation.MENTIONS)
"""The relations that a keeper can state (DECISIONS 16)."""


def _stated(node: Node, report: Report) -> Stated | None:
    before = len(report)
    values = read_mapping(node, RELATION_FIELDS, report)
    if values is None or len(report) > before:
        return None
    return Stated(Relation(values["relation"]), values["document"], node.place)


SIGNER_FIELDS = (
    Field("authority", "quyền hạn", "text", "As printed, capitals kept.", "authority: T/M BAN THƯỜNG VỤ", prose),
    Field("position", "chức vụ", "text", "As printed, capitals kept.", "position: PHÓ BÍ THƯ", prose),
    Field("name", "họ và tên", "text", "Without titles.", "name: Đặng Ngọc Huy", name_text, required=True),
)

RELATION_FIELDS = (
    Field(
        "relation",
        "quan hệ",
        "one of the relations",
        "What this directive does with the other: " + ", ".join(sorted(STATED)) + ".",
        "relation: replaces",
        choice(STATED),
        required=True,
    ),
    Field(
        "document",
        "văn bản kia",
        "text",
        "The other document, as a letter would cite it: type, number and symbol, date, body.",
        "document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy",
        prose,
        required=True,
    ),
)

FILE_FIELDS = (
    Field(
        "path",
        "tệp",
        "path",
        "From the folder of the directive's own file; " + ", ".join(FORMATS) + ".",
        "path: 1593-cv-tu.pdf",
        file_path,
        required=True,
    ),
    Field("title", "tên gọi", "text", "What it is.", "title: Bản quét có chữ ký và dấu", prose),
)

FRONT_MATTER = (
    Field(
        "number",
        "số và ký hiệu",
        "text",
        "As printed, without blanks. Its type, side and year must agree with `type`, the issuer and `date`.",
        "number: 1593-CV/TU",
        number_symbol,
        required=True,
    ),
    Field(
        "type",
        "tên loại",
        "text",
        "A name of the table of document types, or of `types` in archive.yaml.",
        "type: công văn",
        any_text,
        required=True,
    ),
    Field(
        "issuer",
        "cơ quan ban hành",
        "key",
        "A key of `issuers` in archive.yaml: the body in whose register the number stands.",
        "issuer: tinh-uy-quang-ngai",
        key_text,
        required=True,
    ),
    Field(
        "organ",
        "cơ quan, tập thể ký",
        "text",
        "The organ of the issuer on whose behalf it is signed, where there is one. It is shown, it is no identity.",
        "organ: Ban Thường vụ",
        guarded(prose),
    ),
    Field(
        "co_issuers",
        "cơ quan cùng ban hành",
        "list of keys",
        "Of a joint document: the other bodies, keys of `issuers`, in the order of its letterhead. Its number is "
        "that of `issuer`.",
        "co_issuers: [so-ke-hoach-va-dau-tu-quang-ngai]",
        listed(key_text),
    ),
    Field(
        "letterhead",
        "tên cơ quan trên đầu văn bản",
        "list of texts",
        "The left head line by line, as printed, the issuing body last; only where it is not the issuer's name alone.",
        "letterhead: [ĐẢNG BỘ TỈNH QUẢNG NGÃI, THÀNH ỦY QUẢNG NGÃI]",
        listed(prose),
    ),
    Field("date", "ngày ban hành", "date", "YYYY-MM-DD.", "date: 2023-05-08", day, required=True),
    Field("place", "địa danh", "text", "As printed before the date.", "place: Quảng Ngãi", guarded(prose)),
    Field(
        "subject",
        "trích yếu",
        "text",
        "As printed, with “V/v” where it has it. Citations become links; `*emphasis*` and internal spans are read.",
        "subject: Về công tác kiểm điểm năm 2023",
        any_text,
        required=True,
    ),
    Field(
        "addressees",
        "kính gửi",
        "list of texts",
        "One entry an addressee, in the order and with the punctuation of the letter.",
        "addressees:\n  - Các huyện ủy, thị ủy, thành ủy,",
        listed(guarded(prose)),
    ),
    Field(
        "recipients",
        "nơi nhận",
        "list of texts",
        "One entry a line, in the order and with the punctuation of the letter.",
        "recipients:\n  - Như trên,\n  - Lưu Văn phòng Tỉnh ủy.",
        listed(guarded(prose)),
    ),
    Field(
        "signers",
        "người ký",
        "list of authority, position, name",
        "As printed; `name` is required. The person who signs stands last in each entry.",
        "signers:\n  - {authority: T/M BAN THƯỜNG VỤ, position: PHÓ BÍ THƯ, name: Đặng Ngọc Huy}",
        listed(guarded(mapped(SIGNER_FIELDS, Signer))),
    ),
    Field(
        "access",
        "phạm vi",
        "public or internal",
        "No default: the keeper must say. `internal` keeps the whole directive out of the public edition.",
        "access: internal",
        access,
        required=True,
    ),
    Field(
        "topics",
        "chủ đề",
        "list of texts",
        "Headings of the list of topics.",
        'topics: [Chế độ báo cáo, "Văn thư, lưu trữ"]',
        listed(guarded(name_text)),
    ),
    Field(
        "aliases",
        "tên gọi khác",
        "list of texts",
        "Names for it without number, as far as such forms are found: “Chương trình hành động của …”, "
        "“Nghị quyết Đại hội …”, “Luật … năm …”, “Quy chế làm việc của …”.",
        "aliases: [Chương trình hành động của Tỉnh ủy]",
        listed(guarded(prose)),
    ),
    Field(
        "relations",
        "quan hệ với văn bản khác",
        "list of relation, document",
        "What the keeper knows; it wins over what the text seems to say.",
        "relations:\n  - {relation: replaces, document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy}",
        listed(guarded(_stated)),
    ),
    Field(
        "effective",
        "ngày có hiệu lực",
        "date",
        "YYYY-MM-DD, where the text says one.",
        "effective: 2023-06-01",
        guarded(day),
    ),
    Field(
        "status",
        "tình trạng",
        "text",
        "What the keeper knows, in the officials' words; silent when not known.",
        "status: Hết hiệu lực",
        guarded(prose),
    ),
    Field(
        "notes",
        "ghi chú của người giữ kho",
        "list of texts",
        "What a reader must know of this copy: a fault of the original, a page that is missing. Shown above the letter "
        "as the keeper's words.",
        "notes: [Bản gốc ghi nhầm năm 2022 thành 2202 tại mục 2.]",
        listed(guarded(prose)),
    ),
    Field(
        "files",
        "bản gốc và tệp kèm theo",
        "list of path, title",
        "Files that belong to the directive, such as its scan. They stand beside its own file and are published as "
        "they are, with format, size and SHA-256; of a PDF the pages are counted.",
        "files:\n  - {path: 1593-cv-tu.pdf, title: Bản quét có chữ ký và dấu}\n"
        "  - {value: {path: phieu-trinh.pdf, title: Phiếu trình}, access: internal}",
        listed(guarded(mapped(FILE_FIELDS, FileEntry))),
    ),
    Field(
        "record",
        "hồ sơ tên gọi",
        "key",
        "This file holds the document that `documents` in archive.yaml knows by this key.",
        "record: nghi-quyet-dai-hoi-dang-bo-tinh-quang-ngai-xx",
        key_text,
    ),
    Field(
        "formerly",
        "địa chỉ trước đây",
        "list of addresses",
        "Addresses in this site at which it stood before: they lead on to where it is now.",
        "formerly: [/tinh-uy-quang-ngai/2023/1539-cv-tu/]",
        listed(guarded(site_address)),
    ),
    Field(
        "slug",
        "phần cuối của địa chỉ",
        "key",
        "Only where two directives would have one address.",
        "slug: 1593-cv-tu-2",
        key_text,
    ),
)
"""The keys of a directive's front matter, in the order in which `fmt` writes them."""


def _span(since: date | None = None, until: date | None = None) -> Span:
    return Span(since, until)


SPAN_FIELDS = (
    Field("from", "từ ngày", "date", "First day.", "from: 2020-10-22", day),
    Field("to", "đến ngày", "date", "Last day.", "to: 2025-09-15", day),
)
TERM_FIELDS = (Field("name", "tên", "text", "", "name: khóa XX", prose, required=True), *SPAN_FIELDS)

ISSUER_FIELDS = (
    Field(
        "name",
        "tên",
        "text",
        "The full name, in lower case as in running text.",
        "name: Tỉnh ủy Quảng Ngãi",
        prose,
        required=True,
    ),
    Field(
        "side",
        "khối",
        "party or state",
        "Party or State: decides letterhead and numbers.",
        "side: party",
        side,
        required=True,
    ),
    Field("symbols", "ký hiệu", "list of texts", "How the body stands in its numbers.", "symbols: [TU]", listed(prose)),
    Field(
        "aliases",
        "tên khác",
        "list of texts",
        "Other names, also those of its organs. One without the place holds for bodies of that place and those below.",
        "aliases: [Tỉnh ủy, Ban Thường vụ Tỉnh ủy]",
        listed(prose),
    ),
    Field("parent", "cơ quan cấp trên", "key", "Another issuer.", "parent: trung-uong-dang", key_text),
    Field("place", "địa phương", "text", "The place for which the body is competent.", "place: Quảng Ngãi", prose),
    Field(
        "valid",
        "thời gian tồn tại",
        "from, to",
        "While the body exists; an end may be open.",
        "valid: {to: 2025-06-30}",
        mapped(SPAN_FIELDS, lambda **ends: _span(ends.get("from"), ends.get("to"))),
    ),
    Field(
        "terms",
        "nhiệm kỳ",
        "list of name, from, to",
        "Terms of office. Party numbers restart with each; State numbers with each year.",
        "terms: [{name: khóa XX, from: 2020-10-22}]",
        listed(mapped(TERM_FIELDS, lambda name, **ends: Term(name, _span(ends.get("from"), ends.get("to"))))),
    ),
    Field(
        "letterhead",
        "tên trên đầu văn bản",
        "list of texts",
        "The left head line by line, where it is not the name alone.",
        "letterhead: [ỦY BAN NHÂN DÂN, TỈNH QUẢNG NGÃI]",
        listed(prose),
    ),
    Field(
        "access",
        "phạm vi",
        "public or internal",
        "`internal`: known to the internal edition only.",
        "access: internal",
        access,
    ),
)

RECORD_FIELDS = (
    Field("name", "tên", "text", "The full name.", "name: Điều lệ Đảng Cộng sản Việt Nam", prose, required=True),
    Field(
        "aliases",
        "tên khác",
        "list of texts",
        "As letters write it, word for word; a single word is not looked for. One without the place holds for bodies "
        "of that place and those below.",
        "aliases: [Điều lệ Đảng, Đề án 06]",
        listed(prose),
    ),
    Field("issuer", "cơ quan ban hành", "key", "A key of `issuers`.", "issuer: trung-uong-dang", key_text),
    Field("type", "tên loại", "text", "A name of the table of document types.", "type: nghị quyết", any_text),
    Field("date", "ngày ban hành", "date", "YYYY-MM-DD, where it is known.", "date: 2020-10-22", day),
    Field(
        "access",
        "phạm vi",
        "public or internal",
        "`internal`: known to the internal edition only.",
        "access: internal",
        access,
    ),
)

TYPE_FIELDS = (
    Field(
        "party",
        "chữ viết tắt của Đảng",
        "list of texts",
        "Abbreviations in Party symbols.",
        "party: [QĐ]",
        listed(prose),
    ),
    Field(
        "state",
        "chữ viết tắt của Nhà nước",
        "list of texts",
        "Abbreviations in State symbols.",
        "state: [QĐ]",
        listed(prose),
    ),
)


ALSO_FIELDS = (
    Field(
        "url",
        "địa chỉ",
        "address",
        "Where the other site is published.",
        "url: https://vanban.example.vn",
        web_address,
        required=True,
    ),
    Field("title", "tên kho", "text", "As results say it.", "title: Kho văn bản tỉnh bạn", prose, required=True),
)

SEARCH_FIELDS = (
    Field(
        "pagefind",
        "chương trình Pagefind",
        "path",
        "A Pagefind of your own, from the folder above content/; without it the installed one makes the index.",
        "pagefind: bin/pagefind",
        program_path,
    ),
    Field(
        "also",
        "tìm cả trong",
        "list of url, title",
        "Other archives made by this program, searched together with this one; their servers must allow it (CORS).",
        "also: [{url: 'https://vanban.example.vn', title: Kho văn bản tỉnh bạn}]",
        listed(mapped(ALSO_FIELDS, OtherArchive)),
    ),
)

ARCHIVE = (
    Field("title", "tên kho", "text", "The name of the site.", "title: Kho văn bản Quảng Ngãi", prose, required=True),
    Field("motto", "dòng giới thiệu", "text", "One line under the name.", "motto: Công văn, chỉ thị của tỉnh", prose),
    Field(
        "base_url",
        "địa chỉ công bố",
        "address",
        "Only for canonical links, feeds and the sitemap.",
        "base_url: https://vanban.example.vn",
        web_address,
    ),
    Field(
        "contact",
        "nơi liên hệ",
        "text",
        "Where to ask for what the archive does not hold.",
        "contact: Phòng Văn thư - Lưu trữ",
        prose,
    ),
    Field(
        "language",
        "ngôn ngữ giao diện",
        "vi or en",
        "Of the interface, never of the documents.",
        "language: vi",
        choice(LANGUAGES),
    ),
    Field(
        "search",
        "tìm kiếm",
        "pagefind, also",
        "How the search is made, and where else it looks.",
        "search: {pagefind: bin/pagefind}",
        mapped(SEARCH_FIELDS, Search),
    ),
    Field(
        "issuers",
        "các cơ quan",
        "key: issuer",
        "The authority file of bodies, in protocol order.",
        "issuers: {}",
        table_of(ISSUER_FIELDS, key_text),
        required=True,
    ),
    Field(
        "documents",
        "hồ sơ tên gọi",
        "key: record",
        "Documents that have a name rather than a number.",
        "documents: {}",
        table_of(RECORD_FIELDS, key_text),
    ),
    Field(
        "types",
        "loại văn bản bổ sung",
        "name: type",
        "Additions to the built-in table of document types, for directives and for citations with a number.",
        "types: {}",
        table_of(TYPE_FIELDS, name_text),
    ),
)
"""The keys of archive.yaml."""
