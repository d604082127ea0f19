"""Work that another process does meanwhile."""

import os
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Timer

import pytest

from vankho.crew import _in_order, aside, asides, spread


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
def test_several_results_are_had_one_after_the_other(jobs):
    def work():
        yield os.getpid()
        yield "second"
        raise OSError(5, "no such luck")

    with asides(work, jobs) as done:
        assert (done() == os.getpid()) is (jobs == 1)
        assert done() == "second"
        with pytest.raises(OSError, match="no such luck"):
            done()


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


@pytest.mark.parametrize("jobs", [2, 3])
def test_who_hands_work_out_works_too_and_results_keep_their_order(jobs):
    def work(number):
        time.sleep(0.002 * (number % 7))
        return number, os.getpid()

    found = spread(work, range(400), jobs)
    assert [number for number, _ in found] == list(range(400))
    workers = {worker for _, worker in found}
    assert os.getpid() in workers
    assert 1 < len(workers) <= jobs


def test_no_more_results_wait_than_are_to_be_held():
    waiting, most = 0, 0

    def submit(chunk):
        nonlocal waiting, most
        waiting, most = waiting + 1, max(most, waiting + 1)
        future = Future()
        future.set_running_or_notify_cancel()
        if chunk != [0]:  # which takes longest
            future.set_result(chunk)
        else:
            Timer(0.3, future.set_result, [chunk]).start()
        return future

    found = []
    for each in _in_order(submit, [[number] for number in range(100)], 5, 10, lambda chunk: submit([*chunk]).result()):
        waiting -= 1
        found.append(each)
    assert found == list(range(100))
    assert most == 10


class Slow(Future):
    """What a worker does in the time of two of ours, or at the latest when it is waited for."""

    def __init__(self, chunk):
        super().__init__()
        self.chunk = chunk

    def result(self, timeout=None):
        if not self.done():
            self.set_result(self.chunk)
        return super().result(timeout)


def test_of_the_last_chunks_no_more_are_handed_out_than_are_left_for_us():
    handed, own, most = [], [], []

    def submit(chunk):
        handed.append(Slow(chunk))
        most.append((sum(not future.done() for future in handed), 39 - chunk[0]))
        return handed[-1]

    def do(chunk):
        own.append(chunk)
        if len(own) % 2 == 0:
            next(future for future in handed if not future.done()).result()
        return chunk

    assert list(_in_order(submit, [[number] for number in range(40)], 8, 64, do)) == list(range(40))
    assert max(undone for undone, _ in most) == 8
    assert all(undone <= left + 1 for undone, left in most)
    assert len(handed) < 30, "we do nothing"
