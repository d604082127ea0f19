"""What is kept between builds: it saves time, and changes nothing."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import SILENT, examples, letter, source, write_content
from samples import ARCHIVE, samples

from vankho import crew, doubts, loading, memory
from vankho.cached import CACHE
from vankho.cards import card, front
from vankho.cli import main
from vankho.holdings import Edition
from vankho.lexicon import EMPTY
from vankho.loading import load
from vankho.parse import parse
from vankho.preview import HOME, Preview
from vankho.store import Damaged, Store, kept

ONE, TWO = "tinh-uy-a/2023/10-cv-tu", "tinh-uy-a/2023/11-cv-tu"
TEXTS = {
    ONE: letter(body="Thực hiện Công văn số 11-CV/TU ngày 08/5/2023 của Tỉnh ủy A.\n\n1. Một :internal[kín] hai."),
    TWO: letter(number="11-CV/TU"),
}


@pytest.fixture
def project(tmp_path):
    write_content(tmp_path / "kho" / "content", TEXTS)
    return tmp_path / "kho"


def build(project: Path, *more: str) -> int:
    return main(
        [
            "build",
            "--lang",
            "en",
            "--content",
            str(project / "content"),
            "--output",
            str(project / "site"),
            "--no-search",
            *more,
        ]
    )


def files(project: Path) -> dict[str, bytes]:
    site = project / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def clean(project: Path) -> dict[str, bytes]:
    """What a build makes that has nothing to go by."""
    other = project.parent / "clean"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(project / "content", other / "content")
    assert build(other) == 0
    return files(other)


def parsed(monkeypatch) -> list[str]:
    """The names of the files that are parsed from now on, in this process: with `--jobs 1` there is no other."""
    seen: list[str] = []

    def seeing(source, lexicon):
        seen.append(source.name)
        return parse(source, lexicon)

    monkeypatch.setattr("vankho.parse.parse", seeing)
    return seen


def aged(project: Path) -> None:
    """As if the files had been written long ago: no change of theirs can have the time of a reading."""
    for path in project.rglob("*.md"):
        os.utime(path, (1e9, 1e9))


def test_what_is_kept_of_a_directive_is_all_of_it(tmp_path):
    store = Store.at(tmp_path / "x.sqlite", "")
    directives = {name: parse(source(text, name), EMPTY)[0] for name, text in samples().items()}
    whole = {name: directive for name, directive in directives.items() if directive is not None}
    store.change((), ((name, (1, 2, 3, 4), b"x", kept(each), ()) for name, each in whole.items()))
    again = Store.at(tmp_path / "x.sqlite", "")
    cards = again.cards()
    for name, directive in whole.items():
        assert again.body(name) == directive.body
        assert again.front(name) == front(directive)
        assert cards[name] == card(directive)
        assert again.known()[name].is_open == cards[name].is_open
    assert len(whole) > 300
    again.forget_cards()
    assert again.cards() == cards
    assert again.cards() is not cards


@pytest.mark.parametrize("places", [(7,), (-1,)])
def test_a_view_of_what_is_not_there_is_damage(tmp_path, monkeypatch, places):
    store = Store.at(tmp_path / "x.sqlite", "")
    directive, _ = parse(source(letter(body="Theo Công văn số 9-CV/TU :internal[x]"), ONE), EMPTY)

    def damaged(*those, **more):
        whole = front(*those, **more)
        return replace(whole, views={each: view._replace(citations=places) for each, view in whole.views.items()})

    monkeypatch.setattr("vankho.store.front", damaged)
    store.change((), [(ONE, (1, 2, 3, 4), b"x", kept(directive), ())])
    again = Store.at(tmp_path / "x.sqlite", "")
    assert again.known().keys() == {ONE}
    with pytest.raises(Damaged, match="not there"):
        again.front(ONE)


def test_what_is_kept_of_a_letter_has_the_same_bytes_in_every_process(tmp_path):
    """Else a letter whose words have changed would be taken for one whose citations may have."""
    (tmp_path / "x.md").write_text(letter(body="\n\n".join(f"{n}. Một :internal[hai] ba." for n in range(1, 9))))
    code = f"""
from pathlib import Path
from vankho.lexicon import EMPTY
from vankho.model import Source
from vankho.parse import parse
from vankho.store import kept
print(kept(parse(Source("x", "x.md", Path("{tmp_path}/x.md").read_text()), EMPTY)[0]))
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    ]
    assert runs[0]
    assert runs == [runs[0]] * 3


