"""The keys of front matter and of archive.yaml, one row a key: a YAML tree in, values and problems out.

docs/front-matter.md is written from these tables (`make docs`), and a test keeps the two in step. A value that the
keeper wrote wrong is a problem and comes back as None; the rest of the file is still read.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from vankho.model import VERBS, Access, Relation, Restricted, Signer, Span, Stated, Term
from vankho.passages import suspicious
from vankho.problem import Problem, did_you_mean
from vankho.spelling import UNSEEN, nfc, slug
from vankho.symbol import NumberSymbol, Side
from vankho.yamltree import Mapping, Node, Scalar, Sequence

Report = list[Problem]
Read = Callable[[Node, Report], Any]
"""The value of a node; None, with a problem reported, where it has none."""

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_TEXT = 20_000
"""Code points of one value."""
MAX_NAME = 120
"""Code points of what becomes part of an address, and so the name of a file."""


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    vietnamese: str
    kind: str
    """What is written there, for the documentation."""
    rule: str
    example: str
    """A YAML line or lines that the reader accepts."""
    read: Read
    required: bool = False


def _text(node: Node, report: Report) -> str | None:
    if not isinstance(node, Scalar):
        report.append(Problem(node.place, "bad-type", "a text is wanted here, not a list or a mapping"))
        return None
    text = nfc(node.text.strip())
    if match := UNSEEN.search(text):
        report.append(Problem(node.place, "control-character", f"U+{ord(match[0]):04X} in the value", "delete it"))
        return None
    if not text:
        report.append(Problem(node.place, "bad-value", "nothing is written here", "leave the key out"))
        return None
    if len(text) > MAX_TEXT:
        report.append(Problem(node.place, "bad-value", f"longer than {MAX_TEXT} characters"))
        return None
    return text


def _prose(node: Node, report: Report) -> str | None:
    """A text without internal passages in it: where they are not read, they would be printed."""
    text = _text(node, report)
    if text is not None and (":internal[" in text or suspicious(text) is not None):
        hint = "write {value: …, access: internal} for the whole value"
        report.append(Problem(node.place, "bad-internal", "an internal passage cannot stand in this value", hint))
        return None
    return text


def _name(node: Node, report: Report) -> str | None:
    """A text that can be part of an address."""
    text = _prose(node, report)
    if text is not None and not slug(text):
        report.append(Problem(node.place, "bad-value", f"'{text}' has neither letter nor figure"))
        return None
    if text is not None and max(len(text), len(slug(text))) > MAX_NAME:
        report.append(Problem(node.place, "bad-value", f"longer than {MAX_NAME} characters"))
        return None
    return text


def _listed(read: Read) -> Read:
    def listed(node: Node, report: Report) -> Any:
        if not isinstance(node, Sequence):
            hint = "write one entry a line: '  - …'"
            report.append(Problem(node.place, "bad-type", "a list is wanted here", hint))
            return None
        return tuple(value for each in node.nodes if (value := read(each, report)) is not None)

    return listed


def _choice(values: Iterable[str]) -> Read:
    known = tuple(values)

    def choice(node: Node, report: Report) -> Any:
        text = _text(node, report)
        if text is None or text in known:
            return text
        hint = did_you_mean(text, known) or "one of: " + ", ".join(known)
        report.append(Problem(node.place, "bad-value", f"'{text}' is not a value of this key", hint))
        return None

    return choice


def _pattern(pattern: str, what: str, example: str) -> Read:
    compiled = re.compile(pattern)

    def matched(node: Node, report: Report) -> Any:
        text = _text(node, report)
        if text is None or (compiled.fullmatch(text) and len(text) <= MAX_NAME):
            return text
        report.append(Problem(node.place, "bad-value", f"'{text}' is not {what}", f"like {example}"))
        return None

    return matched


_key = _pattern(_KEY.pattern, "a key of lower-case ASCII letters, figures and hyphens", "tinh-uy-quang-ngai")


def _date(node: Node, report: Report) -> date | None:
    text = _text(node, report)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        report.append(Problem(node.place, "bad-value", f"'{text}' is not a date", "YYYY-MM-DD, like 2023-05-08"))
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        report.append(
            Problem(node.place, "bad-value", f"'{text}' is not a date: {error}", "YYYY-MM-DD, like 2023-05-08")
        )
        return None


def _number(node: Node, report: Report) -> NumberSymbol | None:
    text = _text(node, report)
    if text is None:
        return None
    tight = re.sub(r"\s+", "", text)
    parsed = NumberSymbol.parse(tight) if len(tight) <= MAX_NAME else None
    if parsed is None:
        hint = "Party: 1593-CV/TU, State: 6321/UBND-TH or 30/2020/NĐ-CP"
        report.append(Problem(node.place, "bad-value", f"'{text}' is not a number and symbol", hint))
        return None
    if tight != text:
        report.append(Problem(node.place, "bad-value", f"'{text}' has blanks inside", f"write {tight}"))
        return None
    return parsed


def _address(node: Node, report: Report) -> str | None:
    text = _text(node, report)
    if text is None:
        return None
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?", text):
        report.append(
            Problem(node.place, "bad-value", f"'{text}' is not an address", "like https://example.gov.vn/kho")
        )
        return None
    return text.rstrip("/")


def guarded(read: Read) -> Read:
    """A value, or `{value: …, access: internal}` for one that only the internal edition shows."""

    def either(node: Node, report: Report) -> Any:
        if not isinstance(node, Mapping) or "value" not in (key.text for key, _ in node.entries):
            return read(node, report)
        values = read_mapping(node, _guard_fields(read), report)
        if values is None or "value" not in values or "access" not in values:
            return None
        return Restricted(values["value"]) if values["access"] == Access.INTERNAL else values["value"]

    return either


def _guard_fields(read: Read) -> tuple[Field, ...]:
    return (
        Field("value", "giá trị", "", "", "", read, required=True),
        Field("access", "phạm vi", "", "", "", _access, required=True),
    )


def _access(node: Node, report: Report) -> Access | None:
    text = _choice(Access)(node, report)
    return Access(text) if text else None


def _side(node: Node, report: Report) -> Side | None:
    text = _choice(Side)(node, report)
    return Side(text) if text else None


def read_mapping(node: Node, fields: tuple[Field, ...], report: Report) -> dict[str, Any] | None:
    """The values of a mapping by its table; unknown, repeated and missing keys are reported at their places."""
    if not isinstance(node, Mapping):
        hint = "with the keys " + ", ".join(field.key for field in fields)
        report.append(Problem(node.place, "bad-type", "key: value lines are wanted here", hint))
        return None
    table = {field.key: field for field in fields}
    values: dict[str, Any] = {}
    seen: set[str] = set()
    for key, value in node.entries:
        field = table.get(key.text)
        if field is None:
            report.append(Problem(key.place, "unknown-field", f"'{key.text}'", did_you_mean(key.text, table)))
        elif key.text in seen:
            report.append(Problem(key.place, "repeated-field", f"'{key.text}' stands twice"))
        else:
            seen.add(key.text)
            before = len(report)
            result = field.read(value, report)
            report[before:] = [_named(problem, field.key) for problem in report[before:]]
            if result is not None:
                values[field.key] = result
    for field in fields:
        if field.required and field.key not in seen:
            report.append(Problem(node.place, "missing-field", f"'{field.key}' is missing", f"like {field.example}"))
    return values


def _named(problem: Problem, key: str) -> Problem:
    """The problem with the key that it stands under, so that a message can be read without the file."""
    named = problem.code in ("bad-type", "bad-value", "bad-internal") and not problem.message.startswith(f"{key}")
    return Problem(problem.place, problem.code, f"{key}: {problem.message}", problem.hint) if named else problem


def _mapped(fields: tuple[Field, ...], make: Callable[..., Any]) -> Read:
    def mapped(node: Node, report: Report) -> Any:
        before = len(report)
        values = read_mapping(node, fields, report)
        if values is None or len(report) > before:
            return None
        return make(**values)

    return mapped


STATED = tuple(relation.value for relation in VERBS if relation is not Relation.MENTIONS)
"""The relations that a keeper can state (DECISIONS 16)."""


def _stated(node: Node, report: Report) -> Stated | None:
    before = len(report)
    values = read_mapping(node, RELATION_FIELDS, report)
    if values is None or len(report) > before:
        return None
    return Stated(Relation(values["relation"]), values["document"], node.place)


SIGNER_FIELDS = (
    Field("authority", "quyền hạn", "text", "As printed, capitals kept.", "authority: T/M BAN THƯỜNG VỤ", _prose),
    Field("position", "chức vụ", "text", "As printed, capitals kept.", "position: PHÓ BÍ THƯ", _prose),
    Field("name", "họ và tên", "text", "Without titles.", "name: Đặng Ngọc Huy", _name, required=True),
)

RELATION_FIELDS = (
    Field(
        "relation",
        "quan hệ",
        "one of the relations",
        "What this directive does with the other: " + ", ".join(sorted(STATED)) + ".",
        "relation: replaces",
        _choice(STATED),
        required=True,
    ),
    Field(
        "document",
        "văn bản kia",
        "text",
        "The other document, as a letter would cite it: type, number and symbol, date, body.",
        "document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy",
        _prose,
        required=True,
    ),
)

FRONT_MATTER = (
    Field(
        "number",
        "số và ký hiệu",
        "text",
        "As printed, without blanks. Its type, side and year must agree with `type`, the issuer and `date`.",
        "number: 1593-CV/TU",
        _number,
        required=True,
    ),
    Field(
        "type",
        "tên loại",
        "text",
        "A name of the table of document types, or of `types` in archive.yaml.",
        "type: công văn",
        _text,
        required=True,
    ),
    Field(
        "issuer",
        "cơ quan ban hành",
        "key",
        "A key of `issuers` in archive.yaml: the body in whose register the number stands.",
        "issuer: tinh-uy-quang-ngai",
        _key,
        required=True,
    ),
    Field(
        "organ",
        "cơ quan, tập thể ký",
        "text",
        "The organ of the issuer on whose behalf it is signed, where there is one. It is shown, it is no identity.",
        "organ: Ban Thường vụ",
        guarded(_prose),
    ),
    Field("date", "ngày ban hành", "date", "YYYY-MM-DD.", "date: 2023-05-08", _date, required=True),
    Field("place", "địa danh", "text", "As printed before the date.", "place: Quảng Ngãi", guarded(_prose)),
    Field(
        "subject",
        "trích yếu",
        "text",
        "As printed, with “V/v” where it has it. Citations become links; `*emphasis*` and internal spans are read.",
        "subject: Về công tác kiểm điểm năm 2023",
        _text,
        required=True,
    ),
    Field(
        "letterhead",
        "tên cơ quan trên đầu văn bản",
        "list of texts",
        "The left head line by line, as printed, the issuing body last; only where it is not the issuer's name alone.",
        "letterhead: [ĐẢNG BỘ TỈNH QUẢNG NGÃI, THÀNH ỦY QUẢNG NGÃI]",
        _listed(_prose),
    ),
    Field(
        "addressees",
        "kính gửi",
        "list of texts",
        "One entry an addressee, in the order and with the punctuation of the letter.",
        "addressees:\n  - Các huyện ủy, thị ủy, thành ủy,",
        _listed(guarded(_prose)),
    ),
    Field(
        "recipients",
        "nơi nhận",
        "list of texts",
        "One entry a line, in the order and with the punctuation of the letter.",
        "recipients:\n  - Như trên,\n  - Lưu Văn phòng Tỉnh ủy.",
        _listed(guarded(_prose)),
    ),
    Field(
        "signers",
        "người ký",
        "list of authority, position, name",
        "As printed; `name` is required. The person who signs stands last in each entry.",
        "signers:\n  - {authority: T/M BAN THƯỜNG VỤ, position: PHÓ BÍ THƯ, name: Đặng Ngọc Huy}",
        _listed(guarded(_mapped(SIGNER_FIELDS, Signer))),
    ),
    Field(
        "access",
        "phạm vi",
        "public or internal",
        "No default: the keeper must say. `internal` keeps the whole directive out of the public edition.",
        "access: public",
        _access,
        required=True,
    ),
    Field(
        "topics",
        "chủ đề",
        "list of texts",
        "Headings of the list of topics.",
        'topics: [Chế độ báo cáo, "Văn thư, lưu trữ"]',
        _listed(guarded(_name)),
    ),
    Field(
        "aliases",
        "tên gọi khác",
        "list of texts",
        "Names for it without number, as far as such forms are found: “Chương trình hành động của …”, "
        "“Nghị quyết Đại hội …”, “Luật … năm …”, “Quy chế làm việc của …”.",
        "aliases: [Chương trình hành động của Tỉnh ủy]",
        _listed(guarded(_prose)),
    ),
    Field(
        "relations",
        "quan hệ với văn bản khác",
        "list of relation, document",
        "What the keeper knows; it wins over what the text seems to say.",
        "relations:\n  - {relation: replaces, document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy}",
        _listed(guarded(_stated)),
    ),
    Field(
        "effective",
        "ngày có hiệu lực",
        "date",
        "YYYY-MM-DD, where the text says one.",
        "effective: 2023-06-01",
        guarded(_date),
    ),
    Field(
        "status",
        "tình trạng",
        "text",
        "What the keeper knows, in the officials' words; silent when not known.",
        "status: Hết hiệu lực",
        guarded(_prose),
    ),
    Field(
        "record",
        "hồ sơ tên gọi",
        "key",
        "This file holds the document that `documents` in archive.yaml knows by this key.",
        "record: nghi-quyet-dai-hoi-dang-bo-tinh-quang-ngai-xx",
        _key,
    ),
    Field(
        "slug",
        "phần cuối của địa chỉ",
        "key",
        "Only where two directives would have one address.",
        "slug: 1593-cv-tu-2",
        _key,
    ),
)
"""The keys of a directive's front matter."""


