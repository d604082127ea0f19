"""Writing a directive's file: values in, text out, in the order of `vankho.keys` and one spelling of YAML.

The spelling is that of content/: block lists, plain texts where any YAML reader takes them for texts, else double
quotes; a long subject is folded (`>-`). What is written is read back by `vankho.parse` as the same values.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from vankho.fields import Field
from vankho.keys import FILE_FIELDS, FRONT_MATTER, RELATION_FIELDS, SIGNER_FIELDS
from vankho.spelling import UNSEEN, nfc

__all__ = ["KEYS", "Folded", "Noted", "comment_lines", "directive_text", "entry_lines", "in_order", "scalar"]

KEYS = tuple(field.key for field in FRONT_MATTER)
"""Of front matter, in the order in which they are written."""

_INNER: Mapping[str, tuple[Field, ...]] = {
    "signers": SIGNER_FIELDS,
    "relations": RELATION_FIELDS,
    "files": FILE_FIELDS,
}
_GUARD = ("value", "access")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with the lines in which it is to stand."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A value or an entry of a list, None where nothing is written, with its comments; their marks are left out."""

    value: object
    above: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    """On its line; above too where it has several lines."""
    below: tuple[str, ...] = ()
    """Behind the last entry of a list."""


_WIDTH = 78
"""Signs of a text that stands on the line of its key, and of a folded line."""

_NOT_PLAIN = re.compile(
    r"""[-?:,\[\]{}#&*!|>'"%@`=~]             # begins with what YAML has a use for
      | .*?(?: :(?:\s|\Z) | \s[#] )           # holds the end of a key, or the beginning of a comment
      | \.\.\.
      | (?:null|true|false|yes|no|on|off|y|n)\Z
      | [+.]?[0-9][0-9_,.:]*(?:e[+-]?[0-9]+)?\Z | 0x[0-9a-f]+\Z | 0o?[0-7]+\Z | \.(?:inf|nan)\Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def directive_text(
    values: Mapping[str, object],
    body: str,
    comments: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> str:
    """The text of a directive's file.

    A value is a text, a list of texts, or a list of mappings of texts; `{value: …, access: internal}` may stand for
    each. `comments` are lines that stand above a key. A key whose value is None is left out, or, where it has a
    comment, written as a comment itself (`# key:`), for the keeper to fill in. Keys that no table has come last.
    """
    lines = ["---"]
    for key in in_order({**values, **dict.fromkeys(comments)}, KEYS):
        value, said = values.get(key), comments.get(key, ())
        if value is None and not said:
            continue
        lines.extend(comment_lines(said))
        lines.extend(entry_lines(key, value) if value is not None else [f"# {key}:"])
    lines.append("---")
    text = nfc(body.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    return "\n".join(lines) + "\n" + (f"\n{text}\n" if text.strip() else "")


def in_order(keys: Iterable[str], order: Sequence[str]) -> list[str]:
    """The keys in the order of a table; what it does not have behind, as it stood."""
    found = list(keys)
    return [key for key in order if key in found] + [key for key in found if key not in order]


def comment_lines(said: Iterable[str]) -> list[str]:
    """Lines of comments, each a text without its mark."""
    lines = [line.strip() for text in said for line in (UNSEEN.sub("", nfc(text)).splitlines() or [""])]
    return [f"#{line}" if line.startswith("#") else f"# {line}".rstrip() for line in lines]


def entry_lines(key: str, value: object) -> list[str]:
    """A key of front matter with its value, as lines."""
    return _entry(key, value, tuple(field.key for field in _INNER.get(key, ())), folds=True)


def _entry(key: str, value: object, order: tuple[str, ...], *, folds: bool = False) -> list[str]:
    noted = value if isinstance(value, Noted) else Noted(value)
    block = _block(noted.value, order)
    written = scalar(key)
    if _has_lines(noted.value):
        lines = [f"{written}:", *(f"  {line}" for line in (*block, *comment_lines(noted.below)))]
    elif folds and (folded := _folded(noted.value)):
        lines = [f"{written}: >-", *(f"  {line}" for line in folded)]
        return [*comment_lines((*noted.above, *noted.behind)), *lines, *comment_lines(noted.below)]
    else:
        lines = [f"{written}: {block[0]}".rstrip(), *comment_lines(noted.below)]
    return _with_comments(lines, noted)


def _with_comments(lines: list[str], noted: Noted) -> list[str]:
    behind = comment_lines(noted.behind)
    if len(behind) == 1:
        lines = [f"{lines[0]} {behind[0]}", *lines[1:]]
    return [*comment_lines(noted.above), *(behind if len(behind) > 1 else []), *lines]


def _has_lines(value: object) -> bool:
    return isinstance(value, (Mapping, list, tuple)) and bool(value)


def _block(value: object, order: tuple[str, ...]) -> list[str]:
    """A value as lines that stand below a key or behind the mark of an entry."""
    if isinstance(value, Mapping):
        keys = in_order(map(str, value), _GUARD if "value" in value else order)
        return [line for key in keys for line in _entry(key, value[key], order)] or ["{}"]
    if isinstance(value, (list, tuple)):
        return [line for each in value for line in _list_entry(each, order)] or ["[]"]
    if value is None:
        return [""]
    return [scalar(" ".join(value.lines) if isinstance(value, Folded) else value)]


def _list_entry(entry: object, order: tuple[str, ...]) -> list[str]:
    """An entry with its mark; what is said of its first line stands above it."""
    noted = entry if isinstance(entry, Noted) else Noted(entry)
    block = _block(noted.value, order)
    several = _has_lines(noted.value)
    lines = block if several else _with_comments(block, Noted(None, behind=noted.behind))
    first = next(at for at, line in enumerate(lines) if not line.startswith("#"))
    said = [*comment_lines(noted.above), *(comment_lines(noted.behind) if several else []), *lines[:first]]
    return [*said, f"- {lines[first]}".rstrip(), *(f"  {line}" for line in lines[first + 1 :])]


def _clean(value: object) -> str:
    return nfc(str(value).strip())


def scalar(value: object) -> str:
    """A text as YAML on one line: plain where that is safe, else between double quotes.

    >>> scalar("Quảng Ngãi"), scalar("Lưu: VT"), scalar("2023-05-08"), scalar("012")
    ('Quảng Ngãi', '"Lưu: VT"', '2023-05-08', '"012"')
    """
    text = _clean(value)
    if text and not _NOT_PLAIN.match(text) and not _UNPRINTED.search(text):
        return text
    return '"' + re.sub(rf'["\\]|{_UNPRINTED.pattern}', lambda match: _escaped(match[0]), text) + '"'


def _escaped(sign: str) -> str:
    return _NAMED.get(sign) or f"\\u{ord(sign):04x}"


def _folded(value: object) -> Sequence[str] | None:
    """The lines of a long text that YAML joins again; None where folding would change it, or it is short."""
    if isinstance(value, Folded):
        return value.lines
    text = _clean(value)
    if len(text) <= _WIDTH or _UNPRINTED.search(text) or "  " in text:
        return None
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _WIDTH:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip(" ")
    return lines
