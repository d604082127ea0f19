"""The assets folders of a theme in, published assets out: style sheets with what they import, names with digests.

A style sheet never asks for another one. It is put together here, so that a page has one request for it and one name
that changes when any part of it does.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

OURS = "vankho/"
"""`vankho/NAME` is the program's own file NAME, in an import as in a template's `extends`."""

_COMMENTS = re.compile(rb"^[ \t]*(?://.*\n|/\*(?:[^*]|\*(?!/))*\*/\n|\n)|^[ \t]+", re.MULTILINE)
"""What readers of our own scripts and style sheets need and browsers do not: whole lines of comment, empty lines, and
indentation. None of these files has a text of several lines."""

_IMPORT = re.compile(r"^[ \t]*@import\b[ \t]*([^;\n]*);?[ \t]*\n?", re.MULTILINE)
_NAMED = re.compile(r'"([^"/\\:]+\.css|vankho/[^"/\\:]+\.css)"')
_URL = re.compile(r"""\burl\(\s*(["']?)(?![/#"']|[a-z][a-z0-9+.-]*:)([^"'()\s?#]+)([^"'()\s]*)\1\s*\)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asset:
    url: str
    """From the site's root: `/assets/kho.1a2b3c4d.css`. It changes with the content, so it can be cached for ever."""
    content: bytes


class AssetFailed(Exception):
    """A style sheet asks for what is not there; says which and where."""


def read_assets(ours: Path, own: Path | None) -> dict[str, Asset]:
    """Every published asset by its name below assets/: the project's own file by file, else ours; sorted.

    A line `@import "tokens.css";` of a style sheet stands for the file of that name: ours, then the project's own,
    which so holds no more than what it changes. What is imported is not published by itself. Links are not followed,
    hidden files not read.
    """
    built_in, project = dict(_files(ours)), dict(_files(own)) if own else {}
    for name, content in built_in.items():
        if name.endswith((".css", ".js")):
            built_in[name] = _COMMENTS.sub(b"", content)
    files = {**built_in, **project}
    both = {**project, **{OURS + name: content for name, content in built_in.items()}}
    sheets = {name: _text(name, content) for name, content in both.items() if name.endswith(".css")}
    imported = {line[1].strip(' "') for text in sheets.values() for line in _IMPORT.finditer(text)}
    found = {name: _asset(name, content) for name, content in files.items() if not name.endswith(".css")}
    urls = {name: asset.url for name, asset in found.items()}
    for name in sorted(name for name in files if name.endswith(".css")):
        whole = _whole(sheets, name if name in project else OURS + name, urls, posixpath.dirname(f"/assets/{name}"))
        if name not in imported:
            found[name] = _asset(name, whole.encode())
    return dict(sorted(found.items()))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix(), path.read_bytes()


def _asset(name: str, content: bytes) -> Asset:
    path = PurePosixPath(name)
    return Asset(f"/assets/{path.with_suffix('')}.{sha256(content).hexdigest()[:8]}{path.suffix}", content)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AssetFailed(f"assets/{name}: is not UTF-8 text (byte {error.start})") from error


def _whole(
    sheets: Mapping[str, str], name: str, urls: Mapping[str, str], start: str, within: tuple[str, ...] = ()
) -> str:
    """A style sheet with everything that it imports, and with the published names of the files that it asks for.

    Our sheets have names that begin with `vankho/`. It is published in the folder `start`.
    """
    if name in within:
        raise AssetFailed(f"assets/{name}: imports itself: {' > '.join((*within, name))}")
    text = sheets[name]

    def place(found: re.Match[str]) -> str:
        return f"assets/{name}:{text.count(chr(10), 0, found.start()) + 1}"

    def address(found: re.Match[str]) -> str:
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name.removeprefix(OURS)), found[2]))
        if wanted not in urls:
            raise AssetFailed(f"{place(found)}: there is no {wanted} in assets/")
        return f'url("{posixpath.relpath(urls[wanted], start)}{found[3]}")'

    def part(found: re.Match[str]) -> str:
        wanted = _NAMED.fullmatch(found[1].strip())
        if not wanted:
            raise AssetFailed(
                f'{place(found)}: cannot import {found[1]}: write @import "NAME.css"; of a file in assets/'
            )
        parts = [sheet for sheet in (OURS + wanted[1], wanted[1]) if sheet in sheets]
        if not parts:
            raise AssetFailed(f"{place(found)}: there is no {wanted[1]} in assets/")
        wholes = [_whole(sheets, sheet, urls, start, (*within, name)) for sheet in parts]
        return "".join(whole.rstrip("\n") + "\n" for whole in wholes)

    text = _URL.sub(address, text)  # keeps the number of lines
    return _IMPORT.sub(part, text)
