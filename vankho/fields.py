"""Reading the keys of a YAML tree by a table of fields: nodes in, values and problems out.

A value that the keeper wrote wrong is a problem and comes back as None; the rest of the file is still read.
"""

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from vankho.formats import FORMATS
from vankho.model import Access, Restricted
from vankho.passages import suspicious
from vankho.problem import Problem, did_you_mean, meant
from vankho.said import NOTHING, Said, told
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


def any_text(node: Node, report: Report) -> str | None:
    if not isinstance(node, Scalar):
        said = told("a text is wanted here, not a list or a mapping")
        is_unquoted = isinstance(node, Mapping) and len(node.entries) == 1
        hint = told("a text that has ': ' stands between quotes: \"…: …\"") if is_unquoted else NOTHING
        report.append(Problem(node.place, "bad-type", said, hint))
        return None
    text = nfc(node.text.strip())
    if match := UNSEEN.search(text):
        report.append(
            Problem(
                node.place,
                "control-character",
                told("U+%(sign)s in the value", sign=f"{ord(match[0]):04X}"),
                told("delete it"),
            )
        )
        return None
    if not text:
        report.append(Problem(node.place, "bad-value", told("nothing is written here"), _OMIT))
        return None
    if len(text) > MAX_TEXT:
        report.append(Problem(node.place, "bad-value", told("longer than %(most)s characters", most=MAX_TEXT)))
        return None
    return text


def prose(node: Node, report: Report) -> str | None:
    """A text without internal passages in it: where they are not read, they would be printed."""
    text = any_text(node, report)
    if text is not None and (":internal[" in text or suspicious(text) is not None):
        hint = told("write {value: …, access: internal} for the whole value")
        report.append(Problem(node.place, "bad-internal", told("an internal passage cannot stand in this value"), hint))
        return None
    return text


def name_text(node: Node, report: Report) -> str | None:
    """A text that can be part of an address."""
    text = prose(node, report)
    if text is not None and not slug(text):
        report.append(Problem(node.place, "bad-value", told("'%(text)s' has neither letter nor figure", text=text)))
        return None
    if text is not None and max(len(text), len(slug(text))) > MAX_NAME:
        report.append(Problem(node.place, "bad-value", told("longer than %(most)s characters", most=MAX_NAME)))
        return None
    return text


def listed(read: Read) -> Read:
    def listed(node: Node, report: Report) -> Any:
        if not isinstance(node, Sequence):
            hint = told("write one entry a line: '  - …'")
            report.append(Problem(node.place, "bad-type", told("a list is wanted here"), hint))
            return None
        return tuple(value for each in node.nodes if (value := read(each, report)) is not None)

    return listed


def choice(values: Iterable[str]) -> Read:
    known = tuple(values)

    def choice(node: Node, report: Report) -> Any:
        text = any_text(node, report)
        if text is None or text in known:
            return text
        hint = did_you_mean(text, known) or told("one of: %(known)s", known=", ".join(known))
        report.append(Problem(node.place, "bad-value", told("'%(text)s' is not a value of this key", text=text), hint))
        return None

    return choice


def _pattern(pattern: str, what: Said, example: str) -> Read:
    compiled = re.compile(pattern)

    def matched(node: Node, report: Report) -> Any:
        text = any_text(node, report)
        if text is None or (compiled.fullmatch(text) and len(text) <= MAX_NAME):
            return text
        report.append(
            Problem(
                node.place,
                "bad-value",
                told("'%(text)s' is not %(what)s", text=text, what=what),
                told("like %(example)s", example=example),
            )
        )
        return None

    return matched


key_text = _pattern(
    rf"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)(?:{_KEY.pattern})",  # names of devices: no file of Windows bears them
    told("a key of lower-case ASCII letters, figures and hyphens"),
    "tinh-uy-quang-ngai",
)


