"""A small site in both editions, as it should be to the byte. `make golden` writes it anew: look at the difference."""

import re
import sys
from pathlib import Path

import pytest
from make import built_files

from vankho.holdings import Edition

HERE = Path(__file__).parent / "golden"
KEPT = (
    "index.html",
    "tinh-uy-a/2022/7-kh-tu/index.html",
    "tinh-uy-a/2022/3-kl-tu/index.html",
    "tinh-uy-a/2023/10-cv-tu/index.html",
    "tinh-uy-a/2023/index.html",
    "khong-co-trong-kho/index.html",
    "data/directives.jsonl",
    "data/citations.jsonl",
    "feed.xml",
    "sitemap.xml",
    "robots.txt",
)
"""Of each kind of file one; the rest is made by the same templates."""


def made(edition: Edition) -> dict[str, bytes]:
    """The kept files without the digests in the names of assets, which change with every style sheet."""
    files = built_files(HERE / "content", edition)
    return {name: re.sub(rb"\.[0-9a-f]{8}\.(css|js|svg|woff2)", rb".\1", files[name]) for name in KEPT}


@pytest.mark.parametrize("edition", list(Edition))
def test_the_golden_site(edition):
    for name, content in made(edition).items():
        assert content.decode() == (HERE / edition / name).read_text(encoding="utf-8"), name


if __name__ == "__main__" and "write" in sys.argv:
    for chosen in Edition:
        for path, text in made(chosen).items():
            (HERE / chosen / path).parent.mkdir(parents=True, exist_ok=True)
            (HERE / chosen / path).write_bytes(text)
