"""What a keeper can write wrong: each with its place, its code and a hint, all in one run."""

import unicodedata
from pathlib import Path

import pytest
from make import ARCHIVE, SILENT, authority, letter, problems_of, source, write_content

from vankho.authority import read_authority
from vankho.loading import load
from vankho.parse import parse
from vankho.problem import PROBLEMS, Place, Problem
from vankho.yamltree import compose

TOP = Path(__file__).parent.parent

FRONT_MATTER_CASES = [
    # what is wrong, the file, what is said
    ("no front matter", "Chỉ có chữ\n", "1:1: no-front-matter"),
    ("front matter not closed", "---\nnumber: 1-CV/TU\n", "1:1: no-front-matter"),
    ("unknown key", letter(more="recipient: [x]\n"), "8:1: unknown-field: 'recipient' (did you mean 'recipients'?)"),
    ("repeated key", letter(more="issuer: tw\n"), "8:1: repeated-field: 'issuer' stands twice"),
    ("missing key", letter().replace("access: public\n", ""), "2:1: missing-field: 'access' is missing"),
    ("list for a text", letter().replace("date: 2023-05-08", "date: [2023-05-08]"), "5:7: bad-type: date: a text is wanted"),
    ("text for a list", letter(more="addressees: Các huyện ủy\n"), "8:13: bad-type: addressees: a list is wanted"),
    ("no such day", letter(date="2023-02-30"), "5:7: bad-value: date: '2023-02-30' is no day of the calendar (YYYY-MM-DD"),
    ("month 13", letter(date="2023-13-08"), "5:7: bad-value: date: '2023-13-08' is no day of the calendar (YYYY-MM-DD"),
    ("nothing where something must be", letter().replace("date: 2023-05-08", "date:"), "5:6: bad-value: date: nothing is written here (like date: "),
    ("no blank behind the colon", letter().replace("date: ", "date:"), "5:6: bad-yaml: a blank is missing behind ':'"),
    ("the first key is moved in", letter().replace("number:", " number:"), "2:1: bad-yaml: a blank too many at the beginning"),
    ("a key that is moved in", letter().replace("date: ", " date: "), "5:1: bad-yaml: a blank too many at the beginning"),
    ("tab", letter(more="signers:\n\t- {name: A}\n"), "9:1: bad-yaml: found a tab character"),
    ("colon without quotes", letter(more="recipients:\n  - VPTU: CVP\n"), "9:5: bad-type: recipients: a text is wanted here, not a list or a mapping (a text that has ': ' stands between quotes"),
    ("date in our style", letter(date="08/5/2023"), "5:7: bad-value: date: '08/5/2023' is not a date (YYYY-MM-DD"),
    ("nothing written", letter(more="place:\n"), "8:7: bad-value: place: nothing is written here"),
    ("no number", letter(number="mười"), "2:9: bad-value: number: 'mười' is not a number and symbol"),
    ("blanks in a number", letter(number="10 - CV/TU"), "2:9: bad-value: number: '10 - CV/TU' has blanks inside (write 10-CV/TU)"),
    ("unknown access", letter(access="publc"), "7:9: bad-value: access: 'publc' is not a value of this key (did you mean 'public'?)"),
    ("no is not false", letter(access="no"), "7:9: bad-value: access: 'no' is not a value"),
    ("alias", letter(more="place: *x\n"), "8:8: bad-yaml: anchors"),
    ("tag", letter(more="place: !!str x\n"), "8:8: bad-yaml: tags"),
    ("broken YAML", letter(subject="Về: việc"), "bad-yaml"),
    ("signer without name", letter(more="signers: [{position: BÍ THƯ}]\n"), "8:11: missing-field: 'name' is missing"),
    ("internal span in a value", letter(more="place: A :internal[B]\n"), "8:8: bad-internal: place: an internal passage cannot"),
    ("address of nothing", letter(more="topics: ['!!!']\n"), "8:10: bad-value: topics: '!!!' has neither letter nor figure"),
    ("relation to nothing", letter(more="relations: [{relation: replaces, document: văn bản cũ}]\n"), "8:13: bad-value: relations: 'văn bản cũ' cites no document"),
    ("unknown relation", letter(more="relations: [{relation: replace, document: x}]\n"), "bad-value: relations: relation: 'replace' is not a value of this key (did you mean 'replaces'?)"),
    ("open passage", letter(body="::: internal\nX"), "10:1: bad-internal: the internal passage is not closed"),
    ("open span", letter(body="A\n\nB :internal[C"), "12:3: bad-internal: the internal span is not closed"),
    ("span in the subject", letter(subject="Về :internal[X"), "6:10: bad-internal: the internal span is not closed"),
    ("secrecy mark in the body", letter(body="TỐI MẬT\n\nX", access="internal"), "10:1: secrecy-mark: 'TỐI MẬT'"),
    ("secrecy mark in a value", letter(more="status: Mật\n"), "8:9: secrecy-mark: 'Mật'"),
    ("circulation mark", letter(body="**LƯU HÀNH NỘI BỘ**\n\nX"), "10:1: circulation-mark"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"), [case[1:] for case in FRONT_MATTER_CASES], ids=[c[0] for c in FRONT_MATTER_CASES]
)
def test_problems_of_a_file(text, said):
    _, problems = parse(source(text))
    lines = [str(problem).removeprefix("content/x.md:") for problem in problems]
    assert any(said in line for line in lines), lines


@pytest.mark.parametrize("body", ["công tác bảo vệ bí mật nhà nước", "Mật khẩu", "tài liệu mật được giữ theo quy định"])
def test_prose_is_no_secrecy_mark(body):
    assert not parse(source(letter(body=body)))[1]


def test_circulation_mark_is_right_in_an_internal_directive():
    assert not parse(source(letter(body="LƯU HÀNH NỘI BỘ\n\nX", access="internal")))[1]


@pytest.mark.parametrize(
    ("extra", "body", "is_told"),
    [
        ("files:\n  - path: goc.docx\n", "::: internal\n\nX\n\n:::\n\nY", True),
        ("files:\n  - path: goc.docx\n", "A :internal[X] Y", True),
        ("files:\n  - path: goc.docx\nplace: {value: A, access: internal}\n", "Y", True),
        ("files:\n  - path: goc.docx\n", "Y", False),
        ("files:\n  - {value: {path: goc.docx}, access: internal}\n", "A :internal[X] Y", False),
        ("", "A :internal[X] Y", False),
    ],
)
def test_a_public_file_beside_what_is_internal_in_part_is_told(extra, body, is_told):
    text = letter(body=body).replace("access: public\n", f"access: public\n{extra}", 1)
    found = [problem for problem in parse(source(text))[1] if problem.code == "public-original"]
    assert [each.place.line for each in found] == ([text[: text.index("- path")].count("\n") + 1] if is_told else [])


NAME = "tinh-uy-a/2023/10-cv-tu"
ARCHIVE_CASES = [
    ("unknown issuer", [letter(issuer="tinh-uy-aa")], ["tinh-uy-aa/2023/10-cv-tu"], "unknown-issuer", "did you mean 'tinh-uy-a'?"),
    ("unknown type", [letter(kind="công văng")], [NAME], "unknown-type", "did you mean 'công văn'?"),
    ("other side", [letter(number="10/UBND-TH")], ["tinh-uy-a/2023/10-ubnd-th"], "number-contradicts-type", "Party: 1593-CV/TU"),
    ("other type", [letter(number="10-KH/TU")], ["tinh-uy-a/2023/10-kh-tu"], "number-contradicts-type", "bears CV"),
    ("State công văn with a type", [letter(number="10/BC-UBND", issuer="ubnd-a")], ["ubnd-a/2023/10-bc-ubnd"], "number-contradicts-type", ""),
    ("State decision without one", [letter(number="10/UBND-TH", issuer="ubnd-a", kind="quyết định")], ["ubnd-a/2023/10-ubnd-th"], "number-contradicts-type", "bears QĐ"),
    ("other year in the symbol", [letter(number="10/2022/QĐ-UBND", issuer="ubnd-a", kind="quyết định")], ["ubnd-a/2023/10-2022-qd-ubnd"], "number-contradicts-date", ""),
    ("other path", [letter()], ["tinh-uy-a/2022/10-cv-tu"], "path-contradicts", "move the file"),
    ("two files", [letter(), letter(body="X")], [NAME, "tinh-uy-a/2023/khac"], "same-directive", "delete one"),
    ("one address", [letter(), letter(date="2023-06-01")], [NAME, NAME], "same-directive", "slug"),
    ("reserved slug", [letter(more="slug: thang-05\n")], ["tinh-uy-a/2023/thang-05"], "reserved-name", ""),
    ("unknown record", [letter(more="record: dai-hoi-a-xxi\n")], [NAME], "unknown-record", "did you mean 'dai-hoi-a-xx'?"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "names", "code", "hint"), [case[1:] for case in ARCHIVE_CASES], ids=[case[0] for case in ARCHIVE_CASES]
)
def test_problems_of_an_archive(texts, names, code, hint):
    problems = problems_of(*texts, names=tuple(names))
    assert [problem.code for problem in problems] == [code]
    assert hint in problems[0].hint
    assert problems[0].place.line >= 1


@pytest.mark.parametrize(
    ("number", "kind"), [("6321-UBND-TH", "công văn"), ("15-QĐ", "công văn"), ("203-QĐ/UBND", "quyết định")]
)
def test_a_number_as_before_2005_is_told_where_the_date_is_later(number, kind):
    def told(day):
        text = letter(number=number, issuer="ubnd-a", kind=kind, date=day)
        return [each for each in problems_of(text) if each.code == "number-contradicts-date"]

    (problem,) = told("2005-05-06")
    assert str(problem.message) == f"number: '{number}' is written as the State did before 2005"
    assert told("2005-05-05") == []


@pytest.mark.parametrize(("symbols", "is_told"), [("UBND", True), ("UBND, CT", False)])
def test_the_name_of_a_body_in_its_numbers_is_no_type(tmp_path, symbols, is_told):
    """A Cục Thuế writes CT, which is a chỉ thị of others."""
    body = ARCHIVE.replace("symbols: [UBND], place: tỉnh A", f"symbols: [{symbols}], place: tỉnh A")
    text = letter(number="26998/CT-TTHT", issuer="ubnd-a", date="2019-04-26")
    content = write_content(tmp_path / "content", {"ubnd-a/2019/26998-ct-ttht": text}, body)
    assert ("number-contradicts-type" in {each.code for each in load(content, SILENT).problems}) is is_told


@pytest.mark.parametrize("number", ["60-CP", "18-UBND/NĐ", "60/UBND"])
def test_an_old_number_of_the_state_need_not_name_its_type(number):
    text = letter(number=number, issuer="ubnd-a", kind="nghị định", date="1994-07-05")
    assert "number-contradicts-type" not in {each.code for each in problems_of(text)}


def test_a_sound_archive_has_no_problem():
    assert not problems_of(
        letter(), letter(number="5/QĐ-UBND", issuer="ubnd-a", kind="quyết định"), names=(NAME, "ubnd-a/2023/5-qd-ubnd")
    )


AUTHORITY_CASES = [
    ("reserved key", "title: K\nissuers:\n  nam: {name: Năm, side: party}\n", "3:3: reserved-name"),
    ("unknown parent", "title: K\nissuers:\n  a: {name: A, side: party, parent: bb}\n", "3:3: unknown-issuer"),
    ("circle", "title: K\nissuers:\n  a: {name: A, side: party, parent: b}\n  b: {name: B, side: party, parent: a}\n", "bad-value: parent"),
    ("bad key", "title: K\nissuers:\n  Ủy ban: {name: A, side: party}\n", "3:3: bad-value"),
    ("bad side", "title: K\nissuers:\n  a: {name: A, side: đảng}\n", "3:22: bad-value: issuers: side: 'đảng'"),
    ("no title", "issuers: {}\n", "1:1: missing-field: 'title'"),
    ("bad address", "title: K\nissuers: {}\nbase_url: javascript:alert(1)\n", "3:11: bad-value: base_url"),
    ("record of nobody", "title: K\nissuers: {}\ndocuments:\n  x: {name: X, issuer: a}\n", "4:3: unknown-issuer"),
    ("language", "title: K\nissuers: {}\nlanguage: fr\n", "3:11: bad-value: language"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"), [case[1:] for case in AUTHORITY_CASES], ids=[case[0] for case in AUTHORITY_CASES]
)
def test_problems_of_archive_yaml(text, said):
    _, problems = read_authority(text, "a.yaml")
    assert any(said in str(problem) for problem in problems), [str(problem) for problem in problems]


def test_reading_problems(tmp_path):
    folder = write_content(tmp_path / "content", {NAME: letter()})
    (folder / "latin.md").write_bytes(b"---\nnumber: C\xf4ng")
    (folder / "large.md").write_bytes(b" " * (4 * 1024 * 1024 + 1))
    (folder / "bidi.md").write_text("a\n\u202egnort", encoding="utf-8")
    (folder / "note.txt").write_text("x", encoding="utf-8")
    (folder / "link.md").symlink_to(tmp_path / "elsewhere.md")
    (folder / ".hidden.md").write_text("x", encoding="utf-8")
    checked = load(folder, SILENT)
    said = {Path(p.place.path).name: (p.code, p.place.line, p.place.column) for p in checked.problems}
    assert said["latin.md"] == ("not-utf-8", 2, 10)
    assert said["large.md"] == ("file-too-large", 1, 1)
    assert said["bidi.md"] == ("control-character", 2, 1)
    assert said["note.txt"] == ("unused-file", 1, 1)
    assert said["link.md"] == ("symbolic-link", 1, 1)
    assert ".hidden.md" not in said
    assert not checked.sound


def test_without_archive_yaml_there_is_no_site(tmp_path):
    (tmp_path / "content").mkdir()
    checked = load(tmp_path / "content", SILENT)
    assert [problem.code for problem in checked.problems] == ["missing-archive"]


def test_text_is_nfc_with_lf_whatever_the_file_has(tmp_path):
    text = letter(body="1. Tỉnh ủy\n\n2. Hết")
    other = "\ufeff" + unicodedata.normalize("NFD", text).replace("\n", "\r\n")
    folder = write_content(tmp_path / "content", {})
    path = folder / f"{NAME}.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(other.encode())
    checked = load(folder, SILENT)
    assert checked.sound
    assert checked.shelf.body(checked.cards[0].path) == parse(source(text))[0].body


def test_every_code_of_the_table_is_used_and_no_other_can_be():
    sources = [path.read_text(encoding="utf-8") for path in (TOP / "vankho").rglob("*.py") if path.name != "problem.py"]
    assert [code for code in PROBLEMS if not any(f'"{code}"' in text for text in sources)] == []
    with pytest.raises(ValueError, match="no such code"):
        Problem(Place("x", 1, 1), "nonsense", "x")


def test_deep_and_wide_yaml_is_refused_or_read_quickly():
    assert compose("a: " + "[" * 5000, "f")[1]
    assert compose("\n".join(f"k{n}: 1" for n in range(20_000)), "f")[0] is not None


def test_made_archive_is_sound():
    assert authority().issuers[0].key == "tw"
    assert "tinh-uy-b" in ARCHIVE


TERMS = ARCHIVE.replace(
    "place: tỉnh A, parent: tw,",
    "place: tỉnh A, parent: tw, terms: [{name: khóa XX, from: 2020-10-01, to: 2025-09-30}],",
)


def editions_differ(tmp_path, body, *others, archive_text=ARCHIVE):
    files = {"tinh-uy-a/2023/10-cv-tu": letter(body=body)} | {
        f"tinh-uy-a/{date[:4]}/7-kh-tu": letter("7-KH/TU", kind="kế hoạch", date=date, access=access)
        for date, access in others
    }
    problems = load(write_content(tmp_path / "content", files, archive_text), SILENT).problems
    return [problem.message for problem in problems if problem.code == "editions-differ"]


def test_a_public_letter_that_names_an_internal_one_is_told(tmp_path):
    cited = "Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
    (message,) = editions_differ(tmp_path, cited, ("2022-01-05", "internal"))
    assert message.endswith("names what only the internal edition holds: tinh-uy-a/2022/7-kh-tu")
    assert editions_differ(tmp_path, cited, ("2022-01-05", "public")) == []


def test_a_public_letter_that_may_name_an_internal_one_is_told(tmp_path):
    cited = "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy."
    (message,) = editions_differ(tmp_path, cited, ("2022-01-05", "internal"), ("2021-01-05", "public"))
    assert "may name what only the internal edition holds: tinh-uy-a/2022/7-kh-tu" in message
    assert editions_differ(tmp_path, cited, ("2022-01-05", "public"), ("2021-01-05", "public")) == []


def test_a_link_of_the_public_edition_that_the_internal_one_does_not_make_is_told(tmp_path):
    """In the public edition one document of the term bears the number, in truth two do."""
    cited = "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy khóa XX."
    (message,) = editions_differ(
        tmp_path, cited, ("2022-01-05", "public"), ("2021-01-05", "internal"), archive_text=TERMS
    )
    assert "leads the public to tinh-uy-a/2022/7-kh-tu" in message
