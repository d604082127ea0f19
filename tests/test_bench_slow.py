"""The bench runs, on few letters: nothing is said about times."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from bench import previewed, profiled
from bench.floor import floor, parsing, rendering
from bench.hugo_site import hugo_links, hugo_program, our_links, write_hugo_site
from bench.letters import write_letters
from bench.measured import CommandFailed, measured
from bench.previewed import served
from bench.run import CHANGES, GROUPS, SMALLEST, Bench, report, sized
from vankho.cli import main

pytestmark = pytest.mark.slow
COUNT = 100


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return write_letters(COUNT, tmp_path_factory.mktemp("bench"))


NO_HUGO = pytest.mark.skipif(
    hugo_program() is None, reason="Hugo is not installed: make test and make bench install it"
)
FEW = (replace(GROUPS[0], changes=CHANGES[2:3]), GROUPS[1], replace(GROUPS[2], changes=()))


@pytest.mark.parametrize("hugo", [None, pytest.param(hugo_program(), marks=NO_HUGO)], ids=["ours", "ours and Hugo's"])
def test_a_small_bench_runs(hugo, tmp_path, monkeypatch):
    monkeypatch.setattr(previewed, "REST", 0.5)
    groups = FEW if hugo else FEW[1:]
    work, heap = tmp_path / "work", tmp_path / "heap"
    result = sized(Bench(SMALLEST, work, hugo, heap), 1, groups, lambda _: None)
    told = report([result], 1, ["a machine"])
    assert [row.name for row in result.rows] == [
        *["cold: public edition, no search", "a new letter that cites four: public edition, no search"][
            : 2 * bool(hugo)
        ],
        "cold: both editions, no search (Hugo: the public one)",
        "cold: public edition with search",
    ]
    assert all(cost.wall > 0 and cost.cpu > 0 and cost.memory > 1e7 for row in result.rows for cost in row.ours)
    assert all(len(row.hugo) == bool(hugo) for row in result.rows)
    assert ("of 207 links from letter to letter Hugo's site has 207, and 0 others" in told) == bool(hugo)
    assert list(heap.glob("*/public/index.html")), "put aside before the next cold build"
    server = r"[0-9.]+ s \([0-9.]+-[0-9.]+\) in `"
    assert re.search(rf"having them: {server}vankho serve`", told)
    assert bool(re.search(rf"vankho serve`, {server}hugo server`\.", told)) == bool(hugo)
    assert ("0.7 of Hugo's time is " in told) == bool(hugo)
    assert "Nội dung bổ sung" not in "".join(path.read_text() for path in work.rglob("*.md")), "an edit was left"


def test_a_preview_that_ends_is_told(tmp_path):
    command = [sys.executable, "-c", "import sys; print('no', sys.argv[1:]); raise SystemExit(2)"]
    (tmp_path / "a.md").write_text("a")
    with served(command, tmp_path, {}) as server, pytest.raises(CommandFailed, match=r"/a/ does not show 'b': no \['"):
        server.seconds("/a/", tmp_path / "a.md", "b", "b")


def test_the_given_libraries_are_measured_by_themselves(content, tmp_path):
    found = floor(content, tmp_path / "pages")
    assert list(found) == ["reading", "PyYAML", "markdown-it-py", "Jinja", "writing"]
    assert all(milliseconds > 0 for milliseconds in found.values())
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "pages").rglob("index.html")]
    assert len(texts) == 3 * COUNT
    assert sum("<p>Kính gửi" in text or "<p>1. " in text for text in texts) == len(texts), "a page has no text"
    assert rendering(content) > found["Jinja"], "our pages show more than that"
    assert parsing(content) > found["PyYAML"] + found["markdown-it-py"], "it does both, and more"
    assert all(re.search(r"<h1>.+: .+</h1>", text) and "<li>" in text for text in texts)


HOLD = "held = bytearray(40_000_000); import time; time.sleep(0.5)"
BURN = "import time\nwhile time.process_time() < 0.3: pass"


def test_what_a_command_starts_is_counted_too(tmp_path):
    """Two that hold memory at once, and two that compute one after the other."""
    both = f"import subprocess, sys\nfor each in [subprocess.Popen([sys.executable, '-c', {HOLD!r}]) for _ in '12']: each.wait()"
    cost = measured([sys.executable, "-c", both], tmp_path)
    assert 80e6 < cost.memory < 160e6
    assert cost.wall > 0.5
    after = f"import subprocess, sys\nfor _ in '12': subprocess.run([sys.executable, '-c', {BURN!r}])"
    assert 0.6 < measured([sys.executable, "-c", after], tmp_path).cpu < 1.5


def test_a_command_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(CommandFailed, match="ended with 3: no luck"):
        measured([sys.executable, "-c", "print('no luck'); raise SystemExit(3)"], tmp_path)


def test_a_profile_names_the_modules_and_functions(tmp_path, capsys):
    assert profiled.main(["30", str(tmp_path / "build" / "profile.txt")]) == 0
    text = (tmp_path / "build" / "profile.txt").read_text(encoding="utf-8")
    modules, functions, _ = text.split("\n\n")[1:]
    assert "vankho/cite.py" in modules
    assert "vankho/render.py" in modules, "another process made the pages"
    assert re.search(r"vankho/pipeline\.py:[0-9]+ build$", functions, re.MULTILINE)


@NO_HUGO
def test_hugo_finds_the_links_that_we_find(content, tmp_path, capsys):
    """Else we would be measured against less than the same job."""
    assert write_hugo_site(content, tmp_path / "hugo") == COUNT - 1
    subprocess.run([hugo_program(), "--quiet"], cwd=tmp_path / "hugo", check=True)
    output = ["--content", str(content), "--output", str(tmp_path / "site")]
    assert main(["build", "--edition", "public", "--no-search", *output]) == 0
    links, backlinks = hugo_links(tmp_path / "hugo" / "public")
    assert links == backlinks == our_links(tmp_path / "site" / "public")
    assert len(links) > 3 * COUNT


def test_what_a_reader_waits_for_is_measured(tmp_path):
    from bench import reading

    content = write_letters(60, tmp_path)
    built = [
        "build",
        "--content",
        str(content),
        "--output",
        str(tmp_path / "site"),
        "--edition",
        "public",
        "--no-search",
    ]
    assert main(built) == 0
    assert reading.main([str(tmp_path / "site" / "public"), "--results", str(tmp_path / "x.md")]) == 0
    rows = [row.split("|")[1:-1] for row in (tmp_path / "x.md").read_text().splitlines() if " s |" in row]
    assert len(rows) == 10
    plain, packed = rows[1], rows[6]
    assert float(packed[2]) < float(plain[2])
    assert all(float(row[4].split()[0]) >= 0.15 for row in rows)  # the latency alone
