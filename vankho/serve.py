"""A plain server for looking at built editions on this machine; hosting is the work of a web server (README)."""

import io
import os
import re
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote

from vankho.said import NOTHING, Said, Say, told

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
HTML = _TYPES[".html"]
NAMES = {"public": "Bản công khai", "internal": "Bản nội bộ"}
"""The editions, as a clerk names them."""
OWN = "/-/"
"""Begins the addresses of what is the server's own and in no site."""


class Server(ThreadingHTTPServer):
    """Ends without waiting for readers, and says nothing of those who went away."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Server6(Server):
    address_family = socket.AF_INET6


class _Handler(SimpleHTTPRequestHandler):
    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page for what is not there."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", HTML)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def guess_type(self, path: str | PathLike[str]) -> str:
        """The types of a site's files, whatever the machine has in its tables."""
        return _TYPES.get(Path(path).suffix) or super().guess_type(path)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: what a reader looks at is nobody's business."""


class _Local(_Handler):
    """Answers only who asks for this machine by its own name: a foreign page whose name was made to lead here (DNS
    rebinding) reads nothing."""

    def parse_request(self) -> bool:
        return super().parse_request() and self._is_for_us()

    def _is_for_us(self) -> bool:
        assert isinstance(self.server, HTTPServer)
        port = self.server.server_port
        ours = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        if port == 80:
            ours |= {"127.0.0.1", "localhost"}
        asked = self.headers.get_all("Host") or []
        if len(asked) == 1 and asked[0].strip().lower() in ours:
            return True
        SimpleHTTPRequestHandler.send_error(self, 403, "Not a name of this machine")
        return False

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


class Editions(_Local):
    """Editions under /public/ and /internal/, and at / a page with both. Nothing else of their folder is served."""

    def __init__(self, *arguments: Any, names: Sequence[str], directory: str) -> None:
        self.names = names
        super().__init__(*arguments, directory=directory)

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """What is asked for, its head being sent."""
        address = re.split("[?#]", self.path, maxsplit=1)[0]
        if address == "/":
            return self._front()
        if address.startswith(OWN):
            kind, content = self.own(address) or ("", b"")
            return self.answer(200 if kind else 404, kind or HTML, content)
        folder = Path(self.directory)
        file = file_of(folder, self.names, address)
        if file and file.suffix != ".html":
            return self._stream(file)
        if not file and file_of(folder, self.names, f"{address}/"):
            there = quote(unquote(f"{address}/"), safe="/")
            return self._redirect(there + self.path[len(address) :])
        content, status = self.shown(address)
        return self.answer(status, HTML, self.page(content, address, status))

    def shown(self, address: str) -> tuple[bytes, int]:
        """The page at an address, or its edition's for what is not there, as it is in its file; and its status."""
        for asked, status in ((address, 200), (f"/{address.split('/')[1]}/404.html", 404)):
            with suppress(OSError):  # a folder is exchanged for its next one meanwhile
                if file := file_of(Path(self.directory), self.names, asked):
                    return file.read_bytes(), status
        return NOTHING_THERE, 404

    def page(self, content: bytes, address: str, status: int) -> bytes:
        """A page as it is served."""
        return _moved_404(content, address.split("/")[1]) if status == 404 else content

    def own(self, address: str) -> tuple[str, bytes] | None:
        """The server's own file of an address: its type and content."""
        return ("text/css; charset=utf-8", _SIDE_CSS) if address == f"{OWN}side.css" else None

    def answer(self, status: int, kind: str, content: bytes, more: Sequence[tuple[str, str]] = ()) -> io.BytesIO:
        """Sends the head of an answer; gives its body."""
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))), *more):
            self.send_header(name, value)
        self.end_headers()
        return io.BytesIO(content)

    def _front(self) -> io.BytesIO:
        if len(self.names) == 1:
            return self._redirect(f"/{self.names[0]}/")
        return self.answer(200, HTML, _side(self.names))

    def _redirect(self, there: str) -> io.BytesIO:
        return self.answer(302, HTML, b"", [("Location", there)])

    def _stream(self, file: Path) -> BinaryIO:
        try:
            opened = file.open("rb")
        except OSError:
            return self.answer(404, HTML, NOTHING_THERE)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(os.fstat(opened.fileno()).st_size))
        self.end_headers()
        return opened


