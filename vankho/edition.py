"""THE WALL: all directives and the authority file in, what one edition may show out.

Everything past this module runs on `Holdings` (vankho/holdings.py) and reaches nothing else: import-linter sees to it.
What an edition does not show does not exist there: no title, link, count, neighbour, address or search word can come
from it. The proof is a theorem, not a filter (tests/test_wall.py): the public edition built from everything is byte for
byte that built from the public part alone.
"""

from bisect import insort
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from types import MappingProxyType

from vankho.authority import Authority
from vankho.cards import Card, InMemory, Shelf, card, directive_ids, file_key, file_name
from vankho.directive import Directive
from vankho.holdings import (
    Edition,
    Face,
    Faces,
    Filed,
    HeldFile,
    Holding,
    Holdings,
    ShownBlock,
    Withheld,
)
from vankho.lazy import Lazy, replaced
from vankho.model import (
    Access,
    Issuer,
    LogEntry,
    StoredFile,
)
from vankho.symbol import TypeTable
from vankho.wall import Wall


def select(
    directives: Sequence[Directive],
    authority: Authority,
    edition: Edition,
    stored: Mapping[str, StoredFile] = MappingProxyType({}),
    log: Sequence[LogEntry] = (),
) -> Holdings:
    """As `selected`, of directives that are at hand."""
    shelf = InMemory({directive.path: directive for directive in directives})
    return selected([card(directive) for directive in directives], shelf, authority, edition, stored, log)


def selected(
    cards: Iterable[Card],
    shelf: Shelf,
    authority: Authority,
    edition: Edition,
    stored: Mapping[str, StoredFile] = MappingProxyType({}),
    log: Sequence[LogEntry] = (),
    ids: Mapping[str, str] | None = None,
    open_faces: "OpenFaces | None" = None,
) -> Holdings:
    """What the edition may show of the directives and of the authority file; `stored` has the directives' files, `log`
    is that of this edition, `ids` the directives' addresses by path, if they are at hand; `open_faces` takes what
    the public edition shows of directives that both show alike, and gives it to the internal one.

    The directives must be free of errors (`check.problems`): issuers, types and files are known.
    """
    open_to_all = edition is Edition.PUBLIC
    bodies = _bodies(authority, edition)
    shown = [each for each in cards if not (open_to_all and each.access is Access.INTERNAL)]
    ids = directive_ids(shown, authority.types) if ids is None else ids
    known = open_faces or OpenFaces()

    def face(each: Card) -> Face:
        if each.is_open and not open_to_all and (shown_to_all := known.of(each, bodies)):
            return shown_to_all
        found = _face(each, ids[each.path], bodies, authority.types, edition, stored)
        if each.is_open and open_to_all:  # nothing goes the other way
            known.by_path[each.path] = found
        return found

    faces = [(face(each), each.path) for each in shown]
    held = Faces.of(sorted((face for face, _ in faces), key=_order))
    return _held(held, {face.id: path for face, path in faces}, shelf, authority, edition, log)


def selected_before(
    faces: Callable[[Mapping[str, Issuer]], Faces],
    shelf: Shelf,
    authority: Authority,
    edition: Edition,
    log: Sequence[LogEntry] = (),
) -> Holdings:
    """As `selected`, of directives that stand at their addresses, where it is known what the edition shows of them in
    lists: `faces` tells it, by means of the edition's bodies by key."""
    found = faces(_bodies(authority, edition))
    return _held(found, None, shelf, authority, edition, log)


def merged(faces: Faces, without: Container[str], new: Iterable[Face]) -> Faces:
    """The same faces without some, and with others, in their order."""
    fresh = {face.id: face for face in new}
    left = [each for each in faces.ids if each not in without]
    places = Lazy(replaced(faces.by_id, fresh, [*left, *fresh]), _order)
    for each in fresh:
        insort(left, each, key=places.__getitem__)
    files = {each for each in faces.having_files if each not in without}
    files |= {each for each, face in fresh.items() if face.files}
    formerly = {old: each for old, each in faces.formerly.items() if each not in without}
    formerly |= {old: face.id for face in fresh.values() for old in face.formerly}

    def filed() -> Mapping[str, Filed]:
        return replaced(faces.filed, {face.id: Filed.of(face) for face in fresh.values()}, left)

    return Faces(replaced(faces.by_id, fresh, left), [each for each in left if each in files], formerly, filed)


def _order(face: Face) -> tuple[int, int, str]:
    """Newest first, within a day by number, descending, then by id."""
    return -face.date.toordinal(), -_figure(face.number.number), face.id


def _bodies(authority: Authority, edition: Edition) -> dict[str, Issuer]:
    """The bodies that an edition shows, by key."""
    open_to_all = edition is Edition.PUBLIC
    issuers = [issuer for issuer in authority.issuers if not (open_to_all and issuer.access is Access.INTERNAL)]
    keys = {issuer.key for issuer in issuers}
    return {issuer.key: issuer if issuer.parent in keys else replace(issuer, parent=None) for issuer in issuers}


