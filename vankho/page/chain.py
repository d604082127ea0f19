"""The chain of implementation: what a directive carries out, what that carries out, and so on upwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from vankho.holdings import Holding
from vankho.model import VERBS, Relation
from vankho.page.links import Names
from vankho.page.parts import Link
from vankho.resolve import Ambiguous


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain above a directive: who has to do what with what, and who says so."""

    subject: Link
    verb: str
    object: Link
    told_by: Link | None
    """None where the subject's own text says it."""


CHAIN = frozenset([Relation.BASIS, Relation.DETAILS, Relation.GUIDES, Relation.IMPLEMENTS, Relation.FOLLOWS])
MOST_STEPS = 12


def chain(holding: Holding, names: Names) -> tuple[Step, ...]:
    """What a directive implements, what that implements, and so on upwards (trung ương, tỉnh, thành phố), at most
    `MOST_STEPS` steps: from what the documents themselves say, and from what others tell of them."""
    steps: list[Step] = []
    waiting, seen = [holding.id], {holding.id}
    while waiting and len(steps) < MOST_STEPS:
        subject = waiting.pop(0)
        for verb, object_id, teller in above(subject, names):
            if len(steps) < MOST_STEPS:
                told_by = names.link(teller) if teller else None
                steps.append(Step(names.link(subject), names.say(verb), names.link(object_id), told_by))
            if object_id not in seen:
                seen.add(object_id)
                waiting.append(object_id)
    return tuple(steps)


def above(subject: str, names: Names) -> Iterable[tuple[str, str, str | None]]:
    """(verb, document, who tells it) of each document that one follows from; each document once."""
    found: dict[str, tuple[str, str | None]] = {}
    holding = names.held.get(subject)
    if holding is not None:
        for number, target in enumerate(names.archive.targets[subject]):
            relation = names.relation(holding, number)
            if relation in CHAIN and not isinstance(target, Ambiguous) and target.id and target.id != subject:
                found.setdefault(target.id, (VERBS[relation][0], None))
    for told in names.told_of(subject):
        if told.relation in CHAIN:
            found.setdefault(told.object, (VERBS[told.relation][0], told.by))
    return [(verb, object_id, teller) for object_id, (verb, teller) in found.items()]