def test_only_what_has_changed_is_parsed(project, monkeypatch):
    assert build(project) == 0
    seen = parsed(monkeypatch)
    assert build(project) == 0
    assert seen == []
    path = project / "content" / f"{ONE}.md"
    path.write_text(TEXTS[ONE].replace("Một", "Hai"))
    assert build(project, "--jobs", "1") == 0
    assert seen == [ONE]
    assert files(project) == clean(project)


def test_a_file_that_only_looks_changed_is_read_and_not_parsed(project, monkeypatch):
    assert build(project) == 0
    seen = parsed(monkeypatch)
    aged(project)
    assert build(project, "--jobs", "1") == 0
    assert seen == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_whoever_reads_what_has_changed_the_site_is_the_same(project, jobs, capsys):
    assert build(project, "--jobs", jobs) == 0
    (project / "content" / f"{TWO}.md").write_text(letter(number="11-CV/TU", body="Theo Công văn số 12-CV/TU."))
    three = project / "content" / ONE.replace("10-cv", "12-cv")
    three.with_suffix(".md").write_text(letter(number="12-CV/TU", more="nothing: x\n"))
    assert build(project, "--jobs", jobs) == 1
    assert "unknown-field" in capsys.readouterr().err
    three.with_suffix(".md").write_text(letter(number="12-CV/TU"))
    (project / "content" / f"{ONE}.md").unlink()
    assert build(project, "--jobs", jobs) == 0
    assert files(project) == clean(project)


def test_what_numbers_have_against_each_other_is_told_as_long_as_it_is_so(project, capsys):
    said = "Theo Kế hoạch số 7-KH/TU ngày {}/01/2022 của Tỉnh ủy A."
    for days, is_told in ((("05", "05"), False), (("05", "06"), True), (("05", "06"), True), (("06", "06"), False)):
        for name, day in zip((ONE, TWO), days, strict=True):
            number = TEXTS[name].split("number: ")[1].splitlines()[0]
            (project / "content" / f"{name}.md").write_text(letter(number=number, body=said.format(day)))
        capsys.readouterr()
        assert build(project) == 0
        assert ("two-dates" in capsys.readouterr().err) is is_told


def written_by(function, folder, monkeypatch):
    """A file into which the process writes its number that calls this function of `doubts`."""
    by, own = folder / "by.txt", getattr(doubts, function)

    def called(*those):
        by.write_text(str(os.getpid()))
        return own(*those)

    monkeypatch.setattr(doubts, function, called)
    return by


@pytest.mark.parametrize(("most", "worth", "is_aside"), [(1000, 1, True), (0, 1, True), (0, 200, False)])
def test_warnings_are_the_same_whoever_looks_for_them(project, capsys, monkeypatch, most, worth, is_aside):
    """In very large archives they are taken at the end of a first build, and another process looks at the letters; in
    others it takes them meanwhile. Where there are few, the process that builds looks at them at the end."""
    by = written_by("look", project, monkeypatch)
    monkeypatch.setattr(loading, "_MOST_AT_ONCE", most)
    monkeypatch.setattr(crew, "_WORTH_SPREADING", worth)
    monkeypatch.setattr(memory, "_AT_ONE_GO", 1)
    (project / "content" / f"{ONE}.md").write_text(
        letter(body="Theo Công văn số 9-CV/TU ngày 01/02/2031 của Tỉnh ủy A.")
    )
    assert build(project, "--jobs", "2") == 0
    assert (by.read_text() != str(os.getpid())) is is_aside
    told = capsys.readouterr()
    assert [line.split(": ")[1] for line in told.err.splitlines() if "[warning]" in line] == [
        "no-base-url",
        "cites-future",
    ]
    assert "1 document is cited and not held" in told.out + told.err


@pytest.mark.parametrize(("most", "is_aside"), [(1000, True), (0, False)])
def test_after_a_change_warnings_are_the_same_whoever_takes_them(project, capsys, monkeypatch, most, is_aside):
    """In very large archives the process that builds does so at the end: another would need as much memory."""
    assert build(project, "--jobs", "2") == 0
    by = written_by("warnings", project, monkeypatch)
    monkeypatch.setattr(loading, "_MOST_AGAIN", most)
    (project / "content" / f"{ONE}.md").write_text(
        letter(body="Theo Công văn số 9-CV/TU ngày 01/02/2031 của Tỉnh ủy A.")
    )
    capsys.readouterr()
    assert build(project, "--jobs", "2") == 0
    assert (by.read_text() != str(os.getpid())) is is_aside
    told = capsys.readouterr()
    assert "cites-future" in told.err
    assert files(project) == clean(project)


KEPT_FOR_LATER = ("cache-sound", "cache-shown-internal", "cache-shown-public")


