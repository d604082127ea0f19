"""What a reader's first and next page weigh, compressed, computed from the built files; `make audit` measures it."""

import gzip
import re

import pytest
from htmlread import parse_html
from test_fonts import FACES, characters

SEEDS = """tinh-uy-quang-ngai/2022/1055-cv-tu tinh-uy-quang-ngai/2023/1593-cv-tu tinh-uy-quang-ngai/2023/1889-cv-tu
thanh-uy-quang-ngai/2024/1438-cv-tu ubnd-tinh-quang-ngai/2020/6321-ubnd-th""".split()


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_directive_s_page_is_light(public_site, seed):
    """Everything that it can ask for, with every typeface that has one of its characters: at most 100 kB, then 15."""
    page = public_site[f"{seed}/index.html"]
    assert weight(page) <= 15_000
    named = set(re.findall(r"assets/[^\"' )]+\.(?:css|js|svg)", page.decode()))
    assert len(named) >= 4
    text = set(parse_html(page).one("body").text)
    files = [re.search(r"fonts/([^.]+)", face["src"])[1] for face in FACES if text & set(characters(face))]
    fonts = [name for name in public_site if re.fullmatch(rf"assets/fonts/(?:{'|'.join(files)})\.\w+\.woff2", name)]
    assert len(fonts) == len(files) >= 6
    assert weight(page) + sum(weight(public_site[name]) for name in {*named, *fonts}) <= 100_000