def _span(since: date | None = None, until: date | None = None) -> Span:
    return Span(since, until)


SPAN_FIELDS = (
    Field("from", "từ ngày", "date", "First day.", "from: 2020-10-22", _date),
    Field("to", "đến ngày", "date", "Last day.", "to: 2025-09-15", _date),
)
TERM_FIELDS = (Field("name", "tên", "text", "", "name: khóa XX", _prose, required=True), *SPAN_FIELDS)

ISSUER_FIELDS = (
    Field(
        "name",
        "tên",
        "text",
        "The full name, in lower case as in running text.",
        "name: Tỉnh ủy Quảng Ngãi",
        _prose,
        required=True,
    ),
    Field(
        "side",
        "khối",
        "party or state",
        "Party or State: decides letterhead and numbers.",
        "side: party",
        _side,
        required=True,
    ),
    Field(
        "symbols", "ký hiệu", "list of texts", "How the body stands in its numbers.", "symbols: [TU]", _listed(_prose)
    ),
    Field(
        "aliases",
        "tên khác",
        "list of texts",
        "Other names, also those of its organs. One without the place holds for bodies of that place and those below.",
        "aliases: [Tỉnh ủy, Ban Thường vụ Tỉnh ủy]",
        _listed(_prose),
    ),
    Field("parent", "cơ quan cấp trên", "key", "Another issuer.", "parent: trung-uong-dang", _key),
    Field("place", "địa phương", "text", "The place for which the body is competent.", "place: Quảng Ngãi", _prose),
    Field(
        "valid",
        "thời gian tồn tại",
        "from, to",
        "While the body exists; an end may be open.",
        "valid: {to: 2025-06-30}",
        _mapped(SPAN_FIELDS, lambda **ends: _span(ends.get("from"), ends.get("to"))),
    ),
    Field(
        "terms",
        "nhiệm kỳ",
        "list of name, from, to",
        "Terms of office. Party numbers restart with each; State numbers with each year.",
        "terms: [{name: khóa XX, from: 2020-10-22}]",
        _listed(_mapped(TERM_FIELDS, lambda name, **ends: Term(name, _span(ends.get("from"), ends.get("to"))))),
    ),
    Field(
        "letterhead",
        "tên trên đầu văn bản",
        "list of texts",
        "The left head line by line, where it is not the name alone.",
        "letterhead: [ỦY BAN NHÂN DÂN, TỈNH QUẢNG NGÃI]",
        _listed(_prose),
    ),
    Field(
        "access",
        "phạm vi",
        "public or internal",
        "`internal`: known to the internal edition only.",
        "access: internal",
        _access,
    ),
)

