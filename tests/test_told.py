"""What a keeper is told of problems, in Vietnamese too: nothing missing, values where they stood, words of officials."""

import ast
import json
import re
from pathlib import Path

import msgspec
import pytest
from make import ARCHIVE, letter, source, write_content
from test_problems import AUTHORITY_CASES, FRONT_MATTER_CASES

from tools import catalogue
from tools.catalogue import PROBLEMS_TOLD
from vankho.authority import read_authority
from vankho.cli import main
from vankho.language import LOCALE, archive_language, teller
from vankho.parse import parse
from vankho.problem import PROBLEMS, Place, Problem
from vankho.said import Said, told

TOP = Path(__file__).parent.parent
VALUES = re.compile(r"%\(\w+\)s")
NAME = "tinh-uy-a/2023/10-cv-tu"
vietnamese = teller("vi")


def test_the_template_has_what_the_program_tells():
    assert PROBLEMS_TOLD.template.read_bytes() == catalogue.po(catalogue.extracted(PROBLEMS_TOLD)), "make catalogue"


def test_every_message_has_a_translation_with_its_values():
    known = {message.id: message.string for message in catalogue.read("vi", PROBLEMS_TOLD) if message.id}
    assert known.keys() == {message.id for message in catalogue.extracted(PROBLEMS_TOLD) if message.id}
    for english, translated in known.items():
        assert translated, english
        assert sorted(VALUES.findall(translated)) == sorted(VALUES.findall(english)), english


def test_what_is_read_is_what_is_written():
    folder = LOCALE / "vi" / "LC_MESSAGES"
    committed = catalogue.read("vi", PROBLEMS_TOLD)
    assert (folder / "problems.po").read_bytes() == catalogue.po(committed), "run 'make catalogue'"
    assert (folder / "problems.mo").read_bytes() == catalogue.mo(committed), "run 'make catalogue'"


def test_every_template_is_a_literal_that_the_catalogue_finds():
    for path in (TOP / "vankho").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "from vankho.said import" in text or path.name == "said.py" else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "told":
                first = node.args[0]
                assert isinstance(first, ast.Constant), (path.name, node.lineno)
                values = {keyword.arg for keyword in node.keywords}
                assert {name[2:-2] for name in VALUES.findall(first.value)} == values, (path.name, node.lineno)


def templates(said: Said):
    yield said.text
    for _, value in said.values:
        if isinstance(value, Said):
            yield from templates(value)


def untranslated(problems):
    texts = {text for p in problems for said in (p.said, p.advice) for text in templates(said) if text}
    known = {message.id for message in catalogue.read("vi", PROBLEMS_TOLD)}
    return sorted(text for text in texts if text not in known)


def test_nothing_in_the_samples_stays_english():
    problems = [p for _, text, _ in FRONT_MATTER_CASES for p in parse(source(text))[1]]
    problems += [p for _, text, _ in AUTHORITY_CASES for p in read_authority(text, "a.yaml")[1]]
    # why no such day exists is said by the language's library, in words that differ from version to version
    assert [text for text in untranslated(problems) if not re.match("day|month|year", text)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (letter(more="recipient: [x]\n"), "8:1: unknown-field: không có mục nào tên là 'recipient' (có phải là 'recipients'?)"),
        (letter().replace("access: public\n", ""), "2:1: missing-field: thiếu mục 'access' (ví dụ access: internal)"),
        (letter(number="10 - CV/TU"), "2:9: bad-value: number: '10 - CV/TU' có dấu cách ở giữa (ghi 10-CV/TU)"),
        (letter(date="08/5/2023"), "5:7: bad-value: date: '08/5/2023' không phải là ngày tháng hợp lệ (ghi năm-tháng-ngày, ví dụ 2023-05-08)"),
        (letter(access="publc"), "7:9: bad-value: access: 'publc' không phải là giá trị của mục này (có phải là 'public'?)"),
        (letter(body="::: internal\nX"), "10:1: bad-internal: đoạn nội bộ chưa được đóng (kết thúc đoạn bằng một dòng ':::')"),
        ("Chỉ có chữ\n", "1:1: no-front-matter: tệp không có phần đầu tệp (dòng đầu tiên là '---', dòng cuối của phần đầu tệp cũng vậy)"),
        (letter(body="TỐI MẬT\n\nX", access="internal"), "10:1: secrecy-mark: 'TỐI MẬT' là dấu chỉ độ mật (tài liệu mật không được đưa vào bản nào và không được để trong thư mục này)"),
    ],
)  # fmt: skip
def test_problems_as_officials_read_them(text, said):
    lines = [problem.by(vietnamese).removeprefix("content/x.md:") for problem in parse(source(text))[1]]
    assert said in lines


