"""Measures builds of made letters, ours and Hugo's in turn, and writes bench/RESULTS.md.

    python -m bench.run --rounds 5 1000 10000

bench/README.md says what is compared with what.
"""

import argparse
import compileall
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pagefind_bin
import yaml

from bench.floor import floor, parsing, rendering
from bench.hugo_site import hugo_letter, hugo_links, hugo_program, our_links, write_hugo_site
from bench.letters import write_letters
from bench.measured import CommandFailed, Cost, measured
from bench.previewed import served, shown

TOP = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "RESULTS.md"
LARGE, ROUNDS_OF_LARGE = 20_000, 3
SMALLEST = 60
"""Letters: with fewer there is none that cites four and is cited."""
IDLE = 0.3
"""Load of the machine from which on others work on it too."""

ASKED = 0.7
"""What we want a cold build to take, of Hugo's time."""

Edits = Mapping[str, str | None]
"""Texts of letters by file inside content/; None of one that is deleted."""


# --- what changes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    name: str
    edits: Callable[[str, str], Edits]
    """From file and text of a letter that cites four and is cited."""


def _words(file: str, text: str) -> Edits:
    return {file: f"{text}\nCác cơ quan, đơn vị báo cáo thêm kết quả thực hiện nội dung này.\n"}


def _new(file: str, text: str) -> Edits:
    place = Path(file)
    added = re.sub(r"^number: [0-9]+", "number: 98765", text, count=1, flags=re.MULTILINE)
    return {str(place.with_name(re.sub(r"^[0-9]+", "98765", place.name))): added}


def _subject(file: str, text: str) -> Edits:
    return {file: re.sub(r'^(subject: .*?)("?)$', r"\1 cho kịp thời\2", text, count=1, flags=re.MULTILINE)}


CHANGES = (
    Change("nothing changed", lambda _file, _text: {}),
    Change("words of one letter changed", _words),
    Change("a new letter that cites four", _new),
    Change("subject of one letter changed", _subject),
    Change("one letter deleted", lambda file, _text: {file: None}),
)


# --- what is measured -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Builds that share what an earlier one left."""

    name: str
    ours: tuple[str, ...]
    """Options of `vankho build`."""
    search: bool
    changes: tuple[Change, ...]
    """Each measured from the same state of the archive."""


