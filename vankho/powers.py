"""Who can do what to whose documents: a relation that words seem to tell, what is known of both documents, yes or no.

A letter only tells of what others do when it lacks the power itself: a province replaces no decree, a proposal amends
nothing (Luật Ban hành văn bản quy phạm pháp luật: a document is amended, replaced or repealed by one of the body that
issued it, or of its superior; Nghị định 30/2020/NĐ-CP, Điều 18: what is wrong in form is corrected by a công văn).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vankho.model import Issuer, Relation
from vankho.symbol import DocumentType

_RULES = frozenset(
    """luật|bộ luật|pháp lệnh|lệnh|nghị quyết|nghị quyết liên tịch|nghị định|quyết định|chỉ thị|thông tư
    thông tư liên tịch|quy định|quy chế|thông tri|hướng dẫn|văn bản hợp nhất""".replace("\n    ", "|").split("|")
)
"""Types that change documents of other types too; others change their own kind at most."""
_CHANGES = frozenset(
    [Relation.AMENDS, Relation.REPLACES, Relation.REPEALS, Relation.SUSPENDS, Relation.EXTENDS, Relation.CONSOLIDATES]
)
_EXPLAINS = frozenset([Relation.GUIDES, Relation.DETAILS])
_EXPLAINING = _RULES | {"công văn", "kế hoạch"}
_OF_OTHERS = frozenset([Relation.REPLIES_TO, Relation.AT_PROPOSAL_OF])


@dataclass(frozen=True, slots=True)
class Party:
    """A document as far as it is known."""

    type: DocumentType | None
    issuer: Issuer | None


def may(relation: Relation, acting: Party, other: Party, above_other: Iterable[Issuer]) -> bool:
    """Whether the acting document can have this relation to the other; `above_other` is the other's issuer with those
    above it. Types that an archive adds are taken for rules."""
    own_type = acting.type.name if acting.type else ""
    same_body = acting.issuer is not None and other.issuer is not None and acting.issuer.key == other.issuer.key
    if relation in _OF_OTHERS:
        return not same_body
    if relation in _EXPLAINS:
        return own_type in _EXPLAINING
    if relation is Relation.CORRECTS:
        return same_body or other.issuer is None
    if relation in _CHANGES:
        if acting.issuer is None or other.issuer is None or acting.issuer.key not in {b.key for b in above_other}:
            return False
        return own_type in _RULES or (acting.type is not None and acting.type == other.type)
    return True