def file_of(output: Path, names: Sequence[str], address: str) -> Path | None:
    """The file of an address without its query; None where there is none, or it lies outside of the editions."""
    edition, *inside = unquote(address).split("/")[1:] or [""]
    if edition not in names or not inside or any(part in (".", "..") or "\0" in part for part in inside):
        return None
    if "" in inside[:-1]:
        return None
    with suppress(OSError, ValueError):  # a name too long, or one that is no text of the file system
        path = output.joinpath(edition, *inside[:-1], inside[-1] or "index.html")
        if path.is_file() and path.resolve().is_relative_to((output / edition).resolve()):
            return path
    return None


def _moved_404(content: bytes, edition: str) -> bytes:
    """The page for what is not there links from the root of its server: here the edition stands lower."""
    base = re.search(r'property="og:url" content="https?://[^/"]*([^"]*)/404\.html"', content.decode())
    start = re.escape(base[1] if base else "")
    return re.sub(rf'( (?:href|src|action)="){start}/(?!/)', rf"\1/{edition}/", content.decode()).encode()


NOTHING_THERE = """\
<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>Chưa có bản xem trước</title></head>
<body><h1>Chưa có trang này trong bản xem trước.</h1></body>
</html>
""".encode()


def _side(names: Sequence[str]) -> bytes:
    panes = "".join(
        f'<section class="{name}"><h2>{NAMES[name]} <a href="/{name}/" target="_blank" rel="noopener">Mở riêng</a></h2>'
        f'<iframe src="/{name}/" title="{NAMES[name]}"></iframe></section>\n'
        for name in names
    )
    return f"""\
<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; frame-src 'self'">
<title>Xem trước hai bản</title>
<link rel="stylesheet" href="{OWN}side.css">
</head>
<body>
<h1>Xem trước hai bản</h1>
<main>
{panes}</main>
</body>
</html>
""".encode()


_SIDE_CSS = b"""\
:root { color-scheme: light dark; --edge: #878072; --seal: #98191C; --ink: #1C1B19; --desk: #F3F1EC; --link: #1A4A80; }
@media (prefers-color-scheme: dark) { :root { --seal: #F0938A; --ink: #EBE7DE; --desk: #141412; --link: #9CC4F2; } }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--desk); color: var(--ink);
  font: 1rem/1.4 Arial, sans-serif; }
h1 { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: 1fr 1fr; }
section { min-width: 0; min-height: 0; display: flex; flex-direction: column; }
section + section { border-left: 2px solid var(--edge); }
h2 { margin: 0; padding: .4rem .75rem; font-size: 1rem; display: flex; justify-content: space-between; gap: 1rem; }
.internal h2 { color: var(--seal); }
a { color: var(--link); font-weight: normal; }
iframe { flex: 1; width: 100%; min-height: 0; border: 0; border-top: 1px solid var(--edge); }
@media (max-width: 50rem) {
  main { grid-template-columns: 1fr; grid-template-rows: 1fr 1fr; }
  section + section { border-left: 0; border-top: 2px solid var(--edge); }
}
"""


def at(folder: Path, address: str) -> Said:
    """Where it can be looked at."""
    return told("%(folder)s: %(address)s (Ctrl-C ends)", folder=folder, address=address)


def serve(output: Path, names: Sequence[str], host: str | None, port: int, say: Say, *, at_root: bool) -> None:
    """Serves built editions until interrupted: one at the root, or each under its name. Who gives a host lets others
    look."""
    folder = output / names[0] if at_root else output
    handler: Callable[..., SimpleHTTPRequestHandler]
    if at_root:
        handler = partial(_Handler if host else _Local, directory=str(folder))
    else:
        handler = partial(Editions, names=names, directory=str(folder))
    kind = _Server6 if host and ":" in host else Server
    with kind((host or "127.0.0.1", port), handler) as server:
        shown = f"[{host}]" if host and ":" in host else host or "127.0.0.1"
        say(at(folder, f"http://{shown}:{server.server_address[1]}/"))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say(NOTHING)
