"""The catalogues: strings of modules, templates and scripts in, `vankho/locale` out (`make catalogue`).

There are two: `vankho`, the interface of the site, whose source is Vietnamese, and `problems`, what is told of
problems, whose source is English. Each other language of `vankho.language.LANGUAGES` has a `.po`, in which new strings
are left empty for a translator and old ones are dropped, and a `.mo` made from it, which the program reads.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from vankho.holdings import Edition
from vankho.language import CONSOLE_SOURCE, LANGUAGES, LOCALE, SOURCE
from vankho.model import VERBS, Event
from vankho.page.indexing import SHOWN_VALUES
from vankho.page.links import OUTSIDE, STEPS
from vankho.page.notices import STATUS
from vankho.problem import PROBLEMS, Severity
from vankho.read import REASONS as FILE_REASONS
from vankho.symbol import Side
from vankho.verify import Signature
from vankho.yamltree import REASONS as YAML_REASONS

TOP = Path(__file__).resolve().parent.parent
MODULES = {"say": None, "say_n": (1, 1)}
TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2)}
SCRIPTS = {"_": None, "_n": (1, 1)}
SOURCES = (
    ("vankho/page", "**.py", "python", MODULES),
    ("templates", "**.html", "jinja2", TEMPLATES),
    ("templates/assets", "**.js", "javascript", SCRIPTS),
)
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""In the head of a .mo, where a clock would give other bytes each time."""


def _interface_tables() -> Iterator[str]:
    """Strings that are said row by row."""
    for verbs in VERBS.values():
        yield from verbs
    yield from (words for _, words in STEPS)
    yield from OUTSIDE.values()
    for words in STATUS.values():
        yield from words
    yield from SHOWN_VALUES


def _problem_tables() -> Iterator[str]:
    """What is told of problems and stands in no call of `told`."""
    yield from (meaning for _, meaning in PROBLEMS.values())
    for words in (Severity, Side, Edition, Signature, Event, YAML_REASONS, FILE_REASONS):
        yield from map(str, words)


@dataclass(frozen=True, slots=True)
class Domain:
    name: str
    source: str
    """The language of its strings."""
    files: tuple[tuple[str, str, str, dict[str, tuple[int, int] | None]], ...]
    """Folder, files, how Babel reads them, the functions that say a string, with the place of the plural, if any."""
    tables: Callable[[], Iterator[str]]

    @property
    def template(self) -> Path:
        return LOCALE / f"{self.name}.pot"


INTERFACE = Domain("vankho", SOURCE, SOURCES, _interface_tables)
PROBLEMS_TOLD = Domain("problems", CONSOLE_SOURCE, (("vankho", "**.py", "python", {"told": None}),), _problem_tables)
DOMAINS = (INTERFACE, PROBLEMS_TOLD)
TEMPLATE = INTERFACE.template


def extracted(domain: Domain = INTERFACE) -> Catalog:
    """Every string of the domain."""
    catalog = Catalog(creation_date=NO_DAY)
    for folder, files, method, keywords in domain.files:
        for _, _, message, _, _ in extract_from_dir(TOP / folder, [(files, method)], {}, keywords):
            catalog.add(message)
    for message in domain.tables():
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


def read(code: str, domain: Domain = INTERFACE) -> Catalog:
    """The committed catalogue of a language."""
    path = LOCALE / code / "LC_MESSAGES" / f"{domain.name}.po"
    text = path.read_bytes() if path.exists() else b""
    catalog = read_po(io.BytesIO(text), locale=code, charset="utf-8")
    catalog.creation_date = catalog.revision_date = NO_DAY
    return catalog


def main() -> None:
    LOCALE.mkdir(exist_ok=True)
    for domain in DOMAINS:
        template = extracted(domain)
        domain.template.write_bytes(po(template))
        for code in LANGUAGES:
            if code != domain.source:
                _update(code, domain, template)


def _update(code: str, domain: Domain, template: Catalog) -> None:
    catalog = read(code, domain)
    catalog.update(template, no_fuzzy_matching=True)
    folder = LOCALE / code / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{domain.name}.po").write_bytes(po(catalog))
    (folder / f"{domain.name}.mo").write_bytes(mo(catalog))
    missing = [message.id for message in catalog if message.id and not all(_strings(message.string))]
    print(f"{domain.name} {code}: {len(catalog)} strings, {len(missing)} without translation")


def _strings(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
