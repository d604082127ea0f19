"""JSON Schemas (2020-12) of front matter and archive.yaml, for editors: from the tables of `vankho.keys`.

They say what can be said of a value by itself; `check` says the rest. Where a value may be guarded
(`{value: …, access: internal}`) is found out by asking its reader.
"""

import json
from collections.abc import Mapping
from typing import Any

from vankho.fields import MAX_TEXT, Field
from vankho.keys import (
    ALSO_FIELDS,
    ARCHIVE,
    FILE_FIELDS,
    FRONT_MATTER,
    ISSUER_FIELDS,
    RECORD_FIELDS,
    RELATION_FIELDS,
    SEARCH_FIELDS,
    SIGNER_FIELDS,
    SPAN_FIELDS,
    STATED,
    TERM_FIELDS,
    TYPE_FIELDS,
)
from vankho.language import LANGUAGES
from vankho.model import Access
from vankho.problem import Place
from vankho.symbol import BUILT_IN_TYPES, Side
from vankho.yamltree import Mapping as Pairs
from vankho.yamltree import Node, Scalar, Sequence, compose

__all__ = ["SCHEMAS", "schema_text"]

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
_KEY: _Schema = {"type": "string", "pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"}
_DATE: _Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_ACCESS: _Schema = {"enum": [str(access) for access in Access]}

_MORE: Mapping[str, str] = {
    "number": "Ghi như trên văn bản, không có dấu cách.",
    "type": "Tên loại trong bảng tên loại văn bản, hoặc ở mục types của archive.yaml.",
    "issuer": "Khóa của cơ quan ở mục issuers của archive.yaml.",
    "organ": "Tập thể mà văn bản được ký thay mặt, nếu có.",
    "date": "Năm-tháng-ngày.",
    "subject": "Ghi như trên văn bản, kể cả “V/v” nếu có.",
    "signers": "Mỗi người ký một mục; phải có họ và tên.",
    "recipients": "Mỗi dòng một mục, giữ đúng thứ tự và dấu câu.",
    "addressees": "Mỗi nơi một mục, giữ đúng thứ tự và dấu câu.",
    "access": "public: công khai; internal: chỉ có trong bản nội bộ.",
    "side": "party: Đảng; state: Nhà nước.",
    "symbols": "Cách ghi cơ quan trong số và ký hiệu.",
    "parent": "Khóa của một cơ quan khác ở mục issuers.",
    "relations": "Điều người giữ kho biết; được tin hơn điều đọc ra từ lời văn.",
    "effective": "Năm-tháng-ngày, nếu văn bản có ghi.",
    "files": "Tệp đặt cạnh tệp của văn bản, được công bố nguyên trạng.",
    "language": "Ngôn ngữ của giao diện, không phải của văn bản.",
    "base_url": "Dùng cho liên kết chính tắc, nguồn tin và sơ đồ trang.",
}
"""What a keeper needs to know besides a key's Vietnamese name."""


def _listed(each: _Schema) -> _Schema:
    return {"type": "array", "items": each}


def _mapping(fields: tuple[Field, ...]) -> _Schema:
    return {
        "type": "object",
        "properties": {field.key: _property(field) for field in fields},
        "required": [field.key for field in fields if field.required],
        "additionalProperties": False,
    }


def _table(names: _Schema, fields: tuple[Field, ...]) -> _Schema:
    return {"type": "object", "propertyNames": names, "additionalProperties": _mapping(fields)}


def _value(field: Field) -> _Schema:
    """What the kind of a field, as the documentation names it, allows."""
    match field.kind:
        case "text" if field.key == "type":
            return {"anyOf": [{"enum": [row.name for row in BUILT_IN_TYPES]}, _TEXT]}  # an editor offers the first
        case "text" | "path":
            return _TEXT
        case "key":
            return _KEY
        case "date":
            return _DATE
        case "address":
            return {"type": "string", "pattern": "^https?://"}
        case "public or internal":
            return _ACCESS
        case "party or state":
            return {"enum": [str(side) for side in Side]}
        case "vi or en":
            return {"enum": list(LANGUAGES)}
        case "one of the relations":
            return {"enum": sorted(STATED)}
        case "list of texts":
            return _listed(_TEXT)
        case "list of keys":
            return _listed(_KEY)
        case "list of addresses":
            return _listed({"type": "string", "pattern": "^/"})
        case "list of authority, position, name":
            return _listed(_mapping(SIGNER_FIELDS))
        case "list of relation, document":
            return _listed(_mapping(RELATION_FIELDS))
        case "list of path, title":
            return _listed(_mapping(FILE_FIELDS))
        case "list of name, from, to":
            return _listed(_mapping(TERM_FIELDS))
        case "list of url, title":
            return _listed(_mapping(ALSO_FIELDS))
        case "from, to":
            return _mapping(SPAN_FIELDS)
        case "pagefind, also":
            return _mapping(SEARCH_FIELDS)
        case "key: issuer":
            return _table(_KEY, ISSUER_FIELDS)
        case "key: record":
            return _table(_KEY, RECORD_FIELDS)
        case "name: type":
            return _table(_TEXT, TYPE_FIELDS)
        case _:
            raise NotImplementedError(f"a kind without a schema: {field.kind}")


def _property(field: Field) -> _Schema:
    value = _value(field)
    if _takes_guard(field):
        value = _listed(_guarded(value["items"])) if value.get("type") == "array" else _guarded(value)
    name = field.vietnamese[:1].upper() + field.vietnamese[1:]
    said = [f"{name}.", *([_MORE[field.key]] if field.key in _MORE else []), f"Ví dụ: {field.example}"]
    return {"title": name, "description": " ".join(said), **value}


def _guarded(value: _Schema) -> _Schema:
    guard = {
        "type": "object",
        "properties": {"value": value, "access": _ACCESS},
        "required": ["value", "access"],
        "additionalProperties": False,
        "description": "Giá trị chỉ có trong bản nội bộ.",
    }
    return {"anyOf": [value, guard]}


def _takes_guard(field: Field) -> bool:
    """Whether the reader of a field accepts its own example, each entry of a list in a guard."""
    example = compose(field.example, "")[0]
    assert example is not None  # a test reads every example
    node = example.entries[0][1]
    guarded = Sequence(tuple(map(_guard, node.nodes)), node.place) if isinstance(node, Sequence) else _guard(node)
    report: list[Any] = []
    return field.read(guarded, report) is not None and not report


def _guard(node: Node) -> Node:
    if isinstance(node, Pairs) and any(key.text == "value" for key, _ in node.entries):
        return node
    at = Place("", 1, 1)
    access = Scalar(Access.INTERNAL, at, plain=True)
    return Pairs(((Scalar("value", at, plain=True), node), (Scalar("access", at, plain=True), access)), at)


SCHEMAS: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "archive": ("archive.yaml của kho văn bản", ARCHIVE),
    "directive": ("Phần đầu tệp của một văn bản", FRONT_MATTER),
}
"""What there is a schema of: its title and its keys."""


def schema_text(name: str) -> str:
    """The schema of a row of `SCHEMAS` as JSON."""
    title, fields = SCHEMAS[name]
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **_mapping(fields)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
