"""Work spread over processes: a function and values in, results in the order of the values out.

Values and results are handed over through `concurrent.futures.Executor`. Processes of this machine are forked, so they
have all that is in memory here; workers of a cluster have nothing but what the function is pickled with.
"""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from vankho.said import Failed, Said, Say
from vankho.turn import end_with_parent

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future  # loaded where there is much to do

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers that may be on other machines and see the same folders."""

    executor: "Executor"
    """Hands them what can be pickled."""
    workers: int


class ClusterFailed(Failed):
    """A cluster cannot do its work; says why in one line."""


Crew = int | Cluster
"""Who does the work: so many processes of this machine, or a cluster."""

_WORTH_SPREADING = 200
"""From so many values on, starting workers costs less than they save."""
_AHEAD = 4
"""Chunks that wait for each worker."""
_MOST = 32
"""Chunks for each worker that are in memory at most: while one that takes long is done, so are others."""
_LEAST_AHEAD = 32
"""Chunks that wait for a cluster: workers may still join it."""


def workers() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(function: Callable[[T], R], values: Sequence[T], crew: Crew) -> list[R]:
    """`map` over several processes."""
    return list(stream(function, values, crew))


def stream(function: Callable[[T], R], values: Sequence[T], crew: Crew) -> Iterator[R]:
    """As `spread`, one result after the other; for a cluster the function must be picklable."""
    jobs = crew if isinstance(crew, int) else crew.workers
    size = max(1, min(50, len(values) // (max(1, jobs) * 8)))
    yield from chunked(function, [values[start : start + size] for start in range(0, len(values), size)], crew)


def watched(results: Iterable[R], total: int, say: Say, stage: Said) -> Iterator[R]:
    """The results as they come; how many of them there are is told to a `say` that wants to know it: to its
    `progress(stage, done, total)`."""
    progress = getattr(say, "progress", None)
    if progress is None or not total:
        yield from results
        return
    progress(stage, 0, total)
    for done, result in enumerate(results, 1):
        progress(stage, done, total)
        yield result


def is_worth_spreading(count: int) -> bool:
    """Whether several processes do so many values sooner than one."""
    return count >= _WORTH_SPREADING


@contextmanager
def aside(function: Callable[[], R], crew: Crew) -> Iterator[Callable[[], R]]:
    """Has another process begin with it, and gives what waits for its result, which must be picklable.

    Whatever else it changes in memory is lost; at the end of the context it is stopped. With a crew that has no other
    process of this machine it is done when its result is asked for. Raises what it raises, and ChildProcessError.
    """

    def alone() -> Iterator[R]:
        yield function()

    with asides(alone, crew) as done:
        yield done


class Answers:
    """What gives one result after the other: each call waits for the next."""

    def __init__(self, ask: Callable[[], Any], has_come: Callable[[], bool]) -> None:
        self._ask = ask
        self.has_come = has_come
        """Whether a call need not wait."""

    def __call__(self) -> Any:
        return self._ask()


@contextmanager
def asides(function: Callable[[], Iterator[Any]], crew: Crew) -> Iterator[Answers]:
    """As `aside`, of one result after the other."""
    if crew == 1 or isinstance(crew, Cluster) or not _can_fork():
        yield Answers(partial(next, function()), lambda: False)
        return
    gc.freeze()  # as in `_forked`
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    with ours:
        process = context.Process(target=_do_aside, args=(function, theirs))
        process.start()
        theirs.close()
        try:
            yield Answers(partial(_done_aside, ours), ours.poll)
        finally:
            process.kill()
            process.join()


def _do_aside(function: Callable[[], Iterator[object]], answer: Connection) -> None:
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted stops us
    try:
        for done in function():
            answer.send((done, None))
    except Exception as error:  # raised where the result is asked for
        answer.send((None, error))


def _done_aside(answer: Connection) -> Any:
    try:
        done, error = answer.recv()
    except EOFError as error:
        raise ChildProcessError(_DIED) from error
    if error is not None:
        raise error
    return done


def chunked(
    function: Callable[[T], R],
    chunks: Sequence[Sequence[T]],
    crew: Crew,
    worth: int | None = None,
    afar: Callable[[T], R] | None = None,
) -> Iterator[R]:
    """As `stream`, of values of which some go to a worker together, from so many values on; no chunk is empty.

    The function need not be picklable where processes can be forked; `afar` does the same, can be pickled, and is what
    a cluster is given.
    """
    alone = crew == 1 or (isinstance(crew, int) and not _can_fork())  # Windows: what is done cannot be handed on
    if alone or sum(map(len, chunks)) < (worth or _WORTH_SPREADING):
        yield from (function(value) for chunk in chunks for value in chunk)
    elif isinstance(crew, Cluster):
        executor, task = crew.executor, afar or function
        ahead = max(_LEAST_AHEAD, crew.workers * _AHEAD)
        yield from _in_order(lambda chunk: executor.submit(_done, task, chunk), chunks, ahead, 2 * ahead)
    else:
        yield from _forked(function, chunks, crew)


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _forked(function: Callable[[T], R], chunks: Sequence[Sequence[T]], jobs: int) -> Iterator[R]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    *others, last = chunks
    first_done = function(last[-1])  # what it loads and compiles, each worker has from the beginning
    chunks = [*others, last[:-1]] if len(last) > 1 else others
    gc.freeze()  # what is there stays, so no worker looks through it for garbage
    context = multiprocessing.get_context("fork")
    others_jobs = jobs - 1  # we work too, and share all memory with ourselves
    try:
        with ProcessPoolExecutor(others_jobs, context, _begin, (function,)) as pool:
            ahead, most, do = others_jobs * _AHEAD, others_jobs * _MOST, partial(_done, function)
            yield from _in_order(lambda chunk: pool.submit(_work, chunk), chunks, ahead, most, do)
            yield first_done
    except BrokenProcessPool as error:
        raise ChildProcessError(_DIED) from error


_DIED = "a worker process died: for want of memory? --jobs 1 needs less"


def _in_order(
    submit: Callable[[Sequence[T]], "Future[list[R]]"],
    chunks: Sequence[Sequence[T]],
    ahead: int,
    most: int,
    do: Callable[[Sequence[T]], list[R]] | None = None,
) -> Iterator[R]:
    """The results of chunks, of which so many are handed out, in their order: at most so many wait for their turn.
    Where that would have us wait we `do` the next one; of the last ones half are left for that."""
    waiting: deque[Future[list[R]]] = deque()
    coming = deque(chunks)
    while True:
        wanted = min(ahead, -(-len(coming) // 2)) if do else ahead
        room = min(wanted - sum(not each.done() for each in waiting), most - len(waiting), len(coming))
        waiting.extend(submit(coming.popleft()) for _ in range(room))
        if not waiting:
            return
        if do and coming and not waiting[0].done() and len(waiting) < most:
            waiting.append(_finished(do(coming.popleft())))
        else:
            yield from waiting.popleft().result()


def _finished(result: R) -> "Future[R]":
    from concurrent.futures import Future

    future: Future[R] = Future()
    future.set_result(result)
    return future


_function: Callable[[Any], Any] | None = None
"""In a worker: what it does."""


def _begin(function: Callable[[Any], Any]) -> None:
    global _function  # noqa: PLW0603 - a worker serves one call of `stream`, and was given it when it started
    end_with_parent()
    _function = function


def _work(values: Sequence[Any]) -> list[Any]:
    assert _function is not None
    return _done(_function, values)


def _done(function: Callable[[T], R], values: Sequence[T]) -> list[R]:
    return [function(value) for value in values]
