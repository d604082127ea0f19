"""Values that are made of others when they are asked for."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")


class Lazy(Mapping[K, R], Generic[K, R]):
    """A mapping that makes each value of another when it is asked for, and keeps what it has made, or the `most` last
    of it. What is `given` need not be made; its keys are among the others, and what stands there is not asked for."""

    def __init__(
        self,
        values: Mapping[K, Any],
        make: Callable[[Any], R],
        most: int = sys.maxsize,
        given: Mapping[K, R] = MappingProxyType({}),
    ) -> None:
        self._values = values
        self._make = make
        self._most = most
        self._done: dict[K, R] = {}
        self.given = given

    def __getitem__(self, key: K) -> R:
        if key in self._done:
            return self._done[key]
        if key in self.given:
            return self.given[key]
        made = self._make(self._values[key])
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
        values = _in_order({**self._values, **new}, keys)
        return Lazy(values, self._make, self._most, {k: v for k, v in {**self.given, **new}.items() if k in values})

    def unmade(self, unmake: Callable[[R], T]) -> dict[K, T]:
        """What it makes its values of; of those that it was given that is made."""
        return {**self._values, **{key: unmake(value) for key, value in self.given.items()}}


def replaced(values: Mapping[K, R], new: Mapping[K, R], keys: Iterable[K]) -> Mapping[K, R]:
    """A mapping of these keys, to what is `new` of them or else to these values; those that are lazy are not made."""
    if isinstance(values, Lazy):
        return values.replaced(new, keys)
    return _in_order({**values, **new}, keys)


def updated(values: Mapping[K, R], new: Mapping[K, R], gone: Iterable[K] = ()) -> Mapping[K, R]:
    """A mapping in the order of its keys, as these values are: with what is `new`, and without what is `gone`."""
    left = set(values).difference(gone)
    is_same = len(left) == len(values) and new.keys() <= left
    return replaced(values, new, values if is_same else sorted(left | new.keys()))  # type: ignore[type-var]


def _in_order(values: dict[K, T], keys: Iterable[K]) -> dict[K, T]:
    order = list(keys)
    return values if order == list(values) else {key: values[key] for key in order}
