"""How soon an edit shows in a preview: `vankho serve` or `hugo server`, asked for a page until it has the new words.

Both wait, as they are, for whether more is being written. Of our two editions it is the public one that is asked for:
the internal one follows it.
"""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench.measured import CommandFailed

PAUSE = 0.02
"""Seconds between two questions for the page."""
LONGEST = 900.0
"""Seconds after which a server is given up; the first answer waits for the first build."""
REST = 3.0
"""Seconds from a page that shows an edit to the next edit: ours goes on with the internal edition."""


class Server:
    """A preview of one's own sources, on a free port of this machine."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, said: Path) -> None:
        self._process, self._port, self._said = process, port, said

    def seconds(self, page: str, file: Path, text: str, words: str) -> float:
        """From the text being in a file to the words being in the page; CommandFailed where they do not come."""
        file.write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        while words not in self._asked(page):
            if self._process.poll() is not None or time.perf_counter() - begun > LONGEST:
                raise CommandFailed(f"{page} does not show {words!r}: {self._said.read_text(errors='replace')[-2000:]}")
            time.sleep(PAUSE)
        return time.perf_counter() - begun

    def _asked(self, page: str) -> str:
        """The page as it is served now; empty where it is not."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request("GET", page)
            return connection.getresponse().read().decode(errors="replace")
        except (OSError, HTTPException):  # it does not listen yet, or is busy
            return ""
        finally:
            connection.close()


@contextmanager
def served(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """Starts a server, whose option for its port stands last; ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as told:
        said = Path(told, "said")
        with said.open("wb") as file:
            process = subprocess.Popen(
                [*map(str, command), str(port)], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=file, stderr=file,
            )  # fmt: skip
        try:
            yield Server(process, port, said)
        finally:
            process.terminate()
            process.wait()


def shown(server: Server, page: str, file: Path, rounds: int) -> tuple[float, ...]:
    """Seconds of so many edits to the words of a letter, after one that waits for the first build. The file ends as it
    was."""
    text = file.read_text(encoding="utf-8")
    found = []
    try:
        for number in range(rounds + 1):
            words = f"Nội dung bổ sung lần thứ {number + 1} để báo cáo."
            found.append(server.seconds(page, file, f"{text}\n{words}\n", words))
            time.sleep(REST)
    finally:
        file.write_text(text, encoding="utf-8")
    return tuple(found[1:])
