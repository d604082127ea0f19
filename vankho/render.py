"""Pages in, bytes out. The only module that knows the template engine; it sees nothing but the page it renders.

Templates and assets come from the project's own templates/ file by file, else from those of the program.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from vankho.model import Html
from vankho.page import Page
from vankho.page.links import unbroken
from vankho.page.parts import relative

_HERE = Path(__file__).resolve().parent
BUILT_IN = next(folder for folder in (_HERE / "templates", _HERE.parent / "templates") if folder.is_dir())
"""Inside the wheel, or at the top of a checkout."""

INTERNAL_ASSETS = frozenset({"noi-bo.css"})
"""Assets that only the internal edition has."""

_HASHED = frozenset({".css", ".js"})
"""Files that a page names: their names carry a digest, so that they can be cached for ever."""

_COMMENTS = re.compile(rb"^[ \t]*(?://.*\n|/\*\*(?:.|\n)*?\*/\n)|^[ \t]+", re.MULTILINE)
"""What readers of our own scripts need and browsers do not: whole lines of comment, and indentation. None of these
scripts has a text of several lines."""


@dataclass(frozen=True)
class Theme:
    """The templates and assets of a project: its own file by file, else the built-in ones."""

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, project: Path) -> "Theme":
        """The theme of a project folder."""
        own = project / "templates"
        folders = (own,) if own.is_dir() and own.resolve() != BUILT_IN else ()
        return cls((*folders, BUILT_IN))

    @cached_property
    def assets(self) -> Mapping[str, bytes]:
        """Every asset by its name below assets/."""
        found: dict[str, bytes] = {}
        for folder in reversed(self.folders):
            top = folder / "assets"
            for path in sorted(top.rglob("*")):
                if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                    content = path.read_bytes()
                    ours = folder == BUILT_IN and path.suffix == ".js"
                    found[path.relative_to(top).as_posix()] = _COMMENTS.sub(b"", content) if ours else content
        return dict(sorted(found.items()))

    @cached_property
    def asset_urls(self) -> Mapping[str, str]:
        """Where each asset is published: `/assets/style.1a2b3c4d.css`."""
        urls: dict[str, str] = {}
        for name, content in self.assets.items():
            path = PurePosixPath(name)
            digest = f".{sha256(content).hexdigest()[:8]}" if path.suffix in _HASHED else ""
            urls[name] = f"/assets/{path.with_suffix('').as_posix()}{digest}{path.suffix}"
        return urls

    @cached_property
    def environment(self) -> Environment:
        """Undefined names are errors, and everything is escaped that is not markup already."""
        environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self.folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters["so"] = unbroken
        return environment


def asset_files(theme: Theme, *, internal: bool) -> dict[str, bytes]:
    """What stands under assets/ in an edition, by path from the site's root."""
    return {
        theme.asset_urls[name].lstrip("/"): content
        for name, content in theme.assets.items()
        if internal or name not in INTERNAL_ASSETS
    }


def render(page: Page, theme: Theme) -> bytes:
    """The bytes of one page; UTF-8 with LF."""
    if not page.template:
        return str(page.data["text"]).encode()
    base_path = re.sub(r"^https?://[^/]*", "", str(page.data.get("base_url", "")))

    def link(url: str) -> str:
        """A URL of the site as this page links it; the 404 page may be shown at any depth."""
        return f"{base_path}{url}" if page.url == "/404.html" else relative(page.url, url)

    def inline_style(name: str) -> Html:
        """A style sheet for the page itself, and what its content security policy says of it."""
        return Html(theme.assets[name].decode())

    def style_hash(name: str) -> str:
        return base64.b64encode(sha256(theme.assets[name]).digest()).decode()

    try:
        text = theme.environment.get_template(page.template).render(
            page.data,
            page_url=page.url,
            link=link,
            asset=lambda name: link(theme.asset_urls[name]),
            inline_style=inline_style,
            style_hash=style_hash,
        )
    except TemplateSyntaxError as error:
        raise RenderFailed(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except TemplateError as error:
        raise RenderFailed(f"{page.template}: {error}") from error
    return text.encode()


class RenderFailed(Exception):
    """A template cannot be read, or asks for what a page does not have."""


def file_of(url: str) -> str:
    """The file of a URL, from the site's root: `nam/2023/index.html`."""
    path = url.lstrip("/")
    return f"{path}index.html" if url.endswith("/") else path
