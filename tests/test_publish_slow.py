"""Real processes that build at once, are killed, run out of room or of rights; and what reads the site meanwhile."""

import ctypes
import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from fuzz.kills import EDITIONS, left, served, tree, write
from make import SILENT, filling

from vankho.cli import main
from vankho.publish import put_out, stage

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
SCRIPT = TOP / "tests" / "fuzz" / "kills.py"


@pytest.fixture
def project(tmp_path):
    write(tmp_path / "kho", 1)
    return tmp_path / "kho"


def command(project: Path, *more: str, output: Path | None = None) -> list[str]:
    place = output or project / "site"
    return [
        "-m",
        "vankho",
        "build",
        "--lang",
        "en",
        "--content",
        str(project / "content"),
        "--output",
        str(place),
        "--no-search",
        *more,
    ]


def run(project: Path, *more: str, output: Path | None = None, **how) -> subprocess.CompletedProcess[str]:
    python = [sys.executable, *command(project, *more, output=output)]
    return subprocess.run(python, cwd=TOP, capture_output=True, text=True, check=False, **how)


SLOW = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell takes from what runs in its background
from vankho import pipeline, cli
from vankho.pipeline import put_out
def slow(*arguments, **named):
    print("READY", flush=True)
    while not os.path.exists(sys.argv[1]):
        time.sleep(0.02)
    put_out(*arguments, **named)
