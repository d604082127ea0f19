"""`make search-eval`: what the search page finds first, for the queries of tests/cases/search-queries.txt, in Chromium.

Prints success at 1 (one document is meant: it stands first) and at 5 (all that are meant stand among the first five, or
nothing is found where nothing is meant), by group, and each failure. Exits with 1 below the floors.
"""

import re
import sys
import tempfile
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "search")]

from letters import ARCHIVE, letters  # noqa: E402
from make import built_files, write_content  # noqa: E402
from web import chromium, serving, write_files  # noqa: E402

FLOOR_AT_1, FLOOR_AT_5 = 1.0, 1.0


@dataclass(frozen=True)
class Query:
    archive: str
    group: str
    words: str
    meant: tuple[str, ...]
    """Ends of the ids; none where nothing is to be found."""


def unmarked(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def queries() -> list[Query]:
    """The queries of the file, and each that has marks without them."""
    found: list[Query] = []
    for line in (TESTS / "cases" / "search-queries.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        archive, group, words, meant = (part.strip() for part in line.split(" | "))
        ids = () if meant == "none" else tuple(meant.split(", "))
        found.append(Query(archive, group, words, ids))
        if unmarked(words) != words and ids:
            found.append(Query(archive, f"{group}, without marks", unmarked(words), ids))
    return found


def sites(root: Path, names: set[str], pagefind: Path | None) -> None:
    """The archives of these names, built with their indexes below a folder."""
    if "made" in names:
        write_content(root / "content", dict(letters()), ARCHIVE)
    for name, content in (("seeds", TESTS.parent / "content"), ("made", root / "content")):
        if name in names:
            write_files(root / name, built_files(content, search=True, pagefind=pagefind))


def answers(asked: list[Query], browser: Any, pagefind: Path | None = None) -> list[list[str]]:
    """The ids of the first five results of each query, as the search page shows them."""
    with tempfile.TemporaryDirectory(prefix="vankho-") as folder, browser.new_context() as context:
        sites(Path(folder), {query.archive for query in asked}, pagefind)
        with serving(Path(folder)) as home:
            pages = {archive: context.new_page() for archive in {query.archive for query in asked}}
            for archive, page in pages.items():
                page.goto(f"{home}/{archive}/tim-kiem/")
            return [_answer(pages[query.archive], query.words) for query in asked]


def _answer(page: Any, words: str) -> list[str]:
    """What the page shows of a search to which one goes back: it begins at once, and the page need not load anew."""
    page.evaluate(
        "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }",
        f"?q={quote(words)}",
    )
    done = '[data-search-state="ready"], [data-search-state="empty"], [data-search-state="error"]'
    page.wait_for_selector(done, state="attached")
    found: list[str] = page.eval_on_selector_all("[data-result]", "all => all.map(one => one.dataset.result)")
    return found[:5]


def success(query: Query, found: list[str]) -> tuple[bool | None, bool]:
    """(at 1, at 5); at 1 is None where several documents or none are meant."""
    if not query.meant:
        return None, not found
    stands = [any(re.search(rf"(?:^|/){re.escape(end)}$", id_) for id_ in found) for end in query.meant]
    first = bool(found) and re.search(rf"(?:^|/){re.escape(query.meant[0])}$", found[0]) is not None
    return (first if len(query.meant) == 1 else None), all(stands)


def main(browser: Any, archives: tuple[str, ...] = ("seeds", "made"), pagefind: Path | None = None) -> int:
    asked = [query for query in queries() if query.archive in archives]
    groups: dict[str, list[tuple[bool | None, bool]]] = defaultdict(list)
    failed: list[str] = []
    for query, found in zip(asked, answers(asked, browser, pagefind), strict=True):
        result = success(query, found)
        groups[query.group].append(result)
        if result[0] is False or not result[1]:
            failed.append(f"{query.archive}, {query.group}: {query.words} -> {found}, not {query.meant or 'nothing'}")
    everything = [result for results in groups.values() for result in results]
    low = False
    for name, results in [*sorted(groups.items()), ("all", everything)]:
        at_1 = [first for first, _ in results if first is not None]
        at_5 = [five for _, five in results]
        rates = (sum(at_1) / len(at_1) if at_1 else 1.0, sum(at_5) / len(at_5))
        low = low or rates[0] < FLOOR_AT_1 or rates[1] < FLOOR_AT_5
        print(f"{name:26} at 1: {sum(at_1):3} of {len(at_1):3}   at 5: {sum(at_5):3} of {len(at_5):3}")
    for line in failed:
        print(f"  {line}")
    return 1 if low else 0


if __name__ == "__main__":
    with chromium() as launched:
        status = main(launched)
    sys.exit(status)