RECORD_FIELDS = (
    Field("name", "tên", "text", "The full name.", "name: Điều lệ Đảng Cộng sản Việt Nam", _prose, required=True),
    Field(
        "aliases",
        "tên khác",
        "list of texts",
        "As letters write it. One without the place holds for bodies of that place and those below.",
        "aliases: [Điều lệ Đảng]",
        _listed(_prose),
    ),
    Field("issuer", "cơ quan ban hành", "key", "A key of `issuers`.", "issuer: trung-uong-dang", _key),
    Field("type", "tên loại", "text", "A name of the table of document types.", "type: nghị quyết", _text),
    Field("date", "ngày ban hành", "date", "YYYY-MM-DD, where it is known.", "date: 2020-10-22", _date),
    Field(
        "access",
        "phạm vi",
        "public or internal",
        "`internal`: known to the internal edition only.",
        "access: internal",
        _access,
    ),
)

TYPE_FIELDS = (
    Field(
        "party",
        "chữ viết tắt của Đảng",
        "list of texts",
        "Abbreviations in Party symbols.",
        "party: [QĐ]",
        _listed(_prose),
    ),
    Field(
        "state",
        "chữ viết tắt của Nhà nước",
        "list of texts",
        "Abbreviations in State symbols.",
        "state: [QĐ]",
        _listed(_prose),
    ),
)


