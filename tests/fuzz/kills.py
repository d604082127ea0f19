"""Builds that are killed: python tests/fuzz/kills.py N [SEED]

N times a build is killed (SIGKILL) over a site that is there: before a call of the system that is chosen at random over
its whole length, near the exchange of the editions, or after a random time. Each edition must then be served whole, the
old one or the new one, and the next build must mend all that was left. Fails at the first time that this is not so.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from make import built_files, letter, write_content  # noqa: E402

from vankho.cli import main  # noqa: E402
from vankho.publish import MANIFEST  # noqa: E402

EDITIONS = ("public", "internal")
QUIET = ("import", "exec", "compile", "marshal.", "object.", "code.", "sys.", "builtins.")
"""Beginnings of the events of Python that are no calls of the system."""

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where there is no disk to wait for."""

Tree = dict[str, str]


def write(project: Path, generation: int) -> None:
    """Content of which every edition differs from the one before."""
    files = "files:\n  - {path: ban-quet.pdf}\n"
    texts = {
        "tinh-uy-a/2023/10-cv-tu": letter(body=f"1. Lần {generation}.", more=files),
        "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
        "tinh-uy-a/2021/8-kl-tu": letter(number="8-KL/TU", kind="kết luận", date="2021-01-05", access="internal"),
    }
    if generation % 2:
        texts["ubnd-a/2023/5-qd-ubnd"] = letter(number="5/QĐ-UBND", issuer="ubnd-a", kind="quyết định")
    shutil.rmtree(project / "content", ignore_errors=True)
    write_content(project / "content", texts)
    (project / "content/tinh-uy-a/2023/ban-quet.pdf").write_bytes(b"%PDF-1.7 " + b"%d " % generation * 50_000)


def build(project: Path, *, search: bool, at: int = 0, seen: Path | None = None) -> int:
    """Starts a build in a process of its own and gives its number.

    It is killed before event number `at`; the names of its events are written to the file `seen`.
    """
    if pid := os.fork():
        return pid
    status = 99
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        events: list[str] = []

        def event(name: str, arguments: tuple) -> None:
            if name.startswith(QUIET) or (at and len(events) >= at):
                return
            events.append(f"{name} {arguments[1] if name == 'ctypes.dlsym' else ''}".strip())
            if len(events) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        if at or seen:
            sys.addaudithook(event)
        arguments = ["build", "--content", str(project / "content"), "--output", str(project / "site"), "--jobs", "1"]
        status = main([*arguments, *([] if search else ["--no-search"])])
        if seen:
            seen.write_text("\n".join(list(events)))
    finally:
        os._exit(status)


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def tree(folder: Path) -> Tree:
    """Every file of an edition with its digest; fails if its manifest says anything else."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    digests = {name: sha256(content).hexdigest() for name, content in found.items()}
    lines = map(json.loads, (folder / MANIFEST).read_text(encoding="utf-8").splitlines())
    listed = {line["path"]: line["sha256"] for line in lines}
    assert listed == {name: digest for name, digest in digests.items() if name != MANIFEST}, "manifest and files differ"
    return digests


def served(project: Path) -> list[Tree]:
    return [tree(project / "site" / edition) for edition in EDITIONS]


def left(project: Path) -> list[str]:
    """What builds made for themselves and did not remove, but for the cache."""
    folders = (project / "site", project / ".vankho")
    found = (path for folder in folders for path in folder.iterdir())
    return sorted(str(path) for path in found if path.name not in EDITIONS and not path.name.startswith("cache"))


def mended(project: Path, *, search: bool) -> list[Tree]:
    assert ended(build(project, search=search)) == 0, "the next build fails"
    if search and left(project):  # a Pagefind that outlived its build may have written on
        time.sleep(2)
        assert ended(build(project, search=search)) == 0
    assert left(project) == [], left(project)
    return served(project)


def point(events: list[str], chance: random.Random, number: int) -> int:
    """Before which event to kill the build `number`: first between the two editions and behind them, then near the
    exchanges, while publishing, anywhere; 0 for a random time."""
    exchanges = [place for place, name in enumerate(events, 1) if name == "ctypes.dlsym renameat2"]
    assert len(exchanges) == 2, "this system cannot exchange folders"
    if number < 2:
        return exchanges[1] + number
    publishing = next(place for place, name in enumerate(events, 1) if name.startswith("tempfile.mkdtemp"))
    begin = (exchanges[0] - 2, publishing, 1)
    end = (exchanges[1] + 4, len(events), len(events))
    kind = number % 4
    return chance.randint(begin[kind], end[kind]) if kind < 3 else 0


def run(count: int, seed: int) -> Counter[str]:
    """How often each edition was found old and new after a kill."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="vankho-kills-", dir=MEMORY) as folder:
        project = Path(folder)
        write(project, 0)
        built_files(project / "content")  # what is read and compiled here, the builds have from us
        mended(project, search=False)
        seen = {}
        for generation in (1, 2):
            write(project, generation)
            begun = time.monotonic()
            assert ended(build(project, search=False, seen=project / "events")) == 0
            took = time.monotonic() - begun
            seen[generation % 2] = (project / "events").read_text().splitlines()
        old = mended(project, search=False)
        for generation in range(3, count + 3):
            events = seen[generation % 2]
            at = point(events, chance, generation - 3)
            search = generation % 10 == 0 and count > 100
            write(project, generation)
            pid = build(project, search=search, at=at)
            if not at:
                time.sleep(chance.random() * took * (4 if search else 1))
                os.kill(pid, signal.SIGKILL)
            status = ended(pid)
            name = events[at - 1] if 0 < at <= len(events) else "time"
            try:
                assert status in (-signal.SIGKILL, 0), f"ended with status {status}"
                states = served(project)
                new = mended(project, search=search)
                kinds = [
                    "old" if state == before else "new" if state == after else "BROKEN"
                    for state, before, after in zip(states, old, new, strict=True)
                ]
                assert "BROKEN" not in kinds, kinds
            except (AssertionError, OSError) as error:
                raise SystemExit(f"seed {seed}, kill {generation - 2}, before {name} ({at}): {error}") from error
            found[" and ".join(f"{edition} {kind}" for edition, kind in zip(EDITIONS, kinds, strict=True))] += 1
            old = new
    return found


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chosen_seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    print(f"{number} kills, seed {chosen_seed}", flush=True)
    for state, times in sorted(run(number, chosen_seed).items()):
        print(f"{times:5} times {state}")
