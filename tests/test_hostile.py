"""Hostile and clumsy input: a clear problem or harmless text, never a traceback, never a hang. Each was a bug once."""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from make import ARCHIVE, SILENT, archive, built_files, letter, slowness, source, write_content

from vankho.cli import main
from vankho.loading import load
from vankho.page import links, pages
from vankho.parse import parse

TOP = Path(__file__).parent.parent
NAME = "tinh-uy-a/2023/10-cv-tu"


def run(*arguments: object, cwd: Path = TOP, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vankho", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(TOP), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def codes(folder: Path) -> set[str]:
    return {problem.code for problem in load(folder, SILENT).problems}


def test_a_pipe_is_no_file(tmp_path):
    folder = write_content(tmp_path / "content", {NAME: letter()})
    os.mkfifo(folder / "a.md")
    assert "unreadable-file" in codes(folder)


def test_folders_in_folders_end(tmp_path):
    folder = write_content(tmp_path / "content", {NAME: letter()})
    deep = folder.joinpath(*["a"] * 40)
    deep.mkdir(parents=True)
    assert "unreadable-file" in codes(folder)


def test_a_file_that_only_ends_like_archive_yaml_does_not_stand_for_it(tmp_path):
    folder = tmp_path / "content"
    (folder / "x").mkdir(parents=True)
    (folder / "x" / "archive.yaml").write_text("title: x", encoding="utf-8")
    assert "missing-archive" in codes(folder)


def test_a_symbol_of_any_length_gets_a_file_name(tmp_path):
    body = f"Theo Quyết định số 5/QĐ-{'A' * 40}{'-B' * 14} ngày 02/3/2021 và Quyết định số 5/QĐ-{'-'.join(['A' * 40] * 14)} ngày 02/3/2021."
    files = built_files(write_content(tmp_path / "content", {NAME: letter(body=body)}))
    assert max(len(part) for name in files for part in name.split("/")) < 200


@pytest.mark.parametrize(
    "value", ['"A\\x01B"', '"A\\0B"', '"\\u202e"', '"\\e[31m"', '"\\u200b"', '"\\ud800"', '"\\ufffe"']
)
def test_yaml_escapes_hide_nothing(value):
    _, problems = parse(source(letter(more=f"place: {value}\n")))
    assert {problem.code for problem in problems} <= {"control-character", "bad-yaml"}
    assert problems


def test_values_are_composed():
    directive, _ = parse(source(letter(more='place: "Hu\\u0065\\u0302\\u0301"\n')))
    assert directive.place == "Huế"


def test_a_message_is_one_line(tmp_path):
    _, problems = parse(source(letter(access='"x\\ncontent/a.md:1:1: fake: hello"')))
    assert all("\n" not in str(problem) for problem in problems)
    folder = write_content(tmp_path / "content", {"tinh-uy-a/2023/a\nb\x1b": letter()})
    assert all("\n" not in str(problem) and "\x1b" not in str(problem) for problem in load(folder, SILENT).problems)


def test_a_file_name_that_is_no_text_is_told(tmp_path):
    folder = write_content(tmp_path / "content", {})
    (folder / "tinh-uy-a").mkdir()
    Path(os.fsdecode(bytes(folder) + b"/tinh-uy-a/\xff.md")).write_text(letter(), encoding="utf-8")
    done = run("check", "--content", folder)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_any_terminal_can_be_written_to(tmp_path):
    folder = write_content(tmp_path / "content", {NAME: letter(date="08/5/2023")})
    done = run("check", "--content", folder, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stderr.count("Traceback")) == (1, 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_in_one_line(tmp_path):
    folder = write_content(tmp_path / "content", {NAME: letter(date="08/5/2023")})
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "vankho", "check", "--content", str(folder)],
            cwd=TOP,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_broken_template_of_the_project_is_told_with_its_place(tmp_path, capsys):
    folder = write_content(tmp_path / "content", {NAME: letter()})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "home.html").write_text("x\n{% if", encoding="utf-8")
    assert main(["build", "--content", str(folder), "--output", str(tmp_path / "site"), "--no-search"]) == 2
    assert "home.html:2:" in capsys.readouterr().err


def test_a_project_overrides_one_template(tmp_path):
    folder = write_content(tmp_path / "content", {NAME: letter()})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "internal-bar.html").write_text("<p>x</p>", encoding="utf-8")
    (tmp_path / "templates" / "about.html").write_text("{{ site }}", encoding="utf-8")
    assert built_files(folder)["gioi-thieu/index.html"] == "Kho thử".encode()


