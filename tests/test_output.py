"""Where a build writes, and where it refuses to: nothing outside its own folders is ever touched."""

import errno
import os
import shutil
import stat
import tempfile
import threading
from pathlib import Path

import pytest
from faults import faults
from fuzz.kills import EDITIONS, MEMORY, left, tree, write
from make import letter, write_content

from vankho import quick
from vankho.cli import main
from vankho.turn import BESIDE, SCRATCH, scratch, sweep, turn

TOP = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path):
    write(tmp_path / "kho", 1)
    templates = tmp_path / "kho" / "templates"
    templates.mkdir()
    (templates / "mine.html").write_text("x")
    (tmp_path / "kho" / "README").write_text("mine")
    return tmp_path / "kho"


STRIDE = int(os.environ.get("VANKHO_STRIDE", "61"))
"""Of the calls of a build, each so-manieth fails; 1 tries all, which takes minutes."""


def build(project: Path, output: Path, *more: str) -> int:
    return main(
        ["build", "--lang", "en", "--content", str(project / "content"), "--output", str(output), "--no-search", *more]
    )


def snapshot(folder: Path, *without: str) -> dict[str, tuple]:
    """Names, kinds, modes, times and bytes of all that is in a folder, but for what stands in the named ones."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in without or name.startswith(tuple(f"{each}/" for each in without)):
            continue
        known = path.lstat()
        inside = path.read_bytes() if stat.S_ISREG(known.st_mode) else path.readlink() if path.is_symlink() else None
        found[name] = (known.st_mode, known.st_mtime_ns, known.st_ino, known.st_uid, known.st_gid, inside)
    return found


def test_a_build_touches_its_editions_and_its_own_folder_only(project, tmp_path):
    (project / "site").mkdir()
    (project / "site" / ".gitignore").write_text("*")
    (project / ".vankho").mkdir()
    before = snapshot(tmp_path, "kho/site", "kho/.vankho")
    for _ in range(2):
        assert build(project, project / "site") == 0
    assert snapshot(tmp_path, "kho/site", "kho/.vankho") == before
    assert sorted(path.name for path in (project / "site").iterdir()) == [".gitignore", "internal", "public"]


def test_an_edition_that_is_not_built_is_not_touched(project):
    build(project, project / "site")
    before = snapshot(project, "site/public", ".vankho")
    before.pop("site")
    write(project, 2)
    assert build(project, project / "site", "--edition", "public") == 0
    after = snapshot(project, "site/public", ".vankho")
    assert {name: after[name] for name in before if name.startswith("site/")} == {
        name: each for name, each in before.items() if name.startswith("site/")
    }


def test_an_output_that_is_a_link_to_a_folder_is_followed(project, tmp_path):
    (tmp_path / "www").mkdir()
    (project / "site").symlink_to(tmp_path / "www")
    assert build(project, project / "site") == 0
    assert (project / "site").is_symlink()
    assert sorted(path.name for path in (tmp_path / "www").iterdir()) == ["internal", "public"]


def test_content_that_is_wrong_makes_no_output(project):
    (project / "content" / "x.md").write_text("x")
    before = snapshot(project, ".vankho")
    assert build(project, project / "deep" / "site") == 1
    assert snapshot(project, ".vankho") == before
    assert left_of(project / ".vankho") == []


HOSTILE = {
    "/": "holds",
    ".": "holds",
    "..": "holds",
    "content": "is, or lies in",
    "content/x": "is, or lies in",
    "content/tinh-uy-a/2023": "is, or lies in",
    "content/../content": "is, or lies in",
    "templates": "is, or lies in",
    "templates/assets": "is, or lies in",
    ".vankho": "is, or lies in",
    ".vankho/site": "is, or lies in",
    "README": "is no folder",
    "README/site": "Not a directory",
    "to-content": "is, or lies in",
    "to-content/site": "is, or lies in",
    "to-project": "holds",
    "to-nowhere": "is no folder",
    "to-itself": "cannot be reached",
    "to-itself/site": "cannot be reached",
    "mine": "holds files that no build of ours wrote",
    "edition-is-a-file": "is no folder",
    "edition-is-a-link": "is no folder",
    "x" * 300: "File name too long",
    "pipe": "is no folder",
}


@pytest.mark.parametrize(("output", "said"), HOSTILE.items(), ids=[name[:30] for name in HOSTILE])
def test_an_output_that_is_not_for_us_is_refused_in_one_line(project, tmp_path, monkeypatch, capsys, output, said):
    for name, aim in {"content": "content", "project": ".", "nowhere": "nowhere", "itself": "to-itself"}.items():
        (project / f"to-{name}").symlink_to(aim)
    for name in ("mine/public", "edition-is-a-file", "edition-is-a-link"):
        (project / name).mkdir(parents=True)
    (project / "mine" / "public" / "thesis.docx").write_text("mine")
    (project / "edition-is-a-file" / "public").write_text("mine")
    (project / "edition-is-a-link" / "public").symlink_to(project / "mine")
    os.mkfifo(project / "pipe")
    (project / ".vankho").mkdir()
    without = ("kho/.vankho",)
    before = snapshot(tmp_path, *without)
    monkeypatch.chdir(project)
    assert main(["build", "--lang", "en", "--output", output, "--no-search"]) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert said in line
    assert line.startswith("vankho: ")
    after = snapshot(tmp_path, *without)
    assert after.keys() == before.keys()
    places = {"kho", "kho/mine", "kho/edition-is-a-file", "kho/edition-is-a-link"}  # a lock file came and went
    assert {n: e for n, e in after.items() if n not in places} == {n: e for n, e in before.items() if n not in places}
    assert left_of(project / ".vankho") == []


def test_a_file_that_somebody_put_into_an_edition_stays_and_is_named(project, capsys):
    build(project, project / "site")
    (project / "site" / "internal" / "ghi chú.txt").write_text("mine")
    before = snapshot(project, ".vankho")
    before.pop("site")
    write(project, 2)
    capsys.readouterr()
    assert build(project, project / "site") == 2
    err = capsys.readouterr().err
    assert "holds 'ghi chú.txt' that no build of ours wrote" in err
    assert "rendering" not in err  # before any work is done
    after = snapshot(project, ".vankho")
    assert {n: after[n] for n in before if n.startswith("site")} == {
        n: before[n] for n in before if n.startswith("site")
    }


def test_a_scan_that_changes_while_the_site_is_built_stops_it(project, monkeypatch, capsys):
    from vankho import pipeline

    build(project, project / "site")
    before = snapshot(project / "site")
    scan = project / "content/tinh-uy-a/2023/ban-quet.pdf"
    scan.write_bytes(b"%PDF-1.7 a new one")
    making = pipeline.Making

    def changing(*arguments, **more):
        scan.write_bytes(b"%PDF-1.7 another one")
        return making(*arguments, **more)

    monkeypatch.setattr(pipeline, "Making", changing)
    capsys.readouterr()
    assert build(project, project / "site") == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.endswith("content/tinh-uy-a/2023/ban-quet.pdf changed after it was read: build again")
    assert snapshot(project / "site") == before
    assert left(project) == []


@pytest.mark.parametrize(
    ("gone", "when"),
    [
        ("archive.yaml", "archive.yaml"),
        ("tinh-uy-a", "archive.yaml"),
        ("tinh-uy-a/2023", "tinh-uy-a/2021/8-kl-tu.md"),
        ("tinh-uy-a/2023/10-cv-tu.md", "tinh-uy-a/2023/10-cv-tu.md"),
        ("tinh-uy-a/2023/ban-quet.pdf", "tinh-uy-a/2023/ban-quet.pdf"),
    ],
)
def test_content_that_vanishes_while_it_is_read_is_told(project, monkeypatch, capsys, gone, when):
    from vankho import read

    build(project, project / "site")
    before = snapshot(project / "site")
    shutil.rmtree(project / ".vankho")  # what is in the cache is not read again
    listed = read._files

    def vanishing(folder, problems):
        for path, signature in listed(folder, problems):
            if Path(path) == folder / when:
                (folder / gone).rename(project / "gone")
            yield path, signature

    monkeypatch.setattr(read, "_files", vanishing)
    capsys.readouterr()
    assert build(project, project / "site") == 1
    assert "unreadable-file: " in capsys.readouterr().err
    assert snapshot(project / "site") == before


class Builder:
    """Somebody who wants a turn, in a thread of his own, and keeps it until he is told to go."""

    def __init__(self, *folders: Path):
        self.said: list[str] = []
        self.asked, self.has, self.go = threading.Event(), threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run, args=folders, daemon=True)
        self.thread.start()

    def run(self, *folders: Path):
        with turn(*folders, self.tell):
            self.has.set()
            self.go.wait(20)

    def tell(self, line: str):
        self.said.append(line)
        self.asked.set()

    def end(self):
        self.go.set()
        self.thread.join(20)


@pytest.mark.parametrize("shared", ["output", "project", "both"])
def test_turns_come_one_after_the_other_and_are_told_once(tmp_path, shared):
    """Also the third waits, though the file that the second waited for has gone with the first."""
    (tmp_path / "site").mkdir()
    site, work = tmp_path / "site", tmp_path / "work"
    folders = {"output": lambda n: (site, tmp_path / n), "project": lambda n: (tmp_path / n, work), "both": lambda n: (site, work)}  # fmt: skip
    first = Builder(*folders[shared]("a"))
    assert first.has.wait(20)
    second = Builder(*folders[shared]("b"))
    assert second.asked.wait(20)
    assert not second.has.is_set()
    first.end()
    assert second.has.wait(20)
    third = Builder(*folders[shared]("c"))
    assert third.asked.wait(20)
    assert not third.has.is_set()
    second.end()
    assert third.has.wait(20)
    third.end()
    assert first.said == []
    assert list(map(str, second.said)) == [f"another build is running (process {os.getpid()}): waiting"]
    assert third.said == second.said
    assert left_of(*(path for path in tmp_path.iterdir())) == []


def left_of(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.iterdir() if not path.name.startswith("cache")]


def test_without_locks_a_build_goes_on_and_says_so(tmp_path, monkeypatch):
    said = []
    with faults(monkeypatch) as system:
        system.arm(0, errno.ENOLCK, only="flock")
        with turn(tmp_path / "site", tmp_path / "work", said.append), scratch(tmp_path / "work", SCRATCH) as folder:
            sweep(tmp_path / "work", SCRATCH)
            assert folder.is_dir()
        system.disarm()
    assert list(map(str, said)) == [
        f"{tmp_path / place}: this file system has no locks: see to it that one build runs at a time"
        for place in ("work", "site")
    ]


def test_what_is_not_a_scratch_folder_is_never_swept(tmp_path):
    work = tmp_path / "work"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").touch()
    for name in ("cache", "lock", f"x{SCRATCH}"):
        (work / name).mkdir(parents=True)
    (work / f"{SCRATCH}file").touch()
    (work / f"{SCRATCH}link").symlink_to(tmp_path / "mine")
    (work / f"{SCRATCH}dead").mkdir()
    (work / f"{SCRATCH}dead" / "link").symlink_to(tmp_path / "mine")
    before = snapshot(tmp_path, f"work/{SCRATCH}dead")
    before.pop("work")
    sweep(work, SCRATCH)
    after = snapshot(tmp_path)
    after.pop("work")
    assert after == before
    assert BESIDE != SCRATCH


@pytest.mark.slow
def test_whatever_call_fails_a_build_says_one_line_and_leaves_the_site(monkeypatch, capsys):
    """Calls of the system all over a whole build; test_publish.py has every call of publishing."""
    ends = {0: 0, 1: 0, 2: 0}
    monkeypatch.setattr(quick, "_program", tuple)  # whose files are not the matter here
    with faults(monkeypatch) as system, tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        project = Path(folder)
        write(project, 1)
        assert build(project, project / "site") == 0
        at = 1
        generation = 1
        trees = [tree(project / "site" / edition) for edition in EDITIONS]
        while True:
            generation += 1
            write(project, generation)
            capsys.readouterr()
            system.arm(at, (errno.EIO, errno.ENOSPC, errno.EACCES)[at % 3])
            status = build(project, project / "site")
            system.disarm()
            said = capsys.readouterr().err
            assert "Traceback" not in said
            ends[status] += 1
            now = [tree(project / "site" / edition) for edition in EDITIONS]
            if status:
                assert now == trees, (at, system.failed, said)
                assert said.count("vankho: ") == (status == 2), said
            else:
                assert all(new != old for new, old in zip(now, trees, strict=True)), (at, system.failed)
                trees = now
            if not system.failed:
                break
            at += min(STRIDE, 13) if at < 400 else STRIDE  # closely where the content is read, which is at first
        write(project, generation + 2)
        assert build(project, project / "site") == 0
        assert left(project) == []
    assert min(ends.values()) > 0, ends


@pytest.mark.parametrize("inside", ["public", "public/nam", "internal"])
def test_no_edition_is_built_into_an_edition(tmp_path, capsys, inside):
    """`vankho verify` takes the folder of an edition, `build` the one above."""
    content = write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter(access="internal")})
    run = ["build", "--lang", "en", "--no-search", "--content", str(content), "--output"]
    assert main([*run, str(tmp_path / "site")]) == 0
    assert main([*run, str(tmp_path / "site" / inside)]) == 2
    assert f"did you mean --output {tmp_path / 'site'}" in capsys.readouterr().err
    assert not list((tmp_path / "site" / "public").rglob("internal"))
