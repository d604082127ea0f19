"""A Dask cluster as who does the work: the address of its scheduler in, a `crew.Cluster` out.

The one importer of `distributed`, an extra (`vankho[cluster]`). A task is the digest of our program and a pickle: a
worker with another program refuses it before it opens the pickle. Where a worker dies, the scheduler gives its tasks to
another one: so whatever a task does may be done twice.
"""

import logging
import os
import pickle
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, ParamSpec, TypeVar

from vankho.crew import Cluster, ClusterFailed
from vankho.store import program_digest

P = ParamSpec("P")
R = TypeVar("R")

_PATIENCE = 10
"""Seconds that a scheduler has to answer, and to have a worker."""
_ALONE = 60
"""Seconds after which a cluster that has lost its last worker is given up."""


@contextmanager
def connected(address: str, patience: float = _PATIENCE) -> Iterator[Cluster]:
    """The cluster of the scheduler at this address (`tcp://host:8786`). Raises ClusterFailed."""
    client_of = _library()
    try:
        client = client_of(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterFailed(f"no cluster answers at {address}: start one with 'dask scheduler'") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError as error:
            how = f"start some with 'dask worker {address} --nthreads 1'"
            raise ClusterFailed(f"the cluster at {address} has no workers: {how}") from error
        tasks = _Tasks(client, address)
        try:
            found = {"the scheduler": client.run_on_scheduler(find_spec, __name__), **client.run(find_spec, __name__)}
        except Exception as error:
            raise tasks.failed(error) from error
        for machine in (machine for machine, spec in found.items() if spec is None):  # it would die of a task
            raise ClusterFailed(f"{machine} has no vankho, or another: install the same on each machine")
        yield Cluster(tasks, sum(client.nthreads().values()))


def _library() -> Callable[..., Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterFailed("a cluster needs the library distributed: pip install 'vankho[cluster]'") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in a line of ours
    client: Callable[..., Any] = Client
    return client


class _Tasks(Executor):
    """Hands tasks to the client, with all that can go wrong told as `ClusterFailed`.

    Not the client's own executor: that takes a result for an error where the worker that gave it dies the moment after.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """The function must be picklable by its name; the first argument is kept opened by a worker that meets it
        again."""
        first, *others = args
        task = (program_digest(), pickle.dumps((fn, first)), pickle.dumps((others, kwargs)))
        result: _Result[R] = _Result(self)
        try:
            done = self._client.submit(_done, *task, pure=False)
            self._client.loop.add_callback(self._settle, done, result)
        except Exception as error:
            raise self.failed(error) from error
        return result

    async def _settle(self, done: Any, result: "_Result[R]") -> None:
        """In the client's thread: waits for the task, a future of the client, and gives its result on."""
        try:
            (given,) = await self._client.gather([done], asynchronous=True)
            result.set_result(given)
        except BaseException as error:
            result.set_exception(self.failed(error))

    def alone(self) -> ClusterFailed | None:
        """Why nobody is left to give a result; None where somebody is."""
        with suppress(Exception):  # a scheduler that is gone has no workers to tell
            if self._client.nthreads():
                return None
            if self._client.status == "running":
                return ClusterFailed("no worker is left in the cluster")
        return self._lost()

    def _lost(self) -> ClusterFailed:
        return ClusterFailed(f"the cluster at {self._address} was lost: build again")

    def failed(self, error: BaseException) -> BaseException:
        """What to tell instead of an error of the cluster; an error of the work itself stays."""
        kind = type(error)
        if isinstance(error, CancelledError):
            return self._lost()
        if kind.__name__ == "KilledWorker":
            return ClusterFailed("workers died over one task, again and again: for want of memory?")
        if isinstance(error, ImportError) or (isinstance(error, RuntimeError) and "deserialization" in str(error)):
            return ClusterFailed(
                "a worker or the scheduler has no vankho, or another: install the same on each machine"
            )
        if kind.__module__.startswith("distributed.") or isinstance(error, OSError):  # a worker tells its own
            return ClusterFailed(f"the cluster at {self._address} failed: {' '.join(str(error).split())}")
        return error


class _Result(Future[R]):
    """A result to come, which is not waited for when nobody is left to give it."""

    def __init__(self, tasks: _Tasks) -> None:
        super().__init__()
        self._tasks = tasks

    def result(self, timeout: float | None = None) -> R:
        """The result; with a timeout as any future's."""
        if timeout is not None:
            return super().result(timeout)
        while True:
            with suppress(TimeoutError):
                return super().result(_ALONE)
            if not self.done() and (failed := self._tasks.alone()):
                raise failed


# --- in a worker ----------------------------------------------------------------------------------------------------


def _done(program: str, known: bytes, task: bytes) -> Any:
    """Does a task for a build with this program."""
    who = f"worker {socket.gethostname()} (process {os.getpid()})"
    if program != program_digest():
        raise ClusterFailed(
            f"{who} has another program, {program_digest()[:12]}, than the build, {program[:12]}:"
            " install the same vankho, libraries and Python there"
        )
    try:
        function, first = _opened(known)
        others, kwargs = pickle.loads(task)
        return function(first, *others, **kwargs)
    except ClusterFailed as error:
        raise ClusterFailed(f"{who}: {error}") from error
    except OSError as error:
        raise ClusterFailed(f"{who}: {error}") from error


@lru_cache(maxsize=4)
def _opened(known: bytes) -> Any:
    return pickle.loads(known)
