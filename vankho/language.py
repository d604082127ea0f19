"""The language of the interface: a catalogue (gettext) in, what pages say out. Documents are never translated.

Vietnamese is the source of the interface: the strings stand in templates, modules and scripts as a reader sees them.
Another language is a catalogue `locale/CODE/LC_MESSAGES/vankho.po`, written and compiled by `make catalogue`. What the
program tells a keeper of problems stands in English (`vankho.said`), and in `problems.po` in other languages.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from vankho.said import Translate

SOURCE = "vi"
LANGUAGES = (SOURCE, "en")
CONSOLE_SOURCE = "en"
"""The language in which messages of problems are written."""
LOCALE = Path(__file__).resolve().parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    messages: NullTranslations = field(repr=False, compare=False)

    def say(self, text: str, **values: object) -> str:
        """A string of the interface, with values in the places of `%(name)s`."""
        said = self.messages.gettext(text) if text else ""
        return said % values if values else said

    def say_n(self, text: str, count: int) -> str:
        """As `say`, for a string with `%(num)s`, which other languages say otherwise of one than of several."""
        return self.messages.ngettext(text, text, count) % {"num": count}


VIETNAMESE = Language(SOURCE, NullTranslations())


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """The language of a code of `LANGUAGES`."""
    if code == SOURCE:
        return VIETNAMESE
    with catalogue(code).open("rb") as file:
        return Language(code, GNUTranslations(file))


def catalogue(code: str) -> Path:
    """Where what is said in a language other than `SOURCE` is compiled."""
    return LOCALE / code / "LC_MESSAGES" / "vankho.mo"


@lru_cache(maxsize=len(LANGUAGES))
def teller(code: str) -> Translate:
    """What translates messages of problems into a language; what its catalogue does not know stays English."""
    if code == CONSOLE_SOURCE:
        return str
    with (LOCALE / code / "LC_MESSAGES" / "problems.mo").open("rb") as file:
        return GNUTranslations(file).gettext


_MOST = 4 * 1024 * 1024
"""Bytes that are read of archive.yaml, as `read.MAX_BYTES`."""


def archive_language(content: Path) -> str:
    """The language that archive.yaml asks for, also where it has errors, or is not there."""
    try:
        with (content / "archive.yaml").open("rb") as file:
            text = file.read(_MOST)
    except OSError:
        return SOURCE
    return _named(re.search(rb"^(?:\xef\xbb\xbf)?language[ \t]*:[ \t]*[\"']?([a-z]+)\b", text, re.MULTILINE))


def site_language(site: Path) -> str:
    """The language in which a built site speaks, by its first page, also where there is none."""
    try:
        with (site / "index.html").open("rb") as file:
            start = file.read(1000)
    except OSError:
        return SOURCE
    return _named(re.search(rb'<html lang="([a-z]+)"', start))


def _named(found: re.Match[bytes] | None) -> str:
    code = found[1].decode() if found else SOURCE
    return code if code in LANGUAGES else SOURCE


def interface_texts() -> tuple[str, ...]:
    """Every string of the interface, in every language that it speaks."""
    catalogues = (LOCALE / code / "LC_MESSAGES" / "vankho.mo" for code in LANGUAGES if code != SOURCE)
    return tuple(
        text for path in catalogues for text in path.read_bytes().decode("utf-8", errors="replace").split("\0")
    )
