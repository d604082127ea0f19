"""The opening in the wall (`vankho.edition`): what one edition may show of the parts of one directive."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import TypeVar

from vankho.holdings import Edition, Passage, ShownBlock, ShownText, Slot, Withheld
from vankho.model import Block, Citation, Hole, Internal, InternalBlocks, Restricted, Text

T = TypeVar("T")


class Wall:
    """Lets through what one edition may show of one directive, and numbers its citations."""

    def __init__(self, edition: Edition, before: int = 0) -> None:
        """So many citations come `before` what it is asked for."""
        self._shows_all = edition is Edition.INTERNAL
        self._numbers = count(before)
        self.citations: list[Citation] = []

    def value(self, value: Restricted[T] | T | None) -> T | None:
        if isinstance(value, Restricted):
            return value.value if self._shows_all else None
        return value

    def values(self, values: Sequence[Restricted[T] | T]) -> tuple[T, ...]:
        return () if not values else tuple(shown for value in values if (shown := self.value(value)) is not None)

    def marked(self, values: Iterable[Restricted[T] | T]) -> Iterator[tuple[T, bool]]:
        """As `values`, each with whether only the internal edition has it."""
        for value in values:
            if (shown := self.value(value)) is not None:
                yield shown, isinstance(value, Restricted)

    def text(self, text: Text) -> ShownText:
        parts: list[str | Slot | Passage | Withheld] = []
        for part in text.parts:
            if not isinstance(part, Internal):
                parts.append(self._part(part))
            elif self._shows_all:
                parts.append(Passage(tuple(self._part(inner) for inner in part.parts)))
            else:
                blank = bool(parts) and isinstance(parts[-1], str) and not parts[-1].strip()
                if blank and len(parts) > 1 and isinstance(parts[-2], Withheld):
                    parts.pop()
                if not (parts and isinstance(parts[-1], Withheld)):
                    parts.append(Withheld())
        return ShownText(tuple(parts))

    def _part(self, part: str | Hole) -> str | Slot:
        if isinstance(part, str):
            return part
        self.citations.append(part.citation)
        return Slot(next(self._numbers), part.html)

    def blocks(self, blocks: Iterable[Block | InternalBlocks]) -> Iterator[ShownBlock | Withheld]:
        notice = False
        for block in blocks:
            if isinstance(block, Block):
                notice = False
                yield self._block(block, restricted=False)
            elif self._shows_all:
                for inner in block.blocks:
                    yield self._block(inner, restricted=True)
            elif not notice:
                notice = True
                yield Withheld()

    def _block(self, block: Block, *, restricted: bool) -> ShownBlock:
        return ShownBlock(block.kind, block.id, block.rank, block.label, self.text(block.text), restricted)
