"""archive.yaml: what the site is called, and the authority file of bodies, named documents and document types."""

from dataclasses import dataclass

from vankho.fields import Report, read_mapping
from vankho.keys import ARCHIVE
from vankho.language import SOURCE
from vankho.lexicon import Lexicon, lexicon
from vankho.model import Access, Issuer, Record, Search, Settings
from vankho.problem import Place, Problem, did_you_mean
from vankho.said import told
from vankho.symbol import DocumentType, TypeTable
from vankho.yamltree import compose

RESERVED = frozenset(
    [
        "nam",
        "loai",
        "nguoi-ky",
        "chu-de",
        "so",
        "tim-kiem",
        "chon",
        "van-ban",
        "khong-co-trong-kho",
        "nhiem-vu",
        "gioi-thieu",
        "cach-vien-dan",
        "tro-nang",
        "nhat-ky",
        "du-lieu",
        "data",
        "pagefind",
        "assets",
    ]
)
"""First segments of addresses that are the site's own."""


@dataclass(frozen=True, slots=True)
class Authority:
    settings: Settings
    issuers: tuple[Issuer, ...]
    """In the order of archive.yaml, which is that of protocol."""
    records: tuple[Record, ...]
    types: TypeTable
    lexicon: Lexicon
    """What citations are found by besides the built-in forms."""
    place: Place


def read_authority(text: str, path: str) -> tuple[Authority | None, tuple[Problem, ...]]:
    """The authority file of an archive, None where it cannot be read at all, and what is wrong in it."""
    node, problems = compose(text, path)
    if node is None:
        return None, problems
    report: Report = list(problems)
    values = read_mapping(node, ARCHIVE, report) or {}
    rows = values.get("issuers", {})
    places = {key: place for key, (place, _) in rows.items()}
    issuers = tuple(Issuer(key=key, **fields) for key, (_, fields) in rows.items())
    named = {key: (place, Record(key=key, **fields)) for key, (place, fields) in values.get("documents", {}).items()}
    types = TypeTable(
        DocumentType(name, tuple(row.get("party", ())), tuple(row.get("state", ())))
        for name, (_, row) in values.get("types", {}).items()
    )
    known = {issuer.key: issuer for issuer in issuers}
    for issuer in issuers:
        place = places[issuer.key]
        if issuer.key in RESERVED:
            report.append(
                Problem(place, "reserved-name", told("'%(key)s' is an address of the site itself", key=issuer.key))
            )
        if issuer.parent is not None and issuer.parent not in known:
            hint = did_you_mean(issuer.parent, known)
            report.append(
                Problem(
                    place, "unknown-issuer", told("parent: '%(parent)s' is not in issuers", parent=issuer.parent), hint
                )
            )
        elif _own_ancestor(issuer, known):
            report.append(Problem(place, "bad-value", told("parent: '%(key)s' stands above itself", key=issuer.key)))
    for place, record in named.values():
        if record.issuer is not None and record.issuer not in known:
            hint = did_you_mean(record.issuer, known)
            report.append(
                Problem(
                    place, "unknown-issuer", told("issuer: '%(issuer)s' is not in issuers", issuer=record.issuer), hint
                )
            )
        elif record.issuer and known[record.issuer].access is Access.INTERNAL and record.access is Access.PUBLIC:
            message = told("the record is public, its issuer '%(issuer)s' is internal", issuer=record.issuer)
            report.append(Problem(place, "internal-issuer", message))
        if record.type is not None and types.named(record.type) is None:
            hint = did_you_mean(record.type, (row.name for row in types.rows))
            report.append(Problem(place, "unknown-type", told("type: '%(type)s'", type=record.type), hint))
    settings = Settings(
        **{key: values.get(key, "") for key in ("title", "motto", "base_url", "contact")},
        language=values.get("language", SOURCE),
        search=values.get("search", Search()),
    )
    records = tuple(record for _, record in named.values())
    return Authority(settings, issuers, records, types, lexicon(records, types), Place(path, 1, 1)), tuple(report)


def _own_ancestor(issuer: Issuer, known: dict[str, Issuer]) -> bool:
    above, steps = issuer.parent, 0
    while above in known and steps <= len(known):
        if above == issuer.key:
            return True
        above, steps = known[above].parent, steps + 1
    return steps > len(known)
