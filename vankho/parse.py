"""One file in, one directive out: front matter and body, pure, and independent of every other file."""

import re
from collections import abc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from vankho.body import read_body
from vankho.cite import find
from vankho.directive import Directive
from vankho.fields import Report, read_mapping
from vankho.keys import FRONT_MATTER
from vankho.lexicon import EMPTY, Lexicon
from vankho.model import Access, Citation, Kind, Restricted, Source, Stated, bare
from vankho.problem import Place, Problem
from vankho.said import told
from vankho.yamltree import Mapping, Node, Scalar, Sequence, compose

HALVES = re.compile(r"---[ \t]*\n(?P<head>.*?)(?:(?<=\n)---[ \t]*(?:\n|\Z))(?P<body>.*)", re.DOTALL)
"""The two halves of a directive's file."""

_MOST = (
    (told("more than %(most)s lines", most=25_000), "\n", 25_000),
    (told("more than %(most)s cells of tables", most=40_000), "|", 40_000),
    (told("more than %(most)s marks of emphasis", most=100_000), "*_", 100_000),
)
"""What is said of a body that has more, the signs that are counted, and the most: five hundred pages have fewer, and
each costs time."""
_LONGEST_LINE = 100_000
"""Signs of a line; the longest paragraphs of laws have some thousands."""

_SECRET = frozenset({"mật", "tối mật", "tuyệt mật", "tài liệu thu hồi"})
_RESTRICTED = frozenset({"lưu hành nội bộ", "xem xong trả lại"})
_SILENT = frozenset({"", "internal", "độ mật", "mức độ mật", "mức độ", "độ", "dấu", "mức"})
_MARK = re.compile(
    r"(?:[0-9]+ |tài liệu |văn bản |bản số |bản |dấu |mức |độ )*"
    rf"(?P<mark>{'|'.join(sorted(_SECRET | _RESTRICTED, key=len, reverse=True))})"
    r"(?: (?:khẩn|thượng khẩn|hỏa tốc|hoả tốc))*"
)
"""A mark with the words that stand around it on a line of its own: "TÀI LIỆU LƯU HÀNH NỘI BỘ", "Bản số 1: MẬT"."""
_TRACES = "mật", "hồi", "nộibộ", "xem"
_TRACE = re.compile("|".join(r"[\W_]*".join(word) for word in _TRACES))
"""A word of every mark, however it is spaced: small letters without one bear no mark, and most have none."""
_TRACE_IN_LINES = re.compile("|".join(r"(?:[^\w\n]|_)*".join(word) for word in _TRACES))
"""The same, within a line."""


def parse(source: Source, lexicon: Lexicon = EMPTY) -> tuple[Directive | None, tuple[Problem, ...]]:
    """The directive of a file, None where there is none to be had, and every problem of the file by itself."""
    parts = HALVES.fullmatch(source.text)
    if not parts:
        hint = told("the first line is '---', the last line of the front matter too")
        return None, (Problem(source.place, "no-front-matter", told("the file has no front matter"), hint),)
    node, problems = compose(parts["head"], source.path, first_line=2)
    report: Report = list(problems)
    if node is None:
        return None, tuple(report)
    values = read_mapping(node, FRONT_MATTER, report)
    first_line = source.text.count("\n", 0, parts.start("body")) + 1
    places = {key.text: value.place for key, value in node.entries}
    subject_line = (values or {}).get("subject", "")
    if (excess := _excess(parts["body"], first_line, source.path)) is not None:
        return None, (*report, excess)
    subject, body, found = read_body(
        parts["body"], first_line, subject_line, places.get("subject", source.place), lexicon
    )
    report.extend(found)
    report.extend(_marks(node, parts["body"], first_line, source.path, (values or {}).get("access")))
    report.extend(_originals(values or {}, parts["body"], places.get("files", source.place)))
    required = {field.key for field in FRONT_MATTER if field.required}
    if values is None or not required <= values.keys():
        return None, tuple(report)
    relations = tuple(_stated(entry, report, lexicon) for entry in values.get("relations", ()))
    fields: dict[str, Any] = {
        **values,
        "subject": subject,
        "relations": tuple(relation for relation in relations if relation is not None),
    }
    directive = Directive(
        **fields,
        subject_line=subject_line,
        body=body,
        source=source.place,
        path=source.name,
        places=places,
    )
    return directive, tuple(report)


_INTERNAL_PART = re.compile(r"^:{3,}[ \t]*internal\b|:internal\[", re.MULTILINE)


