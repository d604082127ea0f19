"""The language of the interface: a catalogue (gettext) in, what pages say out. Documents are never translated.

Vietnamese is the source: the strings stand in templates, modules and scripts as a reader sees them. Another language is
a catalogue `locale/CODE/LC_MESSAGES/vankho.po`, written and compiled by `make catalogue`.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

SOURCE = "vi"
LANGUAGES = (SOURCE, "en")
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
    with (LOCALE / code / "LC_MESSAGES" / "vankho.mo").open("rb") as file:
        return Language(code, GNUTranslations(file))


def interface_texts() -> tuple[str, ...]:
    """Every string of the interface, in every language that it speaks."""
    catalogues = (LOCALE / code / "LC_MESSAGES" / "vankho.mo" for code in LANGUAGES if code != SOURCE)
    return tuple(
        text for path in catalogues for text in path.read_bytes().decode("utf-8", errors="replace").split("\0")
    )