def test_the_feed_is_well_formed_whatever_a_subject_holds(tmp_path):
    folder = write_content(tmp_path / "content", {NAME: letter(subject="'Về <x> & \"y\" ]]>'")})
    ElementTree.fromstring(built_files(folder)["feed.xml"])


@pytest.mark.parametrize(
    "body",
    ["# MẬT", "# TỐI MẬT", "| TUYỆT MẬT |\n|---|\n| x |", "TỐI  MẬT", "**TỐI  MẬT**", "TỐI\u00a0MẬT", "TỐI \\MẬT", '"MẬT"', "Độ mật: Mật",
     ":internal[TỐI MẬT]", "- MẬT", "MẬT KHẨN", "Mức độ mật: Tối mật", "Dấu: TUYỆT MẬT", "Bản số 1: MẬT", "M Ậ T", "1. MẬT"],
)  # fmt: skip
def test_secrecy_marks_in_any_dress(body):
    _, problems = parse(source(letter(body=f"{body}\n\nX", access="internal")))
    assert "secrecy-mark" in {problem.code for problem in problems}


def _lines_with_marks(body: str) -> set[int]:
    _, problems = parse(source(letter(body=body)))
    return {each.place.line - 10 for each in problems if each.code in ("secrecy-mark", "circulation-mark")}


@given(
    st.lists(
        st.sampled_from(
            ["m", "ật", "MẬT", "TỐI", "xe", "xem", "nội bộ", "hồi", "lưu hành ", " ", "_", "*", "\n", "X", "|"]
        ),
        max_size=20,
    ).map("".join)
)
@example("xe\nmật")
@example("h\nMẬT\nx\n\nTỐI MẬT\nm\nật\nmật")
def test_each_line_bears_the_marks_that_it_bears_alone(body):
    alone = {number for number, line in enumerate(body.split("\n")) if _lines_with_marks(line)}
    assert _lines_with_marks(body) == alone


@pytest.mark.parametrize(
    ("body", "place"),
    [("\n" * 25_001, (25_009, 1)), (f"a\n{'|' * 40_001}", (11, 40_001)), (f"{'*_' * 25_000}\n" * 2 + "_*", (12, 1))],
)
def test_what_is_too_much_is_told_where_it_begins(body, place):
    _, problems = parse(source(letter(body=body)))
    assert [(each.code, each.place.line, each.place.column) for each in problems] == [("too-much", *place)]


@pytest.mark.parametrize(
    "body", ["# LƯU HÀNH NỘI BỘ", "TÀI LIỆU LƯU HÀNH NỘI BỘ", "LƯU HÀNH  NỘI BỘ", "*Xem xong trả lại*"]
)
def test_circulation_marks_in_any_dress(body):
    _, problems = parse(source(letter(body=f"{body}\n\nX")))
    assert "circulation-mark" in {problem.code for problem in problems}


