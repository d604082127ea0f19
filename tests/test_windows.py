"""What POSIX alone has is done without: simulated on Linux, for want of a Windows machine."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path, PureWindowsPath

import pytest
from make import letter, write_content

from vankho.fmt import format_files
from vankho.importing import Imported, facts, next_steps, table
from vankho.init import InitFailed, begin
from vankho.keeper import NotMarked, mark_internal
from vankho.new import Refused, draft, put
from vankho.news import BuiltEdition, Report
from vankho.reading import readings

TOP = Path(__file__).parent.parent
ENV = {**os.environ, "PYTHONPATH": str(TOP)}
SEED = TOP / "tests/desk/004_f22f0eb8595002a8.docx"

PRELUDE = """
import concurrent.futures.process, fcntl, multiprocessing, multiprocessing.spawn, os, shutil, subprocess, sys, tempfile, types

def locking(descriptor, mode, count):
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, count, os.lseek(descriptor, 0, os.SEEK_CUR))

sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
for name in ("fcntl", "resource", "grp", "pwd"):
    sys.modules[name] = None
for name in ("fork", "chown", "sync", "pread", "pwrite", "sched_getaffinity", "geteuid", "getuid",
             "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY"):
    delattr(os, name)
shutil._use_fd_functions = False
multiprocessing.get_all_start_methods = lambda: ["spawn"]
opened = os.open
def open_files_alone(path, *rest, **named):
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied", str(path))
    return opened(path, *rest, **named)
os.open = open_files_alone
class Entry:
    # what os.scandir gives there: it knows no inode
    def __init__(self, entry):
        self._entry = entry
    def __getattr__(self, name):
        return getattr(self._entry, name)
    def __fspath__(self):
        return self._entry.path
    def stat(self, *, follow_symlinks=True):
        found = self._entry.stat(follow_symlinks=follow_symlinks)
        named = {name: getattr(found, name) for name in dir(found) if name.startswith("st_")}
        return types.SimpleNamespace(**named | {"st_ino": 0})
class Entries:
    def __init__(self, entries):
        self._entries = entries
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self._entries.close()
    def __iter__(self):
        return self
    def __next__(self):
        return Entry(next(self._entries))
