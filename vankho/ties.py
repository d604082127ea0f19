"""Keys that a citation has in common with whatever may decide about it: directives that are held, and other citations.

A directive that is held has those of its number, with its symbol and with its date, of its address, its names, its
record. A citation has those of what it may mean. One with a date may besides be joined by those without (`joined_key`).
"""

from collections.abc import Iterable, Iterator
from datetime import date as Day

from vankho.spelling import match_key
from vankho.symbol import symbol_key

_OF_A_NUMBER, _JOINED, _OF_AN_ADDRESS = "n:", "j:", "w:"


def numbered_key(number: str, document_type: str, symbol: str | None = None) -> str:
    """The key of a number of a type, and of a symbol where that is known."""
    key = f"{_OF_A_NUMBER}{number_key(number)} {document_type}"
    return key if symbol is None else f"{key} {symbol_key(symbol)}"


def dated_key(number: str, document_type: str, date: Day) -> str:
    """The key of a number of a type that is of this day: nothing else can be what is cited with a date."""
    return f"{numbered_key(number, document_type)} {date}"


def joined_key(numbered: str) -> str:
    """The key of a citation with a date, for those without one that have this key and may join it."""
    return f"{_JOINED}{numbered.removeprefix(_OF_A_NUMBER)}"


def joining(keys: Iterable[str]) -> Iterator[str]:
    """The key by which those without date are found that may join a citation with these keys."""
    return (f"{_OF_A_NUMBER}{key.removeprefix(_JOINED)}" for key in keys if key.startswith(_JOINED))


def joined(keys: Iterable[str]) -> Iterator[str]:
    """The key by which those are found that a citation with these keys may join."""
    return (joined_key(key) for key in keys if key.startswith(_OF_A_NUMBER))


def is_number(key: str) -> bool:
    """Whether it is the key of a number."""
    return key.startswith(_OF_A_NUMBER)


def record_key(record: str) -> str:
    """The key of a record, and of the directive that is held of it."""
    return f"r:{record}"


def name_key(name: str) -> str:
    """The key of a name by which a document is known."""
    return f"a:{match_key(name)}"


def address_key(document_id: str) -> str:
    """The key of whatever has this address, held or not."""
    return f"{_OF_AN_ADDRESS}{document_id}"


def is_address(key: str) -> bool:
    """Whether it is an `address_key`."""
    return key.startswith(_OF_AN_ADDRESS)


def address_in(keys: Iterable[str]) -> str:
    """The address among the keys of a citation that has one."""
    return next(filter(is_address, keys)).removeprefix(_OF_AN_ADDRESS)


def number_key(number: str) -> str:
    """`02` and `2` are one number."""
    return number.casefold().lstrip("0") or "0"
