"""Values that are made of others when they are asked for."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")


class _Made(NamedTuple, Generic[R]):
    value: R


class Lazy(Mapping[K, R]):
    """A mapping that makes each value of another when it is asked for, and keeps what it has made, or the `most` last
    of it."""

    def __init__(self, values: Mapping[K, Any], make: Callable[[Any], R], most: int = sys.maxsize) -> None:
        self._values = values
        self._make = make
        self._most = most
        self._done: dict[K, R] = {}

    def __getitem__(self, key: K) -> R:
        if key in self._done:
            return self._done[key]
        value = self._values[key]
        made: R = value.value if type(value) is _Made else self._make(value)
        if len(self._done) >= self._most:
            self._done.clear()
        self._done[key] = made
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def replaced(self, new: Mapping[K, R], keys: Iterable[K]) -> "Lazy[K, R]":
        """As the function."""
        values = {key: _Made(new[key]) if key in new else self._values[key] for key in keys}
        return Lazy(values, self._make, self._most)

    def unmade(self, unmake: Callable[[R], T]) -> dict[K, T]:
        """What it makes its values of; of those that it was given that is made."""
        return {k: unmake(value.value) if type(value) is _Made else value for k, value in self._values.items()}


def replaced(values: Mapping[K, R], new: Mapping[K, R], keys: Iterable[K]) -> Mapping[K, R]:
    """A mapping of these keys, to what is `new` of them or else to these values; those that are lazy are not made."""
    if isinstance(values, Lazy):
        return values.replaced(new, keys)
    return {key: new[key] if key in new else values[key] for key in keys}
