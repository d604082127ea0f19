"""What POSIX alone has is done without: simulated on Linux, for want of a Windows machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from make import letter, write_content

TOP = Path(__file__).parent.parent
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


def test_the_other_commands(two):
    project, _ = two
    assert "0 lỗi" in run(project, "check")
    run(project, "build", "--no-search")
    assert "sound" in run(project, "verify", "site/public")
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
