"""What a build tells at its end: what has changed, and which citations a keeper should look at."""

import json
import os
import pty
import re
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest
from make import ARCHIVE, letter
from test_build_again import build, later, write  # noqa: F401 - a fixture

from vankho.crew import watched
from vankho.news import MOST, Changes, Counts, NewlyWanted, News, changes
from vankho.said import told

TOP = Path(__file__).parent.parent
ONE, TWO = "tinh-uy-a/2023/10-cv-tu", "tinh-uy-a/2023/11-cv-tu"
CITES = "Thực hiện Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy A."
CITING = letter(number="11-CV/TU", body=CITES)


@pytest.fixture
def project(tmp_path, capsys):
    write(tmp_path / "kho", {TWO: CITING})
    assert build(tmp_path / "kho") == 0
    return tmp_path / "kho"


def again(project, capsys, texts, *more, **options):
    """Standard output and standard error of a build of these texts."""
    capsys.readouterr()
    write(project, texts)
    assert build(project, *more, **options) == 0
    return capsys.readouterr()


def test_a_first_build_tells_counts_alone(project, capsys):
    out, err = capsys.readouterr()
    assert [line.partition(":")[0].rpartition("/")[2] for line in out.splitlines()] == ["public", "internal"]
    assert err.splitlines()[-1] == "1 document is cited and not held, 0 citations are ambiguous"


def test_pages_that_are_new_changed_and_removed_are_counted(project, capsys):
    out, _ = again(project, capsys, {TWO: CITING.replace("Tỉnh ủy A.", "Tỉnh ủy A. Một câu nữa.")})
    assert "public: 0 pages new, 1 changed, 0 removed\n" in out
    before = set((project / "site/internal").rglob("*.html"))
    out, _ = again(project, capsys, {TWO: CITING, "tinh-uy-a/2023/12-cv-tu": letter(number="12-CV/TU", body="Một.")})
    new = set((project / "site/internal").rglob("*.html")) - before
    assert f"internal: {len(new)} page{'s'[: len(new) > 1]} new, " in out
    out, _ = again(project, capsys, {TWO: CITING})
    assert f" changed, {len(new)} removed" in out


@pytest.mark.parametrize(
    ("archive", "anew"), [(f"{ARCHIVE}# khác\n", False), (ARCHIVE.replace("title: ", "title: Mới "), True)]
)
def test_what_has_changed_is_told_though_all_is_made_anew(project, capsys, archive, anew):
    assert archive != ARCHIVE
    write(project, {TWO: CITING}, archive)
    capsys.readouterr()
    assert build(project) == 0
    out, err = capsys.readouterr()
    assert ("both editions: 1 directives and what leads to them" in err) is anew
    assert out.count("0 pages new, ") == 2 * anew


def test_a_document_that_comes_resolves_and_one_that_goes_is_wanted(project, capsys):
    _, err = again(project, capsys, {TWO: CITING, ONE: letter(body="Một.")})
    assert f"now resolved (1):\n  {TWO}: {ONE}\n" in err
    assert "now cited" not in err
    _, err = again(project, capsys, {TWO: CITING})
    assert f"now cited and not held (1):\n  {ONE}: Công văn số 10-CV/TU (cited by {TWO})\n" in err
    assert "now resolved" not in err


@pytest.mark.parametrize("dated_first", [False, True])
def test_a_citation_that_is_held_once_its_date_came_or_went_is_told_as_resolved(project, capsys, dated_first):
    archive = ARCHIVE.replace(
        "place: tỉnh A, parent: tw,",
        "place: tỉnh A, parent: tw, terms: [{name: khóa XX, from: 2020-10-01, to: 2025-09-30}],",
    )
    undated = letter(number="11-CV/TU", date="2023-06-01", body="Thực hiện Công văn số 10-CV/TU của Tỉnh ủy A.")
    first, then = (CITING, undated) if dated_first else (undated, CITING)
    for texts in ({TWO: first}, {TWO: then, ONE: letter(body="Một.")}):
        write(project, texts, archive)
        capsys.readouterr()
        assert build(project) == 0
    _, err = capsys.readouterr()
    assert f"now resolved (1):\n  {TWO}: {ONE}\n" in err


def test_citations_that_become_ambiguous_are_told_with_what_they_may_mean(project, capsys):
    twice = letter(number="11-CV/TU", body="Thực hiện Công văn số 10-CV/TU của Tỉnh ủy A.")
    earlier = "tinh-uy-a/2022/10-cv-tu"
    again(project, capsys, {TWO: twice, ONE: letter(body="Một.")})
    _, err = again(project, capsys, {TWO: twice, ONE: letter(body="Một."), earlier: letter(date="2022-05-20")})
    assert f"now ambiguous (1):\n  {TWO}: Công văn số 10-CV/TU của Tỉnh ủy A ({earlier} or {ONE})\n" in err
    _, err = again(project, capsys, {TWO: twice, ONE: letter(body="Một.")})
    assert f"now cited and not held (1):\n  van-ban/tinh-uy-a-10-cv-tu: Công văn số 10-CV/TU (cited by {TWO})\n" in err
    assert "ambiguous" not in err


