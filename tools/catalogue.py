"""The catalogue of the interface: strings of modules, templates and scripts in, `vankho/locale` out (`make catalogue`).

Vietnamese is the source. Each other language of `vankho.language.LANGUAGES` has a `.po`, in which new strings are left
empty for a translator and old ones are dropped, and a `.mo` made from it, which the program reads.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from vankho.language import LANGUAGES, LOCALE, SOURCE
from vankho.model import VERBS
from vankho.page.indexing import SHOWN_VALUES
from vankho.page.links import STEPS
from vankho.page.notices import STATUS

TOP = Path(__file__).resolve().parent.parent
MODULES = {"say": None, "say_n": (1, 1)}
TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2)}
SCRIPTS = {"_": None, "_n": (1, 1)}
SOURCES = (
    ("vankho/page", "**.py", "python", MODULES),
    ("templates", "**.html", "jinja2", TEMPLATES),
    ("templates/assets", "**.js", "javascript", SCRIPTS),
)
"""Folder, files, how Babel reads them, and the functions that say a string: with the place of the plural, if any."""
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""In the head of a .mo, where a clock would give other bytes each time."""
TEMPLATE = LOCALE / "vankho.pot"


def tables() -> Iterator[str]:
    """The strings of tables, which are said row by row."""
    for verbs in VERBS.values():
        yield from verbs
    yield from (words for _, words in STEPS)
    for words in STATUS.values():
        yield from words
    yield from SHOWN_VALUES


def extracted() -> Catalog:
    """Every string of the interface."""
    catalog = Catalog(creation_date=NO_DAY)
    for folder, files, method, keywords in SOURCES:
        for _, _, message, _, _ in extract_from_dir(TOP / folder, [(files, method)], {}, keywords):
            catalog.add(message)
    for message in tables():
        catalog.add(message)
    return catalog


def po(catalog: Catalog) -> bytes:
    """A catalogue as text: sorted by string, so that moved code changes nothing."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return out.getvalue()


def mo(catalog: Catalog) -> bytes:
    """A catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def read(code: str) -> Catalog:
    """The committed catalogue of a language."""
    path = LOCALE / code / "LC_MESSAGES" / "vankho.po"
    text = path.read_bytes() if path.exists() else b""
    catalog = read_po(io.BytesIO(text), locale=code, charset="utf-8")
    catalog.creation_date = catalog.revision_date = NO_DAY
    return catalog


def main() -> None:
    template = extracted()
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(po(template))
    for code in LANGUAGES:
        if code == SOURCE:
            continue
        catalog = read(code)
        catalog.update(template, no_fuzzy_matching=True)
        folder = LOCALE / code / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vankho.po").write_bytes(po(catalog))
        (folder / "vankho.mo").write_bytes(mo(catalog))
        missing = [message.id for message in catalog if message.id and not all(_strings(message.string))]
        print(f"{code}: {len(catalog)} strings, {len(missing)} without translation")


def _strings(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
