"""What a reader waits for: pages of a built site from a plain static server, on a slow line, in Chromium.

    python -m bench.reading SITE [--results FILE]

The line has 2 Mbit/s and a latency of 150 ms (DevTools' throttling). Each page is opened as a first visit, with an
empty cache; then the next page as a visit after it. Once from a server that sends files as they are, once from one that
packs text with gzip, as most do.
"""

import argparse
import gzip
import http.server
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from web import chromium

LINE = {"offline": False, "latency": 150, "downloadThroughput": 250_000, "uploadThroughput": 250_000}
"""Of DevTools: milliseconds, and bytes a second."""
PACKED = (".html", ".css", ".js", ".json", ".jsonl", ".xml", ".svg", ".txt")
RESULTS = Path(__file__).parent / "READING.md"


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files as they are, or text packed."""

    protocol_version = "HTTP/1.1"
    packs = False

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        packed = self.packs and path.suffix in PACKED
        content = gzip.compress(data, 6) if packed else data
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: Any) -> None:  # of what is nowhere needed
        pass


class _Packing(_Handler):
    packs = True


@contextmanager
def served(site: Path, handler: type[_Handler]) -> Iterator[str]:
    """The address of a server of a site."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@dataclass(frozen=True, slots=True)
class Visit:
    requests: int
    bytes: int
    """With the heads, as they came over the line."""
    read: float
    """Seconds until the largest thing that is seen at first was there (LCP)."""
    done: float
    """Seconds until everything was there."""


_SEEN = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(0), 3000);
})"""


def visits(browser: Any, base: str, urls: Sequence[str]) -> list[Visit]:
    """Pages opened one after the other by one reader, who comes with an empty cache."""
    page = browser.new_context().new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    found = []
    for url in urls:
        sizes.clear()
        page.goto(base + url, wait_until="load")
        seen = page.evaluate(_SEEN)
        done = page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd")
        came = [size for size in sizes if size]
        found.append(Visit(len(came), int(sum(came)), seen / 1000, done / 1000))
    page.context.close()
    return found


def largest(site: Path) -> str:
    """The URL of the largest page."""
    page = max(site.rglob("index.html"), key=lambda path: (path.stat().st_size, path))
    return f"/{page.parent.relative_to(site).as_posix()}/".replace("/./", "/")


def letter(site: Path) -> str:
    """The URL of a directive in the middle of all."""
    with (site / "data" / "directives.jsonl").open(encoding="utf-8") as lines:
        urls = [line.split('"url":"', 1)[1].split('"', 1)[0] for line in lines]
    return urls[len(urls) // 2]


def report(site: Path, name: str) -> str:
    """A table in Markdown."""
    big, one = largest(site), letter(site)
    size = (site / big.strip("/") / "index.html").stat().st_size
    pages = (("home", "/"), ("a letter", one), ("the largest page", big), ("search", "/tim-kiem/"))
    lines = [
        "# What a reader waits for",
        f"Written by `make reading`: {name}, in Chromium on a line of 2 Mbit/s with 150 ms latency, from a static "
        f"server. Read: the largest thing that is seen at first is there (LCP); done: everything is. The largest page "
        f"is `{big}` with {size / 1000:,.0f} kB.",
    ]
    with chromium() as browser:
        rows = ["| | requests | kB | read | done |", "| --- | --: | --: | --: | --: |"]
        for how, handler in (("files as they are", _Handler), ("packed with gzip", _Packing)):
            with served(site, handler) as base:
                for what, url in pages:
                    rows.append(_row(f"{what}, first visit, {how}", visits(browser, base, [url])[0]))
                rows.append(_row(f"a letter after the home page, {how}", visits(browser, base, ["/", one])[1]))
    return "\n\n".join([*lines, "\n".join(rows)]) + "\n"


def _row(what: str, visit: Visit) -> str:
    return f"| {what} | {visit.requests} | {visit.bytes / 1000:.1f} | {visit.read:.2f} s | {visit.done:.2f} s |"


def main(arguments: Sequence[str] | None = None) -> int:
    told = "Measures what a reader of a built site waits for."
    parser = argparse.ArgumentParser(prog="bench.reading", description=told)
    parser.add_argument("site", type=Path, help="a built edition")
    parser.add_argument("--name", default="a site", help="what it is, in the report")
    parser.add_argument("--results", type=Path, default=RESULTS, help="what is written (default: bench/READING.md)")
    asked = parser.parse_args(arguments)
    text = report(asked.site, asked.name)
    asked.results.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
