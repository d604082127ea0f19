"""Work that another process does meanwhile."""

import os
import time
from pathlib import Path

import pytest

from vankho.crew import aside


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_another_process_does_is_had_when_it_is_asked_for(jobs):
    made = []

    def work():
        made.append(os.getpid())
        return made

    with aside(work, jobs) as done:
        assert made == []
        (worker,) = done()
    assert (worker == os.getpid()) is (jobs == 1)
    assert made == ([worker] if jobs == 1 else [])


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_it_raises_is_raised_where_it_is_asked_for(jobs):
    def work():
        raise OSError(5, "no such luck", "letter.md")

    with aside(work, jobs) as done, pytest.raises(OSError, match="no such luck") as raised:
        done()
    assert (raised.value.errno, raised.value.filename) == (5, "letter.md")


def test_a_process_that_dies_is_told():
    with aside(lambda: os._exit(3), 2) as done, pytest.raises(ChildProcessError, match="a worker process died"):
        done()


def test_nobody_waits_for_what_is_no_more_asked_for(tmp_path):
    said = tmp_path / "pid"

    def work():
        said.write_text(str(os.getpid()))
        time.sleep(60)

    began = time.monotonic()
    with aside(work, 2):
        while not (said.exists() and said.read_text()):
            time.sleep(0.01)
    assert time.monotonic() - began < 30
    assert not Path("/proc", said.read_text()).exists()


def test_what_is_done_does_not_wait_to_be_asked_for():
    """The pipe is smaller than what is answered."""
    with aside(lambda: b"x" * 1_000_000, 2) as done:
        time.sleep(0.1)
        assert len(done()) == 1_000_000