listed = os.scandir
os.scandir = lambda path=".": Entries(listed(path))
import vankho.exchange
vankho.exchange._libc = lambda: None
"""


def run(project: Path, *arguments: str, posix: bool = False) -> str:
    code = ("" if posix else PRELUDE) + "\nfrom vankho.cli import main\nraise SystemExit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture
def two(tmp_path):
    for name in ("as-on-windows", "as-here"):
        write_content(
            tmp_path / name / "content", {"tinh-uy-a/2023/10-cv-tu": letter(body="Thực hiện Công văn số 11-CV/TU.")}
        )
    return tmp_path / "as-on-windows", tmp_path / "as-here"


def test_the_same_bytes_also_after_a_change(two):
    for posix, project in enumerate(two):
        run(project, "build", "--no-search", posix=bool(posix))
    assert files(two[0] / "site") == files(two[1] / "site")
    for posix, project in enumerate(two):
        path = project / "content/tinh-uy-a/2023/11-cv-tu.md"
        path.write_text(letter(number="11-CV/TU", body="Câu mới."))
        run(project, "build", "--no-search", "--jobs", "2", posix=bool(posix))
    assert files(two[0] / "site") == files(two[1] / "site")
    assert not list((two[0] / ".vankho").glob("scratch-*"))


@pytest.mark.parametrize("posix", [True, False], ids=["as here", "as on Windows"])
def test_after_a_change_only_that_is_made_again(two, posix):
    """A page that is as it was is the same file, whose other name stood in the copy of the site."""
    project = two[0]
    run(project, "build", "--no-search", posix=posix)
    pages = [project / "site/public" / name for name in ("404.html", "tro-nang/index.html")]
    for number in (12, 13):
        before = [page.stat().st_ino for page in pages]
        write_content(project / "content", {f"tinh-uy-a/2023/{number}-cv-tu": letter(number=f"{number}-CV/TU")})
        run(project, "build", "--no-search", posix=posix)
        assert [page.stat().st_ino for page in pages] == before


def test_without_hard_links_all_is_made_again_and_right(two):
    code = "import os\ndel os.link\nfrom vankho.cli import main\nraise SystemExit(main(['build', '--no-search']))"
    for number in (11, 12):
        for project in two:
            write_content(project / "content", {f"tinh-uy-a/2023/{number}-cv-tu": letter(number=f"{number}-CV/TU")})
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=two[0], env=ENV, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        run(two[1], "build", "--no-search", posix=True)
        assert files(two[0] / "site") == files(two[1] / "site")


CODE_PAGE = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "LC_ALL": "C"}
"""The old code page of Windows, which has no Vietnamese letters."""


def test_what_is_printed_is_utf_8_whatever_the_code_page(two):
    project, _ = two
    (project / "content/tinh-uy-a/2023/11-cv-tu.md").write_text("---\nsố: 1\n---\n", encoding="utf-8")
    for arguments in (("check",), ("check", "--format", "json"), ("cite", "content/tinh-uy-a/2023/10-cv-tu.md"),
                      ("import", str(SEED), "--dry-run", "--format", "json"), ("import", str(SEED)), ("--help",),
                      ("new", "--number", "1")):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "vankho", *arguments],
            cwd=project,
            env=ENV | CODE_PAGE,
            capture_output=True,
            check=False,
        )
        said = (done.stdout + done.stderr).decode("utf-8")
        assert "Traceback" not in said
        assert "\\u" not in said
        assert not said.isascii() or arguments == ("--help",)
        if "json" in arguments:
            assert [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def test_no_text_is_read_or_written_in_the_code_page(two):
    """Python warns where a file or a program's output is opened without saying how its letters are written."""
    project, _ = two
    again = ("init", "again", "--issuer-name", "Tỉnh ủy B", "--side", "party", "--symbol", "TU")
    for arguments in (again, ("import", str(SEED), "--access", "public"), ("fmt",), ("build",), ("check",), ("build",),
                      ("publish-log", "--as-of", "2026-11-28"), ("verify", "site/public", "--against", "content"),
                      ("schema", "archive", "--output", "schema.json"), ("cite", "content/tinh-uy-a/2023/10-cv-tu.md")):  # fmt: skip
        warned = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
        done = subprocess.run(
            [sys.executable, *warned, "-m", "vankho", *arguments],
            cwd=project,
            env=ENV,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


class Backslashed(type(Path())):
    """A path that is written as on Windows."""

    def __str__(self):
        return super().__str__().replace("/", "\\")

    def __fspath__(self):
        return super().__str__()

    def as_posix(self):
        return super().__str__()


def test_paths_are_told_with_slashes(tmp_path, monkeypatch):
    """So that lines and JSON are the same on every system, and agree with the paths of problems."""
    built = BuiltEdition(PureWindowsPath("site", "public"), 1, 1, None)
    assert str(built.line()) == "site/public: 1 files, 0.0 MB"
    assert json.loads(Report({"public": built}, (), None).json())["editions"]["public"]["path"] == "site/public"
    row = Imported(PureWindowsPath("a", "b.docx"), PureWindowsPath("cho-bo-sung", "b.md"))
    assert (facts(row)["file"], facts(row)["path"]) == ("a/b.docx", "cho-bo-sung/b.md")
    assert "    vankho import cho-bo-sung/*.md" in list(next_steps([row], dry=False))
    assert "cho-bo-sung/b.md" in "\n".join(table([row], dry=False))
    monkeypatch.chdir(tmp_path)
    begun = partial(begin, Backslashed("kho"), title="A", name="Tỉnh ủy A", side="party", symbol="TU")
    begun()
    with pytest.raises(InitFailed, match=r"^kho/content is already there"):
        begun()
    (tmp_path / "kho/a.md").write_text("x", encoding="utf-8")
    (told,) = format_files([Backslashed("kho", "a.md")], write=False).problems
    assert told.place.path == "kho/a.md"
    said = {"number": "1-CV/TU", "date": "2023-05-08", "subject": "A", "access": "public"}
    made = draft(said, (), Backslashed("kho", "content"), None)
    put(made)
    with pytest.raises(Refused, match=r"^kho/content/tinh-uy-a/2023/1-cv-tu.md is already there"):
        put(made)
    with pytest.raises(LookupError, match=r"there is no issuer 'x' in kho/content/archive.yaml"):
        list(readings("", Backslashed("kho", "content"), "x"))
    with pytest.raises(NotMarked, match=r"there is no kho/content/a/2023/b.md"):
        mark_internal(Backslashed("kho", "content"), "a/2023/b")


def test_the_other_commands(two):
    project, _ = two
    assert "0 lỗi" in run(project, "check")
    run(project, "build", "--no-search")
    assert "không có lỗi nào" in run(project, "verify", "site/public")
    run(project, "publish-log", "--as-of", "2026-11-28")
    run(project, "import", str(SEED), "--dry-run")
    run(project, "fmt")
    run(project, "withdraw", "tinh-uy-a/2023/10-cv-tu", "--as-of", "2026-11-28")


def test_two_builds_do_not_run_at_once(two):
    project, _ = two
    (project / ".vankho").mkdir(exist_ok=True)
    code = PRELUDE + (
        "from vankho.turn import alone\nfrom pathlib import Path\nimport time\n"
        "with alone(Path('.vankho'), lambda line: print(line, flush=True)):\n    print('mine', flush=True)\n    time.sleep(SECONDS)"
    )
    env = {**os.environ, "PYTHONPATH": str(TOP)}
    started = [sys.executable, "-c", code.replace("SECONDS", "3")]
    with subprocess.Popen(started, cwd=project, env=env, stdout=subprocess.PIPE, text=True) as first:
        look_on(first, [sys.executable, "-c", code.replace("SECONDS", "0")], project, env)


def look_on(first, started, project, env):
    assert first.stdout.readline() == "mine\n"
    second = subprocess.run(started, cwd=project, env=env, capture_output=True, text=True, check=True, timeout=60)
    assert "another build is running" in second.stdout
    assert second.stdout.endswith("mine\n")
    assert first.wait(30) == 0
