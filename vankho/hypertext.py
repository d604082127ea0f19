"""A page of a built site in, what it names and what it must not hold into its notes.

It is read with the standard library's parser and not kept. What browsers might read otherwise than it does (markup in
comments, `<` inside a tag) is a problem, so nothing hides there.
"""

import base64
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from typing import BinaryIO

from vankho.addresses import Use
from vankho.notes import PAINTS, Notes, read_text

_EVERYWHERE = {
    **dict.fromkeys(("src", "poster", "background", "action", "formaction", "manifest", "xlink:href"), Use.FETCHED),
    **dict.fromkeys(("data-marks", "data-words", "data-root"), Use.FETCHED),  # our own: what scripts load
    **dict.fromkeys(("cite", "longdesc"), Use.LED),
}
"""Attributes that hold one address; `href` and `data` depend on the tag."""
_SETS = ("srcset", "imagesrcset")
_REFERENCES = frozenset(
    "for headers list form aria-labelledby aria-describedby aria-controls aria-owns aria-details aria-flowto "
    "aria-activedescendant aria-errormessage popovertarget commandfor itemref".split()
)
_RELATIONS = frozenset(
    "alternate author bookmark first help index last license me next prev privacy-policy search tag up".split()
)
"""Values of `rel` for which no browser asks by itself."""
_META = {"og:url": Use.OWN, "og:image": Use.LED, "og:image:url": Use.LED, "twitter:image": Use.LED}
_DATA_BLOCKS = ("application/json", "application/ld+json")
"""Types of script that are never run."""
_BOUND = frozenset("script style link img body iframe object embed".split())
"""What a policy must stand before, as it holds only for what follows it."""
_SRCSET = re.compile(r"[\s,]*(?:(\S*[^\s,]),+(?=\s|$)|(\S+)[^,]*)")
_POLICY = "content-security-policy"


_TAG_LIMIT = 1024 * 1024
"""Signs from one `<` to the next: the parser's time grows faster than the length of a tag."""
_SOUGHT = 10_000
"""Signs of a tag in which the place of an attribute is looked for; else it is the tag's."""


class _PageReader(HTMLParser):
    def __init__(self, notes: Notes) -> None:
        super().__init__(convert_charrefs=True)
        self.notes = notes
        self.policy: dict[str, list[str]] | None = None
        self.late = False
        """Whether something stood before the policy."""
        self.inside = ""
        """`style`, or the type of a script, while in one."""
        self.held: list[str] = []
        self.at = (1, 0)

    def place(self, key: str = "", value: str | None = None) -> tuple[int, int]:
        """Line and column, from 1, of an attribute's value, or of the tag if it is not written so."""
        line, column = self.getpos()
        tag = self.get_starttag_text() or ""
        if len(tag) > _SOUGHT:
            return line, column + 1
        at = max(tag.find(value, max(tag.lower().find(key), 0)), 0) if value else 0
        before = tag.count("\n", 0, at)
        return line + before, at - tag.rfind("\n", 0, at) if before else column + at + 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        notes, known = self.notes, dict(attrs)
        if "<" in (self.get_starttag_text() or "")[1:]:
            notes.tell("bad-page", f"a '<' inside the tag <{tag}>", *self.place())
        if tag in _BOUND and self.policy is None:
            self.late = True
        if tag in ("script", "style"):
            self.start_text(tag, known)
        elif tag == "base":
            notes.tell("bad-page", "<base> changes what every link means", *self.place())
        for key, value in attrs:
            if key.startswith("on"):
                notes.tell("inline-script", f"the attribute {key} of <{tag}> holds a script", *self.place(key))
            if not value:
                continue
            if key == "id":
                notes.id(value, *self.place(key, value))
            elif use := self.use(tag, key, known):
                notes.link(value, use, *self.place(key, value))
            elif key in _REFERENCES:
                for name in value.split():
                    notes.references.setdefault(name, (*self.place(key, value), key))
            elif key in _SETS:
                for found in _SRCSET.finditer(value):
                    notes.link(found[1] or found[2], Use.FETCHED, *self.place(key, value))
            elif key == "ping":
                for address in value.split():
                    notes.link(address, Use.FETCHED, *self.place(key, value))
            elif key == "usemap":
                notes.references.setdefault(value.removeprefix("#"), (*self.place(key, value), key))
            elif key == "srcdoc":
                notes.tell("inline-script", "srcdoc is a page without a policy of its own", *self.place(key))
            elif key in PAINTS:
                if key == "style":
                    notes.tell("inline-style", f"<{tag}> has a style attribute", *self.place(key))
                notes.styles(value, *self.place(key, value), own=True)
        if tag == "meta":
            self.meta(known)

    def use(self, tag: str, key: str, known: dict[str, str | None]) -> Use | None:
        """What the address in an attribute is for; `None` where it is no address."""
        if key == "href":
            if tag in ("a", "area"):
                return Use.LED
            if tag != "link":
                return Use.FETCHED
            rel = (known.get("rel") or "").lower().split()
            if any(each.startswith("schema.") for each in rel):  # the name of a vocabulary, for which nobody asks
                return None
            if "canonical" in rel:
                return Use.OWN
            return Use.LED if rel and _RELATIONS.issuperset(rel) else Use.FETCHED
        if key == "data":
            return Use.FETCHED if tag == "object" else None
        return _EVERYWHERE.get(key)

    def meta(self, known: dict[str, str | None]) -> None:
        content, place = known.get("content") or "", self.place("content", known.get("content"))
        says = (known.get("http-equiv") or "").lower()
        if says == "refresh":
            if found := re.search(r"url\s*=\s*(.*)", content, re.IGNORECASE | re.DOTALL):
                self.notes.link(found[1].strip(" '\""), Use.FETCHED, *place)
        elif says == _POLICY:
            if self.late:
                self.notes.tell("weak-policy", "the policy stands behind what it should hold back", *place)
            self.policy = {**_policy(content), **(self.policy or {})}
            for reason in _weak(_policy(content)):
                self.notes.tell("weak-policy", reason, *place)
        elif use := _META.get(known.get("property") or known.get("name") or ""):
            self.notes.link(content, use, *place)

    def start_text(self, tag: str, known: dict[str, str | None]) -> None:
        self.held, self.at = [], self.getpos()
        self.inside = tag if tag == "style" else (known.get("type") or "script").lower()
        if tag == "script" and known.get("src") is None and self.inside not in _DATA_BLOCKS:
            self.notes.tell("inline-script", "a script stands in the page itself", *self.place())

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.held.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self.inside or tag not in ("script", "style"):
            return
        text, line, column = "".join(self.held), self.at[0], self.at[1] + 1
        if self.inside == "style":
            digest = base64.b64encode(sha256(text.encode()).digest()).decode()
            if f"'sha256-{digest}'" not in (self.policy or {}).get("style-src", []):
                self.notes.tell("inline-style", "a style stands in the page, and its policy has no hash", line, column)
            self.notes.styles(text, line, column + len("<style>"), own=True)
        elif "<!--" in text:
            self.notes.tell("bad-page", "a script that holds '<!--', which browsers read otherwise", line, column)
        elif self.inside == "application/ld+json":
            try:
                for address in _json_ld(json.loads(text)):
                    self.notes.link(address, Use.LED, line, column)
            except (ValueError, RecursionError):
                self.notes.tell("bad-page", "the JSON-LD cannot be read", line, column)
        self.inside, self.held = "", []

    def handle_comment(self, data: str) -> None:
        if "<" in data or ">" in data or data.startswith("["):
            line, column = self.getpos()
            self.notes.tell("bad-page", "a comment that holds markup, which browsers may read", line, column + 1)

    def handle_pi(self, _: str) -> None:
        line, column = self.getpos()
        self.notes.tell("bad-page", "'<?' is no HTML", line, column + 1)

    def unknown_decl(self, _: str) -> None:
        line, column = self.getpos()
        self.notes.tell("bad-page", "'<![' is no HTML", line, column + 1)


