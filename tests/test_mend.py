"""`vankho check --fix`: what has but one cure is mended and told, the text of a letter never touched."""

import unicodedata

import pytest
from make import ARCHIVE, SILENT, letter, write_content

from vankho.cli import main
from vankho.loading import load
from vankho.mend import mend, mended
from vankho.problem import Place, Problem
from vankho.said import told

NAME = "tinh-uy-a/2023/10-cv-tu"
BODY = "1. Tỉnh ủy  \n\n2. Hết, ngày 08/5/2023, recipient: x   \n"


def mends(tmp_path, text, archive=ARCHIVE, name=NAME):
    """The files after `mend`, and what it told, line and column before each."""
    content = write_content(tmp_path / "content", {name: text}, archive)
    done = mend(load(content, SILENT).problems, content)
    files = {
        path.relative_to(content).as_posix(): path.read_bytes().decode()
        for path in sorted(content.rglob("*"))
        if path.is_file()
    }
    return files, [(each.place.line, each.place.column, str(each.said)) for each in done]


@pytest.mark.parametrize(
    ("text", "right", "said"),
    [
        (letter(more="recipient: [x]\n", body=BODY), letter(more="recipients: [x]\n", body=BODY), (8, 1, "'recipient' is now 'recipients'")),
        (letter(date="08/5/2023", body=BODY), letter(date="2023-05-08", body=BODY), (5, 7, "'08/5/2023' is now '2023-05-08'")),
        (letter(date="'08-05-2023'"), letter(date="'2023-05-08'"), (5, 7, "'08-05-2023' is now '2023-05-08'")),
        (letter(number="10 - CV/TU"), letter(number="10-CV/TU"), (2, 9, "'10 - CV/TU' is now '10-CV/TU'")),
        (letter(more="topics: [A]   \n", body=BODY), letter(more="topics: [A]\n", body=BODY), (8, 12, "blanks at the end of the line are gone")),
        ("\ufeff" + letter(body=BODY), letter(body=BODY), (1, 1, "the byte order mark is gone")),
    ],
)  # fmt: skip
def test_what_has_one_cure_is_mended(tmp_path, text, right, said):
    files, done = mends(tmp_path, text)
    assert files[f"{NAME}.md"] == right
    assert done == [said]


@pytest.mark.parametrize(
    "text",
    [
        letter(access="publc"),  # who may read it is never guessed
        letter(date="31/02/2023"),
        letter(date="05/2023"),
        letter(more="xyz: [x]\n"),
        letter(more="recipient: [x]\nrecipients: [y]\n"),  # it is there
        letter(more="recipient: [x]\nrecipiens: [y]\n"),  # which of the two?
        letter(more="notes:\n  - |\n    A  \n    B\n"),  # blanks of a value
        letter(body=BODY).replace("\n", "\r\n"),
        letter(body=unicodedata.normalize("NFD", BODY)),
        "Chỉ có chữ  \n",
    ],
)
def test_what_has_no_one_cure_stays_as_it_is(tmp_path, text):
    files, done = mends(tmp_path, text)
    assert files[f"{NAME}.md"].encode() == (tmp_path / "content" / f"{NAME}.md").read_bytes() == text.encode()
    assert done == []


def test_the_text_keeps_its_bytes_whatever_is_mended(tmp_path):
    body = unicodedata.normalize("NFD", BODY).replace("\n", "\r\n")
    head = unicodedata.normalize("NFD", letter(date="08/5/2023", body="").rstrip("\n") + "\n")
    files, done = mends(tmp_path, head + body)
    after = files[f"{NAME}.md"]
    assert (
        after
        == unicodedata.normalize("NFC", letter(body="").rstrip("\n") + "\n")
        .replace("\n", "\r\n")
        .replace("08/5/2023", "2023-05-08")
        + body
    )
    assert {said for _, _, said in done} == {
        "'08/5/2023' is now '2023-05-08'",
        "letters and their marks are now one sign each (NFC)",
        "the lines now end as the others do",
    }


def test_archive_yaml_is_mended_too(tmp_path):
    files, done = mends(tmp_path, letter(), ARCHIVE.replace("title:", "titel:", 1))
    assert files["archive.yaml"] == ARCHIVE
    assert [said for _, _, said in done] == ["'titel' is now 'title'"]


def test_nothing_is_replaced_but_what_the_problem_says():
    problem = Problem(
        Place("x.md", 2, 1), "unknown-field", told("'%(text)s'", text="a"), mend=("recipient", "recipients")
    )
    data = letter().encode()
    assert mended(data, "x.md", [problem]) == (data, [])
    assert mended(b"\xff", "x.md", [problem]) == (b"\xff", [])


def test_a_file_is_moved_to_where_its_front_matter_says(tmp_path):
    files, done = mends(tmp_path, letter(), name="10")
    assert files[f"{NAME}.md"] == letter()
    assert "10.md" not in files
    assert done == [(1, 1, f"moved to {NAME}.md")]


def test_a_file_is_not_moved_over_another_nor_away_from_its_files_nor_with_other_errors(tmp_path):
    content = write_content(tmp_path / "content", {"10": letter(), "11": letter(number="11-CV/TU", more="files: [{path: a.pdf, title: A}]\n"),
        "12": letter(number="12-CV/TU", more="record: x\n")})  # fmt: skip
    target = content / f"{NAME}.md"
    target.parent.mkdir(parents=True)
    target.symlink_to(tmp_path / "elsewhere")
    assert mend(load(content, SILENT).problems, content) == []
    outside = tmp_path / "outside"
    outside.mkdir()
    target.unlink()
    target.parent.rmdir()
    target.parent.symlink_to(outside)
    assert mend(load(content, SILENT).problems, content) == []
    assert list(outside.iterdir()) == []


def test_check_fix_mends_tells_and_checks_again(tmp_path, capsys):
    content = write_content(tmp_path / "content", {"10": letter(date="08/5/2023", number="10 - CV/TU", body=BODY)})
    assert main(["check", "--content", str(content), "--fix"]) == 0
    out, err = capsys.readouterr()
    shown = f"{content.as_posix()}/10.md"
    assert err.splitlines() == [
        f"{shown}:2:9: đã sửa '10 - CV/TU' thành '10-CV/TU'",
        f"{shown}:5:7: đã sửa '08/5/2023' thành '2023-05-08'",
        f"{shown}:1:1: đã chuyển tệp đến {NAME}.md",
        "1 văn bản, 0 lỗi, 1 cảnh báo",
    ]
    assert "bad-value" not in out
    assert (content / f"{NAME}.md").read_text(encoding="utf-8") == letter(body=BODY)


def test_check_alone_writes_nothing(tmp_path):
    content = write_content(tmp_path / "content", {"10": letter(date="08/5/2023")})
    before = sorted(tmp_path.rglob("*"))
    assert main(["check", "--content", str(content)]) == 1
    assert (content / "10.md").read_text(encoding="utf-8") == letter(date="08/5/2023")
    assert sorted(tmp_path.rglob("*")) == before
