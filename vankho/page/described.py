"""What a directive's page says to programs: schema.org Legislation and Dublin Core, from the edition alone.

https://schema.org/Legislation, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from vankho.formats import FORMATS
from vankho.holdings import HeldFile, Holding
from vankho.model import Issuer, Relation, Signer
from vankho.page.links import Names
from vankho.page.parts import (
    Link,
    acting,
    acting_alone,
    address,
    heading,
    issuer_url,
    relative,
    tidy_position,
    tidy_subject,
    title,
)
from vankho.resolve import Ambiguous
from vankho.symbol import Side

_PROPERTIES: Mapping[Relation, str] = {
    Relation.AMENDS: "legislationAmends",
    Relation.REPEALS: "legislationRepeals",
    Relation.CORRECTS: "legislationCorrects",
    Relation.CONSOLIDATES: "legislationConsolidates",
    Relation.REPLACES: "legislationChanges",
    Relation.SUSPENDS: "legislationChanges",
    Relation.EXTENDS: "legislationChanges",
    Relation.IMPLEMENTS: "legislationEnsuresImplementationOf",
    Relation.DETAILS: "legislationEnsuresImplementationOf",
    Relation.GUIDES: "legislationEnsuresImplementationOf",
    Relation.BASIS: "isBasedOn",
}
"""What schema.org calls a relation; the others are its `citation`."""

_BODIES = {Side.PARTY: "Organization", Side.STATE: "GovernmentOrganization"}

Locate = Callable[[str], str]


def described(holding: Holding, trail: Sequence[Link], names: Names) -> dict[str, Any]:
    """What the head of a directive's page holds for programs."""
    settings = names.archive.holdings.settings
    base, own = settings.base_url, address(holding.id)

    def locate(url: str) -> str:
        return f"{base}{url}" if base else relative(own, url)

    return {
        "json_ld": {
            "@context": "https://schema.org",
            "@graph": [_legislation(holding, names, locate), _breadcrumb(trail, names, locate)],
        },
        "dublin_core": _dublin_core(holding),
        "description": f"{heading(holding)}: {tidy_subject(holding.subject_line)}",
    }


def _legislation(holding: Holding, names: Names, locate: Locate) -> dict[str, Any]:
    own = address(holding.id)
    bodies = [_body(holding.issuer, acting_alone(holding), locate)]
    bodies += [_body(issuer, issuer.name, locate) for issuer in holding.co_issuers]
    found: dict[str, Any] = {
        "@type": "Legislation",
        "@id": locate(own),
        "url": locate(own),
        "name": heading(holding),
        "alternateName": title(holding),
        "legislationIdentifier": str(holding.number),
        "legislationType": holding.type.title,
        "legislationDate": holding.date.isoformat(),
        "legislationDateOfApplicability": holding.effective.isoformat() if holding.effective else None,
        "legislationPassedBy": bodies,
        "accountablePerson": [_person(signer) for signer in holding.signers],
        "abstract": tidy_subject(holding.subject_line),
        "keywords": list(holding.topics),
        "inLanguage": "vi",
        "isPartOf": {"@type": "WebSite", "name": names.archive.holdings.settings.title, "url": locate("/")},
        "encoding": [_encoding(file, own, locate) for file in holding.files],
        **_relations(holding, names, locate),
    }
    return {key: value for key, value in found.items() if value}


def _body(issuer: Issuer, name: str, locate: Locate) -> dict[str, str]:
    return {"@type": _BODIES[issuer.side], "name": name, "url": locate(issuer_url(issuer))}


def _person(signer: Signer) -> dict[str, str]:
    office = {"jobTitle": tidy_position(signer.position)} if signer.position else {}
    return {"@type": "Person", "name": signer.name, **office}


def _encoding(file: HeldFile, own: str, locate: Locate) -> dict[str, str]:
    return {
        "@type": "MediaObject",
        "name": file.title or file.name,
        "contentUrl": locate(f"{own}{file.name}"),
        "encodingFormat": FORMATS[PurePosixPath(file.name).suffix].media_type,
        "contentSize": str(file.stored.bytes),
        "sha256": file.stored.sha256,
    }


def _relations(holding: Holding, names: Names, locate: Locate) -> dict[str, list[dict[str, str]]]:
    """The documents that it cites, each once under each property; of an ambiguous citation nothing is said."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for number, target in enumerate(names.archive.targets[holding.id]):
        if isinstance(target, Ambiguous) or not target.id or target.id == holding.id:
            continue
        key = _PROPERTIES.get(names.relation(holding, number), "citation")
        link = names.full(target.id)
        found.setdefault(key, {})[target.id] = {"@type": "Legislation", "@id": locate(link.url), "name": link.text}
    for key in [key for key in found if key != "citation"]:
        for document in found[key]:
            found.get("citation", {}).pop(document, None)
    return {key: list(found[key].values()) for key in sorted(found)}


def _breadcrumb(trail: Sequence[Link], names: Names, locate: Locate) -> dict[str, Any]:
    steps = [Link("/", names.say("Trang chủ")), *trail]
    items = [
        {"@type": "ListItem", "position": place, "name": step.text}
        | ({"item": {"@id": locate(step.url)}} if step.url else {})
        for place, step in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _dublin_core(holding: Holding) -> tuple[tuple[str, str], ...]:
    return (
        ("title", heading(holding)),
        ("creator", acting(holding)),
        ("type", holding.type.title),
        ("identifier", str(holding.number)),
        ("issued", holding.date.isoformat()),
        ("abstract", tidy_subject(holding.subject_line)),
        *(("subject", topic) for topic in holding.topics),
        ("language", "vi"),
    )
