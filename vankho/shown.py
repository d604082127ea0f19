"""What an edition shows of its directives in lists, kept for later builds: it hangs on archive.yaml and on what the
cards of the directives say, not on their texts. Nothing past the wall reads it."""

from collections.abc import Mapping
from datetime import date as Day
from functools import partial
from pathlib import Path
from typing import NamedTuple

from vankho.holdings import Face, Faces, Filed, HeldFile
from vankho.model import Issuer, Signer, StoredFile
from vankho.store import Raw, keep, late, raw, read, unread
from vankho.symbol import NumberSymbol, Side, TypeTable


class _Face(NamedTuple):
    number: tuple[str, str, Side, str | None]
    type: str
    issuer: str
    date: Day
    subject_line: str
    restricted: bool
    organ: str | None
    signers: list[tuple[str, str, str]]
    topics: tuple[str, ...]
    status: str | None
    co_issuers: tuple[str, ...]
    formerly: tuple[str, ...]
    aliases: tuple[str, ...]
    files: list[tuple[str, str, str, bool]]
    """Name and title, the name inside content/, and whether only the internal edition has it."""
    record: str | None


class Shown(NamedTuple):
    """The faces of an edition, as they were kept."""

    cards: dict[str, bytes]
    """By path of what they were made: digests of the cards of all directives, shown or not, in their order."""
    kept: dict[str, Raw]
    """By id, in their order."""
    filed: Raw
    """As in `Faces`, a list of them."""
    having_files: tuple[str, ...]
    formerly: dict[str, str]

    def faces(self, types: TypeTable, stored: Mapping[str, StoredFile], bodies: Mapping[str, Issuer]) -> Faces:
        """They are made when they are asked for. Raises `Damaged` then, where they are not what was written."""
        made = late(self.kept, tuple[str, _Face], partial(_face, types, stored, bodies))

        def filed() -> Mapping[str, Filed]:
            return {each.id: each for each in read(self.filed, list[Filed])}

        return Faces(made, self.having_files, self.formerly, filed)


def keep_shown(
    path: Path, key: str, cards: Mapping[str, bytes], faces: Faces, stored: Mapping[str, StoredFile]
) -> None:
    """Keeps faces for later builds. Raises OSError."""
    names = {file.source: name for name, file in stored.items()}
    kept = unread(faces.by_id, lambda face: (face.id, _kept(face, names)))
    filed = raw(list(faces.filed.values()))
    keep(path, key, Shown(dict(cards), kept, filed, faces.having_files, dict(faces.formerly)))


def _kept(face: Face, names: Mapping[Path, str]) -> _Face:
    number = face.number
    return _Face(
        (number.number, number.symbol, number.side, number.joint),
        face.type.name,
        face.issuer.key,
        face.date,
        face.subject_line,
        face.restricted,
        face.organ,
        [(signer.name, signer.position, signer.authority) for signer in face.signers],
        face.topics,
        face.status,
        tuple(issuer.key for issuer in face.co_issuers),
        face.formerly,
        face.aliases,
        [(file.name, file.title, names[file.stored.source], file.restricted) for file in face.files],
        face.record,
    )


def _face(
    types: TypeTable, stored: Mapping[str, StoredFile], bodies: Mapping[str, Issuer], kept: tuple[str, _Face]
) -> Face:
    document_id, face = kept
    document_type = types.named(face.type)
    assert document_type is not None
    return Face(
        id=document_id,
        number=NumberSymbol(*face.number),
        type=document_type,
        issuer=bodies[face.issuer],
        date=face.date,
        subject_line=face.subject_line,
        restricted=face.restricted,
        organ=face.organ,
        signers=tuple(Signer(*signer) for signer in face.signers),
        topics=face.topics,
        status=face.status,
        co_issuers=tuple(map(bodies.__getitem__, face.co_issuers)),
        formerly=face.formerly,
        aliases=face.aliases,
        files=tuple(HeldFile(name, title, stored[at], restricted) for name, title, at, restricted in face.files),
        record=face.record,
    )