def test_what_only_later_builds_need_is_kept_by_whoever_has_looked(project):
    """By a process beside the build, by one that shows editions, and by a check that finds errors."""
    assert build(project, "--jobs", "2") == 0
    assert all((project / ".vankho" / name).is_file() for name in KEPT_FOR_LATER)
    preview = Preview(project / "content", None, tuple(Edition), SILENT)
    assert preview.build(SILENT) == []
    assert all((project / ".vankho" / HOME / name).is_file() for name in KEPT_FOR_LATER)
    (project / ".vankho" / "cache-sound").unlink()
    (project / "content" / "tinh-uy-a" / "2023" / "wrong.md").write_text("---\n")
    assert not load(project / "content", SILENT, 1, project / ".vankho").sound
    assert (project / ".vankho" / "cache-sound").is_file()


def test_a_change_within_the_grain_of_the_clock_is_seen(project):
    assert build(project) == 0
    path = project / "content" / f"{ONE}.md"
    before = path.stat()
    path.write_text(TEXTS[ONE].replace("Một", "Hai"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert build(project) == 0
    assert files(project) == clean(project)


def test_a_name_that_is_added_to_the_archive_is_found_in_old_files(project, monkeypatch):
    assert build(project) == 0
    seen = parsed(monkeypatch)
    archive = project / "content" / "archive.yaml"
    archive.write_text(
        archive.read_text().replace("documents:", "documents:\n  quy-che:\n    name: Quy chế của Tỉnh ủy A")
    )
    assert build(project, "--jobs", "1") == 0
    assert sorted(seen) == sorted(TEXTS)


def test_problems_are_told_again(project, capsys):
    (project / "content" / f"{TWO}.md").write_text(letter(number="11-CV/TU", more="nothing: x\n"))
    for _ in range(2):
        assert build(project) == 1
        assert "unknown-field" in capsys.readouterr().err


def damaged(data: bytes) -> list[bytes]:
    third = len(data) // 3
    return [b"", b"x", data[:third], data[:third] + b"\0" * 4096 + data[third + 4096 :], data[::-1]]


def test_a_damaged_cache_costs_only_time(project):
    assert build(project) == 0
    right = files(project)
    cache = project / ".vankho" / CACHE
    data = cache.read_bytes()
    for other in damaged(data):
        cache.write_bytes(other)
        assert build(project) == 0
        assert files(project) == right


def test_a_text_that_was_changed_in_the_cache_is_not_believed(project):
    assert build(project) == 0
    right = files(project)
    cache = project / ".vankho" / CACHE
    data = cache.read_bytes()
    assert "Thực hiện".encode() in data
    cache.write_bytes(data.replace("Thực hiện".encode(), "Thực hiệm".encode()))
    assert build(project) == 0
    assert files(project) == right


def test_where_nothing_can_be_kept_it_is_built_all_the_same(project, capsys):
    (project / ".vankho").mkdir()
    (project / ".vankho" / CACHE).mkdir()
    assert build(project) == 0
    assert "nothing can be kept there" in capsys.readouterr().err
    assert files(project) == clean(project)


EDITS = st.lists(
    st.tuples(st.sampled_from(["change", "delete", "rename", "internal", "subject"]), st.integers(0, 11)), max_size=4
)


@pytest.mark.slow
@settings(max_examples=examples(5), deadline=None)
@given(steps=st.lists(EDITS, min_size=1, max_size=3))
def test_builds_after_any_edits_are_those_of_a_clean_start(tmp_path_factory, steps):
    names = sorted(name for name, text in samples().items() if "files:" not in text)[:12]
    project = tmp_path_factory.mktemp("edits") / "kho"
    content = write_content(project / "content", {name: samples()[name] for name in names}, ARCHIVE)
    build(project)
    for edits in steps:
        for what, number in edits:
            edit(content / f"{names[number]}.md", what)
        assert build(project) == 0
        assert files(project) == clean(project)


def edit(path: Path, what: str) -> None:
    if not path.exists():
        path.write_text(samples()[f"{path.parent.parent.name}/{path.parent.name}/{path.stem}"])
        return
    text = path.read_text()
    if what == "delete":
        path.unlink()
    elif what == "rename":
        path.rename(path.with_suffix(".md~"))
        path.with_suffix(".md~").rename(path)
    elif what == "internal":
        path.write_text(text.replace("access: public", "access: internal"))
    elif what == "subject":
        path.write_text(text.replace("subject: ", "subject: Việc ", 1) if "subject: V/v" not in text else text)
    else:
        path.write_text(text + "\nThêm một dòng.\n")


def test_loading_with_and_without_a_cache_is_the_same(project):
    first, second = load(project / "content", SILENT), load(project / "content", SILENT, 1, project / ".vankho")
    assert (tuple(first.cards), first.problems) == (tuple(second.cards), second.problems)
