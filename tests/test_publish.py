"""Publishing: all or nothing, nothing but our own folder."""

import json
from hashlib import sha256

import pytest

from vankho import publish as module
from vankho.publish import MANIFEST, PublishFailed

FILES = {"index.html": b"mot", "a/b/index.html": "hai ề".encode()}


def publish(files, target):
    """Staged beside the content of the project that holds the output."""
    return module.publish(files, target, target.parent.parent / ".vankho")


def held(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_folder_holds_exactly_the_files_and_their_manifest(tmp_path):
    target = tmp_path / "site" / "public"
    publish({**FILES, "old.html": b"x"}, target)
    manifest = publish(FILES, target)
    found = held(target)
    assert found.pop(MANIFEST).count(b"\n") == 2
    assert found == FILES
    lines = [json.loads(line) for line in (target / MANIFEST).read_text(encoding="utf-8").splitlines()]
    assert lines == [{"path": p, "sha256": sha256(c).hexdigest(), "bytes": len(c)} for p, c in sorted(FILES.items())]
    assert [file.path for file in manifest.entries] == sorted(FILES)


def test_nothing_is_left_beside_it(tmp_path):
    publish(FILES, tmp_path / "site" / "public")
    publish(FILES, tmp_path / "site" / "public")
    assert list((tmp_path / ".vankho").iterdir()) == []
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["public"]


def test_a_failure_leaves_the_last_good_site(tmp_path, monkeypatch):
    target = tmp_path / "site" / "public"
    publish(FILES, target)
    before = held(target)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_sync", fail)
    with pytest.raises(PublishFailed, match="No space left"):
        publish({"index.html": b"neu"}, target)
    assert held(target) == before


def test_a_folder_that_is_not_ours_is_refused(tmp_path):
    target = tmp_path / "site" / "public"
    target.mkdir(parents=True)
    (target / "thesis.docx").write_bytes(b"x")
    with pytest.raises(PublishFailed, match="no build of ours"):
        publish(FILES, target)
    assert held(target) == {"thesis.docx": b"x"}


def test_an_empty_folder_is_taken_and_a_link_refused(tmp_path):
    target = tmp_path / "site" / "public"
    target.mkdir(parents=True)
    publish(FILES, target)
    link = tmp_path / "site" / "internal"
    link.symlink_to(tmp_path)
    with pytest.raises(PublishFailed, match="no folder"):
        publish(FILES, link)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", ""])
def test_no_path_leads_out(tmp_path, name):
    with pytest.raises(ValueError, match="not a path inside"):
        publish({name: b"x"}, tmp_path / "site" / "public")


def test_without_exchange_two_renames_do(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_libc", lambda: None)
    target = tmp_path / "site" / "public"
    publish(FILES, target)
    publish({"index.html": b"neu"}, target)
    assert held(target).keys() == {"index.html", MANIFEST}


def test_where_the_project_cannot_be_written_staging_is_beside_the_output(tmp_path):
    work = tmp_path / "taken"
    work.write_text("a file", encoding="utf-8")
    target = tmp_path / "site" / "public"
    module.publish(FILES, target, work)
    module.publish(FILES, target, work)
    assert held(target).keys() == {*FILES, MANIFEST}
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["public"]
