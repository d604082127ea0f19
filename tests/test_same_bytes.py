"""The same content gives the same bytes: in every folder, language, zone, with any number of workers, warm and cold."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import samples
from fuzz.kills import MEMORY, tree
from make import write_content

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
PLAIN = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
EDITIONS = ("public", "internal")


def letters(full: bool) -> dict[str, str]:
    """The made letters, or every ninth and the rarest of them."""
    found = samples.samples()
    if full:
        return found
    rare = {**dict(samples._internal()), **samples.joint(), **dict(samples._changes()), **dict(samples._ambiguous())}
    return {name: text for place, (name, text) in enumerate(found.items()) if place % 9 == 0 or name in rare}


def write(project: Path, texts: dict[str, str], order: int = 0) -> None:
    """The content with a scan, written in some order, with times that no file had before."""
    names = list(texts)
    random.Random(order).shuffle(names)
    write_content(project / "content", {}, samples.ARCHIVE)
    for name in names:
        write_content(project / "content", {name: texts[name]}, samples.ARCHIVE)
    first = min(texts)
    path = project / "content" / f"{first}.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("\n---\n", "\nfiles:\n  - {path: Bản quét.pdf}\n---\n", 1), "utf-8"
    )
    (path.parent / "Bản quét.pdf").write_bytes(b"%PDF-1.7 " + b"x" * 5000)
    if order:
        for path in (project / "content").rglob("*"):
            os.utime(path, (order * 1e8, order * 1e8))


def build(project: Path, *options: str, python: tuple[str, ...] = (), umask: int = -1, **environment: str) -> list:
    """The two editions, as a process in this environment builds them."""
    code = [sys.executable, *python, "-m", "vankho", "build", *options]
    done = subprocess.run(
        code, cwd=project, env={**PLAIN, "PYTHONPATH": str(TOP), **environment},
        capture_output=True, text=True, check=False, umask=umask,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [tree(project / "site" / edition) for edition in EDITIONS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = Path(MEMORY or tmp_path_factory.mktemp("x")) / f"vankho-same-{os.getpid()}"
    path.mkdir()
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def expected(folder):
    write(folder / "one", letters(full=False))
    found = build(folder / "one", "--jobs", "1", PYTHONHASHSEED="0", TZ="UTC")
    assert found[0] != found[1]
    assert sum(name.startswith("pagefind/") for name in found[0]) > 50
    assert sum(name.endswith("/ban-quet.pdf") for name in found[0]) == 1
    return found


HERE = {
    "a folder with spaces and Vietnamese letters": {"place": "Kho văn bản/Tỉnh Quảng Ngãi", "TZ": "Asia/Ho_Chi_Minh"},
    "the C locale, another seed": {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "America/Lima"},
    "no UTF-8 mode": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "random"},
    "Turkish, other times of files": {"LANG": "tr_TR.UTF-8", "LC_ALL": "", "order": 7, "TZ": "Pacific/Kiritimati"},
    "Vietnamese, optimized, closed umask": {"LC_ALL": "vi_VN.UTF-8", "python": ("-OO",), "umask": 0o077, "order": 3},
}
"""A language that is not installed is C; where it is, it is tried."""


@pytest.mark.parametrize("how", HERE)
def test_another_place_gives_the_same_bytes(folder, expected, how):
    given = dict(HERE[how])
    project = folder / str(given.pop("place", how))
    write(project, letters(full=False), int(given.pop("order", 0)))
    assert build(project, **given) == expected


def test_a_second_build_over_the_first_and_one_without_what_builds_keep_give_the_same_bytes(folder, expected):
    assert build(folder / "one") == expected
    shutil.rmtree(folder / "one" / ".vankho")
    assert build(folder / "one") == expected


def test_any_number_of_workers_gives_the_same_bytes(folder):
    """With all the letters, for few are not worth a worker."""
    write(folder / "all", letters(full=True))
    one, two = (build(folder / "all", "--jobs", jobs, "--no-search") for jobs in ("1", "2"))
    assert one == two
    assert len(one[0]) > 800
