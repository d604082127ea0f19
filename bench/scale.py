"""What a letter costs, stage by stage: the numbers of docs/scale.md.

    python -m bench.scale 2000 FOLDER

makes 2,000 letters in FOLDER, builds both editions with search in one process, and prints seconds of processor time,
memory, files and bytes. Time of the processor hardly hangs on what else the machine does.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from bench.letters import write_letters
from vankho import loading, making, pipeline
from vankho.holdings import Edition
from vankho.index import Indexer
from vankho.memory import Memory

STAGES: tuple[tuple[str, Any, str], ...] = (
    ("list the content", loading, "read_content"),
    ("parse (in parts)", loading, "cached"),
    ("check and resolve", Memory, "settled"),
    ("check", loading.check, "problems"),
    ("pages (in parts)", making.Making, "part"),
    ("index (in parts)", making, "index_part"),
    ("merge the index", Indexer, "files"),
    ("copy by links", pipeline, "copy"),
    ("states of files", pipeline, "states"),
    ("publish", pipeline, "put_out"),
)


def seconds() -> float:
    """Of processor time, ours and that of Pagefind."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def timed(stage: str, function: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    @wraps(function)
    def doing(*values: Any, **named: Any) -> Any:
        begin = seconds()
        try:
            found = function(*values, **named)
            return list(found) if stage == "merge the index" else found
        finally:
            spent[stage] += seconds() - begin

    return doing


def megabytes() -> float:
    """In memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def built(folder: Path) -> dict[str, float]:
    """Builds; what it cost."""
    spent: dict[str, float] = defaultdict(float)
    for stage, where, name in STAGES:
        setattr(where, name, timed(stage, getattr(where, name), spent))
    begin, before = seconds(), megabytes()
    checked = loading.load(folder / "content", print_nothing, 1, folder / ".vankho")
    told = {"MB after loading": megabytes() - before}
    pipeline.build(checked, folder, folder / "site", list(Edition), print_nothing, jobs=1)
    told["all"] = seconds() - begin
    told["MB at most"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000 - before
    return {**spent, **told}


def print_nothing(line: str) -> None:
    """Nobody looks on."""


def sizes(folder: Path) -> dict[str, float]:
    """Files and megabytes of what was built."""
    found: dict[str, float] = {}
    for name, place in (("content", "content"), ("public", "site/public"), ("internal", "site/internal")):
        each = [path.stat().st_size for path in (folder / place).rglob("*") if path.is_file()]
        found |= {f"{name}: files": len(each), f"{name}: MB": sum(each) / 1e6}
    index = [path for path in (folder / "site" / "public" / "pagefind").rglob("*") if path.is_file()]
    found |= {"public index: files": len(index), "public index: MB": sum(path.stat().st_size for path in index) / 1e6}
    found["public index, metadata that each search loads: MB"] = sum(
        path.stat().st_size / 1e6 for path in index if path.suffix == ".pf_meta"
    )
    for path in sorted((folder / ".vankho").glob("cache*")):
        if path.is_file():
            found[f".vankho/{path.name}: MB"] = path.stat().st_size / 1e6
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("letters", type=int)
    options.add_argument("folder", type=Path)
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    folder = asked.folder.resolve()
    if asked.inside:
        print(json.dumps(built(folder)))
        return 0
    write_letters(asked.letters, folder)
    command = [sys.executable, "-m", "bench.scale", str(asked.letters), str(folder), "--inside"]
    for title in ("first build", "letters known, site built anew"):
        for path in (folder / ".vankho").glob("cache-built-*"):
            path.unlink()
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        rows(title, json.loads(answer.stdout), asked.letters)
    rows("what is there", sizes(folder), asked.letters)
    return 0


def rows(title: str, found: dict[str, float], letters: int) -> None:
    print(f"\n{title}, {letters} letters: seconds, MB or files; behind them ms, kB or thousandths of a file for each")
    for name, value in found.items():
        print(f"  {name:50} {value:12.2f} {1000 * value / letters:12.3f}")


if __name__ == "__main__":
    sys.exit(main())
