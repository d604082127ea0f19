"""What a process that stays has loaded and decided last: what is the same is not read, shown or decided once more."""

from collections.abc import Callable
from typing import NamedTuple

from vankho.cards import Shelf
from vankho.edition import reread
from vankho.holdings import Edition, Holdings
from vankho.resolve import Settlement
from vankho.store import Store


class Known(NamedTuple):
    """What was decided of an edition."""

    whole: bytes
    """Of all that there was to decide (`memory.decides`)."""
    digest: bytes
    """Of what is kept of it."""
    settlement: Settlement


class Resident:
    """Of one content folder and one folder where builds keep what they know."""

    def __init__(self) -> None:
        self.store: Store | None = None
        self.settled: dict[Edition, Known] = {}
        """What the citations of editions mean."""
        self._shown: dict[Edition, Holdings] = {}
        self._made_of: tuple[object, ...] = ()

    def keep(self, store: Store | None, *made_of: object) -> None:
        """Keeps the store; forgets what was made of other values than these."""
        self.store = store
        if store is not None:
            store.stay()
        if made_of != self._made_of:
            self._made_of = made_of
            self._shown, self.settled = {}, {}

    def shown(self, select: Callable[[Edition], Holdings], shelf: Shelf, edition: Edition) -> Holdings:
        """What an edition shows: as it was, but for its texts, where it is made of the same; else it is selected."""
        before = self._shown.get(edition)
        self._shown[edition] = found = reread(before, shelf) if before else select(edition)
        return found