def test_cite_reads_windows_line_ends(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_bytes("Kết luận số\r\n02-KL/TW ngày\r\n08/5/2023".encode())
    assert main(["cite", str(path), "--format", "text"]) == 0
    assert "02-KL/TW" in capsys.readouterr().out


SLOW = {
    "citations in one paragraph": "; ".join(
        f"Theo Kết luận số {i}-KL/TW ngày 02/3/2021 của Ban Bí thư" for i in range(1500)
    ),
    "titles in titles": " về ".join(f"Kết luận số {i}-KL/TW ngày 02/3/2021 của Ban Bí thư" for i in range(1000)),
    "open spans": ":internal[" * 3000,
    "spans": ":internal[x] " * 10 + "[ :internal[" * 2000,
    "one label": "1. x\n\n" * 8000,
    "wide table": "|x" * 12000 + "\n" + "|-" * 12000 + "\n" + "|x\n" * 12000,
    "definitions": " ".join(f"Theo Kết luận số {i}-KL/TW (sau đây gọi tắt là Kết luận số {i})." for i in range(3000)),
    "titles in titles, not ended": "Kế hoạch số 1-KH/TU ngày 08/5/2023 về thực hiện\n" * 5000,
    "empty lines": "\n" * 24_000,
    "stars": "*a " * 20000,
    "brackets": "[" * 100_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_body_takes_long(name):
    begin = time.process_time()
    parse(source(letter(body=SLOW[name])))
    assert time.process_time() - begin < 4 * slowness()  # each takes less than one second; the machine may be busy


def test_one_number_with_many_dates_does_not_take_long(tmp_path):
    days = [date(2000, 1, 1) + timedelta(days=number) for number in range(3000)]
    body = "\n".join(f"Công văn số 1-CV/TU ngày {day:%d/%m/%Y} của Tỉnh ủy," for day in days)
    folder = write_content(tmp_path / "content", {NAME: letter(body=body)})
    begin = time.process_time()
    checked = load(folder, SILENT)
    assert time.process_time() - begin < 4 * slowness()  # about one second; it was eight
    assert "two-dates" in {problem.code for problem in checked.problems}


def test_a_message_is_short_whatever_it_quotes():
    _, problems = parse(source(letter(more=f"? {'x' * 5000}\n: y\n")))
    assert [(problem.code, len(problem.message) < 1100) for problem in problems] == [("unknown-field", True)]


def test_a_page_says_where_it_is_cited_without_reading_the_citing_letter_again_each_time(monkeypatch):
    """Letters with thousands of citations took minutes: all of its places were worked out for each of them."""
    calls: list[str] = []
    words = links._item_words
    monkeypatch.setattr(links, "_item_words", lambda *asked: calls.append(asked[0]) or words(*asked))

    def asked(count: int) -> int:
        calls.clear()
        body = "\n\n".join(f"{n}. Công văn số {n}-CV/TU ngày 08/5/2022 của Tỉnh ủy." for n in range(1, count + 1))
        pages(archive(letter(body=body)))
        assert {*calls} == {f"muc-{n}" for n in range(1, count + 1)}
        return len(calls)

    assert asked(20) == 2 * asked(10)


def test_check_lints_citations(tmp_path):
    body = (
        "Theo Kế hoạch số 7-KH/TU ngày 06/01/2022 của Tỉnh ủy; Công văn số 9-CV/TU ngày 01/02/2030 của Tỉnh ủy; "
        "Công văn số 5/SNV-TC ngày 01/02/2022 của UBND tỉnh; Công văn số 3-CV/TU ngày 01/3/2022 của Tỉnh ủy; "
        "Công văn số 4-CV/HU ngày 01/3/2022 của Huyện ủy Sơn Hà; "
        "Công văn số 8-CV/TU ngày 01/3/2022 của Tỉnh ủy, Công văn số 8-CV/TU ngày 02/3/2022 của Tỉnh ủy."
    )
    folder = write_content(
        tmp_path / "content",
        {
            NAME: letter(body=body),
            "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05", body=""),
            "tinh-uy-a/2022/3-cv-tu": letter(number="3-CV/TU", date="2022-03-01", access="internal"),
        },
    )
    checked = load(folder, SILENT)
    assert checked.sound
    said = {problem.code for problem in checked.problems}
    assert {
        "other-date",
        "two-dates",
        "cites-future",
        "issuer-contradicts-symbol",
        "editions-differ",
        "unknown-body",
        "empty-body",
    } <= said
    assert all(
        problem.place.line == 10 for problem in checked.problems if problem.code in ("other-date", "cites-future")
    )


def test_check_tells_of_a_number_with_two_dates_in_one_term(tmp_path):
    terms = ARCHIVE.replace(
        "place: tỉnh A, parent: tw,",
        "place: tỉnh A, parent: tw, terms: [{name: khóa XX, from: 2020-10-01, to: 2025-09-30}],",
    )
    body = "Theo Kế hoạch số 7-KH/TU ngày 05/01/2023 của Tỉnh ủy; Kế hoạch số 7-KH/TU ngày 05/01/2017 của Tỉnh ủy."
    files = {
        NAME: letter(body=body),
        "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
    }
    checked = load(write_content(tmp_path / "content", files, terms), SILENT)
    (found,) = (problem for problem in checked.problems if problem.code == "other-date")
    assert "2023-01-05" in found.message


def test_check_tells_of_a_change_that_only_others_tell(tmp_path):
    plan = "Kế hoạch số 8-KH/TU ngày 05/02/2022 của Tỉnh ủy thay thế Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy"
    stated = "relations: [{relation: replaces, document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy}]\n"
    files = {
        NAME: letter(body=f"Thực hiện {plan}."),
        "tinh-uy-a/2022/8-kh-tu": letter(number="8-KH/TU", kind="kế hoạch", date="2022-02-05"),
    }
    codes = lambda: [p.code for p in load(write_content(tmp_path / "content", files), SILENT).problems]  # noqa: E731
    assert codes().count("no-mirror") == 1
    files["tinh-uy-a/2022/8-kh-tu"] = letter(number="8-KH/TU", kind="kế hoạch", date="2022-02-05", more=stated)
    assert "no-mirror" not in codes()