_SEGMENT = r"[a-z0-9][a-z0-9_-]*"
site_address = _pattern(
    rf"/(?:{_SEGMENT}/){{1,8}}(?:(?!index\.){_SEGMENT}\.html?)?",
    told("an address inside the site, in lower-case ASCII"),
    "/tinh-uy-quang-ngai/2023/1539-cv-tu/",
)


def day(node: Node, report: Report) -> date | None:
    text = any_text(node, report)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        report.append(
            Problem(
                node.place,
                "bad-value",
                told("'%(text)s' is not a date", text=text),
                told("YYYY-MM-DD, like 2023-05-08"),
                _day_of_ours(text),
            )
        )
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        report.append(
            Problem(
                node.place,
                "bad-value",
                told("'%(text)s' is no day of the calendar", text=text),
                told("YYYY-MM-DD, like 2023-05-08"),
            )
        )
        return None


def _day_of_ours(text: str) -> tuple[str, str] | None:
    """How to mend a day that is written as letters write it, day first."""
    match = re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})", text)
    try:
        return (text, date(int(match[4]), int(match[3]), int(match[1])).isoformat()) if match else None
    except ValueError:
        return None


def number_symbol(node: Node, report: Report) -> NumberSymbol | None:
    text = any_text(node, report)
    if text is None:
        return None
    tight = re.sub(r"\s+", "", text)
    parsed = NumberSymbol.parse(tight) if len(tight) <= MAX_NAME else None
    if parsed is None:
        hint = told("Party: 1593-CV/TU, State: 6321/UBND-TH or 30/2020/NĐ-CP")
        report.append(Problem(node.place, "bad-value", told("'%(text)s' is not a number and symbol", text=text), hint))
        return None
    if tight != text:
        report.append(
            Problem(
                node.place,
                "bad-value",
                told("'%(text)s' has blanks inside", text=text),
                told("write %(tight)s", tight=tight),
                (text, tight),
            )
        )
        return None
    return parsed


def file_path(node: Node, report: Report) -> str | None:
    """A file beside the directive's own, of a kind that can be published as it is."""
    text = any_text(node, report)
    if text is None:
        return None
    if "\\" in text or any(part in ("", ".", "..") or part.startswith(".") for part in text.split("/")):
        report.append(
            Problem(
                node.place, "bad-value", told("'%(text)s' is not a file beside or below the directive's own", text=text)
            )
        )
        return None
    suffix = PurePosixPath(text).suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        report.append(
            Problem(
                node.place,
                "bad-value",
                told("'%(text)s' is not of a kind that is published", text=text),
                told("one of: %(known)s", known=known),
            )
        )
        return None
    return text


def program_path(node: Node, report: Report) -> str | None:
    """A program inside the project."""
    text = prose(node, report)
    if text is not None and (PurePosixPath(text).is_absolute() or ".." in text.replace("\\", "/").split("/")):
        report.append(
            Problem(
                node.place,
                "bad-value",
                told("'%(text)s' leads out of the project", text=text),
                told("like bin/pagefind"),
            )
        )
        return None
    return text


def web_address(node: Node, report: Report) -> str | None:
    text = any_text(node, report)
    if text is None:
        return None
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?", text):
        report.append(
            Problem(
                node.place,
                "bad-value",
                told("'%(text)s' is not an address", text=text),
                told("like https://example.gov.vn/kho"),
            )
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
        Field("access", "phạm vi", "", "", "", access, required=True),
    )


def access(node: Node, report: Report) -> Access | None:
    text = choice(Access)(node, report)
    return Access(text) if text else None


def side(node: Node, report: Report) -> Side | None:
    text = choice(Side)(node, report)
    return Side(text) if text else None


