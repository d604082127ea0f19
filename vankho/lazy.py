"""Values that are made of others when they are asked for."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")


class Lazy(Mapping[K, R]):
    """A mapping that makes each value of another once, when it is asked for."""

    def __init__(self, values: Mapping[K, T], make: Callable[[T], R]) -> None:
        self._values = values
        self._make = make
        self._done: dict[K, R] = {}

    def __getitem__(self, key: K) -> R:
        if key not in self._done:
            self._done[key] = self._make(self._values[key])
        return self._done[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
