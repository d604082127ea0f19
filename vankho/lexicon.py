"""What an archive can cite besides the built-in forms: its own types of documents, and documents by their names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vankho.forms import Form, forms_of
from vankho.lexis import W
from vankho.model import Access, Record
from vankho.pattern import Pattern
from vankho.spelling import match_key, tone_variants
from vankho.symbol import BUILT_IN, BUILT_IN_TYPES, DocumentType, TypeTable


@dataclass(frozen=True, slots=True)
class Lexicon:
    types: TypeTable = BUILT_IN
    start: Pattern | None = None
    """Where a citation by one of the archive's own types may begin; None where there are none."""
    forms: tuple[Form, ...] = ()
    names: re.Pattern[str] | None = None
    """The names of documents; None where there are none."""
    name_types: Mapping[str, str] = field(default_factory=dict)
    """The type of each named document, by `match_key` of the name."""

    @property
    def key(self) -> tuple[object, ...]:
        """Tells lexicons apart."""
        names = self.names.pattern if self.names else ""
        return self.types.rows[len(BUILT_IN_TYPES) :], names, sorted(self.name_types.items())


EMPTY = Lexicon()


def lexicon(records: Iterable[Record], types: TypeTable) -> Lexicon:
    """What an authority file adds to the forms.

    Only public names count, in both editions: what the public edition is cut into must not depend on what it hides. A
    name that neither begins with a type nor has one cannot be found.
    """
    added = types.rows[len(BUILT_IN_TYPES) :]
    start, forms = forms_of(row.name for row in added) if added else (None, ())
    named: dict[str, str] = {}
    name_types: dict[str, str] = {}
    for record in records:
        for name in (record.name, *record.aliases) if record.access is Access.PUBLIC else ():
            document_type = _type_of(name, types) or (types.named(record.type) if record.type else None)
            if document_type is not None and len(name.split()) > 1:
                named.setdefault(match_key(name), name)
                name_types.setdefault(match_key(name), document_type.name)
    names = sorted(named.values(), key=lambda name: (-len(name), name))
    pattern = "|".join(W.join(map(_spelt, name.split())) for name in names)
    return Lexicon(types, start, forms, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") if names else None, name_types)


def _type_of(name: str, types: TypeTable) -> DocumentType | None:
    words = name.split()
    return next(
        (row for size in range(min(4, len(words)), 0, -1) if (row := types.named(" ".join(words[:size])))), None
    )


def _spelt(word: str) -> str:
    """A word in either place of its tone mark, with or without a capital."""
    spellings = {first + each[1:] for each in tone_variants(word) for first in (each[0].lower(), each[0].upper())} | {
        word
    }
    return f"(?:{'|'.join(map(re.escape, sorted(spellings)))})"
