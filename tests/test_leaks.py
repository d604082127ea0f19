"""The search for leaks: nothing is found in what the wall let through, and everything that is planted is found."""

import base64
import gzip
import io
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from datetime import date as Day
from random import Random
from urllib.parse import quote

import cbor2
import pytest
from make import SILENT, built_files, letter, write_content
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from samples import ARCHIVE as SAMPLE_ARCHIVE
from samples import samples

from vankho.cli import main
from vankho.holdings import Edition
from vankho.keeper import search_leaks
from vankho.loading import load
from vankho.searchwords import day_word, index_word
from vankho.unpack import MAX_DEPTH, TooMuch, layers

SECRET = "Đề nghị kỷ luật ông Nguyễn Khuynh vì nhận quà của doanh nghiệp Hoàng Quắc"
FILES = {
    "tinh-uy-a/2023/10-cv-tu": letter(
        body="1. Báo cáo tình hình.\n\n::: internal\n2. Giao Ban Tổ chức thẩm tra lý lịch, gửi trước ngày 09/11/2023.\n:::\n\n"
        "3. Theo dõi :internal[việc khoắng sổ].",
        more="signers: [{position: BÍ THƯ, name: Trần Công}]\n"
        "notes:\n  - {value: Bản này do bà Ngoan chuyển, access: internal}\n"
        "files:\n  - {value: {path: phieu-trinh-quyt.png, title: Phiếu}, access: internal}\n",
    ),
    "tinh-uy-a/2023/77-cv-tu": letter(
        "77-CV/TU", date="2023-06-01", access="internal", subject=SECRET, body="\n\n".join("Khuynh nghiêng chuệch choạc nguếch ngoạc loằng ngoằng khuỷu ngoẵng nguẩy khuếch".split()),
        more="signers: [{position: PHÓ BÍ THƯ, name: Lê Thoan}]\n",
    ),
}  # fmt: skip
SCAN = b"\x89PNG\r\n\x1a\n" + b"quyt" * 10
PAGE = "tinh-uy-a/2023/10-cv-tu/index.html"
FRAGMENT = re.compile(r"pagefind/fragment/.*")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A content folder with internal parts, and the files of its public edition."""
    content = write_content(tmp_path_factory.mktemp("leaks") / "content", FILES)
    (content / "tinh-uy-a" / "2023" / "phieu-trinh-quyt.png").write_bytes(SCAN)
    return content, built_files(content, search=True)


def found(content, files):
    """The messages about a site of these files, by file."""
    count, problems = search_leaks(load(content, SILENT), content, files.items())
    assert count
    told = {}
    for problem in problems:
        told.setdefault(problem.place.path, []).append(problem.message)
    return told


def pdf(text="", title=""):
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf ({text}) Tj ET".encode("latin-1"))
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.add_metadata({"/Title": title})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def png(kind, data):
    chunk = struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk


def docx(text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{text}</w:t>")
    return out.getvalue()


def packed(plain):
    return gzip.compress(b"pagefind_dcd" + plain, mtime=0)


def in_fragment(files):
    name = next(name for name in files if FRAGMENT.fullmatch(name))
    value = json.loads(gzip.decompress(files[name])[12:])
    value["content"] += f" {SECRET}"
    return {name: packed(json.dumps(value, ensure_ascii=False).encode())}


def in_chunk(files, word):
    name = next(name for name in files if name.startswith("pagefind/index/"))
    value = cbor2.loads(gzip.decompress(files[name])[12:])
    value[0].append([word, [[0, [1]]]])
    return {name: packed(cbor2.dumps(value))}


def in_page(text):
    return lambda files: {PAGE: files[PAGE].replace(b"</main>", f"<p>{text}</p></main>".encode())}


def new(name, content):
    return lambda files: {name: content if isinstance(content, bytes) else content.encode()}


NAME = "Nguyễn Khuynh"
PLANTED = {
    "a subject in a feed": lambda files: {"feed.xml": files["feed.xml"].replace(b"</feed>", f"<title>{SECRET}</title></feed>".encode())},
    "a number in the data": lambda files: {"data/directives.jsonl": files["data/directives.jsonl"] + b'{"number":"77-CV/TU"}\n'},
    "a number as a slug in the sitemap": new("sitemap.xml", "<loc>/tinh-uy-a/2023/77-cv-tu/</loc>"),
    "a number in one word": in_page("xem 77CVTU"),
    "a file's own name in the folder": new("tinh-uy-a/2023/10-cv-tu/phieu-trinh-quyt.png", b"x"),
    "an internal file under another name": new("assets/logo.png", SCAN),
    "a sentence in the search index": in_fragment,
    "a word in the search index": lambda files: in_chunk(files, index_word("Khuynh")),
    "a day in the search index": lambda files: in_chunk(files, day_word(Day(2023, 11, 9))),
    "a word in a page": in_page("khuynh"),
    "a name in decomposed letters": in_page(unicodedata.normalize("NFD", "Lê Thoan")),
    "a name without marks": in_page("le thoan"),
    "a name in one word": in_page("LeThoanXyz"),
    "a name across tags": in_page("<b>L</b>ê <i>Thoan</i>"),
    "a name across lines": in_page("Lê\n Thoan"),
    "a name across the lines of a text": new("x.txt", "Lê\nThoan"),
    "a name in base64": new("x.txt", base64.b64encode("Lê Thoan.".encode())),
    "a name in codes within codes": in_page(quote(quote("Lê Thoan")).replace("%", "&#37;")),
    "a name in an attribute": in_page('<a title="Lê Thoan">x</a>'),
    "a name in entities": in_page("".join(f"&#{ord(sign)};" for sign in "Lê Thoan")),
    "a name in an address": in_page(f'<a href="?q={quote("Lê Thoan")}">x</a>'),
    "a name in a script": new("assets/x.js", f"x = {json.dumps('Lê Thoan')}"),
    "a name in a style": new("assets/x.css", 'x::before { content: "L\\ea  Thoan" }'),
    "a sentence in base64": new("assets/x.css", f"url(data:text/plain;base64,{base64.b64encode(('x' + SECRET).encode()).decode()})"),
    "a packed sentence in base64": new("x.txt", base64.b64encode(gzip.compress(SECRET.encode()))),
    "a sentence in hex": new("x.txt", SECRET.encode().hex()),
    "a passage of a public letter": in_page("giao ban tổ chức thẩm tra lý lịch, gửi trước"),
    "a span of a public letter": in_page("việc khoắng sổ"),
    "a value of a public letter": in_page("bản này do bà Ngoan chuyển"),
    "a day": in_page("hạn 09/11/2023"),
    "a day in words": in_page("ngày 9 tháng 11 năm 2023"),
    "the text of a PDF": new("a.pdf", pdf(text="nguoi nhan la le thoan")),
    "the title of a PDF": new("a.pdf", pdf(title="Lê Thoan")),
    "the text of a Word file": new("a.docx", docx("Lê Thoan")),
    "a Word file in a PDF": new("a.pdf", b"%PDF-1.4\nstream\n" + zlib.compress(docx("Lê Thoan")) + b"\nendstream"),
    "the text of an RTF file": new("a.rtf", b"{\\rtf1\\ansi L\\u234?\\b  Thoan}"),
    "the text of an old RTF file": new("a.rtf", b"{\\rtf1\\ansi L\\'ea Thoan}"),
    "the packed text of a PNG": new("a.png", png(b"zTXt", b"Comment\0\0" + zlib.compress(SECRET.encode()))),
    "the international text of a PNG": new("a.png", png(b"iTXt", b"Title\0\1\0vi\0\0" + zlib.compress(SECRET.encode()))),
    "a property in UTF-16": new("a.jpg", b"\xff\xd8\xff\xe1\x00\x50Exif\0\0" + SECRET.encode("utf-16-le") + b"\xff\xd9"),
    "a property in UTF-16, big end first": new("a.jpg", b"\xff\xd8\xff\xe1\x00\x50Exif\0\0\0" + SECRET.encode("utf-16-be") + b"\xff\xd9"),
}  # fmt: skip


def test_nothing_is_found_in_what_the_wall_let_through(built, tmp_path):
    content, files = built
    assert found(content, files) == {}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_found(built, tmp_path, name):
    content, files = built
    planted = PLANTED[name](files)
    assert all(files.get(path) != content for path, content in planted.items())
    told = found(content, planted)
    assert told.keys() == planted.keys()
    assert all("is internal (" in message for messages in told.values() for message in messages)


def test_the_internal_edition_is_full_of_leaks(built, tmp_path):
    content, _ = built
    told = found(content, built_files(content, Edition.INTERNAL))
    assert {PAGE, "tinh-uy-a/2023/77-cv-tu/index.html", "feed.xml", "data/directives.jsonl"} <= told.keys()
    assert any("more internal texts stand here" in message for messages in told.values() for message in messages)


def test_what_public_texts_say_is_no_secret(tmp_path):
    """A public letter names the internal one, its day, and the same people."""
    files = {
        **FILES,
        "tinh-uy-a/2023/99-cv-tu": letter(
            "99-CV/TU", date="2023-08-01", subject=f"Về {SECRET}",
            body="Theo Công văn số 77-CV/TU ngày 01/6/2023 của Tỉnh ủy do đồng chí Lê Thoan ký, nội dung khuynh.",
        ),
    }  # fmt: skip
    content = write_content(tmp_path / "content", files)
    (content / "tinh-uy-a" / "2023" / "phieu-trinh-quyt.png").write_bytes(SCAN)
    assert found(content, built_files(content, search=True)) == {}


@pytest.mark.parametrize(
    "secret", ["051090001234", "CCCD 051090001234", "0914 123 456", "120.000.000 đồng", "Lê Thị Hà", "Lê Vinh"]
)
def test_short_passages_are_looked_for(tmp_path, secret):
    body = f"Giao ông :internal[{secret}] theo dõi."
    content = write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter(body=body)})
    assert found(content, {"x.html": f"<p>Giao ông {secret} theo dõi.</p>".encode()})


def test_what_cannot_be_looked_for_is_counted(tmp_path, capsys):
    content = write_content(
        tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter(more="notes: [{value: '12', access: internal}]\n")}
    )
    assert (
        main(["build", "--lang", "en", "--content", str(content), "--output", str(tmp_path / "site"), "--no-search"])
        == 0
    )
    assert main(["verify", "--lang", "en", str(tmp_path / "site" / "public"), "--against", str(content)]) == 0
    assert "1 are too short for that" in capsys.readouterr().err


def test_an_attribute_and_the_text_behind_it_are_no_day(tmp_path):
    files = {
        "tinh-uy-a/2023/10-cv-tu": letter(),
        "tinh-uy-a/2023/77-cv-tu": letter(
            "77-CV/TU", access="internal", date="2023-06-01", subject="X", body="Trước ngày 05/5/2021."
        ),
    }
    content = write_content(tmp_path / "content", files)
    assert not found(content, {"x.html": b'<h2 id="thang-05">05/2021</h2>'})


def test_the_command_tells_both_editions_apart(built, tmp_path, capsys):
    content, _ = built
    assert main(["build", "--lang", "en", "--content", str(content), "--output", str(tmp_path), "--no-search"]) == 0
    capsys.readouterr()
    assert main(["verify", "--lang", "en", str(tmp_path / "public"), "--against", str(content)]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()[-1]) == ("", "sound")
    assert "internal texts and files were looked for" in said.err
    assert main(["verify", "--lang", "en", str(tmp_path / "internal"), "--against", str(content)]) == 1
    assert f"{PAGE}:1:1: leak: " in capsys.readouterr().out
    assert main(["verify", "--lang", "en", str(tmp_path / "internal")]) == 0


def test_a_content_with_errors_cannot_be_searched_for(tmp_path, capsys):
    site = tmp_path / "site"
    content = write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter()})
    assert main(["build", "--lang", "en", "--content", str(content), "--output", str(site), "--no-search"]) == 0
    (content / "tinh-uy-a" / "2023" / "10-cv-tu.md").write_text(letter(access="x"), encoding="utf-8")
    assert main(["verify", "--lang", "en", str(site / "public"), "--against", str(content)]) == 1
    assert "bad-value" in capsys.readouterr().err


def test_numbers_that_share_a_symbol_are_said_too(tmp_path):
    """The page of what is not held is at an address that the text writes nowhere."""
    body = "Theo các Công văn số 77, 78 và 79-CV/TU ngày 01/6/2023 của Tỉnh ủy."
    hidden = letter("77-CV/TU", date="2023-06-01", access="internal", subject="Việc khuynh đảo", body="Theo dõi.")
    files = {"tinh-uy-a/2023/10-cv-tu": letter(body=body), "tinh-uy-a/2023/77-cv-tu": hidden}
    content = write_content(tmp_path / "content", files)
    assert found(content, built_files(content)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_found_where_half_of_many_letters_are_internal(tmp_path, seed):
    """The internal half has the words of the public half, and cites it."""
    content = write_content(tmp_path / "content", samples(), SAMPLE_ARCHIVE)
    random = Random(seed)
    for path in sorted(content.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if random.random() < 0.5:
            path.write_text(text.replace("\naccess: public\n", "\naccess: internal\n"), encoding="utf-8")
    checked = load(content, SILENT)
    assert sum(directive.access == "internal" for directive in checked.cards) > 200
    assert found(content, built_files(content, search=True)) == {}


def test_what_cannot_be_looked_through_is_told(built, tmp_path, monkeypatch):
    monkeypatch.setattr("vankho.unpack.MAX_UNPACKED", 10_000)
    content, _ = built
    deep = b"x" * 100
    for _ in range(MAX_DEPTH + 1):
        deep = gzip.compress(deep)
    told = found(content, {"a.gz": deep, "bomb.gz": gzip.compress(bytes(30_000))})
    assert all("cannot be looked through" in messages[0] for messages in told.values())
    assert told.keys() == {"a.gz", "bomb.gz"}


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\x1f\x8bbroken", b"%PDF-1.4\nstream\n\x00\nendstream", b"\x89PNG\r\n\x1a\n\0\0\0\xffzTXt"])  # fmt: skip
def test_broken_files_are_bytes(content):
    assert next(layers(content)) == content
    try:
        list(layers(content))
    except TooMuch:
        pytest.fail("a broken file is not too much")
