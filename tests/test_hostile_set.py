"""The hostile set: each row a clear problem with its place, or harmless text, in bounded time and memory.

Each row is a folder that the program reads beside a letter with an ordinary mistake: that mistake is told too, whatever
stands beside it. What is large, or may swell, is read in a process of its own. Time is CPU time, so a busy machine does
not count; memory is what that process held at most.
"""

import io
import json
import os
import re
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from apart import ended
from make import ARCHIVE, built_files, letter, slowness, write_content

from vankho.cli import main
from vankho.holdings import Edition

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
CPU_SECONDS = 2.0
"""Of the machine that `make.slowness` means."""
MEGABYTES = 500
NAME = "tinh-uy-a/2023/10-cv-tu"
HERE = f"{NAME}.md"
NEIGHBOUR = "tinh-uy-a/2023/11-cv-tu.md"
MILLION = 1_000_000


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


def run(folder: Path, *arguments: object) -> Done:
    """A command on the content folder; fails if it takes too long, holds too much or does not end by itself."""
    if harmless_in_size(folder):
        return run_here(folder, *arguments)
    for _ in range(2):  # another process on the same core can slow even CPU time
        done = ended(folder.parent, [*map(str, arguments), "--content", str(folder)])
        assert "Traceback" not in done.err, done.err[-2000:]
        assert done.seconds, f"it was killed: {done.status}, {done.err[-2000:]}"
        assert done.megabytes < MEGABYTES
        if done.seconds < CPU_SECONDS * slowness():
            return Done(done.status, done.out, done.err)
    raise AssertionError(f"{done.seconds:.1f} s")


SMALL = 10_000
"""Bytes of a content folder that no program can need much for, if it is not a YAML bomb."""


def harmless_in_size(folder: Path) -> bool:
    paths = list(folder.rglob("*"))
    if any(path.is_symlink() or not (path.is_file() or path.is_dir()) for path in (folder, *paths)):
        return False
    texts = [path.read_bytes() for path in paths if path.is_file() and path.stat().st_size < SMALL]
    return sum(path.stat().st_size for path in paths if path.is_file()) < SMALL and b"&" not in b"".join(texts)


def run_here(folder: Path, *arguments: object) -> Done:
    out, err = io.StringIO(), io.StringIO()
    begin = time.process_time()
    with redirect_stdout(out), redirect_stderr(err):
        status = main([*map(str, arguments), "--content", str(folder)])
    assert time.process_time() - begin < CPU_SECONDS * slowness()
    return Done(status, out.getvalue(), err.getvalue())


Content = str | bytes | Callable[[Path], None]


@dataclass(frozen=True)
class Row:
    name: str
    code: str
    """Of the problem that is told; "" where it is harmless."""
    files: dict[str, Content]
    """By name inside content/; `../` is the project."""
    at: str = HERE
    """Where the problem is told: the end of its place, `path` or `path:line`."""
    shown: str = ""
    """Of what is harmless: words that a reader sees on the letter's page."""
    archive: str = ARCHIVE


def link(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def zeros(size: int) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(b"---\n"), os.truncate(path, size))


def body(text: str) -> dict[str, Content]:
    return {HERE: letter(body=text)}


def more(text: str) -> dict[str, Content]:
    return {HERE: letter(more=text + "\n")}


def pdf(*names: str) -> dict[str, Content]:
    return {f"tinh-uy-a/2023/{name}": b"%PDF-1.4\n" for name in names}


