"""Every link leads somewhere: each address that a page, style sheet or data file names is a file of the edition, each
fragment an id of that page, each id stands once, and nothing leads to another host."""

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
import samples
from htmlread import links
from make import built_files, write_content
from test_site_slow import validate, write

from vankho.addresses import target
from vankho.holdings import Edition
from vankho.named import named
from vankho.publish import MANIFEST
from vankho.verify import base_of, linked

TOP = Path(__file__).parent.parent
ALIKE = re.compile(r"/[0-9]+-ubnd-(?:kgvx|ktth|nc|nntn|cnxd)/index\.html$")
"""Pages of letters that fill the registers of the made letters."""


def wrong_links(files: dict[str, bytes]) -> list[str]:
    """What is wrong, a line each: nothing leads to another host either, though a reader's own click may."""
    base = base_of(BytesIO(files["index.html"]))
    problems, count = linked(((name, BytesIO(each)) for name, each in files.items()), {*files, MANIFEST}, base)
    assert count > 10 * sum(name.endswith(".html") for name in files)
    away = [
        f"{name}: {link.address}: another host"
        for name, each in files.items()
        for link in named(name, BytesIO(each)).links
        if target(name, link, base) is None
    ]
    return [*map(str, problems), *away]


@pytest.mark.parametrize("edition", list(Edition))
def test_every_link_of_the_five_letters_leads_somewhere(public_site, edition):
    assert wrong_links(public_site if edition is Edition.PUBLIC else built_files(TOP / "content", edition)) == []


def editions(folder: Path, letters: dict[str, str]) -> Callable[[Edition], dict[str, bytes]]:
    """The files of each edition of these letters, built when they are first asked for."""
    content = write_content(folder / "content", letters, samples.ARCHIVE)
    return cache(lambda edition: built_files(content, edition))


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The internal edition of 500 letters."""
    return editions(tmp_path_factory.mktemp("many"), samples.many(500))(Edition.INTERNAL)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Those of the made letters."""
    return editions(tmp_path_factory.mktemp("made"), samples.samples())


@pytest.mark.slow
@pytest.mark.parametrize("edition", list(Edition))
def test_every_link_of_the_made_letters_leads_somewhere(made, edition):
    files = made(edition)
    assert wrong_links(files) == []
    assert any("<loc>" in line for line in files["sitemap.xml"].decode().splitlines())


@pytest.mark.slow
def test_every_link_of_500_letters_leads_somewhere(many):
    assert wrong_links(many) == []


def test_no_address_of_a_page_is_overlooked(public_site):
    """Those that another reader of pages finds are all among those that are followed."""
    for name, content in public_site.items():
        if name.endswith(".html"):
            followed = {link.address for link in named(name, BytesIO(content)).links}
            assert set(links(content)) <= followed, name


def test_a_wrong_link_is_seen_and_so_is_one_to_another_host(public_site):
    page = public_site["so/index.html"]
    for address in ("../no/", "#no", "https://example.org/"):
        assert len(wrong_links({**public_site, "so/index.html": page + f'<a href="{address}">x</a>'.encode()})) == 1


@pytest.mark.slow
def test_pages_of_500_letters_are_valid_html(many, tmp_path):
    """Each fifth: all of them take long, and every kind of page is validated whole below."""
    chosen = sorted(name for name in many if name.endswith(".html"))[::5]
    assert len(chosen) > 100
    assert validate(write(tmp_path / "site", {name: many[name] for name in chosen})) == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", list(Edition))
def test_pages_of_the_made_letters_are_valid_html(made, tmp_path, edition):
    """In the internal edition all, but of the many that are made alike each fifth; in the public one those that differ."""
    hidden = {samples.INTERNAL_PARTLY, samples.MARKS, samples.CITED, samples.CITES_AMBIGUOUSLY}
    files = {name: content for name, content in made(edition).items() if name.endswith(".html")}
    if edition is Edition.PUBLIC:
        names = [name for name in files if name.removesuffix("/index.html") in hidden]
    else:
        alike = [name for name in sorted(files) if ALIKE.search(name)]
        assert len(alike) > 200
        names = [*(files.keys() - set(alike)), *alike[::5]]
    assert len(names) >= 4
    assert validate(write(tmp_path / "site", {name: files[name] for name in names})) == []
