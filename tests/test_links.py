"""Every link leads somewhere: each address that a page, style sheet or data file names is a file of the edition, each
fragment an id of that page, each id stands once, and nothing leads to another host."""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import samples
from make import built_files, write_content
from test_site_slow import validate, write

from vankho.edition import Edition

TOP = Path(__file__).parent.parent
WRITTEN_LATER = "data/manifest.jsonl"
"""The list of an edition's files; it comes with publishing."""
HOST = "https://vanban.songvan.example"
"""base_url of the made letters."""

ADDRESSES = {"href", "src", "action", "poster", "data-marks", "data-words", "data-root"}
REFERENCES = {"for", "headers", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-flowto"}  # fmt: skip


@dataclass
class Named:
    """What a page names."""

    ids: Counter = field(default_factory=Counter)
    addresses: set = field(default_factory=set)
    references: set = field(default_factory=set)
    styles: list = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.named = Named()
        self._style = False

    def handle_starttag(self, tag, attrs):
        self._style = tag == "style"
        if dict(attrs).get("rel", "").startswith("schema."):  # the name of a vocabulary, for which no browser asks
            return
        for key, value in attrs:
            if key == "id":
                self.named.ids[value] += 1
            elif key in ADDRESSES:
                self.named.addresses.add(value)
            elif key in REFERENCES:
                self.named.references.update(value.split())
            elif key == "content" and ("http-equiv", "refresh") in attrs:
                self.named.addresses.add(value.partition("url=")[2])
            elif key == "style":
                self.named.styles.append(value)

    def handle_data(self, data):
        if self._style:
            self.named.styles.append(data)

    def handle_endtag(self, tag):
        self._style = False


def named(content: bytes) -> Named:
    reader = _Reader()
    reader.feed(content.decode())
    reader.close()
    return reader.named


def _in_style(text: str) -> set[str]:
    return {found.strip("\"' ") for found in re.findall(r"url\(([^)]*)\)", text)} | set(
        re.findall(r'@import\s+"([^"]+)"', text)
    )


def wrong_links(files: dict[str, bytes]) -> list[str]:
    """What is wrong, a line each: the page, the address, why."""
    pages = {name: named(content) for name, content in files.items() if name.endswith(".html")}
    wrong: list[str] = []

    def check(page: str, address: str) -> None:
        parts = urlsplit(urljoin(f"{HOST}/{page}", address))
        if f"{parts.scheme}://{parts.netloc}" != HOST:
            wrong.append(f"{page}: {address}: another host")
            return
        path = unquote(parts.path).lstrip("/")
        target = f"{path}index.html" if not path or path.endswith("/") else path
        if target not in files and target != WRITTEN_LATER:
            wrong.append(f"{page}: {address}: no such file")
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            wrong.append(f"{page}: {address}: no such id")

    for name, found in pages.items():
        wrong += [f"{name}: id {key} stands {times} times" for key, times in found.ids.items() if times > 1]
        wrong += [f"{name}: refers to {key}, which is no id" for key in found.references - found.ids.keys()]
        for address in sorted(found.addresses.union(*map(_in_style, found.styles))):
            check(name, address)
    for name, content in files.items():
        if name.endswith(".css"):
            for address in sorted(_in_style(content.decode())):
                check(name, address)
        elif name.endswith(".xml"):
            for element in ElementTree.fromstring(content).iter():
                for address in filter(None, (element.get("href"), element.tag.endswith("}loc") and element.text)):
                    check(name, address)
        elif re.fullmatch(r"tim-kiem/so/.*\.json", name):
            for address in _paths(json.loads(content)):
                check("tim-kiem/index.html", f"../{address.strip('/')}/")
        elif name == "robots.txt":
            for address in re.findall(r"^Sitemap: *(\S+)", content.decode(), re.MULTILINE):
                check(name, address)
    return wrong


def _paths(value):
    """The document ids among the values of a number table."""
    if isinstance(value, str):
        return [value] if re.fullmatch(r"/?[a-z0-9-]+/(?:[0-9]{4}/)?[a-z0-9-]+/?", value) else []
    return [
        path
        for each in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        for path in _paths(each)
    ]


@pytest.mark.parametrize("edition", list(Edition))
def test_every_link_of_the_five_letters_leads_somewhere(public_site, edition):
    assert wrong_links(public_site if edition is Edition.PUBLIC else built_files(TOP / "content", edition)) == []


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The content folder of 500 letters."""
    return write_content(tmp_path_factory.mktemp("many") / "content", samples.many(500), samples.ARCHIVE)


@pytest.mark.slow
@pytest.mark.parametrize("edition", list(Edition))
def test_every_link_of_the_made_letters_leads_somewhere(tmp_path, edition):
    files = built_files(write_content(tmp_path / "content", samples.samples(), samples.ARCHIVE), edition)
    assert wrong_links(files) == []
    assert any("<loc>" in line for line in files["sitemap.xml"].decode().splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("edition", list(Edition))
def test_every_link_of_500_letters_leads_somewhere(many, edition):
    assert wrong_links(built_files(many, edition)) == []


def test_each_kind_of_wrong_link_is_seen():
    page = b"""<!doctype html><a href="b/">x</a><a href="a.html#no">x</a><a href="https://example.org/">x</a><p id="i"></p><p id="i"></p>
<label for="none">x</label><style>p { background: url("no.png") }</style><form action="../no/"></form>"""
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom"><link href="no.xml"/></feed>'
    wrong = wrong_links({"a.html": page, "feed.xml": feed, "x.css": b'a { src: url(no.woff2) } @import "no.css";'})
    assert len(wrong) == 10
    assert not wrong_links(
        {"a.html": b'<p id="i"></p><a href="a.html#i">x</a><a href="#i">x</a><a href="./a.html">x</a>'}
    )


@pytest.mark.slow
def test_pages_of_500_letters_are_valid_html(many, tmp_path):
    """Each fifth: all of them take long, and every kind of page is validated whole below."""
    files = built_files(many, Edition.INTERNAL)
    chosen = sorted(name for name in files if name.endswith(".html"))[::5]
    assert len(chosen) > 100
    assert validate(write(tmp_path / "site", {name: files[name] for name in chosen})) == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", list(Edition))
def test_every_page_of_the_made_letters_is_valid_html(tmp_path, edition):
    """In the internal edition all, in the public one those that differ."""
    content = write_content(tmp_path / "content", samples.samples(), samples.ARCHIVE)
    inside = built_files(content, Edition.INTERNAL)
    files = inside if edition is Edition.INTERNAL else built_files(content)
    hidden = {samples.INTERNAL_PARTLY, samples.MARKS, samples.CITED, samples.CITES_AMBIGUOUSLY}
    pages = {
        name: content
        for name, content in files.items()
        if name.endswith(".html") and (edition is Edition.INTERNAL or name.removesuffix("/index.html") in hidden)
    }
    assert len(pages) >= 4
    assert validate(write(tmp_path / "site", pages)) == []