GROUPS = (
    Group("public edition, no search", ("--edition", "public", "--no-search"), False, CHANGES),
    Group("both editions, no search (Hugo: the public one)", ("--edition", "all", "--no-search"), False, ()),
    Group("public edition with search", ("--edition", "public"), True, CHANGES[:2]),
    Group("both editions with search (Hugo: the public one)", ("--edition", "all"), True, CHANGES[:2]),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the results."""

    name: str
    ours: tuple[Cost, ...]
    """One a round."""
    hugo: tuple[Cost, ...]
    """Empty where Hugo was not measured."""


@dataclass(frozen=True, slots=True)
class Sized:
    """What was measured with so many letters."""

    count: int
    rows: tuple[Row, ...]
    written: str
    """What the two wrote, in words."""
    links: str
    """How far the two agree, in words; empty without Hugo."""
    preview: str
    """How soon an edit shows in the servers of both, in words."""
    floor: Mapping[str, float]
    """Milliseconds of processor time that the given libraries alone take for a letter, by step."""
    parsing: float
    """The same of our parsing alone."""
    rendering: float
    """The same of rendering our pages, all that they show at hand."""


class Bench:
    """An archive of made letters, and the same as a Hugo site."""

    def __init__(self, count: int, work: Path, hugo: Path | None, heap: Path) -> None:
        self.count, self.work, self.hugo, self._heap = count, work, hugo, heap
        put_aside(work, heap)
        self.content = write_letters(count, work)
        self.issuers = yaml.load((self.content / "archive.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)[
            "issuers"
        ]
        self.site, self.hugo_folder = work / "site", work / "hugo"
        if hugo:
            write_hugo_site(self.content, self.hugo_folder)

    def ours(self, group: Group) -> Cost:
        places = ("--content", self.content, "--output", self.site)
        return self._run([sys.executable, "-m", "vankho", "build", *group.ours, *places], TOP)

    def hugos(self, group: Group) -> Cost:
        assert self.hugo
        cost = self._run([self.hugo, "--quiet", "--noBuildLock"], self.hugo_folder)
        if group.search:
            command = [pagefind_bin.get_executable(), "--site", "public", "--silent"]
            cost += self._run(command, self.hugo_folder)
        return cost

    def previews(self, rounds: int) -> Iterator[tuple[float, ...]]:
        """Seconds until the preview shows an edit to the words of a letter: ours, then Hugo's."""
        file, _ = self.changed()
        page = file.removesuffix(".md")
        command = [sys.executable, "-m", "vankho", "serve", "--content", self.content, "--port"]
        with served(command, TOP, _environment()) as server:
            yield shown(server, f"/public/{page}/", self.content / file, rounds)
        os.sync()
        if self.hugo:
            command = [self.hugo, "server", "--quiet", "--noBuildLock", "--bind", "127.0.0.1", "--port"]
            with served(command, self.hugo_folder, _environment()) as server:
                yield shown(server, f"/{page}/", self.hugo_folder / "content" / file, rounds)

    def forget(self) -> None:
        """Makes the next builds cold."""
        for folder in (self.site, self.work / ".vankho", self.hugo_folder / "public", self.hugo_folder / "resources"):
            put_aside(folder, self._heap)

    def edit(self, edits: Edits) -> Edits:
        """Writes or deletes letters, ours and Hugo's; the edits that undo it."""
        before: dict[str, str | None] = {}
        for file, text in edits.items():
            path = self.content / file
            before[file] = path.read_text(encoding="utf-8") if path.exists() else None
            _write(path, text)
            if self.hugo:
                _write(self.hugo_folder / "content" / file, None if text is None else hugo_letter(text, self.issuers))
        return before

    def changed(self) -> tuple[str, str]:
        """File and text of the letter that is changed: it cites four, is cited, and hides nothing."""
        ids = sorted(our_links(self.site / "public"))
        cited = {to for _, to in ids}
        citing = Counter(by for by, _ in ids)
        good = [by for by, cites in citing.items() if by in cited and cites == 4]
        file = f"{good[len(good) // 2]}.md"
        return file, (self.content / file).read_text(encoding="utf-8")

    @staticmethod
    def _run(command: Sequence[str | Path], folder: Path) -> Cost:
        os.sync()  # what an earlier run wrote is not written at the cost of this one
        return measured(command, folder, _environment())


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def put_aside(folder: Path, heap: Path) -> None:
    """Has a folder, if it is there, out of the way until all is measured. Nothing is deleted before: for minutes
    afterwards an ext4 without journal looks through all that was deleted for each file that is new
    (`recently_deleted` in fs/ext4/ialloc.c)."""
    if folder.exists():
        heap.mkdir(parents=True, exist_ok=True)
        folder.rename(heap / str(len(list(heap.iterdir()))))


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text, encoding="utf-8")


def rows_of(bench: Bench, group: Group, rounds: int, say: Callable[[str], None]) -> Iterator[Row]:
    """The cold build, then a build after each change."""
    say(f"{bench.count} letters, {group.name}: cold")
    ours, hugo = [], []
    for _ in range(rounds):
        bench.forget()
        ours.append(bench.ours(group))
        hugo += [bench.hugos(group)] if bench.hugo else []
    yield Row(f"cold: {group.name}", tuple(ours), tuple(hugo))
    file, text = bench.changed()
    for change in group.changes:
        say(f"{bench.count} letters, {group.name}: {change.name}")
        ours, hugo = [], []
        for _ in range(rounds):
            undo = bench.edit(change.edits(file, text))
            ours.append(bench.ours(group))
            hugo += [bench.hugos(group)] if bench.hugo else []
            if undo:
                bench.edit(undo)
                bench.ours(group)
        yield Row(f"{change.name}: {group.name}", tuple(ours), tuple(hugo))


def sized(bench: Bench, rounds: int, groups: Sequence[Group], say: Callable[[str], None]) -> Sized:
    """Everything that is measured with so many letters."""
    rows: list[Row] = []
    written = links = ""
    for group in groups:
        for row in rows_of(bench, group, rounds, say):
            rows.append(row)
            if not written:  # after the first cold build: what was deleted later stays where Hugo wrote it
                written, links = _written(bench), _agreement(bench) if bench.hugo else ""
    say(f"{bench.count} letters: preview")
    try:
        preview = _previews(*bench.previews(rounds))
    except CommandFailed as failed:  # the builds are measured, and are told
        preview = str(failed)
    alone = floor(bench.content, bench.work / "floor"), parsing(bench.content), rendering(bench.content)
    return Sized(bench.count, tuple(rows), written, links, preview, *alone)