pipeline.put_out = slow
sys.exit(cli.main(sys.argv[2:]))
"""
"""A build that waits for a file when all is staged and nothing is out."""


def start(project: Path, go: Path | str = "/", output: Path | None = None) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", SLOW, str(go), *command(project, output=output)[2:]]
    return subprocess.Popen(arguments, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_ready(build: subprocess.Popen[str]) -> None:
    assert build.stdout.readline() == "READY\n"


def shown(project: Path, site: str = "site") -> str:
    """Which content is published; fails unless both editions are whole and of one."""
    pages = [
        (project / site / edition / "tinh-uy-a/2023/10-cv-tu/index.html").read_text(encoding="utf-8")
        for edition in EDITIONS
    ]
    for edition in EDITIONS:
        tree(project / site / edition)
    (number,) = {re.search(r"Lần (\d+)\.", page)[1] for page in pages}
    return number


def test_twenty_kills_leave_each_edition_whole_and_the_next_build_mends():
    """`python tests/fuzz/kills.py N SEED` does it more often, and elsewhere."""
    done = subprocess.run([sys.executable, SCRIPT, "20", "1"], capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "public new and internal old" in done.stdout  # the moment between two editions
    assert "public old and internal old" in done.stdout
    assert "public new and internal new" in done.stdout


def test_three_builds_at_once_wait_for_each_other_and_the_newest_content_stays(project):
    first = start(project, project / "go")
    wait_ready(first)
    write(project, 2)  # what the first has read is older now
    others = [start(project) for _ in range(2)]
    for build in others:
        assert build.stderr.readline() == f"another build is running (process {first.pid}): waiting\n"
    (project / "go").touch()
    said = [build.communicate(timeout=60)[1] for build in (first, *others)]
    assert [build.returncode for build in (first, *others)] == [0, 0, 0], said
    assert "waiting" not in "".join(said)
    assert shown(project) == "2"
    assert left(project) == []


def test_a_build_that_waits_goes_on_when_the_other_is_killed_and_mends(project):
    run(project)
    write(project, 2)
    first = start(project, project / "never")
    wait_ready(first)
    assert len(left(project)) >= 2
    write(project, 3)
    second = start(project)
    assert "waiting" in second.stderr.readline()
    assert shown(project) == "1"
    first.kill()
    first.wait()
    assert second.wait(timeout=30) == 0
    second.communicate()
    first.communicate()
    assert shown(project) == "3"
    assert left(project) == []


def test_two_projects_into_one_output_wait_too(project, tmp_path):
    write(tmp_path / "other", 2)
    site = project / "site"
    first = start(project, project / "go")
    wait_ready(first)
    second = start(tmp_path / "other", output=site)
    assert second.stderr.readline() == f"another build is running (process {first.pid}): waiting\n"
    (project / "go").touch()
    said = [build.communicate(timeout=60)[1] for build in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    assert shown(project) == "2"
    assert left(project) == []
    assert all(path.name.startswith("cache") for path in (tmp_path / "other" / ".vankho").iterdir())


def test_a_build_into_another_output_sweeps_nothing_of_one_that_is_running(project, tmp_path):
    """Even where the two cannot know of each other: what is staged is locked by itself."""
    with ExitStack() as stages:
        work = project / ".vankho"
        staged = [
            stages.enter_context(stage(filling({"x": b"1"}), project / "site" / edition, work)) for edition in EDITIONS
        ]
        assert run(project, output=tmp_path / "elsewhere").returncode == 0
        made = [path for path in work.iterdir() if not path.name.startswith("cache")]
        assert sorted(made) == sorted(each.site.parent for each in staged)
        put_out(staged, SILENT)
    assert (project / "site" / "public" / "x").read_bytes() == b"1"


def test_an_interrupted_wait_ends_at_once(project):
    first = start(project, project / "never")
    wait_ready(first)
    second = start(project)
    assert "waiting" in second.stderr.readline()
    second.send_signal(signal.SIGINT)
    assert second.wait(timeout=60) == 130
    assert "Traceback" not in second.communicate()[1]
    first.send_signal(signal.SIGINT)
    assert first.wait(timeout=60) == 130
    assert "Traceback" not in first.communicate()[1]
    assert not (project / "site").exists()
    assert all(path.name.startswith("cache") for path in (project / ".vankho").iterdir())


def test_workers_of_a_build_that_is_killed_end_and_hold_no_lock(project):
    """A forked worker has copies of all that its parent has open, and waits for work for ever; one of three is the parent."""
    code = (
        "import sys, time; from pathlib import Path; from vankho import crew, turn\n"
        "with turn.turn(Path(sys.argv[1]), Path(sys.argv[2]), print):\n"
        "    crew._WORTH_SPREADING = 1\n"
        "    crew.spread(time.sleep, [60, 60, 60, 60, 0], 3)\n"
    )
    work = project / ".vankho"
    build = subprocess.Popen([sys.executable, "-c", code, project / "site", work], cwd=TOP)
    children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
    if not children.exists():
        build.kill()
        build.wait()
        pytest.skip("this system does not tell the children of a process")
    deadline = time.monotonic() + 60
    while len(workers := children.read_text().split()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.3)
    build.kill()
    build.wait()
    done = run(project, timeout=60)
    assert "waiting" not in done.stderr
    assert done.returncode == 0
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def limited(limit: str):
    """What a process has to do before it is Python: lose a right, or get less room."""
    if limit == "file size":
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
    elif os.geteuid() == 0:  # who may all is held by no mode: give that up
        for capability in (1, 2, 3):  # DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


@pytest.mark.parametrize(
    ("closed", "status", "said"),
    [
        ("site", 2, "cannot write in .*/site: Permission denied"),
        (".", 0, ""),
        (".vankho", 0, ""),
        ("content/tinh-uy-a/2023/ban-quet.pdf", 1, "ban-quet.pdf: Permission denied"),
        ("content/tinh-uy-a", 1, "tinh-uy-a:1:1: unreadable-file: Permission denied"),
        ("site/public/data", 2, "cannot read .*/site/public: .*Permission denied"),
    ],
)
def test_without_the_right_to_write_or_read_one_line_says_so(project, closed, status, said):
    assert main(command(project)[2:]) == 0
    before = served(project)
    write(project, 2)
    place = project / closed
    mode = place.stat().st_mode
    place.chmod(0o555 if place.is_dir() and not closed.startswith(("content", "site/public")) else 0)
    try:
        done = run(project, preexec_fn=lambda: limited("rights"))
    finally:
        place.chmod(mode)
    assert done.returncode == status, done.stderr
    assert re.search(said, done.stderr)
    assert "Traceback" not in done.stderr
    assert (served(project) == before) == (status != 0)
    assert left(project) == []


def test_a_parent_that_cannot_be_written_is_told(project, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(0o555)
    done = run(project, output=closed / "deep" / "site", preexec_fn=lambda: limited("rights"))
    assert done.returncode == 2
    assert re.fullmatch(r"vankho: cannot write in .*/closed/deep/site: Permission denied\n", done.stderr)
    assert list(closed.iterdir()) == []


@pytest.mark.parametrize("search", [False, True])
def test_files_that_may_not_grow_leave_the_last_site(project, search):
    """As a full disk does, on every system: Python and Pagefind both meet it."""
    assert main(command(project)[2:]) == 0
    before = served(project)
    write(project, 2)
    python = [sys.executable, *command(project)]
    if search:
        python.remove("--no-search")
        (project / "content/tinh-uy-a/2023/ban-quet.pdf").write_bytes(b"%PDF-1.7")
    done = subprocess.run(
        python, cwd=TOP, capture_output=True, text=True, check=False, preexec_fn=lambda: limited("file size")
    )
    assert done.returncode == 2, done.stderr
    line = done.stderr.splitlines()[-1]
    assert re.match(r"vankho: (cannot write .*: \[Errno 27\] File too large|Pagefind failed: )", line)
    assert done.stderr.count("vankho: ") == 1
    assert served(project) == before
    assert left(project) == []


FULL = """
set -e
mount -t tmpfs -o size=3m tmpfs "$1"
cd "$1"
shift
"$@"
"""
"""In a namespace of its own: a small file system, and in it what the arguments say."""

FULL_BUILD = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:4]
from fuzz.kills import left, served, write
from vankho.cli import main
content, small = Path(sys.argv[1]), Path.cwd()
def build():
    return main(["build", "--lang", "en", "--content", str(content / "content"), "--output", str(small / "site"), "--no-search"])
write(content, 1)
assert build() == 0
before = served(small)
write(content, 2)
(content / "content/tinh-uy-a/2023/ban-quet.pdf").write_bytes(b"%PDF-1.7" + b"x" * int(sys.argv[4]))
status = build()
assert served(small) == before
print("ended", status, left_beside := [str(p) for p in (small / "site").iterdir() if p.name not in ("public", "internal")])
write(content, 3)
assert build() == 0
assert served(small) != before
print("mended")
"""


NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


@pytest.fixture
def mounting(tmp_path):
    """Skips where nothing can be mounted, not even in a namespace of its own."""
    (tmp_path / "probe").mkdir()
    probe = [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", tmp_path / "probe"]
    try:
        allowed = subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("no file system can be mounted here: unshare --user --mount is not allowed")


@pytest.mark.parametrize("inside", [False, True], ids=["output only", "project and output"])
def test_a_full_disk_leaves_the_last_site_and_one_line(tmp_path, mounting, inside):
    """The output is on another file system than the project, or both are on the small one."""
    small, content = tmp_path / "small", tmp_path / "kho"
    small.mkdir()
    python = [sys.executable, "-c", FULL_BUILD, small if inside else content, TOP, TOP / "tests"]
    size = "1000000" if inside else "2500000"
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", FULL, "sh", small, *python, size], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ended 2 []" in done.stdout
    assert "mended" in done.stdout
    assert len(re.findall(r"^vankho: cannot write .*No space left on device", done.stderr, re.MULTILINE)) == 1


def test_between_bind_mounts_of_one_file_system_a_site_is_published(project, tmp_path, mounting):
    """As in containers: the device is the same, and yet no rename leads from one to the other."""
    www = tmp_path / "www"
    www.mkdir()
    (project / "site").symlink_to(www)
    for generation in (1, 2):
        write(project, generation)
        python = [sys.executable, *command(project)]
        done = subprocess.run(
            [*NAMESPACE, "sh", "-ec", f"mount --bind '{www}' '{www}'; cd '{TOP}'; exec \"$@\"", "sh", *python],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert shown(project) == str(generation)
        assert left(project) == []


READER = """
import hashlib, json, os, sys
from pathlib import Path
site, expected = Path(sys.argv[1]), {name: set(each) for name, each in json.loads(Path(sys.argv[2]).read_text()).items()}
names = {folder: {Path(name).relative_to(folder).parts[0] for name in expected if Path(name).is_relative_to(folder)}
         for folder in {parent for name in expected for parent in Path(name).parents}}
rounds = lists = 0
print("READY", flush=True)
while not os.path.exists(sys.argv[3]):
    for name, digests in expected.items():
        assert hashlib.sha256((site / name).read_bytes()).hexdigest() in digests, name
    for folder, inside in names.items():
        place = os.open(site / folder, os.O_RDONLY)
        listed, there = set(os.listdir(place)), os.path.samestat(os.fstat(place), os.stat(site / folder))
        os.close(place)
        assert listed == inside or not there, (folder, listed)  # what is no longer there is being removed
        lists += there
    rounds += 1
print(rounds if lists else 0)
"""


def test_a_reader_never_misses_anything_during_twenty_exchanges(tmp_path):
    """Every file by its address and every folder, in another process, all the time."""
    names = [f"{folder}/{number}.html" for folder in "abc" for number in range(10)]
    sites = [{name: f"{generation} {name}".encode() * 100 for name in names} for generation in (0, 1)]
    target, work = tmp_path / "site" / "public", tmp_path / ".vankho"

    def publish(files):
        with stage(filling(files), target, work) as staged:
            put_out([staged], said.append)

    said: list[str] = []
    expected: dict[str, set[str]] = {}
    for files in (*sites, *sites):
        publish(files)
        for name, digest in tree(target).items():
            expected.setdefault(name, set()).add(digest)
        expected["data/manifest.jsonl"].add(hashlib.sha256((target / "data/manifest.jsonl").read_bytes()).hexdigest())
    assert not said, "this system cannot exchange folders"
    (tmp_path / "expected").write_text(json.dumps({name: sorted(each) for name, each in expected.items()}))
    arguments = [sys.executable, "-c", READER, target, tmp_path / "expected", tmp_path / "stop"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        try:
            assert reader.stdout.readline() == "READY\n"
            for number in range(20):
                publish(sites[number % 2])
                time.sleep(0.05)  # in memory all twenty are over before one round of the reader
        finally:
            (tmp_path / "stop").touch()
        out, err = reader.communicate(timeout=30)
    assert reader.returncode == 0, err
    assert int(out) >= 2
