"""Files beside directives: told apart, counted, published as they are, and internal ones only where they may be."""

import io
import json
import time
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from htmlread import parse_html
from make import SILENT, built_files, letter, write_content
from pypdf import PdfWriter

from vankho import read as read_module
from vankho.cached import files_of
from vankho.cards import file_name
from vankho.holdings import Edition
from vankho.loading import load
from vankho.pipeline import build


def pdf(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
FILES = """\
files:
  - {path: Bản quét (1).PDF, title: Bản quét có chữ ký và dấu}
  - {path: anh/con-dau.png}
  - {value: {path: phieu-trinh-xqz.pdf, title: Phiếu trình}, access: internal}
"""


def content(tmp_path, more=FILES, **letter_arguments):
    folder = write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter(more=more, **letter_arguments)})
    beside = folder / "tinh-uy-a" / "2023"
    (beside / "anh").mkdir()
    (beside / "Bản quét (1).PDF").write_bytes(pdf(3))
    (beside / "anh" / "con-dau.png").write_bytes(PNG)
    (beside / "phieu-trinh-xqz.pdf").write_bytes(pdf(1))
    return folder


def said(folder):
    return {problem.code: problem.message for problem in load(folder, SILENT).problems}


def test_files_stand_below_their_directive_with_pages_size_and_digest(tmp_path):
    files = built_files(content(tmp_path))
    assert files["tinh-uy-a/2023/10-cv-tu/ban-quet-1.pdf"] == pdf(3)
    assert files["tinh-uy-a/2023/10-cv-tu/con-dau.png"] == PNG
    section = parse_html(files["tinh-uy-a/2023/10-cv-tu/index.html"]).one("section", id="ban-goc")
    assert [a.attributes["href"] for a in section.all("a")] == ["ban-quet-1.pdf", "con-dau.png"]
    assert "Bản quét có chữ ký và dấu" in section.text
    assert "PDF, 3 trang" in section.text
    assert sha256(PNG).hexdigest() in section.text
    (line,) = map(json.loads, files["data/directives.jsonl"].splitlines())
    assert line["files"][0]["pages"] == 3
    assert line["files"][1]["bytes"] == len(PNG)


def test_internal_files_are_in_the_internal_edition_only(tmp_path):
    folder = content(tmp_path)
    public = built_files(folder)
    assert not [
        name for name, each in public.items() if "xqz" in name or b"xqz" in each or "Phiếu trình".encode() in each
    ]
    internal = built_files(folder, Edition.INTERNAL)
    assert internal["tinh-uy-a/2023/10-cv-tu/phieu-trinh-xqz.pdf"] == pdf(1)
    page = parse_html(internal["tinh-uy-a/2023/10-cv-tu/index.html"])
    assert "Nội bộ" in page.one("section", id="ban-goc").text


def test_no_file_of_an_internal_directive_is_public(tmp_path):
    public = built_files(content(tmp_path, access="internal"))
    assert not [name for name in public if name.startswith("tinh-uy-a/2023/10-cv-tu/")]


def test_what_is_published_is_copied_byte_for_byte_and_listed(tmp_path):
    folder = content(tmp_path)
    build(load(folder, SILENT), tmp_path, tmp_path / "site", [Edition.PUBLIC], SILENT, search=False)
    site = tmp_path / "site" / "public"
    scan = site / "tinh-uy-a/2023/10-cv-tu/ban-quet-1.pdf"
    assert scan.read_bytes() == pdf(3)
    listed = {line["path"]: line for line in map(json.loads, (site / "data/manifest.jsonl").read_text().splitlines())}
    assert listed["tinh-uy-a/2023/10-cv-tu/ban-quet-1.pdf"]["sha256"] == sha256(pdf(3)).hexdigest()
    assert listed.keys() == {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - {
        "data/manifest.jsonl"
    }


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{path: khong-co.pdf}", "missing-file"),
        ("{path: ../2023/anh/con-dau.png}", "bad-value"),
        ("{path: /etc/passwd.pdf}", "bad-value"),
        ("{path: .an.pdf}", "bad-value"),
        ("{path: trang.html}", "bad-value"),
        ("{path: hinh.svg}", "bad-value"),
        ("{path: gia.pdf}", "wrong-format"),
        ("{path: 'Con dấu.png'}\n  - {path: anh/con-dau.png}", "same-file"),
    ],
)
def test_files_that_cannot_be_published_are_errors_with_their_place(tmp_path, entry, code):
    folder = content(tmp_path, more=f"files:\n  - {entry}\n")
    (folder / "tinh-uy-a/2023/gia.pdf").write_bytes(b"<html><script>alert(1)</script>")
    (folder / "tinh-uy-a/2023/Con dấu.png").write_bytes(PNG)
    checked = load(folder, SILENT)
    assert code in said(folder)
    assert not checked.sound
    (place,) = {problem.place for problem in checked.problems if problem.code == code}
    assert place.path.endswith("10-cv-tu.md")
    assert place.line > 6


