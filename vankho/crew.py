"""Work spread over processes: a function and values in, results in the order of the values out.

Values and results are handed over through `concurrent.futures.Executor`, so that any executor can do it.
"""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

from vankho.turn import end_with_parent

T = TypeVar("T")
R = TypeVar("R")

_WORTH_SPREADING = 200
"""From so many values on, starting workers costs less than they save."""
_AHEAD = 4
"""Chunks that wait for each worker: no more results than those are in memory."""


def workers() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(function: Callable[[T], R], values: Sequence[T], jobs: int) -> list[R]:
    """`map` over several processes."""
    return list(stream(function, values, jobs))


def stream(function: Callable[[T], R], values: Sequence[T], jobs: int) -> Iterator[R]:
    """As `spread`, one result after the other; the function need not be picklable where processes can be forked."""
    size = max(1, min(50, len(values) // (max(1, jobs) * 8)))
    yield from chunked(function, [values[start : start + size] for start in range(0, len(values), size)], jobs)


def chunked(
    function: Callable[[T], R], chunks: Sequence[Sequence[T]], jobs: int, worth: int | None = None
) -> Iterator[R]:
    """As `stream`, of values of which some go to a worker together, from so many values on; no chunk is empty."""
    if jobs < 2 or sum(map(len, chunks)) < (_WORTH_SPREADING if worth is None else worth):
        yield from (function(value) for chunk in chunks for value in chunk)
        return
    *others, last = chunks
    first_done = function(last[-1])  # what it loads and compiles, each worker has from the beginning
    chunks = [*others, last[:-1]] if len(last) > 1 else others
    gc.freeze()  # what is there stays, so no worker looks through it for garbage
    how = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(how)
    try:
        with ProcessPoolExecutor(jobs, context, _begin, (function,)) as pool:
            yield from _in_order(pool, chunks, jobs * _AHEAD)
            yield first_done
    except BrokenProcessPool as error:
        raise ChildProcessError("a worker process died: for want of memory? --jobs 1 needs less") from error


def _in_order(executor: Executor, chunks: Sequence[Sequence[T]], ahead: int) -> Iterator[R]:
    waiting: deque[Future[list[R]]] = deque()
    coming = iter(chunks)
    waiting.extend(executor.submit(_work, chunk) for chunk in islice(coming, ahead))
    while waiting:
        done = waiting.popleft().result()
        waiting.extend(executor.submit(_work, chunk) for chunk in islice(coming, 1))
        yield from done


_function: Callable[[Any], Any] | None = None
"""In a worker: what it does."""


def _begin(function: Callable[[Any], Any]) -> None:
    global _function  # noqa: PLW0603 - a worker serves one call of `stream`, and was given it when it started
    end_with_parent()
    _function = function


def _work(values: Sequence[Any]) -> list[Any]:
    assert _function is not None
    return [_function(value) for value in values]
