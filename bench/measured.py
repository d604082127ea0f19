"""What a command costs with everything that it starts: time, processor time, memory at the highest.

Memory is the sum of the PSS of all processes of the command's session, sampled: what they share counts once. The
sampler's own processor time is not counted, but it runs beside what it looks at. Linux only.
"""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.1
"""Seconds between two looks at the memory: short at first, for what is over soon; then longer, for what is large."""


class CommandFailed(Exception):
    """A command that is measured did not do its work."""


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float
    """Seconds."""
    cpu: float
    """Seconds, in user and system mode, of the command and of every process that it waited for."""
    memory: int
    """Bytes of PSS at the highest; 0 of what was over before the first look."""

    def __add__(self, after: "Cost") -> "Cost":
        """Of two commands one after the other."""
        return Cost(self.wall + after.wall, self.cpu + after.cpu, max(self.memory, after.memory))


def measured(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Runs a command in a folder; CommandFailed with the end of what it said where it fails."""
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        ended = threading.Event()
        peak = [0]
        sampler = threading.Thread(target=_sample, args=(process.pid, ended, peak))
        sampler.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)  # we waited, so Popen cannot
        ended.set()
        sampler.join()
        if process.returncode:
            said.seek(0)
            end = said.read()[-2000:].decode(errors="replace").strip()
            raise CommandFailed(f"{' '.join(map(str, command))} ended with {process.returncode}: {end}")
    return Cost(wall, used.ru_utime + used.ru_stime, peak[0])


def _sample(session: int, ended: threading.Event, peak: list[int]) -> None:
    pause = FIRST_PAUSE
    while True:
        peak[0] = max(peak[0], sum(map(_pss, _members(session))))
        if ended.wait(pause):
            return
        pause = min(pause * 1.2, LONGEST_PAUSE)


def _members(session: int) -> list[int]:
    """The processes of a session: also those whose parent is gone."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[3]) == session:
                found.append(int(folder.name))
    return found


def _pss(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:  # it has ended meanwhile
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)
