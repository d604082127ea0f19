"""Documents a year as bars: counts in, the measures of a plain SVG out. Beside each stands a table with the figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_STEP, _BAR, _HEIGHT, _WIDEST = 14, 10, 64, 640


@dataclass(frozen=True, slots=True)
class Bar:
    year: int
    count: int
    x: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    """Each year of the span, also those without documents."""
    width: float
    height: int
    bar: float
    """Width of a bar."""

    @property
    def counted(self) -> tuple[Bar, ...]:
        """The years that have documents, newest first."""
        return tuple(bar for bar in reversed(self.bars) if bar.count)


def chart(years: Iterable[int], span: tuple[int, int]) -> Chart | None:
    """The years of documents over a span (first and last year); None where a picture would tell nothing: less than
    three years."""
    counts = Counter(years)
    first, last = span
    if last - first < 2 or not counts:
        return None
    top = max(counts.values())
    step = min(_STEP, _WIDEST / (last - first + 1))
    bars = tuple(
        Bar(year, counts[year], round((year - first) * step, 1), _tall(counts[year], top))
        for year in range(first, last + 1)
    )
    return Chart(bars, round((last - first + 1) * step, 1), _HEIGHT, round(step * _BAR / _STEP, 1))


def _tall(count: int, top: int) -> float:
    """What is there is seen: no bar of a document is lower than two pixels."""
    return max(2.0, round(count / top * _HEIGHT, 1)) if count else 0