def read_mapping(node: Node, fields: tuple[Field, ...], report: Report) -> dict[str, Any] | None:
    """The values of a mapping by its table; unknown, repeated and missing keys are reported at their places."""
    if not isinstance(node, Mapping):
        hint = told("with the keys %(keys)s", keys=", ".join(field.key for field in fields))
        report.append(Problem(node.place, "bad-type", told("key: value lines are wanted here"), hint))
        return None
    table = {field.key: field for field in fields}
    values: dict[str, Any] = {}
    seen: set[str] = set()
    unknown = [key.text for key, _ in node.entries if key.text not in table]
    for key, value in node.entries:
        field = table.get(key.text)
        if field is None:
            said, hint = told("'%(text)s'", text=key.text), did_you_mean(key.text, table)
            report.append(Problem(key.place, "unknown-field", said, hint, _key_meant(key.text, unknown, node, table)))
        elif key.text in seen:
            report.append(Problem(key.place, "repeated-field", told("'%(text)s' stands twice", text=key.text)))
        else:
            seen.add(key.text)
            before = len(report)
            result = field.read(value, report)
            report[before:] = [_named(_filled(problem, field), field.key) for problem in report[before:]]
            if result is not None:
                values[field.key] = result
    for field in fields:
        if field.required and field.key not in seen:
            report.append(
                Problem(
                    node.place,
                    "missing-field",
                    told("'%(key)s' is missing", key=field.key),
                    told("like %(example)s", example=field.example),
                )
            )
    return values


_OMIT = told("leave the key out")


def _filled(problem: Problem, field: Field) -> Problem:
    """What must be written is not to be left out."""
    if field.required and problem.advice == _OMIT:
        return replace(problem, advice=told("like %(example)s", example=field.example))
    return problem


def _key_meant(word: str, unknown: list[str], node: Mapping, table: Table[str, Field]) -> tuple[str, str] | None:
    """How to mend an unknown key: there is one that it can be, which is not written, nor meant by another."""
    known = meant(word, table) if len(unknown) <= _MOST_UNKNOWN else None
    if known is None or any(key.text == known for key, _ in node.entries):
        return None
    return (word, known) if [meant(each, table) for each in unknown].count(known) == 1 else None


_MOST_UNKNOWN = 20
"""Unknown keys of a mapping that are compared with each other: with more, something else is wrong."""


def _named(problem: Problem, key: str) -> Problem:
    """The problem with the key that it stands under, so that a message can be read without the file."""
    named = problem.code in ("bad-type", "bad-value", "bad-internal") and not problem.message.startswith(f"{key}")
    return replace(problem, said=told("%(key)s: %(said)s", key=key, said=problem.said)) if named else problem


def mapped(fields: tuple[Field, ...], make: Callable[..., Any]) -> Read:
    def mapped(node: Node, report: Report) -> Any:
        before = len(report)
        values = read_mapping(node, fields, report)
        if values is None or len(report) > before:
            return None
        return make(**values)

    return mapped


def table_of(fields: tuple[Field, ...], key: Read) -> Read:
    """A mapping from keys to mappings: `{key: (place, values)}`, in the order written."""

    def table(node: Node, report: Report) -> Any:
        if not isinstance(node, Mapping):
            report.append(Problem(node.place, "bad-type", told("key: value lines are wanted here")))
            return None
        rows: dict[str, Any] = {}
        for name, value in node.entries:
            before = len(report)
            if key(name, report) is None:
                continue
            if name.text in rows:
                report.append(Problem(name.place, "repeated-field", told("'%(text)s' stands twice", text=name.text)))
                continue
            values = read_mapping(value, fields, report)
            if values is not None and len(report) == before:
                rows[name.text] = (name.place, values)
        return rows

    return table


def documentation(fields: tuple[Field, ...]) -> str:
    """The fields as a Markdown section: a heading, the rule and an example for each."""
    parts = []
    for field in fields:
        required = ", required" if field.required else ""
        fence = f"```yaml\n{field.example}\n```"
        parts.append(f"### `{field.key}`\n\n*{field.vietnamese}*: {field.kind}{required}. {field.rule}\n\n{fence}\n")
    return "\n".join(parts)
