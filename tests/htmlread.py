"""Reading built pages in tests: words in reading order, links, ids; by the standard library's parser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

VOID = {"meta", "link", "br", "img", "input", "hr", "col"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, tag: str = "", **wanted: str) -> "list[Element]":
        """The elements below with this tag and these attributes (`class_` for class), in document order."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                named = not tag or child.tag == tag
                fits = all(
                    value in (child.attributes.get(key.rstrip("_").replace("_", "-")) or "").split()
                    for key, value in wanted.items()
                )
                if named and fits:
                    found.append(child)
                found.extend(child.all(tag, **wanted))
        return found

    def one(self, tag: str = "", **wanted: str) -> "Element":
        (found,) = self.all(tag, **wanted)
        return found

    @property
    def text(self) -> str:
        return "".join(
            child if isinstance(child, str) else f" {child.text} " if child.tag in BLOCKS else child.text
            for child in self.children
        )

    @property
    def words(self) -> list[str]:
        return self.text.split()


BLOCKS = {"p", "li", "div", "br", "td", "th", "tr", "h1", "h2", "h3", "ul", "article", "section", "dt", "dd"}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        if tag == "br":
            element.children.append(" ")
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        if self.open[-1].tag not in ("style", "script"):
            self.open[-1].children.append(data)


def parse_html(content: bytes) -> Element:
    builder = _Builder()
    builder.feed(content.decode("utf-8"))
    builder.close()
    assert builder.open == [builder.root]
    return builder.root


def links(content: bytes) -> list[str]:
    """Every address that a page names, but for what names a vocabulary: no browser asks for that."""
    elements = [
        each for each in parse_html(content).all() if not (each.attributes.get("rel") or "").startswith("schema.")
    ]
    names = ("href", "src", "action")
    return [value for element in elements for name in names if (value := element.attributes.get(name)) is not None]


def file_for(page: str, address: str) -> tuple[str, str] | None:
    """(file, fragment) that an address on a page means, from the site's root; None for another site's."""
    parts = urlsplit(urljoin(f"http://site/{page}", address))
    if parts.netloc != "site":
        return None
    path = unquote(parts.path).lstrip("/")
    return (f"{path}index.html" if not path or path.endswith("/") else path), parts.fragment