def test_a_kept_problem_is_the_one_that_was_told():
    problem = Problem(
        Place("x", 1, 2), "bad-value", told("%(key)s: %(said)s", key="a", said=told("'%(text)s'", text=1))
    )
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(problem), type=Problem)
    assert kept == problem
    assert hash(kept) == hash(problem)
    assert str(kept) == "x:1:2: bad-value: a: '1'"


def test_values_are_never_templates():
    said = told("'%(text)s' stands twice", text="%(text)s 100 %\n\x1b")
    assert str(said) == r"'%(text)s 100 %\n\x1b' stands twice"
    assert said.by(vietnamese) == r"mục '%(text)s 100 %\n\x1b' được ghi hai lần"


@pytest.mark.parametrize(
    ("archive", "arguments", "said"),
    [
        (ARCHIVE, [], "1 lỗi, 1 cảnh báo"),
        (ARCHIVE + "language: en\n", [], "1 error, 1 warning"),
        (ARCHIVE, ["--lang", "en"], "1 error, 1 warning"),
        (ARCHIVE + "language: en\n", ["--lang", "vi"], "1 lỗi, 1 cảnh báo"),
        ("title: [\n", [], "lỗi, "),
        ("title: [\nlanguage: en\n", [], "errors, "),
        ("title: [\n", ["--lang", "en"], "errors, "),
        ("title: [\n", ["--lang", "vi"], "lỗi, "),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_archive(tmp_path, capsys, archive, arguments, said):
    content = write_content(tmp_path / "content", {NAME: letter(access="publc")}, archive)
    (content / "x.txt").write_text("x", encoding="utf-8")
    for command in ("check", "build"):
        extra = ["--output", str(tmp_path / "out")] if command == "build" else []
        assert main([command, "--content", str(content), *extra, *arguments]) == 1
        out, err = capsys.readouterr()
        assert said in err
        assert "unused-file" in out + err


def test_the_cache_of_a_build_says_it_in_either_language(tmp_path, capsys):
    content = write_content(tmp_path / "content", {NAME: letter(body="")})
    told_in = []
    for code in ("vi", "en", "en"):
        arguments = ["build", "--content", str(content), "--output", str(tmp_path / "out"), "--no-search"]
        assert main([*arguments, "--lang", code]) == 0
        told_in.append(capsys.readouterr().err)
    assert "không có nội dung sau phần đầu tệp [" not in told_in[1]
    assert "không có nội dung sau phần đầu tệp" in told_in[0]
    assert "[cảnh báo]" in told_in[0]
    assert all("there is no text behind the front matter [warning]" in said for said in told_in[1:])


def test_programs_get_codes_and_severities_in_no_language(tmp_path, capsys):
    content = write_content(tmp_path / "content", {NAME: letter(access="publc")})
    main(["check", "--content", str(content), "--format", "json", "--lang", "vi"])
    (problem,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (problem["code"], problem["severity"], problem["hint"]) == ("bad-value", "error", "có phải là 'public'?")
    assert problem["meaning"] == vietnamese(PROBLEMS["bad-value"][1])
    main(["check", "--content", str(content), "--format", "github", "--lang", "vi"])
    assert capsys.readouterr().out.startswith("::error file=")


def test_a_keeper_is_told_how_the_work_goes_in_the_language_of_the_archive(tmp_path, capsys):
    """Build, soundness, the publication log and a withdrawal: no line is in English, but for names."""
    texts = {NAME: letter(body="Thực hiện Công văn số 11-CV/TU.")}
    content, output = write_content(tmp_path / "content", texts), tmp_path / "site"
    run = ["--content", str(content), "--output", str(output)]
    assert main(["build", "--no-search", *run]) == 0
    out, err = capsys.readouterr()
    assert re.search(r"^đọc 1 văn bản trong ", err, re.MULTILINE)
    assert re.search(r"^bản công khai: ghi \d+ tệp vào ", err, re.MULTILINE)
    assert (
        err.splitlines()[-1]
        == "1 văn bản được dẫn chiếu mà kho không có, 0 chỗ dẫn chiếu có thể hiểu theo nhiều văn bản"
    )
    assert re.search(r"public: \d+ tệp, \d\.\d MB$", out, re.MULTILINE)
    assert main(["verify", str(output / "public"), "--against", str(content)]) == 0
    err = capsys.readouterr().err
    assert err.splitlines()[-1] == "không có lỗi nào"
    assert "liên kết; chưa ký số" in err
    assert main(["verify", str(output / "public"), "--lang", "en"]) == 0
    assert capsys.readouterr().err.splitlines()[-1] == "sound"
    assert main(["publish-log", "--content", str(content), "--as-of", "2026-11-25"]) == 0
    assert "log-public.jsonl: 1 công bố\n" in capsys.readouterr().out
    assert main(["withdraw", NAME, "--as-of", "2026-11-26", *run]) == 0
    out, err = capsys.readouterr()
    assert "log-public.jsonl: 1 gỡ\n" in err
    assert "Những việc máy không làm thay được:" in out
    assert f"  3. yêu cầu các máy tìm kiếm gỡ địa chỉ /{NAME}/" in out


def test_a_site_that_is_not_there_is_told_in_the_language_of_the_archive_beside(tmp_path, capsys, monkeypatch):
    write_content(tmp_path / "content", {NAME: letter()})
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "site/public"]) == 2
    assert capsys.readouterr().err == "vankho: không có thư mục site/public\n"


def test_what_differs_from_the_site_that_was_built_is_told_in_its_language(tmp_path, capsys):
    for code, said in (("vi", "tệp này không có trong bản kê"), ("en", "the manifest does not list it")):
        content = write_content(tmp_path / code / "content", {NAME: letter()}, f"{ARCHIVE}language: {code}\n")
        site = tmp_path / code / "site"
        assert main(["build", "--no-search", "--content", str(content), "--output", str(site)]) == 0
        (site / "public" / "web.config").write_text("x", encoding="utf-8")
        assert main(["verify", str(site / "public")]) == 1
        assert f"web.config:1:1: extra-file: {said}\n" in capsys.readouterr().out
        assert main(["build", "--no-search", "--content", str(content), "--output", str(site)]) == 2
        assert ("do Văn Khố" if code == "vi" else "no build of ours wrote") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "vi"),
        ("language: en\n", "en"),
        ('\ufefflanguage : "en"\n', "en"),
        ("title: [\nlanguage: en", "en"),
        ("# language: en\n", "vi"),
        ("language: fr\n", "vi"),
        ("issuers:\n  language: en\n", "vi"),
    ],
)
def test_the_language_of_an_archive_is_known_before_it_is_read(tmp_path, written, code):
    assert archive_language(tmp_path) == "vi"  # there is no archive
    (tmp_path / "archive.yaml").write_text(written, encoding="utf-8")
    assert archive_language(tmp_path) == code
