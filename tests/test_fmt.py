"""`vankho fmt`: what a file says stays, its spelling becomes one."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import letter, write_content

from vankho.cli import main
from vankho.fmt import formatted
from vankho.yamltree import comments

CONTENT = Path(__file__).parent.parent / "content"

MESSY = """\
---
# đầu tệp
access: "public" # ai cũng đọc được
subject: 'Về việc: thử'
number:   10-CV/TU
# ngày trên dấu đến
date: 8/5/2023   # xem lại
type: công văn
effective: {access: internal, value: 01.06.2023}
signers: # một người
  - name: Đặng Ngọc Huy
    # theo bản gốc
    position: PHÓ BÍ THƯ # viết hoa
recipients: [Như trên, "Lưu: VT", # hai dòng
  Văn thư]
  # - còn thiếu
issuer: tinh-uy-a

odd: x
# cuối
---

  Thân *bài*:  không đụng đến.
# không phải lời ghi
"""
TIDY = """\
---
number: 10-CV/TU
type: công văn
issuer: tinh-uy-a
# ngày trên dấu đến
date: 2023-05-08 # xem lại
subject: "Về việc: thử"
recipients:
  - Như trên
  - "Lưu: VT" # hai dòng
  - Văn thư
  # - còn thiếu
signers: # một người
  # theo bản gốc
  - position: PHÓ BÍ THƯ # viết hoa
    name: Đặng Ngọc Huy
# đầu tệp
access: public # ai cũng đọc được
effective:
  value: 2023-06-01
  access: internal
odd: x
# cuối
---

  Thân *bài*:  không đụng đến.
# không phải lời ghi
"""


def test_order_dates_and_comments():
    new, problems = formatted(MESSY, "x.md")
    assert not problems
    assert new == TIDY


def test_the_letters_of_content_stay_as_they_are():
    files = sorted(CONTENT.glob("*/*/*.md"))
    assert len(files) == 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert formatted(text, str(path)) == (text, ())


PIECES = st.sampled_from([
    "a", "a: b", "'c # d'", "# e", "- f", "  - g", "    # h", "  i: j", "- k: l", "    m: n # o", "x: [p, # q", "  r]", "s: >-",
    "  t u", "  v", "w: |", "number: 1-CV/TU", "date: 8/5/2023", "recipients:", "signers:", "  - name: y", "    position: z",
    "access: {value: a, access: b}", "subject: 'long " + "word " * 20 + "'", "", "#", "- # aa", '"bb": "c\\n"', "cc: >", "## d", "  -", "-", "k:", "  - # x",
])  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("\n".join))
def test_twice_is_once_and_no_comment_goes(head):
    new, problems = formatted(f"---\n{head}\n---\nx\n", "x.md")
    if new is None:
        assert problems
        return
    assert formatted(new, "x.md") == (new, ())
    told = [sorted(c.text.strip() for c in comments(text)) for text in (head, new.split("\n---\n")[0][4:])]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("8/5/2023", "2023-05-08"),
        ("08.05.2023", "2023-05-08"),
        ("ngày 08 tháng 5 năm 2023", "2023-05-08"),
        ("5/13/2023", "5/13/2023"),
        ("8/5/23", "8/5/23"),
        ("2023/05/08", "2023/05/08"),
        ("31/02/2023", "31/02/2023"),
    ],
)
def test_dates(written, read):
    assert f"\ndate: {read}\n" in formatted(letter(date=written), "x.md")[0]


def test_a_fold_of_the_keeper_stays_and_a_long_text_is_folded():
    kept = "---\nsubject: >-\n  Một hai ba,\n  bốn năm.\n---\n"
    assert formatted(kept, "x.md")[0] == kept
    long = "việc " * 30
    new = formatted(f"---\nsubject: {long}\n---\n", "x.md")[0]
    assert max(map(len, new.splitlines())) <= 80
    assert " ".join(re.findall("việc", new)) == long.strip()


def test_files(tmp_path, capsys):
    content = write_content(
        tmp_path / "content",
        {
            "tinh-uy-a/2023/10-cv-tu": letter(),
            "a": "không có gì",
            "b": "---\nx: [\n---\n",
            "c": letter(more="date: x\n"),
        },
    )
    good = content / "tinh-uy-a" / "2023" / "10-cv-tu.md"
    messy = unicodedata.normalize("NFD", letter(date="8/5/2023")).replace("\n", "\r\n")
    good.write_bytes(messy.encode())
    good.chmod(0o640)
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    assert main(["fmt", "--lang", "en", "--check", "--content", str(content)]) == 1
    told = capsys.readouterr()
    assert told.out.splitlines() == [str(good)]
    assert {path: path.read_bytes() for path in before} == before
    assert main(["fmt", "--lang", "en", "--content", str(content)]) == 1  # three cannot be read
    told = capsys.readouterr()
    assert [re.search(r"/([abc])\.md:\d+:\d+: ([a-z-]+)", line).groups() for line in told.err.splitlines()[:-1]] == [
        ("a", "no-front-matter"),
        ("b", "bad-yaml"),
        ("c", "repeated-field"),
    ]
    assert good.read_text(encoding="utf-8") == letter()
    assert good.stat().st_mode & 0o777 == 0o640
    assert main(["fmt", "--lang", "en", "--check", str(good), str(good.parent)]) == 0
    assert main(["fmt", "--lang", "en", str(tmp_path / "none.md")]) == 2
    (tmp_path / "link.md").symlink_to(good)
    assert main(["fmt", "--lang", "en", str(tmp_path / "link.md")]) == 1
    assert (tmp_path / "link.md").is_symlink()
    assert all(path.read_bytes() == data for path, data in before.items() if path != good)
