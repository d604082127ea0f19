"""Publishing: all or nothing, nothing but our own folders, whatever fails."""

import errno
import json
import os
import shutil
import stat
from contextlib import ExitStack
from hashlib import sha256
from itertools import count

import pytest
from faults import faults
from make import SILENT, filling

from vankho import exchange as exchanging
from vankho.model import StoredFile
from vankho.publish import MANIFEST, SIGNATURE, PublishFailed, mend, put_out, stage

FILES = {"index.html": b"mot", "a/b/index.html": "hai ề".encode()}


def publish(files, *targets):
    """Staged beside the content of the project that holds the output."""
    with ExitStack() as stages:
        work = targets[0].parent.parent / ".vankho"
        staged = [stages.enter_context(stage(filling(files), target, work)) for target in targets]
        put_out(staged, SILENT)
    return staged[0].manifest


def held(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def target(tmp_path):
    return tmp_path / "site" / "public"


def left(target):
    """What is there and is no edition."""
    work = target.parent.parent / ".vankho"
    return [*(work.iterdir() if work.is_dir() else ()), *target.parent.glob(".*")]


def test_a_signed_site_is_ours_and_its_signature_goes_with_it(target):
    with stage(
        filling(FILES), target, target.parent.parent / ".vankho", lambda manifest: sha256(manifest).digest()
    ) as staged:
        put_out([staged], SILENT)
    assert held(target)[SIGNATURE] == sha256(held(target)[MANIFEST]).digest()
    publish(FILES, target)
    assert held(target).keys() == {*FILES, MANIFEST}


def test_the_folder_holds_exactly_the_files_and_their_manifest(target):
    publish({**FILES, "old.html": b"x"}, target)
    manifest = publish(FILES, target)
    found = held(target)
    assert found.pop(MANIFEST).count(b"\n") == 2
    assert found == FILES
    lines = [json.loads(line) for line in (target / MANIFEST).read_text(encoding="utf-8").splitlines()]
    assert lines == [{"path": p, "sha256": sha256(c).hexdigest(), "bytes": len(c)} for p, c in sorted(FILES.items())]
    assert [file.path for file in manifest.entries] == sorted(FILES)


def test_nothing_is_left_beside_it(target):
    publish(FILES, target)
    publish(FILES, target)
    assert left(target) == []
    assert [path.name for path in target.parent.iterdir()] == ["public"]


def test_a_folder_that_is_not_ours_is_refused(target):
    target.mkdir(parents=True)
    (target / "thesis.docx").write_bytes(b"x")
    with pytest.raises(PublishFailed, match="no build of ours"):
        publish(FILES, target)
    assert held(target) == {"thesis.docx": b"x"}


@pytest.mark.parametrize("name", ["google.html", "a/b/index.html.gz", "new/x.txt", ".htaccess"])
def test_a_file_that_somebody_put_into_a_site_is_refused_by_name(target, name):
    publish(FILES, target)
    (target / name).parent.mkdir(exist_ok=True)
    (target / name).write_bytes(b"x")
    before = held(target)
    with pytest.raises(PublishFailed, match=f"holds '{name}' that no build of ours wrote"):
        publish({"index.html": b"neu"}, target)
    assert held(target) == before


def test_a_link_in_the_place_of_a_file_or_folder_is_somebody_s_own(target, tmp_path):
    publish(FILES, target)
    shutil.move(target / "a", tmp_path / "a")
    (target / "a").symlink_to(tmp_path / "a")
    with pytest.raises(PublishFailed, match="holds 'a' that"):
        publish(FILES, target)
    (target / "a").unlink()
    (target / "index.html").unlink()
    (target / "index.html").symlink_to(tmp_path / "a" / "b" / "index.html")
    with pytest.raises(PublishFailed, match=r"holds 'index\.html' that"):
        publish(FILES, target)
    assert held(tmp_path / "a") == {"b/index.html": FILES["a/b/index.html"]}


def test_a_file_that_comes_while_a_site_is_written_is_seen(target):
    publish(FILES, target)
    with stage(filling({"index.html": b"neu"}), target, target.parent.parent / ".vankho") as staged:
        (target / "late.txt").write_bytes(b"x")
        with pytest.raises(PublishFailed, match=r"late\.txt"):
            put_out([staged], SILENT)
    assert held(target).keys() == {*FILES, MANIFEST, "late.txt"}


@pytest.mark.parametrize("lines", [b"{", b"[]\n", b'{"x": 1}\n', b"\xff\n", b"[" * 100_000])
def test_without_a_manifest_that_can_be_read_nothing_is_ours(target, lines):
    publish(FILES, target)
    (target / MANIFEST).write_bytes(lines)
    with pytest.raises(PublishFailed, match="is damaged"):
        publish(FILES, target)
    assert held(target).keys() == {*FILES, MANIFEST}


def test_an_empty_folder_is_taken_and_a_link_refused(target, tmp_path):
    target.mkdir(parents=True)
    publish(FILES, target)
    link = tmp_path / "site" / "internal"
    for aim in (tmp_path, tmp_path / "nowhere"):
        link.symlink_to(aim)
        with pytest.raises(PublishFailed, match="no folder"):
            publish(FILES, link)
        link.unlink()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", ""])
def test_no_path_leads_out(target, name):
    with pytest.raises(ValueError, match="not a path inside"):
        publish({name: b"x"}, target)
    assert left(target) == []


def stored(path, content=b"%PDF"):
    path.write_bytes(content)
    return StoredFile(path, len(content), sha256(content).hexdigest(), None)


def test_a_file_is_copied(target, tmp_path):
    publish({"x.pdf": stored(tmp_path / "x.pdf")}, target)
    assert (target / "x.pdf").read_bytes() == b"%PDF"


@pytest.mark.parametrize("change", ["other bytes", "longer", "gone", "link", "folder", "pipe"])
def test_a_file_that_is_not_what_was_read_is_not_published(target, tmp_path, change):
    """Its SHA-256 stands on the page already."""
    publish(FILES, target)
    path = tmp_path / "x.pdf"
    file = stored(path)
    path.unlink()
    if change in ("other bytes", "longer"):
        path.write_bytes(b"%PDG" if change == "other bytes" else b"%PDF%PDF")
    elif change == "link":
        (tmp_path / "same").write_bytes(b"%PDF")
        path.symlink_to(tmp_path / "same")
    elif change == "folder":
        path.mkdir()
    elif change == "pipe":
        os.mkfifo(path)
    with pytest.raises(PublishFailed, match=r"x\.pdf (changed after it was read|can no longer be read)"):
        publish({"index.html": b"neu", "x.pdf": file}, target)
    assert held(target).keys() == {*FILES, MANIFEST}
    assert left(target) == []


def modes(folder):
    return {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*")) if path.is_dir()}, {
        stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    ("umask", "folders", "files"), [(0o077, 0o755, 0o644), (0o022, 0o755, 0o644), (0o002, 0o775, 0o664)]
)
def test_a_web_server_can_read_what_is_published(target, umask, folders, files):
    before = os.umask(umask)
    try:
        publish(FILES, target)
        publish(FILES, target)
        assert modes(target.parent) == ({folders}, {files})
        assert os.umask(umask) == umask
    finally:
        os.umask(before)


def test_who_closes_the_folder_of_an_edition_finds_it_closed_after_a_build(target):
    publish(FILES, target)
    target.chmod(0o750)
    publish({"index.html": b"neu"}, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o750
    assert stat.S_IMODE((target / "index.html").stat().st_mode) == 0o644


def test_where_the_project_cannot_be_written_staging_is_beside_the_output(target, tmp_path):
    (tmp_path / ".vankho").write_text("a file", encoding="utf-8")
    publish(FILES, target)
    publish(FILES, target)
    assert held(target).keys() == {*FILES, MANIFEST}
    assert [path.name for path in target.parent.iterdir()] == ["public"]


def test_where_a_rename_cannot_lead_to_the_output_staging_is_beside_it(target, monkeypatch):
    """Between bind mounts of one file system, of which the device says nothing."""
    rename = os.rename
    places = []

    def crossing(old, new):
        places.append((str(old), str(new)))
        if ".vankho/" in str(old) and ".vankho/" not in str(new):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        rename(old, new)

    monkeypatch.setattr(os, "rename", crossing)
    publish(FILES, target)
    assert "/site/.vankho-public-" in places[-1][0]
    assert held(target).keys() == {*FILES, MANIFEST}
    assert left(target) == []


OLD, NEW = {"index.html": b"old", "a/x": b"1"}, {"index.html": b"new", "b/x": b"2"}


def every_call(tmp_path, monkeypatch, exchanges, ever):
    """Publishes over an old site, with another call failing each time: what failed, and what is there then."""
    with faults(monkeypatch, exchanges) as system:
        for at, number in zip(count(1), [errno.EIO, errno.ENOSPC, errno.EACCES] * 1000, strict=False):
            project = tmp_path / str(at)
            targets = [project / "site" / name for name in ("public", "internal")]
            publish(OLD, *targets)
            system.arm(at, number, ever)
            try:
                mend(targets, project / ".vankho")
                publish(NEW, *targets)
                said = None
            except PublishFailed as error:
                said = str(error)
            finally:
                system.disarm()
            yield system.failed, said, targets
            if not system.failed:
                return


def whole(target, files):
    found = held(target)
    return found.pop(MANIFEST, None) is not None and found == files


@pytest.mark.slow
@pytest.mark.parametrize("exchanges", [True, False])
def test_whatever_call_fails_both_editions_are_old_or_both_are_new(tmp_path, monkeypatch, exchanges):
    failed = []
    for name, said, targets in every_call(tmp_path, monkeypatch, exchanges, ever=False):
        failed.append(name)
        expected = NEW if said is None else OLD
        assert all(whole(target, expected) for target in targets), (len(failed), name, said)
        assert said is None or "\n" not in said
        mend(targets, targets[0].parent.parent / ".vankho")
        publish(NEW, *targets)
        assert all(whole(target, NEW) for target in targets)
        assert left(targets[0]) == []
    expected = {"write", "close", "mkdir", "open", "rename", "syncfs", "fsync", "flock", "stat", "chmod", "scandir"}
    assert {*expected, *(["renameat2"] if exchanges else [])} <= set(failed)
    assert len(failed) > 80


@pytest.mark.slow
@pytest.mark.parametrize("exchanges", [True, False])
def test_if_all_fails_from_a_call_on_each_edition_is_whole_after_the_next_build_began(tmp_path, monkeypatch, exchanges):
    for name, said, targets in every_call(tmp_path, monkeypatch, exchanges, ever=True):
        if exchanges:
            assert all(whole(target, OLD) or whole(target, NEW) for target in targets), (name, said)
        mend(targets, targets[0].parent.parent / ".vankho")
        assert all(whole(target, OLD) or whole(target, NEW) for target in targets), (name, said)
        assert left(targets[0]) == []


@pytest.mark.parametrize("name", ["syncfs", "fsync"])
def test_syncing_that_fails_is_an_error(target, monkeypatch, name):
    with faults(monkeypatch) as system:
        publish(OLD, target)
        system.arm(0, only=name)
        with pytest.raises(PublishFailed, match="Input/output error"):
            publish(NEW, target)
        assert system.failed == name
        system.disarm()
    assert whole(target, OLD)


def test_without_exchange_two_renames_do_and_it_is_told(target, monkeypatch):
    monkeypatch.setattr(exchanging, "_libc", lambda: None)
    publish(FILES, target)
    said = []
    with stage(filling({"index.html": b"neu"}), target, target.parent.parent / ".vankho") as staged:
        put_out([staged], said.append)
    assert held(target).keys() == {"index.html", MANIFEST}
    assert len(said) == 1
    assert left(target) == []


def killed_between_the_renames(target):
    """A stage as a process leaves it that dies when the old site is away and the new one not yet there."""
    publish(OLD, target)
    folder = target.parent.parent / ".vankho" / "scratch-public-x"
    folder.mkdir()
    target.rename(folder / "old")
    (folder / "target").write_bytes(os.fsencode(target))
    return folder


def test_an_old_site_that_was_moved_away_is_put_back(target):
    folder = killed_between_the_renames(target)
    mend([target], folder.parent)
    assert whole(target, OLD)
    assert left(target) == []


def test_an_old_site_of_another_output_stays_where_it_is(target):
    folder = killed_between_the_renames(target)
    mend([target.parent.parent / "other" / "public"], folder.parent)
    assert whole(folder / "old", OLD)
    publish(NEW, target)
    mend([target], folder.parent)
    assert whole(target, NEW)
    assert left(target) == []


def test_making_that_fails_leaves_no_folder_and_is_not_told_as_writing(tmp_path):
    def dies(site):
        raise ChildProcessError("a worker process died")

    target = tmp_path / "deep" / "site" / "public"
    with pytest.raises(ChildProcessError, match="a worker process died"), stage(dies, target, tmp_path / "work"):
        pass
    assert not (tmp_path / "deep").exists()
