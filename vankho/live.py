"""Editions served with a script that shows what has become of a page: made anew, or not to be made for errors.

Scripts and what a page's policy must allow for them are added to what is served, never to a file.
"""

import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from threading import Condition
from typing import Any, BinaryIO, TypedDict
from urllib.parse import parse_qs, urlsplit

from vankho.holdings import Edition
from vankho.serve import OWN, Editions

_SCRIPT = f"{OWN}live.js"
_EVENTS = f"{OWN}events"
_STILL = 15.0
"""Seconds after which a browser is told that the server is there."""


class Fault(TypedDict):
    """Why the preview is not what the content says."""

    file: str
    line: int
    """0 where there is no line to show."""
    message: str


class Hub:
    """What the builder tells all pages that are open."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._count = 0
        self._faults: Sequence[Fault] | None = ()
        self._open: Counter[str] = Counter()

    @contextmanager
    def opened(self, page: str) -> Iterator[None]:
        """While a browser shows the page of this address."""
        edition = page.lstrip("/").partition("/")[0]
        with self._changed:
            self._open[edition] += 1
        try:
            yield
        finally:
            with self._changed:
                self._open[edition] -= 1

    def looked_at(self) -> Edition:
        """The edition of which most pages are open."""
        with self._changed:
            return max(Edition, key=lambda each: self._open[each])

    def tell(self, faults: Sequence[Fault] | None = None) -> None:
        """There was a build; it failed where there are faults. Without them: a part of it is there to be seen."""
        with self._changed:
            self._count += 1
            self._faults = faults
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> tuple[int, Sequence[Fault] | None]:
        """The number of the last build and its faults, as soon as it is not the one that was seen, or time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen, seconds)
            return self._count, self._faults


class Live(Editions):
    """Pages that learn of builds."""

    def __init__(self, *arguments: Any, names: Sequence[str], directory: str, hub: Hub) -> None:
        self._hub = hub
        super().__init__(*arguments, names=names, directory=directory)

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        if self.command == "GET" and urlsplit(self.path).path == _EVENTS:
            self._tell()
            return None
        return super().send_head()

    def own(self, address: str) -> tuple[str, bytes] | None:
        return ("text/javascript; charset=utf-8", SCRIPT) if address == _SCRIPT else super().own(address)

    def page(self, content: bytes, address: str, status: int) -> bytes:
        """The page with the script, which knows what it stands in."""
        digest = _digest(content, status)
        tag = f'<script src="{_SCRIPT}" data-page="{html.escape(address)}" data-digest="{digest}"></script>\n'
        return with_script(super().page(content, address, status), tag.encode())

    def _tell(self) -> None:
        """Server-Sent Events for one page, until its browser goes away."""
        asked = parse_qs(urlsplit(self.path).query)
        page, digest = asked.get("page", ["/"])[0], asked.get("digest", [""])[0]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"retry: 1000\n\n")
        with self._hub.opened(page):
            self._follow(page, digest)

    def _follow(self, page: str, digest: str) -> None:
        seen = -1
        while True:
            count, faults = self._hub.wait(seen, _STILL)
            if count == seen:
                self.wfile.write(b": \n\n")
            elif page.startswith("/") and _digest(*self.shown(page)) != digest:
                self._event("reload", None)
                return
            elif faults is not None:
                self._event("faults", faults)
            seen = count

    def _event(self, name: str, data: object) -> None:
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())


def _digest(content: bytes, status: int) -> str:
    return sha256(b"%d %s" % (status, content)).hexdigest()[:32]


_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")', re.IGNORECASE)
_NEEDED = ("script-src", "connect-src")


def with_script(page: bytes, tag: bytes) -> bytes:
    """A page with a script of its own host before </body>, and a policy that allows it to ask that host.

    >>> page = b'<meta http-equiv="Content-Security-Policy" content="img-src *; script-src ' + b"'none'" + b'"></body>'
    >>> print(with_script(page, b"!").decode())
    <meta http-equiv="Content-Security-Policy" content="img-src *; script-src 'self'; connect-src 'self'">!</body>
    """
    page = _POLICY.sub(lambda found: found[1] + _relaxed(found[2].decode()).encode() + found[3], page)
    before, end, after = page.rpartition(b"</body>")
    return before + tag + end + after if end else page + tag


def _relaxed(policy: str) -> str:
    parts = [each.split() for each in policy.split(";") if each.strip()]
    for name in _NEEDED:
        found = next((part for part in parts if part[0].lower() == name), None)
        if found is None:
            parts.append([name, "'self'"])
        elif "'self'" not in found:
            found[1:] = [each for each in found[1:] if each != "'none'"] + ["'self'"]
    return "; ".join(" ".join(part) for part in parts)


SCRIPT = """\
// Of the preview alone: shows a page anew when it has become another, and what hinders that.
(() => {
  const { page, digest } = document.currentScript.dataset;
  const key = "vankho-cuon:" + page;
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    div { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 1rem 1.5rem; box-sizing: border-box;
      background: rgba(28, 27, 25, .98); color: #FFFEFC; font: 16px/1.5 Arial, sans-serif; }
    h2 { margin: 0 0 .75rem; font-size: 1.25rem; color: #F0938A; }
    ol { margin: 0; padding-left: 1.5rem; }
    li { margin-bottom: .75rem; overflow-wrap: anywhere; }
    code { color: #FFE9A3; font: 14px/1.5 monospace; }
    p { margin: 0; }
    button { float: right; margin-left: 1rem; font: inherit; padding: .25rem .75rem; }
  `);
  let shade = null;
  let source = null;

  function part(name, text, ...inside) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...inside);
    return made;
  }

  function show(faults) {
    if (shade) shade.remove();
    shade = null;
    if (!faults.length) return;
    shade = document.createElement("vankho-loi");
    const root = shade.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    const hide = part("button", "Ẩn");
    hide.type = "button";
    hide.addEventListener("click", () => shade.remove());
    const most = 50;
    const items = faults.slice(0, most).map((fault) => {
      const place = fault.line ? `${fault.file}, dòng ${fault.line}` : fault.file;
      return part("li", "", ...(place ? [part("code", place)] : []), part("p", fault.message));
    });
    const more = faults.length > most ? [part("p", `và ${faults.length - most} lỗi nữa`)] : [];
    const heading = part("h2", `Chưa dựng lại được: ${faults.length} lỗi`);
    const sheet = part("div", "", hide, heading, part("ol", "", ...items), ...more);
    sheet.setAttribute("role", "alert");
    root.append(sheet);
    document.body.append(shade);
  }

  function stop() {
    if (source) source.close();
    source = null;
  }

  function listen() { // only what is seen: a browser has few connections for one host
    if (document.hidden) return stop();
    if (source) return;
    source = new EventSource("/-/events?" + new URLSearchParams({ page, digest }));
    source.addEventListener("faults", (event) => show(JSON.parse(event.data)));
    source.addEventListener("reload", () => {
      stop();
      sessionStorage.setItem(key, JSON.stringify([scrollX, scrollY]));
      location.reload();
    });
  }

  const kept = sessionStorage.getItem(key);
  if (kept) {
    sessionStorage.removeItem(key);
    const [left, top] = JSON.parse(kept);
    addEventListener("load", () => scrollTo({ left, top, behavior: "instant" }));
  }
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
})();
""".encode()
"""Served as /-/live.js."""
