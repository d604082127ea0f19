"""What is made in a process that has nothing but the project's folder: the same, or a line that says why not."""

import pickle
from concurrent.futures import Executor, Future

import pytest
from make import SILENT, letter, write_content
from test_files import FILES, PNG, pdf

from vankho import crew, elsewhere, loading, pipeline
from vankho.crew import Cluster, ClusterFailed
from vankho.holdings import Edition
from vankho.index import Home, Indexer, IndexFailed

TEXTS = {
    "tinh-uy-a/2023/10-cv-tu": letter(body="Một :internal[kín] hai.", more=FILES),
    "tinh-uy-a/2023/11-cv-tu": letter(number="11-CV/TU", body="Thực hiện Công văn số 10-CV/TU ngày 08/5/2023."),
    "tinh-uy-a/2023/12-cv-tu": letter(number="12-CV/TU", body="Theo Kế hoạch số 3-KH/TU ngày 02/4/2023 của Tỉnh ủy A."),
    "tinh-uy-a/2023/13-cv-tu": letter(number="13-CV/TU", access="internal"),
}


class Elsewhere(Executor):
    """Does what it is given, of which it knows nothing but its pickle."""

    def __init__(self):
        self.tasks = []

    def submit(self, fn, /, *args, **kwargs):
        self.tasks.append(pickle.dumps((fn, args, kwargs)))
        done = Future()
        try:
            function, values, named = pickle.loads(self.tasks[-1])
            done.set_result(pickle.loads(pickle.dumps(function(*values, **named))))
        except Exception as error:
            done.set_exception(error)
        return done


@pytest.fixture(autouse=True)
def _any_work_is_handed_out(monkeypatch):
    monkeypatch.setattr(crew, "_WORTH_SPREADING", 1)
    elsewhere._at_work.clear()
    yield
    elsewhere._at_work.clear()


def project(folder, texts=TEXTS):
    beside = write_content(folder / "content", texts) / "tinh-uy-a" / "2023"
    (beside / "anh").mkdir()
    (beside / "Bản quét (1).PDF").write_bytes(pdf(3))
    (beside / "anh" / "con-dau.png").write_bytes(PNG)
    (beside / "phieu-trinh-xqz.pdf").write_bytes(pdf(1))
    return folder


def build(folder, workers=1, search=False):
    checked = loading.load(folder / "content", SILENT, workers, folder / ".vankho")
    pipeline.build(checked, folder, folder / "site", list(Edition), SILENT, search=search, jobs=workers)


def shown(folder):
    site = folder / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_a_site_is_the_same_wherever_it_is_made(tmp_path):
    here, there = project(tmp_path / "here"), project(tmp_path / "there")
    executor = Elsewhere()
    build(here, search=True)
    build(there, Cluster(executor, 2), search=True)
    assert shown(here) == shown(there)
    assert len(executor.tasks) > 10
    assert max(map(len, executor.tasks)) < 20_000, "a task is small"
    assert [path.name for path in (there / ".vankho").iterdir() if path.name.startswith("scratch-")] == []


def test_after_a_change_too_and_what_is_as_it_was_is_not_written(tmp_path):
    here, there = project(tmp_path / "here"), project(tmp_path / "there")
    build(here)
    build(there, Cluster(Elsewhere(), 2))
    other = letter(number="12-CV/TU", body="Một nội dung khác.")
    for folder in (here, there):
        before = {path: path.stat().st_ino for path in (folder / "site").rglob("*.html")}
        (folder / "content" / "tinh-uy-a" / "2023" / "12-cv-tu.md").write_text(other)
        (folder / "content" / "tinh-uy-a" / "2023" / "13-cv-tu.md").unlink()
        build(folder, 1 if folder == here else Cluster(Elsewhere(), 2))
        same = sum(path.exists() and path.stat().st_ino == inode for path, inode in before.items())
        assert same > len(before) // 4
    assert shown(here) == shown(there)
    build(there)  # what was kept is good for a build of this machine
    assert shown(here) == shown(there)


def spoilt(monkeypatch, spoil):
    """A worker that comes to its first part when something has been done to the folder."""
    ready = elsewhere._desk

    def late(order):
        if not elsewhere._at_work:
            spoil(order)
        return ready(order)

    monkeypatch.setattr(elsewhere, "_desk", late)


def changed(path):
    path.write_bytes(path.read_bytes() + b"\n# x\n")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda order: changed(order.project / "content" / "archive.yaml"), "archive.yaml is not there, or not what"),
        (lambda order: (order.project / "content" / "archive.yaml").unlink(), "archive.yaml is not there, or not what"),
        (lambda order: (order.project / ".vankho" / "cache.sqlite").unlink(), "does it see the folder of the build?"),
        (lambda order: changed(order.project / ".vankho" / f"cache-decided-{order.edition}"), ".vankho is not there"),
        (lambda order: changed(order.site.parent / "files"), "files is not there, or not what"),
        (lambda order: changed(order.project / "templates" / "letter.html"), "templates is not there, or not what"),
    ],
)
def test_a_worker_that_sees_something_else_says_so_and_nothing_is_published(tmp_path, monkeypatch, spoil, said):
    folder = project(tmp_path / "kho")
    (folder / "templates").mkdir()
    (folder / "templates" / "letter.html").write_text('{% extends "vankho/letter.html" %}')
    spoilt(monkeypatch, spoil)
    with pytest.raises(ClusterFailed, match=said):
        build(folder, Cluster(Elsewhere(), 2))
    assert not (folder / "site" / "public").exists()


def test_a_letter_that_a_worker_sees_otherwise_is_read_here(tmp_path, monkeypatch):
    """A file system that is shared may show an old file for a while."""
    folder = project(tmp_path / "kho")
    read = loading.read_content

    def later(content):
        found = read(content)
        path = content / "tinh-uy-a" / "2023" / "11-cv-tu.md"
        path.write_text(path.read_text().replace("Thực hiện", "Triển khai"))
        return found

    monkeypatch.setattr(loading, "read_content", later)
    build(folder, Cluster(Elsewhere(), 2))
    page = (folder / "site" / "public" / "tinh-uy-a" / "2023" / "11-cv-tu" / "index.html").read_text()
    assert "Triển khai" in page


def test_a_cluster_needs_a_place_for_what_is_kept(tmp_path):
    folder = project(tmp_path / "kho")
    (folder / ".vankho").write_text("")
    with pytest.raises(ClusterFailed, match="nothing can be kept there"):
        build(folder, Cluster(Elsewhere(), 2))


def test_another_pagefind_makes_no_part(tmp_path):
    with Indexer(None, tmp_path) as indexer:
        assert Indexer.joining(indexer.home).home == indexer.home
    with pytest.raises(IndexFailed, match="another Pagefind"):
        Indexer.joining(Home("x", tmp_path, None))