def test_a_build_that_has_nothing_to_do_says_so_as_before(project, capsys, later):  # noqa: F811
    assert build(project) == 0
    out, err = again(project, capsys, {TWO: CITING})
    assert err.splitlines()[-1] == "nothing has changed since the last build"
    assert len(out.splitlines()) == 2


def test_no_more_lines_than_can_be_read():
    lines = list(
        News(
            wanted=tuple(NewlyWanted(f"tw/2020/{n}", "Kết luận", ("x",)) for n in range(MOST + 7)), is_first=False
        ).lines()
    )
    assert len(lines) == MOST + 2
    assert lines[-1] == told("  and %(count)s more", count=7)


def test_files_are_compared_by_what_is_in_them():
    found = changes({"a.html": "1", "b.html": "1", "c.json": "1"}, {"b.html": "2", "c.json": "1", "d.pdf": "1"})
    assert found == Changes(Counts(changed=1, removed=1), Counts(new=1))


def test_json_is_one_object_with_all_that_lines_tell(project, capsys):
    out, err = again(project, capsys, {TWO: CITING, ONE: letter(body="Theo Kế hoạch số 9-KH/TU.")}, "--json")
    found = json.loads(out)
    public = found["editions"]["public"]
    manifest = [json.loads(line) for line in (project / "site/public/data/manifest.jsonl").read_text().splitlines()]
    assert public["path"] == str(project / "site/public")
    assert (public["files"], public["bytes"]) == (len(manifest), sum(each["bytes"] for each in manifest))
    pages = public["changes"]["pages"]
    assert pages["new"] > 0
    assert pages["changed"] > 0
    assert (found["errors"], found["warnings"]) == (0, 1)
    assert found["newly_resolved"] == [{"by": TWO, "document": ONE}]
    assert [each["cited_by"] for each in found["newly_wanted"]] == [[ONE]]
    assert found["newly_ambiguous"] == []
    assert found["wanted"] == 1
    assert "now resolved" in err


def test_json_of_a_first_build_has_null_for_what_it_cannot_know(tmp_path, capsys):
    write(tmp_path / "kho", {TWO: CITING})
    assert build(tmp_path / "kho", "--json", edition="public") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["editions"].keys() == {"public"}
    assert found["editions"]["public"]["changes"] is None
    assert found["newly_wanted"] is None
    assert (found["wanted"], found["ambiguous"]) == (1, 0)


def test_json_of_a_build_that_has_nothing_to_do(project, capsys, later):  # noqa: F811
    assert build(project) == 0
    out, err = again(project, capsys, {TWO: CITING}, "--json", "--quiet")
    assert err == ""
    found = json.loads(out)
    assert found["editions"]["internal"]["changes"]["pages"] == {"new": 0, "changed": 0, "removed": 0}
    assert (found["wanted"], found["newly_wanted"]) == (1, [])


def test_json_of_content_with_errors(project, capsys):
    capsys.readouterr()
    write(project, {TWO: CITING.replace("2023-05-08", "2023-13-08")})
    assert build(project, "--json", "--quiet") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["errors"] == 1
    assert json.loads(out)["editions"] == {}
    assert "bad-value" in err


def test_quiet_leaves_the_result_and_errors(project, capsys):
    out, err = again(project, capsys, {TWO: CITING, ONE: letter(body="Một.")}, "--quiet")
    assert err == ""
    assert f"{project}/site/public: " in out
    assert " new, " in out


LETTERS = {
    f"tinh-uy-a/2023/{n}-cv-tu": letter(number=f"{n}-CV/TU", body=f"Theo Kế hoạch số {n}-KH/TU.") for n in range(1, 31)
}


