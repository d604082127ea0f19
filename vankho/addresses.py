"""A link of a built site and the page that it stands on in, the file that it means out: as browsers read addresses."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

NOT_FOUND = "404.html"
"""A server shows it at any address: its links begin at the server's root."""


class Use(StrEnum):
    FETCHED = "fetched"
    """A browser asks for it, or sends to it: it must be here."""
    OWN = "own"
    """By its meaning an address of this site: a canonical link, a sitemap's or feed's."""
    LED = "led"
    """A reader or a program may go there; it may be another site's."""


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    """As written, without character references."""
    use: Use
    line: int
    column: int
    rooted: bool = False
    """Counted from the site's root, not from the file that names it."""


@dataclass(frozen=True, slots=True)
class Target:
    path: str
    """Of the file, from the site's root."""
    fragment: str


@dataclass(frozen=True, slots=True)
class Astray:
    """An address that no link of ours may have."""

    code: str
    reason: str


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROLS = dict.fromkeys(map(ord, "\t\n\r"))
_ENDS = "".join(map(chr, range(0x21)))


def with_host_lowered(address: str) -> str:
    """An address in which scheme and host, for which capitals are the same, are without capitals."""
    return re.sub(r"^[^:/?#]+://[^/?#]*", lambda host: host[0].lower(), address)


def target(page: str, link: Link, base: str) -> Target | Astray | None:
    """The file that a link of a page means, as a browser reads it; `None` if it is another site's.

    `base` is where the site is published, without a slash at its end, or empty where that is not known.
    """
    address = link.address.strip(_ENDS).translate(_CONTROLS).replace("\\", "/")
    scheme = _SCHEME.match(address)
    start = page.split("/")[:-1]
    if scheme and scheme[0].lower() in ("http:", "https:"):
        whole = with_host_lowered(address)
        if not re.match(r"[/?#]|$", whole.removeprefix(base)):
            return None
        start, address = [], f"./{whole.removeprefix(base).removeprefix('/')}"
    elif scheme:
        if scheme[0].lower() in ("mailto:", "tel:") and link.use is Use.LED:
            return None
        return Astray("bad-address", f"no page may lead to '{scheme[0]}'")
    elif address.startswith("//"):
        return None
    elif link.rooted:
        start, address = [], f"./{address.removeprefix('/')}"
    elif page == NOT_FOUND and not address.startswith("#"):
        path = re.sub(r"^https?://[^/]*", "", base)
        if not address.startswith("/"):
            return Astray("rooted-link", "a server shows this page at any address: its links begin with '/'")
        if not address.startswith(f"{path}/"):
            return Astray("above-root", f"leads out of the site, which begins at '{path}/'")
        start, address = [], f"./{address.removeprefix(f'{path}/')}"
    elif address.startswith("/"):
        return Astray("rooted-link", "begins at the server's root: a site below a path has other files there")
    rest, _, fragment = address.partition("#")
    fragment = unquote(fragment.partition(":~:")[0])
    path = rest.partition("?")[0]
    if not path:
        return Target(page, fragment)
    parts, names = start, [unquote(part) for part in path.split("/")]
    for name in names[:-1] if names[-1] == "" else names:
        if name == "..":
            if not parts:
                return Astray("above-root", "leads above the site's root")
            parts.pop()
        elif name != ".":
            parts.append(name)
    folder = names[-1] in ("", ".", "..")
    return Target("/".join([*parts, "index.html"] if folder else parts), fragment)
