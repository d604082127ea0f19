"""A real scheduler and two real worker processes on this machine: the same bytes, whoever dies on the way."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from make import letter, until, write_content
from samples import ARCHIVE, CITED, samples

from vankho import cluster, crew
from vankho.cli import main

TOP = Path(__file__).parent.parent
ONE = "tinh-uy-a/2023/10-cv-tu"


@pytest.fixture(autouse=True)
def _any_work_is_handed_out(monkeypatch):
    monkeypatch.setattr(crew, "_WORTH_SPREADING", 1)


def letters():
    """Some sixty: what others cite, what is internal, tables, changes."""
    texts = {name: text for name, text in samples().items() if "files:" not in text}
    first = [name for name in texts if name == CITED or "internal" in texts[name]]
    return {name: texts[name] for name in list(dict.fromkeys([*first, *texts]))[:60]}


def build(folder, *more):
    return main(["build", "--content", str(folder / "content"), "--output", str(folder / "site"), *more])


def shown(folder):
    site = folder / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@contextmanager
def process(tool, *options, program=TOP):
    environment = {**os.environ, "PYTHONPATH": str(program), "DASK_DISTRIBUTED__DIAGNOSTICS__ERD__ENABLED": "False"}
    command = [sys.executable, "-m", f"distributed.cli.dask_{tool}", "--host", "127.0.0.1", "--no-dashboard", *options]
    with subprocess.Popen(
        command, cwd=program, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def scheduler(folder, program=TOP):
    """The address of one, and its process."""
    folder.mkdir(parents=True, exist_ok=True)
    about = folder / "scheduler.json"
    with process("scheduler", "--port", "0", "--scheduler-file", str(about), program=program) as running:
        until(lambda: about.exists() and about.stat().st_size, running)
        yield json.loads(about.read_text())["address"], running


@contextmanager
def worker(address, folder, program=TOP):
    options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder), "--name", folder.name]
    with process("worker", address, *options, program=program) as running:
        yield running


def has_workers(address, count):
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=30)


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    """A project that was built by this machine."""
    folder = tmp_path_factory.mktemp("right") / "kho"
    write_content(folder / "content", letters(), ARCHIVE)
    assert build(folder, "--jobs", "1") == 0
    return folder


@pytest.fixture
def project(right, tmp_path):
    shutil.copytree(right / "content", tmp_path / "kho" / "content")
    return tmp_path / "kho"


@pytest.fixture
def two(tmp_path):
    """A scheduler's address and two workers."""
    with ExitStack() as held:
        address, _ = held.enter_context(scheduler(tmp_path / "dask"))
        workers = [held.enter_context(worker(address, tmp_path / "dask" / name)) for name in "ab"]
        has_workers(address, 2)
        yield address, workers


@pytest.mark.slow
def test_a_cluster_builds_the_same_bytes_also_after_a_change(right, project, two, monkeypatch):
    tasks = []
    submit = cluster._Tasks.submit
    monkeypatch.setattr(cluster._Tasks, "submit", lambda self, fn, *args: tasks.append(args) or submit(self, fn, *args))
    assert build(project, "--cluster", two[0]) == 0
    assert shown(project) == shown(right)
    first = len(tasks)
    assert first > 100
    path = project / "content" / f"{CITED}.md"
    path.write_text(path.read_text() + "\nThêm một dòng.\n")
    assert build(project, "--cluster", two[0]) == 0
    assert first < len(tasks) < 2 * first
    (project / "again").mkdir()
    shutil.copytree(project / "content", project / "again" / "content")
    assert build(project / "again", "--jobs", "1") == 0
    assert shown(project) == shown(project / "again")


@pytest.mark.slow
def test_nothing_is_lost_when_a_worker_is_killed(right, project, two, capsys):
    address, (_, victim) = two
    work, later = project / ".vankho", []

    def kill():
        until(lambda: any(work.glob("scratch-public-*/site/*/*/*/index.html")))
        victim.send_signal(signal.SIGKILL)
        later.append(any(work.glob("scratch-internal-*")))

    killer = threading.Thread(target=kill)
    killer.start()
    assert build(project, "--cluster", address) == 0, capsys.readouterr().err
    killer.join()
    assert victim.wait(5) == -signal.SIGKILL
    assert later == [False], "it was killed while there was work"
    assert shown(project) == shown(right)
    left = {path.name for path in work.rglob("*") if path.name.startswith(("scratch-", "new-"))}
    assert left == set()