def _originals(values: abc.Mapping[str, Any], body: str, place: Place) -> Iterator[Problem]:
    """A scan or a Word file shows what the text withholds: `verify --against` cannot look into a scan."""
    files = values.get("files", ())
    is_shown = values.get("access") is Access.PUBLIC and any(not isinstance(file, Restricted) for file in files)
    texts = (body, values.get("subject", ""))
    parts = (part for key, value in values.items() if key != "files" for part in _entries(value))
    if is_shown and (any(map(_INTERNAL_PART.search, texts)) or any(isinstance(part, Restricted) for part in parts)):
        message = told("parts of the directive are internal, and a file beside it is public")
        hint = told("see that the file does not hold them, or mark it {value: {path: …}, access: internal}")
        yield Problem(place, "public-original", message, hint)


def _entries(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else (value,)


def _excess(body: str, first_line: int, path: str) -> Problem | None:
    """Where a body has more of something than any letter has, None where it has not."""
    hint = told("publish a long annex as a file of its own, named under 'files'")
    for message, signs, most in _MOST:
        if sum(map(body.count, signs)) > most:
            begin = next(islice((place for place, sign in enumerate(body) if sign in signs), most, None))
            line, column = body.count("\n", 0, begin), begin - body.rfind("\n", 0, begin)
            return Problem(Place(path, first_line + line, column), "too-much", message, hint)
    for number, text in enumerate(body.split("\n")):
        if len(text) > _LONGEST_LINE:
            place = Place(path, first_line + number, _LONGEST_LINE + 1)
            return Problem(
                place,
                "too-much",
                told("more than %(most)s signs in a line", most=_LONGEST_LINE),
                told("end paragraphs"),
            )
    return None


def _stated(
    entry: Restricted[Stated] | Stated, report: Report, lexicon: Lexicon
) -> Restricted[Citation] | Citation | None:
    """A relation of the front matter as a citation; None with a problem where its words cite no single document."""
    stated = bare(entry)
    founds = list(find(stated.document, lexicon))
    if len(founds) != 1 or (founds[0].kind is Kind.SHORT):
        message = (
            told("relations: '%(document)s' cites no document", document=stated.document)
            if len(founds) < 2
            else told("relations: '%(document)s' cites more than one document", document=stated.document)
        )
        hint = told("like Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy")
        report.append(Problem(stated.place, "bad-value", message, hint))
        return None
    found = replace(founds[0], relation=stated.relation, cue=None)
    citation = Citation(found, stated.place, None, "", "")
    return Restricted(citation) if isinstance(entry, Restricted) else citation


def _marks(node: Mapping, body: str, first_line: int, path: str, access: Access | None) -> list[Problem]:
    """Secrecy and circulation marks: a line of the body, or a value, that is nothing but the mark
    (Nghị định 30/2020/NĐ-CP, Phụ lục I.III.2)."""
    lines: list[tuple[Place, str]] = []
    small, whole = body.lower(), body.split("\n")
    number = position = 0
    while trace := _TRACE_IN_LINES.search(small, position):
        number += small.count("\n", position, trace.start())
        lines.append((Place(path, first_line + number, 1), whole[number]))
        position = small.find("\n", trace.end())
        if position < 0:
            break
    lines.extend((place, text) for place, text in _values(node) if _TRACE.search(text.lower()))
    problems: list[Problem] = []
    for place, line in lines:
        marks = _bare_marks(line)
        shown = " ".join(line.split())
        if marks & _SECRET:
            hint = told("what is secret belongs in no edition and not in this folder")
            problems.append(Problem(place, "secrecy-mark", told("'%(shown)s' is a secrecy mark", shown=shown), hint))
        elif access is not Access.INTERNAL and marks & _RESTRICTED:
            problems.append(
                Problem(
                    place,
                    "circulation-mark",
                    told("'%(shown)s' on a directive that is not 'access: internal'", shown=shown),
                )
            )
    return problems


def _bare_marks(line: str) -> frozenset[str]:
    """The marks of a line that is nothing but marks, and of the cells of a table."""
    said = frozenset(map(_mark_or_words, re.split(r"[|\[\]:]", line))) - _SILENT
    known = _SECRET | _RESTRICTED
    return said & known if "|" in line or said <= known else frozenset()


def _mark_or_words(part: str) -> str:
    """The mark that a part of a line is, else its words."""
    words = re.findall(r"[^\W_]+", part.replace("\\", ""))
    text = ("" if len(words) > 2 and all(len(word) == 1 for word in words) else " ").join(words).lower()  # "M Ậ T"
    if re.fullmatch(r"bản số [0-9]+", text):
        return ""
    mark = _MARK.fullmatch(text)
    return mark["mark"] if mark and text not in _SILENT else text


def _values(node: Node) -> list[tuple[Place, str]]:
    """Every value below a node, with its place."""
    match node:
        case Scalar():
            return [(node.place, node.text)]
        case Sequence():
            return [value for each in node.nodes for value in _values(each)]
        case _:
            return [value for _, each in node.entries for value in _values(each)]