def _held(
    faces: Faces,
    paths: Mapping[str, str] | None,
    shelf: Shelf,
    authority: Authority,
    edition: Edition,
    log: Sequence[LogEntry],
) -> Holdings:
    bodies = _bodies(authority, edition)
    records = tuple(
        record if record.issuer in bodies else replace(record, issuer=None)
        for record in authority.records
        if not (edition is Edition.PUBLIC and record.access is Access.INTERNAL)
    )
    letters = _ReadThroughWall(shelf, faces, paths, edition)
    return Holdings(
        edition, authority.settings, tuple(bodies.values()), records, faces, letters, authority.types, tuple(log)
    )


def reread(holdings: Holdings, shelf: Shelf) -> Holdings:
    """What an edition shows, as it was `selected`, with its texts read anew from a shelf."""
    letters = holdings.letters
    assert isinstance(letters, _ReadThroughWall)
    return replace(holdings, letters=letters.of(shelf))


class OpenFaces:
    """The public faces of directives in which nothing is internal: where their bodies are the same, the internal
    edition shows the same of them."""

    def __init__(self) -> None:
        self.by_path: dict[str, Face] = {}

    def of(self, directive: Card, bodies: Mapping[str, Issuer]) -> Face | None:
        """That of a directive, if an edition with these bodies shows the same."""
        face = self.by_path.get(directive.path)
        return face if face and all(bodies[body.key] == body for body in (face.issuer, *face.co_issuers)) else None


def _figure(number: str) -> int:
    return int("".join(sign for sign in number.split(".", maxsplit=1)[0] if "0" <= sign <= "9"))


def _face(
    directive: Card,
    document_id: str,
    bodies: Mapping[str, Issuer],
    types: TypeTable,
    edition: Edition,
    stored: Mapping[str, StoredFile],
) -> Face:
    document_type = types.named(directive.type)
    assert document_type is not None
    wall = Wall(edition)
    return Face(
        id=document_id,
        number=directive.number,
        type=document_type,
        issuer=bodies[directive.issuer],
        date=directive.date,
        subject_line=directive.subject_lines[edition],
        restricted=directive.access is Access.INTERNAL,
        organ=wall.value(directive.organ),
        signers=wall.values(directive.signers),
        topics=wall.values(directive.topics),
        status=wall.value(directive.status),
        co_issuers=tuple(map(bodies.__getitem__, directive.co_issuers)),
        formerly=wall.values(directive.formerly),
        aliases=wall.values(directive.aliases),
        files=()
        if not directive.files
        else tuple(
            HeldFile(file_name(entry.path), entry.title, stored[file_key(directive.path, entry)], restricted)
            for entry, restricted in wall.marked(directive.files)
        ),
        record=directive.record,
    )


class _ReadThroughWall:
    """The directives of an edition, read from a shelf through the wall; those asked for last are kept."""

    def __init__(self, shelf: Shelf, faces: Faces, paths: Mapping[str, str] | None, edition: Edition) -> None:
        """`paths` tells where directives stand that do not stand at their addresses."""
        self._shelf = shelf
        self._faces, self._paths = faces, paths
        self._edition = edition
        self.holding = lru_cache(_KEPT)(self._holding)
        self.blocks = lru_cache(_KEPT_TEXTS)(self._blocks)

    def of(self, shelf: Shelf) -> "_ReadThroughWall":
        return _ReadThroughWall(shelf, self._faces, self._paths, self._edition)

    def _path(self, document_id: str) -> str:
        if document_id not in self._faces.by_id:  # whatever stands on the shelf
            raise KeyError(document_id)
        return document_id if self._paths is None else self._paths[document_id]

    def _blocks(self, document_id: str) -> tuple[ShownBlock | Withheld, ...]:
        path = self._path(document_id)
        in_subject = self._shelf.front(path).views[self._edition].subject_citations
        return tuple(Wall(self._edition, in_subject).blocks(self._shelf.body(path).blocks))

    def _holding(self, document_id: str) -> Holding:
        path, face = self._path(document_id), self._faces.by_id[document_id]
        front, wall = self._shelf.front(path), Wall(self._edition)
        view = front.views[self._edition]
        citations = front.citations
        if view.citations is not None:
            citations = tuple(map(citations.__getitem__, view.citations))
        return Holding(
            **{name: getattr(face, name) for name in _OF_A_FACE},
            subject=view.subject,
            citations=(*citations, *wall.values(front.relations)),
            subject_citations=view.subject_citations,
            text_citations=len(citations),
            stands=view.stands,
            item_ids=frozenset(view.item_ids),
            withholds=view.withholds,
            place=wall.value(front.place),
            letterhead=front.letterhead or face.issuer.letterhead,
            addressees=wall.values(front.addressees),
            recipients=wall.values(front.recipients),
            effective=wall.value(front.effective),
            notes=wall.values(front.notes),
        )


_OF_A_FACE = tuple(each.name for each in fields(Face))

_KEPT, _KEPT_TEXTS = 3072, 16
"""Letters of some 14 kB, in each process; and texts."""