def on_terminal(arguments, **environment):
    """Exit status, standard output, and what a terminal of 100 columns gets as standard error."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 100))
    environment = {"TERM": "xterm-256color", "PYTHONPATH": str(TOP), **environment}
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
    command = [sys.executable, "-m", "vankho", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=follower, env=kept | environment) as process:
        os.close(follower)
        said = b""
        with suppress(OSError):  # so a terminal ends that nobody writes to any more
            while some := os.read(leader, 65536):
                said += some
        os.close(leader)
        out = process.stdout.read()
    return process.returncode, out.decode(), said.decode()


@pytest.fixture
def asked(tmp_path):
    write(tmp_path / "kho", LETTERS)
    return ["build", "--content", tmp_path / "kho/content", "--output", tmp_path / "kho/site"]


def test_a_terminal_shows_how_far_a_build_is(asked):
    status, out, err = on_terminal([*asked, "--jobs", "2", "--lang", "en"])
    assert status == 0
    assert {"reading", "both editions: pages", "public: index", "internal: index"} <= {
        line.partition("━")[0].strip() for line in re.split(r"[\r\n]|\x1b\[[0-9;?]*[A-Za-z]", err)
    }
    assert "30/30" in err
    assert err.count("\x1b[?25l") == err.count("\x1b[?25h") > 0  # the cursor is there again
    assert "\x1b" not in out


@pytest.mark.parametrize(("more", "term"), [(["--quiet"], "xterm"), ([], "dumb")])
def test_a_terminal_that_is_not_asked_for_a_bar_has_none(asked, more, term):
    status, _, err = on_terminal([*asked, "--no-search", *more], TERM=term)
    assert status == 0
    assert "\x1b" not in err
    assert (err == "") == bool(more)


def test_the_same_bytes_with_a_bar_and_without(asked, tmp_path):
    on_terminal([*asked, "--no-search"])
    plain = tmp_path / "plain"
    write(plain, LETTERS)
    assert build(plain) == 0
    files = [path.relative_to(plain / "site") for path in (plain / "site").rglob("*") if path.is_file()]
    assert files
    assert {
        each for each in files if (plain / "site" / each).read_bytes() != (tmp_path / "kho/site" / each).read_bytes()
    } == set()


def test_without_a_terminal_no_bar_is_loaded(asked):
    command = "import sys; from vankho.cli import main; main(sys.argv[1:]); print('rich' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", command, *map(str, asked), "--no-search"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"
    assert "\x1b" not in done.stderr


def test_a_terminal_shows_how_far_an_import_is(asked, tmp_path):
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text("Không phải công văn.")
    _, out, err = on_terminal(["import", "--content", asked[2], *sorted(tmp_path.glob("*.txt"))])
    assert "nhập tệp" in err
    assert "3/3" in err
    assert "3 tệp: " in out


def test_what_is_said_may_go_to_a_plain_function():
    said = []
    assert list(watched(iter("abc"), 3, said.append, "x")) == ["a", "b", "c"]
    assert said == []


def test_how_far_it_is_is_told_to_whom_wants_to_know():
    class Say:
        def __call__(self, line):
            raise AssertionError

        def progress(self, stage, done, total):
            said.append((stage, done, total))

    said = []
    assert list(watched(iter("ab"), 2, Say(), "x")) == ["a", "b"]
    assert said == [("x", 0, 2), ("x", 1, 2), ("x", 2, 2)]
    assert list(watched(iter(""), 0, Say(), "x")) == []
    assert len(said) == 3


NOTED = {
    "a text": ({TWO: CITING.replace("Tỉnh ủy A.", "Tỉnh ủy A.\n\nMột câu nữa.")}, ARCHIVE),
    "what it cites": ({TWO: letter(number="11-CV/TU", body="Theo Công văn số 9-CV/TU ngày 01/02/2031 của Tỉnh ủy A.")}, ARCHIVE),
    "a letter without text": ({TWO: CITING, ONE: letter(body="")}, ARCHIVE),
    "an internal letter": ({TWO: CITING, ONE: letter(body="", access="internal")}, ARCHIVE),
    "archive.yaml": ({TWO: CITING}, ARCHIVE.replace("title: Kho thử", "title: Kho thử\nbase_url: https://vd.vn/kho/")),
}  # fmt: skip


def looked_at(project, capsys, edition):
    """What a build of it tells that a keeper should look at."""
    capsys.readouterr()
    assert build(project, "--json", edition=edition) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    warnings = [line.replace(str(project), "") for line in err.splitlines() if "[warning]" in line]
    return warnings, told["warnings"], told["wanted"], told["ambiguous"]


@pytest.mark.parametrize("edition", ["public", "all"])
@pytest.mark.parametrize("what", NOTED)
def test_what_a_keeper_should_look_at_is_what_a_first_build_tells(project, capsys, what, edition):
    """And so it is where the text before, or that of now, comes once more."""
    texts, archive = NOTED[what]
    then = {**texts, TWO: f"{texts[TWO]}\nCuối.\n"}
    for number, (these, says) in enumerate(((texts, archive), ({TWO: CITING}, ARCHIVE), (then, archive))):
        first = project.parent / f"first-{number}"
        for each in (project, first):
            write(each, these, says)
        assert looked_at(project, capsys, edition) == looked_at(first, capsys, edition)


def test_where_only_a_text_is_another_nobody_looks_for_more(project, capsys, monkeypatch):
    write(project, {TWO: CITING})
    before = again(project, capsys, {TWO: f"{CITING}\nMột.\n"}, edition="public").err
    assert "no-base-url" in before

    def again_looked(*arguments):
        raise AssertionError("it is looked for once more")

    monkeypatch.setattr("vankho.doubts.warnings", again_looked)
    out, after = again(project, capsys, {TWO: f"{CITING}\nHai.\n"}, edition="public")
    assert after == before
    assert "1 changed" in out
