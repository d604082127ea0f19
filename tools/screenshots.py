"""Pictures of every kind of page, for people to look at: seeds and made letters in, PNG and PDF files out.

    python -m tools.screenshots [NAME …]

writes build/screenshots/NAME-WIDTH-SCHEME.png of each kind of page (or of those kinds whose name holds one of the
words), the printed A4 sheets of the letters and of a list as NAME.pdf, and the README's pictures into docs/pictures/.
The pictures depend on the Chromium that is on the machine, so only those of the README are kept.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOP), str(TOP / "tests")]

from kinds import KINDS, SEED, address, write_sites  # noqa: E402
from web import chromium, serving  # noqa: E402

from vankho.spelling import slug  # noqa: E402

OUT = TOP / "build" / "screenshots"
PICTURES = TOP / "docs" / "pictures"
TALLEST = 4000
"""A picture is cut off there: a decision of 40 pages would be 60,000 high."""

PRINTED = (
    "Party letter, wanted and ambiguous", "State letter with a wide table", "decision of 40 pages", "three signers",
    "joint document", "no addressees", "all marks, long subject", "internal passages", "seed of the Party",
    "seed of the State", "all of a year",
)  # fmt: skip

README = (
    ("cong-van", SEED, 1280, 900, "light", 1),
    ("dien-thoai", "/goc/ubnd-tinh-quang-ngai/2020/6321-ubnd-th/", 390, 844, "dark", 2),
    ("tim-kiem", "/goc/tim-kiem/?q=thực hiện nhiệm vụ", 1280, 900, "light", 1),
)
"""Name, address, width, height, scheme and dots a pixel of each picture in docs/pictures/."""


def open_page(browser: Any, url: str, width: int, height: int, scheme: str, scale: int = 1) -> Any:
    """A page of a served site when all of it is there: its fonts, and of a search its results."""
    size = {"width": width, "height": height}
    page = browser.new_page(viewport=size, color_scheme=scheme, device_scale_factor=scale, reduced_motion="reduce")
    page.goto(url)
    if "?q=" in url:
        page.wait_for_selector('[data-search-state="ready"]', state="attached")
        page.wait_for_selector("#bo-loc:not([hidden])", state="attached")
    page.evaluate("document.fonts.ready")
    return page


def main(words: list[str]) -> None:
    chosen = [kind for kind in KINDS if not words or any(word in kind for word in words)]
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vankho-") as folder:
        root = Path(folder) / "site"
        write_sites(root, Path(folder))
        with serving(root) as home, chromium() as browser:
            for kind in chosen:
                for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")):
                    page = open_page(browser, home + address(root, kind), width, 900, scheme)
                    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                    page.set_viewport_size({"width": width, "height": height})
                    page.screenshot(path=OUT / f"{slug(kind)}-{width}-{scheme}.png", animations="disabled")
                    if kind in PRINTED and (width, scheme) == (1280, "light"):
                        page.pdf(path=OUT / f"{slug(kind)}.pdf", prefer_css_page_size=True)
                    page.close()
                print(f"{slug(kind)}", flush=True)
            if not words:
                for name, path, width, height, scheme, scale in README:
                    page = open_page(browser, home + path, width, height, scheme, scale)
                    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
                    page.close()
    print(f"{OUT}: {len(list(OUT.iterdir()))} files")


if __name__ == "__main__":
    main(sys.argv[1:])
