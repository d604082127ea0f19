"""What a site was built of, so that a later build makes only what has become another.

It is kept in the project's `.vankho/` as `cache-built-EDITION`, beside a second copy of the site (hard links): that is
brought up to date and exchanged with the one that is served (docs/adr/0011-builds-after-a-change.md).
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from vankho.publish import File
from vankho.twin import State


class MadePart(NamedTuple):
    """A part of a site (`page.Part`)."""

    inputs: bytes
    reads: bytes
    """The facts that it was made of, as `packed`: of a register only its templates."""
    files: tuple[File, ...]
    lines: tuple[int, ...]
    """Of a directive: how many bytes it has in each data file."""


class Built(NamedTuple):
    """A site, by what it was built of."""

    basis: bytes
    """What was decided then (`memory.Pending`)."""
    log: bytes
    """Digest of the publication log."""
    theme: str
    """Digest of all templates and assets."""
    templates: Mapping[str, bytes]
    """Of each template a digest of all that it is made of."""
    versions: Mapping[str, bytes]
    """Of its directives, by id, in their order: card, front, text."""
    around: Mapping[str, tuple[str, str]]
    """By id which directives stand before and after it (`page.links.neighbours`)."""
    bodies: Mapping[str, bytes]
    """Digests of what archive.yaml says of each body, by key; by "" of their order, the records and types."""
    rows: Mapping[str, bytes]
    """Digests of the lines in registers, by id."""
    docs: Mapping[str, str]
    """Digests of the documents of the search index, by id; by "" what all of them hang on. Empty without index."""
    parts: Mapping[str, MadePart]
    """By name."""
    others: tuple[File, ...]
    """Files that belong to no part."""
    packed: tuple[File, ...]
    """Those beside others, packed."""
    states: Mapping[str, State]
    """Of every file as it was written, the manifest and its signature too."""
    digests: tuple[str, ...]
    """Of these, as `twin.state_digests` gives them."""

    def files(self) -> Iterator[File]:
        """Every file but the manifest and its signature."""
        for part in self.parts.values():
            yield from part.files
        yield from self.others
        yield from self.packed


def kept_at(work: Path, edition: str) -> Path:
    """Where it is kept, in the project's `.vankho/`."""
    return work / f"cache-built-{edition}"


def packed(facts: Iterable[str], more: bytes = b"") -> bytes:
    """Facts as numbers of 32 bits: two may have one, so a part may be made once too often, never once too few. `more`
    are some that are packed already."""
    return array("I", sorted({*map(number, facts), *unpacked(more)})).tobytes()


def unpacked(reads: bytes) -> "array[int]":
    return array("I", reads)


def readers(parts: Mapping[str, MadePart], numbers: frozenset[int]) -> frozenset[str]:
    """The parts that were made of one of these facts."""
    return frozenset(name for name, part in parts.items() if not numbers.isdisjoint(unpacked(part.reads)))


def number(fact: str) -> int:
    return crc32(fact.encode("utf-8", "surrogatepass"))