def refused() -> list[Row]:
    """What is told as a problem."""
    files = lambda path: more(f"files: [{{path: {json.dumps(path, ensure_ascii=False)}}}]")  # noqa: E731
    issuers = lambda text: ARCHIVE.replace("issuers:\n", f"issuers:\n  {text}\n")  # noqa: E731
    archive = lambda name, code, text, at="archive.yaml": Row(name, code, body("x"), at=at, archive=text)  # noqa: E731
    return [
        # characters that no reader sees
        Row("ANSI escape", "control-character", body("a \x1b[31mđỏ\x1b[0m"), at=f"{HERE}:10:3"),
        Row("NUL", "control-character", body("a\0b"), at=f"{HERE}:10"),
        Row("bidi override", "control-character", body("a \u202etxt.exe"), at=f"{HERE}:10"),
        Row("bidi isolate", "control-character", body("a \u2067b"), at=f"{HERE}:10"),
        Row("zero width", "control-character", body("số\u200b 5"), at=f"{HERE}:10"),
        Row("private use, that stands for spans", "control-character", body("a \ue000"), at=f"{HERE}:10"),
        Row("bell in a YAML escape", "control-character", more('place: "\\a"'), at=f"{HERE}:8"),
        Row("ANSI in a YAML escape", "control-character", more('place: "\\e[31m"'), at=f"{HERE}:8"),
        Row("bidi in a YAML escape", "control-character", more('place: "\\u202e"'), at=f"{HERE}:8"),
        Row("lone surrogate in a YAML escape", "bad-yaml", more('place: "\\ud800"'), at=f"{HERE}:8"),
        Row("control characters in archive.yaml", "control-character", body("x"), at="archive.yaml:1", archive=ARCHIVE.replace("Kho thử", "Kho \x1b[2J")),
        Row("broken UTF-8", "not-utf-8", {HERE: letter().encode() + b"\xff\xfe"}, at=f"{HERE}:11"),
        Row("half a letter", "not-utf-8", {HERE: letter().encode() + "ệ".encode()[:2]}),
        Row("lone surrogate in UTF-8", "not-utf-8", {HERE: letter().encode() + b"\xed\xa0\x80"}),
        Row("overlong UTF-8", "not-utf-8", {HERE: letter().encode() + b"\xc0\xaf"}),
        Row("UTF-16 with BOM", "not-utf-8", {HERE: letter().encode("utf-16")}, at=f"{HERE}:1"),
        Row("UTF-16 without BOM", "control-character", {HERE: letter(subject="abc", body="abc", kind="x").encode("utf-16-le")}, at=f"{HERE}:1"),
        # names and paths
        Row("symbolic link to a file", "symbolic-link", {HERE: link("/etc/passwd")}),
        Row("symbolic link to a folder", "symbolic-link", {"tinh-uy-b": link("/etc"), HERE: letter()}, at="tinh-uy-b"),
        Row("symbolic link in a circle", "symbolic-link", {"tinh-uy-b": link(".."), HERE: letter()}, at="tinh-uy-b"),
        Row("symbolic link for archive.yaml", "symbolic-link", {"archive.yaml": link("/etc/passwd"), HERE: letter()}, at="archive.yaml"),
        Row("symbolic link among files", "symbolic-link", {**files("a.pdf"), "tinh-uy-a/2023/a.pdf": link("/etc/passwd")}, at="a.pdf"),
        Row("files: parent folder", "bad-value", files("../../../etc/passwd.pdf"), at=f"{HERE}:8"),
        Row("files: absolute", "bad-value", files("/etc/passwd.pdf"), at=f"{HERE}:8"),
        Row("files: backslashes", "bad-value", files("..\\a.pdf"), at=f"{HERE}:8"),
        Row("files: hidden", "bad-value", files(".git/a.pdf"), at=f"{HERE}:8"),
        Row("files: a page", "bad-value", files("a.html"), at=f"{HERE}:8"),
        Row("files: a page called PDF", "wrong-format", {**files("a.pdf"), "tinh-uy-a/2023/a.pdf": "<script>"}, at=f"{HERE}:8"),
        Row("files: one address after slugging", "same-file", {**more("files: [{path: bản.pdf}, {path: ban.pdf}]"), **pdf("bản.pdf", "ban.pdf")}, at=f"{HERE}:8"),
        Row("files: one address but for case", "same-file", {**more("files: [{path: A.pdf}, {path: a.PDF}]"), **pdf("A.pdf", "a.PDF")}, at=f"{HERE}:8"),
        Row("files: two names in NFC and NFD", "same-file", {**files("bản.pdf"), **pdf("ba\u0309n.pdf", "b\u1ea3n.pdf")}, at=".pdf:1:1"),
        Row("slug: parent folder", "bad-value", more("slug: ../../x"), at=f"{HERE}:8"),
        Row("slug: absolute", "bad-value", more("slug: /etc"), at=f"{HERE}:8"),
        Row("slug: name of a month", "reserved-name", more("slug: thang-01"), at=f"{HERE}:8"),
        Row("slug: Windows name", "bad-value", more("slug: aux"), at=f"{HERE}:8"),
        Row("number: parent folder", "bad-value", {HERE: letter(number="../../1-CV/TU")}, at=f"{HERE}:2"),
        Row("number: parent folder in the symbol", "bad-value", {HERE: letter(number="1-CV/../TU")}, at=f"{HERE}:2"),
        Row("issuer: parent folder", "bad-value", {HERE: letter(issuer="../x")}, at=f"{HERE}:4"),
        Row("issuer: Cyrillic letter", "bad-value", {HERE: letter(issuer="tinh-uy-а")}, at=f"{HERE}:4"),
        Row("file name: Cyrillic letter", "path-contradicts", {"tinh-uy-а/2023/10-cv-tu.md": letter()}, at="tinh-uy-а/2023/10-cv-tu.md:1"),
        Row("file name: line end", "path-contradicts", {"tinh-uy-a/2023/10\n-cv-tu.md": letter()}, at="-cv-tu.md:1"),
        Row("file name: 250 letters", "path-contradicts", {f"tinh-uy-a/2023/{'a' * 250}.md": letter()}, at="aaa.md:1"),
        Row("file names that differ in case", "same-directive", {HERE: letter(), "tinh-uy-a/2023/10-CV-TU.md": letter()}, at=":2:9"),
        Row("file names in NFC and NFD", "same-file", {"tinh-uy-a/2023/\u1ea3.md": letter(), "tinh-uy-a/2023/a\u0309.md": letter()}, at=".md:1:1"),
        Row("two numbers with one address", "same-directive", {HERE: letter(number="10-CV/TU"), "x.md": letter(number="10-CV/Tu")}, at=":2:9"),
        archive("issuer key: reserved segment", "reserved-name", issuers("tim-kiem: {name: x, side: party}"), "archive.yaml:3"),
        archive("issuer key: Cyrillic letter", "bad-value", issuers("tinh-uy-а: {name: x, side: party}"), "archive.yaml:3"),
        archive("issuer key: parent folder", "bad-value", issuers("'../x': {name: x, side: party}"), "archive.yaml:3"),
        archive("issuer key: Windows name", "bad-value", issuers("con: {name: x, side: party}"), "archive.yaml:3"),
        archive("issuer: its own parent", "bad-value", issuers("a: {name: x, side: party, parent: a}"), "archive.yaml:3"),
        archive("pagefind: parent folder", "bad-value", ARCHIVE + "search: {pagefind: ../../bin/sh}\n"),
        archive("pagefind: absolute", "bad-value", ARCHIVE + "search: {pagefind: /bin/sh}\n"),
        archive("base_url: script", "bad-value", ARCHIVE + "base_url: 'javascript:alert(1)'\n"),
        archive("base_url: markup", "bad-value", ARCHIVE + "base_url: 'https://a\"><script>'\n"),
        archive("search.also: script", "bad-value", ARCHIVE + "search: {also: [{url: 'javascript:alert(1)', title: x}]}\n"),
        # YAML
        Row("alias", "bad-yaml", more("place: &a x\norgan: *a"), at=f"{HERE}:8"),
        Row("alias that nothing anchors", "bad-yaml", more("place: *a"), at=f"{HERE}:8"),
        Row("bomb of aliases", "bad-yaml", more("a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))), at=f"{HERE}:8"),
        Row("merge key", "bad-yaml", more("<<: *x"), at=f"{HERE}:8"),
        Row("merge key with a mapping", "unknown-field", more("<<: {place: x}"), at=f"{HERE}:8"),
        Row("tag that makes Python objects", "bad-yaml", more("place: !!python/object/apply:os.system [ls]"), at=f"{HERE}:8"),
        Row("local tag", "bad-yaml", more("place: !x y"), at=f"{HERE}:8"),
        Row("binary", "bad-yaml", more("place: !!binary aGk="), at=f"{HERE}:8"),
        Row("two documents", "bad-yaml", {HERE: letter().replace("access: public", "access: public\n...\n{}")}, at=f"{HERE}:9"),
        Row("deep lists", "bad-yaml", more("place: " + "[" * 10_000 + "]" * 10_000), at=f"{HERE}:8"),
        Row("deep lists that do not end", "bad-yaml", more("place: " + "[" * MILLION), at=f"{HERE}:8"),
        Row("deep mappings", "bad-yaml", more("place: " + "{a: " * 10_000 + "}" * 10_000), at=f"{HERE}:8"),
        Row("deep by indentation", "bad-yaml", more("".join(" " * n + "a:\n" for n in range(1000))), at=f"{HERE}"),
        Row("a million keys", "file-too-large", more("".join(f"k{n}: 1\n" for n in range(MILLION)))),
        Row("200,000 keys", "bad-yaml", more("".join(f"k{n}: 1\n" for n in range(200_000)))),
        Row("a million keys in a line", "bad-yaml", more("place: {" + "a," * MILLION + "}"), at=f"{HERE}:8"),
        Row("20,000 unknown keys", "unknown-field", more("".join(f"relation{n}: 1\n" for n in range(20_000))), at=f"{HERE}:8"),
        Row("one key 20,000 times", "repeated-field", more("place: x\n" * 20_000), at=f"{HERE}:9"),
        Row("20,000 wrong relations", "bad-value", more("relations:\n" + "- {relation: replacez, document: x}\n" * 20_000), at=f"{HERE}:9"),
        Row("a value of 1 MB", "bad-value", more("place: " + "a" * MILLION), at=f"{HERE}:8"),
        Row("a subject of 1 MB", "bad-value", {HERE: letter(subject="a " * (MILLION // 2))}, at=f"{HERE}:6"),
        Row("a key of 1 MB", "unknown-field", more("? " + "a" * MILLION + "\n: x")),
        Row("front matter that does not end", "no-front-matter", {HERE: "---\n" + "a: b\n" * 200_000}, at=f"{HERE}:1"),
        Row("a million fences", "no-front-matter", {HERE: "---x\n" * 200_000}, at=f"{HERE}:1"),
        archive("archive.yaml: a million keys", "bad-yaml", ARCHIVE + "types: {" + "a," * MILLION + "}\n"),
        archive("archive.yaml: nothing", "missing-field", "", "archive.yaml:1"),
        archive("archive.yaml: a list", "bad-yaml", "- a\n", "archive.yaml:1"),
        Row("archive.yaml of 100 MB", "file-too-large", {"archive.yaml": zeros(100 * MILLION), HERE: letter()}, at="archive.yaml:1"),
        Row("letter of 100 MB", "file-too-large", {HERE: zeros(100 * MILLION)}, at=f"{HERE}:1"),
        # bodies that no letter has
        Row("800,000 lines", "too-much", body("\n" * 800_000)),
        Row("200,000 items", "too-much", body("1.\n" * 200_000)),
        Row("table of a million cells", "too-much", body(("|a" * 60 + "|\n") + ("|-" * 60 + "|\n") + ("|a" * 60 + "|\n") * 8000)),
        Row("a million stars", "too-much", body(("*" * 5000 + "\n") * 200)),
        Row("a million open emphases", "too-much", body(("*a " * 2000 + "\n") * 100)),
        Row("20,000 citations", "too-much", body("".join(f"Công văn số {n}-CV/TU ngày 08/5/2022 của Tỉnh ủy,\n" for n in range(20_000)))),
        Row("20,000 citations in few lines", "too-much", body("".join(f"Công văn số {n}-CV/TU ngày 08/5/2022 của Tỉnh ủy, {chr(10) * (n % 1000 == 0)}" for n in range(20_000)))),
        Row("open spans", "bad-internal", body(":internal[" * 10_000), at=f"{HERE}:10"),
        Row("open fence", "bad-internal", body("::: internal\n" * 20_000)),
        Row("closing fences", "bad-internal", body(":::\n" * 20_000), at=f"{HERE}:10"),
        Row("7,000 spans", "bad-internal", body(":internal[x] " * 7000), at=f"{HERE}:10"),
        Row("nested spans", "bad-internal", body(":internal[" * 5000 + "]" * 5000), at=f"{HERE}:10"),
        Row("wide table", "bad-table", body("|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n"), at=f"{HERE}"),
    ]  # fmt: skip


LINES = {
    "letters": "a", "capitals": "A", "digits": "1", "blanks": " ", "tabs": "\t", "quotes": '"', "apostrophes": "'",
    "backslashes": "\\", "brackets": "[", "closing brackets": "]", "pairs of brackets": "[]", "parentheses": "(",
    "closing parentheses": ")", "empty parentheses": "()", "ampersands": "&", "entities": "&#x3c;", "less": "<", "greater": ">",
    "tags": "<b>", "backticks": "`", "code": "`a``", "tildes": "~", "hashes": "#", "dashes": "-", "plus": "+ ", "equals": "=",
    "colons": ":", "colons and blanks": ": ", "colons and words": ":abc-def ghi", "wide colons": "：", "braces": "{value",
    "access": "access   ", "intern": "intern", "số": "số ", "số số số": "Số số ", "Điều 1.": "Điều 1. ", "khoản": "khoản 1, ",
    "types": "Công văn ", "glued types": "Côngvăn", "laws": "Luật ", "laws that amend": "Luật sửa đổi, bổ sung ",
    "resolutions": "Nghị quyết Đại hội đại biểu ", "programmes": "Chương trình hành động của Tỉnh ủy ", "bodies": "Ban Thường vụ Tỉnh ủy ",
    "bodies in capitals": "BAN THƯỜNG VỤ TỈNH ỦY ", "bodies that go on": "Sở Kế hoạch và Đầu tư, ", "bodies at": "của UBND tỉnh tại ",
    "symbols": "1-CV/TU ", "long symbols": "-CV/TU", "slashes": "/A", "numbers and dashes": "1-", "numbers and points": "1.1",
    "dates": "ngày 08/5/2023 ", "days": "ngày ", "cues": "thực hiện các nội dung ", "proposals": "đề nghị của ",
    "definitions": "(sau đây gọi tắt là Kế hoạch) ", "definitions that do not end": "(gọi tắt là ", "this": "Công văn này ",
    "about": "Công văn về Công văn ", "marks": "\u0301", "letters with many marks": "a" + "\u0323\u0301" * 20, "jamo": "\u1100\u1161",
    "five years": "5 năm thực hiện ", "lists of numbers": "01, ", "secrecy": "MẬT ", "sentences": "A. ", "ellipsis": "… ",
    "titles in titles": "Kế hoạch số 1-KH/TU ngày 08/5/2023 về thực hiện ",
}  # fmt: skip
"""What a line of 1 MB repeats."""

INLINE = "<img src=x onerror=alert(1)><script>alert(1)</script><a href='javascript:alert(1)'>x</a><svg/onload=alert(1)>"
TEXTS = {
    "raw HTML": (INLINE, "<img src=x onerror=alert(1)>"),
    "an HTML block": ("<div onclick='alert(1)'>\n<style>*{display:none}</style>\n</div>", "<style>*{display:none}</style>"),
    "a comment": ("<!-- x --><![CDATA[ y ]]><?php z ?>", "<![CDATA[ y ]]><?php z ?>"),
    "a link": ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    "a link with entities": ("[x](&#106;avascript:alert(1))", "[x](&#106;avascript:alert(1))"),
    "a picture": ("![x](javascript:alert(1))", "![x](javascript:alert(1))"),
    "an autolink": ("<javascript:alert(1)>", "<javascript:alert(1)>"),
    "an address": ("<https://example.com> https://example.com", "<https://example.com> https://example.com"),
    "a reference": ("[x][y]\n\n[y]: javascript:alert(1)", "[x][y]"),
    "data: address": ("[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](data:text/html;base64,PHNjcmlwdD4=)"),
    "a template": ("{{ 7*7 }} {% for a in b %}{% endfor %} {# x #} ${7*7} <%= 7*7 %>", "{{ 7*7 }} {% for a in b %}{% endfor %} {# x #} ${7*7} <%= 7*7 %>"),
    "a template that reaches out": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}"),
    "a format string": ("%s %(page)s {0.__class__}", "%s %(page)s {0.__class__}"),
    "entities": ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;"),
    "closing tags": ("</p></article></body></html><h1>x", "</p></article></body></html><h1>x"),
    "end of a script": ("</script><script>alert(1)</script>", "</script><script>alert(1)</script>"),
    "end of a title": ("</title></textarea></style>]]>", "</title></textarea></style>]]>"),
    "quotes": ("\"' onmouseover='alert(1)' \"", "\"' onmouseover='alert(1)' \""),
    "HTML in emphasis": ("**<b onclick=x>** *<i>*", "<b onclick=x>"),
    "HTML in a heading": ("# <script>alert(1)</script>", "<script>alert(1)</script>"),
    "HTML in an item": ("1. <script>alert(1)</script>", "<script>alert(1)</script>"),
    "HTML in a table": ("|<script>|\n|---|\n|<img src=x>|", "<img src=x>"),
    "HTML in a citation": ("Công văn số 9-CV/TU ngày 08/5/2022 của <b>Tỉnh ủy</b>", "<b>Tỉnh ủy</b>"),
    "HTML beside a citation": ("<script>theo Công văn số 9-CV/TU ngày 08/5/2022</script>", "</script>"),
    "lists": ("- " * 10_000 + "x", "x"),
    "quotes in quotes": (">" * 10_000 + "x", "x"),
    "brackets": ("[" * 10_000 + "x" + "]" * 10_000, "x"),
    "emphasis": ("*" * 10_000 + "x" + "*" * 10_000, "x"),
    "emphasis in emphasis": ("*a **b " * 5000 + "x", "x"),
    "5,000 items": ("".join(f"{n % 900}. Nội dung\n\n" for n in range(5000)), "Nội dung"),
    "5,000 articles": ("".join(f"Điều {n}. Nội dung\n\n" for n in range(5000)), "Nội dung"),
    "4,000 citations": ("mục 2 Công văn này\n" * 2000 + "Kế hoạch số 150-KH/TU ngày 1/2/2022 của Tỉnh ủy.\n" * 2000, "Kế hoạch"),
    "a list by indentation": ("".join("  " * min(n, 3000) + "- x\n" for n in range(60)), "x"),
}  # fmt: skip
VALUES = (
    "subject",
    "place",
    "organ",
    "status",
    "topics",
    "recipients",
    "addressees",
    "notes",
    "letterhead",
    "aliases",
    "name",
    "title",
)


def value_rows() -> list[Row]:
    """Markup in each value that a page shows."""
    quoted = json.dumps(INLINE + " {{ 7*7 }}")
    listed = {"topics", "recipients", "addressees", "notes", "letterhead", "aliases"}
    rows = []
    for key in VALUES:
        if key == "subject":
            files = {HERE: letter(subject=quoted)}
        elif key == "name":
            files = more(f"signers: [{{name: {quoted}, position: {quoted}, authority: {quoted}}}]")
        elif key == "title":
            files = {**more(f"files: [{{path: a.pdf, title: {quoted}}}]"), **pdf("a.pdf")}
        else:
            files = more(f"{key}: [{quoted}]" if key in listed else f"{key}: {quoted}")
        rows.append(Row(f"markup in {key}", "", files, shown="" if key == "aliases" else "onerror=alert(1)"))
    archive = ARCHIVE.replace("title: Kho thử", f"title: {quoted}\nmotto: {quoted}\ncontact: {quoted}")
    archive = archive.replace("name: Tỉnh ủy A,", f"name: {quoted}, letterhead: [{quoted}],")
    return [*rows, Row("markup in archive.yaml", "", body("x"), shown="onerror=alert(1)", archive=archive)]


def harmless() -> list[Row]:
    rows = [Row(f"text: {name}", "", body(text), shown=shown) for name, (text, shown) in TEXTS.items()]
    return [*rows, *value_rows()]


def content(folder: Path, row: Row, neighbour: str) -> Path:
    """The row's folder, with a neighbour."""
    write_content(folder / "content", {}, row.archive)
    for name, what in {NEIGHBOUR: neighbour, **row.files}.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(what):
            path.unlink(missing_ok=True)
            what(path)
        else:
            path.write_bytes(what.encode() if isinstance(what, str) else what)
    return folder / "content"


WRONG = letter(number="11-CV/TU", date="08/5/2023")
RIGHT = letter(number="11-CV/TU", body="Theo Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy.")
NAMES = [row.name for row in [*refused(), *harmless()]]


def test_each_row_has_a_name_of_its_own():
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("row", refused(), ids=lambda row: row.name)
def test_what_is_refused_is_told_with_its_place_and_so_is_its_neighbour(row, tmp_path):
    folder = content(tmp_path, row, WRONG)
    done = run(folder, "check")
    lines = done.out.splitlines()
    assert done.status == 1
    told = [line for line in lines if f": {row.code}: " in line]
    assert any(f"{row.at}:" in line for line in told), lines[:20]
    assert any(f"{NEIGHBOUR}:5:7: bad-value: date" in line for line in lines), lines[:20]
    assert all(line.isprintable() for line in lines)


APART = {"letters", "quotes", "số số số"}
"""For these memory is measured too; what refuses a long line does not look at what is in it."""


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_1_mb_is_refused_and_50_of_5_kb_are_read(name, tmp_path):
    ask = run if name in APART else run_here
    unit = LINES[name]
    line = unit * (MILLION // len(unit.encode()))
    folder = content(tmp_path, Row("", "", body(f"x {line}")), WRONG)
    out = ask(folder, "check", "--lang", "en").out
    assert re.search(rf"{HERE}:10:100001: too-much: ", out)
    assert f"{NEIGHBOUR}:5:7: bad-value: date" in out
    lines = "\n".join("x " + unit * (5000 // len(unit.encode())) for _ in range(50))
    folder = content(tmp_path, Row("", "", body(lines)), WRONG)
    errors = [line for line in ask(folder, "check", "--lang", "en").out.splitlines() if "[warning]" not in line]
    assert len(errors) == 1
    assert f"{NEIGHBOUR}:5:7: bad-value: date" in errors[0]


class Marks(HTMLParser):
    """The elements of a page with their attributes, its scripts, its addresses, its words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.kinds: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.code: list[str] = []
        self.words = ""
        self._tag = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._tag = tag
        self.kinds.add((tag, ""))
        for key, value in attrs:
            self.kinds.add((tag, key))
            if key in ("href", "src", "action", "content", "data-src"):
                self.addresses.append(value or "")
        if tag == "script":
            self.scripts.append(dict(attrs))

    def handle_endtag(self, tag):
        self._tag = ""

    def handle_data(self, data):
        if self._tag == "script":
            self.code.append(data)
        else:
            self.words += data

    def handle_comment(self, data):
        self.kinds.add(("comment", ""))

    def handle_decl(self, decl):
        assert decl.lower() == "doctype html"

    def handle_pi(self, data):
        self.kinds.add(("instruction", ""))

    unknown_decl = handle_comment


def pages_of(files: dict[str, bytes]) -> dict[str, Marks]:
    return {name: Marks(text.decode()) for name, text in files.items() if name.endswith(".html")}


PLAIN = """Nội dung với *chữ nghiêng*, **chữ đậm**.

1. Theo Công văn số 9-CV/TU ngày 08/5/2022 của Tỉnh ủy; Công văn này.

# Phụ lục

| a | b |
|---|---|
| c | d |
"""
KEYS = """place: A
organ: Ban Thường vụ
status: x
topics: [Một]
recipients: [a]
addressees: [b]
notes: [c]
letterhead: [d]
aliases: [e]
signers: [{name: Nguyễn A, position: b, authority: c}]
files: [{path: a.pdf, title: x}]
"""


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    """Every element and attribute that the templates make, from letters without anything hostile."""
    folder = tmp_path_factory.mktemp("plain")
    archive = ARCHIVE.replace("title: Kho thử", "title: Kho thử\nmotto: x\ncontact: y")
    archive = archive.replace("name: Tỉnh ủy A,", "name: Tỉnh ủy A, letterhead: [x],")
    row = Row("", "", {HERE: letter(body=PLAIN, more=KEYS), **pdf("a.pdf")}, archive=archive)
    plain = content(folder, row, RIGHT)
    articles = "\n\n".join(f"Điều {number}. Nội dung" for number in range(1, 60))  # long enough for a list of contents
    (plain / NEIGHBOUR).write_text(letter(number="11-CV/TU", body=articles), encoding="utf-8")
    seen: set[tuple[str, str]] = set()
    for where in (plain, TOP / "content"):
        for edition in Edition:
            for page in pages_of(built_files(where, edition)).values():
                seen |= page.kinds
    assert ("script", "src") in seen
    assert ("p", "onclick") not in seen
    return seen


@pytest.mark.parametrize("row", harmless(), ids=lambda row: row.name)
def test_what_is_harmless_is_text_and_nothing_else(row, tmp_path, vocabulary):
    folder = content(tmp_path, row, WRONG)
    lines = run(folder, "check", "--lang", "en").out.splitlines()
    errors = [line for line in lines if "[warning]" not in line]
    assert len(errors) == 1
    assert f"{NEIGHBOUR}:5:7: bad-value: date" in errors[0]
    content(tmp_path, row, RIGHT)
    done = run(folder, "build", "--no-search", "--output", tmp_path / "site")
    assert done.status == 0, done.err
    for edition in Edition:
        site = tmp_path / "site" / edition
        found = pages_of({str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*.html")})
        for name, page in found.items():
            assert page.kinds <= vocabulary, (name, page.kinds - vocabulary)
            for script in page.scripts:
                local = re.fullmatch(r"[./]*assets/[\w.-]+\.js", script.get("src") or "")
                assert local or script.get("type") in ("application/ld+json", "application/json"), script
            for code in page.code:
                json.loads(code)
            assert not [a for a in page.addresses if re.match(r"\s*(?:javascript|data|vbscript):", a, re.IGNORECASE)]
            assert "49" not in page.words or "7*7" not in str(row.files) + row.archive
        assert " ".join(row.shown.split()) in " ".join(found[f"{NAME}/index.html"].words.split())


def test_links_in_templates_are_not_followed(tmp_path):
    """What a link in templates/ leads to would be published."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "home.html").write_text("x", encoding="utf-8")
    row = Row("", "", body("x"))
    for name, make in {
        "file": lambda own: (own.mkdir(), (own / "home.html").symlink_to(secret / "home.html")),
        "folder": lambda own: own.symlink_to(secret),
        "asset": lambda own: ((own / "assets").mkdir(parents=True), (own / "assets" / "x.svg").symlink_to(secret / "home.html")),
    }.items():  # fmt: skip
        project = tmp_path / name
        folder = content(project, row, RIGHT)
        make(project / "templates")
        done = run(folder, "build", "--no-search", "--output", project / "site")
        assert done.status == 2, name
        assert re.search(rf"{name}/templates.*link", done.err), done.err
        assert not (project / "site").exists()