def _table(fields: tuple[Field, ...], key: Read) -> Read:
    """A mapping from keys to mappings: `{key: (place, values)}`, in the order written."""

    def table(node: Node, report: Report) -> Any:
        if not isinstance(node, Mapping):
            report.append(Problem(node.place, "bad-type", "key: value lines are wanted here"))
            return None
        rows: dict[str, Any] = {}
        for name, value in node.entries:
            before = len(report)
            if key(name, report) is None:
                continue
            if name.text in rows:
                report.append(Problem(name.place, "repeated-field", f"'{name.text}' stands twice"))
                continue
            values = read_mapping(value, fields, report)
            if values is not None and len(report) == before:
                rows[name.text] = (name.place, values)
        return rows

    return table


ARCHIVE = (
    Field("title", "tên kho", "text", "The name of the site.", "title: Kho văn bản Quảng Ngãi", _prose, required=True),
    Field("motto", "dòng giới thiệu", "text", "One line under the name.", "motto: Công văn, chỉ thị của tỉnh", _prose),
    Field(
        "base_url",
        "địa chỉ công bố",
        "address",
        "Only for canonical links, feeds and the sitemap.",
        "base_url: https://vanban.example.vn",
        _address,
    ),
    Field(
        "contact",
        "nơi liên hệ",
        "text",
        "Where to ask for what the archive does not hold.",
        "contact: Phòng Văn thư - Lưu trữ",
        _prose,
    ),
    Field(
        "language",
        "ngôn ngữ giao diện",
        "vi",
        "Of the interface, never of the documents; only `vi` so far.",
        "language: vi",
        _choice(("vi",)),
    ),
    Field(
        "issuers",
        "các cơ quan",
        "key: issuer",
        "The authority file of bodies, in protocol order.",
        "issuers: {}",
        _table(ISSUER_FIELDS, _key),
        required=True,
    ),
    Field(
        "documents",
        "hồ sơ tên gọi",
        "key: record",
        "Documents that have a name rather than a number.",
        "documents: {}",
        _table(RECORD_FIELDS, _key),
    ),
    Field(
        "types",
        "loại văn bản bổ sung",
        "name: type",
        "Additions to the built-in table of document types, for directives; citations are found by the built-in ones.",
        "types: {}",
        _table(TYPE_FIELDS, _name),
    ),
)
"""The keys of archive.yaml."""


def documentation(fields: tuple[Field, ...]) -> str:
    """The fields as a Markdown section: a heading, the rule and an example for each."""
    parts = []
    for field in fields:
        required = ", required" if field.required else ""
        fence = f"```yaml\n{field.example}\n```"
        parts.append(f"### `{field.key}`\n\n*{field.vietnamese}*: {field.kind}{required}. {field.rule}\n\n{fence}\n")
    return "\n".join(parts)
