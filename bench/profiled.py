"""Where the time of a cold build goes: a profile by module and by function, of so many made letters.

    python -m bench.profiled 1000 build/profile.txt

It builds in one process, since cProfile sees no other, and with cProfile looking on: the shares count, not the seconds.
"""

import argparse
import cProfile
import pstats
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.letters import write_letters

TOP = Path(__file__).parent.parent
MOST = 60
"""Functions in a table."""

Function = tuple[str, int, str]
"""File, line and name, as cProfile knows it."""


def report(stats: Mapping[Function, Any], title: str) -> str:
    """Modules and functions by what they take with what they call, and functions by what they take themselves."""
    total = max((whole for _, _, _, whole, _ in stats.values()), default=0) or 1e-9
    parts = [f"{title}: {total:.1f} s with cProfile looking on"]
    modules: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for function, (_, _, own, whole, callers) in stats.items():
        module = _module(function)
        modules[module][1] += own
        outside = [each for caller, each in callers.items() if _module(caller) != module]
        modules[module][0] += sum(each[3] for each in outside) if callers else whole
    parts.append("BY MODULE: with what it calls, by itself\n" + "\n".join(_by_module(modules, total)))
    functions = [
        (whole, own, calls, _named(function)) for function, (_, calls, own, whole, _) in stats.items() if whole > 0
    ]
    for name, key in (("with what it calls", 0), ("by itself", 1)):
        rows = sorted(functions, key=lambda row: (-row[key], row[3]))[:MOST]
        lines = (
            f"{_share(whole, total)} {_share(own, total)} {calls:12,}  {named}" for whole, own, calls, named in rows
        )
        parts.append(f"BY FUNCTION, by what it takes {name}: with what it calls, by itself, calls\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _by_module(modules: Mapping[str, list[float]], total: float) -> Iterator[str]:
    for module, (whole, own) in sorted(modules.items(), key=lambda each: (-each[1][1], each[0])):
        if max(whole, own) >= total / 1000:
            yield f"{_share(min(whole, total), total)} {_share(own, total)}  {module}"


def _share(seconds: float, total: float) -> str:
    return f"{seconds:9.3f} s {100 * seconds / total:5.1f} %"


def _module(function: Function) -> str:
    """`vankho/cite.py`, `jinja2/runtime.py`; what has no file is Python's own."""
    path = Path(function[0])
    if function[0] in ("~", "") or function[0].startswith("<"):
        return "(built in)"
    return path.relative_to(TOP).as_posix() if path.is_relative_to(TOP / "vankho") else "/".join(path.parts[-2:])


def _named(function: Function) -> str:
    return function[2] if function[0] == "~" else f"{_module(function)}:{function[1]} {function[2]}"


def profiled(count: int, search: bool) -> tuple[int, Mapping[Function, Any]]:
    """Exit status and profile of the cold build of so many letters, the loading of the program included."""
    with tempfile.TemporaryDirectory() as folder:
        content = write_letters(count, Path(folder))
        command = ["build", "--edition", "public", "--jobs", "1", "--content", str(content)]
        command += ["--output", str(Path(folder, "site")), *([] if search else ["--no-search"])]
        profile = cProfile.Profile()
        profile.enable()
        from vankho.cli import main as build  # noqa: PLC0415 - what loading takes is part of it

        status = build(command)
        profile.disable()
    return status, pstats.Stats(profile).stats


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.profiled", description="Profiles a cold build of N made letters.")
    parser.add_argument("count", metavar="N", type=int)
    parser.add_argument("target", metavar="FILE", type=Path)
    parser.add_argument("--search", action="store_true", help="with the search index")
    asked = parser.parse_args(arguments)
    if asked.count < 1:
        parser.error(f"N must be 1 or more, not {asked.count}")
    status, stats = profiled(asked.count, asked.search)
    if status == 0:
        asked.target.parent.mkdir(parents=True, exist_ok=True)
        title = f"cold build of the public edition of {asked.count:,} letters in one process"
        asked.target.write_text(report(stats, title), encoding="utf-8")
        print(f"written to {asked.target}")
    return status


if __name__ == "__main__":
    sys.exit(main())