@pytest.mark.slow
@pytest.mark.parametrize("given", ["v", "văn"])
def test_a_result_that_came_is_kept_though_its_worker_is_gone_the_moment_after(two, monkeypatch, given):
    """Found by chance: the client's executor took it for an error, one of three for an error with its place."""
    from distributed import Client

    gather, lost = Client._gather, []

    async def gather_and_lose(self, futures, *args, **kwargs):
        results = await gather(self, futures, *args, **kwargs)
        for future in futures:  # as when the scheduler says that it has not the result any more
            future._state.lose()
            lost.append(future.key)
        return results

    monkeypatch.setattr(Client, "_gather", gather_and_lose)
    with cluster.connected(two[0]) as crew:
        assert crew.executor.submit(list, given).result(10) == list(given)
    assert len(lost) == 1


@pytest.mark.slow
def test_a_worker_with_another_program_is_refused(project, tmp_path, capsys):
    other = tmp_path / "other"
    shutil.copytree(TOP / "vankho", other / "vankho", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TOP / "templates", other / "templates")
    with (other / "vankho" / "cite.py").open("a") as file:
        file.write("# Other.\n")
    with scheduler(tmp_path / "dask") as (address, _), worker(address, tmp_path / "dask" / "a", other):
        assert build(project, "--cluster", address) == 2
    (line,) = (line for line in capsys.readouterr().err.splitlines() if line.startswith("vankho:"))
    assert "has another program" in line
    assert "install the same vankho" in line
    assert not (project / "site" / "public").exists()


@pytest.mark.slow
@pytest.mark.parametrize("without", ["scheduler", "worker"])
def test_a_machine_without_our_program_is_told(project, tmp_path, capsys, without):
    other = tmp_path / "other"
    (other / "vankho").mkdir(parents=True)
    (other / "vankho" / "__init__.py").write_text("")
    programs = {"scheduler": TOP, "worker": TOP, without: other}
    with ExitStack() as held:
        address, _ = held.enter_context(scheduler(tmp_path / "dask", programs["scheduler"]))
        held.enter_context(worker(address, tmp_path / "dask" / "a", programs["worker"]))
        assert build(project, "--cluster", address) == 2
    said = r"vankho: (the scheduler|tcp://[0-9.:]+) has no vankho, or another: install the same on each machine\n"
    assert re.fullmatch(said, capsys.readouterr().err)


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["the last worker", "the scheduler"])
def test_a_cluster_that_is_lost_on_the_way_is_told(project, tmp_path, capsys, monkeypatch, lost):
    monkeypatch.setattr(cluster, "_ALONE", 1)
    submit = cluster._Tasks.submit
    with scheduler(tmp_path / "dask") as (address, it), worker(address, tmp_path / "dask" / "a") as only:

        def killing(self, fn, *args):
            (only if lost == "the last worker" else it).kill()
            return submit(self, fn, *args)

        monkeypatch.setattr(cluster._Tasks, "submit", killing)
        assert build(project, "--cluster", address) == 2
    said = (
        "no worker is left in the cluster"
        if lost == "the last worker"
        else f"the cluster at {address} was lost: build again"
    )
    assert capsys.readouterr().err.endswith(f"vankho: {said}\n")


@pytest.mark.slow
def test_a_cluster_without_workers_or_that_is_not_there_is_told(project, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(cluster.connected.__wrapped__, "__defaults__", (1,))
    with scheduler(tmp_path / "dask") as (address, _):
        assert build(project, "--cluster", address) == 2
        said = (
            f"vankho: the cluster at {address} has no workers: start some with 'dask worker {address} --nthreads 1'\n"
        )
        assert capsys.readouterr().err == said
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        for address in (nowhere, "nonsense://x", "127.0.0.1:x"):
            assert build(project, "--cluster", address) == 2
            assert (
                capsys.readouterr().err == f"vankho: no cluster answers at {address}: start one with 'dask scheduler'\n"
            )


def test_without_the_library_a_line_says_how_to_install_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    write_content(tmp_path / "content", {ONE: letter()})
    assert build(tmp_path, "--cluster", "tcp://127.0.0.1:8786") == 2
    said = "vankho: a cluster needs the library distributed: pip install 'vankho[cluster]'\n"
    assert capsys.readouterr().err == said


def test_processes_or_a_cluster(capsys):
    with pytest.raises(SystemExit):
        main(["build", "--jobs", "2", "--cluster", "tcp://x:1"])
    assert "not allowed with argument" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("threads", "status", "said"),
    [
        ({"a": 1}, "running", ""),
        ({}, "running", "no worker is left"),
        ({}, "connecting", "was lost"),
        (None, "closed", "was lost"),
    ],
)
def test_who_waits_is_told_whether_workers_or_the_scheduler_are_gone(threads, status, said):
    """Found by chance: of a scheduler that was killed it was told that it has no workers."""

    class Client:
        def __init__(self):
            self.status = status

        def nthreads(self):
            if threads is None:
                raise OSError("the scheduler is gone")
            return threads

    told = cluster._Tasks(Client(), "tcp://a").alone()
    assert (said in str(told)) if said else told is None
