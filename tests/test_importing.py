"""`vankho import`: from the files on a desk to directives' files that `check` accepts."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from make import built_files

from vankho.cli import main
from vankho.convert import CannotConvert, convert
from vankho.importing import WAITING, Imported, missing_issuer, next_steps, sources
from vankho.letterhead import Letter, read_letter

HERE = Path(__file__).parent
DESK, SEEDS = HERE / "desk", HERE / "seeds"
CONTENT = HERE.parent / "content"
FORMS = (".txt", ".docx", ".pdf")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An archive that knows the bodies of the five letters and holds none."""
    (tmp_path / "content").mkdir()
    shutil.copy(CONTENT / "archive.yaml", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seed(number: int, form: str) -> Path:
    folder = SEEDS if form == ".txt" else DESK
    return next(folder.glob(f"{number:03d}_*{form}"))


def written(project: Path) -> list[str]:
    return sorted(path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file())


def without_files(text: str) -> str:
    """A directive's file without its `files`, which stand last."""
    head, _, body = text.partition("\n---\n")
    return head.partition("\nfiles:")[0] + "\n---\n" + body


@pytest.mark.parametrize("form", FORMS)
def test_the_five_letters_become_the_five_files(project, capsys, form):
    """Metadata and text equal the kept files; those fold long subjects by hand, so a subject is compared by its words."""
    assert main(["import", "--access", "public", "--jobs", "1", *(str(seed(each, form)) for each in range(5))]) == 0
    kept = sorted(CONTENT.glob("*/*/*.md"))
    for path in kept:
        made = project / "content" / path.relative_to(CONTENT)
        assert without_files(made.read_text()).split() == path.read_text().split()
    assert main(["check"]) == 0
    assert "5 tệp: đã nhập 5 (cần xem lại 0), không nhập 0" in capsys.readouterr().out


def test_what_is_to_be_chosen_is_told(project, capsys):
    main(["import", str(seed(4, ".docx"))])
    assert "6321-ubnd-th.md — chưa chọn access\n" in capsys.readouterr().out
    main(["import", str(seed(3, ".docx")), "--access", "internal"])
    assert "chưa chọn" not in capsys.readouterr().out


def test_the_original_stands_beside_and_is_named(project):
    main(["import", str(seed(4, ".docx")), "--access", "public"])
    made = project / "content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.docx"
    assert made.read_bytes() == seed(4, ".docx").read_bytes()
    assert "files:\n  - path: 6321-ubnd-th.docx\n    title: Bản gốc\n" in made.with_suffix(".md").read_text()


def test_access_is_the_keepers_to_say(project):
    assert main(["import", str(seed(4, ".txt"))]) == 0
    text = (project / "content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.md").read_text()
    assert "# phải chọn: public (công bố) hoặc internal (nội bộ)\n# access:\n" in text


def test_nothing_is_overwritten(project, capsys):
    source = str(seed(4, ".docx"))
    assert main(["import", source, "--access", "public"]) == 0
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert main(["import", source, "--access", "internal"]) == 1
    assert "đã có content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.md: không ghi đè" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_two_files_of_one_letter_in_one_run_are_one(project, capsys):
    assert main(["import", str(seed(4, ".docx")), str(seed(4, ".txt")), "--access", "public"]) == 1
    assert "đã nhập 1" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(project, capsys):
    before = written(project)
    assert main(["import", str(seed(4, ".docx")), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "# content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.md\n---\nnumber: 6321/UBND-TH\n" in out
    assert "sẽ nhập 1" in out
    assert written(project) == before


def test_what_is_not_sure_waits_beside_content_with_what_was_seen(project, capsys):
    assert main(["import", str(DESK / "so-bo-trong.txt"), "--access", "public"]) == 0
    text = (project / WAITING / "so-bo-trong.md").read_text()
    assert "# chưa chắc, trong bản gốc thấy: Số: /SNV-CCVC\n# number:\n" in text
    assert "# date:" in text
    assert "name: Nguyễn Thị Ánh Lan" in text
    out = capsys.readouterr().out
    assert "1 tệp: đã nhập 0, chờ bổ sung 1 (cần xem lại 1), không nhập 0" in out
    assert "  so-noi-vu:\n    name: Sở Nội vụ\n    side: state" in out
    assert "issuer: so-noi-vu. Rồi nhập tiếp:\n    vankho import cho-bo-sung/*.md\n" in out
    assert written(project / "content") == ["archive.yaml"]


def test_what_was_filled_in_is_taken_into_the_archive(project, capsys):
    main(["import", str(DESK / "two-columns-party.pdf"), "--access", "public"])
    waiting = project / WAITING / "two-columns-party.md"
    text = waiting.read_text()
    assert main(["import", str(waiting)]) == 1
    assert "missing-field: thiếu mục 'issuer'" in capsys.readouterr().out
    archive = project / "content/archive.yaml"
    archive.write_text(
        archive.read_text().replace(
            "\ndocuments:", "\n  ban-to-chuc-tinh-uy:\n    name: Ban Tổ chức Tỉnh ủy\n    side: party\n\ndocuments:"
        )
    )
    waiting.write_text(text.replace("# issuer:", "issuer: ban-to-chuc-tinh-uy"))
    assert main(["import", str(waiting)]) == 0
    assert main(["check"]) == 0
    assert written(project / WAITING) == []
    assert written(project / "content/ban-to-chuc-tinh-uy") == ["2023/101-hd-btctu.md", "2023/two-columns-party.pdf"]


def test_a_given_issuer_is_sure(project):
    args = ["import", str(DESK / "two-columns-party.pdf"), "--issuer", "tinh-uy-quang-ngai", "--access", "public"]
    assert main(args) == 0
    assert (project / "content/tinh-uy-quang-ngai/2023/101-hd-btctu.md").is_file()
    assert main(["import", "x.docx", "--issuer", "nobody"]) == 2


def test_a_given_issuer_of_the_other_side_is_refused(project, capsys):
    before = written(project)
    assert main(["import", str(DESK / "004_f22f0eb8595002a8.docx"), "--issuer", "tinh-uy-quang-ngai"]) == 1
    assert "là cơ quan Đảng, văn bản này của cơ quan Nhà nước" in capsys.readouterr().out
    assert written(project) == before


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("Ủy ban nhân dân huyện Đức Phổ", "huyện Đức Phổ"),
        ("Hội đồng nhân dân thị xã Đức Phổ", "thị xã Đức Phổ"),
        ("Công an tỉnh", None),
        ("Ban Chỉ đạo tỉnh về chuyển đổi số", None),
    ],
)
def test_the_place_of_a_body_is_what_its_name_says(body, place):
    lines = missing_issuer([Letter(issuing_body=body)]).splitlines()
    assert [line for line in lines if "place:" in line] == ([f"    place: {place}"] if place else [])


def test_a_body_that_is_missing_is_told_once_with_the_symbols_of_all_its_letters():
    letters = [Letter(issuing_body="Sở Nội vụ"), Letter(number="7/SNV-TH", issuing_body="Sở Nội vụ")]
    rows = [Imported(Path("x"), Path(WAITING, "x.md"), each) for each in letters]
    lines = list(next_steps(rows, dry=False))
    assert [line for line in lines if "so-noi-vu:" in line] == [
        "  so-noi-vu:\n    name: Sở Nội vụ\n    side: state\n    symbols: [SNV]"
    ]


def test_a_table_of_a_word_file_is_a_table_on_the_page(project):
    document = Document(str(seed(4, ".docx")))
    table = document.add_table(3, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ["TT", "Tên", "", "", "1", "Lúa"], strict=True):
        cell.text = text
    at = next(each for each in document.paragraphs if "Chương trình hành động" in each.text and len(each.text) > 200)
    at._p.addnext(table._tbl)
    document.save(project / "bang.docx")
    assert main(["import", str(project / "bang.docx"), "--access", "public"]) == 0
    made = project / "content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.md"
    rows = ["".join(line.split()) for line in made.read_text().splitlines() if line.startswith("|")]
    assert rows == ["|TT|Tên|", "|---|---|", "|||", "|1|Lúa|"]
    page = built_files(project / "content")["ubnd-tinh-quang-ngai/2020/6321-ubnd-th/index.html"].decode()
    assert "<td>Lúa</td>" in page
    assert "| ---" not in page


def test_letters_that_wait_may_have_come_from_files_of_one_name(project, capsys):
    text = seed(4, ".txt").read_text().replace("6321", "")
    for folder, words in (("a", ""), ("b", " Khác"), ("c", " Khác")):
        (project / folder).mkdir()
        (project / folder / "Công văn.txt").write_text(text.replace("Chương trình", f"Chương trình{words}"))
        main(["import", str(project / folder / "Công văn.txt")])
    assert sorted(path.name for path in (project / WAITING).iterdir()) == ["cong-van-2.md", "cong-van.md"]
    assert "đã có" in capsys.readouterr().out


def test_a_letter_that_waits_and_was_filled_in_is_not_imported_once_more(project, capsys):
    document = Document(str(seed(4, ".docx")))
    for paragraph in document.paragraphs:
        if "6321" in paragraph.text:
            paragraph.text = "Số:      /UBND-TH"
    document.save(project / "a.docx")
    main(["import", str(project / "a.docx")])
    (waiting,) = (project / WAITING).glob("*.md")
    waiting.write_text(waiting.read_text().replace("khẩn trương", "gấp"))
    capsys.readouterr()
    main(["import", str(project / "a.docx")])
    assert "đã có" in capsys.readouterr().out
    assert list((project / WAITING).glob("*.md")) == [waiting]


def test_a_body_that_is_missing_is_told_with_its_place(project, capsys):
    archive = project / "content/archive.yaml"
    archive.write_text("title: Kho\nissuers:\n  tinh-uy: {name: Tỉnh ủy Quảng Ngãi, side: party, symbols: [TU]}\n")
    assert main(["import", str(DESK / "004_f22f0eb8595002a8.docx"), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "    symbols: [UBND]\n    place: tỉnh Quảng Ngãi\n" in out
    assert "nhập tiếp" not in out


def test_what_the_recogniser_doubts_is_left_empty_and_waits(project):
    """Also a body that archive.yaml knows: a word misread may be that of another one."""
    from vankho.authority import read_authority
    from vankho.importing import Importer, doubt_the_recognised
    from vankho.letterhead import read_letter

    authority, _ = read_authority((project / "content/archive.yaml").read_text(), "archive.yaml")
    for word, key in {
        "NGÃI": "issuer",
        "17": "date",
        "2020": "date",
        "6321/UBND-TH": "number",
        "Minh": "signers",
    }.items():
        letter = read_letter(seed(4, ".txt").read_text())
        doubt_the_recognised(letter, frozenset([word]))
        done = Importer(project / "content", authority, access="public").plan(Path("scan.png"), letter)
        assert list(done.doubts) == [key]
        assert f"# {key}:" in done.text
        assert (done.path.parent.name == WAITING) is (key != "signers")


def test_a_letter_with_a_mark_of_secrecy_is_refused(project, capsys):
    path = project / "mat.txt"
    path.write_text(seed(4, ".txt").read_text().replace("Số: ", "TỐI MẬT\n\nSố: ", 1))
    assert main(["import", str(path), "--access", "internal"]) == 1
    assert "dấu độ mật “TỐI MẬT”" in capsys.readouterr().out
    assert written(project / "content") == ["archive.yaml"]


def test_a_mark_of_circulation_forbids_public(project, capsys):
    path = project / "noi-bo.txt"
    path.write_text(seed(4, ".txt").read_text().replace("Số: ", "LƯU HÀNH NỘI BỘ\n\nSố: ", 1))
    assert main(["import", str(path), "--access", "public"]) == 0
    text = (project / "content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.md").read_text()
    assert "access: public" not in text
    assert "# chưa chắc, trong bản gốc thấy: LƯU HÀNH NỘI BỘ\n# access:\n" in text
    assert main(["check"]) == 1


def test_what_has_no_place_in_front_matter_is_told(project):
    path = project / "hoa-toc.txt"
    path.write_text(seed(4, ".txt").read_text().replace("Kính gửi", "HỎA TỐC\n\nKính gửi", 1) + "\n\nĐT: 0255 3822\n")
    assert main(["import", str(path), "--access", "public"]) == 0
    text = (project / "content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.md").read_text()
    assert "# trong bản gốc còn: HỎA TỐC / ĐT: 0255 3822\n" in text


def test_bad_files_do_not_stop_the_rest(project, capsys):
    bad = {
        "a.docx": b"PK\x03\x04 no zip",
        "b.pdf": b"%PDF-1.7 broken",
        "c.txt": b"\xff\xfe\xfa\x00",
        "d.txt": b"caf\xe9 latin",
        "e.xyz": b"",
        "f.txt": b"",
        "g.docx": (DESK / "two-columns.docx").read_bytes()[:2000],
    }
    for name, data in bad.items():
        (project / name).write_bytes(data)
    files = [*bad, "missing.docx", str(seed(4, ".docx"))]
    assert main(["import", *files, "--access", "public", "--jobs", "2"]) == 1
    out = capsys.readouterr().out
    assert "9 tệp: đã nhập 1 (cần xem lại 0), không nhập 8" in out
    assert "Traceback" not in out


def test_stars_are_understood_where_no_shell_does_it(project, capsys):
    for number in (0, 4):
        shutil.copy(seed(number, ".txt"), project)
    assert main(["import", "00*.txt", "--access", "public"]) == 0
    assert "2 tệp: đã nhập 2" in capsys.readouterr().out
    assert main(["import", "none*.txt"]) == 1


def test_programs_are_told_in_json(project, capsys):
    assert main(["import", str(seed(2, ".docx")), "--dry-run", "--format", "json"]) == 0
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert told["number_symbol"] == "1438-CV/TU"
    assert told["parent_body"] == "Đảng bộ tỉnh Quảng Ngãi"
    assert told["addressees"][-1] == "Các chi, đảng bộ trực thuộc Thành ủy"
    assert told["path"] == "content/thanh-uy-quang-ngai/2024/1438-cv-tu.md"
    assert told["unsure"] == {}


@pytest.mark.parametrize("name", ["two-columns.docx", "two-columns.pdf"])
def test_columns_of_a_table_are_read_one_by_one(project, name):
    assert main(["import", str(DESK / name), "--access", "public"]) == 0
    text = (project / "content/ubnd-tinh-quang-ngai/2022/2145-ubnd-nc.md").read_text()
    assert "subject: V/v tăng cường công tác văn thư, lưu trữ năm 2022\n" in text
    assert "  - authority: TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH\n    position: PHÓ CHỦ TỊCH\n    name: Võ Văn Tân\n" in text
    assert text.rstrip().endswith("Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện./.")


def test_word_numbers_emphasis_tables_and_deletions(tmp_path):
    import docx
    from docx.oxml import OxmlElement

    document = docx.Document()
    document.add_paragraph("Mục thứ nhất", style="List Number")
    document.add_paragraph("Mục thứ hai", style="List Number")
    document.add_paragraph("gạch đầu dòng", style="List Bullet")
    paragraph = document.add_paragraph("Trước ")
    paragraph.add_run("ngày 5").bold = True
    paragraph.add_run(" và ")
    paragraph.add_run("sau đó ").italic = True
    paragraph.add_run("3 * 4 = [12](x)")
    deleted = OxmlElement("w:del")
    deleted.append(paragraph.add_run(" đã xóa")._r)
    paragraph._p.append(deleted)
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ["Tên", "Số | lượng", "a", "1"], strict=True):
        cell.text = text
    document.save(tmp_path / "a.docx")
    text = convert(tmp_path / "a.docx").text
    assert "1. Mục thứ nhất\n\n2. Mục thứ hai\n\n- gạch đầu dòng\n\n" in text
    assert "Trước **ngày 5** và *sau đó* 3 \\* 4 = [12](x)\n" in text
    assert "đã xóa" not in text
    assert "| Tên | Số \\| lượng |\n| --- | --- |\n| a | 1 |\n" in text


def test_a_scan_without_tesseract_is_told(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(CannotConvert, match="apt-get install tesseract-ocr"):
        convert(DESK / "scan.png")


OFFICE = """#!/bin/sh
for last; do folder=$before; before=$last; done
case $last in *hong*) exit 0;; esac
cp '{made}' "$folder/$(basename "${last%.*}").docx"
"""


def test_an_old_word_file_is_saved_anew_by_libreoffice_where_it_is(tmp_path, monkeypatch):
    old, broken = tmp_path / "Công văn cũ.doc", tmp_path / "hong.rtf"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    broken.write_bytes(b"{\\rtf")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(CannotConvert, match=r"hãy mở bằng Word và lưu lại .*, hoặc cài LibreOffice"):
        convert(old)
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(OFFICE.replace("{made}", str(DESK / "two-columns.docx")), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    assert convert(old) == convert(DESK / "two-columns.docx")
    with pytest.raises(CannotConvert, match="LibreOffice không mở được"):
        convert(broken)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_libreoffice_itself_makes_a_letter_of_an_old_word_file(tmp_path):
    letter = next(DESK.glob("004*.docx"))
    for suffix in ("doc", "rtf"):
        home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
        asked = ["soffice", "--headless", home, "--convert-to", suffix, "--outdir", str(tmp_path), str(letter)]
        subprocess.run(asked, check=True, capture_output=True, timeout=120)
        assert read_letter(convert(tmp_path / f"{letter.stem}.{suffix}").text) == read_letter(convert(letter).text)


def test_a_file_that_is_empty_or_not_there_is_told_as_that(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"")
    with pytest.raises(CannotConvert, match="tệp trống"):
        convert(tmp_path / "a.docx")
    for name in ("không có.docx", "*.odt"):
        with pytest.raises(CannotConvert, match="không có tệp này"):
            convert(tmp_path / name)


def test_old_word_files_of_a_folder_are_not_passed_over_in_silence(tmp_path):
    for name in ("a.docx", "b.doc", "c.DOC", "ảnh.bmp", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    assert [each.name for each in sources([tmp_path])] == ["a.docx", "b.doc", "c.DOC"]


def test_a_word_file_that_swells_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("vankho.convert.MAX_BYTES", 1000)
    with pytest.raises(CannotConvert, match=r"lớn hơn|quá nhiều"):
        convert(DESK / "two-columns.docx")


@pytest.mark.parametrize(
    ("subject", "body", "is_sure"),
    [
        ("V/v sửa đổi kế hoạch trồng cây", "Sở đề nghị trồng cây.", True),
        ("V/v UỶ BAN trồng cây", "Ủy ban trồng cây.", True),
        ("V/v trống cây", "Sở đề nghị trồng cây.", False),  # the text has it otherwise
        ("V/v bố sung cây", "Trồng cây.", False),  # and so has every text
    ],
)
def test_a_subject_whose_words_are_recognised_otherwise_in_the_text_is_in_doubt(subject, body, is_sure):
    from vankho.importing import doubt_the_recognised

    letter = Letter(subject=subject, body=body)
    doubt_the_recognised(letter, frozenset())
    assert letter.subject == (subject if is_sure else None)
    assert letter.doubts == ({} if is_sure else {"subject": subject})


@pytest.mark.slow
def test_a_scan_is_recognised_and_what_is_not_sure_is_told(project, capsys):
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not here")
    assert main(["import", str(DESK / "scan.png"), "--dry-run", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    wanted = {"number_symbol": "101-HD/BTCTU", "date": "2023-06-19", "type": "Hướng dẫn", "place": "Quảng Ngãi"}
    keys = {"number_symbol": "number"}
    for key, value in wanted.items():
        assert told[key] == value or keys.get(key, key) in told["unsure"], key


def test_a_file_that_kills_its_reader_is_one_bad_file(project, tmp_path):
    """A process that dies takes with it what it was asked for, and no more."""
    from vankho.importing import read_files
    from vankho.symbol import BUILT_IN

    files = [seed(each, ".txt") for each in range(3)]
    deadly = tmp_path / "deadly.pdf"
    deadly.write_bytes(b"%PDF")
    files.insert(1, deadly)
    found = list(read_files(files, BUILT_IN, 2, die_at))
    assert [file for file, _ in found] == files
    assert [isinstance(letter, str) for _, letter in found] == [False, True, False, False]


def die_at(types, file):
    import os

    from vankho.importing import read_file

    return os._exit(9) if file.name == "deadly.pdf" else read_file(types, file)
