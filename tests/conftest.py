"""What several tests need: the five letters, built once, and made archives."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from fuzz.kills import MEMORY
from hypothesis import settings
from make import built_files, theme
from web import chromium

from vankho.render import Theme

settings.register_profile("search", deadline=None)  # a busy machine is no defect
settings.register_profile("steady", settings.get_profile("search"), derandomize=True, database=None)
settings.load_profile("steady")  # whether a change is good is not left to chance; `make fuzz` searches

ROOM = 6 * 1024**3
"""Bytes: twice what all tests at once were seen to use."""
if MEMORY and "TMPDIR" not in os.environ and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = MEMORY  # of their workers and programs too: to make 3,000 files took a disk 2.7 s, this 0.07
    tempfile.tempdir = None

TOP = Path(__file__).parent.parent
collect_ignore = ["fuzz"]  # it runs by itself: `make fuzz`


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first: one that begins last has a processor of two stand idle for minutes."""
    items.sort(key=lambda item: not item.name.startswith("test_the_theorem_"))


@pytest.fixture(scope="session")
def public_site() -> dict[str, bytes]:
    """The files of the public edition of content/, without the search index."""
    return built_files(TOP / "content")


@pytest.fixture(scope="session", autouse=True)
def templates_once():
    """Builds of this process compile the templates of the program once: it takes longer than all the rest of a build of
    few letters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "of", theme)
        yield


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched
