"""A command in a process of its own that has the program loaded already, with what it needs."""

import multiprocessing
import os
import re
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vankho.cli import main

_LIMIT = 30
"""Seconds of CPU time after which the system ends it."""


@dataclass(frozen=True)
class Ended:
    status: int
    """Below zero: the signal that ended it."""
    out: str
    err: str
    seconds: float
    """Of CPU time; 0 where it was ended."""
    megabytes: float
    """That it held at most."""


def ended(folder: Path, arguments: Sequence[str]) -> Ended:
    """What becomes of a command; what it says is kept in the folder."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["vankho.cli", "vankho.pipeline"])
    process = context.Process(target=_run, args=(folder, list(arguments)))
    process.start()
    process.join(300)
    status = process.exitcode
    if status is None:
        process.kill()
        process.join()
        status = -9
    process.close()
    said = [(folder / name).read_text("utf-8") for name in ("out", "err")]
    report = folder / "needed"
    needed = map(float, report.read_text().split()) if report.exists() else (0.0, 0.0)
    report.unlink(missing_ok=True)
    return Ended(status, *said, *needed)


def _run(folder: Path, arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_LIMIT, _LIMIT))
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    status = main(arguments)
    try:
        held = int(re.findall(r"VmHWM:\s*([0-9]+)", Path("/proc/self/status").read_text())[0])
    except OSError:
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (folder / "needed").write_text(f"{time.process_time()} {held / 1024}")
    sys.exit(status)
