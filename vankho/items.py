"""The items of a body: labels as printed in, ids and depth out.

Items are known by their label, not by Markdown or indentation, and nest by kind of label
(Nghị định 30/2020/NĐ-CP, Phụ lục I.II.5; Party letters use `I-`, `1-`, `1/` as well).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vankho.markup import Inline, Run
from vankho.pinpoint import ANNEX

_LABELS: tuple[tuple[str, str, str], ...] = (
    ("phan", r"Phần\s+(?:thứ\s+(?P<phan>[^\W\d_]+)|(?P<phanso>[IVX]+|[0-9]+))[.:]?", "Phần thứ nhất"),
    ("chuong", r"(?:Chương|CHƯƠNG)\s+(?P<chuong>[IVXLC]+|[0-9]+)[.:]?", "Chương II"),
    ("tieu-muc", r"(?:Mục|MỤC)\s+(?P<tieumuc>[IVXLC]+|[0-9]+)[.:]?", "Mục 1"),
    ("dieu", r"Điều\s+(?P<dieu>[0-9]+[a-zđ]?)[.:]?", "Điều 5."),
    ("la-ma", r"(?P<lama>[IVXL]+)\s?[-./)](?!\s+[A-ZĐ]\.)", "I-"),
    ("so", r"(?P<so>[0-9]{1,3})\s?[-./)]", "1."),
    ("nhieu-bac", r"(?P<nhieubac>[0-9]{1,2}(?:\.[0-9]{1,2})+)[.)-]?", "1.1."),
    ("chu", r"(?P<chu>[a-zđ])\s?[).]", "đ)"),
    ("gach", r"[-–]", "-"),
    ("cong", r"\+", "+"),
)
"""Kind of label, its form with its figure, an example; in the order in which they nest."""

_RANK = {kind: rank for rank, (kind, _, _) in enumerate(_LABELS)}
_LABEL = re.compile(rf"(?:{'|'.join(f'(?P<k{rank}>{form})' for rank, (_, form, _) in enumerate(_LABELS))})(?=\s|$)")
_FIGURES = ("phan", "phanso", "chuong", "tieumuc", "dieu", "lama", "so", "nhieubac", "chu")


@dataclass(frozen=True, slots=True)
class Label:
    rank: int
    figure: str
    """`1`, `ii`, `1-1`; empty for dashes. Of `đ)` it is `dd`, for `d)` comes before it."""
    printed: str

    @classmethod
    def read(cls, text: str) -> "Label | None":
        """The label at the beginning of a text.

        >>> Label.read("1.1. Giao"), Label.read("59.835 triệu đồng")
        (Label(rank=6, figure='1-1', printed='1.1.'), None)
        """
        match = _LABEL.match(text)
        if not match:
            return None
        rank = next(rank for rank in range(len(_LABELS)) if match[f"k{rank}"] is not None)
        figure = next((match[name] for name in _FIGURES if match[name]), "")
        figure = figure.lower().replace(".", "-").replace("đ", "dd")
        if rank == _RANK["phan"]:
            ordinals = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"]
            figure = str(ordinals.index(figure) + 1) if figure in ordinals else figure
            if not re.fullmatch(r"[0-9]+|[ivxlc]+", figure):
                return None
        return cls(rank, figure, match[0])


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph, or an item without its label."""

    label: Label | None
    label_runs: tuple[Run, ...]
    inline: Inline


def _label(inline: Inline) -> Label | None:
    """A label counts if it is public, or all of it internal: an internal span shows nothing of itself outside."""
    return Label.read(inline.head())


def split(inline: Inline) -> Iterator[Item]:
    """A paragraph, cut at the lines that begin an item.

    A label counts at the paragraph's start, after another item, or after a line that ends in ":": the second line of
    "năm⏎2023. Để" begins none.
    """
    lines = list(inline.lines())
    first = _label(lines[0])
    start, label = 0, first
    for number in range(1, len(lines)):
        found = _label(lines[number])
        if found is None or not (label is not None or lines[number - 1].plain().rstrip().endswith(":")):
            continue
        yield _item(lines[start:number], label)
        start, label = number, found
    yield _item(lines[start:], label)


def _item(lines: list[Inline], label: Label | None) -> Item:
    runs = [run for line in lines for run in line.runs]
    while runs and runs[-1].text == "\n":
        runs.pop()
    taken: list[Run] = []
    missing = len(label.printed) if label else 0
    while missing:
        first = runs.pop(0)
        taken.append(first.saying(first.text[:missing]))
        if rest := first.text[missing:]:
            runs.insert(0, first.saying(rest))
        missing -= len(taken[-1].text)
    return Item(label, tuple(taken), Inline(tuple(runs), lines[0].line))


class Numbering:
    """Gives items their ids: `muc-` and the path of numbered ancestors, `dieu-5-1-a`, in annexes `pl-1-…`."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._open: list[tuple[Label, str | None]] = []
        self._annexes = 0
        self._used: set[str] = set()
        self._times: dict[str, int] = {}

    def annex(self, text: str) -> None:
        """A line "PHỤ LỤC" begins a numbering of its own."""
        if ANNEX.match(text.strip()):
            self._annexes += 1
            self._open.clear()

    def number(self, label: Label) -> tuple[str | None, int]:
        """Id (None for dashes) and depth of the next item."""
        if label.rank == _RANK["nhieu-bac"]:
            dots = label.figure.count("-")
            while self._open and self._open[-1][0].rank >= label.rank:
                if self._open[-1][0].rank == label.rank and self._open[-1][0].figure.count("-") < dots:
                    break
                self._open.pop()
        else:
            while self._open and self._open[-1][0].rank >= label.rank:
                self._open.pop()
        depth = len(self._open)
        item_id = self._unique(self._path(label)) if label.figure else None
        self._open.append((label, item_id))
        return item_id, depth

    @property
    def current(self) -> str | None:
        """The id of the numbered item that is open."""
        return next((item_id for _, item_id in reversed(self._open) if item_id), None)

    def _path(self, label: Label) -> str:
        path = [above for above, _ in self._open if above.figure] + [label]
        for place, above in enumerate(path):
            if above.rank == _RANK["dieu"]:  # articles are numbered through all chapters
                path = path[place:]
        if label.rank == _RANK["nhieu-bac"]:  # "1.1." repeats its ancestors' figures
            path = [above for above in path if above.rank < _RANK["so"]] + [label]
        heads = {
            _RANK["phan"]: "phan-",
            _RANK["chuong"]: "chuong-",
            _RANK["tieu-muc"]: "tieu-muc-",
            _RANK["dieu"]: "dieu-",
        }
        annex = f"pl-{self._annexes}-" if self._annexes else ""
        head = heads.get(path[0].rank, "muc-")
        return self._prefix + annex + head + "-".join(step.figure for step in path)

    def _unique(self, path: str) -> str:
        """The path, with the first figure from 2 on that makes it unlike every id before."""
        item_id = path
        while item_id in self._used:
            self._times[path] = self._times.get(path, 1) + 1
            item_id = f"{path}-{self._times[path]}"
        self._used.add(item_id)
        return item_id
