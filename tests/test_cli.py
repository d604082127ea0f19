"""The command: exit status, what it prints where, the same bytes twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from make import letter, write_content

from vankho.cli import main
from vankho.spelling import nfc

TOP = Path(__file__).parent.parent
NAME = "tinh-uy-a/2023/10-cv-tu"


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def content(tmp_path):
    return write_content(tmp_path / "content", {NAME: letter(body="1. Theo Chỉ thị số 1-CT/TW.")})


def test_build_writes_both_editions(content, tmp_path, capsys):
    assert (
        main(["build", "--lang", "en", "--content", str(content), "--output", str(tmp_path / "out"), "--no-search"])
        == 0
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"public", "internal"}
    out, err = capsys.readouterr()
    assert "public: " in out
    assert "directives and what leads to them" in err


def test_build_of_one_edition_leaves_the_other(content, tmp_path):
    arguments = ["build", "--content", str(content), "--output", str(tmp_path / "out"), "--no-search"]
    assert main([*arguments, "--edition", "public"]) == 0
    assert not (tmp_path / "out" / "internal").exists()


def test_with_an_error_nothing_is_written_and_all_is_told(content, tmp_path, capsys):
    output = tmp_path / "out"
    main(["build", "--lang", "en", "--content", str(content), "--output", str(output), "--no-search"])
    before = tree(output)
    (content / "x.md").write_text(letter(date="2023-13-01"), encoding="utf-8")
    (content / "y.md").write_text("không", encoding="utf-8")
    arguments = ["--content", str(content), "--output", str(output), "--no-search", "--lang", "en"]
    assert main(["build", "--lang", "en", *arguments]) == 1
    err = capsys.readouterr().err
    assert f"{content.as_posix()}/x.md:5:7: bad-value: date:" in err
    assert f"{content.as_posix()}/y.md:1:1: no-front-matter:" in err
    assert "nothing was written" in err
    assert tree(output) == before


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_check_formats(content, capsys, form):
    (content / "x.md").write_text(letter(access="thường"), encoding="utf-8")
    assert main(["check", "--content", str(content), "--format", form]) == 1
    lines = capsys.readouterr().out.splitlines()
    line = next(line for line in lines if "thường" in line)
    if form == "json":
        problem = json.loads(line)
        assert (problem["line"], problem["column"], problem["code"], problem["severity"]) == (
            7,
            9,
            "bad-value",
            "error",
        )
    elif form == "github":
        assert line.startswith("::error file=")
        assert ",line=7,col=9,title=bad-value::" in line
    else:
        assert "x.md:7:9: bad-value: access: 'thường'" in line


def test_check_of_sound_content(content, capsys):
    assert main(["check", "--content", str(content), "--lang", "en"]) == 0
    assert "0 errors" in capsys.readouterr().err


def test_cite_reads_standard_input_and_counts_code_points(monkeypatch, tmp_path, capsys):
    text = "Số: **6321** /UBND-TH\nThực hiện **Kế hoạch** số 150-KH/TU ngày 08/7/2024 của Thành ủy."
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "sys.stdin", type("In", (), {"buffer": type("B", (), {"read": lambda self: text.encode()})()})()
    )
    assert main(["cite"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (
        nfc(text)[found["start"] : found["end"]]
        == found["quote"]
        == "Kế hoạch** số 150-KH/TU ngày 08/7/2024 của Thành ủy"
    )
    assert (found["kind"], found["type"], found["number"], found["symbol"]) == ("full", "Kế hoạch", "150", "KH/TU")
    assert (found["date"], found["issuer"], found["relation"]) == ("2024-07-08", "Thành ủy", "implements")
    assert {"resolves_to", "pinpoint"} <= found.keys()


def test_cite_of_a_directive_reads_subject_and_body(capsys, monkeypatch):
    monkeypatch.chdir(TOP)
    file = "content/ubnd-tinh-quang-ngai/2020/6321-ubnd-th.md"
    assert main(["cite", file, "--issuer", "ubnd-tinh-quang-ngai"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    text = nfc(Path(file).read_text(encoding="utf-8"))
    assert all(text[f["start"] : f["end"]] == f["quote"] for f in found)
    assert len(found) == 8
    assert found[0]["resolves_to"] == "01-CTr/TU"
    assert found[1]["resolves_to"] == "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Quảng Ngãi lần thứ XX"
    assert found[2]["issuer_id"] == "so-ke-hoach-va-dau-tu-quang-ngai"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--content", "nowhere"], "there is no folder nowhere"),
        (["cite", "nowhere.txt"], "cannot read nowhere.txt"),
        (["cite", "--issuer", "x", "build.py"], "there is no issuer 'x'"),
        (["serve", "--no-watch", "--output", "nowhere"], "run 'vankho build' first"),
        (["serve", "--content", "nowhere", "--output", "nowhere"], "run 'vankho build' first"),
        (["serve", "--host", "0.0.0.0"], "give --no-watch and one --edition"),
        (["serve", "--host", "0.0.0.0", "--no-watch"], "--host needs --no-watch and one --edition"),
        (["serve", "--output", "content"], "choose another --output"),
    ],
)
def test_what_cannot_run_says_why_in_one_line(arguments, said, capsys, monkeypatch):
    monkeypatch.chdir(TOP)
    assert main([*arguments, "--lang", "en"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [["build", "--jobs", "0"], ["build", "--edition", "all-of-it"], [], ["nonsense"], ["serve", "--port", "99999"]],
)
def test_bad_usage_is_status_2(arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


def test_help_lists_the_commands_and_the_status(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    for word in ("build", "check", "cite", "serve", "exit status", "nothing was written"):
        assert word in text


def test_build_py_is_vankho_build():
    done = subprocess.run([sys.executable, "build.py", "--help"], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: vankho build")


def test_a_foreign_output_folder_is_refused(content, tmp_path, capsys):
    (tmp_path / "out" / "public").mkdir(parents=True)
    (tmp_path / "out" / "public" / "mine.txt").write_text("x")
    assert (
        main(["build", "--lang", "en", "--content", str(content), "--output", str(tmp_path / "out"), "--no-search"])
        == 2
    )
    assert "no build of ours" in capsys.readouterr().err


def test_little_is_loaded_before_it_is_looked_whether_there_is_something_to_do():
    """Where nothing has changed, a third of the time was spent on loading what was not needed."""
    code = "import sys; from vankho import cli, crew, quick; print('vankho.model' in sys.modules, 'logging' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