def test_a_file_that_no_directive_names_is_told(tmp_path):
    folder = content(tmp_path, more="")
    assert "files" in said(folder)["unused-file"]


def test_a_file_that_a_directive_with_a_fault_may_name_is_not_told_as_unused(tmp_path):
    folder = content(tmp_path)
    path = folder / "tinh-uy-a/2023/10-cv-tu.md"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("date: 2023-", "date: 2023/"), encoding="utf-8")
    assert said(folder).keys() & {"bad-value", "unused-file"} == {"bad-value"}
    (path.parent / "10-cv-tu.docx").write_bytes(b"PK\x03\x04")  # nothing of the text can be read, but its name
    path.write_bytes(sound.encode("utf-16"))
    told = [each.place.path for each in load(folder, SILENT).problems if each.code == "unused-file"]
    assert {Path(each).name for each in told} & {"10-cv-tu.docx", "Bản quét (1).PDF"} == {"Bản quét (1).PDF"}


def test_a_broken_pdf_is_published_without_pages_and_without_a_word(tmp_path, caplog):
    folder = content(tmp_path)
    (folder / "tinh-uy-a/2023/Bản quét (1).PDF").write_bytes(b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 1 0 R>>\n")
    section = parse_html(built_files(folder)["tinh-uy-a/2023/10-cv-tu/index.html"]).one("section", id="ban-goc")
    assert "trang" not in section.text
    assert caplog.records == []


def test_a_file_whose_name_is_decomposed_as_on_a_mac_is_found(tmp_path):
    folder = content(tmp_path)
    beside = folder / "tinh-uy-a" / "2023"
    (beside / "Bản quét (1).PDF").rename(beside / unicodedata.normalize("NFD", "Bản quét (1).PDF"))
    assert not said(folder).keys() & {"missing-file", "unused-file"}
    assert built_files(folder)["tinh-uy-a/2023/10-cv-tu/ban-quet-1.pdf"] == pdf(3)


def test_names_of_files_are_addresses():
    assert file_name("quét/Bản quét Đ.PDF") == "ban-quet-d.pdf"
    assert file_name("…….jpg") == "tep.jpg"


@pytest.fixture
def later(monkeypatch):
    """Some time after all files were written."""
    monkeypatch.setattr("vankho.cached._now", lambda _: time.time_ns() + 10_000_000_000)


def test_a_file_that_is_what_it_was_is_not_read_again(tmp_path, monkeypatch, later):
    folder, work = content(tmp_path), tmp_path / ".vankho"
    first = load(folder, SILENT, 1, work).stored
    assert first == load(folder, SILENT).stored
    read: list[str] = []
    stored = read_module._stored

    def noted(path, *rest):
        read.append(path.name)
        return stored(path, *rest)

    monkeypatch.setattr(read_module, "_stored", noted)
    assert load(folder, SILENT, 1, work).stored == first
    assert read == []
    beside = folder / "tinh-uy-a" / "2023"
    (beside / "Bản quét (1).PDF").write_bytes(pdf(4))
    again = load(folder, SILENT, 1, work).stored
    assert read == ["Bản quét (1).PDF"]
    assert again == load(folder, SILENT).stored != first
    read.clear()
    (work / "cache-files").write_bytes((work / "cache-files").read_bytes().replace(b"sha", b"shb")[:-1])
    assert load(folder, SILENT, 1, work).stored == again
    assert sorted(read) == ["Bản quét (1).PDF", "con-dau.png", "phieu-trinh-xqz.pdf"]


def test_of_a_file_that_was_just_written_nothing_is_kept(tmp_path, monkeypatch):
    """A further change may bear the same time."""
    folder, work = content(tmp_path), tmp_path / ".vankho"
    load(folder, SILENT, 1, work)
    assert files_of(work) == {}
    monkeypatch.setattr("vankho.cached._now", lambda _: time.time_ns() + 10_000_000_000)
    load(folder, SILENT, 1, work)
    assert len(files_of(work)) == 3


def test_files_go_and_come_back(tmp_path, later):
    folder, work = content(tmp_path), tmp_path / ".vankho"
    path = folder / "tinh-uy-a" / "2023" / "10-cv-tu.md"
    text = path.read_text(encoding="utf-8")
    for each in (text, text.replace("  - {path: anh/con-dau.png}\n", ""), text):
        path.write_text(each, encoding="utf-8")
        found = load(folder, SILENT, 1, work)
        assert (found.stored, found.problems) == ((whole := load(folder, SILENT)).stored, whole.problems)
