"""Lines in, whom a letter is for out: the addressees of "Kính gửi", the recipients of "Nơi nhận".

Each entry has a dash; a single addressee stands on the line of "Kính gửi" itself (Nghị định 30/2020/NĐ-CP, Phụ lục
I.II.9). An entry may go on over lines, and beside the recipients stands the signature, in a column or line by line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vankho.letterhead.lines import ADDRESSED, BULLET, RECIPIENTS, Line, Piece, columns, in_capitals, joined
from vankho.letterhead.signature import can_belong_to_a_signature, is_annex, is_over

_MOST_RECIPIENTS = 60


@dataclass(frozen=True, slots=True)
class Recipients:
    """The list of "Nơi nhận"."""

    entries: tuple[str, ...]
    beside: tuple[Piece, ...]
    """What stands in its lines and is no entry: mostly the signature."""
    end: int
    """The line behind it."""


def foot_of(lines: Sequence[Line]) -> int:
    """The last line with "Nơi nhận", or the number of lines."""
    for index in range(len(lines) - 1, -1, -1):
        if any(RECIPIENTS.match(piece.bare) for piece in columns(lines[index])):
            return index
    return len(lines)


def read_recipients(lines: Sequence[Line], foot: int) -> Recipients:
    """Whom copies are for, from line `foot`; down to a name that ends the signature, or to an annex."""
    pieces = list(columns(lines[foot]))
    titled = next(at for at, piece in enumerate(pieces) if RECIPIENTS.match(piece.bare))
    first = _behind(RECIPIENTS, pieces.pop(titled)).strip(" :;")
    entries = [BULLET.sub("", first, count=1)] if first else []
    beside = [(foot, piece) for piece in pieces]
    for index in range(foot + 1, len(lines)):
        if entries and is_annex(lines[index]):
            return Recipients(tuple(entries), tuple(beside), index)
        for place, piece in enumerate(columns(lines[index])):
            if not piece.plain:
                continue
            bullet = BULLET.match(piece.plain)
            if bullet and place == 0 and not is_over(beside) and len(entries) < _MOST_RECIPIENTS:
                entries.append(piece.plain[bullet.end() :].strip())
            elif (
                place == 0
                and entries
                and not entries[-1].endswith(".")
                and not can_belong_to_a_signature(piece)
                and lines[index - 1].plain
            ):
                entries[-1] = joined(entries[-1], piece.plain)
            else:
                beside.append((index, piece))
        if is_over(beside):
            return Recipients(tuple(entries), tuple(beside), index + 1)
    return Recipients(tuple(entries), tuple(beside), len(lines))


def read_addressees(lines: Sequence[Line], start: int, end: int) -> tuple[tuple[str, ...], int]:
    """Whom it is for, from the line of "Kính gửi" on, and the line behind them."""
    first = _behind(ADDRESSED, lines[start]).strip(" :;*")
    entries = [first] if first else []
    gap = False
    for index in range(start + 1, end):
        line = lines[index]
        if not line.plain:
            gap = True
            continue
        last = entries[-1] if entries else ""
        is_entry = BULLET.match(line.text.replace("*", "").lstrip()) is not None
        # below the one addressee beside "Kính gửi" and a gap, only a dash begins an entry: "+" and "*" do in the text
        if is_entry and not (gap and first and not re.match(r"\s*[-–]", line.text)):
            if gap and entries and len(line.plain) > 160:
                break  # a paragraph
            entries.append(BULLET.sub("", line.plain, count=1).strip())
        elif not entries and not gap and not in_capitals(line.plain):
            entries.append(line.plain)
        elif gap and line.plain[0].islower() and last[-1:].isalnum():
            entries[-1] = joined(last, line.plain)  # each line was a paragraph
        elif gap or not entries or in_capitals(line.plain) or last.endswith((".", ";")):
            if not (gap and first and last.endswith((",", ";")) and len(line.plain) < 90):
                break
            entries.append(line.plain)
        else:
            entries[-1] = joined(last, line.plain)
        gap = False
    else:
        index = end
    return tuple(entries), index


def _behind(title: re.Pattern[str], line: Line) -> str:
    """What stands behind "Kính gửi" or "Nơi nhận" on its line."""
    match = title.match(line.bare)
    return line.plain[match.end() :] if match else ""


def without_ends(entries: Sequence[str]) -> list[str]:
    """Entries of a list without the punctuation that parts them."""
    return [entry.rstrip(" ,;.") for entry in entries]