def _previews(ours: Sequence[float], hugo: Sequence[float] = ()) -> str:
    return f"{_spread(ours)} in `vankho serve`" + (f", {_spread(hugo)} in `hugo server`" if hugo else "")


def _written(bench: Bench) -> str:
    ours = f"ours {_size(bench.site / 'public')}"
    return f"{ours}, Hugo's {_size(bench.hugo_folder / 'public')}" if bench.hugo else ours


def _agreement(bench: Bench) -> str:
    links, backlinks = hugo_links(bench.hugo_folder / "public")
    ours = our_links(bench.site / "public")
    return (
        f"of {len(ours):,} links from letter to letter Hugo's site has {len(ours & links):,}, and "
        f"{len(links - ours):,} others; of as many lines in the lists of citing letters {len(ours & backlinks):,}, and "
        f"{len(backlinks - ours):,} others"
    )


def _size(folder: Path) -> str:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return f"{len(sizes):,} files with {sum(sizes) / 1e6:,.1f} MB"


# --- what is told ---------------------------------------------------------------------------------------------------


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table: medians, and the lowest and highest time in brackets."""
    heads = (
        "", "time, ours", "time, Hugo", "ratio", "CPU, ours", "CPU, Hugo", "ratio",
        "memory, ours", "memory, Hugo", "ratio",
    )  # fmt: skip
    lines = [heads, ("---", *["--:"] * (len(heads) - 1))]
    for row in rows:
        cells = [row.name]
        for of, form in ((_wall, _spread), (_cpu, _seconds), (_memory, _megabytes)):
            ours, hugo = [of(cost) for cost in row.ours], [of(cost) for cost in row.hugo]
            cells.append(form(ours))
            cells.append(form(hugo) if hugo else "-")
            is_known = hugo and all(map(statistics.median, (ours, hugo)))
            cells.append(f"**{statistics.median(ours) / statistics.median(hugo):.2f}**" if is_known else "-")
        lines.append(tuple(cells))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _wall(cost: Cost) -> float:
    return cost.wall


def _cpu(cost: Cost) -> float:
    return cost.cpu


def _memory(cost: Cost) -> float:
    return cost.memory


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} s ({min(values):.2f}-{max(values):.2f})"


def _seconds(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} s"


def _megabytes(values: Sequence[float]) -> str:
    return f"{statistics.median(values) / 1e6:,.0f} MB" if statistics.median(values) else "-"


def machine(hugo: Path | None, load: float) -> Iterator[str]:
    """What it was measured on, a line each."""
    model = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    total = re.search(r"^MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(), re.MULTILINE)
    yield f"processor: {model[1] if model else platform.machine()}, {len(os.sched_getaffinity(0))} cores to use"
    yield f"memory: {int(total[1]) / 1e6 if total else 0:.1f} GB"
    yield f"system: {platform.system()} {platform.release()}, files on {_file_system(TOP)}"
    yield f"Python {platform.python_version()}, vankho {version('vankho')} at {_commit()}"
    yield f"Hugo {version('hugo') if hugo else '(not measured)'}, Pagefind {version('pagefind_bin')} for both"
    yield f"load before it began: {load:.2f}{'' if load < IDLE else ' - OTHERS WORKED ON IT TOO, DO NOT TRUST THIS'}"


def _file_system(path: Path) -> str:
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    around = [(where, kind) for where, kind in mounts if path.resolve().is_relative_to(where)]
    return max(around, key=lambda mount: len(mount[0]))[1]


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=TOP, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "no commit"


def report(results: Sequence[Sized], rounds: int, about: Sequence[str]) -> str:
    """bench/RESULTS.md."""
    parts = [
        "# What builds cost",
        "Written by `make bench`; README.md beside it says what is measured, and what the two do not have in common. "
        f"Medians of {rounds} rounds ({min(rounds, ROUNDS_OF_LARGE)} from {LARGE:,} letters), ours and Hugo in turn; "
        "in brackets the lowest and the highest. Ratios are ours to Hugo's: below 1 we need less. CPU is that of all "
        "processes together, memory the highest sum of their PSS.",
        "\n".join(f"- {line}" for line in about),
    ]
    for each in results:
        parts.append(f"## {each.count:,} letters")
        parts.append(table(each.rows))
        parts.append(f"Written, without search: {each.written}." + (f" Checked: {each.links}." if each.links else ""))
        parts.append(
            f"From an edit to the words of a letter to its page, as it is served, having them: {each.preview}."
        )
        parts.append(_floor(each))
    if len(results) > 1:
        parts.append(f"## A letter in a small archive and in a large one\n\n{_grown(results)}")
    return "\n\n".join(parts) + "\n"


def _floor(result: Sized) -> str:
    """What the given libraries and our parsing take, beside what is asked of a cold build."""
    steps = ", ".join(f"{name} {milliseconds:.2f}" for name, milliseconds in result.floor.items())
    whole = sum(result.floor.values())
    told = (
        f"By themselves (bench/floor.py) the given libraries take {whole:.2f} ms of a processor for a letter: {steps}; "
        f"our parsing takes {result.parsing:.2f} ms; rendering our pages, all that they show being at hand, "
        f"{result.rendering:.2f} ms"
    )
    cold = result.rows[0]
    if not cold.hugo:
        return f"{told}."
    cores = len(os.sched_getaffinity(0))
    each = ASKED * statistics.median(map(_wall, cold.hugo)) * cores * 1000 / result.count
    return f"{told}. {ASKED} of Hugo's time is {each:.2f} ms of {cores} processors together."


def _grown(results: Sequence[Sized]) -> str:
    """What a letter costs by how many there are: of the first row, the cold build."""
    heads = "time for a letter, ours", "CPU, ours", "time for a letter, Hugo"
    lines = [("letters", *(part for head in heads for part in (head, "to that before"))), ("--:",) * 7]
    before: Sequence[float | None] = (None,) * len(heads)
    for each in results:
        cold = each.rows[0]
        found = [_wall(cost) for cost in cold.ours], [_cpu(cost) for cost in cold.ours], [*map(_wall, cold.hugo)]
        now = [statistics.median(some) * 1000 / each.count if some else None for some in found]
        cells = [
            part
            for new, old in zip(now, before, strict=True)
            for part in ("-" if new is None else f"{new:.2f} ms", f"**{new / old:.2f}**" if new and old else "-")
        ]
        lines.append((f"{each.count:,}", *cells))
        before = now
    return (
        f"{results[0].rows[0].name}. Sizes are measured one after the other, and the machine may have become another "
        "meanwhile: Hugo's shows by how much.\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bench.run", description="Measures builds of made letters, ours and Hugo's in turn."
    )
    parser.add_argument("sizes", metavar="N", type=int, nargs="+", help="numbers of letters")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (default: 5)")
    parser.add_argument(
        "--work", type=Path, default=TOP / "build" / "bench", help="where it happens, in folders named N"
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="what is written (default: bench/RESULTS.md)")
    search = "up to so many letters search is measured too (default: 20000)"
    parser.add_argument("--search-up-to", metavar="N", type=int, default=20_000, help=search)
    parser.add_argument("--without-hugo", action="store_true", help="measure ours only")
    asked = parser.parse_args(arguments)
    if min(asked.sizes) < SMALLEST or asked.rounds < 1:
        parser.error(f"N must be {SMALLEST} or more, and --rounds 1 or more")
    hugo = None if asked.without_hugo else hugo_program()
    if hugo is None and not asked.without_hugo:
        print("bench.run: Hugo is not installed: make bench installs it, --without-hugo does without", file=sys.stderr)
        return 2
    about = list(machine(hugo, os.getloadavg()[0]))
    print("\n".join(about))
    compileall.compile_dir(TOP / "vankho", quiet=2)
    heap = asked.work / "put-aside"
    results = []
    try:
        for count in asked.sizes:
            groups = [each for each in GROUPS if count <= asked.search_up_to or not each.search]
            rounds = min(asked.rounds, ROUNDS_OF_LARGE) if count >= LARGE else asked.rounds
            bench = Bench(count, asked.work / str(count), hugo, heap)
            results.append(sized(bench, rounds, groups, print))
            asked.results.write_text(report(results, asked.rounds, about), encoding="utf-8")
    except CommandFailed as failed:
        print(f"bench.run: {failed}", file=sys.stderr)
        return 1
    finally:
        for folder in (heap, *(asked.work / str(count) for count in asked.sizes)):  # nothing else that is there
            shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{report(results, asked.rounds, about)}\nwritten to {asked.results}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
