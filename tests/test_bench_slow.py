"""The bench runs, on few letters: nothing is said about times."""

import subprocess

import pytest

from bench.hugo_site import hugo_links, hugo_program, our_links, write_hugo_site
from bench.letters import write_letters
from vankho.cli import main

pytestmark = pytest.mark.slow
COUNT = 100


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return write_letters(COUNT, tmp_path_factory.mktemp("bench"))


@pytest.mark.skipif(hugo_program() is None, reason="Hugo is not installed: make bench installs it")
def test_hugo_finds_the_links_that_we_find(content, tmp_path, capsys):
    """Else we would be measured against less than the same job."""
    assert write_hugo_site(content, tmp_path / "hugo") == COUNT - 1
    subprocess.run([hugo_program(), "--quiet"], cwd=tmp_path / "hugo", check=True)
    output = ["--content", str(content), "--output", str(tmp_path / "site")]
    assert main(["build", "--edition", "public", "--no-search", *output]) == 0
    links, backlinks = hugo_links(tmp_path / "hugo" / "public")
    assert links == backlinks == our_links(tmp_path / "site" / "public")
    assert len(links) > 3 * COUNT