def read_page(notes: Notes, file: BinaryIO) -> None:
    text = read_text(notes, file)
    if not notes.whole:
        return
    if re.search(f"<[^<]{{{_TAG_LIMIT}}}", text):
        notes.tell("page-too-large", f"more than {_TAG_LIMIT // 1024} KiB from one '<' to the next: it was not read")
        notes.whole = False
        return
    reader = _PageReader(notes)
    try:
        reader.feed(text)  # never closed: the parser tries a tag without an end once a sign
    except (AssertionError, ValueError, RecursionError) as error:
        line, column = reader.getpos()
        notes.tell("bad-page", f"cannot be read: {error}", line, column + 1)
        notes.whole = False
        return
    if "<" in reader.rawdata or reader.inside:
        line, column = reader.getpos()
        notes.tell("bad-page", "something is not closed here; what follows was not read", line, column + 1)
        notes.whole = False
    if reader.policy is None:
        notes.tell("no-policy", "the page has no content security policy")


def _policy(text: str) -> dict[str, list[str]]:
    """Directives and their sources; of one that stands twice the first, as in browsers."""
    found: dict[str, list[str]] = {}
    for part in text.split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), words[1:])
    return found


_SOURCE = r"'none'|'self'"
_SOURCES = {
    "style-src": rf"{_SOURCE}|'sha256-[A-Za-z0-9+/]+=*'",
    "script-src": rf"{_SOURCE}|'wasm-unsafe-eval'",
    "connect-src": rf"{_SOURCE}|https?://[^*/;,\s]+",  # other archives that are searched along
}
_STRICT = (("default-src", ["'none'"]), ("base-uri", ["'none'"]))


def _weak(policy: dict[str, list[str]]) -> Iterator[str]:
    """What a page's policy allows and none of ours does."""
    for name, wanted in _STRICT:
        if policy.get(name) != wanted:
            yield f"{name} is not {wanted[0]}"
    if "form-action" not in policy:
        yield "form-action is not said: forms may send to any host"
    for name, sources in policy.items():
        allowed = _SOURCES.get(name, _SOURCE)
        for source in sources:
            if not re.fullmatch(allowed, source):
                yield f"{name} allows {source}"


_LD_KEYS = ("@id", "url", "contentUrl", "item", "image", "logo", "sameAs")


def _json_ld(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key in _LD_KEYS and isinstance(each, str):
                yield each
            else:
                yield from _json_ld(each)
    elif isinstance(value, list):
        for each in value:
            yield from _json_ld(each)
